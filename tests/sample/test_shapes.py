from __future__ import annotations

import numpy as np
import pytest
import shapely

from rune_lp.sample.shapes import (
    band,
    disc,
    rectangle,
    rounded,
    stadium,
    turned,
    wandering,
    wobbly,
)

AREAS = {
    "rectangle": (rectangle(3, 4, 6, 2, 0.7), 12.0),
    "disc": (disc(3, 4, 2, sides=400), np.pi),
    "ellipse": (disc(3, 4, 4, 2, sides=400), 2 * np.pi),
    "stadium": (stadium(3, 4, 10, 4), 6 * 4 + np.pi * 4),
    "rounded": (rounded(3, 4, 10, 4, 1), 40 - 4 + np.pi),
    "straight band": (band([[0, 0], [3, 4]], 2), 10.0),
    "bent band": (band([[0, 0], [10, 0], [10, 10]], 2), 40.0),
}


@pytest.mark.parametrize(("outline", "area"), AREAS.values(), ids=AREAS)
def test_an_outline_is_simple_and_has_its_area(outline, area):
    polygon = shapely.Polygon(outline)
    assert polygon.is_valid
    assert polygon.area == pytest.approx(area, rel=0.01)


@pytest.mark.parametrize("name", ["rectangle", "disc", "ellipse", "stadium", "rounded"])
def test_closed_outlines_are_clockwise_on_screen_about_their_centre(name):
    polygon = shapely.Polygon(AREAS[name][0])
    # y is down: what is clockwise on screen is counter-clockwise to shapely.
    assert polygon.exterior.is_ccw
    assert polygon.centroid.coords[0] == pytest.approx((3, 4))


def test_turning_is_clockwise_on_screen_and_undone_by_turning_back():
    points = np.array([(1.0, 0.0), (2.0, 3.0)])
    assert turned(points, np.pi / 2)[0] == pytest.approx([0, 1])
    assert turned(turned(points, 0.3), -0.3) == pytest.approx(points)


def test_a_wobbly_outline_stays_within_its_amount():
    plain = rectangle(0, 0, 60, 40)
    rough = wobbly(np.random.default_rng(1), plain, 2.0)
    edge = shapely.LinearRing(plain)
    distances = shapely.distance(shapely.points(rough), edge)
    assert 0.2 < distances.max() <= 3 * 2.0


def test_a_wandering_path_joins_its_ends_loosely():
    path = wandering(np.random.default_rng(1), (0, 0), (100, 0), 5)
    assert path[[0, -1], 0].tolist() == [0, 100]
    assert 0 < np.abs(path[:, 1]).max() <= 5
