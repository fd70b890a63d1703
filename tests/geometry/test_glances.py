"""What is told at a glance is true, and mostly enough."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from rune_lp.geometry.attributes import measure, measured_about
from rune_lp.geometry.boxes import Boxes
from rune_lp.geometry.measures import gap, gap_about
from rune_lp.geometry.profile import Profile
from rune_lp.geometry.relations import RELATIONS, glance, holds
from rune_lp.scenes import Scene
from tests.geometry.shapes import Shape, boxes_of

PLACES = st.floats(0, 60, width=32)


@st.composite
def outlines(draw: st.DrawFn) -> Boxes:
    """Draw boxes of all sorts: true ones, crossed and dented ones, triangles, needles."""
    corner = st.tuples(PLACES, PLACES)
    drawn = draw(st.lists(st.lists(corner, min_size=4, max_size=4), min_size=2, max_size=6))
    true = draw(
        st.lists(
            st.builds(
                Shape,
                PLACES,
                PLACES,
                st.floats(4, 40, width=32),
                st.floats(0.5, 12, width=32),
                st.floats(0, 180, width=32),
            ),
            min_size=1,
            max_size=6,
        )
    )
    # An outline has an area; readers refuse others.
    drawn = [four for four in drawn if shapely.MultiPoint(four).convex_hull.area > 1e-3]
    corners = [*drawn, *(shape.corners() for shape in true)]
    return Boxes.of(Scene.of("P", ["ship"] * len(corners), [1.0] * len(corners), corners))


def pairs_of(boxes: Boxes) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.indices((len(boxes), len(boxes)))
    return x.ravel(), y.ravel()


@settings(deadline=None)
@given(boxes=outlines(), limit=st.floats(-5, 60, width=32))
def test_a_gap_lies_between_its_bounds(boxes: Boxes, limit: float) -> None:
    x, y = pairs_of(boxes)
    least, most = gap_about(boxes, limit, x, y)
    gaps = gap(boxes, x, y)
    assert (least <= gaps).all()
    assert (gaps <= most).all()


@settings(deadline=None)
@given(boxes=outlines())
def test_the_surrounding_rectangles_hold_the_hulls_and_their_shares_lie_within(
    boxes: Boxes,
) -> None:
    around = boxes.surrounds
    sides = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
    for row, hull in enumerate(boxes.polygons):
        cosine, sine, half, across, share, inside = (column[row] for column in around)
        axes = np.array([(cosine, sine), (-sine, cosine)])
        rectangle = sides * (half, across) @ axes
        centre = boxes.centers[row]
        assert shapely.Polygon(centre + rectangle * (1 + 1e-9)).buffer(1e-6).covers(hull)
        assert hull.buffer(1e-6).covers(shapely.Polygon(centre + rectangle * share))
        assert hull.buffer(1e-6).covers(shapely.Point(centre).buffer(max(inside, 1e-9)))


@pytest.mark.parametrize("name", [name for name, known in RELATIONS.items() if known.arity == 2])
@settings(deadline=None)
@given(boxes=outlines())
def test_a_relation_is_true_where_it_is_certain_and_nowhere_but_where_possible(
    name: str, boxes: Boxes
) -> None:
    pairs = pairs_of(boxes)
    certain, possible = glance(name, boxes, Profile(), *pairs)
    true = holds(name, boxes, Profile(), *pairs)
    assert (certain <= true).all()
    assert (true <= possible).all()


@settings(deadline=None)
@given(boxes=outlines(), limit=st.integers(-20, 600))
def test_a_distance_in_steps_lies_between_its_bounds(boxes: Boxes, limit: int) -> None:
    pairs = pairs_of(boxes)
    least, most = measured_about("distance", boxes, None, limit, *pairs)
    values = measure("distance", boxes, None, *pairs)
    assert (least <= values).all()
    assert (values <= most).all()


def test_few_pairs_of_rectangles_are_left_open() -> None:
    rng = np.random.default_rng(2)
    shapes = [
        Shape(x, y, 12, 4, angle) for x, y, angle in zip(*rng.uniform(0, 120, (3, 80)), strict=True)
    ]
    boxes = boxes_of(shapes)
    certain, possible = glance("near", boxes, Profile(), *pairs_of(boxes))
    assert possible.sum() > 400
    assert (possible & ~certain).sum() < 0.2 * possible.sum()
