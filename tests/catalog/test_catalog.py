import json
import shutil

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from rune_lp.catalog import Catalog, CatalogWriter
from rune_lp.errors import InputError
from rune_lp.scenes import Scene
from tests.scenes.scene_strategies import collections

BOX = [(0, 0), (4, 0), (4, 2), (0, 2)]


def scene(image, *scores, label="ship", **members):
    return Scene.of(image, [label] * len(scores), scores, [BOX] * len(scores), **members)


def written(path, *scenes):
    with CatalogWriter(path, ["a.txt"]) as writer:
        for item in scenes:
            writer.add(item)
    return path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(collections())
def test_what_is_written_is_read_as_it_was(tmp_path_factory, scenes):
    path = written(tmp_path_factory.mktemp("catalogs") / "x.catalog", *scenes)
    catalog = Catalog.open(path)
    assert list(catalog.scenes()) == sorted(scenes, key=lambda scene: scene.image)
    assert list(catalog.scenes(0.5)) == [found.at_least(0.5) for found in catalog.scenes()]
    labels = [label for found in scenes for label in found.labels]
    assert dict(catalog.class_counts) == {label: labels.count(label) for label in catalog.labels}
    assert set(catalog.labels) == set(labels)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(collections())
def test_counts_by_image_are_those_of_the_scenes(tmp_path_factory, scenes):
    path = written(tmp_path_factory.mktemp("catalogs") / "x.catalog", *scenes)
    catalog = Catalog.open(path)
    for threshold in (0.0, 0.5, 1.0):
        expected = [
            [found.labels.count(label) for label in catalog.labels]
            for found in catalog.scenes(threshold)
        ]
        assert catalog.counts_by_image(threshold).tolist() == expected


def test_images_are_sorted_however_they_came(tmp_path):
    catalog = Catalog.open(written(tmp_path / "x", scene("P2", 0.9), scene("P10"), scene("P1")))
    assert catalog.images == ("P1", "P10", "P2")
    assert [found.image for found in catalog.scenes()] == ["P1", "P10", "P2"]
    assert len(catalog) == 3
    assert "P10" in catalog
    assert "P3" not in catalog


def test_the_floor_is_the_lowest_score(tmp_path):
    assert Catalog.open(written(tmp_path / "x", scene("P1", 0.9, 0.098))).floor == 0.098
    assert Catalog.open(written(tmp_path / "y", scene("P1"))).floor is None


def test_an_image_below_the_threshold_is_an_image_with_no_objects(tmp_path):
    catalog = Catalog.open(written(tmp_path / "x", scene("P1", 0.3)))
    assert len(catalog.scene("P1", 0.5)) == 0
    assert (catalog.scene("P1", 0.5).width, catalog.images) == (4, ("P1",))


def test_a_class_without_a_detection_is_a_class(tmp_path):
    seen = Scene.of("P1", ["ship", "plane"], [0.9, 0.1], [BOX, BOX]).at_least(0.5)
    catalog = Catalog.open(written(tmp_path / "x", seen))
    assert dict(catalog.class_counts) == {"plane": 0, "ship": 1}
    assert catalog.scene("P1").labels == ("ship",)


def test_scenes_stay_when_the_catalogue_goes(tmp_path):
    path = written(tmp_path / "x", scene("P1", 0.9))
    found = Catalog.open(path).scene("P1")
    shutil.rmtree(path)
    assert found == scene("P1", 0.9)


def test_an_unknown_image_is_refused_with_the_nearest_names(tmp_path):
    catalog = Catalog.open(written(tmp_path / "x", scene("P0003"), scene("P0004"), scene("Q")))
    with pytest.raises(InputError, match="has no image 'P003'") as caught:
        catalog.scene("P003")
    assert caught.value.fault.hint == "did you mean P0003, P0004?"
    with pytest.raises(InputError, match="it has 3 images"):
        catalog.scene("zzz")


def rewritten(path, change):
    index = json.loads((path / "catalog.json").read_text())
    change(index)
    (path / "catalog.json").write_text(json.dumps(index))


def truncated(path, by):
    data = path.read_bytes()
    path.write_bytes(data[: len(data) - by])


DAMAGE = {
    "index is gone": (
        lambda path: (path / "catalog.json").unlink(),
        "x.catalog: is not a catalogue (make one with rune-lp index SOURCE -o",
    ),
    "index is cut": (
        lambda path: truncated(path / "catalog.json", 9),
        "catalog.json: cannot be read",
    ),
    "index is of another": (
        lambda path: (path / "catalog.json").write_text("[]"),
        "catalog.json: is no catalogue's index",
    ),
    "index is no text": (
        lambda path: (path / "catalog.json").write_bytes(b"\xff\xfe\0"),
        "catalog.json: cannot be read",
    ),
    "version": (
        lambda path: rewritten(path, lambda index: index.update(version=99)),
        "catalog.json: catalogue must be of version 1, but got 99",
    ),
    "images are missing": (
        lambda path: rewritten(path, lambda index: index.pop("images")),
        "catalog.json: lacks what an index holds: 'images'",
    ),
    "an image lacks its size": (
        lambda path: rewritten(path, lambda index: index["images"][0].pop("width")),
        "catalog.json: lacks what an index holds",
    ),
    "rows beyond": (
        lambda path: rewritten(path, lambda index: index["images"][0].update(offset=7)),
        "catalog.json: gives the images other rows than the columns have",
    ),
    "column is gone": (
        lambda path: (path / "scores.npy").unlink(),
        "scores.npy: is missing",
    ),
    "column is empty": (
        lambda path: (path / "scores.npy").write_bytes(b""),
        "scores.npy: is damaged",
    ),
    "column is cut": (
        lambda path: truncated(path / "corners.npy", 5),
        "corners.npy: is damaged",
    ),
    "column is short": (
        lambda path: np.save(path / "ids.npy", np.zeros(1, dtype="<i8")),
        "ids.npy: must hold 2 rows of <i8 (), but got int64 (1,)",
    ),
    "column is of another type": (
        lambda path: np.save(path / "classes.npy", np.zeros(2, dtype="<i8")),
        "classes.npy: must hold 2 rows of <i4 (), but got int64 (2,)",
    ),
    "column holds objects": (
        lambda path: np.save(path / "classes.npy", np.array([{}, {}]), allow_pickle=True),
        "classes.npy: is damaged",
    ),
}


@pytest.mark.parametrize(("damage", "message"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_catalogue_is_refused_with_the_file_and_the_remedy(tmp_path, damage, message):
    path = written(tmp_path / "x.catalog", scene("P1", 0.9, 0.5))
    damage(path)
    with pytest.raises(InputError) as caught:
        Catalog.open(path)
    text = str(caught.value)
    assert message in text
    assert "rune-lp index" in text
    assert "\n" not in text


def test_a_catalogue_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="nowhere: no such catalogue"):
        Catalog.open(tmp_path / "nowhere")
