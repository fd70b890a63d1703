"""The way from the arguments of an asking verb to a question."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rune_lp.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rune_lp.asp.question import Question
    from rune_lp.asp.solver import Solver
    from rune_lp.geometry.profile import Profile
    from rune_lp.logic.syntax import Query
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.translate import Translation
    from rune_lp.translate.selection import Selection

__all__ = [
    "Asked",
    "ask",
    "library_of",
    "profile_of",
    "solver_of",
    "text_or_standard_input",
]


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
        selection: The other readings, where candidates were proposed, or None.
    """

    question: Question
    library: RuleLibrary
    text: str | None
    fol: str
    translator: str | None
    confidence: float | None
    notes: tuple[str, ...]
    selection: Selection | None = None

    def header(self) -> dict[str, Any]:
        """Return the header object of the JSON forms."""
        document = {
            "query": self.text,
            "fol": self.fol,
            "translator": self.translator,
            "confidence": self.confidence,
            "notes": list(self.notes),
            "min_score": self.question.min_score,
        }
        if self.selection is not None:
            from rune_lp.cli.readings import selection_json

            document |= selection_json(self.selection)
        return document

    def header_text(self) -> list[str]:
        """Return the lines that show the question before its answers."""
        lines = [f"query:   {' '.join(self.text.split())}"] if self.text is not None else []
        lines.append(f"formula: {self.fol}")
        lines += [f"note:    {note}" for note in self.notes]
        if self.selection is not None:
            from rune_lp.cli.readings import selection_text

            lines += selection_text(self.selection)
        return lines


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


def profile_of(profile_file: Path | None) -> Profile:
    """Return the relations' parameters: those of `--profile`, or the defaults."""
    from rune_lp.geometry.profile import Profile

    return Profile.from_toml(profile_file) if profile_file else Profile()


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
    translator: str,
    candidates: int,
    min_confidence: float | None,
    ask_person: bool,
    no_cache: bool,
) -> Asked:
    """Return the question that the arguments of a verb ask.

    Raises:
        InputError: if neither or both of sentence and formula are given, or it is not understood.
    """
    from rune_lp.asp.question import make_question
    from rune_lp.equivalence.world import World
    from rune_lp.logic.parse import parse_query
    from rune_lp.logic.printing import to_text

    if text is None and fol is None:
        hint = 'such as "a ship near a harbor" or --fol "exists x. ship(x)"'
        raise InputError.of("there is no question", hint=hint)
    if text is not None and fol is not None:
        raise InputError.of("the question is given twice", hint="as a sentence or by --fol")
    library = library_of(rule_files, allow_scripts=allow_scripts)
    world = World(library.vocabulary(labels), library, profile_of(profile_file), min_score)
    translation: Translation | None = None
    source: str | None = None
    if fol is not None:
        source = text_or_standard_input(fol)
        query: Query = parse_query(source)
    else:
        if ask_person and text == "-":
            hint = "give the sentence as an argument"
            raise InputError.of("--ask and - both read standard input", hint=hint)
        from rune_lp.cli.readings import chosen_by_person
        from rune_lp.translate.translators import translated

        sentence = text_or_standard_input(text or "")
        translation = translated(
            sentence,
            world,
            translator,
            number=candidates,
            min_confidence=min_confidence,
            choose=chosen_by_person if ask_person else None,
            cached=not no_cache,
        )
        query = translation.query
    question = make_question(
        query,
        world.vocabulary,
        library,
        profile=world.profile,
        min_score=min_score,
        distinct=distinct_variables,
        text=source,
        solver=solver_of(solver_name),
    )
    shown = to_text(question.plan.query)
    if translation is None:
        return Asked(question, library, None, shown, None, None, ())
    return Asked(
        question,
        library,
        translation.text,
        shown,
        translation.translator,
        translation.confidence,
        translation.notes,
        translation.selection,
    )
