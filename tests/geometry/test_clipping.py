"""The areas that boxes share."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.geometry.clipping import rings, shared_areas
from tests.geometry.shapes import Shape

boxes = st.builds(
    Shape, st.floats(0, 20), st.floats(0, 20), st.floats(1, 9), st.floats(1, 9), st.floats(0, 180)
)
points = st.lists(st.tuples(*[st.integers(0, 8)] * 2), min_size=4, max_size=4)


def ring(corners) -> np.ndarray:
    return rings(np.array([corners], dtype=float))


def shared(one, other) -> float:
    return float(shared_areas(ring(one), ring(other))[0])


@given(boxes, boxes)
def test_the_area_is_that_of_the_intersection(one, other):
    hulls = [shapely.Polygon(each.corners()) for each in (one, other)]
    # In whole steps GEOS's overlay is robust.
    expected = shapely.intersection(*hulls, grid_size=1e-7).area
    assert shared(one.corners(), other.corners()) == pytest.approx(expected, abs=1e-5)


@given(points, points)
def test_of_any_four_points_the_hull_counts(one, other):
    hulls = [shapely.MultiPoint(each).convex_hull for each in (one, other)]
    expected = shapely.intersection(*hulls, grid_size=1e-7).area
    assert shared(one, other) == pytest.approx(expected, abs=1e-5)


@given(boxes, st.floats(0.5, 1), st.floats(0.5, 1), st.floats(0, 1e-9))
def test_a_box_within_another_is_shared_whole(one, along, across, askew):
    # Same middle and direction, so that sides coincide, or all but coincide.
    inner = Shape(one.cx, one.cy, one.length * along, one.width * across, one.angle + askew)
    area = inner.length * inner.width
    assert shared(one.corners(), inner.corners()) == pytest.approx(area, rel=1e-7)
    assert shared(inner.corners(), one.corners()) == pytest.approx(area, rel=1e-7)


def test_sides_that_all_but_coincide_lose_nothing():
    # GEOS 3.14 returns two points of these.
    one = Shape(14.0, 0.0, 7.5, 3.0, 37.5)
    other = Shape(14.0, 0.0, 7.480651698469291, 3.0, 37.5)
    assert shared(one.corners(), other.corners()) == pytest.approx(7.480651698469291 * 3)


BAR = [(0, 0), (4, 0), (4, 2), (0, 2)]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(BAR, [(4, 0), (6, 0), (6, 2), (4, 2)], 0, id="a side"),
        pytest.param(BAR, [(4, 2), (6, 2), (6, 4), (4, 4)], 0, id="a corner"),
        pytest.param(BAR, [(9, 9), (10, 9), (10, 10), (9, 10)], 0, id="nothing"),
        pytest.param(BAR, BAR, 8, id="itself"),
        pytest.param([(0, 0), (4, 2), (4, 0), (0, 2)], BAR, 8, id="corners crosswise"),
        pytest.param(
            [(0, 0), (4, 0), (1, 1), (0, 4)], [(0, 0), (4, 0), (4, 4), (0, 4)], 8, id="a dent"
        ),
    ],
)
def test_whole_numbers_are_exact(one, other, expected):
    assert shared(one, other) == shared(other, one) == expected
