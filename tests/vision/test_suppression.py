from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.vision.suppression import COVERED, suppressed
from tests.vision.boxes import box

LIMIT = 0.3


def stay(boxes, scores, labels=None, **options):
    count = len(boxes)
    corners = np.array(boxes).reshape(-1, 4, 2)
    classes = np.zeros(count, dtype=int) if labels is None else np.array(labels)
    return sorted(suppressed(corners, np.array(scores), classes, LIMIT, **options).tolist())


def upright(corners):
    low, high = corners.min(axis=0), corners.max(axis=0)
    return np.array([low, (high[0], low[1]), high, (low[0], high[1])])


def test_two_crossed_ships_stay_where_their_upright_boxes_would_not():
    ships = [box(50, 50, 60, 10, 45), box(50, 50, 60, 10, 135)]
    assert stay(ships, [0.9, 0.8]) == [0, 1]
    assert stay([upright(ship) for ship in ships], [0.9, 0.8]) == [0]


@pytest.mark.parametrize(
    ("boxes", "scores", "labels", "kept"),
    [
        pytest.param([], [], [], [], id="nothing"),
        pytest.param([box(5, 5, 4, 2)] * 3, [0.5, 0.9, 0.7], [0, 0, 0], [1], id="the best stays"),
        pytest.param([box(5, 5, 4, 2)] * 2, [0.5, 0.5], [0, 0], [0], id="of equals the first"),
        pytest.param([box(5, 5, 4, 2)] * 2, [0.5, 0.9], [0, 1], [0, 1], id="classes do not meet"),
        pytest.param(
            [box(0, 0, 10, 4), box(7, 0, 10, 4)], [0.9, 0.8], [0, 0], [0, 1], id="little shared"
        ),
        pytest.param(
            [box(0, 0, 10, 4), box(3, 0, 10, 4), box(6, 0, 10, 4)],
            [0.9, 0.8, 0.7],
            [0, 0, 0],
            [0, 2],
            id="what went suppresses nothing",
        ),
        pytest.param(
            [box(0, 0, 10, 4, 30), box(0, 0, 10, 4, 33)], [0.9, 0.8], [0, 0], [0], id="turned a bit"
        ),
    ],
)
def test_which_boxes_stay(boxes, scores, labels, kept):
    assert stay(boxes, scores, labels) == kept


WHOLE, PART = box(50, 10, 60, 8), box(72, 10, 16, 8)


@pytest.mark.parametrize(
    ("cut", "tiles", "labels", "kept"),
    [
        pytest.param([False, True], [0, 1], [0, 0], [0], id="a part goes where the whole is"),
        pytest.param([False, True], [0, 1], [0, 1], [0, 1], id="not for another class"),
        pytest.param([False, True], [0, 0], [0, 0], [0, 1], id="not within one tile"),
        pytest.param([False, False], [0, 1], [0, 0], [0, 1], id="a small object is no part"),
    ],
)
def test_parts_cut_by_a_tile(cut, tiles, labels, kept):
    # The part has the higher score, and goes nevertheless.
    options = {"cut": np.array(cut), "tiles": np.array(tiles)}
    assert stay([WHOLE, PART], [0.6, 0.9], labels, **options) == kept


shapes = st.builds(
    box,
    st.integers(0, 30),
    st.integers(0, 30),
    st.integers(4, 20),
    st.integers(2, 10),
    st.integers(0, 179),
)
detections = st.lists(st.tuples(shapes, st.integers(1, 9), st.integers(0, 1)), max_size=12)


def iou(one, other):
    first, second = shapely.Polygon(one), shapely.Polygon(other)
    return first.intersection(second).area / first.union(second).area


def covers(one, other):
    """Return whether a box covers most of another."""
    first, second = shapely.Polygon(one), shapely.Polygon(other)
    return first.intersection(second).area >= COVERED * second.area


@given(detections, st.lists(st.tuples(st.booleans(), st.integers(0, 1)), min_size=12, max_size=12))
def test_it_is_greedy_suppression_by_polygons(found, places):
    boxes = [corners for corners, _, _ in found]
    scores = [score / 10 for _, score, _ in found]
    labels = [label for _, _, label in found]
    cut, tiles = (np.array(column)[: len(found)] for column in zip(*places, strict=True))

    def goes(row, other):
        elsewhere = cut[row] and tiles[row] != tiles[other]
        return labels[row] == labels[other] and (
            iou(boxes[row], boxes[other]) > LIMIT
            or (elsewhere and covers(boxes[other], boxes[row]))
        )

    kept: list[int] = []
    for row in sorted(range(len(found)), key=lambda row: (cut[row], -scores[row])):
        if not any(goes(row, one) for one in kept):
            kept.append(row)
    assert stay(boxes, scores, labels, cut=cut, tiles=tiles) == sorted(kept)


@given(detections, st.integers(0, 359))
def test_turning_the_picture_changes_nothing(found, degrees):
    turn = np.radians(degrees)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    boxes = [corners for corners, _, _ in found]
    # A hair off the limit, so that rounding decides nothing.
    near = any(
        abs(iou(one, other) - LIMIT) < 1e-9
        for number, one in enumerate(boxes)
        for other in boxes[:number]
    )
    scores, labels = [one[1] / 10 for one in found], [one[2] for one in found]
    turned = [corners @ matrix.T for corners in boxes]
    assert near or stay(turned, scores, labels) == stay(boxes, scores, labels)
