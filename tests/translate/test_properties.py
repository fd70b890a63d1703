"""Laws of the translator: what it accepts checks, what it cannot it refuses, and it is quick."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.logic.check import check
from rune_lp.logic.parse import parse_query
from rune_lp.logic.printing import to_text
from rune_lp.translate import NotUnderstoodError, translate
from tests.translate.words import VOCABULARY

NOUNS = st.sampled_from(["ship", "harbor", "plane", "storage tank", "vehicle", "car", "boat"])
RELATIONS = st.sampled_from(
    ["near", "next to", "to the left of", "inside", "parallel to", "larger than", "within 30 m of"]
)
ONE = st.sampled_from(["a", "another", "every", "no", "exactly one", "the", "one"])
MANY = st.sampled_from(["two", "at least three", "at most 2", "no", "all", "several", "the two"])
JOINTLY = st.sampled_from(["next to each other", "in a row", "parallel", "at least 30 px apart"])
PLACES = st.sampled_from(["in the upper left corner", "at the border", "longer than 20 px"])


@st.composite
def things(draw, depth=2):
    """A noun phrase, with up to `depth` more inside it."""
    if draw(st.booleans()):
        phrase = f"{draw(ONE)} {draw(NOUNS)}"
    else:
        phrase = f"{draw(MANY)} {draw(NOUNS)}s"
        if draw(st.integers(0, 3)) == 0:
            return f"{phrase} {draw(JOINTLY)}"
    if depth == 0:
        return phrase
    inner = draw(things(depth - 1))
    relation = draw(RELATIONS)
    return draw(
        st.sampled_from(
            [
                phrase,
                f"{phrase} {draw(PLACES)}",
                f"{phrase} {relation} {inner}",
                f"{phrase} that is not {relation} {inner}",
                f"{phrase} with {inner} near it",
                f"{phrase} without {inner}",
                f"{phrase} that is {relation} {inner} but not {draw(RELATIONS)} it",
            ]
        )
    )


@st.composite
def requests(draw):
    """A request made of constructions that the grammar has."""
    lead = draw(st.sampled_from(["", "find images with ", "there is ", "show me "]))
    first, second = draw(things()), draw(things(1))
    joint = draw(st.sampled_from([", and ", " or ", " and ", ", or "]))
    return draw(
        st.sampled_from(
            [
                f"{lead}{first}",
                f"{lead}{first}{joint}{second}",
                f"images where {first} is {draw(RELATIONS)} {second}",
                f"if there is {first}, there is {second}",
                f"either {first} or {second} but not both",
                f"there are more {draw(NOUNS)}s than {draw(NOUNS)}s, and there is {first}",
            ]
        )
    )


@given(requests())
def test_sentence_of_known_constructions_checks_or_is_refused(text):
    try:
        query = translate(text, VOCABULARY).query
    except NotUnderstoodError as refusal:
        # Every construction is known, so that only what is referred to can be missing.
        message = str(refusal)
        said = ("refers to", "differ from", "needed", "needs several", "up to 4 things")
        assert any(each in message for each in said), message
    else:
        assert check(query, VOCABULARY) == query
        assert parse_query(to_text(query)) == query


WORDS = [
    "a",
    "the",
    "two",
    "no",
    "every",
    "ship",
    "ships",
    "harbor",
    "near",
    "next",
    "to",
    "is",
    "are",
    "and",
    "or",
    "not",
    "with",
    "that",
    "which",
    "each",
    "other",
    "it",
    "them",
    ",",
    ".",
    "between",
    "more",
    "than",
    "at",
    "least",
    "within",
    "30",
    "m",
    "of",
    "if",
    "in",
    "of",
    "how",
    "white",
    "0.5",
    "%",
    "same",
    "another",
]


@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
def test_word_salad_checks_or_is_refused(text):
    _checks_or_is_refused(text)


@given(st.text(max_size=60))
def test_any_text_checks_or_is_refused(text):
    _checks_or_is_refused(text)


def _checks_or_is_refused(text):
    try:
        query = translate(text, VOCABULARY).query
    except NotUnderstoodError as refusal:
        fault = refusal.fault
        assert fault.place.column >= 1
        assert fault.hint
    else:
        check(query, VOCABULARY)


@pytest.mark.parametrize(
    "text",
    [
        "a ship" + " near a ship that is near a ship" * 200,
        "a ship" + " near a ship that is near a ship" * 15,
        "a ship" + " near a ship" * 36,
        "a ship" + " and a ship" * 49,
        "a ship" + " with a ship" * 36,
        "a ship" + " near a ship and a ship" * 18,
        "a ship is " + "not " * 140 + "near a ship",
        "x" * 10_000,
        "ship " * 2_000,
        "1" * 10_000 + " ships",
        "\x00" * 10_000,
        "🚢" * 10_000,
        "(" * 10_000,
    ],
    ids=lambda text: f"{text[:24]}… ({len(text)})",
)
def test_long_text_is_answered_quickly(text):
    start = time.process_time()
    _checks_or_is_refused(text)
    assert time.process_time() - start < 2


def test_every_sentence_is_translated_the_same_way_again():
    text = "two ships near a harbor and a plane between them, or no bridge next to it"
    once, again = (_outcome(text) for _ in range(2))
    assert once == again


def _outcome(text):
    try:
        return translate(text, VOCABULARY)
    except NotUnderstoodError as refusal:
        return str(refusal)


def test_import_does_not_load_the_solver_or_the_parser_of_formulas():
    code = (
        "import rune_lp.vocabulary, sys; before = set(sys.modules);"
        "import rune_lp.translate; print(sorted(m for m in set(sys.modules) - before"
        " if m.split('.')[0] in ('clingo', 'lark', 'rich', 'click')))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
