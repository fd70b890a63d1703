from __future__ import annotations

import re
import time

import numpy as np
import pytest

from rune_lp.geometry.profile import Profile
from rune_lp.geometry.relations import RELATIONS, evidence, holds, tuples
from tests.geometry.shapes import Shape, boxes_of, boxes_of_corners

DEFAULT = Profile()
NAMES = [
    "near",
    "far",
    "next_to",
    "left_of",
    "right_of",
    "above",
    "below",
    "north_of",
    "south_of",
    "east_of",
    "west_of",
    "intersects",
    "inside",
    "contains",
    "overlaps",
    "parallel",
    "perpendicular",
    "in_line",
    "side_by_side",
    "between",
    "larger",
    "smaller",
    "same_size",
    "same_class",
    "in_left",
    "in_right",
    "in_top",
    "in_bottom",
    "in_center",
    "at_border",
    "elongated",
]


def upright(cx, cy, length=4.0, width=2.0, label="ship"):
    return Shape(cx, cy, length, width, label=label)


def tilted(cx, cy, angle, length=4.0, width=2.0):
    return Shape(cx, cy, length, width, angle)


HOLDS = {
    "near, gap of one mean length": ("near", [upright(0, 0, 6), upright(8, 0, 2)], True),
    "near, a little more": ("near", [upright(0, 0, 6), upright(8.01, 0, 2)], False),
    "near, diagonal gap 5 of 5": ("near", [upright(0, 0, 5, 5), upright(8, 9, 5, 5)], True),
    "near, one in the other": ("near", [upright(0, 0, 9, 9), upright(1, 0)], True),
    "far, a little more than one": ("far", [upright(0, 0, 6), upright(8.01, 0, 2)], True),
    "far, gap of one mean length": ("far", [upright(0, 0, 6), upright(8, 0, 2)], False),
    "next_to, gap of a quarter": ("next_to", [upright(0, 0), upright(5, 0)], True),
    "next_to, a little more": ("next_to", [upright(0, 0), upright(5.01, 0)], False),
    "left_of, straight": ("left_of", [upright(0, 0), upright(5, 0)], True),
    "left_of, on the cone's edge": ("left_of", [upright(0, 0), upright(5, 5)], True),
    "left_of, outside the cone": ("left_of", [upright(0, 0), upright(5, 5.01)], False),
    "left_of, same place": ("left_of", [upright(0, 0), upright(0, 0)], False),
    "left_of, behind": ("left_of", [upright(5, 0), upright(0, 0)], False),
    "right_of, straight": ("right_of", [upright(5, 0), upright(0, 0)], True),
    "above, y is down": ("above", [upright(0, 0), upright(0, 5)], True),
    "above, on the cone's edge": ("above", [upright(0, 0), upright(-5, 5)], True),
    "above, below": ("above", [upright(0, 5), upright(0, 0)], False),
    "below, straight": ("below", [upright(0, 5), upright(0, 0)], True),
    "intersects, corners meet": ("intersects", [upright(0, 0), upright(4, 2)], False),
    "intersects, sides meet": ("intersects", [upright(0, 0), upright(4, 0)], False),
    "intersects, a little": ("intersects", [upright(0, 0), upright(3.99, 0)], True),
    "intersects, crossing": ("intersects", [upright(0, 0, 8, 1), tilted(0, 0, 90, 8, 1)], True),
    "intersects, upright hulls only": (
        "intersects",
        [tilted(0, 0, 45, 20, 1), tilted(4, -4, 45, 20, 1)],
        False,
    ),
    "inside, wholly": ("inside", [upright(0, 0), upright(0, 0, 9, 9)], True),
    "inside, four fifths": ("inside", [upright(0, 0, 5, 1), upright(6, 0, 9, 9)], False),
    "inside, exactly 0.8": ("inside", [upright(0, 0, 10, 4), upright(8, 0, 20, 20)], False),
    "inside, 8 of 10": ("inside", [upright(0, 0, 10, 4), upright(7, 0, 20, 20)], True),
    "inside, of the same area": ("inside", [upright(0, 0), upright(0, 0)], False),
    "inside, the greater": ("inside", [upright(0, 0, 9, 9), upright(0, 0)], False),
    "contains, wholly": ("contains", [upright(0, 0, 9, 9), upright(0, 0)], True),
    "contains, the smaller": ("contains", [upright(0, 0), upright(0, 0, 9, 9)], False),
    "overlaps, a tenth": ("overlaps", [upright(0, 0, 10, 4), upright(14, 0, 20, 8)], True),
    "overlaps, less": ("overlaps", [upright(0, 0, 10, 4), upright(14.1, 0, 20, 8)], False),
    "overlaps, inside": ("overlaps", [upright(0, 0), upright(0, 0, 9, 9)], False),
    "overlaps, contains": ("overlaps", [upright(0, 0, 9, 9), upright(0, 0)], False),
    "overlaps, the same box twice": ("overlaps", [upright(0, 0), upright(0, 0)], True),
    "parallel, to the mod": ("parallel", [tilted(0, 0, 3), tilted(9, 9, 178)], True),
    "parallel, 11 degrees": ("parallel", [tilted(0, 0, 0), tilted(9, 9, 11)], False),
    "parallel, a square has no direction": ("parallel", [upright(0, 0), upright(9, 0, 2)], False),
    "parallel, elongated by 1.2": (
        "parallel",
        [upright(0, 0, 12, 10), upright(99, 0, 12, 10)],
        True,
    ),
    "perpendicular, 81 degrees": ("perpendicular", [tilted(0, 0, 5), tilted(9, 9, 86)], True),
    "perpendicular, over 180": ("perpendicular", [tilted(0, 0, 175), tilted(9, 9, 90)], True),
    "perpendicular, 79 degrees": ("perpendicular", [tilted(0, 0, 0), tilted(9, 9, 79)], False),
    "perpendicular, a square": ("perpendicular", [upright(0, 0, 2), tilted(9, 9, 90)], False),
    "in_line, behind": ("in_line", [upright(0, 0), upright(10, 2)], True),
    "in_line, before": ("in_line", [upright(10, 2), upright(0, 0)], True),
    "in_line, 16 degrees off": ("in_line", [upright(0, 0), upright(10, 2.9)], False),
    "in_line, standing": ("in_line", [tilted(0, 0, 90), tilted(0, 9, 90)], True),
    "in_line, not parallel": ("in_line", [upright(0, 0), tilted(10, 0, 30)], False),
    "in_line, same centre": ("in_line", [upright(0, 0), upright(0, 0, 9, 2)], False),
    "side_by_side, beside": ("side_by_side", [upright(0, 0), upright(1, 5)], True),
    "side_by_side, behind": ("side_by_side", [upright(0, 0), upright(10, 0)], False),
    "side_by_side, same centre": ("side_by_side", [upright(0, 0), upright(0, 0, 9, 2)], False),
    "between, in the middle": ("between", [upright(5, 0), upright(0, 0), upright(10, 0)], True),
    "between, its length off": ("between", [upright(5, 4), upright(0, 0), upright(10, 0)], True),
    "between, farther off": ("between", [upright(5, 4.01), upright(0, 0), upright(10, 0)], False),
    "between, beside the end": ("between", [upright(10, 1), upright(0, 0), upright(10, 0)], False),
    "between, beside a skew end": ("between", [upright(2, 4), upright(0, 0), upright(3, 1)], False),
    "between, within a skew end": (
        "between",
        [upright(2, 3.99), upright(0, 0), upright(3, 1)],
        True,
    ),
    "between, beyond": ("between", [upright(12, 0), upright(0, 0), upright(10, 0)], False),
    "between, ends in one place": ("between", [upright(0, 1), upright(0, 0), upright(0, 0)], False),
    "larger, 1.2 times": ("larger", [upright(0, 0, 12, 10), upright(0, 0, 10, 10)], True),
    "larger, less": ("larger", [upright(0, 0, 11.9, 10), upright(0, 0, 10, 10)], False),
    "smaller, 1.2 times": ("smaller", [upright(0, 0, 10, 10), upright(0, 0, 12, 10)], True),
    "same_size, less": ("same_size", [upright(0, 0, 11.9, 10), upright(0, 0, 10, 10)], True),
    "same_size, 1.2 times": ("same_size", [upright(0, 0, 12, 10), upright(0, 0, 10, 10)], False),
    "same_class, spelt otherwise": (
        "same_class",
        [upright(0, 0, label="Small-Vehicle"), upright(9, 9, label="small_vehicle")],
        True,
    ),
    "same_class, another": ("same_class", [upright(0, 0), upright(9, 9, label="plane")], False),
    "in_left, on the third": ("in_left", [upright(30, 80)], True),
    "in_left, past it": ("in_left", [upright(30.1, 80)], False),
    "in_left, out of the image": ("in_left", [upright(-1, 80)], True),
    "in_right, on the third": ("in_right", [upright(60, 80)], True),
    "in_right, before it": ("in_right", [upright(59.9, 80)], False),
    "in_top, on the third": ("in_top", [upright(80, 30)], True),
    "in_top, past it": ("in_top", [upright(80, 30.1)], False),
    "in_bottom, on the third": ("in_bottom", [upright(80, 60)], True),
    "in_bottom, before it": ("in_bottom", [upright(80, 59.9)], False),
    "in_center, both ways": ("in_center", [upright(30, 60)], True),
    "in_center, one way": ("in_center", [upright(45, 29)], False),
    "at_border, 2 px": ("at_border", [upright(4, 45)], True),
    "at_border, a little more": ("at_border", [upright(4.01, 45)], False),
    "at_border, at the bottom": ("at_border", [upright(45, 87)], True),
    "at_border, across it": ("at_border", [upright(0, 45)], True),
    "at_border, around the image": ("at_border", [upright(45, 45, 200, 200)], True),
    "at_border, just outside": ("at_border", [upright(94, 45)], True),
    "at_border, far outside": ("at_border", [upright(99, 45)], False),
    "at_border, outside a corner": ("at_border", [upright(-4, -3)], False),
    "elongated, 1.2 times": ("elongated", [upright(0, 0, 12, 10)], True),
    "elongated, less": ("elongated", [upright(0, 0, 11.9, 10)], False),
}


@pytest.mark.parametrize(("name", "shapes", "expected"), HOLDS.values(), ids=HOLDS)
def test_definition(name, shapes, expected):
    boxes = boxes_of(shapes)
    positions = [np.array([row]) for row in range(len(shapes))]
    assert holds(name, boxes, DEFAULT, *positions).tolist() == [expected]


NORTH = {
    "unknown is up": (None, "north_of", "west_of"),
    "up": (0.0, "north_of", "west_of"),
    "to the right": (90.0, "west_of", "south_of"),
    "down": (180.0, "south_of", "east_of"),
    "to the left": (270.0, "east_of", "north_of"),
    "to the left, as a negative angle": (-90.0, "east_of", "north_of"),
    "a little to the right": (30.0, "north_of", "west_of"),
}


@pytest.mark.parametrize(("north", "upper", "left"), NORTH.values(), ids=NORTH)
def test_directions_on_the_ground(north, upper, left):
    boxes = boxes_of([Shape(45, 10), Shape(45, 80), Shape(10, 45), Shape(80, 45)], north=north)
    names = ("north_of", "south_of", "east_of", "west_of")
    vertical = {n for n in names if holds(n, boxes, DEFAULT, np.array(0), np.array(1))}
    horizontal = {n for n in names if holds(n, boxes, DEFAULT, np.array(2), np.array(3))}
    assert vertical == {upper}
    assert horizontal == {left}


def test_the_edge_of_a_turned_cone_is_in_the_cone():
    boxes = boxes_of([Shape(0, 0), Shape(7, 7)], north=90.0)
    assert holds("south_of", boxes, DEFAULT, np.array([1]), np.array([0])).tolist() == [False]
    assert holds("north_of", boxes, DEFAULT, np.array([1]), np.array([0])).tolist() == [True]


PROFILES = {
    "near": (Profile(near_factor=2.0), [upright(0, 0), upright(12, 0)]),
    "next_to": (Profile(next_to_factor=1.0), [upright(0, 0), upright(8, 0)]),
    "inside": (Profile(inside_fraction=0.5), [upright(0, 0), upright(5, 0, 10, 10)]),
    "overlaps": (Profile(overlaps_fraction=0.01), [upright(0, 0), upright(3.9, 0)]),
    "parallel": (Profile(parallel_degrees=20.0), [tilted(0, 0, 0), tilted(9, 9, 19)]),
    "perpendicular": (Profile(perpendicular_degrees=70.0), [tilted(0, 0, 0), tilted(9, 9, 71)]),
    "in_line": (Profile(line_degrees=30.0), [upright(0, 0), upright(10, 5)]),
    "side_by_side": (Profile(line_degrees=30.0), [upright(0, 0), upright(5, 10)]),
    "elongated": (Profile(elongated_ratio=1.0), [upright(0, 0, 2, 2)]),
    "larger": (Profile(larger_ratio=1.05), [upright(0, 0, 11, 10), upright(0, 0, 10, 10)]),
    "at_border": (Profile(border_pixels=9.0), [upright(10, 45)]),
}


@pytest.mark.parametrize("name", PROFILES)
def test_the_profile_changes_what_a_relation_means(name):
    profile, shapes = PROFILES[name]
    boxes = boxes_of(shapes)
    rows = range(len(shapes))
    assert not holds(name, boxes, DEFAULT, *rows)
    assert holds(name, boxes, profile, *rows)
    assert [list(rows)] == tuples(name, boxes, profile, *(np.array([row]) for row in rows)).tolist()


def test_every_relation_is_in_the_table_under_its_name():
    assert list(RELATIONS) == NAMES
    assert [relation.name for relation in RELATIONS.values()] == NAMES


def test_no_two_relations_share_a_spelling():
    spellings = [
        spelling.replace("_", "")
        for relation in RELATIONS.values()
        for spelling in (relation.name, *relation.aliases)
    ]
    assert sorted(spellings) == sorted(set(spellings))


@pytest.mark.parametrize("name", NAMES)
def test_the_gloss_speaks_of_every_object_and_no_other(name):
    relation = RELATIONS[name]
    assert sorted(set(re.findall(r"\b[xyz]\b", relation.gloss))) == list("xyz"[: relation.arity])


def test_the_image_size_falls_back_to_the_detections_extent():
    boxes = boxes_of([Shape(10, 10), Shape(58, 59)], size=None)
    assert boxes.frames.tolist() == [[60, 60]]
    assert holds("in_left", boxes, DEFAULT, np.arange(2)).tolist() == [True, False]
    assert holds("at_border", boxes, DEFAULT, np.arange(2)).tolist() == [False, True]


def test_positions_broadcast():
    boxes = boxes_of([Shape(0, 0), Shape(10, 0), Shape(20, 0)])
    rows = np.arange(3)
    table = holds("left_of", boxes, DEFAULT, rows[:, None], rows)
    assert table.tolist() == [[False, True, True], [False, False, True], [False, False, False]]


@pytest.mark.parametrize("name", NAMES)
def test_empty_domains_give_no_tuples(name):
    arity = RELATIONS[name].arity
    for boxes in (boxes_of([]), boxes_of([Shape(5, 5), Shape(5, 6)])):
        none = np.arange(0)
        assert tuples(name, boxes, DEFAULT, *[none] * arity).shape == (0, arity)
        assert holds(name, boxes, DEFAULT, *[none] * arity).shape == (0,)


@pytest.mark.parametrize("call", [holds, tuples, evidence])
def test_a_wrong_number_of_arguments_is_refused(call):
    with pytest.raises(ValueError, match="near takes 2 objects, but got 3"):
        call("near", boxes_of([Shape(0, 0)]), DEFAULT, *[np.array([0])] * 3)


EVIDENCE = {
    "near": ([upright(0, 0), upright(9.26, 0)], ["gap 5.3 px <= 4.0 px"]),
    "left_of": (
        [upright(0, 0), upright(5, 2)],
        ["distance to the left 5.0 px > 0.0 px", "distance up or down 2.0 px <= 5.0 px"],
    ),
    "contains": (
        [upright(0, 0, 9, 9), upright(0, 0)],
        ["area of y 8.0 px2 < 81.0 px2", "shared area 8.0 px2 >= 6.4 px2"],
    ),
    "overlaps": (
        [upright(0, 0), upright(2, 0)],
        ["shared area 4.0 px2 >= 0.8 px2"],
    ),
    "in_line": (
        [upright(0, 0), tilted(9, 9, 5)],
        [
            "length of x 4.0 px >= 2.4 px",
            "length of y 4.0 px >= 2.4 px",
            "angle between the long sides 5.0 deg <= 10.0 deg",
            "angle between the long side of x and the line of the centres 45.0 deg <= 15.0 deg",
        ],
    ),
    "between": (
        [upright(3, 1), upright(0, 0), upright(10, 0)],
        [
            "distance from the foot of x on the segment y-z to its nearer end 3.0 px > 0.0 px",
            "distance from the centre of x to the segment y-z 1.0 px <= 4.0 px",
        ],
    ),
    "same_class": (
        [upright(0, 0), upright(0, 0, label="plane")],
        ["different labels 1.0 <= 0.0"],
    ),
    "at_border": ([upright(5, 45)], ["gap to the image's frame 3.0 px <= 2.0 px"]),
    "in_left": (
        [upright(10, 45)],
        ["distance of the centre from the left edge 10.0 px <= 30.0 px"],
    ),
}


@pytest.mark.parametrize("name", EVIDENCE)
def test_evidence_shows_the_numbers_behind_each_condition(name):
    shapes, lines = EVIDENCE[name]
    found = evidence(name, boxes_of(shapes), DEFAULT, *range(len(shapes)))
    assert [str(measurement) for measurement in found] == lines


def test_evidence_tells_by_unrounded_numbers_which_condition_fails():
    apart = evidence("near", boxes_of([upright(0, 0), upright(8.01, 0)]), DEFAULT, 0, 1)
    assert [(m.value, m.comparison, m.bound, m.holds) for m in apart] == [(4.0, "<=", 4.0, False)]


def test_evidence_of_an_object_and_itself_says_that_they_are_one():
    found = evidence("near", boxes_of([upright(0, 0)]), DEFAULT, 0, 0)
    assert str(found[0]) == "different objects 1 >= 2"
    assert [measurement.holds for measurement in found] == [False, True]


def rows_of_cars(count):
    """Return as many cars as a large car park has, 2.2 px apart."""
    side = int(count**0.5) + 1
    return [Shape(30 * (k % side), 14 * (k // side), 24, 11.8, 90 * (k % 2)) for k in range(count)]


@pytest.mark.parametrize("name", ["near", "next_to", "intersects", "overlaps", "inside"])
def test_bounded_relations_of_two_thousand_objects_are_found_at_once(name):
    boxes, rows = boxes_of(rows_of_cars(2000)), np.arange(2000)
    start = time.process_time()
    found = tuples(name, boxes, DEFAULT, rows, rows)
    assert time.process_time() - start < 1.0
    assert name not in ("near", "next_to") or len(found) > 4000


def test_one_huge_object_does_not_slow_the_search_for_small_ones():
    boxes = boxes_of([*rows_of_cars(2000), Shape(700, 300, 5000, 3000)])
    rows = np.arange(2001)
    start = time.process_time()
    found = tuples("near", boxes, DEFAULT, rows, rows)
    assert time.process_time() - start < 1.0
    assert (found[:, 0] == 2000).sum() == 2000


def test_boxes_far_from_the_image_and_of_odd_corners_can_be_asked():
    boxes = boxes_of_corners(
        [(-1e6, -1e6), (-1e6 + 5, -1e6), (-1e6 + 5, -1e6 + 3), (-1e6, -1e6 + 3)],
        [(0, 0), (8, 2), (8, 0), (0, 2)],
        [(0, 0), (8, 0), (8, 0), (0, 2)],
    )
    rows = np.arange(3)
    assert tuples("near", boxes, DEFAULT, rows, rows).tolist() == [[1, 2], [2, 1]]
    assert tuples("contains", boxes, DEFAULT, rows, rows).tolist() == [[1, 2]]
