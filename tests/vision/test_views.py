from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rune_lp.vision import views as views_of_boxes
from rune_lp.vision.tiling import Window
from rune_lp.vision.views import View, read_view, views
from tests.vision.stand_ins import Memory

SIZES = st.tuples(st.integers(1, 400), st.integers(1, 400))


@st.composite
def bounded(draw):
    """Draw a picture's size, and boxes in it as left, top, right and bottom."""
    width, height = draw(SIZES)
    ends = st.tuples(st.floats(0, width), st.floats(0, width)).map(sorted)
    sides = st.tuples(st.floats(0, height), st.floats(0, height)).map(sorted)
    boxes = draw(st.lists(st.tuples(ends, sides), max_size=12))
    return (
        width,
        height,
        np.array([[left, top, right, low] for (left, right), (top, low) in boxes]).reshape(-1, 4),
    )


@settings(deadline=None)
@given(bounded(), st.integers(8, 100), st.floats(0, 0.5))
def test_each_box_is_whole_in_one_view_with_something_around_it(drawn, side, context):
    width, height, bounds = drawn
    held = []
    for view in views(bounds, width, height, side, context):
        x, y, wide, tall = view.window
        assert 0 <= x <= x + wide <= width
        assert 0 <= y <= y + tall <= height
        assert max(wide, tall) <= side * view.factor
        for row in view.rows:
            left, top, right, bottom = bounds[row]
            room = context * max(right - left, bottom - top)
            assert x <= max(left - room, 0)
            assert y <= max(top - room, 0)
            assert x + wide >= min(right + room, width)
            assert y + tall >= min(bottom + room, height)
        held += view.rows
    assert sorted(held) == list(range(len(bounds)))


def test_boxes_that_are_near_share_a_view():
    places = np.array([(x, y) for x in range(0, 100, 10) for y in range(0, 100, 10)], dtype=float)
    seen = list(views(np.hstack([places, places + 8]), 1000, 1000, 100, 0.0))
    assert [len(view.rows) for view in seen] == [100]


def test_a_view_is_thinned_out_no_more_than_its_box_needs():
    bounds = np.array([[0, 0, 64, 9], [0, 0, 65, 9], [0, 0, 900, 9]], dtype=float)
    factors = {view.rows: view.factor for view in views(bounds, 1000, 1000, 64, 0.0)}
    assert factors == {(0,): 1, (1,): 2, (2,): 16}


class Counting(Memory):
    """A picture that counts the most pixels that were read at once."""

    most = 0

    def read(self, window):
        self.most = max(self.most, window.width * window.height)
        return super().read(window)


@pytest.mark.parametrize("size", [(96, 64), (93, 61)], ids=["whole blocks", "parts of blocks"])
def test_a_thinned_view_has_the_means_of_blocks(size):
    width, height = size
    pixels = np.random.default_rng(0).integers(0, 255, (height, width, 3), dtype=np.uint8)
    seen = read_view(Counting(pixels), View(Window(0, 0, width, height), 4, (0,)))
    assert seen.shape == (16, 24, 3)
    assert seen[3, 5] == pytest.approx(pixels[12:16, 20:24].mean(axis=(0, 1)), abs=0.51)
    assert seen[-1, -1] == pytest.approx(pixels[60:, 92:].mean(axis=(0, 1)), abs=0.51)


def test_a_thinned_view_is_read_by_strips(monkeypatch):
    pixels = np.random.default_rng(0).integers(0, 255, (1000, 1024, 3), dtype=np.uint8)
    whole = View(Window(0, 0, 1024, 1000), 16, (0,))
    at_once = read_view(Counting(pixels), whole)
    monkeypatch.setattr(views_of_boxes, "STRIP", 1024 * 64)
    picture = Counting(pixels)
    assert np.array_equal(read_view(picture, whole), at_once)
    assert picture.most == 1024 * 64
