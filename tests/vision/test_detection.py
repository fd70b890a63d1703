from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rune_lp.vision.detection import detect
from rune_lp.vision.settings import Settings
from tests.vision.stand_ins import Memory, Patches, painted

LONGEST = 24


def found_in(pixels, detector=None, **options):
    found, _ = detect(Memory(pixels), detector or Patches(), Settings(**options))
    boxes = found.corners.min(axis=1).tolist(), found.corners.max(axis=1).tolist()
    return sorted(zip(*boxes, found.labels.tolist(), strict=True))


@st.composite
def pictures(draw):
    """Draw a picture with patches that are apart, each within one cell of a grid."""
    columns, rows = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    patches = []
    for cell in draw(st.sets(st.integers(0, columns * rows - 1), max_size=8)):
        wide, tall = draw(st.integers(4, LONGEST)), draw(st.integers(4, LONGEST))
        x = cell % columns * 30 + draw(st.integers(0, 28 - wide))
        y = cell // columns * 30 + draw(st.integers(0, 28 - tall))
        patches.append((x, y, wide, tall, draw(st.integers(0, 1))))
    return painted(columns * 30, rows * 30, patches), patches


@settings(max_examples=30, deadline=None)
@given(pictures(), st.integers(2 * LONGEST, 90), st.integers(1, 5))
def test_tiles_find_each_object_once_and_whole(picture, tile, batch):
    pixels, patches = picture
    whole = sorted(([x, y], [x + wide, y + tall], label) for x, y, wide, tall, label in patches)
    # A box at a tile's side may be cut by it, so an object needs 2 px more than its length.
    assert found_in(pixels, tile=tile, overlap=LONGEST + 5, batch=batch) == whole


def test_a_long_object_is_not_found_again_in_parts():
    pixels = painted(300, 60, [(95, 20, 80, 12, 1)])
    assert found_in(pixels, tile=100, overlap=90) == [([95, 20], [175, 32], 1)]


def test_no_more_tiles_than_a_batch_are_with_the_detector():
    detector = Patches()
    told: list[tuple[int, int]] = []
    pixels = painted(200, 100, [])
    _, spent = detect(
        Memory(pixels),
        detector,
        Settings(tile=50, overlap=0, batch=3),
        lambda done, total: told.append((done, total)),
    )
    assert detector.largest == 3
    assert told == [(3, 8), (6, 8), (8, 8)]
    assert spent.infer > 0
    assert spent.write == 0


@pytest.mark.parametrize(
    ("own", "asked", "side"), [(None, None, 512), (640, None, 640), (640, 96, 96)]
)
def test_whose_tiles_are_used(own, asked, side):
    assert Settings(tile=asked).side(Patches(own)) == side


def test_detections_come_by_falling_score():
    pixels = painted(200, 60, [(5, 5, 20, 20, 0), (50, 5, 8, 8, 1), (100, 5, 10, 30, 1)])
    found, _ = detect(Memory(pixels), Patches(), Settings(tile=64, overlap=40))
    assert found.scores.tolist() == sorted(found.scores, reverse=True)
    assert len(found) == 3


def test_an_empty_picture_has_no_detections():
    found, _ = detect(Memory(np.zeros((40, 40, 3), np.uint8)), Patches(), Settings())
    assert len(found) == 0
    assert found.corners.shape == (0, 4, 2)
