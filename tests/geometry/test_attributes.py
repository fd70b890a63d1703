from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.errors import NotSolvedError
from rune_lp.geometry.attributes import ATTRIBUTES, center_close_pairs, close_pairs, measure
from rune_lp.geometry.measures import center_distance, gap
from rune_lp.quantities import DIMENSIONS
from tests.geometry.shapes import Shape, boxes_of, boxes_of_corners

SCENE = [
    Shape(10, 20, 5, 2, 0, score=0.875),
    Shape(30.26, 20, 12, 3.25, 90, score=0.5),
    Shape(10, 20, 40, 1, 12.34, score=1.0),
]
VALUES = {
    "score, half to even": ("score", (0,), 88),
    "score of 1": ("score", (2,), 100),
    "area": ("area", (0,), 100),
    "length": ("length", (1,), 120),
    "width, half to even": ("width", (1,), 32),
    "angle": ("angle", (2,), 123),
    "aspect": ("aspect", (0,), 25),
    "cx": ("cx", (1,), 303),
    "cy": ("cy", (1,), 200),
    "distance": ("distance", (0, 1), 161),
    "distance where they meet": ("distance", (0, 2), 0),
    "distance to itself": ("distance", (1, 1), 0),
    "center_distance": ("center_distance", (0, 1), 203),
    "image_width": ("image_width", (), 6400),
    "image_height": ("image_height", (), 4800),
    "gsd": ("gsd", (), 150),
}


@pytest.mark.parametrize(("name", "rows", "expected"), VALUES.values(), ids=VALUES)
def test_value_in_steps_of_its_dimension(name, rows, expected):
    boxes = boxes_of(SCENE, size=(640, 480), gsd=0.15)
    values = measure(name, boxes, None, *(np.array([row]) for row in rows))
    assert values.dtype == np.int64
    assert values.tolist() == [expected]


UNITS = {
    "px is the default": ("length", "px", (0,), 50),
    "m": ("length", "m", (0,), 8),
    "m2": ("area", "m2", (1,), 9),
    "px2": ("area", "px2", (1,), 390),
    "m between objects": ("distance", "m", (0, 1), 24),
    "deg": ("angle", "deg", (1,), 900),
    "m of the image": ("image_width", "m", (), 960),
}


@pytest.mark.parametrize(("name", "unit", "rows", "expected"), UNITS.values(), ids=UNITS)
def test_metres_are_converted_before_they_are_rounded(name, unit, rows, expected):
    boxes = boxes_of(SCENE, size=(640, 480), gsd=0.15)
    assert measure(name, boxes, unit, *(np.array(row) for row in rows)).item() == expected


UNKNOWN = [("length", "m"), ("area", "m2"), ("image_width", "m"), ("gsd", None)]


@pytest.mark.parametrize(("name", "unit"), UNKNOWN, ids=[name for name, _ in UNKNOWN])
def test_metres_without_a_ground_sample_distance_are_not_solved(name, unit):
    rows = [np.array([0])] * ATTRIBUTES[name].arity
    with pytest.raises(NotSolvedError, match="no ground sample distance") as caught:
        measure(name, boxes_of(SCENE), unit, *rows)
    assert name in str(caught.value)


def test_pixels_do_not_need_a_ground_sample_distance():
    assert measure("length", boxes_of(SCENE), "px", np.array([0])).tolist() == [50]


def test_a_unit_of_another_dimension_is_refused():
    with pytest.raises(ValueError, match=r"the unit of length must be one of .* but got 'm2'"):
        measure("length", boxes_of(SCENE), "m2", np.array([0]))


def test_a_wrong_number_of_arguments_is_refused():
    with pytest.raises(ValueError, match="distance takes 2 objects, but got 1"):
        measure("distance", boxes_of(SCENE), None, np.array([0]))


def test_an_angle_that_rounds_to_180_is_0():
    falling = [(0, 0), (1000, -0.5), (1000, 1.5), (0, 2)]
    assert 179.95 < boxes_of_corners(falling).angles[0] < 180
    assert measure("angle", boxes_of_corners(falling), None, np.array([0])).tolist() == [0]


def test_values_broadcast():
    boxes, rows = boxes_of(SCENE), np.arange(3)
    table = measure("center_distance", boxes, None, rows[:, None], rows)
    assert table.tolist() == [[0, 203, 0], [203, 0, 203], [0, 203, 0]]


def test_of_no_objects_there_are_no_values():
    for name, attribute in ATTRIBUTES.items():
        if attribute.arity:
            assert measure(name, boxes_of([]), None, *[np.arange(0)] * attribute.arity).size == 0


def test_the_table_names_each_attribute_and_a_dimension():
    names = "score area length width angle aspect cx cy distance center_distance"
    assert list(ATTRIBUTES) == [*names.split(), "image_width", "image_height", "gsd"]
    for name, attribute in ATTRIBUTES.items():
        assert attribute.name == name
        assert attribute.dimension in DIMENSIONS
        assert attribute.arity in (0, 1, 2)


rows = st.sets(st.integers(0, 7)).map(lambda drawn: np.array(sorted(drawn), dtype=np.intp))
places = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=8, max_size=8)


@pytest.mark.parametrize(
    ("pairs", "distance"),
    [(close_pairs, gap), (center_close_pairs, center_distance)],
    ids=["gap", "centres"],
)
@given(places, st.sampled_from([-1.0, 0.0, 5.0, 30.0, 1e6]), rows, rows)
def test_close_pairs_are_those_within_the_limit(pairs, distance, centers, limit, left, right):
    boxes = boxes_of([Shape(x, y, 6, 4, x % 4 * 45) for x, y in centers])
    expected = [
        [x, y]
        for x in left.tolist()
        for y in right.tolist()
        if distance(boxes, np.array(x), np.array(y)) <= limit
    ]
    assert pairs(boxes, limit, left, right).tolist() == expected


def test_close_pairs_of_many_objects_are_found_at_once():
    boxes = boxes_of([Shape(30 * (k % 50), 15 * (k // 50), 24, 12) for k in range(2500)])
    every = np.arange(2500)
    start = time.process_time()
    found = close_pairs(boxes, 10.0, every, every)
    assert time.process_time() - start < 1.0
    assert len(found) > 2500 * 4
