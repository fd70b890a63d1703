"""What the page asks for, as JSON that is checked before anything is done with it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from rune_lp.errors import InputError

__all__ = ["Question", "read_cancel", "read_question"]

MOST_CHARACTERS = 20_000
"""Of a sentence, a formula or a name."""

TOP, EXPLANATIONS = 50, 3
"""Images, and assignments of each, that are shown unless told."""

MOST_IMAGES = 1000
"""Images that a page shows of one search at most."""

MOST_EXPLANATIONS = 20
"""Assignments that are shown of one image at most."""

Kind = TypeVar("Kind")

Value: TypeAlias = "dict[str, Any]"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the page asks it.

    Attributes:
        client: The name that the page gave itself, which one search at a time is under.
        text: The sentence, or None if a formula is asked.
        fol: The formula, or None.
        min_score: The threshold, or None for that of the service.
        top: How many images are shown at most.
        explanations: How many assignments of each.
        everything: Whether images that do not match are shown, too.
        image: The one image that is asked about, or None for all.
    """

    client: str
    text: str | None
    fol: str | None
    min_score: float | None = None
    top: int = TOP
    explanations: int = EXPLANATIONS
    everything: bool = False
    image: str | None = None


def read_question(body: bytes) -> Question:
    """Return the question of a request's body.

    Raises:
        InputError: It is none.

    >>> read_question(b'{"client": "a", "text": "a ship"}').text
    'a ship'
    >>> read_question(b'{"client": "a", "text": "a ship", "top": "all"}')
    Traceback (most recent call last):
        ...
    rune_lp.errors.InputError: top must be a number in 1..1000, but got 'all'
    """
    value = _object(body)
    known = set(Question.__slots__)
    if unknown := sorted(value.keys() - known):
        raise InputError.of(f"unknown member {unknown[0]!r}", hint=f"there are {sorted(known)}")
    text, fol = _text(value, "text"), _text(value, "fol")
    if (text is None) == (fol is None):
        raise InputError.of("a question is either text or fol")
    return Question(
        _client(value),
        text,
        fol,
        _number(value, "min_score", None, float, 0, 1),
        _number(value, "top", TOP, int, 1, MOST_IMAGES),
        _number(value, "explanations", EXPLANATIONS, int, 1, MOST_EXPLANATIONS),
        value.get("everything") is True,
        _text(value, "image"),
    )


def read_cancel(body: bytes) -> str:
    """Return the client whose search is to be stopped.

    Raises:
        InputError: The body names none.
    """
    return _client(_object(body))


def _object(body: bytes) -> Value:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise InputError.of("the body must be JSON") from None
    if not isinstance(value, dict):
        raise InputError.of("the body must be a JSON object")
    return value


def _client(value: Value) -> str:
    client = _text(value, "client")
    if client is None:
        raise InputError.of("client must be a text")
    return client


def _text(value: Value, name: str) -> str | None:
    text = value.get(name)
    if text is not None and not (isinstance(text, str) and len(text) <= MOST_CHARACTERS):
        raise InputError.of(f"{name} must be a text of at most {MOST_CHARACTERS:,} characters")
    if text is not None and any(0xD800 <= ord(character) < 0xE000 for character in text):
        raise InputError.of(f"{name} has half of a character")
    return text


# The default of `int` members is a number, that of `min_score` is None.
Default = TypeVar("Default")


def _number(
    value: Value, name: str, default: Default, kind: type[Kind], least: float, most: float
) -> Kind | Default:
    number = value.get(name)
    if number is None:
        return default
    numeric = isinstance(number, int | float) and not isinstance(number, bool)
    whole = kind is not int or isinstance(number, int)
    if not numeric or not whole or not least <= number <= most:
        message = f"{name} must be a number in {least:g}..{most:g}, but got {number!r}"
        raise InputError.of(message)
    return kind(number)  # type: ignore[call-arg]  # int and float take a number
