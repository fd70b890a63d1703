from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from rune_lp.catalog import Catalog, CatalogWriter
from rune_lp.scenes import Scene
from rune_lp.scenes.masks import Mask
from rune_lp.vision.masking import Masking
from rune_lp.vision.segmenting import segment_scenes
from tests.vision.boxes import box
from tests.vision.stand_ins import SameColour

SHIPS = np.array([box(20, 15, 24, 14), box(60, 35, 24, 14)])


@pytest.fixture
def masking(tmp_path):
    weights = tmp_path / "weights.pt"
    weights.write_bytes(b"of some kind")
    return Masking(weights, SameColour(side=128))


@pytest.fixture
def scene(tmp_path):
    """Return a scene with two ships that fill a part of their boxes, and its picture on disk."""
    pixels = np.zeros((50, 80, 3), dtype=np.uint8)
    pixels[10:20, 10:30] = pixels[30:40, 50:70] = 200
    Image.fromarray(pixels).save(tmp_path / "P1.png")
    path = str(tmp_path / "P1.png")
    return Scene.of(
        "P1", ["ship", "boat"], [0.9, 0.2], SHIPS, width=80, height=50, gsd=0.5, path=path
    )


def run(tmp_path, scenes, masking, **options):
    with CatalogWriter(tmp_path / "y.catalog", ["x.catalog"], append=True) as writer:
        pictures = options.pop("pictures", lambda scene: scene.path and Path(scene.path))
        return list(segment_scenes(writer, scenes, pictures, masking, **options))


def made(tmp_path):
    return Catalog.open(tmp_path / "y.catalog", masks=True)


def test_objects_get_masks_and_all_else_stays(tmp_path, scene, masking):
    (one,) = run(tmp_path, [scene], masking)
    assert one.faults == ()
    found = made(tmp_path).scene("P1")
    assert [mask.area for mask in found.masks] == [200, 200]
    assert replace(found, masks=None) == scene


def test_an_object_below_the_score_gets_none_and_one_that_has_one_keeps_it(
    tmp_path, scene, masking
):
    known = Mask.of(np.ones((3, 3), dtype=bool), left=15, top=12)
    run(tmp_path, [replace(scene, masks=(known, None))], masking, min_score=0.5)
    assert made(tmp_path).scene("P1").masks == (known, None)
    assert masking.segmenter.views == 0


def no_picture(scene):
    return replace(scene, path=None), "image 'P1' has no picture"


def gone(scene):
    Path(scene.path).unlink()
    return scene, "P1.png: no such picture"


def broken(scene):
    Path(scene.path).write_text("no picture")
    return scene, "P1.png: is not a picture"


def another_size(scene):
    return replace(scene, width=99.0), "must be of 99 x 50 px, as image 'P1' is, but is of 80 x 50"


@pytest.mark.parametrize("change", [no_picture, gone, broken, another_size])
def test_a_scene_without_its_picture_is_named_and_kept(tmp_path, scene, masking, change):
    changed, message = change(scene)
    (one,) = run(tmp_path, [changed], masking)
    assert message in str(one.faults[0])
    assert made(tmp_path).scene("P1") == changed
    assert made(tmp_path).manifest.faults == 1


def test_what_an_earlier_run_did_is_not_done_again(tmp_path, scene, masking):
    run(tmp_path, [scene], masking)
    (again, other) = run(tmp_path, [scene, replace(scene, image="P2")], masking)
    assert again.scene is None
    assert again.faults == ()
    assert other.scene is not None
    assert made(tmp_path).images == ("P1", "P2")
    assert masking.segmenter.views == 2


def other_weights(tmp_path, scene):
    (tmp_path / "weights.pt").write_bytes(b"of another kind")
    return scene


def other_boxes(tmp_path, scene):  # noqa: ARG001
    return replace(scene, corners=scene.corners + 1)


def other_pixels(tmp_path, scene):
    Image.fromarray(np.zeros((50, 80, 3), np.uint8)).save(tmp_path / "P1.png")
    return scene


@pytest.mark.parametrize("change", [other_weights, other_boxes, other_pixels])
def test_what_decides_the_masks_has_them_made_again(tmp_path, scene, masking, change):
    run(tmp_path, [scene], masking)
    (again,) = run(tmp_path, [change(tmp_path, scene)], masking)
    assert again.scene is not None


def test_a_picture_that_was_missing_is_tried_again(tmp_path, scene, masking):
    run(tmp_path, [scene], masking, pictures=lambda scene: None)  # noqa: ARG005
    (again,) = run(tmp_path, [scene], masking)
    assert again.faults == ()
    assert made(tmp_path).has_masks
    assert made(tmp_path).manifest.faults == 0
