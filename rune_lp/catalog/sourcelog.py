"""The log of sources: which files a catalogue was read from, and what they were like then.

A line for each source as it is read, and one more when all of it is in the catalogue. Lines are
only ever added; the manifest says how many bytes of them count.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from rune_lp.catalog.layout import unusable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

__all__ = ["SourceLog", "SourceRecord", "Stamp", "append_records", "read_log", "stamp_of"]

CHUNK = 1 << 20
"""Bytes of a source that are hashed at once."""


class Stamp(NamedTuple):
    """What tells whether a source is what it was.

    Attributes:
        status: A digest of its files' names, sizes and times of change.
        content: A digest of all that decides what is read from it, its files' bytes above all.
    """

    status: str
    content: str


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A source that was read.

    Attributes:
        number: Its number, which its images have as their origin. A source that is read again
            gets another.
        source: What it is called: its path, or its folder's and its files'.
        stamp: What it was like, or None if it was not read to its end.
        faults: How many faults it had.
    """

    number: int
    source: str
    stamp: Stamp | None = None
    faults: int = 0


@dataclass(slots=True)
class SourceLog:
    """The sources of a catalogue, by name and by number.

    Attributes:
        latest: The last record of each source.
        names: What each number's source is called.
        older: The other numbers that images of a source may still have.
    """

    latest: dict[str, SourceRecord] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    older: dict[str, set[int]] = field(default_factory=dict)

    def add(self, record: SourceRecord) -> None:
        """Take note of a record that is later than all others."""
        before = self.latest.get(record.source)
        if before is not None and before.number != record.number:
            self.older.setdefault(record.source, set()).add(before.number)
        self.latest[record.source] = record
        self.names[record.number] = record.source

    def finished(self, record: SourceRecord) -> set[int]:
        """Take note of a source read to its end; return the numbers that are no more."""
        self.add(record)
        return self.older.pop(record.source, set())


def stamp_of(files: Sequence[Path], context: str, before: Stamp | None = None) -> Stamp:
    """Return what some files are like, without reading them if they look as they did before.

    Args:
        files: The files of a source.
        context: What else decides what is read from them.
        before: What they were like.

    Raises:
        OSError: A file cannot be read.
    """
    status = _digest([context.encode(), *(_status(path) for path in files)])
    if before is not None and status == before.status:
        return before
    return Stamp(status, _digest([context.encode(), *(_content(path) for path in files)]))


def read_log(path: Path, size: int) -> SourceLog:
    """Return the log of which the first `size` bytes count.

    Raises:
        InputError: It is missing, short or damaged.
    """
    log = SourceLog()
    try:
        with path.open("rb") as file:
            while file.tell() < size:
                members = json.loads(file.readline())
                stamp = members.pop("stamp")
                log.add(SourceRecord(stamp=stamp and Stamp(*stamp), **members))
    except FileNotFoundError:
        raise unusable(path, "is missing") from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise unusable(path, f"is damaged: {error}") from None
    return log


def append_records(path: Path, size: int, records: Iterable[SourceRecord]) -> int:
    """Write records after the first `size` bytes, wait for the disk, and return the new size."""
    with path.open("r+b" if path.exists() else "wb") as file:
        file.truncate(size)
        file.seek(size)
        for record in records:
            file.write(json.dumps(asdict(record)).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


def _status(path: Path) -> bytes:
    status = path.stat()
    return f"{os.fspath(path.absolute())!r} {status.st_size} {status.st_mtime_ns}".encode()


def _content(path: Path) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.digest()


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.blake2b(digest_size=12)
    for part in parts:
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest.hexdigest()
