from __future__ import annotations

import math

import numpy as np
import pytest

from rune_lp.geometry.conditions import Condition
from rune_lp.geometry.profile import Profile
from tests.geometry.shapes import Shape, boxes_of

BOXES = boxes_of([Shape(0, 0, 6.06), Shape(9, 0, 2)])
FIRST, SECOND = np.array([0]), np.array([1])


def length_compared(comparison, bound):
    return Condition(
        "length of {x}", lambda boxes, x, _: boxes.lengths[x], comparison, lambda *_: bound
    )


COMPARISONS = {
    "at most, less": ("<=", 5.0, False),
    "at most, equal": ("<=", 6.06, True),
    "below, equal": ("<", 6.06, False),
    "at least, equal": (">=", 6.06, True),
    "above, equal": (">", 6.06, False),
    "above, less": (">", 5.0, True),
}


@pytest.mark.parametrize(("comparison", "bound", "expected"), COMPARISONS.values(), ids=COMPARISONS)
def test_a_condition_compares_the_value_with_the_bound(comparison, bound, expected):
    condition = length_compared(comparison, bound)
    assert condition.holds(BOXES, Profile(), FIRST, SECOND).tolist() == [expected]
    measured = condition.measurement(BOXES, Profile(), FIRST, SECOND)
    assert measured.holds == expected


def test_a_measurement_is_rounded_and_names_its_object():
    measured = length_compared("<=", 12.345).measurement(BOXES, Profile(), FIRST, SECOND)
    assert str(measured) == "length of x 6.1 px <= 12.3 px"


def test_a_condition_swapped_measures_the_other_object():
    condition = length_compared("<=", 5.0).swapped()
    assert condition.holds(BOXES, Profile(), FIRST, SECOND).tolist() == [True]
    measured = condition.measurement(BOXES, Profile(), FIRST, SECOND)
    assert str(measured) == "length of y 2.0 px <= 5.0 px"
    twice = condition.swapped().measurement(BOXES, Profile(), FIRST, SECOND)
    assert str(twice) == "length of x 6.1 px <= 5.0 px"


def test_a_condition_without_a_bound_for_the_tuple_measures_nothing():
    condition = length_compared("<", math.inf)
    assert condition.holds(BOXES, Profile(), FIRST, SECOND).tolist() == [True]
    assert condition.measurement(BOXES, Profile(), FIRST, SECOND) is None
