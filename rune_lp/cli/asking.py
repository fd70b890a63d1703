"""The way from the arguments of an asking verb to a question."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from rune_lp.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rune_lp.asking import Asked, Asker
    from rune_lp.asp.solver import Solver
    from rune_lp.geometry.profile import Profile
    from rune_lp.rulefiles.library import RuleLibrary

__all__ = ["ask", "asker_of", "library_of", "profile_of", "solver_of", "text_or_standard_input"]


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


def asker_of(
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
    no_cache: bool,
) -> Asker:
    """Return who understands questions as the options of a verb say."""
    from rune_lp.asking import Asker
    from rune_lp.equivalence.world import World

    library = library_of(rule_files, allow_scripts=allow_scripts)
    world = World(library.vocabulary(labels), library, profile_of(profile_file), min_score)
    return Asker(
        world,
        solver_of(solver_name),
        distinct=distinct_variables,
        translator=translator,
        candidates=candidates,
        min_confidence=min_confidence,
        cached=not no_cache,
    )


def ask(
    text: str | None,
    fol: str | None,
    labels: Iterable[str] | None,
    *,
    ask_person: bool,
    **options: Any,
) -> Asked:
    """Return the question that the arguments of a verb ask.

    Args:
        text: The sentence, `-` for standard input, or None.
        fol: The formula likewise.
        labels: The catalogue's labels, or None where there is no catalogue.
        ask_person: Whether a person chooses among readings.
        **options: Those of `asker_of`.

    Raises:
        InputError: if neither or both of sentence and formula are given, or it is not understood.
    """
    if text is None and fol is None:
        hint = 'such as "a ship near a harbor" or --fol "exists x. ship(x)"'
        raise InputError.of("there is no question", hint=hint)
    if text is not None and fol is not None:
        raise InputError.of("the question is given twice", hint="as a sentence or by --fol")
    asker = asker_of(labels, **options)
    if fol is not None:
        return asker.formula(text_or_standard_input(fol))
    if ask_person and text == "-":
        hint = "give the sentence as an argument"
        raise InputError.of("--ask and - both read standard input", hint=hint)
    from rune_lp.cli.readings import chosen_by_person

    sentence = text_or_standard_input(text or "")
    return asker.sentence(sentence, chosen_by_person if ask_person else None)
