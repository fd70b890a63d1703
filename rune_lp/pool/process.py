"""A worker's process, seen from the parent: how it is started, heard, ended and mourned."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import tempfile
import threading
from multiprocessing import Pipe
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from rune_lp.pool.outcome import Failure
from rune_lp.pool.worker import OUT_OF_MEMORY, Job, live

if TYPE_CHECKING:
    from collections.abc import Iterable
    from multiprocessing.connection import Connection

    from rune_lp.pool.limits import Limits

__all__ = ["Method", "Process", "best_method", "cause_of"]

Method: TypeAlias = Literal["fork", "spawn"]
"""How a process starts: as a copy of this one (4 ms), or as a new interpreter (0.3 s)."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def best_method() -> Method:
    """Return how to start a process now: by fork where it is safe.

    A fork copies one thread only, with whatever locks the others hold; and macOS' own libraries
    do not survive it.
    """
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


class Process:
    """A worker process. It is started by being made.

    Args:
        job: What it does. To be spawned, the job must be picklable.
        method: How it starts.
        others: The connections to the workers that are there already, which a fork inherits and
            must not keep open.

    Attributes:
        connection: This side of the connection, which is readable when the worker has said
            something, or died.
        pid: The process id.
    """

    def __init__(self, job: Job, method: Method, others: Iterable[Connection] = ()) -> None:
        self._job = job
        self._log = tempfile.TemporaryFile()  # noqa: SIM115, it lives as long as the process
        self.connection, theirs = Pipe()
        ours, log = self.connection, self._log.fileno()
        with theirs:
            if method == "fork":
                self.pid = _forked(job, theirs, log, [*others, ours])
            else:
                self.pid = _spawned(pickle.dumps(job), theirs, log, ours)

    def give(self, values: list[Any]) -> None:
        """Send values to work on; of a dead worker, that shows at the next `heard`."""
        try:
            self.connection.send(values)
        except ConnectionError:
            return

    def heard(self) -> list[Any]:
        """Return what the worker has said since, without waiting.

        Raises:
            EOFError: It has said all it ever will.
        """
        messages: list[Any] = []
        try:
            while self.connection.poll():
                messages.append(self.connection.recv())
        except (EOFError, OSError):  # an OSError if it died in the middle of a message
            if not messages:
                raise EOFError from None
        return messages

    def end(self) -> Failure:
        """Make sure that the process is no more, and return what it died of."""
        code, told = self._ended()
        return cause_of(code, self._job.limits, told)

    def close(self) -> None:
        """End the process, and pass on what it wrote to standard output or error."""
        _, told = self._ended()
        if told:
            print(told, file=sys.stderr)

    def _ended(self) -> tuple[int, str]:
        self.connection.close()
        # A process that is dying already keeps the status that it is dying with.
        os.kill(self.pid, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        with self._log as log:
            log.seek(0)
            told = log.read().decode(errors="backslashreplace").strip()
        return os.waitstatus_to_exitcode(status), told


def cause_of(code: int, limits: Limits, told: str = "") -> Failure:
    """Return what a process died of.

    Args:
        code: Its exit code, or the negated number of a signal.
        limits: Those that it had.
        told: What it wrote to standard output or error.

    >>> from rune_lp.pool.limits import Limits
    >>> cause_of(-signal.SIGALRM, Limits(seconds=5)).message
    'not solved within 5 s'
    """
    last = f": {told.splitlines()[-1][:200]}" if told else ""
    if code == -signal.SIGALRM:
        return Failure("time", f"not solved within {limits.seconds:g} s")
    if code == OUT_OF_MEMORY or (code == -signal.SIGABRT and "bad_alloc" in told):
        if limits.megabytes is None:
            return Failure("memory", "the machine has too little memory for it")
        return Failure("memory", f"needs more than the {limits.megabytes} MB that it may have")
    if code == -signal.SIGKILL:
        return Failure("death", "its process was killed, as when a machine is out of memory")
    if code < 0:
        return Failure("death", f"its process died of {signal.Signals(-code).name}{last}")
    return Failure("death", f"its process exited with status {code}{last}")


def _forked(job: Job, theirs: Connection, log: int, inherited: Iterable[Connection]) -> int:
    parent = os.getpid()
    # A signal between the fork and the worker's own settings would run the parent's handlers there.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        pid = os.fork()
        if pid == 0:
            for connection in inherited:
                connection.close()
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            for stream in (1, 2):
                os.dup2(log, stream)
            sys.stdout = sys.stderr = open(  # noqa: SIM115
                2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False
            )
            live(theirs, job, parent)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    return pid


def _spawned(job: bytes, theirs: Connection, log: int, ours: Connection) -> int:
    path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)  # noqa: PTH109
    program = f"from rune_lp.pool.worker import spawned; spawned({os.getpid()})"
    pid = os.posix_spawn(
        sys.executable,
        [sys.executable, "-c", program],
        {**os.environ, "PYTHONPATH": path},
        file_actions=[
            (os.POSIX_SPAWN_DUP2, theirs.fileno(), 0),
            (os.POSIX_SPAWN_DUP2, log, 1),
            (os.POSIX_SPAWN_DUP2, log, 2),
        ],
    )
    with contextlib.suppress(ConnectionError):  # it died at once, which shows at the next `heard`
        ours.send_bytes(job)
    return pid
