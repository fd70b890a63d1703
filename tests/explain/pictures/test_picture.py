"""Pictures as files hold them: sizes, kinds, faults, and the album that finds them."""

from __future__ import annotations

import base64
import importlib.util
import io

import numpy as np
import pytest
import rasterio
from PIL import Image

from rune_lp.errors import InputError
from rune_lp.explain.pictures.album import Album
from rune_lp.explain.pictures.picture import embedded
from rune_lp.scenes import Scene


def decoded(uri):
    kind, _, data = uri.partition(";base64,")
    return kind, Image.open(io.BytesIO(base64.b64decode(data)))


def saved(path, size=(300, 150), mode="RGB"):
    Image.new(mode, size).save(path)
    return path


def deep_tiff(path):
    levels = np.linspace(0, 4000, 4 * 150 * 300).reshape(4, 150, 300).astype(np.uint16)
    identity = {"width": 300, "height": 150, "count": 4, "dtype": "uint16"}
    with rasterio.open(
        path, "w", "GTiff", transform=rasterio.Affine(2, 0, 9, 0, -2, 9), **identity
    ) as file:
        file.write(levels)
    return path


@pytest.mark.parametrize(
    ("long_side", "size"),
    [(0, (300, 150)), (300, (300, 150)), (100, (100, 50)), (1, (1, 1))],
    ids=["as it is", "fits", "smaller", "a point"],
)
def test_a_picture_is_a_jpeg_of_at_most_the_size_that_is_asked_for(tmp_path, long_side, size):
    found = embedded(saved(tmp_path / "P1.png"), long_side=long_side)
    assert (found.size, found.original) == (size, (300, 150))
    kind, image = decoded(found.uri)
    assert (kind, image.size) == ("data:image/jpeg", size)
    assert max(decoded(found.thumbnail)[1].size) <= 176


@pytest.mark.parametrize("mode", ["RGBA", "L", "P", "1", "I;16"])
def test_pictures_of_any_mode_are_shown(tmp_path, mode):
    assert embedded(saved(tmp_path / "P1.png", mode=mode)).size == (300, 150)


def test_a_raster_of_many_deep_bands_is_stretched_and_thinned_out(tmp_path):
    found = embedded(deep_tiff(tmp_path / "P1.tif"), long_side=100)
    assert (found.size, found.original) == ((100, 50), (300, 150))
    pixels = np.asarray(decoded(found.uri)[1])
    assert np.ptp(pixels) > 200


@pytest.mark.parametrize(
    ("suffix", "kind"), [("png", "image/png"), ("jpg", "image/jpeg"), ("gif", "image/gif")]
)
def test_without_pillow_a_picture_is_taken_as_it_is(tmp_path, monkeypatch, suffix, kind):
    path = saved(tmp_path / f"P1.{suffix}")
    there = importlib.util.find_spec
    hidden = lambda name, *rest: None if name == "PIL" else there(name, *rest)  # noqa: E731
    monkeypatch.setattr("rune_lp.explain.pictures.picture.find_spec", hidden)
    found = embedded(path, long_side=10)
    assert found.uri == f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
    assert (found.thumbnail, found.size) == (None, (300, 150))
    with pytest.raises(InputError, match=r"browsers do not show it as it is \(with Pillow they do"):
        embedded(deep_tiff(tmp_path / "P2.tif"))


def scene(name="P1", path=None, size=(300, 150)):
    width, height = size or (None, None)
    box = [[(0, 0), (9, 0), (9, 4), (0, 4)]]
    return Scene.of(name, ["ship"], [0.9], box, width=width, height=height, path=path)


def test_an_album_prefers_its_folder_to_what_the_catalogue_says(tmp_path):
    folder = tmp_path / "images"
    folder.mkdir()
    own, other = saved(folder / "P1.png"), saved(tmp_path / "P1.png")
    named = scene(path=str(other))
    assert Album(folder).path(named) == own
    assert Album().path(named) == other
    assert Album().path(scene()) is None


def test_an_album_counts_what_became_of_its_pictures(tmp_path):
    saved(tmp_path / "P1.png")
    album = Album(tmp_path, long_side=100)
    picture = album.embedded(scene())
    assert (
        album.note(scene(), picture) == "The picture is made smaller: 100 × 50 px of 300 × 150 px."
    )
    assert album.embedded(scene("P2")) is None
    assert album.note(scene("P2"), None) == "There is no picture: the boxes are drawn on a plan."
    assert album.remarks() == [
        "1 of 1 picture made smaller, to 100 px; boxes and numbers are those of the whole images.",
        "1 image has no picture: its boxes are drawn on a plan.",
    ]
    assert album.faults == {}


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda path: path.write_text("no picture"), "is no picture that Pillow can read"),
        (lambda path: saved(path, (30, 20)),
         "picture must be 300x150 px as image 'P1' is, but got 30x20"),
        (lambda path: path.mkdir(), "cannot be read: Is a directory"),
    ],
    ids=["no picture", "of another size", "a folder"],
)  # fmt: skip
def test_a_picture_that_cannot_be_used_is_noted_and_left_out(tmp_path, make, fault):
    path = tmp_path / "P1.png"
    make(path)
    album, named = Album(), scene(path=str(path))
    assert album.embedded(named) is None
    assert album.faults == {path: fault}
    assert album.path(named) is None
    assert fault in album.note(named, None)


def test_of_two_pictures_of_an_image_one_is_named(tmp_path):
    (tmp_path / "more").mkdir()
    saved(tmp_path / "P1.png")
    saved(tmp_path / "more/P1.jpg")
    assert "another picture" in str(Album(tmp_path).doubled[0])
