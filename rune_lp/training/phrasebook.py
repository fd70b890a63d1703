"""The phrasebook: what the training sentences are made of, read from `phrasebook.txt`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Entry", "Phrase", "Phrasebook", "parse_phrasebook", "shipped_phrasebook"]

PART = re.compile(r"\{(\w+):(\w+)\}")
"""A part of a phrase: its name, and the symbol it is made from."""

LEAVES = frozenset(
    {"Noun", "Nouns", "Trait", "Link", "Number", "Few", "Larger", "Length", "Area", "Score"}
)
"""The symbols that stand in no book: names and numbers are drawn."""

_EMPTY = "-"
_WEIGHT = re.compile(r"(\d+) \| ")
_TALLEST = 99


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to say something.

    Attributes:
        text: The words, with parts in braces.
        held_out: Whether the translator is measured on it and never trained on it.
    """

    text: str
    held_out: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A meaning: its phrase in controlled English, and other ways to say it.

    Attributes:
        canonical: The controlled phrase.
        phrases: The other ways, and the canonical one where the book repeats it.
        weight: How often it is drawn, among the entries of its symbol.
    """

    canonical: str
    phrases: tuple[Phrase, ...]
    weight: int

    @property
    def joins(self) -> bool:
        """Whether the canonical phrase joins two meanings, and so is no English."""
        return self.canonical.startswith("[")

    @property
    def parts(self) -> Mapping[str, str]:
        """The symbol of each part, by the part's name."""
        texts = (self.canonical, *(phrase.text for phrase in self.phrases))
        return {name: symbol for text in texts for name, symbol in PART.findall(text)}


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """The entries of each symbol, and how many levels a derivation of each needs at least."""

    entries: Mapping[str, tuple[Entry, ...]]
    heights: Mapping[str, int]

    def height(self, entry: Entry) -> int:
        """Return how many levels of parts an entry needs at least."""
        return 1 + max((self.heights.get(each, 0) for each in entry.parts.values()), default=0)


def parse_phrasebook(text: str) -> Phrasebook:
    r"""Return the phrasebook that a text in the format of `phrasebook.txt` describes.

    >>> lines = ["Amount", "  2 | at least {q:Number}", "    ! {q:Number} or upwards"]
    >>> book = parse_phrasebook("\n".join(lines))
    >>> book.entries["Amount"][0].canonical, book.entries["Amount"][0].phrases[0].held_out
    ('at least {q:Number}', True)
    """
    entries: dict[str, list[Entry]] = {}
    symbol = ""
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip())
        words = line[min(indent, 4) :]
        if not words.strip() or line.startswith("#"):
            continue
        if indent == 0:
            symbol = words.strip()
            entries[symbol] = []
        elif indent == 2:
            weight = _WEIGHT.match(words)
            canonical = words[weight.end() :] if weight else words
            entries[symbol].append(
                Entry(_text(canonical), (), int(weight.group(1)) if weight else 1)
            )
        else:
            held_out = words.startswith("! ")
            last = entries[symbol][-1]
            phrase = Phrase(_text(words.removeprefix("! ")), held_out)
            entries[symbol][-1] = Entry(last.canonical, (*last.phrases, phrase), last.weight)
    tables = {name: tuple(found) for name, found in entries.items()}
    return Phrasebook(tables, _heights(tables))


def _text(words: str) -> str:
    return "" if words == _EMPTY else words


def _heights(entries: Mapping[str, tuple[Entry, ...]]) -> Mapping[str, int]:
    heights = dict.fromkeys(entries, _TALLEST)
    for _ in entries:
        for symbol, found in entries.items():
            heights[symbol] = min(
                1 + max((heights.get(part, 0) for part in entry.parts.values()), default=0)
                for entry in found
            )
    return heights


@cache
def shipped_phrasebook() -> Phrasebook:
    """Return the project's own phrasebook."""
    text = resources.files(__package__).joinpath("phrasebook.txt").read_text(encoding="utf-8")
    return parse_phrasebook(text)
