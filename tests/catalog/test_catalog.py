import json
import os
import shutil

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rune_lp.catalog import Catalog, CatalogWriter, ImageEntry
from rune_lp.catalog.gather import RESIDENT
from rune_lp.catalog.segment import Segment
from rune_lp.errors import InputError
from rune_lp.scenes import Scene
from tests.scenes.scene_strategies import LABELS, collections

BOX = [(0, 0), (4, 0), (4, 2), (0, 2)]


# How long the disk takes is no property of what is written to it.
on_disk = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def scene(image, *scores, label="ship", **members):
    return Scene.of(image, [label] * len(scores), scores, [BOX] * len(scores), **members)


def written(path, *scenes):
    with CatalogWriter(path, ["a.txt"]) as writer:
        for item in scenes:
            writer.add(item)
    return path


@on_disk
@given(collections())
def test_what_is_written_is_read_as_it_was(tmp_path_factory, scenes):
    path = written(tmp_path_factory.mktemp("catalogs") / "x.catalog", *scenes)
    catalog = Catalog.open(path, masks=True)
    assert list(catalog.scenes()) == sorted(scenes, key=lambda scene: scene.image)
    assert list(catalog.scenes(0.5)) == [found.at_least(0.5) for found in catalog.scenes()]
    labels = [label for found in scenes for label in found.labels]
    assert dict(catalog.class_counts) == {label: labels.count(label) for label in catalog.labels}
    assert set(catalog.labels) == set(labels)


@on_disk
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


@on_disk
@given(
    st.lists(collections(), min_size=1, max_size=3),
    st.sampled_from([0.0, 0.3, 0.5, 1.0]),
    st.none() | st.sets(st.sampled_from([*LABELS, "never seen"])),
    st.integers(1, 12),
    st.data(),
)
def test_blocks_have_what_is_wanted_of_the_images_that_are(
    tmp_path_factory, runs, min_score, labels, max_rows, data
):
    path = tmp_path_factory.mktemp("catalogs") / "x.catalog"
    for scenes in runs:
        with CatalogWriter(path, append=True) as writer:
            for item in scenes:
                writer.add(item)
    latest = {item.image: item for scenes in runs for item in scenes}
    catalog = Catalog.open(path, masks=True)
    assert list(catalog.scenes()) == [latest[name] for name in sorted(latest)]
    chosen = np.array([data.draw(st.booleans()) for _ in latest], dtype=np.bool_)
    blocks = list(catalog.blocks(min_score, labels, chosen, max_rows))
    found = [block.scene(position) for block in blocks for position in range(len(block))]
    assert found == [
        wanted(latest[name], min_score, labels)
        for name, is_chosen in zip(sorted(latest), chosen, strict=True)
        if is_chosen
    ]
    for block in blocks:
        assert len(block) == 1 or len(block) + len(block.ids) <= max_rows
        assert block.class_names == catalog.labels
        assert block.class_index.flags.c_contiguous
        assert block.corners.flags.c_contiguous


def wanted(scene, min_score, labels):
    kept = [
        position
        for position, (label, score) in enumerate(zip(scene.labels, scene.scores, strict=True))
        if score >= min_score and (labels is None or label in labels)
    ]
    return scene.rows(np.array(kept, dtype=np.intp))


def test_blocks_of_every_image_and_detection_are_the_file_itself(tmp_path):
    catalog = Catalog.open(written(tmp_path / "x", scene("P1", 0.9), scene("P2", 0.1, 0.2)))
    (block,) = catalog.blocks()
    assert (block.names, block.offsets.tolist()) == (("P1", "P2"), [0, 1, 3])
    assert not block.corners.flags.owndata
    assert list(catalog.blocks(images=np.zeros(2, dtype=np.bool_))) == []


def test_some_classes_are_counted_in_the_order_they_are_asked_for(tmp_path):
    catalog = Catalog.open(
        written(tmp_path / "x", scene("P1", 0.9, 0.2), scene("P2", 0.6, label="plane"))
    )
    assert catalog.counts_by_image(0.5, ["ship", "moon", "plane"]).tolist() == [
        [1, 0, 0],
        [0, 0, 1],
    ]


def test_entries_are_read_when_asked_for(tmp_path):
    path = written(tmp_path / "x", scene("P2", 0.5, gsd=0.3, path="P2.png"), scene("P1"))
    entries = Catalog.open(path).entries
    assert list(entries) == ["P1", "P2"]
    assert entries["P2"] == ImageEntry("P2", 1, 4.0, 2.0, False, 0.3, None, "P2.png", None)
    assert entries["P1"] == ImageEntry("P1", 0, 0.0, 0.0, False, None, None, None, None)
    assert "P3" not in entries
    assert 7 not in entries


def test_numbers_of_images_are_columns(tmp_path):
    catalog = Catalog.open(
        written(tmp_path / "x", scene("P2", 0.5, gsd=0.3), scene("P1", width=9, height=8))
    )
    assert catalog.row_counts.tolist() == [0, 1]
    assert catalog.image_column("size_known").tolist() == [1, 0]
    assert catalog.image_column("widths").tolist() == [9, 4]
    assert np.isnan(catalog.image_column("gsds")).tolist() == [True, False]


def test_a_name_that_is_no_utf_8_is_a_name(tmp_path):
    odd = os.fsdecode(b"caf\xe9")
    catalog = Catalog.open(written(tmp_path / "x", scene(odd, 0.9), scene("café"), scene("船")))
    assert catalog.images == ("café", odd, "船")
    assert [item.image for item in catalog.scenes()] == ["café", odd, "船"]
    assert len(catalog.scene(odd)) == 1


def test_an_open_catalogue_stays_as_it_was(tmp_path):
    path = written(tmp_path / "x", scene("P1", 0.9))
    catalog = Catalog.open(path)
    written(path, scene("P2"))
    assert list(catalog.scenes()) == [scene("P1", 0.9)]
    assert Catalog.open(path).images == ("P2",)


def test_memory_of_segments_that_are_done_with_is_given_back(tmp_path, monkeypatch):
    monkeypatch.setattr("rune_lp.catalog.store.SEALED", 1)
    monkeypatch.setattr("rune_lp.catalog.writer.SEALED", 1)
    catalog = Catalog.open(written(tmp_path / "x", *(scene(f"P{n}", 0.9) for n in range(9))))
    released = []
    monkeypatch.setattr(Segment, "release", lambda segment: released.append(segment.path.name))
    assert len(list(catalog.blocks(max_rows=1))) == 9
    assert released == [f"segment-{n:06d}.rune" for n in range(9 - RESIDENT)]


def rewritten(path, change):
    manifest = json.loads((path / "catalog.json").read_text())
    change(manifest)
    (path / "catalog.json").write_text(json.dumps(manifest))


def truncated(path, by):
    data = path.read_bytes()
    path.write_bytes(data[: len(data) - by])


def overwritten(path, place, data):
    whole = bytearray(path.read_bytes())
    whole[place : place + len(data)] = data
    path.write_bytes(whole)


SEGMENT = "segment-000000.rune"
LISTING = "images-000000.npy"

DAMAGE = {
    "manifest is cut": (
        lambda path: truncated(path / "catalog.json", 9),
        "catalog.json: cannot be read",
    ),
    "manifest is of another": (
        lambda path: (path / "catalog.json").write_text("[]"),
        "catalog.json: is no catalogue's manifest",
    ),
    "manifest is no text": (
        lambda path: (path / "catalog.json").write_bytes(b"\xff\xfe\0"),
        "catalog.json: cannot be read",
    ),
    "manifest is a million brackets": (
        lambda path: (path / "catalog.json").write_text("[" * 1_000_000),
        "catalog.json: cannot be read",
    ),
    "version": (
        lambda path: rewritten(path, lambda manifest: manifest.update(version=99)),
        "catalog.json: catalogue must be of version 2, but got 99",
    ),
    "an older version": (
        lambda path: rewritten(path, lambda manifest: manifest.update(version=1)),
        "catalog.json: catalogue must be of version 2, but got 1",
    ),
    "segments are not named": (
        lambda path: rewritten(path, lambda manifest: manifest.pop("segments")),
        "catalog.json: lacks what a manifest holds: 'segments'",
    ),
    "a segment lacks its size": (
        lambda path: rewritten(path, lambda manifest: manifest["segments"][0].pop("size")),
        "catalog.json: lacks what a manifest holds: 'size'",
    ),
    "classes are no mapping": (
        lambda path: rewritten(path, lambda manifest: manifest["segments"][0].update(classes=7)),
        "catalog.json: lacks what a manifest holds",
    ),
    "a segment is named that lies elsewhere": (
        lambda path: rewritten(path, lambda m: m["segments"][0].update(file="../x.rune")),
        "catalog.json: lacks what a manifest holds: '../x.rune' is no file of a catalogue",
    ),
    "images are more than there are": (
        lambda path: rewritten(path, lambda manifest: manifest["segments"][0].update(images=7)),
        f"{LISTING}: must list 7 images, but got int32 (1, 2)",
    ),
    "segment is gone": (lambda path: (path / SEGMENT).unlink(), f"{SEGMENT}: is missing"),
    "segment is empty": (lambda path: (path / SEGMENT).write_bytes(b""), f"{SEGMENT}: is damaged"),
    "segment is a few bytes": (
        lambda path: (path / SEGMENT).write_bytes(b"RUNE-LP4"),
        f"{SEGMENT}: is damaged",
    ),
    "segment is of an older version": (
        lambda path: overwritten(path / SEGMENT, 0, b"RUNE-LP3"),
        f"{SEGMENT}: segment must be of version 4, but got 3 (make it anew with rune-lp index)",
    ),
    "segment is cut": (
        lambda path: truncated(path / SEGMENT, 100),
        f"{SEGMENT}: is damaged: it ends before its column ",
    ),
    "segment is of another": (
        lambda path: (path / SEGMENT).write_bytes(b"PK" + bytes(5000)),
        f"{SEGMENT}: is no segment of a catalogue",
    ),
    "segment is longer": (
        lambda path: (path / SEGMENT).write_bytes((path / SEGMENT).read_bytes() + bytes(64)),
        f"{SEGMENT}: is damaged: it must have ",
    ),
    "segment has another header": (
        lambda path: overwritten(path / SEGMENT, 40, b"?"),
        f"{SEGMENT}: is damaged: its header is not what was written",
    ),
    "segment has a header of no end": (
        lambda path: overwritten(path / SEGMENT, 8, b"\xff" * 8),
        f"{SEGMENT}: is damaged",
    ),
    "listing is gone": (lambda path: (path / LISTING).unlink(), f"{LISTING}: is missing"),
    "listing is empty": (lambda path: (path / LISTING).write_bytes(b""), f"{LISTING}: is damaged"),
    "listing is cut": (lambda path: truncated(path / LISTING, 5), f"{LISTING}: is damaged"),
    "listing is of another type": (
        lambda path: np.save(path / LISTING, np.zeros((1, 2), dtype="<i8")),
        f"{LISTING}: must list 1 images, but got int64 (1, 2)",
    ),
    "listing holds objects": (
        lambda path: np.save(path / LISTING, np.array([{}, {}]), allow_pickle=True),
        f"{LISTING}: is damaged",
    ),
}


def appended(path):
    with CatalogWriter(path, append=True):
        pass


@pytest.mark.parametrize(("damage", "message"), DAMAGE.values(), ids=DAMAGE)
@pytest.mark.parametrize("opened", [Catalog.open, appended], ids=["read", "appended to"])
def test_a_damaged_catalogue_is_refused_with_the_file_and_the_remedy(
    tmp_path, damage, message, opened
):
    path = written(tmp_path / "x.catalog", scene("P1", 0.9, 0.5))
    damage(path)
    before = {file.name: file.read_bytes() for file in path.iterdir()}
    with pytest.raises(InputError) as caught:
        opened(path)
    text = str(caught.value)
    assert message in text
    assert "rune-lp index" in text
    assert "\n" not in text
    assert {file.name: file.read_bytes() for file in path.iterdir()} == before


def test_numbers_that_were_not_written_are_found_by_the_checksums(tmp_path):
    path = written(tmp_path / "x.catalog", scene("P1", 0.9, 0.5))
    Catalog.open(path).verify()
    score = np.array(0.9).tobytes()
    overwritten(path / SEGMENT, (path / SEGMENT).read_bytes().rindex(score), bytes(8))
    with pytest.raises(InputError, match="is damaged: column scores is not what was written"):
        Catalog.open(path).verify()


def test_places_that_no_segment_has_are_refused(tmp_path):
    path = written(tmp_path / "x.catalog", scene("P1", 0.9, 0.5))
    np.save(path / LISTING, np.array([[0, 5]], dtype="<i4"))
    with pytest.raises(InputError, match=f"{LISTING}: names images that no segment has"):
        Catalog.open(path)


def test_a_catalogue_that_is_not_there_is_refused(tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match=r"folder: is not a catalogue .make one with rune-lp"):
        Catalog.open(tmp_path / "folder")
    with pytest.raises(InputError, match="nowhere: no such catalogue"):
        Catalog.open(tmp_path / "nowhere")
