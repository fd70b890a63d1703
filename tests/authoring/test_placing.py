"""Where sketched objects lie, measured by the geometry that the facts are made with."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.authoring.placing import Box, beside, grid, next_on, on, ring, row
from rune_lp.geometry.boxes import Boxes
from rune_lp.geometry.measures import gap
from rune_lp.scenes import Scene

sizes = st.floats(1, 200)
angles = st.sampled_from([0.0, 30.0, 90.0, 135.0, 170.0])
hosts = st.builds(Box, st.floats(-500, 500), st.floats(-500, 500), sizes, sizes, angles)


def gaps(host: Box, boxes: tuple[Box, ...]) -> np.ndarray:
    corners = [host.corners, *(box.corners for box in boxes)]
    labels = ["x"] * len(corners)
    measured = Boxes.of(Scene.of("P1", labels, [1.0] * len(labels), corners))
    others = np.arange(1, len(corners))
    return gap(measured, np.zeros_like(others), others)


@given(hosts, st.integers(1, 6), st.floats(0, 50))
def test_what_is_beside_is_the_gap_away_from_the_side(host, count, apart) -> None:
    found = beside(Box(0, 0, 20, 10), count, host, apart, None)
    length = max(host.length, host.width)
    inside = [box for box in found if np.hypot(box.x - host.x, box.y - host.y) < length / 2]
    np.testing.assert_allclose(gaps(host, tuple(inside)), apart, atol=1e-4)


@given(hosts, st.integers(2, 6), st.floats(0.1, 50))
def test_what_is_beside_does_not_overlap(host, count, apart) -> None:
    found = beside(Box(0, 0, 20, 10), count, host, apart, None)
    assert (gaps(found[0], found[1:]) >= apart - 1e-4).all()


@pytest.mark.parametrize(
    ("host", "place"),
    [
        pytest.param(Box(0, 0, 40, 10), (0, 15), id="below what lies"),
        pytest.param(Box(0, 0, 10, 40), (15, 0), id="right of what stands"),
        pytest.param(Box(0, 0, 40, 10, 90), (15, 0), id="right of what stands turned"),
        pytest.param(Box(0, 0, 40, 10, 180), (0, 15), id="below what is upside down"),
    ],
)
def test_which_side_is_beside(host: Box, place: tuple[float, float]) -> None:
    (box,) = beside(Box(0, 0, 20, 10), 1, host, 5, None)
    assert (box.x, box.y) == pytest.approx(place)


@pytest.mark.parametrize("side", ["left", "right", "above", "below"])
@given(st.floats(0, 50), st.integers(1, 4), st.sampled_from([0.0, 90.0]))
def test_what_is_on_a_side_is_the_gap_away_and_outwards(side, apart, count, angle) -> None:
    host = Box(100, 100, 40, 20)
    found = next_on(Box(0, 0, 30, 10, angle), count, host, side, apart)
    assert gaps(host, found[:1]) == pytest.approx([apart], abs=1e-4)
    assert all(np.diff(gaps(host, found)) > 0)
    way = {"left": (-1, 0), "right": (1, 0), "above": (0, -1), "below": (0, 1)}[side]
    assert all(np.dot((box.x - 100, box.y - 100), way) > 0 for box in found)


@given(st.integers(1, 9), st.floats(1, 100), angles)
def test_a_row_has_its_step(count, step, heading) -> None:
    found = row(Box(3, 4, 20, 10, 15), count, step, heading)
    apart = np.hypot(np.diff([box.x for box in found]), np.diff([box.y for box in found]))
    np.testing.assert_allclose(apart, step, rtol=1e-6)
    assert {(box.length, box.width, box.angle) for box in found} == {(20, 10, 15)}


def test_a_grid_fills_row_by_row() -> None:
    found = grid(Box(0, 0, 2, 1), 5, 2, (10, 30), 90)
    assert [(box.x, box.y) for box in found] == [(0, 0), (0, 10), (-30, 0), (-30, 10), (-60, 0)]


@given(hosts, st.integers(1, 8), st.floats(1, 300))
def test_a_ring_has_its_radius(host, count, radius) -> None:
    found = ring(Box(0, 0, 20, 10), count, host, radius)
    away = [np.hypot(box.x - host.x, box.y - host.y) for box in found]
    assert away == pytest.approx([radius] * count)


@given(hosts, st.integers(1, 6))
def test_what_is_on_another_has_its_centre_in_it(host, count) -> None:
    assert (gaps(host, on(Box(0, 0, 0.5, 0.5), count, host)) == 0).all()
