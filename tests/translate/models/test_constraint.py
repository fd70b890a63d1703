"""Constrained decoding: what is decoded parses and type-checks, wherever it stops."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rune_lp.logic.check import check
from rune_lp.logic.parse import parse_query
from rune_lp.translate.models.constraint import Constraint, closed
from rune_lp.vocabulary import Vocabulary
from tests.translate.models.walks import BYTES, VOCABULARY, walk


@given(st.randoms(use_true_random=False), st.integers(0, 150))
@settings(max_examples=60, deadline=None)
def test_whatever_is_decoded_is_closed_to_a_formula(numbers, longest):
    text = walk(numbers, longest)
    formula = closed(text, VOCABULARY)
    assert formula.startswith(text.rstrip("\n"))
    check(parse_query(formula), VOCABULARY)


@given(st.randoms(use_true_random=False))
@settings(max_examples=10, deadline=None)
def test_without_classes_there_still_are_formulas(numbers):
    empty = Vocabulary.of([])
    check(parse_query(closed(walk(numbers, 60, empty), empty)), empty)


@pytest.mark.parametrize(
    ("begun", "ended"),
    [
        ("", "true"),
        ("exists", "exists x. true"),
        ("exists>=", "exists>=0 x. true"),
        ("exists x. sh", "exists x. ship(x)"),
        ("exists x. ship(x) &", "exists x. ship(x) & true"),
        ("exists x. ((area(x) > 3", "exists x. ((area(x) > 3))"),
        ("count(x: ship(x)", "count(x: ship(x)) > 0"),
        ("exists x. tru", "exists x. true"),
        ("exists x. true_", "exists x. true_color(x)"),
        ("exists x. ship(x)", "exists x. ship(x)"),
        ("exists x. ship(x)\n", "exists x. ship(x)\n"),
    ],
)
def test_closing(begun, ended):
    assert closed(begun, VOCABULARY) == ended


def rows(*texts: str) -> Constraint:
    """Return the constraint of some rows that have been written so far."""
    constraint = Constraint(VOCABULARY, BYTES, len(texts))
    for tokens in zip(*(text.encode() for text in texts), strict=True):
        constraint.accept(tokens)
    return constraint


def test_rows_go_on_by_themselves():
    first, second = rows("exists x. ship(x", "count(x: ship(x)").allowed()
    assert np.flatnonzero(first).tolist() == [ord(")")]
    assert set(map(chr, np.flatnonzero(second))) == set(") ")


def test_a_formula_may_end_or_go_on_or_end_its_line():
    (allowed,) = rows("true").allowed()
    assert set(np.flatnonzero(allowed)) == {BYTES.eos_token, ord("\n"), ord(" ")}


def test_after_its_end_a_row_only_ends():
    constraint = rows("true")
    constraint.accept([BYTES.eos_token])
    constraint.accept([ord("x")])
    assert np.flatnonzero(constraint.allowed()[0]).tolist() == [BYTES.eos_token]


def test_a_token_that_is_not_allowed_is_an_error():
    with pytest.raises(ValueError, match="the token 120 is not allowed here"):
        rows("").accept([ord("x")])


def test_random_walks_differ():
    assert len({walk(random.Random(seed), 40) for seed in range(5)}) == 5
