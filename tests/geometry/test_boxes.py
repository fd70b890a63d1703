from __future__ import annotations

import time

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from rune_lp.geometry.boxes import Boxes
from rune_lp.scenes import Scene
from tests.geometry.shapes import Shape, boxes_of, boxes_of_corners

QUADRANGLES = {
    "upright": ([(0, 0), (8, 0), (8, 2), (0, 2)], 16, 8, 2, 0),
    "upright, other way round": ([(0, 0), (0, 2), (8, 2), (8, 0)], 16, 8, 2, 0),
    "standing": ([(0, 0), (2, 0), (2, 8), (0, 8)], 16, 8, 2, 90),
    "falling to the right": ([(0, 0), (4, 4), (3, 5), (-1, 1)], 8, 32**0.5, 2**0.5, 45),
    "rising to the right": ([(0, 0), (4, -4), (5, -3), (1, 1)], 8, 32**0.5, 2**0.5, 135),
    "square": ([(0, 0), (3, 0), (3, 3), (0, 3)], 9, 3, 3, 0),
    "square on its tip": ([(0, 0), (2, 2), (0, 4), (-2, 2)], 8, 8**0.5, 8**0.5, 45),
    "corners crossed over": ([(0, 0), (8, 2), (8, 0), (0, 2)], 16, 8, 2, 0),
    "corner inside the others": (
        [(0, 0), (8, 0), (2, 1), (0, 4)],
        16,
        80**0.5,
        32 / 80**0.5,
        153.4349488,
    ),
    "corner given twice": ([(0, 0), (8, 0), (8, 0), (0, 2)], 8, 68**0.5, 16 / 68**0.5, 165.9637565),
    "trapezium": ([(0, 0), (10, 0), (8, 2), (2, 2)], 16, 10, 2, 0),
}


@pytest.mark.parametrize(
    ("corners", "area", "length", "width", "angle"), QUADRANGLES.values(), ids=QUADRANGLES
)
def test_columns_of_a_quadrangle_are_those_of_its_hull(corners, area, length, width, angle):
    boxes = boxes_of_corners(corners)
    assert boxes.areas[0] == pytest.approx(area)
    assert boxes.lengths[0] == pytest.approx(length)
    assert boxes.widths[0] == pytest.approx(width)
    assert boxes.angles[0] == pytest.approx(angle)
    assert boxes.centers[0].tolist() == pytest.approx(np.mean(corners, axis=0).tolist())
    assert boxes.polygons[0].equals(shapely.MultiPoint(corners).convex_hull)


@pytest.mark.parametrize("noise", [1e-13, -1e-13], ids=["just past 0", "just short of 180"])
def test_angle_of_a_nearly_upright_box_is_about_0(noise):
    boxes = boxes_of_corners([(0, 0), (8, noise), (8, 2 + noise), (0, 2)])
    assert boxes.angles[0] == pytest.approx(0, abs=1e-9)


points = st.tuples(st.integers(0, 12), st.integers(0, 12))


@given(st.lists(points, min_size=4, max_size=4))
def test_area_and_sides_are_those_that_shapely_finds(corners):
    hull = shapely.MultiPoint(corners).convex_hull
    assume(hull.area > 0)
    boxes = boxes_of_corners(corners)
    assert boxes.areas[0] == pytest.approx(hull.area)
    assert boxes.lengths[0] >= boxes.widths[0]
    smallest = shapely.minimum_rotated_rectangle(hull)
    assert boxes.lengths[0] * boxes.widths[0] <= smallest.area * (1 + 1e-9)
    assert boxes.widths[0] > 0


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 179), st.tuples(points, points))
def test_a_rectangle_has_its_own_sides_and_direction(long, short, angle, places):
    assume(long > short)
    (x, y), _ = places
    boxes = boxes_of([Shape(x, y, long, short, angle)])
    assert boxes.lengths[0] == pytest.approx(long)
    assert boxes.widths[0] == pytest.approx(short)
    turned = abs(boxes.angles[0] - angle)
    assert min(turned, 180 - turned) == pytest.approx(0, abs=1e-6)
    assert 0 <= boxes.angles[0] < 180


def test_columns_cannot_be_written():
    boxes = boxes_of([Shape(5, 5)])
    columns = [value for value in vars(boxes).values() if isinstance(value, np.ndarray)]
    for column in [*columns, boxes.polygons, boxes.bounds]:
        with pytest.raises(ValueError, match="read-only"):
            column[0] = column[0]


def test_no_detections_give_no_rows():
    boxes = boxes_of([])
    assert len(boxes) == 0
    assert boxes.centers.shape == (0, 2)
    assert boxes.polygons.shape == (0,)
    assert boxes.bounds.shape == (0, 4)


LABELS = {
    "case": ("Ship", "SHIP", True),
    "separator": ("Small-Vehicle", "small_vehicle", True),
    "run together": ("SmallVehicle", "small vehicle", True),
    "other name": ("ship", "shop", False),
    "sharp s and umlaut": ("Größe", "GRÖSSE", True),
    "other scripts": ("船", "港", False),
}


@pytest.mark.parametrize(("first", "second", "equal"), LABELS.values(), ids=LABELS)
def test_class_keys_are_equal_iff_the_labels_spell_one_class(first, second, equal):
    keys = boxes_of([Shape(1, 1, label=first), Shape(5, 5, label=second)]).class_keys
    assert (keys[0] == keys[1]) == equal


def test_a_hundred_thousand_boxes_take_well_under_a_second():
    rng = np.random.default_rng(0)
    corners = rng.uniform(0, 1000, (100_000, 1, 2)) + rng.uniform(0, 30, (100_000, 4, 2))
    scene = Scene.of("image", ["ship"] * 100_000, np.ones(100_000), corners)
    start = time.process_time()
    Boxes.of(scene)
    assert time.process_time() - start < 2.0
