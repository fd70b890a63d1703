"""The text of one rule file: reading it, and looking at it before clingo does.

clingo's own scanner ends the process on a letter outside ASCII in the code, drops everything after
a NUL, opens the file of an `#include` while it parses, and calls a decimal an unexpected full
stop. So the text is looked at first, with comments and strings blanked out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from rune_lp.errors import Fault, InputError, Place, fault_in_text
from rune_lp.quantities import DIMENSIONS, fixed_literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from rune_lp.logic.syntax import Span

__all__ = ["Source"]

_LONG = re.compile(r'(%\*)|%[^\n]*|"(?:[^"\\\n]|\\["\\n])*"|(#script)')
_SCRIPT = re.compile(r"#script[ \t\n]*\([ \t\n]*[a-z]+[ \t\n]*\)")
_INCLUDE = re.compile(r"#include")
_DECIMAL = re.compile(r"(?<![\w.])\d+\.\d+")
_INTEGER = re.compile(r"(?<![\w'])(?<!\d\.)(?:0x[\da-fA-F]+|0o[0-7]+|0b[01]+|\d+)(?![\w']|\.\d)")
_GREATEST = 2**31 - 1
"""clingo's greatest integer; it takes what is left of a greater one in 32 bits, without a word."""

_QUOTED = re.compile(r'#include\s*"([^"\n]+)"\s*\.')


@dataclass(frozen=True)
class Source:
    """A rule file's path, as it was named, and its text without byte order mark or CRs.

    >>> source = Source("a.lp", 'p("é", X) :- q(X).')
    >>> source.offset(1, 9), source.text[source.offset(1, 9)]
    (7, 'X')
    """

    path: str
    text: str

    @classmethod
    def read(cls, path: Path) -> Source:
        """Return the source of a file; raises InputError where it cannot be read as UTF-8."""
        try:
            return cls(str(path), path.read_text(encoding="utf-8-sig"))
        except UnicodeDecodeError as error:
            message = f"a rule file must be UTF-8, but byte {error.start} is not"
            hint = "save it again as UTF-8"
            raise InputError(Fault(message, Place(str(path)), hint, code="R007")) from None
        except OSError as error:
            message = f"cannot read the rule file: {error.strerror or error}"
            hint = "check the path"
            raise InputError(Fault(message, Place(str(path)), hint, code="R007")) from None

    @cached_property
    def _lines(self) -> tuple[tuple[int, bytes], ...]:
        start, lines = 0, []
        for line in self.text.split("\n"):
            lines.append((start, line.encode()))
            start += len(line) + 1
        return tuple(lines)

    def offset(self, line: int, column: int) -> int:
        """Return the 0-based character at a place of clingo's: 1-based, columns in bytes."""
        if line > len(self._lines):
            return len(self.text)
        start, content = self._lines[line - 1]
        return start + len(content[: column - 1].decode(errors="ignore"))

    def fault(
        self, message: str, span: Span, hint: str | None = None, *, code: str = "R001"
    ) -> Fault:
        """Return the fault at the characters of a span; `codes` says what the codes mean."""
        return fault_in_text(message, self.text, *span, source=self.path, hint=hint, code=code)

    def error(
        self, message: str, span: Span, hint: str | None = None, *, code: str = "R001"
    ) -> InputError:
        """Return the error of a fault at the characters of a span."""
        return InputError(self.fault(message, span, hint, code=code))

    def comments(self, mark: str) -> tuple[Span, ...]:
        r"""Return where the line comments are that begin with a mark.

        >>> Source("a.lp", "p. %? one\n%* %? two *% q. % %? three").comments("%?")
        ((3, 9),)
        """
        return tuple(span for span in self.skipped if self.text.startswith(mark, span[0]))

    @cached_property
    def code(self) -> str:
        r"""The text with comments, strings and scripts blanked; raises InputError if one is open.

        >>> Source("a.lp", 'p("1.5"). % 2.5\nq(1).').code
        'p(     ).      \nq(1).'
        """
        parts, position = [], 0
        for start, end in self.skipped:
            parts += [self.text[position:start], _blank(self.text[start:end])]
            position = end
        return "".join((*parts, self.text[position:]))

    @cached_property
    def skipped(self) -> tuple[Span, ...]:
        """Where the comments, strings and scripts are."""
        found, position = [], 0
        while match := _LONG.search(self.text, position):
            position = match.end()
            if match[1]:
                position = self._comment_end(match.start())
            elif match[2]:
                position = self._script_end(match.start())
            found.append((match.start(), position))
        return tuple(found)

    def _comment_end(self, start: int) -> int:
        depth = 0
        for match in re.finditer(r"%\*|\*%", self.text[start:]):
            depth += 1 if match[0] == "%*" else -1
            if depth == 0:
                return start + match.end()
        message, hint = "this comment is not closed", "close it with *%"
        raise self.error(message, (start, start + 2), hint, code="R002")

    def _script_end(self, start: int) -> int:
        if not _SCRIPT.match(self.text, start):
            message = "#script needs its language in parentheses"
            hint = "write #script (python) … #end."
            raise self.error(message, (start, start + 7), hint, code="R002")
        end = self.text.find("#end", start)
        if end < 0:
            message, hint = "this script is not closed", "close it with #end."
            raise self.error(message, (start, start + 7), hint, code="R002")
        return end + len("#end")

    def faults(self) -> Iterator[Fault]:
        r"""Yield what clingo's scanner would not report well, in the order of the text.

        >>> [str(fault) for fault in Source("a.lp", "p(X) :- area(X, A), A > 1.5.").faults()]
        ['a.lp:1:25: rule files have integers only, but got 1.5 (write 15 (unit: 0.1 px))']
        """
        if (zero := self.text.find("\0")) >= 0:
            message = "a NUL character, where clingo would stop reading"
            yield self.fault(message, (zero, zero + 1), code="R002")
            return
        for match in _INTEGER.finditer(self.code):
            if int(match[0], 0 if match[0][1:2] in {"x", "o", "b"} else 10) > _GREATEST:
                message = f"clingo has integers up to {_GREATEST}, but got {match[0]}"
                yield self.fault(message, match.span(), "write a smaller one", code="R008")
        for match in re.finditer(r'[^\x00-\x7f]+|"|' + _DECIMAL.pattern, self.code):
            if match[0] == '"':
                hint = 'close it with " on the same line'
                yield self.fault(
                    "this string is not closed, or has an unknown escape",
                    match.span(),
                    hint,
                    code="R002",
                )
            elif match[0].isascii():
                message = f"rule files have integers only, but got {match[0]}"
                hint = _as_integer(Decimal(match[0]))
                yield self.fault(message, match.span(), hint, code="R003")
            else:
                message = f"{match[0]!r} cannot stand outside strings and comments"
                hint = "names are ASCII letters, digits and _"
                yield self.fault(message, match.span(), hint, code="R002")

    def includes(self) -> tuple[tuple[str | None, Span], ...]:
        """Return the file of each `#include`, None for one of clingo's own, and its span.

        >>> Source("a.lp", '#include "b.lp". #include <incmode>.').includes()
        (('b.lp', (0, 16)), (None, (17, 25)))
        """
        found: list[tuple[str | None, Span]] = []
        for match in _INCLUDE.finditer(self.code):
            quoted = _QUOTED.match(self.text, match.start())
            found.append((quoted[1], quoted.span()) if quoted else (None, match.span()))
        return tuple(found)

    def without_includes(self) -> Source:
        """Return the source with each `#include` of a file blanked, everything else in place."""
        return self.without(span for name, span in self.includes() if name is not None)

    def without(self, spans: Iterable[Span]) -> Source:
        """Return the source with some of it blanked, everything else in place."""
        text = self.text
        for start, end in spans:
            text = text[:start] + _blank(text[start:end]) + text[end:]
        return Source(self.path, text)


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _as_integer(value: Decimal) -> str:
    hint = f"write {fixed_literal(value, DIMENSIONS['length'])} (unit: 0.1 px)"
    if value <= 1:
        hint += f", or for a score {fixed_literal(value, DIMENSIONS['score'])} (unit: 0.01)"
    return hint
