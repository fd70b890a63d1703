import json

import numpy as np
import pytest

from rune_lp.catalog import Catalog, CatalogWriter
from rune_lp.errors import InputError
from rune_lp.scenes import Scene

BOX = [(0, 0), (4, 0), (4, 2), (0, 2)]
SCENE = Scene.of("P1", ["ship"], [0.9], [BOX])
OTHER = Scene.of("P2", ["ship"], [0.5], [BOX])


def write(path, scenes):
    with CatalogWriter(path) as writer:
        for scene in scenes:
            writer.add(scene)


def test_columns_are_plain_little_endian_files(tmp_path):
    write(tmp_path / "x.catalog", [SCENE, OTHER])
    columns = {path.stem: np.load(path) for path in (tmp_path / "x.catalog").glob("*.npy")}
    assert {name: (c.dtype.str, c.shape) for name, c in columns.items()} == {
        "classes": ("<i4", (2,)),
        "scores": ("<f8", (2,)),
        "corners": ("<f8", (2, 4, 2)),
        "ids": ("<i8", (2,)),
    }
    assert columns["scores"].tolist() == [0.9, 0.5]


def test_the_index_says_what_made_it_from_what(tmp_path):
    with CatalogWriter(tmp_path / "x", ["a.txt", "b"]) as writer:
        writer.add(SCENE)
        writer.faults = 7
    index = json.loads((tmp_path / "x/catalog.json").read_text())
    assert index["generator"].startswith("rune-lp ")
    catalog = Catalog.open(tmp_path / "x")
    assert (catalog.sources, catalog.faults) == (("a.txt", "b"), 7)


def test_a_catalogue_is_there_only_when_it_is_whole(tmp_path):
    with CatalogWriter(tmp_path / "x") as writer:
        writer.add(SCENE)
        assert not (tmp_path / "x").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_catalogue_is_replaced_when_the_new_one_is_whole(tmp_path):
    write(tmp_path / "x", [SCENE])
    with CatalogWriter(tmp_path / "x") as writer:
        writer.add(OTHER)
        assert Catalog.open(tmp_path / "x").images == ("P1",)
    assert Catalog.open(tmp_path / "x").images == ("P2",)
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_a_writer_that_is_stopped_leaves_what_was_there(tmp_path, error):
    def stopping():
        yield OTHER
        raise error

    write(tmp_path / "x", [SCENE])
    with pytest.raises(error):
        write(tmp_path / "x", stopping())
    assert Catalog.open(tmp_path / "x").images == ("P1",)
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


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
