"""Windows that cover a picture, overlapping, so that each object lies whole in one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

__all__ = ["Window", "cut_by", "windows"]

EDGE = 2.0
"""Pixels: a box that comes this near a tile's side may be cut by it."""


class Window(NamedTuple):
    """A part of a picture in its pixels: left, top, width, height."""

    x: int
    y: int
    width: int
    height: int


def windows(width: int, height: int, side: int, overlap: int) -> Iterator[Window]:
    """Yield windows that cover a picture, row by row.

    The last of a row or column is moved back so that it is as large as the others; so an object
    no longer than the overlap lies whole in at least one of them.

    Args:
        width: The picture's, in pixels.
        height: The picture's, in pixels.
        side: A window's.
        overlap: How much neighbours share, at least.

    Raises:
        ValueError: The overlap is not smaller than the side.

    >>> [window.x for window in windows(100, 50, 50, 10)]
    [0, 40, 50]
    """
    if not 0 <= overlap < side:
        raise ValueError(f"overlap must be in 0..{side - 1}, but got {overlap}")
    for y in _starts(height, side, overlap):
        for x in _starts(width, side, overlap):
            yield Window(x, y, min(side, width), min(side, height))


def _starts(extent: int, side: int, overlap: int) -> list[int]:
    if extent <= side:
        return [0]
    return [*range(0, extent - side, side - overlap), extent - side]


def cut_by(
    corners: NDArray[np.float64], window: Window, width: int, height: int
) -> NDArray[np.bool_]:
    """Return which boxes a window may cut: they reach a side of it that is not the picture's.

    Args:
        corners: Boxes in the picture's pixels, (n, 4, 2).
        window: The window they were found in.
        width: The picture's.
        height: The picture's.

    >>> box = np.array([[(0, 0), (9, 0), (9, 5), (0, 5)]], dtype=float)
    >>> cut_by(box, Window(0, 0, 10, 10), 40, 40), cut_by(box, Window(0, 0, 10, 10), 10, 10)
    (array([ True]), array([False]))
    """
    low, high = corners.min(axis=1), corners.max(axis=1)
    right, bottom = window.x + window.width, window.y + window.height
    return np.asarray(
        ((low[:, 0] < window.x + EDGE) & (window.x > 0))
        | ((low[:, 1] < window.y + EDGE) & (window.y > 0))
        | ((high[:, 0] > right - EDGE) & (right < width))
        | ((high[:, 1] > bottom - EDGE) & (bottom < height))
    )
