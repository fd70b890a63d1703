"""TIFF and BigTIFF headers: the size, and where GeoTIFF says that the pixels are."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from rune_lp.scenes.formats.values import BadValueError
from rune_lp.scenes.georeference import Georeference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rune_lp.scenes.ground import Unit

__all__ = ["Header", "read_header"]

TYPES = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 12: "d", 16: "Q"}
"""The numeric types of TIFF fields that are needed here, as struct has them."""

WIDTH, HEIGHT = 256, 257

SCALE, TIES, MATRIX, KEYS = 33550, 33922, 34264, 34735
"""GeoTIFF 1.1: pixel scale, tie points, transformation and the directory of keys."""

MODEL, RASTER, GEOGRAPHIC, PROJECTED, ANGLES, LENGTHS = 1024, 1025, 2048, 3072, 2054, 3076
"""GeoTIFF's keys for the kind of frame, what a pixel's position means, the EPSG codes of a
geographic and a projected reference system, and the units of either."""

USER_DEFINED = 32767

WEB_MERCATOR = 3857
"""Its metres are true at the equator only."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a picture's header says.

    Attributes:
        size: Width and height in pixels.
        reference: Where the pixels are, or None if the header does not say.
        unit: What the coordinates are in, if they are in metres on the ground or in degrees.
        described: Whether the reference system has no EPSG code, but is described by parameters.
        remark: What is wrong with what it says of where the pixels are, or None.
    """

    size: tuple[int, int]
    reference: Georeference | None = None
    unit: Unit | None = None
    described: bool = False
    remark: str | None = None


def read_header(stream: IO[bytes]) -> Header:
    """Return the header of a TIFF file that is read from its beginning.

    Raises:
        BadValueError: It has no size.
        struct.error: It is cut short.
    """
    tags = _tags(stream)
    size = int(tags[WIDTH][0]), int(tags[HEIGHT][0])
    directory = tags.get(KEYS, ())
    # Keys are quadruples (key, location, count, value) after a header of four.
    keys = {directory[i]: directory[i + 3] for i in range(4, len(directory) - 3, 4)}
    transform = _transform(tags, point=keys.get(RASTER) == 2)
    if transform is None:
        return Header(size)
    model = keys.get(MODEL)
    code = keys.get(PROJECTED if model == 1 else GEOGRAPHIC)
    crs = f"EPSG:{code}" if code and code != USER_DEFINED else None
    unit: Unit | None = None
    # Metres are 9001 and degrees 9102, and what is meant where nothing is said.
    if model == 1 and keys.get(LENGTHS, 9001) == 9001 and code != WEB_MERCATOR:
        unit = "metre"
    elif model == 2 and keys.get(ANGLES, 9102) == 9102:
        unit = "degree"
    try:
        reference = Georeference(transform, crs)
    except ValueError as error:
        return Header(size, remark=f"its place on the ground is not known: {error}")
    return Header(size, reference, unit, described=code == USER_DEFINED)


def _tags(stream: IO[bytes]) -> dict[int, tuple[Any, ...]]:
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
        wanted = tag in (WIDTH, HEIGHT, SCALE, TIES, MATRIX, KEYS)
        if wanted and kind in TYPES and count < 4096:
            layout = f"{count}{TYPES[kind]}"
            if struct.calcsize(order + layout) > inline:
                stream.seek(read(offset_type)[0])
            tags[tag] = read(layout)
        stream.seek(after)
    if not {WIDTH, HEIGHT} <= tags.keys():
        raise BadValueError("is a damaged picture: its first directory has no size")
    return tags


def _transform(
    tags: Mapping[int, tuple[Any, ...]], *, point: bool
) -> tuple[float, float, float, float, float, float] | None:
    """Return the transform, or None; with `point` the tags speak of the pixels' centres."""
    if MATRIX in tags and len(tags[MATRIX]) == 16:
        a, b, _, c, d, e, _, f = tags[MATRIX][:8]
    elif SCALE in tags and TIES in tags and len(tags[SCALE]) >= 2 and len(tags[TIES]) >= 6:
        (a, down), (x, y, _, east, north, _) = tags[SCALE][:2], tags[TIES][:6]
        b, d, e = 0.0, 0.0, -down
        c, f = east - x * a, north - y * e
    else:
        return None
    if point:
        c, f = c - (a + b) / 2, f - (d + e) / 2
    return a, b, c, d, e, f
