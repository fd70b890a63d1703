from __future__ import annotations

import numpy as np
import pytest
import rasterio
from PIL import Image
from rasterio.errors import NotGeoreferencedWarning

from rune_lp.errors import InputError
from rune_lp.scenes.formats.pictures import read_picture
from rune_lp.vision.raster import open_raster
from rune_lp.vision.tiling import Window

PIXELS = np.random.default_rng(3).integers(0, 255, (60, 90, 3), dtype=np.uint8)


def tiff(path, levels, colours=None, mask=None, **more):
    """Write levels (bands, height, width) as a tiled TIFF, with a palette or a mask."""
    count, height, width = levels.shape
    profile = {"driver": "GTiff", "tiled": True, "blockxsize": 32, "blockysize": 32, **more}
    with pytest.warns(NotGeoreferencedWarning):
        made = rasterio.open(
            path, "w", width=width, height=height, count=count, dtype=levels.dtype, **profile
        )
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), made:
        made.write(levels)
        if colours is not None:
            made.write_colormap(1, colours)
        if mask is not None:
            made.write_mask(mask)


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


def test_a_deep_png_is_stretched_too(tmp_path):
    ramp = np.tile(np.arange(0, 4000, 100, dtype=np.uint16), (40, 1))
    Image.fromarray(ramp).save(tmp_path / "a.png")
    tiff(tmp_path / "a.tif", ramp[None])
    whole = Window(0, 0, 40, 40)
    with open_raster(tmp_path / "a.png") as png, open_raster(tmp_path / "a.tif") as tif:
        assert np.array_equal(png.read(whole), tif.read(whole))


def test_float_pixels_without_data_are_black_and_do_not_stretch(tmp_path):
    levels = np.tile(np.linspace(0, 1, 40, dtype=np.float32), (3, 40, 1))
    levels[:, :5], levels[:, 5:9] = -9999, np.nan
    tiff(tmp_path / "a.tif", levels, nodata=-9999)
    with open_raster(tmp_path / "a.tif") as raster:
        pixels = raster.read(Window(0, 0, 40, 40))
    assert not pixels[:9].any()
    assert (pixels[9:, 0].max(), pixels[9:, -1].min()) == (0, 255)


def test_the_colours_of_a_palette_are_those_that_it_says(tmp_path):
    levels = np.zeros((1, 40, 40), dtype=np.uint8)
    levels[0, 10:20] = 7
    levels[0, 30:] = 9
    colours = {0: (1, 2, 3, 255), 7: (200, 100, 50, 255), 9: (9, 9, 9, 255)}
    tiff(tmp_path / "a.tif", levels, colours=colours, photometric="palette", nodata=9)
    with open_raster(tmp_path / "a.tif") as raster:
        pixels = raster.read(Window(0, 5, 40, 35))
    assert pixels[0, 0].tolist() == [1, 2, 3]
    assert pixels[6, 30].tolist() == [200, 100, 50]
    assert not pixels[25:].any()


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
def test_what_is_transparent_or_masked_is_black(tmp_path, name):
    opacity = np.full((60, 90), 255, dtype=np.uint8)
    opacity[20:30] = 0
    if name == "a.tif":
        tiff(tmp_path / name, PIXELS.transpose(2, 0, 1), mask=opacity)
    else:
        Image.fromarray(np.dstack([PIXELS, opacity])).save(tmp_path / name)
    with open_raster(tmp_path / name) as raster:
        seen = raster.read(Window(0, 0, 90, 60))
    assert np.array_equal(seen, PIXELS * (opacity > 0)[..., None])


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
@pytest.mark.parametrize(("bands", "shown"), [((2, 1, 0), [2, 1, 0]), ((1,), [1, 1, 1])])
def test_bands_can_be_chosen(tmp_path, name, bands, shown):
    save(tmp_path / name, PIXELS)
    with open_raster(tmp_path / name, bands) as raster:
        assert np.array_equal(raster.read(Window(0, 0, 90, 60)), PIXELS[..., shown])


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
def test_a_band_that_is_not_there_is_named(tmp_path, name):
    save(tmp_path / name, PIXELS)
    message = f"{name}: there must be a band 4, but there are 3"
    with pytest.raises(InputError, match=message), open_raster(tmp_path / name, (3, 2, 1)):
        pass


def test_a_cmyk_jpeg_is_read_as_rgb(tmp_path):
    Image.fromarray(np.full((20, 20, 3), (200, 40, 90), np.uint8)).convert("CMYK").save(
        tmp_path / "a.jpg", quality=95
    )
    with open_raster(tmp_path / "a.jpg") as raster:
        assert np.allclose(raster.read(Window(0, 0, 20, 20)), (200, 40, 90), atol=6)


def test_a_turned_jpeg_is_read_as_it_is_stored(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(PIXELS).save(tmp_path / "a.jpg", exif=exif)
    with open_raster(tmp_path / "a.jpg") as raster:
        # As `index` takes its size, and as boxes are drawn on it.
        assert (raster.width, raster.height) == read_picture(tmp_path / "a.jpg").size == (90, 60)


def test_a_part_that_is_missing_is_told_when_it_is_read(tmp_path):
    tiff(tmp_path / "a.tif", np.random.default_rng(1).integers(0, 255, (3, 200, 200), np.uint8))
    whole = (tmp_path / "a.tif").read_bytes()
    (tmp_path / "a.tif").write_bytes(whole[: len(whole) // 2])
    with open_raster(tmp_path / "a.tif") as raster:
        assert raster.read(Window(0, 0, 32, 32)).any()
        with pytest.raises(InputError, match=r"a\.tif: cannot be read: .*IReadBlock failed"):
            raster.read(Window(160, 160, 32, 32))


def complex_numbers(path):
    tiff(path, np.zeros((1, 32, 32), dtype=np.complex64))


def text(path):
    path.write_text("no picture at all")


def cut_short(path):
    save(path, PIXELS)
    path.write_bytes(path.read_bytes()[:400])


@pytest.mark.parametrize(
    ("name", "make", "message"),
    [
        pytest.param("a.tif", complex_numbers, "must have real pixels", id="complex"),
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
