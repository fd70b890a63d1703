"""The phrasebook: what it says in controlled English, and that what is held out is."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rune_lp.logic.check import check
from rune_lp.logic.printing import to_text
from rune_lp.training.derivation import canonical_text, draw, surface_text
from rune_lp.training.meaning import meaning, slot_name
from rune_lp.training.phrasebook import LEAVES, PART, parse_phrasebook, shipped_phrasebook
from rune_lp.translate import NotUnderstoodError, translate
from rune_lp.translate.shipped.linking import slot_vocabulary

BOOK = shipped_phrasebook()
SILENT = {"LiesS", "LieP", "Lead", "Where", "Opening", "End"}
ENTRIES = [(symbol, entry) for symbol, each in BOOK.entries.items() for entry in each]


def trained(entry):
    said = set() if entry.joins else {entry.canonical}
    return said | {phrase.text for phrase in entry.phrases if not phrase.held_out}


def test_parts_are_symbols_of_the_book_or_drawn():
    symbols = {symbol for _, entry in ENTRIES for symbol in entry.parts.values()}
    assert symbols <= {*BOOK.entries, *LEAVES}


@pytest.mark.parametrize(
    "entry",
    [entry for _, entry in ENTRIES],
    ids=[f"{symbol}: {entry.canonical}" for symbol, entry in ENTRIES],
)
def test_every_phrase_has_the_parts_of_its_canonical_one(entry):
    """But verb forms and ways to ask, which say nothing."""
    saying = {key: part.removesuffix("s") for key, part in PART.findall(entry.canonical)}
    for phrase in entry.phrases:
        parts = {
            key: part.removesuffix("s")
            for key, part in PART.findall(phrase.text)
            if part not in SILENT
        }
        assert parts == saying


def test_a_phrase_is_held_out_of_every_entry_or_of_none():
    held_out = {
        (symbol, entry.canonical, phrase.text)
        for symbol, entry in ENTRIES
        for phrase in entry.phrases
        if phrase.held_out
    }
    learned = {
        (symbol, entry.canonical, text) for symbol, entry in ENTRIES for text in trained(entry)
    }
    assert held_out
    assert held_out.isdisjoint(learned)


MARKED = parse_phrasebook("""
Request
  images with {x:Thing}
    show {x:Thing}
    ! HELD OUT {x:Thing}
Thing
  a {n:Noun}
    some {n:Noun}
    ! HELD OUT some {n:Noun}
  a {n:Noun} near {x:Thing}
    a {n:Noun} by {x:Thing}
    ! HELD OUT a {n:Noun} by {x:Thing}
""")


@given(seed=st.integers(0, 10**6), height=st.integers(2, 6))
def test_held_out_phrases_are_said_only_where_they_are_asked_for(seed, height):
    rng = random.Random(seed)
    derivation = draw(MARKED, rng, height=height)
    levels = canonical_text(derivation, slot_name).count(" a ") + 1
    assert "HELD OUT" not in surface_text(derivation, slot_name, rng)
    assert surface_text(derivation, slot_name, rng, held_out=True).count("HELD OUT") == levels


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_meaning_is_that_of_controlled_english(seed):
    rng = random.Random(seed)
    derivation = draw(BOOK, rng, height=rng.choice((3, 4, 5, 6)))
    text = canonical_text(derivation, slot_name)
    if _has_a_large_group(text):
        return
    assert to_text(check(meaning(derivation), slot_vocabulary()))


def _has_a_large_group(text):
    """Say whether a refusal is the one that the grammar may give: of groups of more than ten."""
    try:
        for part in re.sub(r"^\[\w+\] ", "", text).split("; "):
            translate(part, slot_vocabulary())
    except NotUnderstoodError as refusal:
        return "too large to be related member by member" in str(refusal)
    return False


def test_book_is_read_with_weights_and_empty_phrases():
    book = parse_phrasebook("End\n  -\n     please\n    ! thanks\nAmount\n  7 | some\n")
    (end,) = book.entries["End"]
    assert end.canonical == ""
    assert [(each.text, each.held_out) for each in end.phrases] == [
        (" please", False),
        ("thanks", True),
    ]
    assert book.entries["Amount"][0].weight == 7
