from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from PIL import Image
from pyproj import Transformer

from rune_lp.catalog import Catalog, CatalogWriter
from rune_lp.errors import InputError
from rune_lp.vision.cataloguing import Work, detect_pictures, find_images
from rune_lp.vision.loading import Weights
from rune_lp.vision.settings import Settings
from tests.cli.program import call
from tests.vision.stand_ins import Patches, painted


@pytest.fixture
def pictures(tmp_path):
    """Return three pictures in a folder; the second is none."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name, label in (("a", 0), ("c", 1)):
        pixels = painted(80, 60, [(10, 10, 20, 12, label), (40, 20, 12, 20, 1)])
        Image.fromarray(pixels).save(folder / f"{name}.png")
    (folder / "b.png").write_text("no picture")
    return folder


@pytest.fixture
def work(tmp_path):
    weights = tmp_path / "weights.onnx"
    weights.write_bytes(b"of some kind")
    return Work(Weights(weights, "onnx"), Patches(), Settings(tile=64))


def run(tmp_path, work, paths, *, append=True):
    with CatalogWriter(tmp_path / "x.catalog", ["pictures"], append=append) as writer:
        return list(detect_pictures(writer, paths, work))


def opened(tmp_path):
    return Catalog.open(tmp_path / "x.catalog")


def test_each_picture_is_an_image_and_an_unreadable_one_is_named(tmp_path, pictures, work):
    first, second, third = run(tmp_path, work, find_images([pictures]))
    assert [str(fault) for fault in second.faults] == [f"{pictures / 'b.png'}: is not a picture"]
    assert second.scene is None
    assert first.faults == third.faults == ()
    catalog = opened(tmp_path)
    assert catalog.images == ("a", "c")
    scene = catalog.scene("a")
    assert sorted(scene.labels) == ["plane", "ship"]
    assert (scene.width, scene.height, scene.size_known) == (80, 60, True)
    assert scene.path == str(pictures / "a.png")


def test_a_place_that_cannot_be_used_is_told_and_does_not_hinder(tmp_path, pictures, work):
    (pictures / "a.pgw").write_text("0.5 0 nonsense")
    (one,) = run(tmp_path, work, [pictures / "a.png"])
    assert "world file must have 6 numbers" in str(one.faults[0])
    assert one.scene is not None
    (again,) = run(tmp_path, work, [pictures / "a.png"])
    assert again.scene is None


def test_a_turned_geotiff_has_its_place_and_its_north(tmp_path, work):
    # A quarter turn: to the right in the picture is north, down in it is east.
    pixels = painted(80, 60, [(10, 20, 12, 8, 1), (50, 20, 12, 8, 0)])
    profile = {"driver": "GTiff", "width": 80, "height": 60, "count": 3, "dtype": "uint8"}
    transform = rasterio.Affine(0, 0.5, 500_000, 0.5, 0, 4_600_000)
    path = tmp_path / "turned.tif"
    with rasterio.open(path, "w", crs="EPSG:32631", transform=transform, **profile) as made:
        made.write(pixels.transpose(2, 0, 1))
    run(tmp_path, work, [path])
    scene = opened(tmp_path).scene("turned")
    assert scene.gsd == pytest.approx(0.5, rel=1e-3)
    assert scene.north == pytest.approx(90, abs=0.01)
    asked = ("search", tmp_path / "x.catalog", "--fol")
    assert call(*asked, "exists x y. plane(x) & ship(y) & north_of(x, y)").code == 0
    assert call(*asked, "exists x y. plane(x) & ship(y) & east_of(x, y)").code == 1
    place = tmp_path / "a.geojson"
    call(*asked, "exists x. plane(x)", "--geojson", place)
    (plane,) = (
        feature
        for feature in json.loads(place.read_text())["features"]
        if "class" in feature["properties"]
    )
    ring = np.array(plane["geometry"]["coordinates"][0])[:4]
    ground = Transformer.from_crs("EPSG:4326", "EPSG:32631", always_xy=True)
    east, north = ground.transform(*ring.T)
    assert (east.min(), east.max()) == pytest.approx((500_010, 500_014), abs=0.01)
    assert (north.min(), north.max()) == pytest.approx((4_600_025, 4_600_031), abs=0.01)


def test_what_an_earlier_run_found_is_not_looked_for_again(tmp_path, pictures, work):
    run(tmp_path, work, [pictures / "a.png"])
    before = opened(tmp_path).scene("a")
    calls = work.detector.calls
    again, new = run(tmp_path, work, [pictures / "a.png", pictures / "c.png"])
    assert again.scene is None
    assert again.faults == ()
    assert new.scene is not None
    assert work.detector.calls == calls + 1
    assert opened(tmp_path).images == ("a", "c")
    assert opened(tmp_path).scene("a") == before


def other_weights(work, _):
    work.weights.path.write_bytes(b"of another kind")
    return work


def other_settings(work, _):
    return replace(work, settings=replace(work.settings, min_score=0.9))


def other_bands(work, _):
    return replace(work, settings=replace(work.settings, bands=(2, 1, 0)))


def other_pixels(work, folder):
    Image.fromarray(painted(80, 60, [(1, 1, 9, 9, 0)])).save(folder / "a.png")
    return work


@pytest.mark.parametrize("change", [other_weights, other_settings, other_bands, other_pixels])
def test_what_decides_the_detections_has_them_made_again(tmp_path, pictures, work, change):
    run(tmp_path, work, [pictures / "a.png"])
    (again,) = run(tmp_path, change(work, pictures), [pictures / "a.png"])
    assert again.scene is not None


def test_the_size_of_batches_decides_nothing(tmp_path, pictures, work):
    run(tmp_path, work, [pictures / "a.png"])
    other = replace(work, settings=replace(work.settings, batch=1))
    (again,) = run(tmp_path, other, [pictures / "a.png"])
    assert again.scene is None


def test_a_picture_that_was_unreadable_is_tried_again(tmp_path, pictures, work):
    run(tmp_path, work, find_images([pictures]))
    Image.fromarray(painted(50, 50, [(5, 5, 9, 9, 0)])).save(pictures / "b.png")
    results = run(tmp_path, work, find_images([pictures]))
    assert [one.path.name for one in results if one.scene is not None] == ["b.png"]
    assert opened(tmp_path).images == ("a", "b", "c")
    assert opened(tmp_path).manifest.faults == 0


def test_two_pictures_of_one_name_clash(tmp_path, pictures, work):
    other = tmp_path / "other"
    other.mkdir()
    Image.fromarray(np.zeros((9, 9, 3), np.uint8)).save(other / "a.png")
    _, second = run(tmp_path, work, [pictures / "a.png", other / "a.png"])
    assert "image 'a' must be given once" in str(second.faults[0])
    assert opened(tmp_path).scene("a").width == 80


def test_what_was_finished_before_an_interruption_stays(tmp_path, pictures, work):
    def interrupted():
        yield pictures / "a.png"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, work, interrupted())
    assert opened(tmp_path).images == ("a",)
    calls = work.detector.calls
    run(tmp_path, work, find_images([pictures]))
    assert work.detector.calls == calls + 1


def test_which_pictures_are_meant(pictures):
    odd = pictures / "scan.001"
    odd.write_bytes(b"")
    names = [path.name for path in find_images([pictures / "c.png", pictures, odd])]
    assert names == ["c.png", "a.png", "b.png", "scan.001"]


def test_in_a_folder_hidden_files_and_folders_called_as_pictures_are_not_meant(pictures):
    (pictures / "._a.png").write_bytes(b"of a Macintosh")
    (pictures / "folder.png").mkdir()
    (pictures / "nowhere.png").symlink_to("gone.png")
    names = [path.name for path in find_images([pictures])]
    assert names == ["a.png", "b.png", "c.png", "nowhere.png"]


@pytest.mark.parametrize(
    ("name", "message"),
    [("missing.png", "no such picture or folder"), ("empty", "folder has no picture")],
)
def test_a_source_without_pictures_is_refused(tmp_path, name, message):
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=message):
        find_images([Path(tmp_path / name)])
