"""Parts of a picture that are looked at for the sake of some boxes: few, and small enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.vision.tiling import Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from rune_lp.vision.raster import Raster

__all__ = ["View", "read_view", "views"]


STRIP = 4 << 20
"""Pixels of a picture that are read at once for a view that is thinned out."""


@dataclass(frozen=True, slots=True)
class View:
    """A part of a picture, and the boxes it is looked at for.

    Attributes:
        window: The part, in the picture's pixels.
        factor: How many of the picture's pixels each way make one of the view's.
        rows: The boxes' rows.
    """

    window: Window
    factor: int
    rows: tuple[int, ...]


def views(
    bounds: NDArray[np.float64], width: int, height: int, side: int, context: float
) -> Iterator[View]:
    """Yield views that have each box whole in one of them, with something around it.

    A box that does not fit into a view of the picture's own pixels gets a larger one, thinned
    out by a power of two. Boxes of one scale share views, by rows from the top.

    Args:
        bounds: Left, top, right and bottom of each box, (n, 4), at least in part in the picture.
        width: The picture's, in pixels.
        height: The picture's.
        side: A view's, in its own pixels.
        context: What is looked at on every side of a box, as a share of its longer side.

    >>> bounds = np.array([[0, 0, 10, 10], [80, 5, 90, 9], [500, 0, 900, 90]], dtype=float)
    >>> for view in views(bounds, 1000, 100, 100, 0.0):
    ...     print(tuple(view.window), view.factor, view.rows)
    (0, 0, 100, 100) 1 (0, 1)
    (500, 0, 400, 100) 4 (2,)
    """
    room = context * np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
    low = np.floor(np.maximum(bounds[:, :2] - room[:, None], 0)).astype(np.int64)
    high = np.ceil(np.minimum(bounds[:, 2:] + room[:, None], (width, height))).astype(np.int64)
    extents = (high - low).max(axis=1, initial=1)
    factors = 1 << np.ceil(np.log2(np.maximum(extents / side, 1))).astype(np.int64)
    for factor in np.unique(factors).tolist():
        reach = side * factor
        left = np.flatnonzero(factors == factor)
        left = left[np.lexsort((left, low[left, 0], low[left, 1]))]
        while len(left):
            # Of what is left, the topmost box sets the band, and the leftmost in it the view.
            band = left[high[left, 1] <= low[left[0], 1] + reach]
            start = band[np.argmin(low[band, 0])]
            corner = int(low[start, 0]), int(low[left[0], 1])
            held = band[(high[band, 0] <= corner[0] + reach)]
            x, y = (
                max(0, min(place, extent - reach))
                for place, extent in zip(corner, (width, height), strict=True)
            )
            window = Window(x, y, min(reach, width), min(reach, height))
            yield View(window, factor, tuple(held.tolist()))
            left = left[~np.isin(left, held)]


def read_view(raster: Raster, view: View) -> NDArray[np.uint8]:
    """Return a view's pixels, RGB, uint8 (height, width, 3), each the mean of those it stands for.

    A large window is read by strips, so that little more than the view is in memory.

    Raises:
        InputError: The picture cannot be read.
    """
    x, y, width, height = view.window
    factor = view.factor
    if factor == 1:
        return raster.read(view.window)
    step = max(1, STRIP // (width * factor)) * factor
    parts = []
    for top in range(0, height, step):
        strip = raster.read(Window(x, y + top, width, min(step, height - top)))
        rows, columns = (np.arange(0, extent, factor) for extent in strip.shape[:2])
        sums = np.add.reduceat(strip.astype(np.uint32), rows, axis=0)
        sums = np.add.reduceat(sums, columns, axis=1)
        counts = np.outer(
            np.diff(np.append(rows, strip.shape[0])), np.diff(np.append(columns, strip.shape[1]))
        )
        parts.append(np.rint(sums / counts[..., None]).astype(np.uint8))
    return np.concatenate(parts)
