"""SWI-Prolog as a solver, in this process: `--solver prolog`."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from rune_lp.asp.program import WITNESS
from rune_lp.asp.solver import NO_MODEL as CONTRADICTION
from rune_lp.asp.solver import AnswerSet
from rune_lp.errors import InputError, NotSolvedError
from rune_lp.prolog.clauses import NO_MODEL
from rune_lp.prolog.faults import statement_faults
from rune_lp.prolog.program import clauses_of, indicator
from rune_lp.prolog.session import Session, check_installed, session
from rune_lp.prolog.terms import string_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rune_lp.asp.question import Question
    from rune_lp.asp.solver import Program
    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.rulefiles.statements import Statement

__all__ = ["PROLOG", "SwiProlog", "loaded"]

_KEPT = 16
"""Programs that stay loaded; a question has five."""


@dataclass(frozen=True, slots=True)
class SwiProlog:
    """SWI-Prolog by pyswip."""

    name: str = field(default="prolog", init=False)

    def require(self) -> None:
        """Check that pyswip and SWI-Prolog are installed; raises InputError if not."""
        check_installed()

    def check(self, statements: Iterable[Statement], library: RuleLibrary) -> None:
        """Check that Prolog can run the statements; raises InputError for one that it cannot."""
        for fault in statement_faults(statements, library):
            raise InputError(fault)

    def solve(
        self, program: Program, facts: Iterable[str], wanted: Iterable[Signature]
    ) -> AnswerSet:
        """Return the wanted predicates of the one answer set."""
        return loaded(program, facts).answer(wanted)

    def levels(
        self,
        program: Program,
        facts: Iterable[str],
        scores: Mapping[int, float],
        domains: Iterable[str],
        wanted: Iterable[Signature],
    ) -> PrologLevels:
        """Return the program over the facts, to be asked at levels."""
        lines = list(facts)
        with_domains = program.with_rules(facts=((name, 1) for name in domains))
        return PrologLevels(with_domains, lines, scores, tuple(domains), tuple(wanted))

    def search(
        self, question: Question, facts: Iterable[str], number: int
    ) -> list[tuple[int, ...]]:
        """Return the first assignments of a true sentence that backtracking comes to."""
        matrix = question.matrix
        program = question.program(*matrix.rules, matrix.witness_rule())
        ready = loaded(program, facts)
        ready.answer([])  # refuses what violates a constraint
        one = indicator((WITNESS, len(matrix.witnesses)))
        (line,) = _lines(ready.session.text("some", ready.module, one, str(number)))
        return line


PROLOG = SwiProlog()


@dataclass(frozen=True, slots=True)
class Loaded:
    """A program that is loaded with the facts of an image."""

    session: Session
    module: str
    constrained: bool

    def answer(self, wanted: Iterable[Signature]) -> AnswerSet:
        """Return the wanted predicates.

        Raises:
            NotSolvedError: A constraint is violated, or Prolog gives up.
        """
        signatures = sorted(wanted)
        asked = [(NO_MODEL, 0), *signatures] if self.constrained else signatures
        indicators = ", ".join(map(indicator, asked))
        lines = _lines(self.session.text("answer", self.module, f"[{indicators}]"))
        if self.constrained and lines.pop(0):
            raise NotSolvedError(CONTRADICTION)
        return AnswerSet(dict(zip(signatures, lines, strict=True)))


class PrologLevels:
    """A certainty program over one image, asked again and again at other levels."""

    def __init__(
        self,
        program: Program,
        facts: Sequence[str],
        scores: Mapping[int, float],
        domains: Sequence[str],
        wanted: Sequence[Signature],
    ) -> None:
        """Take the program, an image's facts and scores, the domains, and what will be wanted."""
        self.program = program
        self.facts = facts
        self.scores = scores
        self.domains = domains
        self.wanted = wanted
        self._loaded = loaded(program, facts)

    def at(self, level: float) -> AnswerSet:
        """Return the wanted predicates at a level: what has at least that degree."""
        if _holding.get(self._loaded.module) is not self._loaded:
            self._loaded = loaded(self.program, self.facts)
        for name in self.domains:
            inside = [
                object_
                for object_, score in self.scores.items()
                # As clingo's levels: computed so, equal numbers stay equal.
                if (score >= level if name == "certain" else 1.0 - score < level)
            ]
            self._loaded.session.call("domain", self._loaded.module, name, str(inside))
        return self._loaded.answer(self.wanted)


_modules: OrderedDict[Program, str] = OrderedDict()
"""The module of each program that is loaded in this process, the one used last at the end."""

_holding: dict[str, Loaded] = {}
"""What each module holds the facts of."""

_numbers = count()


def loaded(program: Program, facts: Iterable[str]) -> Loaded:
    """Return a program with facts, loaded into a module of its own."""
    engine = session()
    clauses = clauses_of(program)
    module = _modules.pop(program, None)
    if module is None:
        while len(_modules) >= _KEPT:
            _, oldest = _modules.popitem(last=False)
            _holding.pop(oldest, None)
            engine.forget(oldest)
        module = f"rune_program_{next(_numbers)}"
        declared = ", ".join(map(indicator, clauses.facts))
        text = "\n".join([*clauses.directives, clauses.text])
        engine.call("program", module, f"[{declared}]", string_text(text))
    engine.call("facts", module, string_text("\n".join(facts)))
    _modules[program] = module
    _holding[module] = Loaded(engine, module, clauses.constrained)
    return _holding[module]


def _lines(text: str) -> list[list[tuple[int, ...]]]:
    """Return the tuples of each line, such as `0,3;1,4;`."""
    return [
        [tuple(map(int, part.split(","))) if part else () for part in line.split(";")[:-1]]
        for line in text.split("\n")[:-1]
    ]
