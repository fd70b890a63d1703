from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.scenes import Block, Scene
from tests.scenes.scene_strategies import collections

BOX = [(0, 0), (4, 0), (4, 2), (0, 2)]

SHIPS = Scene.of("P2", ["ship", "ship"], [0.9, 0.25], [BOX, BOX], width=40, height=30, gsd=0.3)
PLANE = Scene.of("P1", ["plane"], [0.7], [BOX], north=12.5, path="a/P1.png")
EMPTY = Scene.of("P0", [], [], [])


@given(collections(), st.sampled_from([0.0, 0.5]))
def test_a_block_of_scenes_gives_them_back_sorted_by_name(every, min_score):
    scenes = [scene.at_least(min_score) for scene in every]
    block = Block.of(scenes)
    back = [block.scene(position) for position in range(len(block))]
    assert back == sorted(scenes, key=lambda scene: scene.image)
    assert block == Block.of(back)


@given(collections(), st.data())
def test_images_between_two_positions_are_a_block(scenes, data):
    block = Block.of(scenes)
    first = data.draw(st.integers(0, len(block)))
    last = data.draw(st.integers(first, len(block)))
    assert block.between(first, last) == Block.of(
        [block.scene(position) for position in range(first, last)]
    )


def test_columns_are_contiguous_and_have_their_types():
    block = Block.of([SHIPS, PLANE, EMPTY])
    assert block.names == ("P0", "P1", "P2")
    assert block.class_names == ("plane", "ship")
    assert block.offsets.tolist() == [0, 0, 1, 3]
    assert block.class_index.tolist() == [0, 1, 1]
    assert block.ids.tolist() == [0, 0, 1]
    assert block.size_known.tolist() == [False, False, True]
    assert np.isnan(block.gsds).tolist() == [True, True, False]
    types = {
        name: getattr(block, name).dtype.str
        for name in ("offsets", "class_index", "scores", "corners", "ids", "gsds", "size_known")
    }
    assert types == {
        "offsets": "<i8",
        "class_index": "<i4",
        "scores": "<f8",
        "corners": "<f8",
        "ids": "<i8",
        "gsds": "<f8",
        "size_known": "|b1",
    }
    assert block.corners.flags.c_contiguous


def test_a_block_of_nothing_is_a_block():
    block = Block.of([])
    assert (len(block), block.offsets.tolist(), block.corners.shape) == (0, [0], (0, 4, 2))


def test_what_is_unknown_stays_unknown():
    block = Block.of([SHIPS, PLANE])
    assert (block.scene(0).gsd, block.scene(0).north, block.scene(0).path) == (
        None,
        12.5,
        "a/P1.png",
    )
    assert (block.scene(1).gsd, block.scene(1).north, block.scene(1).path) == (0.3, None, None)


def test_blocks_differ_if_a_scene_does():
    assert Block.of([SHIPS]) != Block.of([PLANE])
    assert Block.of([SHIPS]) != Block.of([SHIPS.at_least(0.5)])
    assert Block.of([SHIPS]) != "P2"


def test_columns_are_read_only():
    block = Block.of([SHIPS])
    with pytest.raises(ValueError, match="read-only"):
        block.scores[0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        block.offsets[0] = 1


def test_an_image_is_in_a_block_once():
    with pytest.raises(ValueError, match="one scene of each image"):
        Block.of([SHIPS, SHIPS])


@pytest.mark.parametrize(
    "change",
    [
        {"scores": np.zeros(3)},
        {"corners": np.zeros((2, 8))},
        {"gsds": np.zeros(2)},
        {"offsets": np.array([0, 1])},
        {"offsets": np.array([0, 1, 2])},
        {"offsets": np.array([1, 2])},
        {"paths": ("a", "b")},
    ],
    ids=lambda change: " ".join(f"{name} {np.shape(value)}" for name, value in change.items()),
)
def test_columns_that_do_not_fit_are_refused(change):
    with pytest.raises(ValueError, match="a block"):
        replace(Block.of([SHIPS]), **change)
