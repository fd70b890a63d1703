"""Processes that do one thing each, for a program that has threads.

A process with threads cannot fork safely, and to start a new interpreter for each question takes
longer than most answers. So a nurse is forked while there are no threads yet, with all that is
loaded then, and stays without any: whoever asks it gets a fork of that in a few milliseconds.

    a thread  --number, one end of a connection-->  the nurse  --fork-->  a child
    the child --messages over the connection------>  the thread

A child may start workers of its own, and can be ended wherever it is, with them. Nothing of all
this outlives the program, however that ends.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import socket
import struct
import sys
import threading
import traceback
from dataclasses import dataclass
from itertools import count
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from rune_lp.errors import InputError
from rune_lp.pool.worker import OUT_OF_MEMORY, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Child", "Ended", "Line", "Nursery"]

_ORDER = struct.Struct("!cQ")
"""What the nurse is told: `n`, a child is to be born (its connection comes with it), or `e`, it is
to be ended; and the child's number."""

_PATIENCE = 0.25
"""Seconds after which a thread that waits for a child gets something else to do."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: its exit code, or the negated number of a signal; None if unknown."""

    code: int | None


class Line:
    """A child's end of its connection to the thread that asked for it.

    Args:
        connection: The connection.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stops = 0

    def say(self, message: Any) -> None:
        """Send a message."""
        self._connection.send(message)

    def stops(self) -> int:
        """Return how many times the child was asked to stop until now."""
        while self._connection.poll():
            self._connection.recv()
            self._stops += 1
        return self._stops


Work: TypeAlias = "Callable[[Any, Line], None]"
"""What a child does: it answers what is asked of it over the line."""


class Nursery:
    """Where children come from. It is to be made while this process has no threads.

    Args:
        work: What each child does.

    Raises:
        InputError: This is not Linux.

    >>> with Nursery(lambda asked, line: line.say(asked + 1)) as nursery:
    ...     with nursery.child(41) as child:
    ...         [message for message in child.heard() if message is not None]
    [42, Ended(code=0)]
    """

    def __init__(self, work: Work) -> None:
        if sys.platform != "linux":
            raise InputError.of("a process for each question needs Linux")
        ours, theirs = socket.socketpair()
        self._orders = ours
        self._lock = threading.Lock()
        self._numbers = count()
        parent = os.getpid()
        self._nurse = os.fork()
        if self._nurse == 0:
            ours.close()
            _nurse(theirs, work, parent)
        theirs.close()

    def child(self, asked: Any) -> Child:
        """Return a new child, which is asked something."""
        ours, theirs = Pipe()
        number = next(self._numbers)
        with theirs:
            self._order(b"n", number, theirs.fileno())
        with contextlib.suppress(ConnectionError):  # it is gone, which shows when it is heard
            ours.send(asked)
        return Child(ours, lambda: self._order(b"e", number))

    def _order(self, what: bytes, number: int, *descriptors: int) -> None:
        with self._lock, contextlib.suppress(ConnectionError):
            socket.send_fds(self._orders, [_ORDER.pack(what, number)], list(descriptors))

    def close(self) -> None:
        """End all children, and the nurse."""
        if self._nurse:
            self._orders.close()
            os.waitpid(self._nurse, 0)
            self._nurse = 0

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Child:
    """A child, seen from the thread that asked for it; made by `Nursery.child`.

    Args:
        connection: This end of the connection.
        end: Ends it.

    Attributes:
        replaced: Whether it was ended for another to take its place.
    """

    def __init__(self, connection: Connection, end: Callable[[], None]) -> None:
        self._connection = connection
        self._end = end
        self.replaced = False

    def heard(self) -> Iterator[Any]:
        """Yield what it says, None where it says nothing for a while, and how it `Ended`."""
        while True:
            try:
                message = self._connection.recv() if self._connection.poll(_PATIENCE) else None
            except (EOFError, OSError, pickle.UnpicklingError):
                message = Ended(None)
            yield message
            if isinstance(message, Ended):
                return

    def stop(self) -> None:
        """Ask it to stop, and to tell what it has found."""
        with contextlib.suppress(OSError):
            self._connection.send("stop")

    def replace(self) -> None:
        """End it wherever it is, for another; that it ended is heard."""
        self.replaced = True
        self._end()

    def close(self) -> None:
        """End it, and hear it no more. Only the thread that hears it may do this."""
        self._end()
        self._connection.close()

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _nurse(orders: socket.socket, work: Work, parent: int) -> NoReturn:
    """Be the nurse, until the other end of its orders is closed."""
    status = 1
    try:
        settle(parent)
        wakeful, waking = os.pipe()
        os.set_blocking(waking, False)
        os.set_blocking(wakeful, False)
        signal.set_wakeup_fd(waking, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        _Family(orders, work).live(wakeful)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


class _Family:
    """The nurse's children: their process ids and connections, by number."""

    def __init__(self, orders: socket.socket, work: Work) -> None:
        self._orders = orders
        self._work = work
        self._children: dict[int, tuple[int, Connection]] = {}

    def live(self, wakeful: int) -> None:
        while True:
            ready, _, _ = select.select([self._orders.fileno(), wakeful], [], [])
            if wakeful in ready:
                os.read(wakeful, 4096)
            self._mourn()
            if self._orders.fileno() in ready and not self._obey():
                break
        for pid, _ in self._children.values():
            _kill(pid)

    def _obey(self) -> bool:
        """Carry out an order, and return whether there was one."""
        order, descriptors, _, _ = socket.recv_fds(self._orders, _ORDER.size, 1)
        if len(order) < _ORDER.size:
            return False
        what, number = _ORDER.unpack(order)
        if what == b"n":
            self._bear(number, Connection(descriptors[0]))
        elif number in self._children:
            _kill(self._children[number][0])
        return True

    def _bear(self, number: int, connection: Connection) -> None:
        nurse = os.getpid()
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._orders.close()
            for _, other in self._children.values():
                other.close()
            _live(connection, self._work, nurse)
        # Both do it, so that it is done whoever comes first.
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)
        self._children[number] = (pid, connection)

    def _mourn(self) -> None:
        """Tell those who wait for children that are no more what became of them."""
        for number, (pid, connection) in list(self._children.items()):
            if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                # None of its workers is left, either; and as it is not buried yet, its number is
                # nobody else's.
                _kill(pid)
                _, status = os.waitpid(pid, 0)
                del self._children[number]
                os.set_blocking(connection.fileno(), False)
                with connection, contextlib.suppress(OSError):
                    connection.send(Ended(os.waitstatus_to_exitcode(status)))


def _kill(group: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _live(connection: Connection, work: Work, parent: int) -> NoReturn:
    """Be a child."""
    status = 1
    try:
        os.setpgid(0, 0)
        settle(parent)
        work(connection.recv(), Line(connection))
        status = 0
    except MemoryError:
        status = OUT_OF_MEMORY
    except (ConnectionError, EOFError):  # nobody listens any more
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)
