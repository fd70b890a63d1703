"""Derivations: a meaning drawn from the phrasebook, and the sentences that say it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from rune_lp.training.phrasebook import LEAVES, PART, Entry, Phrase, Phrasebook
from rune_lp.translate.controlled.lexicon import NUMBER_WORDS
from rune_lp.translate.shipped.linking import Sort

if TYPE_CHECKING:
    import random

__all__ = ["SAID", "Derivation", "Leaf", "canonical_text", "draw", "surface_text"]

Name: TypeAlias = Callable[[Sort, int, bool], str]
"""Spells a name: its sort (`kind`, `trait` or `link`), its number, and whether it is plural."""

_WORDS = {number: word for word, number in reversed(NUMBER_WORDS.items())}
_NUMBERS = (2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6, 6, 7, 8, 9, 10, 11, 12, 15, 20)
_LARGER = (22, 24, 25, 30, 35, 40, 50, 60)
_LENGTHS = (("px", "pixels"), ("m", "metres"), ("m", "meters"))
_AREAS = (("px2", "square pixels"), ("m2", "square metres"), ("m2", "square meters"))
SAID = (
    *(_WORDS[number] for number in (*_NUMBERS, *_LARGER)),
    *(f"{short} {long}" for short, long in (*_LENGTHS, *_AREAS)),
    "percent",
)
"""What numbers are written with besides digits."""

_SAY_CANONICALLY = 0.25
"""The share of phrases that are said as controlled English says them, when training."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A name or a number: what controlled English writes, and other ways to write it."""

    canonical: str
    others: tuple[str, ...] = ()
    sort: Literal["kind", "trait", "link", "number"] = "number"
    index: int = 0


@dataclass(frozen=True, slots=True)
class Derivation:
    """An entry of the phrasebook with its parts drawn."""

    entry: Entry
    parts: Mapping[str, Derivation | Leaf]


def draw(
    book: Phrasebook, rng: random.Random, *, symbol: str = "Request", height: int
) -> Derivation:
    """Return a random derivation of a symbol.

    Args:
        book: What to draw from.
        rng: Where the chances come from; the same state gives the same derivation.
        symbol: What to derive.
        height: The greatest number of entries inside one another; at least what the symbol needs.
    """
    return _Drawing(book, rng).derive(symbol, height)


class _Drawing:
    """The names that a derivation has used so far, so that some are used again."""

    def __init__(self, book: Phrasebook, rng: random.Random) -> None:
        self._book = book
        self._rng = rng
        self._used = {"kind": 0, "trait": 0, "link": 0}

    def derive(self, symbol: str, height: int) -> Derivation:
        fitting = [each for each in self._book.entries[symbol] if self._book.height(each) <= height]
        entry = self._rng.choices(fitting, [each.weight for each in fitting])[0]
        parts = {
            name: self._leaf(part) if part in LEAVES else self.derive(part, height - 1)
            for name, part in entry.parts.items()
        }
        return Derivation(entry, parts)

    def _leaf(self, symbol: str) -> Leaf:
        rng = self._rng
        match symbol:
            case "Noun" | "Nouns":
                return self._name("kind", 5)
            case "Trait":
                return self._name("trait", 2)
            case "Link":
                return self._name("link", 2)
            case "Number":
                return _counted(rng.choice(_NUMBERS))
            case "Few":
                return _counted(rng.choice((2, 2, 2, 3, 3, 4)))
            case "Larger":
                return _counted(rng.choice(_LARGER))
            case "Length":
                return _measured(_size(rng, 1, 999), _LENGTHS, rng)
            case "Area":
                return _measured(_size(rng, 10, 9999), _AREAS, rng)
            case _:
                return _score(rng.randrange(5, 100, 5))

    def _name(self, sort: Sort, most: int) -> Leaf:
        again = self._used[sort] and (self._used[sort] == most or self._rng.random() < 0.08)
        if not again:
            self._used[sort] += 1
        index = self._rng.randrange(self._used[sort]) if again else self._used[sort] - 1
        return Leaf("", sort=sort, index=index)


def _counted(number: int) -> Leaf:
    word = _WORDS.get(number)
    return Leaf(str(number), (word,) if word else ())


def _size(rng: random.Random, least: int, most: int) -> int:
    number = round(least * math.pow(most / least, rng.random()))
    return number if rng.random() < 0.5 else max(least, round(number, 1 - len(str(number))))


def _measured(number: int, units: tuple[tuple[str, str], ...], rng: random.Random) -> Leaf:
    short, long = rng.choice(units)
    return Leaf(f"{number} {short}", (f"{number} {long}", f"{number}{short}"))


def _score(percent: int) -> Leaf:
    return Leaf(f"0.{percent:02d}".rstrip("0"), (f"{percent} %", f"{percent} percent"))


def canonical_text(derivation: Derivation | Leaf, name: Name) -> str:
    """Return the controlled sentence of a derivation; `[and]` and the like stand as in the book."""
    if isinstance(derivation, Leaf):
        return _leaf_text(derivation, name, derivation.canonical, plural=False)
    return _filled(
        derivation, derivation.entry.canonical, lambda part: canonical_text(part, name), name
    )


def surface_text(
    derivation: Derivation, name: Name, rng: random.Random, *, held_out: bool = False
) -> str:
    """Return another way to say what a derivation means.

    Args:
        derivation: What to say.
        name: How names are spelled.
        rng: Where the chances come from.
        held_out: Say it with held-out phrases wherever there are some; else with none.
    """

    def said(part: Derivation | Leaf) -> str:
        if isinstance(part, Leaf):
            text = rng.choice((part.canonical, *part.others))
            return _leaf_text(part, name, text, plural=False)
        return _filled(part, _chosen(part.entry, rng, held_out), said, name)

    return _tidied(said(derivation))


def _chosen(entry: Entry, rng: random.Random, held_out: bool) -> str:
    phrases = [phrase for phrase in entry.phrases if phrase.held_out == held_out]
    if not phrases:
        phrases = [each for each in entry.phrases if not each.held_out] or [Phrase(entry.canonical)]
    elif not held_out and not entry.joins and rng.random() < _SAY_CANONICALLY:
        return entry.canonical
    return rng.choice(phrases).text


def _filled(
    derivation: Derivation, text: str, said: Callable[[Derivation | Leaf], str], name: Name
) -> str:
    def part(match: re.Match[str]) -> str:
        key, symbol = match.groups()
        found = derivation.parts[key]
        if isinstance(found, Leaf) and symbol == "Nouns":
            return _leaf_text(found, name, "", plural=True)
        return said(found)

    return PART.sub(part, text)


def _leaf_text(leaf: Leaf, name: Name, number: str, *, plural: bool) -> str:
    return number if leaf.sort == "number" else name(leaf.sort, leaf.index, plural)


def _tidied(text: str) -> str:
    """Return the text with `an` before vowels and single blanks, commas not doubled."""
    text = re.sub(r"\b([Aa]) (?=[aeiou])", r"\1n ", text)
    text = re.sub(r",\s*([,.;?])", r"\1", text)
    return re.sub(r"\s+", " ", text).strip()
