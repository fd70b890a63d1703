"""Counting assignments without solving."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rune_lp.asp.facts import Subject
from rune_lp.asp.joins import join_forest
from rune_lp.logic.evaluate import answers
from rune_lp.scenes import Scene
from tests.asp.examples import harbour, question
from tests.laws.test_agreement import matrix_of, question_of, structure_of
from tests.strategies import scenes, set_queries

if TYPE_CHECKING:
    from rune_lp.logic.syntax import Query


@pytest.mark.parametrize(
    ("fol", "total", "exact"),
    [
        pytest.param("{x, y | ship(x) & harbor(y)}", 3, True, id="product"),
        pytest.param("{x, y | ship(x) & harbor(y) & near(x, y)}", 2, True, id="one edge"),
        pytest.param("{x | ship(x) & elongated(x)}", 3, True, id="unary relation"),
        pytest.param("{x, y | ship(x) & ship(y) & x != y}", 6, True, id="inequality"),
        pytest.param(
            "{x, y | ship(x) & ship(y) & near(x, y) & left_of(x, y)}", 1, True, id="two relations"
        ),
        pytest.param("{x | plane(x) & length(x) > 3}", 0, True, id="nothing to count"),
        pytest.param(
            "{a, b, c | ship(a) & harbor(b) & ship(c) & near(a, b) & near(c, b)}",
            4,
            True,
            id="star",
        ),
    ],
)
def test_totals(fol: str, total: int, exact: bool) -> None:
    asked = question(fol)
    subject = Subject(harbour().at_least(0.5))

    forest = join_forest(asked, subject)

    assert (forest.total, forest.exact) == (total, exact)


@settings(deadline=None, max_examples=150)
@given(set_queries(), scenes())
def test_the_total_is_an_upper_bound_and_exact_where_it_says_so(query: Query, scene: Scene) -> None:
    asked = question_of(query)
    subject = Subject(scene.at_least(0.5))

    forest = join_forest(asked, subject)

    number = len(answers(asked.plan.witnesses, matrix_of(asked), structure_of(scene)))
    assert number == forest.total if forest.exact else number <= forest.total


def test_the_best_rows_are_as_many_as_keep_the_count_within_bounds() -> None:
    scores = [0.6, 0.9, 0.7, 0.8]
    square = np.array([(0, 0), (4, 0), (4, 4), (0, 4)])
    scene = Scene.of("P", ["ship"] * 4, scores, [square + 100 * k for k in range(4)])
    asked = question("{x, y | ship(x) & ship(y)}")

    forest = join_forest(asked, Subject(scene))

    assert forest.best_rows(16).tolist() == [0, 1, 2, 3]
    assert forest.best_rows(15).tolist() == [1, 2, 3]
    assert forest.best_rows(4).tolist() == [1, 3]
    assert forest.best_rows(0).tolist() == []
    assert forest.best_rows(4, more=1).tolist() == [1, 2, 3]


@settings(deadline=None, max_examples=100)
@given(set_queries(), scenes(), st.integers(1, 4))
def test_narrowed_witnesses_have_as_many_assignments_as_are_wanted(
    query: Query, scene: Scene, wanted: int
) -> None:
    forest = join_forest(question_of(query), Subject(scene.at_least(0.5)))

    narrowed = forest.narrowed(forest.rows, wanted)

    number = replace(forest, masks=narrowed).total
    assert number >= min(wanted, forest.total)
    for name, mask in narrowed.items():
        kept, possible = np.flatnonzero(mask), np.flatnonzero(forest.masks[name])
        assert kept.tolist() == possible[: len(kept)].tolist()
        # One row less would be too few.
        fewer = replace(
            forest, masks={**narrowed, name: mask & (np.arange(len(mask)) < kept.max(initial=0))}
        )
        assert fewer.total < wanted


def test_narrowing_leaves_few_of_many_assignments() -> None:
    square = np.array([(0, 0), (4, 0), (4, 4), (0, 4)])
    scene = Scene.of("P", ["ship"] * 30, [0.9] * 30, [square] * 30)
    asked = question("{a, b, c | ship(a) & ship(b) & ship(c) & near(a, b) & near(b, c)}")

    forest = join_forest(asked, Subject(scene))
    narrowed = forest.narrowed(forest.rows, 10)

    assert forest.total == 30 * 29 * 29
    assert 10 <= replace(forest, masks=narrowed).total < 30


def test_counts_beyond_64_bits_are_exact() -> None:
    square = np.array([(0, 0), (4, 0), (4, 4), (0, 4)])
    scene = Scene.of("P", ["ship"] * 1000, [1.0] * 1000, [square] * 1000)
    variables = ["a", "b", "c", "d", "e", "f", "g"]
    ships = " & ".join(f"ship({name})" for name in variables)
    asked = question(f"{{{', '.join(variables)} | {ships}}}")

    forest = join_forest(asked, Subject(scene))

    assert forest.total == 1000**7
