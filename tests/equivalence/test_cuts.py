"""Comparisons as cuts."""

from __future__ import annotations

import pytest

from rune_lp.equivalence.cuts import Cuts, Form, Term
from rune_lp.logic.parse import parse_query
from rune_lp.logic.printing import formula_text
from tests.equivalence.worlds import query

AREA = Term(1, "area", "px2", (0,))


def abstracted(comparison: str, cuts: Cuts | None = None) -> str:
    formula = query(f"{{x, y | {comparison}}}").formula
    return formula_text((cuts or Cuts()).abstracted(formula))


@pytest.mark.parametrize(
    ("comparison", "expected"),
    [
        pytest.param("area(x) >= 30", "_cut_1(x)", id="at least"),
        pytest.param("area(x) < 30", "~_cut_1(x)", id="less"),
        pytest.param("area(x) = 30", "_cut_1(x) & ~_cut_2(x)", id="equal"),
        pytest.param("area(x) != 30", "~_cut_1(x) | _cut_2(x)", id="other"),
        pytest.param("30 <= area(x)", "_cut_1(x)", id="turned round"),
        pytest.param("area(x) >= 0", "true", id="no area is negative"),
        pytest.param("area(x) < 0", "~true", id="nor less than that"),
        pytest.param("angle(x) >= 180", "false", id="angles end"),
        pytest.param("score(x) > 1", "false", id="scores end"),
        pytest.param("distance(x, x) > 0", "false", id="nothing is away from itself"),
        pytest.param("cx(x) >= 0", "_cut_1(x)", id="boxes may leave the image"),
        pytest.param("area(x) > area(x)", "false", id="nothing is larger than itself"),
        pytest.param("0 * area(x) > 1", "false", id="nothing of it"),
        pytest.param("image_width > 500", "_cut_1()", id="of the image"),
        pytest.param("distance(x, y) < 20", "~_cut_1(x, y)", id="of a pair"),
        pytest.param(
            "count(z: area(z) > 30) > 1", "count(z: _cut_1(z)) > 1", id="inside of counts"
        ),
    ],
)
def test_a_comparison_says_whether_a_form_is_at_least_a_number(comparison, expected):
    assert abstracted(comparison) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("area(x) > 30", "area(x) >= 30.1"),
        ("2 * area(x) > 60", "area(x) > 30"),
        ("area(x) > area(y)", "area(x) - area(y) > 0"),
        ("area(x) >= 2 * area(y)", "2 * area(y) <= area(x)"),
        ("length(x) >= 20", "length(x) >= 20 px"),
    ],
)
def test_what_says_the_same_is_the_same_cut(one, other):
    cuts = Cuts()
    assert abstracted(one, cuts) == abstracted(other, cuts)
    assert len(cuts.predicates) == 1


def test_differences_either_way_are_one_form():
    cuts = Cuts()
    assert abstracted("area(x) > area(y)", cuts) == "_cut_1(x, y)"
    assert abstracted("area(y) > area(x)", cuts) == "_cut_1(y, x)"
    ((form, _),) = cuts.predicates
    assert form.is_difference


def test_metres_are_no_pixels():
    cuts = Cuts()
    assert abstracted("length(x) >= 20 m", cuts) != abstracted("length(x) >= 20", cuts)


def test_no_score_is_below_the_threshold():
    cuts = Cuts(least_score=50)
    assert abstracted("score(x) >= 0.5", cuts) == "true"
    assert abstracted("score(x) >= 0.51", cuts) == "_cut_1(x)"


def test_axioms_of_a_pair_and_of_areas_need_what_they_speak_of():
    distance = Form((Term(1, "distance", "px", (0, 1)),))
    cuts = Cuts(predicates={(distance, 200): "_cut_1", (Form((AREA,)), 300): "_cut_2"})
    without = list(cuts.axioms(()))
    assert ":- _cut_1(X, Y), not _cut_1(Y, X)." in without
    added = set(cuts.axioms(("intersects", "_area_le"))) - set(without)
    assert added == {
        ":- _cut_1(X, Y), intersects(X, Y).",
        ":- _cut_2(X), _area_le(X, Y), not _cut_2(Y).",
    }


def test_a_closed_difference_can_be_said_both_ways():
    cuts = Cuts()
    cuts.abstracted(parse_query("{x, y | area(x) - area(y) >= 0.5}").formula)
    cuts.close()
    assert sorted(number for _, number in cuts.predicates) == [-4, 5]
