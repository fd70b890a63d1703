"""Laws of the relations, on generated boxes.

`Definition` is the definition text once more, read by plain arithmetic over the boxes as they were
generated, without corners, hulls or arrays. It also notes how close it came to deciding otherwise:
what a rounding error could turn is left out of the laws that move the boxes.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.geometry.measures import gap
from rune_lp.geometry.profile import Profile
from rune_lp.geometry.relations import RELATIONS, evidence, holds, tuples
from tests.geometry.shapes import Shape, boxes_of

DEFAULT = Profile()
SIZE = (60.0, 45.0)
PAIRS = [name for name, relation in RELATIONS.items() if relation.arity == 2]
IMAGE = [
    name for name, relation in RELATIONS.items() if relation.arity == 1 and name != "elongated"
]
CONES = ("left_of", "above", "right_of", "below", "north_of", "east_of", "south_of", "west_of")
TURNABLE = [name for name in RELATIONS if name not in IMAGE and name not in CONES]
CLOSE = 1e-6


class Definition:
    """A relation's truth by its definition, and by how much it is true or false."""

    def __init__(self, profile=DEFAULT, size=SIZE, north=0.0):
        self.profile, self.size, self.north = profile, size, north
        self.margin = math.inf

    def at_most(self, value, bound):
        self.margin = min(self.margin, abs(value - bound))
        return value <= bound

    def less(self, value, bound):
        return not self.at_most(bound, value)

    def holds(self, name, *shapes):
        self.margin = math.inf
        return getattr(self, name)(*shapes)

    def settled(self, name, *shapes):
        """The truth, or None where a rounding error could change it."""
        truth = self.holds(name, *shapes)
        return truth if self.margin > CLOSE else None

    def near(self, x, y):
        return self.at_most(apart(x, y), self.profile.near_factor * (x.length + y.length) / 2)

    def far(self, x, y):
        return not self.near(x, y)

    def next_to(self, x, y):
        return self.at_most(apart(x, y), self.profile.next_to_factor * (x.length + y.length) / 2)

    def left_of(self, x, y):
        return self.cone(y.cx - x.cx, y.cy - x.cy)

    def right_of(self, x, y):
        return self.left_of(y, x)

    def above(self, x, y):
        return self.cone(y.cy - x.cy, y.cx - x.cx)

    def below(self, x, y):
        return self.above(y, x)

    def cone(self, along, across):
        return self.less(0, along) and self.at_most(abs(across), along)

    def ground(self, x, y):
        """The step from x to y, to the east and to the south."""
        north = math.radians(self.north)
        dx, dy = y.cx - x.cx, y.cy - x.cy
        east = dx * math.cos(north) + dy * math.sin(north)
        return east, dy * math.cos(north) - dx * math.sin(north)

    def north_of(self, x, y):
        east, south = self.ground(x, y)
        return self.cone(south, east)

    def south_of(self, x, y):
        return self.north_of(y, x)

    def west_of(self, x, y):
        east, south = self.ground(x, y)
        return self.cone(east, south)

    def east_of(self, x, y):
        return self.west_of(y, x)

    def intersects(self, x, y):
        self.margin = max(shared(x, y), apart(x, y))
        return shared(x, y) > 0 and apart(x, y) == 0

    def inside(self, x, y):
        return self.less(area(x), area(y)) and self.at_most(
            self.profile.inside_fraction * area(x), shared(x, y)
        )

    def contains(self, x, y):
        return self.inside(y, x)

    def overlaps(self, x, y):
        least = self.profile.overlaps_fraction * min(area(x), area(y))
        return self.at_most(least, shared(x, y)) and not (self.inside(x, y) or self.inside(y, x))

    def elongated(self, x):
        return self.at_most(self.profile.elongated_ratio * x.width, x.length)

    def parallel(self, x, y):
        turn = between_lines(x.angle, y.angle)
        both = self.elongated(x) and self.elongated(y)
        return both and self.at_most(turn, self.profile.parallel_degrees)

    def perpendicular(self, x, y):
        turn = between_lines(x.angle, y.angle)
        both = self.elongated(x) and self.elongated(y)
        return both and self.at_most(self.profile.perpendicular_degrees, turn)

    def line(self, x, y, turn):
        if (x.cx, x.cy) == (y.cx, y.cy):
            self.margin = 0
            return False
        direction = math.degrees(math.atan2(y.cy - x.cy, y.cx - x.cx))
        off = between_lines(direction, x.angle + turn)
        return self.parallel(x, y) and self.at_most(off, self.profile.line_degrees)

    def in_line(self, x, y):
        return self.line(x, y, 0)

    def side_by_side(self, x, y):
        return self.line(x, y, 90)

    def between(self, x, y, z):
        length = math.hypot(z.cx - y.cx, z.cy - y.cy)
        if length == 0:
            self.margin = 0
            return False
        ex, ey = (z.cx - y.cx) / length, (z.cy - y.cy) / length
        foot = (x.cx - y.cx) * ex + (x.cy - y.cy) * ey
        off = math.hypot(x.cx - y.cx - foot * ex, x.cy - y.cy - foot * ey)
        return self.less(0, foot) and self.less(foot, length) and self.at_most(off, x.length)

    def larger(self, x, y):
        return self.at_most(self.profile.larger_ratio * area(y), area(x))

    def smaller(self, x, y):
        return self.larger(y, x)

    def same_size(self, x, y):
        return not self.larger(x, y) and not self.smaller(x, y)

    def same_class(self, x, y):
        return x.label.lower() == y.label.lower()

    def in_left(self, x):
        return self.at_most(x.cx, self.size[0] / 3)

    def in_right(self, x):
        return self.at_most(self.size[0] * 2 / 3, x.cx)

    def in_top(self, x):
        return self.at_most(x.cy, self.size[1] / 3)

    def in_bottom(self, x):
        return self.at_most(self.size[1] * 2 / 3, x.cy)

    def in_center(self, x):
        (width, height), third = self.size, 1 / 3
        across = self.at_most(width * third, x.cx) and self.at_most(x.cx, 2 * width * third)
        down = self.at_most(height * third, x.cy) and self.at_most(x.cy, 2 * height * third)
        return across and down

    def at_border(self, x):
        frame = shapely.LinearRing([(0, 0), (self.size[0], 0), self.size, (0, self.size[1])])
        return self.at_most(outline(x).distance(frame), self.profile.border_pixels)


def outline(shape):
    return shapely.Polygon(shape.corners())


def apart(x, y):
    return outline(x).distance(outline(y))


def shared(x, y):
    return outline(x).intersection(outline(y)).area


def area(shape):
    return shape.length * shape.width


def between_lines(first, second):
    turn = abs(first - second) % 180
    return min(turn, 180 - turn)


def moved(shape, dx, dy):
    return replace(shape, cx=shape.cx + dx, cy=shape.cy + dy)


def scaled(shape, factor):
    return replace(
        shape,
        cx=shape.cx * factor,
        cy=shape.cy * factor,
        length=shape.length * factor,
        width=shape.width * factor,
    )


def turned(shape, degrees):
    cos = round(math.cos(math.radians(degrees)), 15)
    sin = round(math.sin(math.radians(degrees)), 15)
    return replace(
        shape,
        cx=shape.cx * cos - shape.cy * sin,
        cy=shape.cx * sin + shape.cy * cos,
        angle=(shape.angle + degrees) % 180,
    )


def mirrored(shape):
    return replace(shape, cx=-shape.cx, angle=-shape.angle % 180)


@st.composite
def shapes(draw):
    long, short = sorted(draw(st.tuples(st.integers(1, 24), st.integers(1, 24))), reverse=True)
    return Shape(
        draw(st.integers(-3, 63)),
        draw(st.integers(-3, 48)),
        long,
        short,
        draw(st.one_of(st.sampled_from([0, 5, 45, 90, 135, 175]), st.integers(0, 179))),
        draw(st.sampled_from(["ship", "SHIP", "plane"])),
    )


layouts = st.lists(shapes(), min_size=1, max_size=5)
exact_layouts = layouts.map(
    lambda layout: [replace(shape, angle=shape.angle % 2 * 90) for shape in layout]
)
"""Layouts whose corners, and so their centres, are without rounding."""
profiles = st.builds(
    Profile,
    near_factor=st.sampled_from([0.0, 0.5, 1.0, 3.0]),
    inside_fraction=st.sampled_from([0.5, 1.0]),
    overlaps_fraction=st.sampled_from([0.1, 0.7]),
    parallel_degrees=st.sampled_from([7.5, 40.0]),
    line_degrees=st.sampled_from([7.5, 40.0]),
    larger_ratio=st.sampled_from([1.2, 2.0]),
)
directions = st.one_of(st.none(), st.sampled_from([0.0, 90.0, 180.0, 270.0]), st.floats(0, 360))


def every_tuple(name, count):
    """All tuples of different rows, for a relation of any arity."""
    rows = product(range(count), repeat=RELATIONS[name].arity)
    return [row for row in rows if len(set(row)) == len(row)]


def truth(name, boxes, profile=DEFAULT):
    """The tuples of different rows that the relation holds of, asked all at once."""
    rows = every_tuple(name, len(boxes))
    columns = np.array(rows, dtype=np.intp).reshape(-1, RELATIONS[name].arity).T
    return {
        row for row, true in zip(rows, holds(name, boxes, profile, *columns), strict=True) if true
    }


def settled(name, definition, layout):
    """The tuples of different rows, each with its truth, that no rounding error could change."""
    truths = {
        row: definition.settled(name, *(layout[index] for index in row))
        for row in every_tuple(name, len(layout))
    }
    return {row: value for row, value in truths.items() if value is not None}


@given(layouts, profiles, directions)
def test_holds_is_the_definition(layout, profile, north):
    definition = Definition(profile, north=north or 0.0)
    boxes = boxes_of(layout, size=SIZE, north=north)
    for name in RELATIONS:
        found = truth(name, boxes, profile)
        expected = settled(name, definition, layout)
        assert {row: row in found for row in expected} == expected, name


@given(layouts, profiles, directions, st.data())
def test_tuples_are_those_that_hold_in_order(layout, profile, north, data):
    boxes = boxes_of(layout, size=SIZE, north=north)
    rows = st.sets(st.integers(0, len(layout) - 1)).map(sorted)
    for name, relation in RELATIONS.items():
        domains = [data.draw(rows) for _ in range(relation.arity)]
        found = tuples(name, boxes, profile, *(np.array(d, dtype=np.intp) for d in domains))
        expected = [
            list(row)
            for row in product(*domains)
            if holds(name, boxes, profile, *(np.array([index]) for index in row))[0]
        ]
        assert found.tolist() == expected, name


@given(layouts, directions)
def test_a_relation_holds_iff_each_measurement_of_its_evidence_does(layout, north):
    boxes = boxes_of(layout, size=SIZE, north=north)
    for name, relation in RELATIONS.items():
        found = truth(name, boxes)
        for row in product(range(len(layout)), repeat=relation.arity):
            measured = evidence(name, boxes, DEFAULT, *row)
            assert all(measurement.holds for measurement in measured) == (row in found), name


@given(layouts)
def test_no_relation_holds_of_one_object_taken_twice(layout):
    boxes = boxes_of(layout, size=SIZE)
    for name, relation in RELATIONS.items():
        twice = [
            row
            for row in product(range(len(layout)), repeat=relation.arity)
            if len(set(row)) < len(row)
        ]
        columns = np.array(twice, dtype=np.intp).reshape(-1, relation.arity).T
        assert not holds(name, boxes, DEFAULT, *columns).any(), name


@given(layouts, directions)
def test_a_converse_holds_of_the_swapped_pair(layout, north):
    boxes = boxes_of(layout, size=SIZE, north=north)
    for name in PAIRS:
        converse = RELATIONS[name].converse
        if converse is not None:
            swapped = {(y, x) for x, y in truth(converse, boxes)}
            assert truth(name, boxes) == swapped, name


@given(layouts)
def test_between_does_not_tell_its_ends_apart(layout):
    found = truth("between", boxes_of(layout))
    assert found == {(x, z, y) for x, y, z in found}


@given(layouts)
def test_far_is_not_near(layout):
    boxes = boxes_of(layout)
    assert truth("far", boxes) == {*every_tuple("far", len(layout))} - truth("near", boxes)


@given(layouts)
def test_of_two_objects_one_is_larger_or_both_are_of_one_size(layout):
    boxes = boxes_of(layout)
    kinds = [truth(name, boxes) for name in ("larger", "smaller", "same_size")]
    assert sum(map(len, kinds)) == len(every_tuple("larger", len(layout)))
    assert set().union(*kinds) == {*every_tuple("larger", len(layout))}


EXCLUSIVE = [
    ("left_of", "right_of"),
    ("above", "below"),
    ("north_of", "south_of"),
    ("east_of", "west_of"),
    ("inside", "overlaps"),
    ("inside", "contains"),
    ("parallel", "perpendicular"),
    ("in_line", "side_by_side"),
]
IMPLIED = [
    ("next_to", "near"),
    ("intersects", "next_to"),
    ("inside", "intersects"),
    ("overlaps", "intersects"),
    ("inside", "smaller or same_size"),
    ("in_line", "parallel"),
    ("side_by_side", "parallel"),
]


@given(layouts, directions)
def test_relations_that_exclude_each_other(layout, north):
    boxes = boxes_of(layout, north=north)
    for first, second in EXCLUSIVE:
        assert not truth(first, boxes) & truth(second, boxes), (first, second)


@given(layouts)
def test_relations_that_imply_others(layout):
    boxes = boxes_of(layout)
    for first, second in IMPLIED:
        others = set().union(*(truth(name, boxes) for name in second.split(" or ")))
        assert truth(first, boxes) <= others, (first, second)


@given(exact_layouts)
def test_two_centres_lie_in_at_least_one_cone_of_each_other(layout):
    boxes = boxes_of(layout)
    rows = every_tuple("left_of", len(layout))
    elsewhere = {(x, y) for x, y in rows if boxes.centers[x].tolist() != boxes.centers[y].tolist()}
    assert set().union(*(truth(name, boxes) for name in CONES[:4])) == elsewhere


@given(layouts, profiles)
def test_no_relation_exceeds_its_reach(layout, profile):
    boxes = boxes_of(layout)
    for name, relation in RELATIONS.items():
        if relation.reach is not None:
            reach = relation.reach(boxes, profile)
            for x, y in truth(name, boxes, profile):
                assert gap(boxes, np.array(x), np.array(y)) <= reach[x] + reach[y] + CLOSE, name


@given(layouts, st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_moving_all_objects_changes_nothing_between_them(layout, dx, dy):
    away = boxes_of([moved(shape, dx, dy) for shape in layout])
    for name in [*PAIRS, "between", "elongated"]:
        expected = settled(name, Definition(), layout)
        found = truth(name, away)
        assert {row: row in found for row in expected} == expected, name


@given(layouts, st.integers(0, 359))
def test_turning_all_objects_changes_only_where_they_lie_in_the_image(layout, degrees):
    away = boxes_of([turned(shape, degrees) for shape in layout])
    for name in TURNABLE:
        expected = settled(name, Definition(), layout)
        found = truth(name, away)
        assert {row: row in found for row in expected} == expected, name


@given(layouts, st.integers(0, 359), st.integers(0, 359))
def test_turning_objects_and_north_together_changes_no_direction_on_the_ground(
    layout, north, degrees
):
    away = boxes_of([turned(shape, degrees) for shape in layout], north=(north + degrees) % 360)
    for name in CONES[4:]:
        expected = settled(name, Definition(north=north), layout)
        found = truth(name, away)
        assert {row: row in found for row in expected} == expected, name


@given(exact_layouts)
def test_a_quarter_turn_clockwise_takes_each_cone_to_the_next(layout):
    before = boxes_of(layout)
    after = boxes_of([turned(shape, 90) for shape in layout])
    for first, second in product((0, 4), range(4)):
        name, following = CONES[first + second], CONES[first + (second + 1) % 4]
        assert truth(name, before) == truth(following, after), name


@given(exact_layouts)
def test_a_mirror_swaps_left_and_right(layout):
    before = boxes_of(layout)
    after = boxes_of([mirrored(shape) for shape in layout])
    for name, image in {"left_of": "right_of", "above": "above"}.items():
        assert truth(name, before) == truth(image, after), name


@given(layouts)
def test_a_mirror_changes_only_where_objects_lie_in_the_image(layout):
    after = boxes_of([mirrored(shape) for shape in layout])
    for name in TURNABLE:
        expected = settled(name, Definition(), layout)
        found = truth(name, after)
        assert {row: row in found for row in expected} == expected, name


@given(layouts, st.sampled_from([0.25, 0.3, 2.0, 7.0]))
def test_the_scale_does_not_matter_but_to_the_border(layout, factor):
    away = boxes_of(
        [scaled(shape, factor) for shape in layout], size=(SIZE[0] * factor, SIZE[1] * factor)
    )
    for name in RELATIONS:
        expected = settled(name, Definition(), layout)
        if name != "at_border":
            found = truth(name, away)
            assert {row: row in found for row in expected} == expected, name


@pytest.mark.parametrize("name", RELATIONS)
def test_the_layouts_decide_every_relation_both_ways(name):
    """Without this the laws above might hold for want of cases."""
    rng = np.random.default_rng(0)
    layout = [
        Shape(x, y, 4 + side, 4, angle, label)
        for x, y, side, angle, label in zip(
            rng.integers(0, 60, 40),
            rng.integers(0, 45, 40),
            rng.integers(0, 20, 40),
            rng.choice([0, 5, 45, 90, 135], 40),
            rng.choice(["ship", "plane"], 40),
            strict=True,
        )
    ]
    decided = settled(name, Definition(), layout[: 12 if name == "between" else 40])
    assert set(decided.values()) == {True, False}
