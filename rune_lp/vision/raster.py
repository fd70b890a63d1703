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
    from collections.abc import Iterator
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
def open_raster(path: Path) -> Iterator[Raster]:
    """Open a picture for reading windows of it.

    Raises:
        InputError: There is no such file, it is no picture, it is a PNG of other than 8 bits,
            or what reads it is not installed.
    """
    place = Place(str(path))
    if not path.is_file():
        raise InputError.of("no such picture", place)
    opened = _by_rasterio if path.suffix.lower() in BY_BLOCKS else _by_pillow
    with opened(path, place) as raster:
        yield raster


class _Blocks:
    """A picture that rasterio has open."""

    def __init__(self, source: Any, place: Place) -> None:
        import rasterio.errors

        self._source = source
        self._place = place
        self.width: int = source.width
        self.height: int = source.height
        # Limits are measured once, on a thinned-out whole, so that every window looks alike.
        size = min(THINNED, source.height), min(THINNED, source.width)
        deep = set(source.dtypes) != {"uint8"}
        plain = np.zeros((source.count, 1, 1), dtype=np.uint8)
        try:
            sample = source.read(out_shape=(source.count, *size)) if deep else plain
        except rasterio.errors.RasterioError as error:
            raise InputError.of(f"cannot be read: {error}", place) from None
        self._stretch = Stretch.of(sample, nodata=source.nodata)

    def read(self, window: Window) -> NDArray[np.uint8]:
        import rasterio.errors
        from rasterio.windows import Window as Part

        part = Part(window.x, window.y, window.width, window.height)
        try:
            levels = self._source.read(window=part)
        except rasterio.errors.RasterioError as error:
            raise InputError.of(f"cannot be read: {error}", self._place) from None
        return self._stretch.rgb(levels)


@contextmanager
def _by_rasterio(path: Path, place: Place) -> Iterator[Raster]:
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
        yield _Blocks(source, place)


class _Whole:
    """A picture that is in memory."""

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        self._pixels = pixels
        self.height, self.width = pixels.shape[:2]

    def read(self, window: Window) -> NDArray[np.uint8]:
        rows = slice(window.y, window.y + window.height)
        return self._pixels[rows, window.x : window.x + window.width]


@contextmanager
def _by_pillow(path: Path, place: Place) -> Iterator[Raster]:
    require("PIL", extra="vision")
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # Large pictures are what this is for; what the user names is no attack.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
            try:
                with Image.open(path) as image:
                    _check_depth(image.mode, place)
                    pixels = np.asarray(image.convert("RGB"))
            finally:
                Image.MAX_IMAGE_PIXELS = limit
    except UnidentifiedImageError:
        raise InputError.of("is not a picture", place) from None
    except MemoryError:
        hint = "a TIFF or JPEG 2000 file is read in parts"
        raise InputError.of("does not fit into memory", place, hint=hint) from None
    except (OSError, SyntaxError, ValueError) as error:
        raise InputError.of(f"cannot be read: {error}", place) from None
    yield _Whole(pixels)


def _check_depth(mode: str, place: Place) -> None:
    if mode.startswith(("I", "F")):
        hint = "save it with 8 bits a channel"
        raise InputError.of(
            f"must have 8 bits a channel, but is of Pillow's mode {mode}", place, hint=hint
        )
