"""A contestant in a process of its own: one core, bounded memory, ended when its time is over."""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import signal
import time
from dataclasses import dataclass
from multiprocessing.sharedctypes import RawValue
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from rune_lp.bench.cases import case_named

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from rune_lp.bench.cases import Case
    from rune_lp.bench.contestants.contestant import Contestant
    from rune_lp.bench.entrants import Entrant

__all__ = ["Limits", "Outcome", "Worker", "alone", "peak_memory"]

Result = TypeVar("Result")

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")

_WARMING = case_named("pair")
"""What a new process is asked first."""

_OPENING = 600.0
"""Seconds that a process may take to start and to open its data."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a contestant may use: seconds for a question, and bytes of address space."""

    seconds: float = 60.0
    memory: int = 12 << 30


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of asking one case once.

    Attributes:
        status: `answered`, `timed out`, or `failed`.
        seconds: How long it took, or how long until it was ended.
        matches: The images of which the case is true, if it was answered.
        looked_at: How many images had been begun, for those who go one by one.
        note: Why there is no answer.
    """

    status: str
    seconds: float
    matches: tuple[str, ...] | None = None
    looked_at: int = 0
    note: str | None = None


class Worker:
    """The process of one contestant over one data set, started anew after it had to be ended.

    Use it in a `with` block.

    Args:
        entrant: The contestant.
        data: The data set's place.
        small: The place of a small one, which a new process is asked about first: the libraries
            that it loads for that are none of a question's cost.
        limits: What it may use.
    """

    def __init__(self, entrant: Entrant, data: Path, small: Path, limits: Limits) -> None:
        self.entrant = entrant
        self.data = data
        self.small = small
        self.limits = limits
        self.peak = 0
        """The most memory that it held, in bytes, its helpers' included."""
        self._process: Any = None
        self._connection: Connection | None = None
        self._progress = RawValue("q", 0)

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def ask(self, case: Case) -> Outcome:
        """Return what comes of a case; the data are opened anew, outside the time."""
        connection = self._started()
        self._progress.value = 0
        try:
            connection.send(case)
            ready = connection.recv() if connection.poll(_OPENING) else "the data were not opened"
            if ready is not None:
                self._end()
                return Outcome("failed", 0.0, note=str(ready))
            if not connection.poll(self.limits.seconds):
                self._end()
                return self._unanswered("timed out", self.limits.seconds, "ran out of time")
            outcome, peak = connection.recv()
        except (EOFError, ConnectionError):
            self._end()
            return self._unanswered("failed", 0.0, "the process ended, perhaps out of memory")
        self.peak = max(self.peak, peak)
        finished: Outcome = outcome
        if finished.status == "failed":
            self._end()
        return finished

    def _unanswered(self, status: str, seconds: float, why: str) -> Outcome:
        begun = int(self._progress.value)
        where = f", in its image {begun:,}" if begun else ""
        return Outcome(status, seconds, None, begun, f"{why}{where}")

    def _started(self) -> Connection:
        if self._process is None or self._connection is None:
            context = multiprocessing.get_context("spawn")
            self._connection, other = context.Pipe()
            places = (self.small, self.data)
            arguments = (other, self._progress, self.entrant, places, self.limits.memory)
            self._process = context.Process(target=_serve, args=arguments)
            self._process.start()
            other.close()
        return self._connection

    def _end(self) -> None:
        """End the process and those it started, which are a group of their own."""
        if self._process is None:
            return
        self.peak = max(self.peak, peak_memory(self._process.pid))
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            self._process.kill()
        self._process.join()
        self._process = self._connection = None


def _serve(
    connection: Connection,
    progress: Any,
    entrant: Entrant,
    places: tuple[Path, Path],
    memory: int,
) -> None:
    """Answer cases until there are no more: what the process runs."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _confine(memory)
    small, data = places
    loaded = None
    peak = 0

    def started(place: int) -> None:
        progress.value = place + 1

    while True:
        try:
            case = connection.recv()
        except EOFError:
            return
        try:
            if loaded is None:
                loaded = _warmed(entrant, small)
            contestant = loaded(data)
        except Exception as error:
            connection.send(_told(error))
            continue
        gc.collect()
        connection.send(None)
        outcome = _asked(contestant, case, started, progress)
        own = (os.getpid(), *contestant.helpers)
        peak = max(peak, sum(map(peak_memory, own)))
        contestant.close()
        connection.send((outcome, peak))


def _warmed(entrant: Entrant, small: Path) -> type[Contestant]:
    """Return a contestant's class when it has answered something."""
    loaded = entrant.load()
    contestant = loaded(small)
    contestant.ask(_WARMING, lambda _: None)
    contestant.close()
    return loaded


def _asked(contestant: Contestant, case: Case, started: Any, progress: Any) -> Outcome:
    begun = time.perf_counter()
    try:
        matches = tuple(contestant.ask(case, started))
    except Exception as error:
        seconds = time.perf_counter() - begun
        return Outcome("failed", seconds, None, int(progress.value), _told(error))
    return Outcome("answered", time.perf_counter() - begun, matches, int(progress.value))


def _told(error: Exception) -> str:
    first = str(error).strip().splitlines()
    return f"{type(error).__name__}: {first[0]}" if first else type(error).__name__


def alone(function: Callable[..., Result], *arguments: Any) -> Result:
    """Return what a function returns in a process of its own, on one core.

    Raises:
        EOFError: It failed; its process has said why.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_told_alone, args=(theirs, function, arguments))
    process.start()
    theirs.close()
    try:
        result: Result = ours.recv()
    finally:
        process.kill()
        process.join()
    return result


def _told_alone(
    connection: Connection, function: Callable[..., object], arguments: tuple[Any, ...]
) -> None:
    _confine(None)
    connection.send(function(*arguments))


def _confine(memory: int | None) -> None:
    """Keep this process to one core and so many bytes, before any library counts the cores."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    if memory is not None:
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        bound = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_AS, (bound, hard))


def peak_memory(process: int) -> int:
    """Return the most memory that a process held, in bytes; 0 if it is gone."""
    status = Path(f"/proc/{process}/status")
    if status.exists():
        lines = status.read_text(encoding="utf-8").splitlines()
        peaks = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
        return int(peaks[0]) * 1024 if peaks else 0
    # Only of the process itself, and in kilobytes but for macOS.
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss if process == os.getpid() else 0
    return used if os.uname().sysname == "Darwin" else used * 1024
