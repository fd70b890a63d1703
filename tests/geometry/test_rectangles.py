from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from rune_lp.geometry.rectangles import minimum_rectangle
from tests.geometry.shapes import boxes_of_corners

points = st.tuples(st.integers(0, 12), st.integers(0, 12))

POLYGONS = {
    "rectangle": ([(1, 2), (5, 2), (5, 4), (1, 4)], [(1, 2), (5, 2), (5, 4), (1, 4)]),
    "closed ring": ([(1, 2), (5, 2), (5, 4), (1, 4), (1, 2)], [(1, 2), (5, 2), (5, 4), (1, 4)]),
    "L": ([(0, 0), (6, 0), (6, 1), (1, 1), (1, 4), (0, 4)], [(0, 0), (6, 0), (6, 4), (0, 4)]),
    "diamond": ([(0, 3), (3, 0), (6, 3), (3, 6)], [(3, 0), (6, 3), (3, 6), (0, 3)]),
    "right triangle": ([(0, 0), (3, 4), (0, 4)], [(0, 0), (3, 4), (1.08, 5.44), (-1.92, 1.44)]),
}


@pytest.mark.parametrize(("polygon", "expected"), POLYGONS.values(), ids=POLYGONS)
def test_minimum_rectangle(polygon, expected):
    assert minimum_rectangle(polygon) == pytest.approx(np.array(expected, dtype=float))


@given(st.lists(points, min_size=3, max_size=9))
def test_minimum_rectangle_encloses_the_points_and_has_the_least_area(polygon):
    hull = shapely.MultiPoint(polygon).convex_hull
    assume(hull.area > 0)
    corners = minimum_rectangle(polygon)
    rectangle = shapely.Polygon(corners)
    assert rectangle.buffer(1e-6).covers(hull)
    assert rectangle.area <= shapely.minimum_rotated_rectangle(hull).area * (1 + 1e-9)
    sides = np.diff(corners[[0, 1, 2, 3, 0]], axis=0)
    assert np.abs((sides * np.roll(sides, 1, axis=0)).sum(axis=1)).max() < 1e-6
    boxes = boxes_of_corners(corners)
    assert boxes.areas[0] == pytest.approx(rectangle.area)


UNUSABLE = {
    "two points": ([(0, 0), (1, 1)], "at least 3"),
    "no points": ([], "at least 3"),
    "flat list": ([0, 0, 1, 1, 2, 0], "at least 3"),
    "three dimensions": ([(0, 0, 0), (1, 0, 0), (0, 1, 0)], "at least 3"),
    "not a number": ([(0, 0), (1, float("nan")), (0, 1)], "finite"),
    "infinite": ([(0, 0), (1, float("inf")), (0, 1)], "finite"),
    "on one line": ([(0, 0), (1, 1), (5, 5)], "one line"),
    "one point thrice": ([(1, 1), (1, 1), (1, 1)], "one line"),
}


@pytest.mark.parametrize(("polygon", "message"), UNUSABLE.values(), ids=UNUSABLE)
def test_minimum_rectangle_refuses_what_has_no_area(polygon, message):
    with pytest.raises(ValueError, match=message):
        minimum_rectangle(polygon)
