"""JSON documents whose elements know where they stand in the text.

The json module gives values without places. Here the members of the top-level object, and the
elements of lists among them, are decoded one by one, so that a fault in one has its line.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from rune_lp.errors import Fault, InputError, Place
from rune_lp.scenes.formats.lines import Notice, read_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rune_lp.scenes.formats.values import BadValueError

__all__ = ["Element", "JsonText"]

DECODER = json.JSONDecoder()

SPACE = re.compile(r"[ \t\n\r]*")


class Element(NamedTuple):
    """A value of the document: what it is called there, where it begins, and itself.

    `offsets` are where the elements begin, of a list that is the document or a member of it.
    """

    name: str
    offset: int
    value: Any
    offsets: Sequence[int] = ()


class JsonText:
    r"""The text of a JSON document, and the name of its source.

    >>> document = JsonText('{"a": 1,\n "b": [7,\n 8]}', "x.json")
    >>> top = document.members()
    >>> [element.name for element in document.elements(top["b"])]
    ['b[0]', 'b[1]']
    >>> str(document.fault("is odd", document.elements(top["b"])[1]))
    'x.json:3:2: b[1]: is odd'
    """

    def __init__(self, text: str, source: str) -> None:
        self.text = text
        self.source = source

    @classmethod
    def read(cls, path: Path) -> JsonText:
        """Return a file's text.

        Raises:
            InputError: The file cannot be read or is not UTF-8 text.
        """
        return cls(read_text(path), str(path))

    @property
    def is_list(self) -> bool:
        """Whether the document is a list."""
        start = self._skip(0)
        return self.text[start : start + 1] == "["

    def top(self) -> Element:
        """Return the document as one element.

        Raises:
            InputError: The text is not JSON.
        """
        element, end = self._element("", self._skip(0))
        self._end(end)
        return element

    def members(self) -> dict[str, Element]:
        """Return the members of the top-level object by key.

        Raises:
            InputError: The text is not JSON, or no object.
        """
        position = self._skip(0)
        if self.text[position : position + 1] != "{":
            self.top()
            raise InputError.of("must be a JSON object, but is none", Place(self.source))
        found: dict[str, Element] = {}
        position = self._skip(position + 1)
        while self.text[position : position + 1] != "}":
            if found:
                position = self._after(position, ",")
            key, end = self._decode(position)
            if not isinstance(key, str):
                raise self._broken("Expecting property name enclosed in double quotes", position)
            start = self._after(self._skip(end), ":")
            found[key], end = self._element(key, start)
            position = self._skip(end)
        self._end(position + 1)
        return found

    def elements(self, parent: Element) -> list[Element]:
        """Return the elements of a list, each with its place.

        Raises:
            InputError: The value is no list.
        """
        if not isinstance(parent.value, list):
            raise InputError(self.fault(f"must be a list, but got {_kind(parent.value)}", parent))
        return [
            Element(f"{parent.name}[{number}]", offset, value)
            for number, (offset, value) in enumerate(zip(parent.offsets, parent.value, strict=True))
        ]

    def fault(self, message: str, element: Element, hint: str | None = None) -> Fault:
        """Return the fault of an element."""
        return Fault(*self._located(message, element, hint))

    def notice(self, message: str, element: Element, hint: str | None = None) -> Notice:
        """Return the notice of an element."""
        return Notice(*self._located(message, element, hint))

    def bad_value(self, bad: BadValueError, element: Element) -> Fault:
        """Return the fault of a value of an element."""
        return self.fault(bad.message, element, bad.hint)

    def place(self, element: Element) -> Place:
        """Return where an element begins."""
        line = bisect_right(self._line_starts, element.offset)
        return Place(self.source, line, element.offset - self._line_starts[line - 1] + 1)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def _located(
        self, message: str, element: Element, hint: str | None
    ) -> tuple[str, Place, str | None]:
        name = f"{element.name}: " if element.name else ""
        return f"{name}{message}", self.place(element), hint

    def _element(self, name: str, start: int) -> tuple[Element, int]:
        if self.text[start : start + 1] != "[":
            value, end = self._decode(start)
            return Element(name, start, value), end
        values: list[Any] = []
        offsets = []
        position = self._skip(start + 1)
        while self.text[position : position + 1] != "]":
            if values:
                position = self._after(position, ",")
            value, end = self._decode(position)
            values.append(value)
            offsets.append(position)
            position = self._skip(end)
        return Element(name, start, values, offsets), position + 1

    def _skip(self, position: int) -> int:
        match = SPACE.match(self.text, position)
        return match.end() if match else position

    def _decode(self, position: int) -> tuple[Any, int]:
        try:
            return DECODER.raw_decode(self.text, position)
        except json.JSONDecodeError as error:
            raise self._broken(error.msg, error.pos) from None
        except (RecursionError, ValueError) as error:
            # Nested a thousand deep, or an integer of thousands of digits.
            raise self._broken(str(error), position) from None

    def _after(self, position: int, mark: str) -> int:
        if self.text[position : position + 1] != mark:
            raise self._broken(f"Expecting {mark!r} delimiter", position)
        return self._skip(position + 1)

    def _end(self, position: int) -> None:
        if self._skip(position) != len(self.text):
            raise self._broken("Extra data", self._skip(position))

    def _broken(self, message: str, position: int) -> InputError:
        place = self.place(Element("", position, None))
        return InputError.of(f"is not JSON: {message}", place)


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false"}
    return names.get(type(value), "null" if value is None else "a number")
