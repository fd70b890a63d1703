"""The layout of a catalogue's folder: what its files are called, and the faults of such files.

`catalog.json` names the files that count; whatever else lies there is left over from a writer that
was killed, and the next one removes it. It is replaced in one step, when all that it names is on
the disk, so that a catalogue is whole at every moment.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from rune_lp.errors import InputError, Place

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "MANIFEST",
    "VERSION",
    "is_catalog",
    "is_own_file",
    "listing_name",
    "log_name",
    "segment_name",
    "serial_of",
    "synchronise",
    "unusable",
]

MANIFEST = "catalog.json"

VERSION = 2
"""Of the layout; a catalogue of another version is refused."""

OWN_FILES = re.compile(
    r"(segment|images|sources)-(\d+)\.(rune|npy|jsonl)"
    r"|catalog\.json\.new"
    # The columns of version 1.
    r"|(classes|scores|corners|ids)\.npy"
)

REMEDY = "make it anew with rune-lp index"


def segment_name(serial: int) -> str:
    """Return what a segment is called; a serial number is given once in a catalogue's life."""
    return f"segment-{serial:06d}.rune"


def listing_name(serial: int) -> str:
    """Return what a listing of the images is called."""
    return f"images-{serial:06d}.npy"


def log_name(serial: int) -> str:
    """Return what a log of the sources is called."""
    return f"sources-{serial:06d}.jsonl"


def serial_of(name: str) -> int:
    """Return the serial number in a file's name; -1 if it has none.

    >>> serial_of(segment_name(7)), serial_of(MANIFEST)
    (7, -1)
    """
    found = OWN_FILES.fullmatch(name)
    return int(found[2]) if found and found[2] else -1


def is_catalog(path: Path) -> bool:
    """Return whether a folder is a catalogue, of whatever version, whole or not."""
    return (path / MANIFEST).is_file()


def is_own_file(name: str) -> bool:
    """Return whether a file in a catalogue's folder is one that a writer may remove."""
    return OWN_FILES.fullmatch(name) is not None


def unusable(path: Path, message: str) -> InputError:
    """Return the fault of a file in a catalogue, which nothing but another indexing mends."""
    return InputError.of(message, Place(str(path)), hint=REMEDY)


def synchronise(folder: Path) -> None:
    """Make sure that the files' names in a folder outlive a failure of the power."""
    if os.name != "posix":
        return  # Other systems cannot open a folder, and need not.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
