"""The phrases of a model are those it was trained on."""

from __future__ import annotations

from rune_lp.training.learned import learned_phrases
from rune_lp.translate.shipped.grounding import Phrases
from rune_lp.translate.shipped.proposer import MODEL


def test_the_model_that_ships_has_the_phrases_of_the_book():
    assert Phrases.read((MODEL / "phrases.json").read_text(encoding="utf-8")) == learned_phrases()


def test_held_out_phrases_are_not_learned():
    phrases = learned_phrases().phrases
    assert ("flush", "with") in phrases
    assert ("right", "flush", "with") not in phrases


def test_amounts_reach_what_controlled_english_says():
    amounts = learned_phrases().amounts
    assert (amounts["twin"], amounts["a bunch of"], amounts["heaps of"]) == (2, 3, 5)
