"""What a query's text should have gone on with, where it does not follow the grammar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from rune_lp.errors import Fault, fault_in_text

if TYPE_CHECKING:
    from lark.exceptions import UnexpectedInput

__all__ = ["syntax_fault"]

_EXPECTED = {
    "NAME": "a name",
    "NUMBER": "a number",
    "UNIT": "a unit (px, m, px2, m2, deg)",
    "LPAR": "'('",
    "RPAR": "')'",
    "LSQB": "'['",
    "RSQB": "']'",
    "LBRACE": "'{'",
    "RBRACE": "'}'",
    "DOT": "'.'",
    "COLON": "':'",
    "COMMA": "','",
    "$END": "the end",
}
"""How terminals are called, by Lark's names for them."""

_COMPARATORS = {"LESSTHAN", "MORETHAN", "EQUAL"}


def syntax_fault(error: UnexpectedInput, text: str) -> Fault:
    """Return the fault of a text that Lark refused: the place, and what could stand there.

    >>> from lark import Lark
    >>> text = "a b"
    >>> try:
    ...     Lark('start: "a" "." "a"', parser="lalr").parse(text)
    ... except UnexpectedCharacters as error:
    ...     str(syntax_fault(error, text))
    "query:1:2: unexpected character ' ' (expected '.')"
    """
    start = end = len(text.rstrip())
    message = "the query ends too early" if text.strip() else "the query is empty"
    accepted: set[str] = set()
    if isinstance(error, UnexpectedCharacters):
        start, end = error.pos_in_stream or 0, (error.pos_in_stream or 0) + 1
        message = f"unexpected character {text[start]!r}"
        accepted = error.interactive_parser.accepts()  # type: ignore[no-untyped-call]
    elif isinstance(error, UnexpectedToken):
        accepted = error.accepts
        if error.token.type != "$END":
            start = error.token.start_pos or 0
            end = start + len(error.token)
            if text[start - 1 : start].isalpha() and text[start].isalnum():
                start, accepted = _word_start(text, start), {"UNIT"}
            message = f"unexpected {text[start:end]!r}"
    return fault_in_text(message, text, start, end, hint=_expectation(accepted))


def _word_start(text: str, position: int) -> int:
    """Return where the word begins whose first letters were taken for a unit (`m` of `metres`)."""
    while text[position - 1 : position].isalpha():
        position -= 1
    return position


def _expectation(names: set[str]) -> str | None:
    if {"NAME", "FORALL"} <= names and "DOT" not in names:
        return "expected a formula, such as ship(x)"
    words = [_EXPECTED[name] for name in sorted(names) if name in _EXPECTED]
    if names & _COMPARATORS:
        words.append("a comparison")
    if {"AND", "OR"} <= names:
        words.append("'&', '|', '->' or '<->'")
    elif "VBAR" in names:
        words.append("'|'")
    if not words:
        return None
    *first, last = words
    return f"expected {', '.join(first)} or {last}" if first else f"expected {last}"
