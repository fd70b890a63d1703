"""Noise: what people do to a sentence while typing it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

__all__ = ["noisy"]

_SHORTEST = 5
"""Letters below which a word is not mistyped: nobody could tell what it was."""


def noisy(text: str, rng: random.Random) -> str:
    """Return a sentence with one or two mishaps of typing: a wrong letter, case, a full stop.

    >>> import random
    >>> noisy("two boats beside a lighthouse", random.Random(6))
    'Two boats bside a lighthouse'
    """
    for change in rng.sample((_mistyped, _capital, _stopped, _shouted), rng.choice((1, 1, 2))):
        text = change(text, rng)
    return text


def _mistyped(text: str, rng: random.Random) -> str:
    words = [match.span() for match in re.finditer(r"[a-z]+", text)]
    long = [span for span in words if span[1] - span[0] >= _SHORTEST]
    if not long:
        return text
    start, end = rng.choice(long)
    place = rng.randrange(start + 1, end - 1)
    letter = text[place]
    changed = rng.choice((letter * 2, "", text[place + 1] + letter, rng.choice("aeinorst")))
    width = 2 if len(changed) == 2 and changed[1] == letter and changed[0] != letter else 1
    return text[:place] + changed + text[place + width :]


def _capital(text: str, _rng: random.Random) -> str:
    return text[:1].upper() + text[1:]


def _stopped(text: str, rng: random.Random) -> str:
    return text if text[-1:] in "?." else text + rng.choice((".", "!", " ."))


def _shouted(text: str, _rng: random.Random) -> str:
    return text.upper()
