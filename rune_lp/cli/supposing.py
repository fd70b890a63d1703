"""What `explain` says beyond the answer: why not, what if, and what the answer hangs on."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rune_lp.errors import NotSolvedError

if TYPE_CHECKING:
    from rune_lp.asp.answer import Answer
    from rune_lp.cli.asking import Asked
    from rune_lp.explain.refutation import Refutation
    from rune_lp.explain.what_if import Supposed, WhatIf
    from rune_lp.scenes import Scene

__all__ = ["hanging", "hanging_text", "refutation", "supposed", "supposing_options", "what_if"]

Command = TypeVar("Command", bound=Callable[..., Any])

_PATIENCE = 5.0
"""Seconds that what is said beyond the answer may take, at most."""

_NAMED = 8
"""Detections that text names one by one."""

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


def refutation(
    asked: Asked, scene: Scene, answer: Answer | None, failure: str | None, limit: float | None
) -> Refutation | None:
    """Return why an image does not match, as far as it is found in time; None if it does.

    Args:
        asked: What was asked.
        scene: The image.
        answer: The answer, or None if the image was not solved.
        failure: Why it was not solved, or None.
        limit: Seconds, or None.
    """
    from dataclasses import replace

    from rune_lp.asp.solver import NO_MODEL
    from rune_lp.explain.refutation import Refutation, changed, failed_rules, held_and_failing

    if answer is None:
        if failure != NO_MODEL:
            return None
        return _tried("which rules", failed_rules, asked, scene, limit) or Refutation(fault="rules")
    if answer.satisfied:
        return None
    held = _tried("what holds of it", held_and_failing, asked, scene, limit) or Refutation()
    least = _tried("what would have to change", changed, asked, scene, limit) or Refutation()
    return replace(held, changes=least.changes, minimal=least.minimal)


def _tried(
    what: str, function: Callable[..., Refutation], asked: Asked, scene: Scene, limit: float | None
) -> Refutation | None:
    from rune_lp.pool.call import call

    try:
        return call(function, asked.question, scene, asked.library, time_limit=limit)
    except NotSolvedError as error:
        click.echo(f"rune-lp: {what} could not be found: {error}", err=True)
        return None


def hanging(
    asked: Asked, scene: Scene, answer: Answer | None, limit: float | None
) -> list[dict[str, Any]] | None:
    """Return the detections that an answer hangs on; None if that is not found in time."""
    from rune_lp.explain.hinges import hinges
    from rune_lp.explain.report import object_json
    from rune_lp.pool.call import call

    if answer is None:
        return None
    seconds = _PATIENCE if limit is None else min(limit, _PATIENCE)
    try:
        found = call(hinges, asked.question, scene, answer, time_limit=seconds)
    except NotSolvedError:
        return None
    entries = (object_json(scene, one) for one in found)
    return [{key: one[key] for key in ("id", "class", "score")} for one in entries]


def hanging_text(found: list[dict[str, Any]] | None, *, satisfied: bool) -> list[str]:
    """Return the line that says what an answer hangs on, if it hangs on anything."""
    if not found:
        return []
    names = [f"{one['class']} {one['id']} ({one['score']:.2f})" for one in found[:_NAMED]]
    if len(found) > _NAMED:
        names.append(f"{len(found) - _NAMED:,} more")
    verdict = "no match" if satisfied else "a match"
    word = "it" if len(found) == 1 else "any one of them"
    return [f"     hangs on {', '.join(names)}: without {word}, {verdict}"]


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
    from rune_lp.explain.what_if import Supposed, named_objects, supposed_profile

    if not without and score is None and not settings:
        return None
    question = asked.question
    return Supposed(
        named_objects(without, scene, question),
        score,
        supposed_profile(settings, question.profile) if settings else None,
    )


def what_if(asked: Asked, scene: Scene, supposed: Supposed, limit: float | None) -> WhatIf | None:
    """Return what would be if something were otherwise; None if that is not found in time."""
    from rune_lp.explain import what_if as module
    from rune_lp.pool.call import call

    try:
        return call(module.what_if, asked.question, scene, supposed, time_limit=limit)
    except NotSolvedError as error:
        click.echo(f"rune-lp: what if could not be found: {error}", err=True)
        return None
