import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.geometry.boxes import Boxes
from rune_lp.metrics.matching import hits, ious, nearest
from rune_lp.scenes import Scene
from tests.geometry.shapes import Shape


def scene(*shapes: Shape) -> Scene:
    return Scene.of("P1", ["ship"] * len(shapes), [1] * len(shapes), [s.corners() for s in shapes])


def iou(first: Shape, second: Shape) -> float:
    row = np.array([0])
    return float(ious(Boxes.of(scene(first)), Boxes.of(scene(second)), row, row)[0])


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (Shape(0, 0, 4, 2), Shape(0, 0, 4, 2), 1),
        (Shape(0, 0, 4, 2), Shape(2, 0, 4, 2), 4 / 12),
        (Shape(0, 0, 4, 2), Shape(4, 0, 4, 2), 0),
        (Shape(0, 0, 4, 2), Shape(9, 9, 4, 2), 0),
        # Two crossed bars share a square of 1 x 1; their upright hulls are one and the same.
        (Shape(0, 0, 9, 1, 45), Shape(0, 0, 9, 1, 135), 1 / 17),
        # A square on its corner shares a regular octagon with itself: 2 (√2 - 1) of its area.
        (Shape(0, 0, 2, 2), Shape(0, 0, 2, 2, 45), 1 / math.sqrt(2)),
    ],
    ids=["itself", "half", "touching", "apart", "crossed", "turned"],
)
def test_the_intersection_over_union_is_of_the_polygons(first, second, expected):
    assert iou(first, second) == pytest.approx(expected)


def clipped(polygon, start, end):
    """Return what of a convex polygon lies right of a line, on screen (Sutherland-Hodgman)."""

    def side(point):
        return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (
            point[0] - start[0]
        )

    kept = []
    for one, other in zip(polygon, [*polygon[1:], *polygon[:1]], strict=True):
        here, there = side(one), side(other)
        if here >= 0:
            kept.append(one)
        if here * there < 0:
            share = here / (here - there)
            kept.append(tuple(a + share * (b - a) for a, b in zip(one, other, strict=True)))
    return kept


def area(polygon):
    """Return a polygon's area by the shoelace formula."""
    around = zip(polygon, [*polygon[1:], *polygon[:1]], strict=True)
    return abs(sum(a * d - b * c for (a, b), (c, d) in around)) / 2


def iou_in_plain_python(first: Shape, second: Shape) -> float:
    shared = first.corners()
    around = second.corners()
    for start, end in zip(around, [*around[1:], *around[:1]], strict=True):
        shared = clipped(shared, start, end)
    common = area(shared)
    return common / (area(first.corners()) + area(around) - common)


shapes = st.builds(
    Shape, st.floats(0, 20), st.floats(0, 20), st.floats(1, 9), st.floats(1, 9), st.floats(0, 180)
)


@given(shapes, shapes)
def test_the_intersection_over_union_is_that_of_clipped_polygons(first, second):
    assert iou(first, second) == pytest.approx(iou_in_plain_python(first, second), abs=1e-9)


@given(st.lists(shapes, max_size=5), st.lists(shapes, max_size=5))
def test_the_nearest_is_the_best_of_all_pairs(true, predicted):
    rows, overlaps = nearest(scene(*true), scene(*predicted))
    for each, row, overlap in zip(predicted, rows, overlaps, strict=True):
        every = [iou(each, other) for other in true]
        assert overlap == pytest.approx(max(every, default=0))
        assert row == -1 if overlap == 0 else every[row] == pytest.approx(overlap)


def test_of_two_that_are_covered_equally_the_first_is_nearest():
    rows, _ = nearest(scene(Shape(5, 5), Shape(5, 5)), scene(Shape(5, 5)))
    assert rows.tolist() == [0]


def test_a_second_prediction_of_an_object_is_wrong():
    matched, overlaps = np.array([0, 0, 1, -1]), np.array([0.6, 0.9, 0.5, 0.0])
    assert hits(matched, overlaps, 0.5).tolist() == [True, False, False, False]
    assert hits(matched, overlaps, 0.7).tolist() == [False, True, False, False]
