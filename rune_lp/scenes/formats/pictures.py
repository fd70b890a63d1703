"""The pictures that sources speak of: their sizes and ground frames, from their headers alone."""

from __future__ import annotations

import struct
import warnings
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING

from rune_lp.errors import InputError, Place
from rune_lp.scenes.formats.geotiff import Header, read_header
from rune_lp.scenes.formats.values import BadValueError, ground_sample_distance
from rune_lp.scenes.formats.world_files import read_world_file
from rune_lp.scenes.georeference import Georeference
from rune_lp.scenes.ground import ground_frame

if TYPE_CHECKING:
    from collections.abc import Callable


__all__ = ["Picture", "read_picture"]


@dataclass(frozen=True, slots=True)
class Picture:
    """What an image file's header says, and the world file beside it.

    Attributes:
        size: Width and height in pixels, as stored: an orientation tag is not obeyed.
        gsd: Metres on the ground per pixel, at the centre; None if unknown.
        north: Degrees clockwise from up of north on the ground, at the centre; None if unknown.
        georeference: Where the pixels are; None if unknown.
        remarks: What of it could not be used, and why.
    """

    size: tuple[int, int]
    gsd: float | None = None
    north: float | None = None
    georeference: Georeference | None = None
    remarks: tuple[str, ...] = ()


def read_picture(path: Path, crs: str | None = None) -> Picture:
    """Return what the header of a PNG, JPEG, TIFF, GIF or BMP file says.

    Other kinds are asked of rasterio or Pillow, where they are installed. Where a file is on the
    ground is in a GeoTIFF's header, else in a world file beside it.

    Args:
        path: The file.
        crs: The coordinate reference system of a file that is placed, but does not name its own.

    Raises:
        InputError: The file cannot be read, or is no such picture.

    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "a.gif"
    >>> _ = path.write_bytes(b"GIF89a" + struct.pack("<HH", 40, 30))
    >>> read_picture(path).size
    (40, 30)
    >>> _ = path.with_suffix(".gfw").write_text("0.5 0 0 -0.5 500000.25 4599999.75")
    >>> read_picture(path).georeference.transform
    (0.5, 0.0, 500000.0, 0.0, -0.5, 4600000.0)
    """
    place = Place(str(path))
    try:
        with path.open("rb") as stream:
            head = stream.read(12)
            stream.seek(0)
            known = (reader for magic, reader in READERS.items() if head.startswith(magic))
            found = next(known, _by_library)(stream)
    except OSError as error:
        raise InputError.of(f"cannot be read: {error.strerror or error}", place) from None
    except BadValueError as bad:
        raise InputError.of(bad.message, place, hint=bad.hint) from None
    except (struct.error, OverflowError, IndexError):
        raise InputError.of("is a damaged picture: it has no whole header", place) from None
    if min(found.size) < 1:
        raise InputError.of(f"is a picture of no size: {found.size}", place)
    return _placed(path, found, crs)


def _placed(path: Path, found: Header, crs: str | None) -> Picture:
    """Return the picture with its ground frame, as far as what is said of it can be used."""
    reference, unit = found.reference, found.unit
    remarks = [] if found.remark is None else [found.remark]
    if found.described:
        if find_spec("rasterio"):
            reference = _by_rasterio(path).reference
        else:
            hint = "pip install 'rune-lp[geo]', or name it with --crs"
            remarks.append(f"its reference system has no EPSG code, so rasterio is needed ({hint})")
    if reference is None:
        try:
            reference, unit = read_world_file(path), None
        except InputError as error:
            remarks.append(str(error.fault))
    if reference is None:
        return Picture(found.size, remarks=tuple(remarks))
    if reference.crs is None and crs is not None:
        reference = replace(reference, crs=crs)
    try:
        gsd, north = ground_frame(reference, found.size, unit)
    except InputError as error:
        remarks.append(f"its place on the ground is not known: {error.fault}")
        return Picture(found.size, remarks=tuple(remarks))
    try:
        gsd = None if gsd is None else ground_sample_distance(gsd)
    except BadValueError as bad:
        remarks.append(f"{bad.message}: taken as unknown")
        gsd = None
    return Picture(found.size, gsd, north, reference, tuple(remarks))


def _png(stream: IO[bytes]) -> Header:
    # 8 bytes of signature, the IHDR chunk's length and name, then width and height.
    return Header(struct.unpack(">II", stream.read(24)[16:]))


def _gif(stream: IO[bytes]) -> Header:
    return Header(struct.unpack("<HH", stream.read(10)[6:]))


def _bmp(stream: IO[bytes]) -> Header:
    # The height is negative where the rows go down.
    width, height = struct.unpack("<ii", stream.read(26)[18:])
    return Header((width, abs(height)))


def _jpeg(stream: IO[bytes]) -> Header:
    # Segments follow each other, each with a marker and a length; one that starts a frame (SOF0
    # to SOF15 but for the tables 0xC4, 0xC8 and 0xCC) has precision, height and width.
    stream.seek(2)
    while True:
        marker = stream.read(1)
        while marker == b"\xff":
            marker = stream.read(1)
        length = struct.unpack(">H", stream.read(2))[0]
        if 0xC0 <= marker[0] <= 0xCF and marker[0] not in (0xC4, 0xC8, 0xCC):
            _, height, width = struct.unpack(">BHH", stream.read(5))
            return Header((width, height))
        stream.seek(length - 2, 1)
        # Between segments there is the next one's 0xFF.
        if stream.read(1) != b"\xff":
            raise BadValueError("is a damaged picture: a segment is missing")


def _by_library(stream: IO[bytes]) -> Header:
    if find_spec("rasterio"):
        try:
            return _by_rasterio(Path(stream.name))
        except BadValueError:
            # What GDAL does not know Pillow may.
            stream.seek(0)
    return _by_pillow(stream)


def _by_rasterio(path: Path) -> Header:
    import rasterio
    from rasterio.errors import NotGeoreferencedWarning, RasterioIOError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        try:
            with rasterio.open(path) as source:
                size = (source.width, source.height)
                if source.transform.is_identity:
                    return Header(size)
                crs = source.crs.to_string() if source.crs else None
                return Header(size, Georeference(tuple(source.transform)[:6], crs))
        except (RasterioIOError, ValueError):
            raise BadValueError("is not a picture") from None


def _by_pillow(stream: IO[bytes]) -> Header:
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError:
        hint = "PNG, JPEG, TIFF, GIF and BMP are; others are with Pillow: pip install pillow"
        raise BadValueError("is not a known kind of picture", hint) from None
    try:
        with Image.open(stream) as image:
            return Header(image.size)
    except UnidentifiedImageError:
        raise BadValueError("is not a picture") from None


READERS: dict[bytes, Callable[[IO[bytes]], Header]] = {
    b"\x89PNG\r\n\x1a\n": _png,
    b"\xff\xd8\xff": _jpeg,
    b"GIF8": _gif,
    b"BM": _bmp,
    b"II*\0": read_header,
    b"MM\0*": read_header,
    b"II+\0": read_header,
    b"MM\0+": read_header,
}
"""The reader of each kind of picture, by the bytes that its files begin with."""
