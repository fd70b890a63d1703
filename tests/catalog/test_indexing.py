"""Which sources are read again, and what becomes of the images that they gave."""

import json
import os

import pytest

from rune_lp.catalog import Catalog, CatalogWriter
from rune_lp.catalog.indexing import index_sources
from rune_lp.errors import Fault, InputError
from rune_lp.scenes.formats import ReadOptions, find_pictures
from tests.scenes.formats.source_files import BOX, png, write


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return the function that indexes sources, and gives the images read and the messages."""
    monkeypatch.chdir(tmp_path)

    def index(*sources, append=True, strict=False, **options):
        read, told = [], []
        with CatalogWriter("x", sources, append=append, whole=strict) as writer:
            for item in index_sources(writer, ReadOptions(**options), strict=strict):
                if isinstance(item, Fault):
                    told.append(str(item))
                else:
                    read.append(item.image)
        return read, told

    return index


def labels(name, count=1):
    return write(name, f"{BOX} ship 0\n" * count)


def jsonl(name, *images):
    lines = [json.dumps({"image": image, "objects": []}) for image in images]
    return write(name, "\n".join(lines))


def images():
    return Catalog.open("x").images


def test_files_that_have_not_changed_are_not_read_again(run, tmp_path):
    for name in ("P1", "P2", "P3"):
        labels(tmp_path / f"a/{name}.txt")
    assert run("a") == (["P1", "P2", "P3"], [])
    assert run("a") == ([], [])
    os.utime(tmp_path / "a/P1.txt", ns=(1, 1))
    labels(tmp_path / "a/P2.txt", count=2)
    labels(tmp_path / "a/P4.txt")
    assert run("a") == (["P2", "P4"], [])
    assert Catalog.open("x").row_counts.tolist() == [1, 2, 1, 1]


def test_without_append_all_is_read(run, tmp_path):
    labels(tmp_path / "P1.txt")
    run("P1.txt")
    assert run("P1.txt", append=False) == (["P1"], [])


def test_appending_gives_what_indexing_anew_gives(run, tmp_path):
    jsonl(tmp_path / "a.jsonl", "P1", "P2", "P3")
    labels(tmp_path / "P4.txt")
    run("a.jsonl", "P4.txt")
    jsonl(tmp_path / "a.jsonl", "P0", "P2")
    labels(tmp_path / "P4.txt", 3)
    run("a.jsonl", "P4.txt")
    appended = list(Catalog.open("x").scenes())
    run("a.jsonl", "P4.txt", append=False)
    assert appended == list(Catalog.open("x").scenes())
    assert images() == ("P0", "P2", "P4")


def test_images_of_files_that_are_not_given_stay(run, tmp_path):
    labels(tmp_path / "a/P1.txt")
    labels(tmp_path / "b/P2.txt")
    run("a")
    (tmp_path / "a/P1.txt").unlink()
    run("b")
    assert images() == ("P1", "P2")


def test_an_image_of_another_file_is_replaced_and_said(run, tmp_path):
    labels(tmp_path / "a/P1.txt")
    labels(tmp_path / "b/P1.txt", 2)
    run("a")
    old, new = tmp_path / "a/P1.txt", tmp_path / "b/P1.txt"
    assert run("b") == (
        ["P1"],
        [f"{new}: image 'P1' was indexed from {old}: it is replaced"],
    )
    assert len(Catalog.open("x").scene("P1")) == 2


def test_an_image_that_an_unchanged_file_of_the_run_gives_is_not_replaced(run, tmp_path):
    labels(tmp_path / "a/P1.txt")
    run("a")
    labels(tmp_path / "b/P1.txt", 2)
    read, told = run("a", "b")
    assert read == []
    (message,) = told
    assert message == (
        f"{tmp_path}/b/P1.txt: image 'P1' must be given once, but is in {tmp_path}/a/P1.txt too, "
        "which has not changed: this one is left out"
    )
    assert len(Catalog.open("x").scene("P1")) == 1
    assert Catalog.open("x").faults == 1


def test_an_image_that_two_files_give_is_there_as_long_as_one_does(run, tmp_path):
    jsonl(tmp_path / "a.jsonl", "P1")
    jsonl(tmp_path / "b.jsonl", "P1", "P2")
    run("a.jsonl", "b.jsonl")
    jsonl(tmp_path / "a.jsonl", "P0")
    run("a.jsonl", "b.jsonl")
    assert images() == ("P0", "P1", "P2")
    assert run("a.jsonl", "b.jsonl") == ([], [])


def test_faults_of_a_file_count_as_long_as_it_has_them(run, tmp_path):
    write(tmp_path / "P1.txt", f"{BOX} ship 0\n0 0 ship\n")
    run("P1.txt")
    run("P1.txt")
    assert Catalog.open("x").faults == 1
    labels(tmp_path / "P1.txt")
    run("P1.txt")
    assert Catalog.open("x").faults == 0


@pytest.mark.parametrize(
    ("before", "after"),
    [({}, {"gsd": 0.5}), ({}, {"image_size": (9, 9)}), ({"gsd": 0.5}, {"gsd": 0.3})],
    ids=["gsd", "size", "another gsd"],
)
def test_files_are_read_again_if_they_are_read_otherwise(run, tmp_path, before, after):
    labels(tmp_path / "P1.txt")
    run("P1.txt", **before)
    assert run("P1.txt", **before) == ([], [])
    assert run("P1.txt", **after) == (["P1"], [])


def test_a_file_is_read_again_if_its_picture_has_changed(run, tmp_path):
    for name in ("P1", "P2"):
        labels(tmp_path / f"{name}.txt")
        write(tmp_path / f"pictures/{name}.png", png(40, 30))

    def pictures():
        return find_pictures(tmp_path / "pictures")[0]

    run("P1.txt", "P2.txt", pictures=pictures())
    write(tmp_path / "pictures/P2.png", png(50, 30) + b" ")
    write(tmp_path / "pictures/P3.png", png(50, 30))
    everything = {"pictures": pictures(), "all_pictures": True}
    assert run("P1.txt", "P2.txt", **everything) == (["P2", "P3"], [])
    assert Catalog.open("x").image_column("widths").tolist() == [40, 50, 50]
    labels(tmp_path / "P3.txt")
    assert run("P1.txt", "P2.txt", "P3.txt", **everything) == (["P3"], [])


def test_yolo_labels_are_read_again_if_their_names_have_changed(run, tmp_path):
    write(tmp_path / "P1.txt", "0 0.5 0.5 0.2 0.4\n")
    write(tmp_path / "names.txt", "ship\n")
    run("P1.txt", image_size=(9, 9))
    write(tmp_path / "names.txt", "plane\n")
    assert run("P1.txt", image_size=(9, 9)) == (["P1"], [])
    assert Catalog.open("x").scene("P1").labels == ("plane",)


def test_result_files_of_a_folder_are_one_source(run, tmp_path):
    write(tmp_path / "r/Task1_ship.txt", f"P1 0.9 {BOX}\nP2 0.9 {BOX}\n")
    write(tmp_path / "r/Task1_plane.txt", f"P1 0.8 {BOX}\n")
    assert run("r") == (["P1", "P2"], [])
    assert run("r") == ([], [])
    write(tmp_path / "r/Task1_plane.txt", f"P1 0.8 {BOX}\nP3 0.7 {BOX}\n")
    write(tmp_path / "r/Task1_ship.txt", f"P1 0.9 {BOX}\n")
    assert run("r") == (["P1", "P3"], [])
    assert images() == ("P1", "P3")


def test_a_file_that_cannot_be_read_is_tried_again(run, tmp_path):
    jsonl(tmp_path / "a.jsonl", "P1")
    run("a.jsonl")
    (tmp_path / "a.jsonl").unlink()
    (tmp_path / "b.jsonl").symlink_to("a.jsonl")
    with pytest.raises(InputError):
        run("b.jsonl")
    jsonl(tmp_path / "a.jsonl", "P2")
    run("b.jsonl")
    assert images() == ("P1", "P2")


def test_strict_leaves_the_catalogue_as_it_was(run, tmp_path):
    labels(tmp_path / "P1.txt")
    run("P1.txt")
    labels(tmp_path / "a/P2.txt")
    write(tmp_path / "a/P3.txt", f"{BOX} ship 0\n0 0 ship\n")
    with pytest.raises(InputError):
        run("a", strict=True)
    assert images() == ("P1",)
