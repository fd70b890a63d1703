"""The pictures that sources speak of: their sizes and ground frames, from their headers alone."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from rune_lp.errors import InputError, Place
from rune_lp.scenes.formats.values import BadValueError, ground_sample_distance

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["Picture", "read_picture"]


@dataclass(frozen=True, slots=True)
class Picture:
    """What an image file's header says.

    Attributes:
        size: Width and height in pixels, as stored: an orientation tag is not obeyed.
        gsd: Metres per pixel of a GeoTIFF in a projected frame in metres, else None.
        north: Degrees clockwise from up of a rotated GeoTIFF's north, else None.
    """

    size: tuple[int, int]
    gsd: float | None = None
    north: float | None = None


def read_picture(path: Path) -> Picture:
    """Return what the header of a PNG, JPEG, TIFF, GIF or BMP file says.

    Other kinds are asked of Pillow, where it is installed.

    Raises:
        InputError: The file cannot be read, or is no such picture.

    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "a.gif"
    >>> _ = path.write_bytes(b"GIF89a" + struct.pack("<HH", 40, 30))
    >>> read_picture(path).size
    (40, 30)
    """
    place = Place(str(path))
    try:
        with path.open("rb") as stream:
            head = stream.read(12)
            stream.seek(0)
            known = (reader for magic, reader in READERS.items() if head.startswith(magic))
            picture = next(known, _by_pillow)(stream)
    except OSError as error:
        raise InputError.of(f"cannot be read: {error.strerror or error}", place) from None
    except BadValueError as bad:
        raise InputError.of(bad.message, place, hint=bad.hint) from None
    except (struct.error, OverflowError, IndexError):
        raise InputError.of("is a damaged picture: it has no whole header", place) from None
    if min(picture.size) < 1:
        raise InputError.of(f"is a picture of no size: {picture.size}", place)
    return picture


def _png(stream: IO[bytes]) -> Picture:
    # 8 bytes of signature, the IHDR chunk's length and name, then width and height.
    return Picture(struct.unpack(">II", stream.read(24)[16:]))


def _gif(stream: IO[bytes]) -> Picture:
    return Picture(struct.unpack("<HH", stream.read(10)[6:]))


def _bmp(stream: IO[bytes]) -> Picture:
    # The height is negative where the rows go down.
    width, height = struct.unpack("<ii", stream.read(26)[18:])
    return Picture((width, abs(height)))


def _jpeg(stream: IO[bytes]) -> Picture:
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
            return Picture((width, height))
        stream.seek(length - 2, 1)
        # Between segments there is the next one's 0xFF.
        if stream.read(1) != b"\xff":
            raise BadValueError("is a damaged picture: a segment is missing")


def _tiff(stream: IO[bytes]) -> Picture:
    tags = _tiff_tags(stream)
    gsd, north = _ground_frame(tags)
    return Picture((int(tags[256][0]), int(tags[257][0])), gsd, north)


TIFF_TYPES = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 12: "d", 16: "Q"}
"""The numeric types of TIFF fields that are needed here, as struct has them."""

TIFF_WANTED = (256, 257, 33550, 34264, 34735)
"""Width, height; GeoTIFF's pixel scale, transformation and key directory."""


def _tiff_tags(stream: IO[bytes]) -> dict[int, tuple[Any, ...]]:
    # TIFF 6.0 and BigTIFF: the same directory of fields with 32- or 64-bit counts and offsets.
    order = "<" if stream.read(2) == b"II" else ">"
    big = struct.unpack(f"{order}H", stream.read(2))[0] == 43
    if big:
        stream.seek(8)
    count_type, offset_type, inline = ("Q", "Q", 8) if big else ("H", "I", 4)

    def read(layout: str) -> tuple[Any, ...]:
        return struct.unpack(order + layout, stream.read(struct.calcsize(order + layout)))

    stream.seek(read(offset_type)[0])
    tags = {}
    for _ in range(read(count_type)[0]):
        tag, kind, count = read(f"HH{offset_type}")
        after = stream.tell() + inline
        if tag in TIFF_WANTED and kind in TIFF_TYPES and count < 4096:
            layout = f"{count}{TIFF_TYPES[kind]}"
            if struct.calcsize(order + layout) > inline:
                stream.seek(read(offset_type)[0])
            tags[tag] = read(layout)
        stream.seek(after)
    if not {256, 257} <= tags.keys():
        raise BadValueError("is a damaged picture: its first directory has no size")
    return tags


def _ground_frame(tags: dict[int, tuple[Any, ...]]) -> tuple[float | None, float | None]:
    # GeoTIFF 1.1: keys are quadruples (key, location, count, value) after a header of four.
    # 1024 = 1 means a projected frame; 3076 its unit, metres (9001) where it is not given.
    directory = tags.get(34735, ())
    keys = {directory[i]: directory[i + 3] for i in range(4, len(directory) - 3, 4)}
    if keys.get(1024) != 1 or keys.get(3076, 9001) != 9001:
        return None, None
    north: float | None = None
    if 33550 in tags:
        across = tags[33550][0]
    elif 34264 in tags:
        # Ground x and y grow by (a, d) for a pixel to the right, and by (b, e) for one down.
        a, b, _, _, d, e = tags[34264][:6]
        across = math.hypot(a, d)
        # Going north by one metre is going by (right, down) pixels: the inverse of the matrix.
        determinant = a * e - b * d
        if determinant == 0:
            return None, None
        right, down = -b / determinant, a / determinant
        north = math.degrees(math.atan2(right, -down)) % 360
    else:
        return None, None
    try:
        return ground_sample_distance(across), north
    except BadValueError:
        return None, None


def _by_pillow(stream: IO[bytes]) -> Picture:
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError:
        hint = "PNG, JPEG, TIFF, GIF and BMP are; others are with Pillow: pip install pillow"
        raise BadValueError("is not a known kind of picture", hint) from None
    try:
        with Image.open(stream) as image:
            return Picture(image.size)
    except UnidentifiedImageError:
        raise BadValueError("is not a picture") from None


READERS: dict[bytes, Callable[[IO[bytes]], Picture]] = {
    b"\x89PNG\r\n\x1a\n": _png,
    b"\xff\xd8\xff": _jpeg,
    b"GIF8": _gif,
    b"BM": _bmp,
    b"II*\0": _tiff,
    b"MM\0*": _tiff,
    b"II+\0": _tiff,
    b"MM\0+": _tiff,
}
"""The reader of each kind of picture, by the bytes that its files begin with."""
