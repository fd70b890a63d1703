"""Pictures as answers are drawn on them: read as RGB, and made small enough to travel in a file."""

from __future__ import annotations

import base64
import io
import warnings
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.errors import InputError, Place
from rune_lp.optional import require
from rune_lp.scenes.bands import Stretch
from rune_lp.scenes.formats.pictures import read_picture

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

    from rune_lp.scenes import Scene

__all__ = ["Embedded", "embedded", "open_picture", "size_fault"]

BY_BLOCKS = frozenset((".tif", ".tiff", ".jp2", ".j2k", ".vrt"))
"""Suffixes of the kinds that rasterio reads in part, and thinned out."""

THUMBNAIL = 176
"""Pixels: the long side of a thumbnail, for a card of half as many on a fine screen."""

SHOWN_AS_THEY_ARE = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF8": "image/gif",
    b"BM": "image/bmp",
}
"""The kinds that browsers show, by the bytes that their files begin with."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """A picture as a data URI.

    Attributes:
        uri: The picture.
        thumbnail: The same in small, or None without Pillow.
        size: Its width and height.
        original: Those of the file.
    """

    uri: str
    thumbnail: str | None
    size: tuple[int, int]
    original: tuple[int, int]


def embedded(path: Path, *, long_side: int = 0, quality: int = 80) -> Embedded:
    """Return a picture as a JPEG of at most some size; without Pillow as it is, where that shows.

    Args:
        path: The picture.
        long_side: The pixels of its longer side at most; 0 keeps its size.
        quality: The JPEG's, 1 to 95.

    Raises:
        InputError: It cannot be read; or Pillow, which it needs, is not installed.
    """
    if not find_spec("PIL"):
        return _as_it_is(path)
    from PIL import Image as Images

    image, original = open_picture(path, long_side)
    if long_side and max(image.size) > long_side:
        image.thumbnail((long_side, long_side), Images.Resampling.LANCZOS, reducing_gap=2.0)
    small = image.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    return Embedded(_jpeg(image, quality), _jpeg(small, 70), image.size, original)


def _as_it_is(path: Path) -> Embedded:
    size = read_picture(path).size
    content = path.read_bytes()
    for magic, kind in SHOWN_AS_THEY_ARE.items():
        if content.startswith(magic):
            uri = f"data:{kind};base64,{base64.b64encode(content).decode()}"
            return Embedded(uri, None, size, size)
    hint = "with Pillow they do: pip install 'rune-lp[vision]'"
    raise InputError.of("browsers do not show it as it is", Place(str(path)), hint=hint)


def size_fault(size: tuple[int, int], scene: Scene) -> str | None:
    """Return what is wrong with a picture of such a size for a scene's image, or None."""
    if not scene.size_known or size == (scene.width, scene.height):
        return None
    return (
        f"picture must be {scene.width:g}x{scene.height:g} px as image {scene.image!r} is, "
        f"but got {size[0]}x{size[1]}"
    )


def open_picture(path: Path, long_side: int = 0) -> tuple[Image, tuple[int, int]]:
    """Return a picture, RGB, and the size of its file's.

    Args:
        path: The picture.
        long_side: A picture that is longer may be thinned out on reading, but to no less.

    Raises:
        InputError: Pillow is not installed, the picture cannot be read, or is too large.
    """
    require("PIL", extra="sample")
    place = Place(str(path))
    if path.suffix.lower() in BY_BLOCKS and path.is_file() and find_spec("rasterio"):
        return _by_rasterio(path, long_side, place)
    from PIL import Image as Images
    from PIL import UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Images.DecompressionBombWarning)
            with Images.open(path) as opened:
                size = opened.size
                if long_side:
                    opened.draft("RGB", (long_side, long_side))
                return _rgb(opened), size
    except UnidentifiedImageError:
        raise InputError.of("is no picture that Pillow can read", place) from None
    except Images.DecompressionBombError:
        raise InputError.of("picture is too large to draw on", place) from None
    except OSError as error:
        raise InputError.of(f"cannot be read: {error.strerror or error}", place) from None
    except (SyntaxError, ValueError) as error:
        raise InputError.of(f"cannot be read: {error}", place) from None


def _rgb(image: Image) -> Image:
    """Return an image in RGB; more than 8 bits a channel are stretched to what they hold."""
    from PIL import Image as Images

    if not image.mode.startswith(("I", "F")):
        return image.convert("RGB")
    levels = np.asarray(image)[None]
    return Images.fromarray(Stretch.of(levels).rgb(levels))


def _by_rasterio(path: Path, long_side: int, place: Place) -> tuple[Image, tuple[int, int]]:
    import rasterio
    from PIL import Image as Images
    from rasterio.errors import NotGeoreferencedWarning, RasterioError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        try:
            with rasterio.open(path) as source:
                size = (source.width, source.height)
                share = min(1.0, long_side / max(size)) if long_side else 1.0
                thinned = tuple(max(1, round(side * share)) for side in (size[1], size[0]))
                levels = source.read(out_shape=(source.count, *thinned))
                return Images.fromarray(Stretch.of(levels, nodata=source.nodata).rgb(levels)), size
        except (RasterioError, ValueError) as error:
            raise InputError.of(f"cannot be read: {error}", place) from None


def _jpeg(image: Image, quality: int) -> str:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality, optimize=True)
    return f"data:image/jpeg;base64,{base64.b64encode(stream.getvalue()).decode()}"
