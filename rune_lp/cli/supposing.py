"""`--without`, `--with-score` and `--set`: what is supposed to be otherwise."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rune_lp.asking import Asked
    from rune_lp.explain.what_if.supposing import Supposed
    from rune_lp.scenes import Scene

__all__ = ["supposed", "supposing_options"]

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--without",
        metavar="OBJECT",
        multiple=True,
        help="Say what would change without an object: its id, or class and id as in ship:7. "
        "May be given again.",
    ),
    click.option(
        "--with-score",
        metavar="S",
        type=click.FloatRange(0, 1),
        help="Say what would change if objects were the detections of at least this score.",
    ),
    click.option(
        "--set",
        "settings",
        metavar="NAME=VALUE",
        multiple=True,
        help="Say what would change with another parameter of the relations, as in "
        "near_factor=1.5. May be given again.",
    ),
)


def supposing_options(command: Command) -> Command:
    """Add `--without`, `--with-score` and `--set`."""
    return functools.reduce(lambda done, option: option(done), reversed(_OPTIONS), command)


def supposed(
    asked: Asked,
    scene: Scene,
    without: tuple[str, ...],
    score: float | None,
    settings: tuple[str, ...],
) -> Supposed | None:
    """Return what the options suppose, or None if they suppose nothing.

    Raises:
        InputError: They name no object, or no parameter.
    """
    from rune_lp.explain.what_if.supposing import Supposed, named_objects, supposed_profile

    if not without and score is None and not settings:
        return None
    question = asked.question
    return Supposed(
        named_objects(without, scene, question),
        score,
        supposed_profile(settings, question.profile) if settings else None,
    )
