"""Who is answered when: one search at a time for each client, and so many at once for all."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rune_lp.serve.nursery import Child, Nursery

__all__ = ["BusyError", "Desk"]


class BusyError(Exception):
    """There are too many questions at once."""


class Desk:
    """Gives out the children of a nursery.

    Args:
        nursery: Where they come from.
        most: How many there are at once.
        wait: Seconds that a request waits for one.
    """

    def __init__(self, nursery: Nursery, *, most: int, wait: float) -> None:
        self._nursery = nursery
        self._wait = wait
        self._free = threading.BoundedSemaphore(most)
        self._lock = threading.Lock()
        self._searches: dict[str, Child] = {}

    @contextmanager
    def child(self, request: tuple[str, Any], client: str | None = None) -> Iterator[Child]:
        """Give a child that answers a request; it is ended when the block is left.

        Args:
            request: See `answering.answer`.
            client: Whose search it is, if it is one. Another of the same client is ended.

        Raises:
            BusyError: There are too many at once.
        """
        if client is not None:
            self._end(client)
        if not self._free.acquire(timeout=self._wait):
            raise BusyError
        try:
            with self._nursery.child(request) as child:
                if client is not None:
                    self._end(client, child)
                try:
                    yield child
                finally:
                    with self._lock:
                        if client is not None and self._searches.get(client) is child:
                            del self._searches[client]
        finally:
            self._free.release()

    def _end(self, client: str, heir: Child | None = None) -> None:
        """End a client's search; the next takes its place."""
        with self._lock:
            before = self._searches.pop(client, None)
            if heir is not None:
                self._searches[client] = heir
            if before is not None:
                before.replace()

    def stop(self, client: str) -> bool:
        """Ask a client's search to stop and tell what it has found; return if there is one."""
        with self._lock:
            child = self._searches.get(client)
            if child is not None:
                child.stop()
        return child is not None
