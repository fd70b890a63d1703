"""Masks: which pixels an object covers, as run lengths in the compressed text of COCO.

The text is that of COCO's API (maskApi.c, rleToString): lengths of runs by column, of pixels
outside and inside in turn, each but the first three as the difference from the one two before, in
characters of five bits. It is written here for a window around the mask instead of the whole image,
and worked on as runs: a mask of a large image never becomes an array of pixels.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike, NDArray

__all__ = ["Mask", "known_masks"]

WINDOW = struct.Struct("<4i")
"""The left, the top, the width and the height of a mask's window, in front of its text."""


class _Strokes(NamedTuple):
    """Pixels of one column each: the column, the first row, and the one behind the last."""

    x: NDArray[np.int64]
    top: NDArray[np.int64]
    bottom: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Mask:
    """Which pixels an object covers: at least one, in a window as small as can be.

    Attributes:
        left: The window's first column, in pixels of the image.
        top: Its first row.
        width: Its width.
        height: Its height.
        counts: The run lengths in the window, as COCO's text.

    >>> mask = Mask.of(np.array([[0, 1, 1], [0, 0, 1]], dtype=bool), left=10)
    >>> (mask.left, mask.top, mask.width, mask.height), mask.counts, mask.area
    ((11, 0, 2, 2), '0111', 3)
    """

    left: int
    top: int
    width: int
    height: int
    counts: str

    @classmethod
    def of(cls, pixels: NDArray[np.bool_], *, left: int = 0, top: int = 0) -> Mask:
        """Return the mask of pixels, bool (height, width), whose first is at (left, top).

        Raises:
            ValueError: There is no pixel.
        """
        edges = np.diff(np.pad(pixels.T, ((0, 0), (1, 1))).astype(np.int8), axis=1)
        x, starts = np.nonzero(edges == 1)
        _, ends = np.nonzero(edges == -1)
        return cls._of_strokes(_Strokes(x + left, starts + top, ends + top))

    @classmethod
    def of_polygons(cls, rings: Iterable[ArrayLike]) -> Mask:
        """Return the mask of the pixels whose centres lie in any of some polygons.

        Args:
            rings: The polygons' corners, (k, 2) each; one may cross itself.

        Raises:
            ValueError: There is no such pixel.

        >>> Mask.of_polygons([[(0, 0), (4, 0), (4, 2), (0, 2)]]).pixels().shape
        (2, 4)
        """
        polygons = [shapely.make_valid(shapely.Polygon(np.asarray(ring))) for ring in rings]
        coordinates = [
            shapely.get_coordinates(ring)
            for part in shapely.get_parts(shapely.union_all(polygons)).tolist()
            if part.geom_type == "Polygon"
            for ring in (part.exterior, *part.interiors)
        ]
        if not coordinates:
            raise ValueError("a mask must have a pixel")
        return cls._of_strokes(_scanned(coordinates))

    @classmethod
    def of_coco(cls, size: tuple[int, int], counts: str | Sequence[int]) -> Mask:
        """Return the mask that COCO's run lengths of a whole image say.

        Args:
            size: The image's height and width, in COCO's order.
            counts: The run lengths, as numbers or as text.

        Raises:
            ValueError: They are not those of such an image, or there is no pixel.

        >>> Mask.of_coco((2, 3), [2, 1, 1, 2]) == Mask.of_coco((2, 3), "2111")
        True
        """
        height, width = size
        runs = _decoded(counts) if isinstance(counts, str) else np.array(counts, dtype=np.int64)
        if (runs < 0).any() or runs.sum() != height * width:
            raise ValueError(f"run lengths must make up {width} x {height} pixels")
        return cls._of_strokes(_strokes(runs, height))

    @classmethod
    def from_bytes(cls, encoded: bytes) -> Mask:
        """Return the mask that `to_bytes` encoded."""
        left, top, width, height = WINDOW.unpack_from(encoded)
        return cls(left, top, width, height, encoded[WINDOW.size :].decode("ascii"))

    @classmethod
    def _of_strokes(cls, strokes: _Strokes) -> Mask:
        if not len(strokes.x):
            raise ValueError("a mask must have a pixel")
        left, top = int(strokes.x.min()), int(strokes.top.min())
        width = int(strokes.x.max()) + 1 - left
        height = int(strokes.bottom.max()) - top
        columns = (strokes.x - left) * height - top
        starts, ends = np.sort(columns + strokes.top), np.sort(columns + strokes.bottom)
        # Where one stroke ends at the window's foot the next may begin at its head.
        apart = starts[1:] != ends[:-1]
        starts, ends = starts[np.append(True, apart)], ends[np.append(apart, True)]
        bounds = np.stack([starts, ends], axis=1).ravel()
        runs = np.diff(bounds, prepend=0, append=width * height)
        return cls(left, top, width, height, _encoded(runs if runs[-1] else runs[:-1]))

    def to_bytes(self) -> bytes:
        """Return the mask as bytes: its window, and the text."""
        window = WINDOW.pack(self.left, self.top, self.width, self.height)
        return window + self.counts.encode("ascii")

    def pixels(self) -> NDArray[np.bool_]:
        """Return the window's pixels, bool (height, width)."""
        runs = _decoded(self.counts)
        inside = np.repeat(np.arange(len(runs)) % 2 == 1, runs)
        whole = np.zeros(self.width * self.height, dtype=np.bool_)
        whole[: len(inside)] = inside
        return whole.reshape(self.width, self.height).T

    def magnified(self, factor: int, width: int, height: int) -> Mask:
        """Return the mask of an image in which each pixel is `factor` of them each way.

        Args:
            factor: A whole number.
            width: The larger image's, less than `factor` short of as many pixels; it is cut there.
            height: The larger image's, likewise.

        Raises:
            ValueError: There is no pixel.

        >>> Mask.of(np.array([[0, 1]], dtype=bool)).magnified(3, 5, 3).pixels().shape
        (3, 2)
        """
        x, top, bottom = _strokes(_decoded(self.counts), self.height)
        columns = np.add.outer((x + self.left) * factor, np.arange(factor)).ravel()
        ends = (np.repeat((rows + self.top) * factor, factor) for rows in (top, bottom))
        top, bottom = (np.minimum(rows, height) for rows in ends)
        kept = (columns < width) & (bottom > top)
        return self._of_strokes(_Strokes(columns[kept], top[kept], bottom[kept]))

    @property
    def area(self) -> int:
        """How many pixels it has."""
        return int(_decoded(self.counts)[1::2].sum())

    def outline(self) -> shapely.Geometry:
        """Return the area that the pixels cover, one by one each, as a (multi)polygon."""
        x, top, bottom = _strokes(_decoded(self.counts), self.height)
        x, top, bottom = x + self.left, top + self.top, bottom + self.top
        return shapely.union_all(shapely.box(x, top, x + 1, bottom))


def known_masks(masks: Iterable[Mask | None]) -> tuple[Mask | None, ...] | None:
    """Return the masks of some objects, or None if none of them is known."""
    listed = tuple(masks)
    return listed if any(mask is not None for mask in listed) else None


def _strokes(runs: NDArray[np.int64], height: int) -> _Strokes:
    """Return the strokes of run lengths by column."""
    ends = np.cumsum(runs)
    starts, ends = ends[:-1:2], ends[1::2]
    starts, ends = starts[ends > starts], ends[ends > starts]
    first, last = starts // height, (ends - 1) // height
    which = np.repeat(np.arange(len(starts)), last - first + 1)
    x = first[which] + np.arange(len(which)) - np.searchsorted(which, which)
    top = np.where(x == first[which], starts[which] - x * height, 0)
    bottom = np.where(x == last[which], ends[which] - x * height, height)
    return _Strokes(x, top, bottom)


def _scanned(rings: Sequence[NDArray[np.float64]]) -> _Strokes:
    """Return the strokes within rings that do not cross, by the even-odd rule at pixel centres."""
    edges = np.concatenate([np.hstack([ring[:-1], ring[1:]]) for ring in rings])
    x1, y1, x2, y2 = edges[edges[:, 0] != edges[:, 2]].T
    # The columns whose centres an edge passes: from low to before high, for no centre counts twice.
    low = np.ceil(np.minimum(x1, x2) - 0.5).astype(np.int64)
    high = np.ceil(np.maximum(x1, x2) - 0.5).astype(np.int64)
    which = np.repeat(np.arange(len(x1)), high - low)
    x = low[which] + np.arange(len(which)) - np.searchsorted(which, which)
    shares = (x + 0.5 - x1[which]) / (x2 - x1)[which]
    y = y1[which] + shares * (y2 - y1)[which]
    order = np.lexsort((y, x))
    rows = np.ceil(y[order] - 0.5).astype(np.int64)
    x, top, bottom = x[order][::2], rows[::2], rows[1::2]
    kept = bottom > top
    return _Strokes(x[kept], top[kept], bottom[kept])


def _encoded(runs: NDArray[np.int64]) -> str:
    values = runs.tolist()
    characters = []
    for place, run in enumerate(values):
        value = run - values[place - 2] if place > 2 else run
        more = True
        while more:
            bits = value & 31
            value >>= 5
            # The fifth bit of the last character is the sign.
            more = value != (-1 if bits & 16 else 0)
            characters.append(chr(48 + (bits | 32 * more)))
    return "".join(characters)


def _decoded(text: str) -> NDArray[np.int64]:
    runs: list[int] = []
    value = shift = 0
    for character in text:
        bits = ord(character) - 48
        if not 0 <= bits < 64:
            raise ValueError(f"run lengths must be COCO's text, but got {character!r}")
        value |= (bits & 31) << shift
        shift += 5
        if not bits & 32:
            value -= (bits & 16) << (shift - 4) if bits & 16 else 0
            runs.append(value + (runs[-2] if len(runs) > 2 else 0))
            value = shift = 0
    if shift:
        raise ValueError("run lengths must be COCO's text, but it breaks off")
    return np.array(runs, dtype=np.int64)
