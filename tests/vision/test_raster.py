from __future__ import annotations

import numpy as np
import pytest
import rasterio
from PIL import Image
from rasterio.errors import NotGeoreferencedWarning

from rune_lp.errors import InputError
from rune_lp.vision.raster import open_raster
from rune_lp.vision.tiling import Window

PIXELS = np.random.default_rng(3).integers(0, 255, (60, 90, 3), dtype=np.uint8)


def tiff(path, levels):
    """Write levels (bands, height, width) as a tiled TIFF."""
    count, height, width = levels.shape
    profile = {"driver": "GTiff", "tiled": True, "blockxsize": 32, "blockysize": 32}
    with pytest.warns(NotGeoreferencedWarning):
        made = rasterio.open(
            path, "w", width=width, height=height, count=count, dtype=levels.dtype, **profile
        )
    with made:
        made.write(levels)


def save(path, pixels):
    if path.suffix == ".tif":
        tiff(path, pixels.transpose(2, 0, 1))
    else:
        Image.fromarray(pixels).save(path)


@pytest.mark.parametrize("name", ["a.png", "a.bmp", "a.tif"])
def test_a_window_is_that_part_of_the_picture(tmp_path, name):
    save(tmp_path / name, PIXELS)
    with open_raster(tmp_path / name) as raster:
        assert (raster.width, raster.height) == (90, 60)
        window = raster.read(Window(17, 5, 40, 33))
        assert window.dtype == np.uint8
        assert np.array_equal(window, PIXELS[5:38, 17:57])


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "LA", "1"])
def test_other_modes_are_read_as_rgb(tmp_path, mode):
    image = Image.fromarray(PIXELS).convert(mode)
    image.save(tmp_path / "a.png")
    with open_raster(tmp_path / "a.png") as raster:
        assert np.array_equal(raster.read(Window(0, 0, 90, 60)), np.asarray(image.convert("RGB")))


def test_one_band_is_grey_and_more_than_three_are_the_first_three(tmp_path):
    bands = np.random.default_rng(4).integers(0, 255, (4, 40, 40), dtype=np.uint8)
    tiff(tmp_path / "one.tif", bands[:1])
    tiff(tmp_path / "four.tif", bands)
    whole = Window(0, 0, 40, 40)
    with open_raster(tmp_path / "one.tif") as raster:
        assert np.array_equal(raster.read(whole), np.repeat(bands[0, ..., None], 3, axis=2))
    with open_raster(tmp_path / "four.tif") as raster:
        assert np.array_equal(raster.read(whole), bands[:3].transpose(1, 2, 0))


def test_16_bits_are_stretched_alike_in_every_window(tmp_path):
    ramp = np.tile(np.arange(0, 4000, 100, dtype=np.uint16), (1, 40, 1))
    tiff(tmp_path / "a.tif", ramp)
    with open_raster(tmp_path / "a.tif") as raster:
        whole = raster.read(Window(0, 0, 40, 40))
        assert (whole.min(), whole.max()) == (0, 255)
        assert (np.diff(whole[0, :, 0].astype(int)) >= 0).all()
        assert np.array_equal(raster.read(Window(10, 5, 20, 9)), whole[5:14, 10:30])


def deep_png(path):
    Image.fromarray(np.zeros((9, 9), dtype=np.uint16)).save(path)


def text(path):
    path.write_text("no picture at all")


def cut_short(path):
    save(path, PIXELS)
    path.write_bytes(path.read_bytes()[:400])


@pytest.mark.parametrize(
    ("name", "make", "message"),
    [
        pytest.param("a.png", deep_png, "8 bits a channel", id="16 bits, PNG"),
        pytest.param("a.png", text, "is not a picture", id="text"),
        pytest.param("a.tif", text, "cannot be opened", id="text, TIFF"),
        pytest.param("a.png", cut_short, "cannot be read", id="cut short"),
        pytest.param("a.png", lambda path: None, "no such picture", id="missing"),  # noqa: ARG005
    ],
)
def test_what_cannot_be_read_is_named(tmp_path, name, make, message):
    make(tmp_path / name)
    with pytest.raises(InputError, match=f"{name}: .*{message}"), open_raster(tmp_path / name):
        pass
