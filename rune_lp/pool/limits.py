"""How much time and memory an item may take, held by the kernel and not by this program.

Neither limit needs the cooperation of the code that runs: the alarm ends a process that is deep in
a solver's grounding, and stays set if the parent is paused or gone.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rune_lp.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Limits"]

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of each item. They hold in the process that calls `confine` and `timed`.

    Attributes:
        seconds: Wall-clock time for one item, or None.
        megabytes: Memory (address space, in 10^6 bytes) beyond what the process has when it is
            confined, or None.

    Raises:
        ValueError: A limit is not above 0.
        InputError: This system cannot hold a limit.

    >>> with Limits(seconds=5).timed():
    ...     sum(range(10))
    45
    """

    seconds: float | None = None
    megabytes: int | None = None

    def __post_init__(self) -> None:
        for name in ("seconds", "megabytes"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise ValueError(f"{name} must be above 0, but got {value!r}")
        if self.megabytes is not None and sys.platform != "linux":
            raise InputError.of("a memory limit needs Linux", hint="leave it out")

    def confine(self) -> None:
        """Let this process allocate so much memory and no more, for the rest of its life."""
        if self.megabytes is None:
            return
        import resource  # not on every system

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        wanted = pages * os.sysconf("SC_PAGESIZE") + self.megabytes * _MEGABYTE
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))

    @contextmanager
    def timed(self) -> Iterator[None]:
        """End this process by SIGALRM, wherever it is, if the block takes too long."""
        if self.seconds is None:
            yield
            return
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, self.seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
