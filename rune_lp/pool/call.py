"""One function called under the limits of a worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from rune_lp.errors import NotSolvedError
from rune_lp.pool.outcome import Item
from rune_lp.pool.pool import run

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["call"]

Result = TypeVar("Result")


def call(function: Callable[..., Result], *arguments: Any, time_limit: float | None) -> Result:
    """Return what a function returns, computed in a process that can be ended.

    Args:
        function: The function.
        *arguments: What it is called with.
        time_limit: Seconds it may take; None calls it in this process.

    Raises:
        NotSolvedError: It says so itself, takes longer, or its process dies.
        RuntimeError: It has a bug.

    >>> call(sum, [1, 2, 3], time_limit=10)
    6
    """
    if time_limit is None:
        return function(*arguments)
    (outcome,) = run(
        [[Item("", arguments)]],
        initialise=_kept,
        work=_called,
        payload=function,
        time_limit=time_limit,
    )
    if outcome.failure is None:
        return outcome.result  # type: ignore[return-value]  # None only if that is the result
    if outcome.failure.kind == "bug":
        raise RuntimeError(outcome.failure.message)
    raise NotSolvedError(outcome.failure.message)


def _kept(function: Callable[..., Result]) -> Callable[..., Result]:
    return function


def _called(function: Callable[..., Result], arguments: tuple[Any, ...]) -> Result:
    return function(*arguments)
