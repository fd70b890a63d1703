"""Matching predicted boxes with true ones by the share of their area that they have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from rune_lp.geometry.boxes import Boxes
from rune_lp.geometry.clipping import shared_outlines

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rune_lp.scenes import Scene

__all__ = ["Nearest", "hits", "ious", "nearest"]


class Nearest(NamedTuple):
    """For each predicted box the true one that it covers best.

    Attributes:
        rows: The true box's row, -1 where none is met, int64 (n,).
        ious: Their intersection over union, float64 (n,).
    """

    rows: NDArray[np.int64]
    ious: NDArray[np.float64]


def ious(
    first: Boxes, second: Boxes, x: NDArray[np.intp], y: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Return the intersections over unions of boxes of two scenes, as exact polygons.

    Args:
        first: The boxes of one scene.
        second: The boxes of the other.
        x: Row positions in the first.
        y: Row positions in the second, as many.

    >>> from rune_lp.scenes import Scene
    >>> one = Scene.of("P", ["ship"], [1], [[(0, 0), (4, 0), (4, 2), (0, 2)]])
    >>> two = Scene.of("P", ["ship"], [1], [[(2, 0), (6, 0), (6, 2), (2, 2)]])
    >>> row = np.array([0])
    >>> ious(Boxes.of(one), Boxes.of(two), row, row).round(4).tolist()
    [0.3333]
    """
    shared = shared_outlines(first, x, second, y)
    found: NDArray[np.float64] = shared / (first.areas[x] + second.areas[y] - shared)
    return found


def nearest(truth: Scene, predicted: Scene) -> Nearest:
    """Return for each predicted box of one class the true box of highest intersection over union.

    Of several that are covered equally, the first is taken. Classes are not looked at.
    """
    rows = np.full(len(predicted), -1, dtype=np.int64)
    best = np.zeros(len(predicted))
    if len(truth) and len(predicted):
        found, true = Boxes.of(predicted), Boxes.of(truth)
        x, y = shapely.STRtree(true.polygons).query(found.polygons, predicate="intersects")
        overlaps = ious(found, true, x, y)
        # The last that is written to a row is the one that stays: the best, of those the first.
        order = np.lexsort((-y, overlaps))
        rows[x[order]], best[x[order]] = y[order], overlaps[order]
        rows[best == 0] = -1
    return Nearest(rows, best)


def hits(
    matched: NDArray[np.int64], overlaps: NDArray[np.float64], threshold: float
) -> NDArray[np.bool_]:
    """Return which predictions, the surest first, are right: bool (n,).

    A prediction is right if it and its true box overlap by more than the threshold, and no surer
    one has taken that box. This is the rule of PASCAL VOC's development kit, which DOTA's follows:
    a second prediction of an object is wrong, and does not go to the next best object.

    Args:
        matched: A number for each prediction's true box, -1 for none.
        overlaps: Their intersections over unions.
        threshold: What these have to exceed.

    >>> hits(np.array([3, 3, -1, 5]), np.array([0.9, 0.8, 0.0, 0.4]), 0.5).tolist()
    [True, False, False, False]
    """
    right = (overlaps > threshold) & (matched >= 0)
    _, firsts = np.unique(matched[right], return_index=True)
    out = np.zeros(len(matched), dtype=np.bool_)
    out[np.flatnonzero(right)[firsts]] = True
    return out
