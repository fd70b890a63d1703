"""The scenes of rule files' tests, tried in a worker that can be ended."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from rune_lp.authoring.suite import Aim, Suite, attempt, solve_here
from rune_lp.authoring.trial import UNSOLVED, Failure
from rune_lp.pool.outcome import Item
from rune_lp.pool.pool import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rune_lp.authoring.suite import Solve

__all__ = ["solve_limited"]

MEMORY_LIMIT = 2000
"""Megabytes for a scene: a program that has no end takes all there are."""

State: TypeAlias = tuple[Suite, Aim]


def solve_limited(time_limit: float | None) -> Solve:
    """Return the way to try scenes that takes so many seconds for each at most.

    >>> suite = Suite.read()
    >>> list(solve_limited(10)(suite, "test")) == list(solve_limited(None)(suite, "test"))
    True
    """
    return solve_here if time_limit is None else partial(_limited, time_limit)


def _limited(time_limit: float, suite: Suite, aim: Aim) -> Iterator[tuple[Failure, ...]]:
    outcomes = run(
        [[Item(str(scene), scene) for scene in suite.scenes]],
        initialise=_read,
        work=_attempted,
        payload=(suite.paths, suite.allow_scripts, aim),
        time_limit=time_limit,
        memory_limit=MEMORY_LIMIT,
    )
    for (file, number), outcome in zip(suite.scenes, outcomes, strict=True):
        if outcome.failure is None:
            yield outcome.result or ()
        else:
            span = suite.cases[file][number].span
            source = suite.files[file].source
            hint = "does a rule make ever new terms, as p(X + 1) :- p(X) does?"
            yield (Failure(source.fault(outcome.failure.message, span, hint, code=UNSOLVED)),)


def _read(payload: tuple[tuple[str, ...], bool, Aim]) -> State:
    paths, allow_scripts, aim = payload
    return Suite.read(paths, allow_scripts=allow_scripts), aim


def _attempted(state: State, scene: tuple[int, int]) -> tuple[Failure, ...]:
    suite, aim = state
    return attempt(suite, aim, scene)
