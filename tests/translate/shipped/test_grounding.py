"""Grounding: numbers that are made up or left out, and words out of their phrases, are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.translate.shipped.grounding import Phrases, ungrounded

PHRASES = Phrases.of(
    [
        ("square", "to"),
        ("running", "parallel", "to"),
        ("sharing", "ground", "with"),
        ("within", None, "of"),
        ("a", "handful", "of"),
        ("just", "as", "large", "as"),
    ],
    {"a handful of": 3, "dozens of": 24},
    {"a", "to", "with", "of", "as", "within"},
)

GROUNDED = [
    ("3 kind_as", "exists>=3 x. kind_a(x)"),
    ("three kind_as", "exists=3 x. kind_a(x)"),
    ("more than 3 kind_as", "exists>=4 x. kind_a(x)"),
    ("fewer than 3 kind_as", "exists<=2 x. kind_a(x)"),
    ("a handful of kind_as", "exists>=3 x. kind_a(x)"),
    ("dozens of kind_as", "exists>=24 x. kind_a(x)"),
    ("twenty two kind_as", "exists>=22 x. kind_a(x)"),
    ("two to twenty five kind_as", "exists>=2 x. kind_a(x) & (exists<=25 x. kind_a(x))"),
    ("2 kind_as in a row", "exists x y. kind_a(x) & kind_a(y) & right_of(x, y)"),
    ("at least one kind_a", "exists x. kind_a(x)"),
    ("within 30 m of a kind_a", "exists x y. kind_a(y) & distance(x, y) <= 30 m"),
    ("within 30 meters of a kind_a", "exists x y. kind_a(y) & distance(x, y) <= 30 m"),
    ("within 2 km of a kind_a", "exists x y. kind_a(y) & distance(x, y) <= 2000 m"),
    ("within 30 of a kind_a", "exists x y. kind_a(y) & distance(x, y) <= 30 px"),
    ("larger than 90 square pixels", "exists x. area(x) > 90 px2"),
    ("scoring 45 % or better", "exists x. score(x) >= 0.45"),
    ("scoring 0.5", "exists x. score(x) >= 0.5"),
    ("twice as many kind_as as kind_bs", "count(x: kind_a(x)) >= 2 * count(x: kind_b(x))"),
    ("kind_as two to one", "count(x: kind_a(x)) >= 2 * count(x: kind_b(x))"),
]


@pytest.mark.parametrize(("prompt", "formula"), GROUNDED, ids=[text for text, _ in GROUNDED])
def test_numbers_that_are_said_are_no_objection(prompt, formula):
    assert ungrounded(prompt, formula, PHRASES) is None


MADE_UP = [
    ("3 kind_as", "exists>=5 x. kind_a(x)", "5 is made up"),
    ("kind_as are missing", "exists<=2 x. kind_a(x)", "2 is made up"),
    ("a handful of kind_as", "exists<=3 x. kind_a(x)", "3 is made up"),
    ("3 kind_as", "exists x. kind_a(x)", "3 is left out"),
    (
        "a handful of kind_as",
        "exists x y z. kind_a(x) & kind_a(y) & kind_b(z)",
        "3 or more are left out",
    ),
    ("twenty two kind_as", "exists>=20 x. kind_a(x)", "20 is made up"),
    ("within 30 px of", "exists x y. distance(x, y) <= 30 m", "30 m is made up"),
    ("within 30 m of", "exists x y. distance(x, y) <= 30 px", "30 px is made up"),
    ("within 376 m of", "exists x y. distance(x, y) <= 37 m", "37 m is made up"),
    ("within 30 m of a kind_a", "exists x. kind_a(x)", "30 is left out"),
    ("larger than 90 m2", "exists x. length(x) > 90 m", "90 m is made up"),
    ("scoring 85 percent", "exists x. in_top(x)", "0.85 is left out"),
    ("a kind_a", "count(x: kind_a(x) & count(y: near(x, y)) > 4) > 0", "0 is made up"),
]


@pytest.mark.parametrize(
    ("prompt", "formula", "said"), MADE_UP, ids=[f"{text}: {said}" for text, _, said in MADE_UP]
)
def test_numbers_made_up_or_left_out_are_told(prompt, formula, said):
    assert ungrounded(prompt, formula, PHRASES) == said


MISPLACED = [
    ("a kind_a square to a kind_b", None),
    ("a kind_a square", "square"),
    ("the square of kind_as", "square"),
    ("kind_as running parallel to an kind_b", None),
    ("kind_as running to a kind_b", "running"),
    ("kind_as on the ground with kind_bs", "ground"),
    ("kind_as sharing ground with kind_bs", None),
    ("an handful of kind_as", None),
    ("three large kind_as", "large"),
    ("near as of with to", None),
]


@pytest.mark.parametrize(("prompt", "word"), MISPLACED, ids=[text for text, _ in MISPLACED])
def test_a_word_out_of_its_phrase_is_told(prompt, word):
    assert PHRASES.misplaced(prompt) == word


def test_phrases_come_back_from_their_file():
    assert Phrases.read(PHRASES.written()) == PHRASES


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"phrases": 3, "amounts": {}, "common": []}'])
def test_a_file_of_something_else_is_refused(text):
    with pytest.raises((ValueError, TypeError)):
        Phrases.read(text)


@given(
    st.lists(
        st.sampled_from(
            ["square", "to", "running", "a", "kind_a", "3", "m", ".", ",", "of", "large"]
        )
    )
)
def test_any_sentence_is_judged(words):
    prompt = " ".join(words)
    word = PHRASES.misplaced(prompt)
    assert word is None or word in words
    ungrounded(prompt, "exists>=3 x. kind_a(x)", PHRASES)
