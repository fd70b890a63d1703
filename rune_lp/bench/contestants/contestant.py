"""What a contestant is: opened data that is asked one case."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from pathlib import Path

    from rune_lp.bench.cases import Case

__all__ = ["Contestant", "Started"]

Started: TypeAlias = Callable[[int], None]
"""Called with an image's position before the image is looked at, by those who go one by one."""


class Contestant(ABC):
    """One way of answering, opened on a folder of data (see `rune_lp.bench.data`).

    Attributes:
        helpers: The ids of the processes that work for it, whose memory counts too.
    """

    helpers: Sequence[int] = ()

    @abstractmethod
    def __init__(self, data: Path) -> None:
        """Open the data."""

    @abstractmethod
    def ask(self, case: Case, started: Started) -> list[str]:
        """Return the names of the images of which a case is true, sorted.

        Raises:
            NotSolvedError: It cannot say.
        """

    def close(self) -> None:  # noqa: B027 - most have nothing to close
        """Let go of what was opened."""
