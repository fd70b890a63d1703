"""The lines of a text file, each with its place, whatever made the file.

Windows, Unix and old Mac line ends, a UTF-8 byte order mark and an empty file are no faults. What
cannot be text (NUL bytes, UTF-16, bytes that are not UTF-8) is reported: as the file's fault where
it shows at the file's start, else as the line's.
"""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from rune_lp.errors import Fault, InputError, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rune_lp.scenes.formats.values import BadValueError

__all__ = ["STDIN", "Clash", "Line", "Notice", "read_lines", "read_text"]

STDIN = "-"
"""The source that is standard input."""

HEAD = 8192
"""Bytes looked at to tell text from other things; git uses 8,000."""

EXCERPT = 120
"""Characters of a line that a fault still shows with a caret."""

BOM = "\ufeff".encode()


@dataclass(frozen=True, slots=True)
class Clash(Fault):
    """A fault that an image was left out for another of its name: it hangs on other files too."""


class Notice(Fault):
    """A fault that costs no detection: reported, yet no strict reading stops at it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text source, without its end.

    >>> line = Line("P1 0.9 abc", "a.txt", 3)
    >>> line.words
    ['P1', '0.9', 'abc']
    >>> str(line.fault("not a number", word=2))
    'a.txt:3:8: not a number'
    """

    text: str
    source: str
    number: int

    @property
    def words(self) -> list[str]:
        """What stands between white space."""
        return self.text.split()

    @property
    def place(self) -> Place:
        """Where the line is."""
        return Place(self.source, self.number)

    def fault(self, message: str, hint: str | None = None, word: int | None = None) -> Fault:
        """Return the fault of the whole line, or of its word at the given position."""
        if word is None:
            return Fault(message, self.place, hint)
        found = list(re.finditer(r"\S+", self.text))[word]
        excerpt = self.text if len(self.text) <= EXCERPT else None
        place = Place(self.source, self.number, found.start() + 1)
        return Fault(message, place, hint, excerpt, len(found.group()))

    def bad_value(self, bad: BadValueError, first_word: int) -> Fault:
        """Return the fault of a value, given the word that the first of its values is."""
        return self.fault(bad.message, bad.hint, first_word + bad.position)


def read_lines(source: str | Path) -> Iterator[Line | Fault]:
    r"""Yield the lines of a file, or of standard input for `-`; blank ones too.

    A file that cannot be read or is not text yields one fault and nothing else.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.txt"
    >>> _ = path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\n")
    >>> [line.text for line in read_lines(path)]
    ['one', 'two']
    """
    name = str(source)
    try:
        with _opened(name) as stream:
            number = 0
            for raw in stream:
                if number == 0:
                    if trouble := _not_text(raw[:HEAD] + _peek(stream)):
                        yield Fault(trouble[0], Place(name), trouble[1])
                        return
                    raw = raw.removeprefix(BOM)
                for piece in raw.splitlines() or [b""]:
                    number += 1
                    yield _decoded(piece, name, number)
    except OSError as error:
        yield Fault(f"cannot be read: {error.strerror or error}", Place(name))


def read_text(path: Path) -> str:
    """Return the whole text of a file.

    Raises:
        InputError: The file cannot be read or is not UTF-8 text.
    """
    name = str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError.of(f"cannot be read: {error.strerror or error}", Place(name)) from None
    if trouble := _not_text(data[:HEAD]):
        raise InputError.of(trouble[0], Place(name), hint=trouble[1])
    try:
        return data.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(_not_utf8(data[error.start], Place(name, line))) from None


@contextmanager
def _opened(name: str) -> Iterator[IO[bytes]]:
    if name == STDIN:
        yield sys.stdin.buffer
    else:
        with Path(name).open("rb") as stream:
            yield stream


def _peek(stream: IO[bytes]) -> bytes:
    peek = getattr(stream, "peek", None)
    return peek(HEAD)[:HEAD] if peek else b""


def _not_text(head: bytes) -> tuple[str, str | None] | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "is UTF-16 text", "save it as UTF-8: iconv -f UTF-16 -t UTF-8"
    if b"\0" in head:
        return "holds NUL bytes: not a text file", None
    return None


def _decoded(piece: bytes, name: str, number: int) -> Line | Fault:
    try:
        text = piece.decode("utf-8")
    except UnicodeDecodeError as error:
        column = len(piece[: error.start].decode("utf-8")) + 1
        return _not_utf8(piece[error.start], Place(name, number, column))
    if "\0" in text:
        return Fault("holds a NUL byte", Place(name, number, text.index("\0") + 1))
    return Line(text, name, number)


def _not_utf8(byte: int, place: Place) -> Fault:
    return Fault(f"must be UTF-8 text, but got byte 0x{byte:02x}", place, "save it as UTF-8")
