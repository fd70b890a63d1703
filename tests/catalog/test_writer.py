import errno
import json
import os
import pickle
import threading

import numpy as np
import pytest

from rune_lp.catalog import Catalog, CatalogWriter
from rune_lp.catalog.sourcelog import Stamp
from rune_lp.errors import InputError
from rune_lp.scenes import Georeference, Mask, Scene

BOX = [(0, 0), (4, 0), (4, 2), (0, 2)]
SCENE = Scene.of("P1", ["ship"], [0.9], [BOX])
OTHER = Scene.of("P2", ["ship"], [0.5], [BOX])


def write(path, scenes, source=None, **options):
    with CatalogWriter(path, **options) as writer:
        if source is not None:
            writer.begin(source)
        for scene in scenes:
            writer.add(scene)


def scenes_named(*names):
    return [Scene.of(name, ["ship"], [0.9], [BOX]) for name in names]


def stopping(scenes, error):
    yield from scenes
    raise error


def test_the_catalogue_says_what_it_was_made_from(tmp_path):
    with CatalogWriter(tmp_path / "x", ["a.txt", "b"]) as writer:
        writer.add(SCENE)
        writer.faults = 7
    manifest = json.loads((tmp_path / "x/catalog.json").read_text())
    assert manifest["generator"].startswith("rune-lp ")
    catalog = Catalog.open(tmp_path / "x")
    assert (catalog.sources, catalog.faults) == (("a.txt", "b"), 7)
    with CatalogWriter(tmp_path / "x", ["b", "c"], append=True) as writer:
        writer.faults = 1
    catalog = Catalog.open(tmp_path / "x")
    assert (catalog.sources, catalog.faults) == (("a.txt", "b", "c"), 8)


def test_a_source_may_have_any_name(tmp_path):
    odd = os.fsdecode(b"caf\xe9")
    with CatalogWriter(tmp_path / "x", [odd]) as writer:
        writer.begin(odd)
        writer.add(Scene.of(odd, ["ship"], [0.9], [BOX], path=odd))
        writer.finish(odd, Stamp("1", "2"), 0)
    catalog = Catalog.open(tmp_path / "x")
    assert (catalog.sources, catalog.images, catalog.scene(odd).path) == ((odd,), (odd,), odd)
    with CatalogWriter(tmp_path / "x", append=True) as writer:
        assert writer.owner(odd) == (odd, False)


@pytest.mark.usefixtures("at_once")
def test_what_was_added_is_there_before_the_writer_has_finished(tmp_path):
    with CatalogWriter(tmp_path / "x") as writer:
        writer.add(OTHER)
        assert Catalog.open(tmp_path / "x").images == ("P2",)
        writer.add(SCENE)
        assert Catalog.open(tmp_path / "x").images == ("P1", "P2")
        assert writer.finished == 2


@pytest.mark.usefixtures("at_once")
def test_what_is_to_be_whole_is_there_only_when_it_is(tmp_path):
    with CatalogWriter(tmp_path / "x", whole=True) as writer:
        writer.add(SCENE)
        with pytest.raises(InputError, match="x: is not a catalogue"):
            Catalog.open(tmp_path / "x")
    assert len(Catalog.open(tmp_path / "x")) == 1


def test_a_catalogue_is_replaced_when_the_new_one_is_whole(tmp_path):
    write(tmp_path / "x", [SCENE])
    with CatalogWriter(tmp_path / "x") as writer:
        writer.add(OTHER)
        assert Catalog.open(tmp_path / "x").images == ("P1",)
    assert Catalog.open(tmp_path / "x").images == ("P2",)
    assert len(list((tmp_path / "x").iterdir())) == 4


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
@pytest.mark.parametrize(
    ("options", "images"),
    [
        ({}, ("P1",)),
        ({"append": True}, ("P1", "P2")),
        ({"append": True, "whole": True}, ("P1",)),
    ],
    ids=["replacing", "appending", "appending the whole"],
)
def test_a_writer_that_is_stopped_loses_nothing(tmp_path, error, options, images):
    write(tmp_path / "x", [SCENE])
    before = set((tmp_path / "x").iterdir())
    with pytest.raises(error):
        write(tmp_path / "x", stopping([OTHER], error), **options)
    assert Catalog.open(tmp_path / "x").images == images
    assert len(list((tmp_path / "x").iterdir())) == len(before)


def test_a_new_catalogue_keeps_what_was_finished_when_it_is_stopped(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "x", stopping([SCENE, OTHER], KeyboardInterrupt))
    assert Catalog.open(tmp_path / "x").images == ("P1", "P2")


@pytest.mark.parametrize(
    ("scenes", "options"), [([], {}), ([SCENE], {"whole": True})], ids=["nothing", "whole"]
)
def test_a_writer_that_is_stopped_with_nothing_to_keep_leaves_nothing(tmp_path, scenes, options):
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "a/x", stopping(scenes, KeyboardInterrupt), **options)
    assert list(tmp_path.iterdir()) == []


def test_images_are_added_and_replaced(tmp_path):
    write(tmp_path / "x", [SCENE, OTHER])
    renewed = Scene.of("P2", ["plane", "plane"], [0.25, 0.75], [BOX, BOX])
    with CatalogWriter(tmp_path / "x", append=True) as writer:
        writer.add(renewed)
        writer.add(Scene.of("P3", [], [], []))
        assert (len(writer), writer.added, writer.replaced) == (3, 1, 1)
        assert "P1" in writer
        assert "P4" not in writer
    catalog = Catalog.open(tmp_path / "x")
    assert list(catalog.scenes()) == [SCENE, renewed, Scene.of("P3", [], [], [])]
    assert dict(catalog.class_counts) == {"plane": 2, "ship": 1}
    assert catalog.floor == 0.25
    assert catalog.counts_by_image(0.5).tolist() == [[0, 1], [1, 0], [0, 0]]


def test_the_lowest_score_is_that_of_the_images_that_are_left(tmp_path):
    low = Scene.of("P1", ["ship"], [0.1], [BOX])
    write(tmp_path / "x", [low, *scenes_named("P2", "P3", "P4")])
    write(tmp_path / "x", [SCENE], append=True)
    assert Catalog.open(tmp_path / "x").floor == 0.9


@pytest.mark.usefixtures("at_once")
def test_images_that_a_source_no_longer_gives_go_when_it_is_finished(tmp_path):
    with CatalogWriter(tmp_path / "x") as writer:
        writer.begin("a.jsonl")
        for scene in scenes_named("P1", "P2"):
            writer.add(scene)
        writer.finish("a.jsonl", Stamp("1", "1"), faults=3)
        writer.begin("b.jsonl")
        writer.add(scenes_named("P3")[0])
        writer.finish("b.jsonl", Stamp("2", "2"), faults=4)
    with CatalogWriter(tmp_path / "x", append=True) as writer:
        assert writer.owner("P1") == ("a.jsonl", False)
        writer.begin("a.jsonl")
        writer.add(scenes_named("P2")[0])
        assert Catalog.open(tmp_path / "x").images == ("P1", "P2", "P3")
        writer.finish("a.jsonl", Stamp("3", "3"), faults=1)
        assert writer.owner("P2") == ("a.jsonl", True)
    catalog = Catalog.open(tmp_path / "x")
    assert (catalog.images, catalog.faults, writer.removed) == (("P2", "P3"), 5, 1)


@pytest.mark.usefixtures("at_once")
def test_a_source_that_was_not_read_to_its_end_is_not_known_as_read(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "x", stopping(scenes_named("P1", "P2"), KeyboardInterrupt), "a.jsonl")
    with CatalogWriter(tmp_path / "x", append=True) as writer:
        record = writer.record("a.jsonl")
        assert record is not None
        assert record.stamp is None
        writer.begin("a.jsonl")
        writer.add(scenes_named("P1")[0])
        writer.finish("a.jsonl", Stamp("1", "1"), 0)
    assert Catalog.open(tmp_path / "x").images == ("P1",)
    assert writer.removed == 1


def test_what_a_killed_writer_left_is_removed_by_the_next(tmp_path):
    write(tmp_path / "x", [SCENE])
    for name in ("segment-000009.rune", "images-000009.npy", "catalog.json.new", "scores.npy"):
        (tmp_path / "x" / name).write_bytes(b"half of it")
    (tmp_path / "x/notes.txt").write_text("precious")
    write(tmp_path / "x", [OTHER], append=True)
    assert Catalog.open(tmp_path / "x").images == ("P1", "P2")
    assert sorted(path.name for path in (tmp_path / "x").iterdir()) == [
        "catalog.json",
        "images-000010.npy",
        "notes.txt",
        "segment-000011.rune",
        "sources-000000.jsonl",
    ]


@pytest.mark.parametrize("manifest", ['{"version": 1}', "", "[]"], ids=["old", "empty", "other"])
def test_a_catalogue_that_cannot_be_opened_is_replaced_but_not_appended_to(tmp_path, manifest):
    (tmp_path / "x").mkdir()
    (tmp_path / "x/catalog.json").write_text(manifest)
    (tmp_path / "x/scores.npy").write_bytes(b"")
    with pytest.raises(InputError, match=r"catalog\.json"):
        write(tmp_path / "x", [SCENE], append=True)
    assert (tmp_path / "x/catalog.json").read_text() == manifest
    write(tmp_path / "x", [SCENE])
    assert Catalog.open(tmp_path / "x").images == ("P1",)
    assert not (tmp_path / "x/scores.npy").exists()


@pytest.mark.usefixtures("at_once")
def test_a_catalogue_opens_whenever_it_is_being_appended_to(tmp_path):
    write(tmp_path / "x", [SCENE])
    added = [f"Q{number:03d}" for number in range(150)]
    writing = threading.Thread(
        target=write, args=(tmp_path / "x", scenes_named(*added)), kwargs={"append": True}
    )
    writing.start()
    seen = 0
    while writing.is_alive():
        images = Catalog.open(tmp_path / "x").images
        assert images == ("P1", *added[: len(images) - 1])
        seen += 1 < len(images) <= len(added)
    writing.join()
    assert seen, "none was opened meanwhile"
    assert len(Catalog.open(tmp_path / "x")) == 151


def test_one_process_writes_at_a_time(tmp_path):
    with CatalogWriter(tmp_path / "x"):
        with pytest.raises(InputError, match="x: is being written by another process"):
            write(tmp_path / "x", [SCENE])
        with pytest.raises(InputError, match="x: is being written by another process"):
            write(tmp_path / "x", [SCENE], append=True)
    write(tmp_path / "x", [SCENE])


@pytest.mark.usefixtures("at_once")
def test_a_full_disk_is_said_and_what_was_finished_stays(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    write(tmp_path / "x", [SCENE])
    monkeypatch.setattr("rune_lp.catalog.store.write_segment", full)
    with pytest.raises(InputError, match="x: cannot be written: No space left on device"):
        write(tmp_path / "x", [OTHER], append=True)
    assert Catalog.open(tmp_path / "x").images == ("P1",)


def test_a_catalogue_without_images_is_a_catalogue(tmp_path):
    write(tmp_path / "x", [])
    catalog = Catalog.open(tmp_path / "x")
    assert (len(catalog), catalog.labels, list(catalog.scenes())) == (0, (), [])


def test_folders_on_the_way_are_made(tmp_path):
    write(tmp_path / "a/b/x", [SCENE])
    assert len(Catalog.open(tmp_path / "a/b/x")) == 1


def test_an_empty_folder_is_taken(tmp_path):
    (tmp_path / "x").mkdir()
    write(tmp_path / "x", [SCENE])
    assert len(Catalog.open(tmp_path / "x")) == 1


def test_a_link_to_a_catalogue_stays_a_link(tmp_path):
    write(tmp_path / "x", [SCENE])
    (tmp_path / "link").symlink_to("x")
    write(tmp_path / "link", [OTHER])
    assert (tmp_path / "link").is_symlink()
    assert Catalog.open(tmp_path / "x").images == ("P2",)


def test_what_is_no_catalogue_is_not_replaced(tmp_path):
    (tmp_path / "work").mkdir()
    (tmp_path / "work/thesis.tex").write_text("precious")
    (tmp_path / "file").write_text("precious")
    for name in ("work", "file"):
        with pytest.raises(InputError, match=f"{name}: is not a catalogue, so it is not replaced"):
            CatalogWriter(tmp_path / name)
    assert (tmp_path / "work/thesis.tex").read_text() == "precious"


def test_what_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="x: cannot be written: "):
        write(tmp_path / "file/x", [SCENE])


def test_an_image_is_written_once(tmp_path):
    with pytest.raises(ValueError, match="an image is written once, but got 'P1' again"):
        write(tmp_path / "x", [SCENE, SCENE])
    with CatalogWriter(tmp_path / "y") as writer:
        writer.add(SCENE)
        writer.begin("a.jsonl")
        with pytest.raises(ValueError, match="written once"):
            writer.add(SCENE)


def test_places_and_masks_outlive_merges(tmp_path):
    frames = [Georeference((1, 0, n, 0, -1, n), f"EPSG:3263{n}") for n in (2, 1)]
    frames += [Georeference((1, 0, 0, 0, 1, 0)), None]
    masks = [[Mask.of(np.ones((2, n), dtype=bool)), None] for n in (3, 4)] + [None, None]
    scenes = [
        Scene.of(f"P{n}", ["ship"] * 2, [0.9, 0.4], [BOX] * 2, georeference=frame, masks=mask)
        for n, (frame, mask) in enumerate(zip(frames, masks, strict=True))
    ]
    for scene in scenes:
        write(tmp_path / "x", [scene], append=True)
    catalog = Catalog.open(tmp_path / "x", masks=True)
    assert len(catalog.manifest.segments) < len(scenes)
    assert catalog.systems == ("EPSG:32631", "EPSG:32632")
    assert [catalog.scene(scene.image) for scene in scenes] == scenes
    assert list(catalog.scenes()) == scenes
    assert catalog.scene("P0", min_score=0.5).masks == tuple(masks[0][:1])
    assert pickle.loads(pickle.dumps(catalog)).scene("P0").masks == tuple(masks[0])
    assert all(scene.masks is None for scene in Catalog.open(tmp_path / "x").scenes())
