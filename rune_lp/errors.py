"""Faults of the input, as values with a place and a remedy.

Whatever a user gives (a file, a query, a rule file) can be wrong. A wrong thing is one `Fault`:
what is wrong, where, and how to mend it. Faults that leave the rest usable are collected and
reported; a fault that leaves nothing to go on is raised as an `InputError`.

Three outcomes of a question are never confused: the question was *not understood* (`InputError`),
an image was *not solved* (`NotSolvedError`), or an image *does not match* (an answer).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

__all__ = ["Fault", "InputError", "NotSolvedError", "Place", "RuneError", "fault_in_text"]

_DRAWN_WIDTH = 100
"""How much of a long line is drawn around the caret, in characters."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault is: a source (a path, or `query`), and 1-based line and column if known.

    >>> str(Place("a.txt", 3))
    'a.txt:3'
    >>> str(Place("query", 1, 7))
    'query:1:7'
    """

    source: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [self.source]
        if self.line is not None:
            parts.append(str(self.line))
            if self.column is not None:
                parts.append(str(self.column))
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of the input: what is wrong, where, and how to mend it.

    `excerpt` is the line of text the fault is in and `length` how many of its characters, from
    `place.column` on, are meant; both serve to draw the caret. `code` is the kind of a fault of a
    rule file, such as `R010`.

    >>> fault = Fault("score must be in 0..1, but got 1.7", Place("a.txt", 3), hint="in percent?")
    >>> str(fault)
    'a.txt:3: score must be in 0..1, but got 1.7 (in percent?)'
    """

    message: str
    place: Place | None = None
    hint: str | None = None
    excerpt: str | None = None
    length: int = 1
    code: str | None = None

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{where}{self.message}{hint}"

    def drawn(self) -> str:
        """Return the one line followed, where the text is known, by the text and a caret.

        Of a long line only the part around the caret is drawn.

        >>> place = Place("query", 1, 11)
        >>> print(Fault("unknown predicate", place, "ship?", "exists x. shpi(x)", 4).drawn())
        query:1:11: unknown predicate (ship?)
          exists x. shpi(x)
                    ^^^^
        """
        if not self.excerpt or self.place is None or self.place.column is None:
            return str(self)
        column = self.place.column - 1
        first = max(0, column - _DRAWN_WIDTH // 2) if len(self.excerpt) > _DRAWN_WIDTH else 0
        last = first + _DRAWN_WIDTH
        before = ("…" if first else "") + self.excerpt[first:column]
        after = self.excerpt[column:last] + ("…" if last < len(self.excerpt) else "")
        # A tab stays one, so that the caret stands below its character at every tab width.
        margin = "".join("\t" if each == "\t" else " " * _columns(each) for each in before)
        meant = self.excerpt[column : min(last, column + self.length)]
        caret = "^" * max(1, sum(map(_columns, meant)))
        return f"{self}\n  {before}{after}\n  {margin}{caret}"


def _columns(character: str) -> int:
    """Return how many columns of a terminal a character takes.

    >>> [_columns(character) for character in ("a", "\u0301", "船")]
    [1, 0, 2]
    """
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def fault_in_text(
    message: str,
    text: str,
    start: int,
    end: int,
    *,
    source: str = "query",
    hint: str | None = None,
    code: str | None = None,
) -> Fault:
    r"""Return the fault at the characters `start` to `end` (0-based, end excluded) of `text`.

    >>> str(fault_in_text("odd word", "one\ntwo three", 8, 13))
    'query:2:5: odd word'
    """
    start = min(start, len(text))
    line = text.count("\n", 0, start) + 1
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", start)
    excerpt = text[line_start : line_end if line_end >= 0 else len(text)].rstrip("\r")
    column = start - line_start + 1
    length = max(1, min(end, line_start + len(excerpt)) - start)
    return Fault(message, Place(source, line, column), hint, excerpt, length, code)


class RuneError(Exception):
    """The root of every error this package raises on purpose."""


class InputError(RuneError):
    """The input is at fault: nothing was understood, and nothing was answered.

    >>> error = InputError.of("no such catalogue", Place("x.catalog"), hint="see rune-lp index")
    >>> str(error)
    'x.catalog: no such catalogue (see rune-lp index)'
    """

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault

    @classmethod
    def of(cls, message: str, place: Place | None = None, *, hint: str | None = None) -> InputError:
        """Return the error for a fault that has no text to draw."""
        return cls(Fault(message, place, hint))

    def in_source(self, source: str) -> InputError:
        """Return the same error with its place in `source`."""
        place = self.fault.place or Place(source)
        return type(self)(replace(self.fault, place=replace(place, source=source)))


class NotSolvedError(RuneError):
    """An image could not be decided: it is neither a match nor a non-match."""
