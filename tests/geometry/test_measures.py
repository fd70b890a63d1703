from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.geometry import measures
from tests.geometry.shapes import Shape, boxes_of

MEASURED = {
    "gap along": (measures.gap, [Shape(0, 0), Shape(10, 0)], 6.0),
    "gap across a corner": (measures.gap, [Shape(0, 0), Shape(7, 6)], 5.0),
    "gap of crossing boxes": (measures.gap, [Shape(0, 0, 9, 1), Shape(0, 0, 9, 1, 90)], 0.0),
    "center_distance": (measures.center_distance, [Shape(1, 2), Shape(4, 6)], 5.0),
    "shared_area": (measures.shared_area, [Shape(0, 0), Shape(3, 1)], 1.0),
    "shared_area of neighbours": (measures.shared_area, [Shape(0, 0), Shape(4, 0)], 0.0),
    "shared_area of tilted boxes": (
        measures.shared_area,
        [Shape(0, 0, 2, 2), Shape(0, 0, 2, 2, 45)],
        8 * (math.sqrt(2) - 1),
    ),
    "angle_between": (measures.angle_between, [Shape(0, 0, angle=10), Shape(0, 0, angle=70)], 60),
    "angle_between past 180": (
        measures.angle_between,
        [Shape(0, 0, angle=10), Shape(0, 0, angle=170)],
        20,
    ),
    "foot_margin": (measures.foot_margin, [Shape(3, 5), Shape(0, 0), Shape(10, 0)], 3.0),
    "foot_margin beyond": (measures.foot_margin, [Shape(-2, 5), Shape(0, 0), Shape(10, 0)], -2.0),
    "foot_margin of a point": (measures.foot_margin, [Shape(3, 5), Shape(1, 1), Shape(1, 1)], 0.0),
    "foot_offset": (measures.foot_offset, [Shape(3, -5), Shape(0, 0), Shape(10, 0)], 5.0),
    "foot_offset of a point": (measures.foot_offset, [Shape(4, 5), Shape(1, 1), Shape(1, 1)], 5.0),
    "frame_gap inside": (measures.frame_gap, [Shape(45, 80)], 9.0),
    "frame_gap across": (measures.frame_gap, [Shape(90, 45)], 0.0),
    "frame_gap outside": (measures.frame_gap, [Shape(95, 95)], 5.0),
    "frame_gap around": (measures.frame_gap, [Shape(45, 45, 300, 300)], 0.0),
}


@pytest.mark.parametrize(("measure", "shapes", "expected"), MEASURED.values(), ids=MEASURED)
def test_measure(measure, shapes, expected):
    rows = [np.array([row]) for row in range(len(shapes))]
    assert measure(boxes_of(shapes), *rows).tolist() == pytest.approx([expected])


SHIFTS = {0: 3.0, 90: 4.0, 180: -3.0, 270: -4.0, 360: 3.0, -90: -4.0, 53.13010235415598: 5.0}


@pytest.mark.parametrize("degrees", SHIFTS)
def test_shift_goes_clockwise_from_the_right(degrees):
    boxes = boxes_of([Shape(1, 1), Shape(4, 5)])
    assert measures.shift(boxes, degrees, np.array(0), np.array(1)) == pytest.approx(
        SHIFTS[degrees]
    )


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_shift_by_right_angles_is_exact(degrees):
    boxes = boxes_of([Shape(0, 0), Shape(7, 7)])
    assert abs(measures.shift(boxes, degrees, np.array(0), np.array(1))) == 7


HEADINGS = {
    "ahead": (Shape(9, 0), 0.0, 0.0),
    "behind": (Shape(-9, 0), 0.0, 0.0),
    "beside": (Shape(0, 9), 0.0, 90.0),
    "beside, turned": (Shape(0, -9), 90.0, 0.0),
    "oblique": (Shape(9, 9), 0.0, 45.0),
    "same centre": (Shape(0, 0), 0.0, 90.0),
    "same centre, turned": (Shape(0, 0), 90.0, 90.0),
}


@pytest.mark.parametrize(("other", "turn", "expected"), HEADINGS.values(), ids=HEADINGS)
def test_heading_off(other, turn, expected):
    boxes = boxes_of([Shape(0, 0), other])
    off = measures.heading_off(boxes, np.array(0), np.array(1), turn=turn)
    assert off == pytest.approx(expected)


places = st.tuples(st.floats(0, 90), st.floats(0, 90), st.integers(0, 179))


@pytest.mark.parametrize(
    "measure",
    [measures.gap, measures.center_distance, measures.shared_area, measures.angle_between],
)
@given(places, places)
def test_symmetric_measures_are_so_to_the_last_bit(measure, first, second):
    boxes = boxes_of([Shape(x, y, 20, 9, angle) for x, y, angle in (first, second)])
    x, y = np.array([0, 1]), np.array([1, 0])
    there, back = measure(boxes, x, y)
    assert there == back


@pytest.mark.parametrize("measure", [measures.foot_margin, measures.foot_offset])
@given(places, places, places)
def test_the_ends_of_a_segment_can_be_swapped_to_the_last_bit(measure, first, second, third):
    boxes = boxes_of([Shape(x, y, 20, 9, angle) for x, y, angle in (first, second, third)])
    there, back = measure(boxes, np.array([0, 0]), np.array([1, 2]), np.array([2, 1]))
    assert there == back
