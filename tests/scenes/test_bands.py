import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from rune_lp.errors import InputError
from rune_lp.scenes.bands import Stretch

rasters = arrays.arrays(
    st.sampled_from([np.uint8, np.uint16, np.int16, np.float32]),
    st.tuples(st.integers(1, 5), st.integers(1, 6), st.integers(1, 6)),
    elements=st.integers(0, 100),
)


@given(rasters)
def test_what_comes_out_is_8_bit_rgb_in_the_order_of_brightness(raster):
    stretch = Stretch.of(raster)
    rgb = stretch.rgb(raster)
    assert rgb.dtype == np.uint8
    assert rgb.shape == (*raster.shape[1:], 3)
    for channel, band in enumerate(stretch.bands):
        order = np.argsort(raster[band], axis=None)
        assert (np.diff(rgb[..., channel].ravel()[order].astype(int)) >= 0).all()


@given(arrays.arrays(np.uint8, (3, 4, 5)))
def test_8_bit_rgb_stays_as_it_is(raster):
    assert (Stretch.of(raster).rgb(raster) == raster.transpose(1, 2, 0)).all()


def test_the_percentiles_become_black_and_white():
    band = np.arange(1001, dtype=np.uint16).reshape(1, 7, 143)
    rgb = Stretch.of(band).rgb(band)[..., 0].ravel()
    assert rgb[20] == 0
    assert rgb[19] == 0
    assert rgb[21] == 0 or rgb[21] == 1
    assert rgb[500] in (127, 128)
    assert rgb[980] == 255
    assert rgb[974] < 255


def test_windows_of_one_raster_are_stretched_alike():
    raster = np.random.default_rng(7).integers(0, 4000, (4, 20, 30), dtype=np.uint16)
    stretch = Stretch.of(raster, bands=(3, 2, 1))
    whole = stretch.rgb(raster)
    assert (stretch.rgb(raster[:, 5:9, 10:20]) == whole[5:9, 10:20]).all()


@pytest.mark.parametrize(
    ("count", "bands", "expected"),
    [
        (1, None, (0, 0, 0)),
        (2, None, (0, 0, 0)),
        (3, None, (0, 1, 2)),
        (8, None, (0, 1, 2)),
        (8, (4, 2, 1), (4, 2, 1)),
        (8, (7,), (7, 7, 7)),
    ],
)
def test_bands_are_chosen(count, bands, expected):
    assert Stretch.of(np.zeros((count, 2, 2), np.uint16), bands=bands).bands == expected


@pytest.mark.parametrize(
    ("bands", "message"),
    [
        ((0, 1, 4), "there must be a band 5, but there are 4"),
        ((-1,), "there must be a band 0"),
        ((0, 1), "one band or three must be chosen, but got 2"),
        ((), "one band or three must be chosen, but got 0"),
    ],
)
def test_bands_that_are_not_there_are_refused(bands, message):
    with pytest.raises(InputError, match=message):
        Stretch.of(np.zeros((4, 2, 2), np.uint16), bands=bands)


@pytest.mark.parametrize("hole", [-9999, np.nan, np.inf, -3.4028234663852886e38])
def test_pixels_without_data_neither_count_nor_show(hole):
    values = np.linspace(10, 20, 101, dtype=np.float32).reshape(1, 1, 101)
    with_hole = np.concatenate([values, np.full((1, 1, 50), hole, np.float32)], axis=2)
    nodata = hole if np.isfinite(hole) else None
    stretch = Stretch.of(with_hole, nodata=nodata)
    alone = Stretch.of(values)
    assert (stretch.low, stretch.high) == (alone.low, alone.high)
    rgb = stretch.rgb(with_hole)
    assert (rgb[:, :101] == alone.rgb(values)).all()
    assert (rgb[:, 101:] == 0).all()


def test_a_mask_says_what_holds_data():
    values = np.array([[[1, 2, 3, 60_000]]], dtype=np.uint16)
    valid = np.array([[True, True, True, False]])
    stretch = Stretch.of(values, valid=valid, percentiles=(0, 100))
    assert stretch.high == (3, 3, 3)
    assert stretch.rgb(values, valid)[0, :, 0].tolist() == [0, 128, 255, 0]


@pytest.mark.parametrize("fill", [np.nan, 7.0], ids=["nothing", "one value"])
def test_a_raster_without_contrast_is_black(fill):
    raster = np.full((1, 3, 3), fill, dtype=np.float32)
    assert (Stretch.of(raster).rgb(raster) == 0).all()
