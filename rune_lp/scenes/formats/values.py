"""What a source may say: numbers, scores, boxes, sizes; each checked once, in one place."""

from __future__ import annotations

import math
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from rune_lp.scenes.masks import Mask

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "PICTURE_SUFFIXES",
    "BadValueError",
    "box",
    "ground_sample_distance",
    "image_name",
    "label",
    "number",
    "pixels",
    "rectangle",
    "run_length_mask",
    "score",
    "size",
]

COORDINATE_LIMIT = 1e7
"""Pixels. No image is larger, and tenths of it still fit the solver's 32-bit integers."""

MINIMUM_AREA = 1e-6
"""Square pixels. Below it a box is a line or a point, up to the rounding of its coordinates."""

GSD_RANGE = (0.01, 100.0)
"""Metres per pixel, from a low drone to a weather satellite; DOTA headers hold 2.68e-06 too."""

PICTURE_SUFFIXES = frozenset(
    (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp", ".jp2", ".ppm", ".pgm")
)


class BadValueError(ValueError):
    """A value that the source may not have: what is wrong, and how to mend it.

    `position` says which of several values it is, 0-based.
    """

    def __init__(self, message: str, hint: str | None = None, position: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.position = position


def number(value: object, what: str, position: int = 0) -> float:
    """Return a finite number from a word of text or a JSON value.

    >>> number("12.5", "width"), number(3, "width")
    (12.5, 3.0)
    >>> number("1O", "width")
    Traceback (most recent call last):
    rune_lp.scenes.formats.values.BadValueError: width must be a number, but got '1O'
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise BadValueError(f"{what} must be a number, but got {_shown(value)}", None, position)
    result: float | None
    try:
        result = float(value)
    except (ValueError, OverflowError):
        # An integer too large for float64 is as good as infinite.
        result = math.inf if isinstance(value, int) else None
    # float() takes the digit separators of Python's source text, which no data format has.
    if result is None or (isinstance(value, str) and "_" in value):
        raise BadValueError(f"{what} must be a number, but got {_shown(value)}", None, position)
    if not math.isfinite(result):
        raise BadValueError(f"{what} must be finite, but got {_shown(value)}", None, position)
    return result


def score(value: object, position: int = 0) -> float:
    """Return a confidence in 0..1.

    >>> score("0.87")
    0.87
    """
    result = number(value, "score", position)
    if not 0 <= result <= 1:
        hint = "a percentage? divide by 100" if 1 < result <= 100 else None
        raise BadValueError(f"score must be in 0..1, but got {_shown(value)}", hint, position)
    return result


def pixels(value: object, what: str = "coordinate", position: int = 0) -> float:
    """Return a coordinate or a length in pixels."""
    result = number(value, what, position)
    if abs(result) > COORDINATE_LIMIT:
        raise BadValueError(
            f"{what} must be within {COORDINATE_LIMIT:,.0f} px, but got {_shown(value)}",
            None,
            position,
        )
    return result


def box(values: Sequence[object]) -> list[float]:
    """Return the eight coordinates `x1 y1 … x4 y4` of a box that has an area.

    >>> box("0 0 4 0 4 2 0 2".split())
    [0.0, 0.0, 4.0, 0.0, 4.0, 2.0, 0.0, 2.0]
    >>> box("0 0 4 0 4 0 0 0".split())
    Traceback (most recent call last):
    rune_lp.scenes.formats.values.BadValueError: box must have an area, but its corners are in line
    """
    if len(values) != 8:
        raise BadValueError(f"box must have 8 coordinates, but got {len(values)}")
    result = [pixels(value, position=index) for index, value in enumerate(values)]
    if _is_flat(result):
        raise BadValueError("box must have an area, but its corners are in line")
    return result


def rectangle(x: float, y: float, width: float, height: float) -> list[float]:
    """Return the eight coordinates of an upright box, given its upper left corner and sides.

    >>> rectangle(1, 2, 10, 5)
    [1, 2, 11, 2, 11, 7, 1, 7]
    """
    return [x, y, x + width, y, x + width, y + height, x, y + height]


def ground_sample_distance(value: object) -> float:
    """Return metres per pixel, in 0.01..100.

    >>> ground_sample_distance("2.68e-06")
    Traceback (most recent call last):
    rune_lp.scenes.formats.values.BadValueError: gsd must be in 0.01..100 m/px, but got '2.68e-06'
    """
    result = number(value, "gsd")
    if not GSD_RANGE[0] <= result <= GSD_RANGE[1]:
        raise BadValueError(f"gsd must be in 0.01..100 m/px, but got {_shown(value)}")
    return result


def size(width: object, height: object) -> tuple[float, float] | None:
    """Return an image's width and height in pixels, or None where the source gives neither.

    >>> size(1024, 768), size(None, None)
    ((1024.0, 768.0), None)
    """
    if width is None and height is None:
        return None
    sides = pixels(width, "width"), pixels(height, "height")
    if min(sides) <= 0:
        raise BadValueError(f"image must have a size, but got {sides[0]:g}x{sides[1]:g}")
    return sides


def run_length_mask(value: dict[str, Any], size: tuple[float, float] | None = None) -> Mask:
    """Return the mask of COCO's `{"size": [height, width], "counts": …}`.

    Args:
        value: The object; `counts` are numbers or text.
        size: The image's width and height, which `size` must agree with.

    >>> run_length_mask({"size": [2, 3], "counts": [2, 1, 3]}).area
    1
    """
    extent: Any = value.get("size")
    counts: Any = value.get("counts")
    whole = isinstance(extent, list) and [type(side) for side in extent] == [int, int]
    if not whole or min(extent) < 1:
        raise BadValueError(f"mask's size must be [height, width], but got {_shown(extent)}")
    height, width = extent
    if size is not None and (width, height) != size:
        got = f"{width}x{height}"
        raise BadValueError(f"mask must be of {size[0]:g}x{size[1]:g} px, but got {got}")
    pixels(max(extent), "mask's size")
    numbers = isinstance(counts, list) and all(
        type(count) is int and abs(count) <= height * width for count in counts
    )
    if not numbers and not isinstance(counts, str):
        raise BadValueError("mask's counts must be run lengths, or COCO's text of them")
    try:
        return Mask.of_coco((height, width), counts)
    except (ValueError, OverflowError) as error:
        raise BadValueError(f"mask is broken: {error}") from None


def label(value: object, what: str = "class") -> str:
    """Return a class's or an image's name: text with something in it, on one line."""
    if not isinstance(value, str) or not value.strip():
        raise BadValueError(f"{what} must be a name, but got {_shown(value)}")
    if any(ord(character) < 32 for character in value):
        raise BadValueError(f"{what} must be on one line, but got {_shown(value)}")
    return value.strip()


def image_name(name: str) -> str:
    r"""Return an image's name: its file's name without the folder and a picture's extension.

    >>> [image_name(name) for name in ("val/P0003.png", "C:\\a\\b.v2.TIF", "P0003__1.5__0")]
    ['P0003', 'b.v2', 'P0003__1.5__0']
    """
    last = re.split(r"[/\\]", name)[-1]
    path = PurePosixPath(last)
    return path.stem if path.suffix.lower() in PICTURE_SUFFIXES else last


def _is_flat(c: list[float]) -> bool:
    # The hull of four points has an area iff one of their four triangles has.
    corners = [(c[0], c[1]), (c[2], c[3]), (c[4], c[5]), (c[6], c[7])]
    for left_out in range(4):
        (ax, ay), (bx, by), (cx, cy) = corners[:left_out] + corners[left_out + 1 :]
        if abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2 >= MINIMUM_AREA:
            return False
    return True


def _shown(value: object, limit: int = 40) -> str:
    # A value of the source may be a megabyte long, or an integer too long to be printed.
    try:
        text = repr(value)
    except ValueError:
        return "an integer of thousands of digits"
    return text if len(text) <= limit else f"{text[:limit]}…"
