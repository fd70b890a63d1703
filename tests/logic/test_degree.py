"""Weakest-link degrees by hand: max, min and 1 - over existence and truth."""

from __future__ import annotations

import pytest

from rune_lp.logic.degree import degree_of, has_count
from rune_lp.logic.parse import parse_query
from tests.logic.tables import Table

# Ships 0 (0.9), 1 (0.6) and 2 (0.3), harbours 3 (0.8) and 4 (0.4). Ship 0 is near harbour 4 and
# ship 1 near harbour 3.
PORT = Table(
    scores=(0.9, 0.6, 0.3, 0.8, 0.4),
    true={
        "ship": {(0,), (1,), (2,)},
        "harbor": {(3,), (4,)},
        "near": {(0, 4), (4, 0), (1, 3), (3, 1)},
    },
    numbers={"length": {(0,): 100, (1,): 200, (2,): 300, (3,): 900, (4,): 900}},
)

DEGREES = {
    # atoms are crisp, existence is the score
    "exists x. ship(x)": 0.9,
    "exists x. harbor(x)": 0.8,
    "exists x. plane(x)": 0.0,
    "exists x y. ship(x) & harbor(y)": 0.8,
    "exists x y. ship(x) & harbor(y) & near(x, y)": 0.6,
    "exists x. length(x) >= 30": 0.8,
    "exists x. ship(x) & length(x) >= 30": 0.3,
    "exists x y. ship(x) & ship(y) & x != y": 0.6,
    "exists x y. ship(x) & ship(y) & x = y": 0.9,
    # forall: the weakest of max(1 - s, F)
    "forall x. ship(x)": 0.2,
    "forall x. ship(x) | harbor(x)": 1.0,
    "forall x. ship(x) -> length(x) <= 20": 0.7,
    "forall x. harbor(x) -> exists y. ship(y) & near(x, y)": 0.6,
    "forall x y. ship(x) & ship(y) -> x = y": 0.4,
    # negation is 1 -
    "~exists x. ship(x)": 0.1,
    "~exists x. plane(x)": 1.0,
    "exists x. harbor(x) & ~exists y. ship(y) & near(x, y)": 0.4,
    "~~exists x. harbor(x)": 0.8,
    # connectives
    "(exists x. ship(x)) & (exists x. harbor(x))": 0.8,
    "(exists x. ship(x)) | (exists x. harbor(x))": 0.9,
    "(exists x. ship(x)) -> (exists x. harbor(x))": 0.8,
    "(exists x. harbor(x)) -> (exists x. plane(x))": 0.2,
    "(exists x. ship(x)) <-> (exists x. harbor(x))": 0.8,
    "(exists x. ship(x)) <-> (exists x. plane(x))": 0.1,
    "true": 1.0,
    "false": 0.0,
    # counting: the k-th largest
    "exists>=0 x. plane(x)": 1.0,
    "exists>=1 x. ship(x)": 0.9,
    "exists>=2 x. ship(x)": 0.6,
    "exists>=3 x. ship(x)": 0.3,
    "exists>=4 x. ship(x)": 0.0,
    "exists>1 x. ship(x)": 0.6,
    "exists<=2 x. ship(x)": 0.7,
    "exists<2 x. ship(x)": 0.4,
    "exists<0 x. ship(x)": 0.0,
    "exists=2 x. ship(x)": 0.6,
    "exists=1 x. ship(x)": 0.4,
    "exists=0 x. plane(x)": 1.0,
    "exists!=2 x. ship(x)": 0.4,
    "exists!=1 x. ship(x)": 0.6,
    # counts are decided at the threshold: ships 0 and 1, harbour 3
    "count(x: ship(x)) = 2": 1.0,
    "count(x: ship(x)) = 3": 0.0,
    "count(x: ship(x)) > count(x: harbor(x))": 1.0,
    "exists x. harbor(x) & count(y: ship(y) & near(x, y)) = 1": 0.8,
    "exists x. length(x) = 90 & count(y: ship(y) & near(x, y)) < 1": 0.0,
    # set queries ask for the best answer
    "{x | ship(x)}": 0.9,
    "{x, y | ship(x) & harbor(y) & near(x, y)}": 0.6,
    "{x | plane(x)}": 0.0,
}


@pytest.mark.parametrize("text", DEGREES)
def test_degrees(text):
    assert degree_of(parse_query(text), PORT) == pytest.approx(DEGREES[text], abs=1e-12)


EMPTY = {
    "exists x. true": 0.0,
    "forall x. false": 1.0,
    "~exists x. true": 1.0,
    "exists=0 x. true": 1.0,
    "exists>=1 x. true": 0.0,
    "count(x: true) = 0": 1.0,
    "{x | true}": 0.0,
}


@pytest.mark.parametrize("text", EMPTY)
def test_degrees_of_an_empty_image_are_truth(text):
    assert degree_of(parse_query(text), Table()) == EMPTY[text]


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("gsd", False),
        ("3", False),
        ("area(x) + 2 * width(x)", False),
        ("count(x: true)", True),
        ("2 * count(x: true)", True),
        ("1 - count(x: true)", True),
        ("count(x: true) + 1", True),
    ],
)
def test_whether_a_term_counts(text, counts):
    assert has_count(parse_query(f"{text} > 0").formula.left) is counts
