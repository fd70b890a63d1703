"""The options that several verbs have, added by one decorator each."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

__all__ = [
    "allow_scripts_option",
    "answering_options",
    "asking_options",
    "understanding_options",
    "world_options",
]

Command = TypeVar("Command", bound=Callable[..., Any])


def _number(ctx: click.Context, param: click.Parameter, value: float | None) -> float | None:
    if value is not None and math.isnan(value):
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


_WORLD_OPTIONS = (
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
)
"""What a formula's names mean, and which objects there are."""

_OPTIONS = (
    *_WORLD_OPTIONS,
    click.option(
        "--solver",
        "solver_name",
        type=click.Choice(["clingo", "prolog"]),
        default="clingo",
        show_default=True,
        help="Who decides and finds the assignments: clingo, or SWI-Prolog.",
    ),
)


_ANSWERING_OPTIONS = (
    *_OPTIONS,
    click.option(
        "--translator",
        metavar="NAME",
        default="controlled",
        show_default=True,
        help="Who turns TEXT into logic: controlled (a grammar), hf:DIR (a language model in a "
        "folder), openai:URL (a server), or auto: the grammar, else the model that ships.",
    ),
    click.option(
        "--candidates",
        metavar="N",
        type=click.IntRange(1, 100),
        default=10,
        show_default=True,
        help="Ask a language model for N formulas, and take what most of them mean.",
    ),
    click.option(
        "--min-confidence",
        metavar="C",
        type=click.FloatRange(0, 1),
        callback=_number,
        help="Refuse what less than this share of the formulas means. "
        "[default: 0.5 with auto, else 0]",
    ),
    click.option(
        "--no-cache",
        is_flag=True,
        help="Ask a language model anew, and keep nothing of what it answers.",
    ),
)

_ASKING_OPTIONS = (
    click.option(
        "--fol",
        metavar="F",
        help="Ask a formula of first-order logic instead of TEXT; - reads it from standard input.",
    ),
    *_ANSWERING_OPTIONS,
    click.option(
        "--ask",
        "ask_person",
        is_flag=True,
        help="Where the formulas differ, show the readings and ask which is meant.",
    ),
)


def world_options(command: Command) -> Command:
    """Add the options of verbs that take formulas, and no question of an image."""
    return _with_options(command, _WORLD_OPTIONS)


def understanding_options(command: Command) -> Command:
    """Add the options by which questions are understood and solved."""
    return _with_options(command, _OPTIONS)


def answering_options(command: Command) -> Command:
    """Add the options by which any number of sentences and formulas are understood and solved."""
    return _with_options(command, _ANSWERING_OPTIONS)


def asking_options(command: Command) -> Command:
    """Add the options that every verb has that asks one question."""
    return _with_options(command, _ASKING_OPTIONS)


def _with_options(command: Command, options: Sequence[Callable[[Command], Command]]) -> Command:
    return functools.reduce(lambda done, option: option(done), reversed(options), command)
