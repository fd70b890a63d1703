from __future__ import annotations

import numpy as np
import pytest

from rune_lp.errors import InputError, Place
from rune_lp.vision.output import GREY, batched, decoded, listed, metadata_names
from tests.vision.boxes import box

PLACE = Place("a.onnx")


def columns(*candidates):
    return np.array(candidates, dtype=np.float32).reshape(len(candidates), -1).T


def test_oriented_boxes_have_their_width_along_their_direction():
    rows = columns([20, 10, 8, 2, 0.2, 0.9, np.pi / 2], [5, 5, 4, 4, 0.8, 0.1, 0.0])
    found = decoded(rows, 2, 0.5, PLACE)
    assert found.labels.tolist() == [1, 0]
    assert found.scores == pytest.approx([0.9, 0.8])
    assert found.corners[0] == pytest.approx(box(20, 10, 8, 2, 90), abs=1e-5)
    assert found.corners[1] == pytest.approx(box(5, 5, 4, 4), abs=1e-5)


def test_a_candidate_may_be_of_two_classes():
    found = decoded(columns([5, 5, 4, 4, 0.8, 0.6]), 2, 0.5, PLACE)
    assert found.labels.tolist() == [0, 1]


@pytest.mark.parametrize(
    "candidate",
    [
        pytest.param([5, 5, 4, 4, 0.4, 0.0], id="score too low"),
        pytest.param([np.nan, 5, 4, 4, 0.9, 0.0], id="nowhere"),
        pytest.param([5, 5, 0, 4, 0.9, 0.0], id="no width"),
        pytest.param([5, 5, 4, -1, 0.9, 0.0], id="negative height"),
    ],
)
def test_what_is_no_box_is_left_out(candidate):
    assert len(decoded(columns(candidate), 2, 0.5, PLACE)) == 0


@pytest.mark.parametrize("shape", [(5, 9), (8, 9), (6,)], ids=["too few", "too many", "flat"])
def test_rows_that_do_not_fit_the_names_are_refused(shape):
    with pytest.raises(InputError, match=r"a\.onnx: output must have 4 \+ 2 rows"):
        decoded(np.zeros(shape), 2, 0.5, PLACE)


def test_tiles_of_different_sizes_are_one_batch():
    tiles = [np.full((10, 40, 3), 255, np.uint8), np.zeros((33, 8, 3), np.uint8)]
    batch = batched(tiles, 32, None)
    assert batch.shape == (2, 3, 64, 64)
    assert batch[0, :, :10, :40].min() == 1.0
    assert batch[0, :, 10:].max() == pytest.approx(GREY / 255)
    assert batch[1, :, :33, :8].max() == 0.0
    assert batched(tiles, 32, 96).shape == (2, 3, 96, 96)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{0: 'plane', 1: 'ship'}", ("plane", "ship")),
        ('{"1": "ship", "0": "plane"}', ("plane", "ship")),
        ('["plane", "ship"]', ("plane", "ship")),
        ("{'a': 'plane'}", ()),
        ("plane, ship", ()),
        ("__import__('os')", ()),
        ("", ()),
        (None, ()),
    ],
)
def test_names_in_metadata(text, names):
    assert metadata_names(text) == names


def test_listed_boxes_are_upright_by_their_corners_or_oriented_by_their_middles():
    upright = np.array([[1, 3, 9, 7, 0.9, 1], [0, 0, 4, 4, 0.2, 0], [5, 5, 5, 9, 0.8, 0]])
    found = listed(upright.astype(np.float32), 2, 0.5, PLACE)
    assert found.labels.tolist() == [1]
    assert found.corners[0] == pytest.approx(box(5, 5, 8, 4))
    oriented = np.array([[20, 10, 8, 2, 0.9, 1, np.pi / 2]], dtype=np.float32)
    assert listed(oriented, 2, 0.5, PLACE).corners[0] == pytest.approx(
        box(20, 10, 8, 2, 90), abs=1e-5
    )


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        pytest.param(np.zeros((9, 5)), "must have 6 or 7 columns, but got 9 x 5", id="columns"),
        pytest.param(np.ones((1, 6)) * 2, "has a class 2, but there are 2 names", id="names"),
    ],
)
def test_a_list_that_does_not_fit_is_refused(rows, message):
    with pytest.raises(InputError, match=message):
        listed(rows, 2, 0.5, PLACE)
