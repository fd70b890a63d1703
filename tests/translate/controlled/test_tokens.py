"""Tokens: spellings that mean one word give one word, and every character keeps its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.translate.controlled.tokens import normal_words, tokenize


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Two SHIPS", "two ships"),
        ("isn't", "is not"),
        ("isn’t", "is not"),
        ("doesnt", "does not"),
        ("there's", "there is"),
        ("they're", "they are"),
        ("ship's", "ship 's"),
        ("side-by-side", "side by side"),
        ("small_vehicle", "small vehicle"),
        ("harbours, centre", "harbors , center"),
        ("30m 500px² 80%", "30 m 500 px2 80 %"),
        ("1,000.5 m", "1000.5 m"),
        (".5 or 0.5.", ".5 or 0.5 ."),
        ("3-5 ships", "3 to 5 ships"),
        ("a – b — c", "a , b , c"),
        ("ship(s) “near” 'it'", "ship near it"),
        ("and/or", "or"),
        ("≥ <= >", "≥ <= >"),
    ],
)
def test_text_has_words(text, words):
    assert [token.word for token in tokenize(text)] == words.split()


@given(st.text())
def test_tokens_stand_in_order_on_their_characters(text):
    tokens = tokenize(text)
    places = [place for token in tokens for place in (token.start, token.end)]
    assert places == sorted(places)
    assert all(token.start < token.end <= len(text) and token.word for token in tokens)


@given(st.text())
def test_no_letter_or_digit_is_dropped(text):
    inside = {place for token in tokenize(text) for place in range(token.start, token.end)}
    left = [text[place] for place in range(len(text)) if place not in inside]
    assert not any(character.isalnum() for character in left if character not in "eEsSoOrR")


def test_name_has_the_words_of_its_spellings():
    assert normal_words("Small-Vehicle") == normal_words("small vehicle") == ("small", "vehicle")
