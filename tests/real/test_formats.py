"""The real data load whole, with the counts that their README gives."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from rune_lp.catalog import Catalog, CatalogWriter
from rune_lp.errors import Fault
from rune_lp.scenes.formats import Notice, ReadOptions, detect_format, find_pictures, read_scenes

DATA = Path(__file__).parents[3] / "shared/data"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not there")


def load(name, options=None):
    items = list(read_scenes([DATA / name], options))
    scenes = {item.image: item for item in items if not isinstance(item, Fault)}
    return scenes, [item for item in items if isinstance(item, Fault)]


@pytest.mark.parametrize(
    ("name", "images", "objects", "classes"),
    [
        ("dota-val-detections", 158, 25_747, 15),
        ("dota-labels", 11, 1_184, 14),
        ("nwpu-vhr10", 650, 3_921, 10),
    ],
)
def test_every_image_and_object_loads(name, images, objects, classes):
    scenes, faults = load(name)
    assert [fault for fault in faults if not isinstance(fault, Notice)] == []
    assert len(scenes) == images
    assert sum(map(len, scenes.values())) == objects
    assert len({label for scene in scenes.values() for label in scene.labels}) == classes


def test_an_object_s_id_is_its_position_in_the_source():
    scenes, _ = load("dota-val-detections")
    expected = Counter()
    for path in sorted((DATA / "dota-val-detections").iterdir()):
        label = path.stem.removeprefix("Task1_")
        for line in path.read_text().splitlines():
            image, score, *coordinates = line.split()
            scene, position = scenes[image], expected[image]
            assert scene.ids[position] == position
            assert scene.labels[position] == label
            assert scene.scores[position] == float(score)
            assert scene.corners[position].reshape(8).tolist() == list(map(float, coordinates))
            expected[image] += 1
    assert {image: len(scene) for image, scene in scenes.items()} == expected


def test_the_nonsense_gsd_is_noticed_and_the_others_are_read():
    scenes, faults = load("dota-labels")
    assert [fault.place.line for fault in faults] == [2]
    assert faults[0].message.startswith(
        "gsd must be in 0.01..100 m/px, but got '2.68220901489e-06'"
    )
    assert [image for image, scene in scenes.items() if scene.gsd is None] == ["P0168"]
    assert scenes["P0003"].gsd == 0.115726939386


def test_every_label_of_the_files_is_an_object():
    scenes, _ = load("dota-labels")
    lines = {
        path.stem: len(path.read_text().split("\n")) - 3
        for path in (DATA / "dota-labels").iterdir()
    }
    assert sum(lines.values()) + 2 * len(lines) == 1_206
    assert {image: len(scene) for image, scene in scenes.items()} == lines


def test_pictures_give_the_sizes():
    pictures, _ = find_pictures(DATA / "dota-images")
    scenes, _ = load("dota-labels", ReadOptions(pictures=pictures))
    sizes = {i: (s.width, s.height) for i, s in scenes.items() if s.size_known}
    assert sizes == {
        "P0003": (1147, 1023),
        "P0004": (824, 1464),
        "P0075": (451, 839),
        "P0706": (1111, 1182),
        "P1888": (712, 557),
    }


def test_a_segmentation_fills_its_rectangle_within_the_annotation_s_box():
    scenes, _ = load("nwpu-vhr10")
    scene = scenes["001"]
    assert (scene.width, scene.height, scene.size_known) == (958, 808, True)
    # The first annotation's bbox is [563, 485, 66, 86]: its rectangle lies about it.
    low, high = scene.corners[0].min(axis=0), scene.corners[0].max(axis=0)
    assert (low <= [563, 485]).all()
    assert (high >= [628, 570]).all()


def test_a_catalogue_of_them_gives_them_back(tmp_path):
    scenes, _ = load("dota-val-detections")
    with CatalogWriter(tmp_path / "x") as writer:
        for scene in scenes.values():
            writer.add(scene)
    catalog = Catalog.open(tmp_path / "x")
    assert list(catalog.scenes()) == [scenes[image] for image in sorted(scenes)]
    assert catalog.floor == min(scene.scores.min() for scene in scenes.values())


@pytest.mark.parametrize("name", ["dota-images/P0003.png", "captions/sample.txt"])
def test_what_holds_no_detections_is_not_taken_for_any(name):
    assert detect_format(DATA / name) is None
