from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.quantities import COUNT, DIMENSIONS, fixed, fixed_literal, shown

ROUNDING = {
    "down": ("12.34", 123),
    "up": ("12.36", 124),
    "half to even, down": ("0.25", 2),
    "half to even, up": ("0.75", 8),
    "half of 0.1": ("0.05", 0),
    "0.15": ("0.15", 2),
    "exact": ("7.5", 75),
    "whole": ("30", 300),
    "nothing": ("0", 0),
    "below zero, half to even": ("-0.25", -2),
}


@pytest.mark.parametrize(("value", "steps"), ROUNDING.values(), ids=ROUNDING)
def test_a_length_is_rounded_to_a_tenth_half_to_even(value, steps):
    length = DIMENSIONS["length"]
    assert fixed_literal(Decimal(value), length) == steps
    assert fixed(float(value), length) == steps


@pytest.mark.parametrize(
    ("name", "steps"),
    [("length", 10), ("area", 10), ("angle", 10), ("ratio", 10), ("score", 100), ("count", 1)],
)
def test_lengths_areas_and_angles_have_one_decimal_scores_two_counts_none(name, steps):
    assert fixed_literal(Decimal(3), DIMENSIONS[name]) == 3 * steps


def test_a_literal_is_rounded_once_however_many_digits_it_has():
    above_half = Decimal("0.05" + "0" * 40 + "1")
    assert fixed_literal(above_half, DIMENSIONS["length"]) == 1


@given(st.integers(0, 10**6))
def test_a_number_with_few_decimals_is_the_same_in_a_query_and_in_a_fact(thousandths):
    # A number in a query is a decimal, in an image a float: both must land on the same step.
    literal = fixed_literal(Decimal(thousandths) / 1000, DIMENSIONS["length"])
    assert literal == fixed(thousandths / 1000, DIMENSIONS["length"])
    assert abs(Fraction(literal, 10) - Fraction(thousandths, 1000)) <= Fraction(1, 20)


def test_values_keep_their_shape():
    assert fixed([[0.5, 1.0], [2.25, 3.0]], DIMENSIONS["score"]).tolist() == [[50, 100], [225, 300]]


@pytest.mark.parametrize(
    ("value", "name", "unit", "text"),
    [
        (124, "length", "px", "12.4 px"),
        (120, "length", "m", "12.0 m"),
        (5, "area", "m2", "0.5 m2"),
        (87, "score", None, "0.87"),
        (3, "count", None, "3"),
        (125, "gsd", None, "0.125"),
        (-7, "length", "px", "-0.7 px"),
    ],
)
def test_a_person_reads_a_decimal_number_with_its_unit(value, name, unit, text):
    assert shown(value, DIMENSIONS[name], unit) == text


@pytest.mark.parametrize(
    ("name", "unit", "power"),
    [
        ("length", None, 0),
        ("length", "px", 0),
        ("length", "m", 1),
        ("area", "px2", 0),
        ("area", "m2", 2),
        ("angle", "deg", 0),
        ("count", None, 0),
    ],
)
def test_a_unit_is_a_power_of_the_ground_sample_distance(name, unit, power):
    assert DIMENSIONS[name].power_of(unit) == power


@pytest.mark.parametrize(
    ("name", "unit"),
    [("length", "px"), ("area", "px2"), ("angle", "deg"), ("score", None), ("count", None)],
)
def test_pixels_are_meant_where_no_unit_is_written(name, unit):
    assert DIMENSIONS[name].default_unit == unit


def test_a_dimension_is_found_by_its_name():
    assert DIMENSIONS["count"] is COUNT
    assert all(dimension.name == name for name, dimension in DIMENSIONS.items())
