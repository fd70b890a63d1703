"""Where batches are worked off: by processes of this machine, or by a cluster of machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from rune_lp.pool.pool import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rune_lp.pool.outcome import Outcome, Task

__all__ = ["Local", "Runner"]

Payload = TypeVar("Payload")
Value = TypeVar("Value")
Result = TypeVar("Result")


class Runner(Protocol):
    """Somewhere to work."""

    @property
    def workers(self) -> int:
        """How many share the work."""

    @property
    def batch(self) -> tuple[int, int]:
        """How many images a batch should have at least, and at most."""

    def run(
        self,
        tasks: Iterable[Task[Value]],
        *,
        work: Callable[[Payload, Value], Result],
        payload: Payload,
        patience: float | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> Iterator[Outcome[Result]]:
        """Yield the outcome of each item of each task, in their order.

        Args:
            tasks: Batches of named items.
            work: Works on one item's value, given the payload.
            payload: What every worker is given once.
            patience: Seconds for each item, where the time limit is more or there is none.
            stop: Asked several times a second; when it says so, the work is ended, and what is
                finished by then is yielded.
        """


@dataclass(frozen=True, slots=True)
class Local:
    """Processes of this machine.

    Attributes:
        workers: How many there are at most.
        time_limit: Seconds for each item, or None.
        memory_limit: Megabytes for each item, or None.

    >>> from operator import mul
    >>> from rune_lp.pool.outcome import Item
    >>> [outcome.result for outcome in Local(2).run([[Item("two", 2)]], work=mul, payload=3)]
    [6]
    """

    workers: int = 1
    time_limit: float | None = None
    memory_limit: int | None = None

    @property
    def batch(self) -> tuple[int, int]:
        """How many images a batch should have at least, and at most."""
        return 1, 64

    def run(
        self,
        tasks: Iterable[Task[Value]],
        *,
        work: Callable[[Payload, Value], Result],
        payload: Payload,
        patience: float | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> Iterator[Outcome[Result]]:
        """Yield the outcome of each item of each task, in their order; see `Runner`."""
        return run(
            tasks,
            initialise=_kept,
            work=work,
            payload=payload,
            jobs=self.workers,
            time_limit=min(filter(None, (self.time_limit, patience)), default=None),
            memory_limit=self.memory_limit,
            stop=stop,
        )


def _kept(payload: Payload) -> Payload:
    return payload
