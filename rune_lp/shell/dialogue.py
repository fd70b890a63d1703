"""What is said in the dialogue: a line in, lines out, and the question that `why` is about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import islice
from textwrap import dedent
from typing import TYPE_CHECKING

from rune_lp.asking.explaining import contrary_of
from rune_lp.asp.question import make_question
from rune_lp.errors import InputError, NotSolvedError
from rune_lp.explain.why.report import because, explained, result_text
from rune_lp.logic.parse import parse_query
from rune_lp.logic.printing import to_text
from rune_lp.pool.call import call
from rune_lp.search import results
from rune_lp.shell.lookup import matching, parse_pattern
from rune_lp.translate import translate

if TYPE_CHECKING:
    from rune_lp.asp.question import Question
    from rune_lp.asp.solver import Solver
    from rune_lp.explain.why.report import Explained
    from rune_lp.geometry.profile import Profile
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.scenes import Scene
    from rune_lp.vocabulary import Vocabulary

__all__ = ["COMMANDS", "Dialogue", "EndedError", "kind_of"]

_SHOWN = 20
"""Answers and facts that are shown of many."""

_QUANTIFIED = re.compile(r"\s*(?:[∃∀]|\{|\b(?:exists|forall|count)\b)", re.IGNORECASE)
_GOAL = re.compile(r"[a-z]\w*\s*\(|:-|\\\+|\b[A-Z]\w*\s*(?:is|=)\s")

COMMANDS = {
    "help": "what can be said",
    "why": "the reasons for the last answer, or against it",
    "facts ATOM": "the facts that match, such as facts near(3, X) or facts area",
    "quit": "end; so does end of file",
}
"""Each command and what it is for."""

_HELP = """\
a question       a ship near a harbor
a formula        exists x y. ship(x) & harbor(y) & near(x, y)
a set            {x | ship(x) & length(x) > 30}
a Prolog goal    ?- class(X, ship), near(X, Y).     (?- may be left out)"""


class EndedError(Exception):
    """The dialogue is over."""


def kind_of(line: str) -> str:
    """Return what a line is: a `goal`, a `formula`, or `english`.

    >>> kind_of("?- near(X, Y)."), kind_of("near(3, X), class(X, ship)")
    ('goal', 'goal')
    >>> kind_of("exists x. ship(x)"), kind_of("{x | ship(x)}"), kind_of("count(x: ship(x)) > 2")
    ('formula', 'formula', 'formula')
    >>> kind_of("a ship near a harbor"), kind_of("not a single plane")
    ('english', 'english')
    """
    if line.lstrip().startswith("?-"):
        return "goal"
    if _QUANTIFIED.match(line.lstrip(" \t(~¬!")) or line.lstrip().startswith(("~", "¬")):
        return "formula"
    return "goal" if _GOAL.search(line) else "english"


@dataclass
class Dialogue:
    """A dialogue about one image.

    Attributes:
        scene: The image, all its detections.
        library: The loaded rule files.
        vocabulary: What names mean.
        profile: The parameters of the relations.
        min_score: The score threshold.
        solver: Who answers questions.
        time_limit: Seconds for each answer, or None.
        distinct: Whether variables of one quantifier block denote different objects.
        last: The question that was answered last.
    """

    scene: Scene
    library: RuleLibrary
    vocabulary: Vocabulary
    profile: Profile
    min_score: float
    solver: Solver
    time_limit: float | None = None
    distinct: bool = False
    last: Question | None = field(default=None, init=False)

    def answer(self, line: str) -> list[str]:
        """Return what is to be said to a line.

        Raises:
            InputError: The line is not understood.
            NotSolvedError: It cannot be answered for this image.
            EndedError: It ends the dialogue.
        """
        word, _, rest = line.strip().partition(" ")
        match word.lower().rstrip("."):
            case "":
                return []
            case "quit" | "exit" | "halt":
                raise EndedError
            case "help" if not rest:
                return self._help()
            case "why" | "why?" if not rest.strip("? "):
                return self._why()
            case "facts":
                return self._facts(rest)
        if kind_of(line) == "goal":
            return self._goal(line)
        return self._question(line)

    def _help(self) -> list[str]:
        width = max(map(len, COMMANDS))
        lines = [f"{name:<{width + 6}} {told}" for name, told in COMMANDS.items()]
        return [*_HELP.splitlines(), *lines]

    def _question(self, line: str) -> list[str]:
        said: list[str] = []
        if kind_of(line) == "formula":
            query, source = parse_query(line), line
        else:
            translation = translate(line, self.vocabulary)
            query, source = translation.query, None
            said = [f"note:    {note}" for note in translation.notes]
        question = make_question(
            query,
            self.vocabulary,
            self.library,
            profile=self.profile,
            min_score=self.min_score,
            distinct=self.distinct,
            text=source,
            solver=self.solver,
        )
        self.last = question
        found = self._explained(question, _SHOWN)
        # The reasons are for `why`.
        bare = replace(found, reasons=tuple((one, ()) for one, _ in found.reasons))
        verdict, *bindings = result_text(bare)
        verdict = verdict.removeprefix(self.scene.image).strip()
        if found.result.satisfied:
            verdict = f"match  {verdict}"
        return [f"formula: {to_text(question.plan.query)}", *said, verdict, *_dedented(bindings)]

    def _why(self) -> list[str]:
        if self.last is None:
            raise InputError.of("nothing was asked yet", hint="ask first, then: why")
        found = self._explained(self.last, 3)
        contrary = contrary_of(self.last, found, 3, time_limit=self.time_limit)
        if contrary is None:
            return _dedented(because(found))
        return _dedented([*contrary.lines("default"), *contrary.remarks])

    def _explained(self, question: Question, number: int) -> Explained:
        arguments = (question, self.scene, self.library, number)
        return call(_explained, *arguments, time_limit=self.time_limit)

    def _facts(self, text: str) -> list[str]:
        pattern = parse_pattern(text, self.vocabulary)
        kept = self.scene.at_least(self.min_score)
        found = matching(pattern, kept, self.profile)
        lines = list(islice(found, _SHOWN + 1))
        if len(lines) > _SHOWN:
            more = 1 + sum(1 for _ in found)
            lines[-1] = f"and {more:,} more"
        return lines or ["none"]

    def _goal(self, line: str) -> list[str]:
        from rune_lp.prolog.goals import goal_answers, make_goal

        goal = make_goal(line, self.library, self.vocabulary)
        kept = self.scene.at_least(self.min_score)
        arguments = (goal, kept, self.profile, _SHOWN + 1)
        lines = call(goal_answers, *arguments, time_limit=self.time_limit)
        if len(lines) > _SHOWN:
            lines[-1] = f"… (the first {_SHOWN}; count with aggregate_all)"
        return lines or ["false"]


def _dedented(lines: list[str]) -> list[str]:
    return dedent("\n".join(lines)).splitlines()


def _explained(question: Question, scene: Scene, library: RuleLibrary, number: int) -> Explained:
    (result,) = results(question, [scene], explanations=number, everything=True)
    if result.answer is None:
        raise NotSolvedError(str(result.failure))
    return explained(question, result, library, number)
