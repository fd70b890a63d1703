from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.vision.tiling import Window, cut_by, windows
from tests.vision.boxes import box


@st.composite
def grids(draw):
    side = draw(st.integers(2, 40))
    return (
        draw(st.integers(1, 150)),
        draw(st.integers(1, 150)),
        side,
        draw(st.integers(0, side - 1)),
    )


@given(grids())
def test_windows_cover_the_picture_and_stay_in_it(grid):
    width, height, side, overlap = grid
    covered = np.zeros((height, width), dtype=bool)
    for window in windows(width, height, side, overlap):
        assert 0 <= window.x <= width - window.width
        assert 0 <= window.y <= height - window.height
        assert (window.width, window.height) == (min(side, width), min(side, height))
        covered[window.y : window.y + window.height, window.x : window.x + window.width] = True
    assert covered.all()


@given(grids(), st.data())
def test_what_is_no_longer_than_the_overlap_lies_whole_in_a_window(grid, data):
    width, height, side, overlap = grid
    long, tall = min(overlap, width), min(overlap, height)
    x = data.draw(st.integers(0, width - long))
    y = data.draw(st.integers(0, height - tall))
    assert any(
        one.x <= x
        and x + long <= one.x + one.width
        and one.y <= y
        and y + tall <= one.y + one.height
        for one in windows(width, height, side, overlap)
    )


def test_an_overlap_of_a_whole_tile_is_refused():
    with pytest.raises(ValueError, match=r"overlap must be in 0\.\.9, but got 10"):
        list(windows(50, 50, 10, 10))


@pytest.mark.parametrize(
    ("corners", "cut"),
    [
        pytest.param(box(150, 150, 20, 10, 30), False, id="inside"),
        pytest.param(box(195, 150, 10, 10), True, id="at the right"),
        pytest.param(box(105, 150, 10, 10), True, id="at the left"),
        pytest.param(box(150, 104, 10, 9), True, id="at the top"),
        pytest.param(box(150, 196, 10, 10, 45), True, id="over the bottom"),
    ],
)
def test_a_box_at_a_side_of_its_window_may_be_cut(corners, cut):
    window = Window(100, 100, 100, 100)
    assert cut_by(corners[None], window, 300, 300).tolist() == [cut]
    assert cut_by(corners[None] - 100, Window(0, 0, 100, 100), 100, 100).tolist() == [False]
