"""Answers as datasets of FiftyOne and tasks of Label Studio, by the rules of their formats."""

from __future__ import annotations

import json
import math
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from rune_lp.catalog import Catalog
from rune_lp.scenes import Scene
from tests.cli.program import call, refused
from tests.pool.images import write_catalog

NEAR = "a ship near a harbor"
TURNED = [(212.0, 100.0), (229.3, 110.0), (224.3, 118.7), (207.0, 108.7)]
HARBOR = [(100.0, 100.0), (200.0, 100.0), (200.0, 140.0), (100.0, 140.0)]
REVERSED = TURNED[::-1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Three images: one with a picture, one without, one of unknown size."""
    folder = tmp_path_factory.mktemp("exports")
    boxes = [HARBOR, TURNED, REVERSED, [(0, 0), (9, 0), (9, 9), (0, 9)]]
    labels, scores = ["harbor", "ship", "ship", '<"plane">'], [0.9, 0.8, 0.7, 0.4]
    size = {"width": 400, "height": 200}
    scenes = [
        Scene.of("north pier", labels, scores, boxes, **size),
        Scene.of("bare", labels, scores, boxes, **size),
        Scene.of("sizeless", labels, scores, boxes),
    ]
    write_catalog(folder / "x.catalog", scenes)
    (folder / "pictures" / "a").mkdir(parents=True)
    for name in ("a/north pier.png", "sizeless.png"):
        Image.new("RGB", (400, 200)).save(folder / "pictures" / name)
    return folder


def exported(folder, option, *more):
    path = folder / "answers.json"
    arguments = ["--images", folder / "pictures", "--explanations", 2, option, path]
    ran = call("search", folder / "x.catalog", NEAR, *arguments, *more)
    return ran, json.loads(path.read_text(encoding="utf-8"))


def corners(region):
    """The corners of a region in pixels, as Label Studio draws it."""
    value, across = region["value"], region["original_width"] / 100
    down = region["original_height"] / 100
    turn = math.radians(value["rotation"])
    width, height = value["width"] * across, value["height"] * down
    along = np.array([math.cos(turn), math.sin(turn)]) * width
    aside = np.array([-math.sin(turn), math.cos(turn)]) * height
    first = np.array([value["x"] * across, value["y"] * down])
    return np.array([first, first + along, first + along + aside, first + aside])


def test_tasks_have_the_answers_as_predictions_in_place(folder):
    ran, (task,) = exported(folder, "--label-studio")
    assert task["data"]["image"] == "/data/local-files/?d=a/north%20pier.png"
    assert [one["score"] for one in task["predictions"]] == [0.8, 0.7]
    for prediction, box in zip(task["predictions"], (TURNED, REVERSED), strict=True):
        regions = [one for one in prediction["result"] if one["type"] == "rectanglelabels"]
        by_label = {one["value"]["rectanglelabels"][0]: one for one in regions}
        assert set(by_label) == {"ship", "harbor"}
        for label, wanted in (("ship", box), ("harbor", HARBOR)):
            found = sorted(map(tuple, corners(by_label[label]).round(1).tolist()))
            assert found == pytest.approx(np.array(sorted(wanted)), abs=0.2)
            assert by_label[label]["value"]["width"] > 0
        (relation,) = [one for one in prediction["result"] if one["type"] == "relation"]
        ends = {relation["from_id"], relation["to_id"]}
        assert ends == {one["id"] for one in regions}
    ids = [one["id"] for each in task["predictions"] for one in each["result"] if "id" in one]
    assert len(ids) == len(set(ids))
    # Those that have no place there are named.
    assert ran.code == 3
    assert "the image has no picture (give --images DIR, the folder of the pictures)" in ran.err
    assert "sizeless: the image's size is not known" in ran.err


def test_the_interface_has_every_class(folder):
    exported(folder, "--label-studio")
    root = ElementTree.parse(folder / "answers.xml").getroot()
    labels = [each.get("value") for each in root.iter("Label")]
    assert labels == sorted(Catalog.open(folder / "x.catalog").labels)
    (tool,) = root.iter("RectangleLabels")
    assert (tool.get("name"), tool.get("toName")) == ("label", "image")


def test_samples_have_all_objects_and_the_answers(folder):
    ran, found = exported(folder, "--fiftyone")
    assert ran.code == 3
    assert found["name"] == "answers"
    assert found["info"]["query"] == NEAR
    (sample,) = found["samples"]
    assert sample["filepath"] == str(folder / "pictures/a/north pier.png")
    assert set(sample) == set(found["sample_fields"])
    assert (sample["score"], sample["satisfied"]) == (0.8, True)
    objects = sample["objects"]["polylines"]
    assert [one["label"] for one in objects] == ["harbor", "ship", "ship"]
    for one, box in zip(objects, (HARBOR, TURNED, REVERSED), strict=True):
        (points,) = one["points"]
        assert np.array(points) * (400, 200) == pytest.approx(np.array(box), abs=1e-3)
        assert one["closed"]
    answer = [(one["variable"], one["assignment"]) for one in sample["answer"]["polylines"]]
    assert answer == [("x", 1), ("y", 1), ("x", 2), ("y", 2)]


@pytest.mark.parametrize("option", ["--fiftyone", "--label-studio"])
def test_a_file_that_cannot_be_is_named_before_anything_is_solved(folder, option):
    ran = call("search", folder / "x.catalog", NEAR, option, folder / "no" / "x.json")
    assert "there is no folder for it" in refused(ran)


def test_explain_exports_its_image(folder):
    path = folder / "one.json"
    arguments = ["--images", folder / "pictures", "--fiftyone", path]
    assert call("explain", folder / "x.catalog", "north pier", NEAR, *arguments).code == 0
    assert len(json.loads(path.read_text(encoding="utf-8"))["samples"]) == 1
