"""What the asking verbs share: their options, and the way from them to a question."""

from __future__ import annotations

import functools
import math
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rune_lp.errors import InputError, Place

if TYPE_CHECKING:
    from rune_lp.asp.question import Question
    from rune_lp.asp.solver import Solver
    from rune_lp.logic.syntax import Query
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.vocabulary import Vocabulary

__all__ = [
    "Asked",
    "allow_scripts_option",
    "ask",
    "asking_options",
    "library_of",
    "solver_of",
    "text_or_standard_input",
    "understanding_options",
]

Command = TypeVar("Command", bound=Callable[..., Any])


def _number(ctx: click.Context, param: click.Parameter, value: float) -> float:
    if math.isnan(value):
        raise click.BadParameter("nan is not in the range 0<=x<=1.", ctx, param)
    return value


def allow_scripts_option(command: Command) -> Command:
    """Add `--allow-scripts`."""
    return click.option(
        "--allow-scripts",
        is_flag=True,
        help="Let rule files run code and include files outside their folder. They can do "
        "whatever you can: give it only for files that you trust.",
    )(command)


_OPTIONS = (
    click.option(
        "--rules",
        "rule_files",
        metavar="FILE",
        type=click.Path(path_type=Path),
        multiple=True,
        help="A rule file, or a folder of them, to load beside the shipped ones.",
    ),
    allow_scripts_option,
    click.option(
        "--min-score",
        metavar="S",
        type=click.FloatRange(0, 1),
        callback=_number,
        default=0.5,
        show_default=True,
        help="Objects are the detections of at least this score.",
    ),
    click.option(
        "--profile",
        "profile_file",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="A TOML file of the relations' parameters, such as near_factor = 1.5.",
    ),
    click.option(
        "--distinct-variables",
        is_flag=True,
        help="Variables of one quantifier block denote different objects.",
    ),
    click.option(
        "--solver",
        "solver_name",
        type=click.Choice(["clingo", "prolog"]),
        default="clingo",
        show_default=True,
        help="Who decides and finds the assignments: clingo, or SWI-Prolog.",
    ),
)


_FOL = click.option(
    "--fol",
    metavar="F",
    help="Ask a formula of first-order logic instead of TEXT; - reads it from standard input.",
)


def understanding_options(command: Command) -> Command:
    """Add the options by which questions are understood and solved."""
    return functools.reduce(lambda done, option: option(done), reversed(_OPTIONS), command)


def asking_options(command: Command) -> Command:
    """Add the options that every verb has that asks one question."""
    return _FOL(understanding_options(command))


@dataclass(frozen=True)
class Asked:
    """A question as it was asked.

    Attributes:
        question: What the solver is asked.
        library: The loaded rule files.
        text: The sentence, or None if a formula was given.
        fol: The formula.
        translator: Who made the formula of the sentence, or None.
        confidence: How sure the translator is, or None.
        notes: The readings it took.
    """

    question: Question
    library: RuleLibrary
    text: str | None
    fol: str
    translator: str | None
    confidence: float | None
    notes: tuple[str, ...]

    def header(self) -> dict[str, Any]:
        """Return the header object of the JSON forms."""
        return {
            "query": self.text,
            "fol": self.fol,
            "translator": self.translator,
            "confidence": self.confidence,
            "notes": list(self.notes),
            "min_score": self.question.min_score,
        }

    def header_text(self) -> list[str]:
        """Return the lines that show the question before its answers."""
        lines = [f"query:   {' '.join(self.text.split())}"] if self.text is not None else []
        lines.append(f"formula: {self.fol}")
        return [*lines, *(f"note:    {note}" for note in self.notes)]


def text_or_standard_input(text: str) -> str:
    """Return an argument's text, or what standard input holds if it is `-`.

    Raises:
        InputError: if standard input is not text.
    """
    if text != "-":
        return text
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        hint = "save it as UTF-8"
        message = f"is not {error.encoding} text: {error.reason}"
        raise InputError.of(message, Place("standard input"), hint=hint) from None


def library_of(rule_files: Iterable[Path], *, allow_scripts: bool = False) -> RuleLibrary:
    """Return the shipped rule files with those of `--rules`, which alone may have scripts."""
    from rune_lp.rulefiles.library import load_rule_files

    return load_rule_files(rule_files, allow_scripts=allow_scripts)


def solver_of(name: str) -> Solver:
    """Return the solver that `--solver` names."""
    if name == "prolog":
        from rune_lp.prolog.solver import PROLOG

        return PROLOG
    from rune_lp.asp.solve import CLINGO

    return CLINGO


def ask(
    text: str | None,
    fol: str | None,
    labels: Iterable[str] | None,
    *,
    rule_files: Iterable[Path],
    allow_scripts: bool = False,
    min_score: float,
    profile_file: Path | None,
    distinct_variables: bool,
    solver_name: str,
) -> Asked:
    """Return the question that the arguments of a verb ask.

    Raises:
        InputError: if neither or both of sentence and formula are given, or it is not understood.
    """
    from rune_lp.asp.question import make_question
    from rune_lp.geometry.profile import Profile
    from rune_lp.logic.printing import to_text

    if text is None and fol is None:
        hint = 'such as "a ship near a harbor" or --fol "exists x. ship(x)"'
        raise InputError.of("there is no question", hint=hint)
    if text is not None and fol is not None:
        raise InputError.of("the question is given twice", hint="as a sentence or by --fol")
    library = library_of(rule_files, allow_scripts=allow_scripts)
    vocabulary = library.vocabulary(labels)
    text, query, source, made = _understood(text, fol, vocabulary)
    question = make_question(
        query,
        vocabulary,
        library,
        profile=Profile.from_toml(profile_file) if profile_file else None,
        min_score=min_score,
        distinct=distinct_variables,
        text=source,
        solver=solver_of(solver_name),
    )
    return Asked(question, library, text, to_text(question.plan.query), *made)


def _understood(
    text: str | None, fol: str | None, vocabulary: Vocabulary
) -> tuple[str | None, Query, str | None, tuple[str | None, float | None, tuple[str, ...]]]:
    if fol is not None:
        from rune_lp.logic.parse import parse_query

        source = text_or_standard_input(fol)
        return None, parse_query(source), source, (None, None, ())
    from rune_lp.translate import translate

    translation = translate(text_or_standard_input(text or ""), vocabulary)
    made = (translation.translator, translation.confidence, translation.notes)
    return translation.text, translation.query, None, made
