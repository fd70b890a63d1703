from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.sample.shapes import rectangle, turned
from rune_lp.sample.site import Area, Site, Stroke, Thing

FAR = st.floats(-500, 500)
ANGLES = st.floats(-7, 7)

FIELD = Area("grass", rectangle(5, 5, 10, 4))
LINE = Stroke(np.array([[0.0, 0.0], [9.0, 1.0]]), 0.3, (9, 9, 9))
SITE = Site((FIELD, LINE), (Thing("car", 3, 1, 4.4, 1.8, 0.4),))


@given(FAR, FAR, ANGLES)
def test_moving_a_site_moves_all_of_it_alike(x, y, angle):
    moved = SITE.moved(x, y, angle)

    def expected(points):
        return turned(points, angle) + np.array([x, y])

    assert moved.ground[0].outline == pytest.approx(expected(SITE.ground[0].outline))
    assert moved.ground[1].path == pytest.approx(expected(SITE.ground[1].path))
    assert moved.things[0].corners() == pytest.approx(expected(SITE.things[0].corners()))


@given(FAR, FAR, ANGLES)
def test_moving_a_thing_keeps_its_size(x, y, angle):
    corners = SITE.things[0].moved(x, y, angle).corners()
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    assert sides == pytest.approx([4.4, 1.8, 4.4, 1.8])


def test_what_is_added_lies_over_what_was_there():
    top = Site((Area("sand", rectangle(0, 0, 1, 1)),), (Thing("car", 0, 0, 4, 2),))
    both = SITE + top
    assert both.ground == SITE.ground + top.ground
    assert both.things == SITE.things + top.things
