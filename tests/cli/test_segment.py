"""Masks from pixels, by a segmenter that stands in for a Segment Anything model."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

from rune_lp.catalog import Catalog
from rune_lp.vision import sam_segmenter
from tests.cli.program import call, refused
from tests.vision.stand_ins import SameColour

INSIDE = "exists x y. ship(x) & harbor(y) & inside(x, y)"


@pytest.fixture(autouse=True)
def segmenter(monkeypatch):
    made = SameColour(side=64)
    monkeypatch.setattr(sam_segmenter, "SamSegmenter", lambda *given, **more: made)  # noqa: ARG005
    return made


@pytest.fixture
def weights(tmp_path):
    path = tmp_path / "sam_b.pt"
    path.write_bytes(b"of some kind")
    return path


@pytest.fixture
def bay(tmp_path):
    """Index a picture with an L-shaped harbour whose box encloses a ship, and one without any."""
    pixels = np.zeros((150, 160, 3), dtype=np.uint8)
    pixels[20:120, 20:85] = pixels[80:120, 20:120] = 200
    pixels[40:50, 95:115] = 120
    (tmp_path / "pictures").mkdir()
    Image.fromarray(pixels).save(tmp_path / "pictures/P1.png")
    harbor = [[20, 20], [120, 20], [120, 120], [20, 120]]
    ship = [[95, 40], [115, 40], [115, 50], [95, 50]]
    objects = [
        {"class": "harbor", "score": 0.9, "polygon": harbor},
        {"class": "ship", "score": 0.8, "polygon": ship},
    ]
    lines = [
        {"image": name, "width": 160, "height": 150, "objects": objects} for name in ("P1", "P2")
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)))
    options = ("--images", tmp_path / "pictures")
    assert call("index", tmp_path / "a.jsonl", "-o", tmp_path / "x.catalog", *options).code == 0
    return tmp_path / "x.catalog"


def test_a_catalogue_gets_masks_which_questions_look_at(tmp_path, bay, weights):
    target = tmp_path / "y.catalog"
    ran = call("segment", bay, "-o", target, "--weights", weights)
    assert ran.code == 3
    assert ran.err == "image 'P2' has no picture, so it gets no masks (give --images DIR)\n"
    assert ran.out.splitlines()[:3] == [
        f"{target}: 2 images, 4 detections",
        "with a mask: 1; the boxes stand for the others",
        "images that get no masks: 1, named above",
    ]
    assert "mask " in ran.out
    assert "infer" not in ran.out
    inside = call("search", target, "--fol", INSIDE, "--format", "jsonl").lines[1:]
    assert {line["image"] for line in inside} == {"P1", "P2"}
    outlined = ("--outlines", "mask", "--format", "jsonl")
    outside = call("search", target, "--fol", INSIDE, *outlined).lines[1:]
    assert [line["image"] for line in outside] == ["P2"]
    assert not Catalog.open(bay).has_masks


def test_append_goes_on_with_what_is_left(tmp_path, bay, weights, segmenter):
    options = ("-o", tmp_path / "y.catalog", "--weights", weights, "--append", "--format", "jsonl")
    call("segment", bay, *options)
    Image.open(tmp_path / "pictures/P1.png").save(tmp_path / "pictures/P2.png")
    views = segmenter.views
    ran = call("segment", bay, *options, "--images", tmp_path / "pictures")
    assert (ran.code, ran.json["images"], ran.json["unchanged"]) == (0, 1, 1)
    assert (ran.json["masks"], ran.json["without_masks"]) == (1, 0)
    assert segmenter.views == 2 * views


def test_the_catalogue_that_is_read_is_not_written(bay, weights):
    said = refused(call("segment", bay, "-o", bay, "--weights", weights))
    assert "is the catalogue that is read" in said


def test_what_is_detected_gets_masks(tmp_path, bay, weights):  # noqa: ARG001
    pytest.importorskip("onnxruntime")
    options = ("--weights", "demo", "--masks", weights, "--min-score", "0.01")
    target = tmp_path / "z.catalog"
    ran = call("detect", tmp_path / "pictures", "-o", target, *options, "--format", "json")
    assert ran.code == 0, ran
    assert ran.json["masks"] > 0
    assert ran.json["mask"] > 0
    assert Catalog.open(target).has_masks
