"""What a model learns besides its weights: the phrases in which words mean something."""

from __future__ import annotations

from functools import cache

from rune_lp.logic.scope import subformulas
from rune_lp.logic.syntax import Counted
from rune_lp.training.phrasebook import PART, Entry, shipped_phrasebook
from rune_lp.translate import translate
from rune_lp.translate.controlled.lexicon import NUMBER_WORDS
from rune_lp.translate.controlled.tokens import tokenize
from rune_lp.translate.shipped.grounding import Phrases
from rune_lp.translate.shipped.linking import slot_vocabulary

__all__ = ["learned_phrases"]

_MEANT = frozenset(("Rel", "Place", "Distance", "Measure", "Superlative", "Group", "Amount", "Mod"))
"""The symbols whose phrases say something of things; others ask, join and embellish."""


@cache
def learned_phrases() -> Phrases:
    """Return the phrases of the phrasebook that are not held out.

    >>> phrases = learned_phrases()
    >>> ("square", "to") in phrases.phrases, ("running", "crosswise", "to") in phrases.phrases
    (True, False)
    >>> phrases.amounts["a handful of"], phrases.amounts["dozens of"]
    (3, 24)
    >>> phrases.misplaced("kind_as are running on the square")
    'running'
    """
    book = shipped_phrasebook().entries
    meant = {
        words
        for symbol in _MEANT
        for entry in book[symbol]
        for text in _trained(entry)
        if (words := _words(text))
    }
    others = (
        word
        for symbol, entries in book.items()
        if symbol not in _MEANT
        for entry in entries
        for text in _trained(entry)
        for word in _words(text)
    )
    amounts = {
        text: bound
        for entry in book["Amount"]
        if not entry.parts and (bound := _bound(entry.canonical))
        for text in _trained(entry)
        if text and text not in NUMBER_WORDS
    }
    common = {word for word in others if word is not None}
    ordered = sorted(meant, key=lambda words: [word or "" for word in words])
    return Phrases.of(ordered, dict(sorted(amounts.items())), common)


def _trained(entry: Entry) -> set[str]:
    said = set() if entry.joins else {entry.canonical}
    return said | {phrase.text for phrase in entry.phrases if not phrase.held_out}


def _words(text: str) -> tuple[str | None, ...]:
    """Return the words of a phrase, None for each part."""
    words: list[str | None] = []
    for place, between in enumerate(PART.split(text)[::3]):
        words += [None] if place else []
        words += ["a" if token.word == "an" else token.word for token in tokenize(between)]
    return tuple(words)


def _bound(amount: str) -> int | None:
    """Return the number that an amount in controlled English reaches at least, if it has one."""
    formula = translate(f"images with {amount} kind_as", slot_vocabulary()).query.formula
    bounds = (part.bound for part in subformulas(formula) if isinstance(part, Counted))
    return next(bounds, None)
