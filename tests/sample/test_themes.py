from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import shapely

from rune_lp.sample.detector import SIZES
from rune_lp.sample.sprites import SPRITES
from rune_lp.sample.surfaces import SURFACES
from rune_lp.sample.themes import THEMES, composed

SIZE = (448, 416)

SHOWN = {
    "marina": {"harbor", "ship"},
    "shopping": {"small-vehicle"},
    "terminal": {"plane", "small-vehicle"},
    "canal": {"bridge", "ship", "small-vehicle"},
    "suburb": {"swimming-pool", "small-vehicle"},
    "river": {"bridge", "small-vehicle"},
    "school": {"ground-track-field", "tennis-court", "basketball-court"},
    "depot": {"large-vehicle"},
    "port": {"harbor", "ship", "large-vehicle"},
    "tennis club": {"tennis-court", "swimming-pool"},
    "tanks": {"storage-tank"},
    "roundabout": {"roundabout", "small-vehicle"},
    "flying club": {"plane"},
    "ballpark": {"baseball-diamond"},
    "heliport": {"helicopter"},
    "jetty": {"harbor"},
    "office": {"small-vehicle"},
    "taxiway": {"plane"},
    "centre": {"small-vehicle"},
    "open water": {"ship"},
    "farmland": set(),
    "wood": set(),
}
"""What an image of a theme nearly always shows."""


def layouts(theme, count=6):
    return [composed("S", theme, np.random.default_rng(seed), SIZE) for seed in range(count)]


def test_every_theme_is_specified_here():
    assert set(SHOWN) == set(THEMES)


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_shows_what_it_is_about(theme):
    found = layouts(theme)
    counts = Counter(label for one in found for label in {t.label for t in one.truths})
    for label in SHOWN[theme]:
        assert counts[label] >= len(found) - 1, label
    if not SHOWN[theme]:
        assert not counts


@pytest.mark.parametrize("theme", THEMES)
def test_labels_are_sound(theme):
    for one in layouts(theme):
        assert THEMES[theme].gsd[0] <= one.gsd <= THEMES[theme].gsd[1]
        for truth in one.truths:
            assert truth.label in SIZES
            assert (truth.corners >= 0).all()
            assert (truth.corners <= SIZE).all()
            polygon = shapely.Polygon(truth.corners)
            assert polygon.is_valid
            assert polygon.area > 4
            assert polygon.exterior.is_ccw  # Clockwise on screen, as y is down.


@pytest.mark.parametrize("theme", THEMES)
def test_all_that_is_composed_can_be_drawn(theme):
    for one in layouts(theme, 3):
        assert {thing.kind for thing in one.site.things} <= set(SPRITES)
        surfaces = {piece.surface for piece in one.site.ground if hasattr(piece, "surface")}
        assert surfaces | {one.base} <= set(SURFACES)


@pytest.mark.parametrize("theme", ["marina", "shopping", "depot", "terminal", "office"])
def test_vehicles_vessels_and_planes_do_not_stand_in_one_another(theme):
    apart = {"small-vehicle": 1, "large-vehicle": 1, "ship": 2, "plane": 3}
    for one in layouts(theme, 3):
        movable = [truth for truth in one.truths if truth.label in apart]
        boxes = [shapely.Polygon(truth.corners) for truth in movable]
        pairs = shapely.STRtree(boxes).query(boxes, predicate="intersects").T
        for first, second in pairs[pairs[:, 0] < pairs[:, 1]].tolist():
            if apart[movable[first].label] != apart[movable[second].label]:
                continue  # A plane's box has room for its ground crew beside the nose.
            shared = boxes[first].intersection(boxes[second]).area
            assert shared < 0.25 * min(boxes[first].area, boxes[second].area)


def test_a_shopping_centre_is_a_crowd_of_close_neighbours():
    one = composed("S", "shopping", np.random.default_rng(0), (480, 480))
    boxes = [shapely.Polygon(t.corners) for t in one.truths if t.label == "small-vehicle"]
    assert len(boxes) >= 200
    _, gaps = shapely.STRtree(boxes).query_nearest(boxes, exclusive=True, return_distance=True)
    assert np.median(gaps) < 5
