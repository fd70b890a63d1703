"""Objects that have masks: areas, gaps and shares are those of the masks within their boxes."""

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from rune_lp.geometry.boxes import Boxes
from rune_lp.geometry.measures import gap, gap_about, shared_area
from rune_lp.geometry.profile import Profile
from rune_lp.geometry.relations import holds
from rune_lp.scenes import Block, Mask, Scene
from tests.geometry.shapes import Shape

shapes = st.builds(Shape, *[st.floats(0, 40)] * 2, *[st.floats(2, 20)] * 2, st.floats(0, 180))


@st.composite
def masked(draw):
    """Boxes, of which some have a mask that covers a random part of them, or leaves them."""
    found = draw(st.lists(shapes, min_size=2, max_size=5))
    masks = []
    for shape in found:
        pixels = np.array(draw(st.lists(st.booleans(), min_size=64, max_size=64))).reshape(8, 8)
        at = {"left": int(shape.cx) - 4, "top": int(shape.cy) - 4}
        masks.append(Mask.of(pixels, **at) if pixels.any() and draw(st.booleans()) else None)
    corners = [shape.corners() for shape in found]
    return Scene.of("P1", ["ship"] * len(found), [1] * len(found), corners, masks=masks)


def outline(scene: Scene, row: int) -> shapely.Geometry:
    hull = shapely.Polygon(scene.corners[row]).convex_hull
    mask = scene.masks[row]
    if mask is None:
        return hull
    ys, xs = np.nonzero(mask.pixels())
    pixels = [
        shapely.box(x, y, x + 1, y + 1) for x, y in zip(xs + mask.left, ys + mask.top, strict=True)
    ]
    covered = shapely.union_all(pixels).intersection(hull)
    return covered if covered.area > 0 else hull


@given(masked())
def test_what_is_measured_is_what_the_masks_cover(scene):
    assume(scene.masks is not None)
    outlines = [outline(scene, row) for row in range(len(scene))]
    for boxes in (Boxes.of(scene), Boxes.of_block(Block.of([scene]))):
        assert boxes.areas == pytest.approx([each.area for each in outlines])
        x, y = (rows.ravel() for rows in np.indices((len(scene), len(scene))))
        distances = [outlines[a].distance(outlines[b]) for a, b in zip(x, y, strict=True)]
        shares = [outlines[a].intersection(outlines[b]).area for a, b in zip(x, y, strict=True)]
        assert gap(boxes, x, y) == pytest.approx(distances)
        assert shared_area(boxes, x, y) == pytest.approx(shares)
        for limit in (0.0, 5.0, 30.0):
            least, most = gap_about(boxes, limit, x, y)
            assert (least <= np.array(distances) + 1e-9).all()
            assert (most >= np.array(distances) - 1e-9).all()


def test_what_a_curved_object_encloses_is_not_inside_it():
    # A ring of 40 x 40 px with a hole of 20 x 20, and a box of 10 x 10 in the hole.
    ring = np.ones((40, 40), dtype=bool)
    ring[10:30, 10:30] = False
    corners = [Shape(20, 20, 40, 40).corners(), Shape(20, 20, 10, 10).corners()]
    with_mask = Scene.of("P1", ["harbor", "ship"], [1, 1], corners, masks=[Mask.of(ring), None])
    without = Scene.of("P1", ["harbor", "ship"], [1, 1], corners)
    ship, harbor = np.array([1]), np.array([0])
    for scene, inside, distance in ((without, True, 0.0), (with_mask, False, 5.0)):
        boxes = Boxes.of(scene)
        assert holds("inside", boxes, Profile(), ship, harbor).tolist() == [inside]
        assert gap(boxes, ship, harbor).tolist() == [distance]
