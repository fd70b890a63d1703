"""A worker, as its own process sees it: it initialises once and answers items until it is closed.

The protocol, over one connection: the worker says None when it is ready, or why it cannot be (a
`Fault`, or the text of a bug); then it gets lists of values and says a result or a `Failure` for
each, one by one, so that the parent knows which value a process died of.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import sys
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from rune_lp.errors import InputError, RuneError
from rune_lp.pool.outcome import Failure

if TYPE_CHECKING:
    from collections.abc import Callable

    from rune_lp.pool.limits import Limits

__all__ = ["OUT_OF_MEMORY", "Job", "live", "settle", "spawned"]

OUT_OF_MEMORY = 71
"""The exit status of a worker that could not allocate: EX_OSERR of sysexits.h."""

_PR_SET_PDEATHSIG = 1
"""Of linux/prctl.h."""


@dataclass(frozen=True, slots=True)
class Job:
    """What the workers of a pool do.

    Attributes:
        initialise: From the payload to the state that a worker keeps.
        work: From the state and an item's value to its result.
        payload: What every worker is given once.
        limits: Those of each item.
    """

    initialise: Callable[[Any], Any]
    work: Callable[[Any, Any], Any]
    payload: Any
    limits: Limits


def live(connection: Connection, job: Job, parent: int) -> NoReturn:
    """Be a worker, and end this process.

    Args:
        connection: The connection to the parent.
        job: What to do.
        parent: The parent's process id; the worker does not outlive it.
    """
    status = 1
    try:
        settle(parent)
        _serve(connection, job)
        status = 0
    except MemoryError:
        status = OUT_OF_MEMORY
    except ConnectionError:  # the parent has seen enough
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def spawned(parent: int) -> NoReturn:
    """Be a worker in an interpreter of its own, whose standard input is the connection."""
    connection = Connection(os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    try:
        job = connection.recv()
    except EOFError:
        sys.exit()
    except InputError as error:
        connection.send(error.fault)
        sys.exit()
    live(connection, job, parent)


def settle(parent: int) -> None:
    """Make this process one that is ended from outside, and does not outlive its parent.

    Args:
        parent: The parent's process id.
    """
    # The terminal's Ctrl-C reaches the whole process group; what it means is the parent's matter.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.set_wakeup_fd(-1)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before it could be asked to take us with it
        os._exit(0)


def _serve(connection: Connection, job: Job) -> None:
    try:
        state = job.initialise(job.payload)
    except InputError as error:
        connection.send(error.fault)
        return
    except Exception as error:
        connection.send(_described(error))
        return
    connection.send(None)
    job.limits.confine()
    while True:
        try:
            values = connection.recv()
        except EOFError:
            return
        for value in values:
            connection.send_bytes(_answered(job, state, value))


def _answered(job: Job, state: Any, value: Any) -> bytes:
    """Return the pickled result or failure of a value."""
    try:
        with job.limits.timed():
            return pickle.dumps(job.work(state, value), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        raise
    except RuneError as error:
        failure = Failure("unsolved", str(error))
    except Exception as error:
        failure = Failure("bug", _described(error))
    return pickle.dumps(failure)


def _described(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(frame.filename).name}:{frame.lineno}"
    return f"internal error: {type(error).__name__}: {error} (at {where}; please report it)"
