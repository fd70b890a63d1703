from __future__ import annotations

import pytest

from rune_lp.geometry.attributes import ATTRIBUTES
from rune_lp.logic.parse import parse_query
from rune_lp.logic.printing import term_text
from rune_lp.logic.syntax import Compare
from rune_lp.logic.terms import LARGEST, Linear, UnitError, linear, measure_of
from rune_lp.quantities import DIMENSIONS


def compare(text: str) -> Compare:
    formula = parse_query(text).formula
    assert isinstance(formula, Compare)
    return formula


MEASURES = {
    "length(x) > 3": ("length", "px"),
    "length(x) > width(x)": ("length", "px"),
    "length(x) > 3 m": ("length", "m"),
    "3 m < length(x)": ("length", "m"),
    "distance(x, y) + 3 m > 2 * width(x) + 1": ("length", "m"),
    "length(x) > 3 m + 2 * 4 m": ("length", "m"),
    "area(x) > 3": ("area", "px2"),
    "area(x) > 3 m2": ("area", "m2"),
    "angle(x) > 3": ("angle", "deg"),
    "score(x) > 0.5": ("score", None),
    "aspect(x) > 2.5": ("ratio", None),
    "gsd > 0.1": ("gsd", None),
    "count(x: ship(x)) > 2": ("count", None),
    "count(x: length(x) > 3 m) > 2": ("count", None),
}


@pytest.mark.parametrize("text", MEASURES)
def test_a_comparison_is_made_in_one_dimension_and_unit(text):
    measure = measure_of(compare(text), ATTRIBUTES)
    assert (measure.dimension.name, measure.unit) == MEASURES[text]


FAULTS = {
    "length(x) > area(x)": ("cannot compare a length with an area", "area(x)"),
    "count(x: ship(x)) > score(y)": ("cannot compare a count with a score", "score(y)"),
    "length(x) > 3 m2": ("the unit m2 does not fit a length", "3 m2"),
    "length(x) + 1 m > 3 px": ("one comparison mixes m and px", "3 px"),
    "count(x: ship(x)) > 1.5": ("a count is whole, but got 1.5", "1.5"),
}


@pytest.mark.parametrize("text", FAULTS)
def test_what_does_not_go_together_is_pointed_at(text):
    message, term = FAULTS[text]
    with pytest.raises(UnitError) as caught:
        measure_of(compare(text), ATTRIBUTES)
    assert caught.value.message == message
    assert term_text(caught.value.term) == term


def test_a_comparison_must_measure_something():
    with pytest.raises(UnitError, match="must measure something"):
        measure_of(compare("3 > 2"), ATTRIBUTES)


# In tenths of a pixel, or whole objects.
LINEAR = {
    "length(x) >= 30": ({"length(x)": 1}, 300),
    "30 <= length(x)": ({"length(x)": -1}, -300),
    "length(x) >= 30.25": ({"length(x)": 1}, 302),
    "1.5 * length(x) >= 20 + width(x)": ({"length(x)": 3, "width(x)": -2}, 400),
    "length(x) - width(x) > 0.5": ({"length(x)": 1, "width(x)": -1}, 5),
    "length(x) + length(x) > 1": ({"length(x)": 2}, 10),
    "length(x) - [width(x) - 2] > 1": ({"length(x)": 1, "width(x)": -1}, -10),
    "2 * [length(x) - 3] > 1": ({"length(x)": 2}, 70),
    "length(x) - length(x) > 1": ({"length(x)": 0}, 10),
    "0.3 * length(x) > 0.5 * 3": ({"length(x)": 3}, 150),
    "0.25 * length(x) > 1": ({"length(x)": 1}, 40),
    "length(x) > length(y)": ({"length(x)": 1, "length(y)": -1}, 0),
}


@pytest.mark.parametrize("text", LINEAR)
def test_a_comparison_is_whole_numbers_terms_left_bound_right(text):
    form = linear(compare(text), DIMENSIONS["length"])
    assert ({term_text(leaf): k for k, leaf in form.coefficients}, form.bound) == LINEAR[text]


def test_a_comparison_of_counts_is_whole_too():
    form = linear(compare("count(x: ship(x)) > 1.5 * count(y: plane(y)) + 1"), DIMENSIONS["count"])
    assert [coefficient for coefficient, _ in form.coefficients] == [2, -3]
    assert form.bound == 2


@pytest.mark.parametrize(
    ("coefficients", "bound", "ceiling"),
    [
        ((1,), 0, LARGEST),
        ((2, -3), 0, LARGEST // 5),
        ((1,), 47, LARGEST - 47),
        ((1,), -47, LARGEST - 47),
        ((), 47, LARGEST - 47),
        ((1,), 2**40, LARGEST - 2**40),
    ],
)
def test_the_ceiling_keeps_every_sum_within_the_integers_of_the_solver(
    coefficients, bound, ceiling
):
    leaves = [compare(f"length(x{k}) > 0").left for k in range(len(coefficients))]
    form = Linear(tuple(zip(coefficients, leaves, strict=True)), bound)
    assert form.ceiling == ceiling
    assert sum(abs(k) * max(form.ceiling, 0) for k in coefficients) <= LARGEST
