from __future__ import annotations

import numpy as np
import pytest

from rune_lp.vision.masking import masks_of
from tests.vision.boxes import box
from tests.vision.stand_ins import Memory, SameColour


def sea(width, height, *parts):
    """Return a dark picture with bright parts: slices of rows and columns."""
    pixels = np.full((height, width, 3), 20, dtype=np.uint8)
    for rows, columns in parts:
        pixels[rows, columns] = 200
    return Memory(pixels)


def upright(x, y, width, height):
    return box(x + width / 2, y + height / 2, width, height)


def covered(mask, picture):
    """Return a mask's pixels in the whole picture."""
    whole = np.zeros((picture.height, picture.width), dtype=bool)
    rows = slice(mask.top, mask.top + mask.height)
    whole[rows, mask.left : mask.left + mask.width] = mask.pixels()
    return whole


def test_a_mask_is_what_of_its_box_the_object_covers():
    # A quay like an L; the middle of its box is on it, as the recipe needs.
    picture = sea(60, 60, (slice(10, 40), slice(10, 28)), (slice(30, 40), slice(10, 40)))
    (mask,) = masks_of(picture, upright(10, 10, 30, 30)[None], SameColour())
    bright = picture.pixels[..., 0] == 200
    assert np.array_equal(covered(mask, picture), bright)


def test_what_leaves_the_box_by_more_than_a_margin_is_cut_off():
    # A ship of 40 x 10 px at a pier of its colour that goes down to the picture's edge.
    picture = sea(80, 60, (slice(20, 30), slice(20, 60)), (slice(30, 60), slice(30, 40)))
    picture.pixels[20:22, 20:30] = 20
    (mask,) = masks_of(picture, upright(20, 20, 40, 10)[None], SameColour(side=80))
    pixels = covered(mask, picture)
    assert pixels[20:30, 20:60].sum() == 400 - 20
    assert pixels[30, 30:40].all()
    assert not pixels[31:].any()


def test_the_margin_is_around_the_oriented_box():
    picture = Memory(np.full((100, 100, 3), 200, dtype=np.uint8))
    picture.pixels[45:55, 45:55] = 20
    picture.pixels[50, 50] = 200
    (mask,) = masks_of(picture, box(50, 50, 80, 20, 45)[None], SameColour(side=128))
    pixels = covered(mask, picture)
    # On a diagonal box the corners of its upright box are far away.
    assert pixels[28, 28]
    assert not pixels[30, 70]
    assert not pixels[70, 30]
    assert pixels.sum() == pytest.approx((80 + 4) * (20 + 4) - 100, rel=0.05)


def nothing(pixels, boxes, points):  # noqa: ARG001
    return (np.zeros(pixels.shape[:2], dtype=bool) for _ in boxes)


def everything(pixels, boxes, points):  # noqa: ARG001
    return (np.ones(pixels.shape[:2], dtype=bool) for _ in boxes)


def a_speck(pixels, boxes, points):  # noqa: ARG001
    for x, y in points.astype(int):
        whole = np.zeros(pixels.shape[:2], dtype=bool)
        whole[y, x] = True
        yield whole


@pytest.mark.parametrize("answer", [nothing, everything, a_speck])
def test_a_mask_that_says_nothing_gives_way_to_the_box(answer):
    segmenter = SameColour()
    segmenter.segment = answer
    assert masks_of(sea(60, 60), upright(10, 10, 30, 20)[None], segmenter) == (None,)


@pytest.mark.parametrize(
    "corners",
    [
        pytest.param(upright(-40, 5, 20, 20), id="beside the picture"),
        pytest.param(upright(30.2, 30.2, 0.2, 0.2), id="between the pixels' centres"),
    ],
)
def test_a_box_without_a_pixel_has_no_mask(corners):
    segmenter = SameColour()
    assert masks_of(sea(60, 60), corners[None], segmenter) == (None,)


def test_a_box_that_leaves_the_picture_is_shown_as_far_as_it_is_there():
    picture = sea(60, 60, (slice(20, 30), slice(0, 10)))
    (mask,) = masks_of(picture, upright(-30, 18, 44, 14)[None], SameColour())
    assert (mask.left, mask.top, mask.width, mask.height) == (0, 20, 10, 10)


def test_each_of_many_boxes_has_its_own_mask_in_a_picture_larger_than_a_view():
    rng = np.random.default_rng(5)
    places = [(x, y) for x in range(5, 480, 60) for y in range(5, 280, 40)]
    rng.shuffle(places)
    parts = [(slice(y + 4, y + 9), slice(x + 4, x + 16)) for x, y in places]
    picture = sea(500, 300, *parts)
    corners = np.array([upright(x, y, 20, 13) for x, y in places])
    told = []
    masks = masks_of(picture, corners, SameColour(side=128), lambda *done: told.append(done))
    assert told[-1] == (len(places), len(places))
    for mask, (x, y) in zip(masks, places, strict=True):
        assert (mask.left, mask.top, mask.area) == (x + 4, y + 4, 60)


def test_an_object_larger_than_a_view_is_seen_thinned_out_and_has_its_place():
    arms = (slice(100, 300), slice(100, 900)), (slice(300, 600), slice(100, 620))
    picture = sea(1000, 700, *arms)
    (mask,) = masks_of(picture, upright(100, 100, 800, 500)[None], SameColour(side=64))
    bright = picture.pixels[..., 0] == 200
    pixels = covered(mask, picture)
    # Blocks of 32 px: what differs is at most one around the outline.
    assert (pixels & bright).sum() / (pixels | bright).sum() > 0.9


def test_no_boxes_have_no_masks():
    assert masks_of(sea(60, 60), np.empty((0, 4, 2)), SameColour()) == ()
