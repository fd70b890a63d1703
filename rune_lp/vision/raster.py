"""Pictures read window by window.

TIFF and JPEG 2000 files are read by rasterio, which decodes no more than the window's blocks. Other
kinds cannot be decoded in part: Pillow decodes them, and the picture is in memory as a whole.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from rune_lp.errors import InputError, Place
from rune_lp.optional import require
from rune_lp.scenes.bands import Stretch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from rune_lp.vision.tiling import Window

__all__ = ["Raster", "open_raster"]

BY_BLOCKS = frozenset((".tif", ".tiff", ".jp2", ".j2k", ".vrt"))
"""Suffixes of the kinds that rasterio reads in part."""

THINNED = 512
"""Pixels a side of what the limits of a stretch are measured on."""

CACHE = 64 << 20
"""Bytes of decoded blocks that GDAL keeps. Its own default is a share of the machine's memory."""


class Raster(Protocol):
    """An open picture."""

    @property
    def width(self) -> int:
        """Pixels across."""
        ...

    @property
    def height(self) -> int:
        """Pixels down."""
        ...

    def read(self, window: Window) -> NDArray[np.uint8]:
        """Return a window's pixels, RGB, uint8 (height, width, 3).

        Raises:
            InputError: They cannot be read.
        """
        ...


@contextmanager
def open_raster(path: Path, bands: Sequence[int] | None = None) -> Iterator[Raster]:
    """Open a picture for reading windows of it.

    Args:
        path: The file.
        bands: The band that is shown in grey, or those of red, green and blue, 0-based; by default
            the first three, or the first where there are fewer.

    Raises:
        InputError: There is no such file, it is no picture, it lacks a band, or what reads it is
            not installed.
    """
    place = Place(str(path))
    if not path.is_file():
        raise InputError.of("no such picture", place)
    opened = _by_rasterio if path.suffix.lower() in BY_BLOCKS else _by_pillow
    with opened(path, place, bands) as raster:
        yield raster


class _Blocks:
    """A picture that rasterio has open."""

    def __init__(self, source: Any, place: Place, bands: Sequence[int] | None) -> None:
        from rasterio.enums import ColorInterp, MaskFlags

        self._source = source
        self._place = place
        self.width: int = source.width
        self.height: int = source.height
        if any(name.startswith("complex") for name in source.dtypes):
            hint = "save its amplitudes"
            raise InputError.of("must have real pixels, but has complex ones", place, hint=hint)
        deep = set(source.dtypes) != {"uint8"}
        flags = {flag for each in source.mask_flag_enums for flag in each}
        # GDAL calls the fourth of four bands of 8 bits opacity, but more often it is near infrared,
        # which is 0 on water.
        self._masked = MaskFlags.per_dataset in flags and (deep or MaskFlags.alpha not in flags)
        coloured = bands is None and source.colorinterp[0] is ColorInterp.palette
        self._palette = _palette(source.colormap(1)) if coloured else None
        # Limits are measured once, on a thinned-out whole, so that every window looks alike.
        size = min(THINNED, source.height), min(THINNED, source.width)
        sample = np.zeros((source.count, 1, 1), dtype=np.uint8)
        valid = None
        if deep:
            sample = self._asked(source.read, out_shape=(source.count, *size))
            valid = self._valid(out_shape=size)
        with _placed(place):
            self._stretch = Stretch.of(sample, bands=bands, nodata=source.nodata, valid=valid)

    def read(self, window: Window) -> NDArray[np.uint8]:
        from rasterio.windows import Window as Part

        part = Part(window.x, window.y, window.width, window.height)
        levels = self._asked(self._source.read, window=part)
        valid = self._valid(window=part)
        if self._palette is None:
            return self._stretch.rgb(levels, valid)
        kept = np.ones(levels.shape[1:], dtype=np.bool_) if valid is None else valid
        if self._source.nodata is not None:
            kept = kept & (levels[0] != self._source.nodata)
        colours: NDArray[np.uint8] = self._palette[levels[0]] * kept[..., None]
        return colours

    def _valid(self, **part: Any) -> NDArray[np.bool_] | None:
        """Return which pixels a mask or an alpha band says hold something; None for all."""
        if not self._masked:
            return None
        mask: NDArray[np.uint8] = self._asked(self._source.dataset_mask, **part)
        return mask > 0

    def _asked(self, reader: Callable[..., Any], **part: Any) -> Any:
        import rasterio.errors

        try:
            return reader(**part)
        except rasterio.errors.RasterioError as error:
            # GDAL's own words are in the cause.
            reason = error.__cause__ or error
            raise InputError.of(f"cannot be read: {reason}", self._place) from None


def _palette(colours: Mapping[int, tuple[int, ...]]) -> NDArray[np.uint8]:
    """Return the colours of all levels, uint8 (65536, 3); black where there is none, or no ink."""
    table = np.zeros((1 << 16, 3), dtype=np.uint8)
    for level, (red, green, blue, alpha) in colours.items():
        table[level] = (red, green, blue) if alpha else 0
    return table


@contextmanager
def _placed(place: Place) -> Iterator[None]:
    """Give an input error that has no place one."""
    try:
        yield
    except InputError as error:
        raise error.in_source(place.source) from None


@contextmanager
def _by_rasterio(path: Path, place: Place, bands: Sequence[int] | None) -> Iterator[Raster]:
    require("rasterio", extra="vision")
    import rasterio
    import rasterio.errors

    with warnings.catch_warnings():
        # A picture need not lie anywhere on Earth.
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        try:
            source = rasterio.open(path)
        except rasterio.errors.RasterioError as error:
            raise InputError.of(f"cannot be opened: {error}", place) from None
    with rasterio.Env(GDAL_CACHEMAX=CACHE), source:
        yield _Blocks(source, place, bands)


class _Whole:
    """A picture that is in memory."""

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        self._pixels = pixels
        self.height, self.width = pixels.shape[:2]

    def read(self, window: Window) -> NDArray[np.uint8]:
        rows = slice(window.y, window.y + window.height)
        return self._pixels[rows, window.x : window.x + window.width]


@contextmanager
def _by_pillow(path: Path, place: Place, bands: Sequence[int] | None) -> Iterator[Raster]:
    require("PIL", extra="vision")
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # Large pictures are what this is for; what the user names is no attack.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
            try:
                with Image.open(path) as image:
                    levels = _levels(image)
            finally:
                Image.MAX_IMAGE_PIXELS = limit
    except UnidentifiedImageError:
        raise InputError.of("is not a picture", place) from None
    except MemoryError:
        hint = "a TIFF or JPEG 2000 file is read in parts"
        raise InputError.of("does not fit into memory", place, hint=hint) from None
    except (OSError, SyntaxError, ValueError) as error:
        raise InputError.of(f"cannot be read: {error}", place) from None
    if levels.dtype == np.uint8 and bands is None:
        yield _Whole(levels)
        return
    every = np.atleast_3d(levels).transpose(2, 0, 1)
    with _placed(place):
        stretch = Stretch.of(every, bands=bands)
    yield _Whole(stretch.rgb(every))


def _levels(image: Any) -> NDArray[Any]:
    """Return a picture's pixels, (height, width, 3); or (height, width) where they are deep."""
    if image.mode.startswith(("I", "F")):
        return np.asarray(image)
    if not image.has_transparency_data:
        return np.asarray(image.convert("RGB"))
    # What cannot be seen holds nothing, whatever colour it has.
    pixels = np.asarray(image.convert("RGBA"))
    return pixels[..., :3] * (pixels[..., 3:] > 0)
