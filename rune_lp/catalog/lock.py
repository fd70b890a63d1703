"""The lock of a catalogue's folder: one process writes it at a time."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from rune_lp.errors import InputError, Place

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["locked", "unlock"]


def locked(folder: Path, place: Place) -> int | None:
    """Return the descriptor that holds a folder's lock, which ends with the process.

    Systems that cannot lock a folder have no lock.

    Raises:
        InputError: Another process holds it.
    """
    if sys.platform == "win32":
        return None
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise InputError.of(
            "is being written by another process", place, hint="wait until it has finished"
        ) from None
    return descriptor


def unlock(descriptor: int | None) -> None:
    """Give a folder's lock back."""
    if descriptor is not None:
        os.close(descriptor)
