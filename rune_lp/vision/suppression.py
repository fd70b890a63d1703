"""One box for each object: suppression by what the oriented boxes themselves share.

Upright boxes around two crossed ships are nearly the same box; the ships are not. So what is
compared is the area of the polygons' intersection, computed exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from rune_lp.geometry.clipping import rings, shared_areas

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["suppressed"]

COVERED = 0.6
"""A cut box is dropped if another tile's box of its class covers this share of it, or more."""

AT_ONCE = 200_000
"""Pairs whose intersections are in memory at a time."""


def suppressed(
    corners: NDArray[np.float64],
    scores: NDArray[np.float64],
    labels: NDArray[np.int64],
    max_iou: float,
    *,
    cut: NDArray[np.bool_] | None = None,
    tiles: NDArray[np.int64] | None = None,
) -> NDArray[np.intp]:
    """Return the rows of the boxes that stay, by falling rank.

    Box by box by rank, a box goes if one of its class that stays has an intersection over union
    with it above the limit. Boxes that are not cut by their tile rank before those that are, and
    then by score, and then by row. A cut box goes too if a box of another tile covers most of it:
    the tile it is whole in has it better. So a part of a long ship goes where the whole is, whose
    intersection over union with it is small.

    Args:
        corners: Convex boxes, (n, 4, 2).
        scores: Their confidences, (n,).
        labels: Their classes, (n,); boxes of different ones never suppress each other.
        max_iou: The limit, 0..1.
        cut: Which boxes may be cut by their tile, (n,); none without it.
        tiles: The tile each box is from, (n,); all are of one without it.

    >>> ships = np.array([[(0, 4), (10, 4), (10, 6), (0, 6)], [(4, 0), (6, 0), (6, 10), (4, 10)]])
    >>> suppressed(ships.astype(float), np.array([0.9, 0.8]), np.zeros(2, dtype=int), 0.3).tolist()
    [0, 1]
    """
    count = len(scores)
    if count == 0:
        return np.empty(0, dtype=np.intp)
    parts = np.zeros(count, dtype=bool) if cut is None else cut
    sources = np.zeros(count, dtype=np.int64) if tiles is None else tiles
    order = np.lexsort((np.arange(count), -scores, parts))
    labels, parts, sources = labels[order], parts[order], sources[order]
    later, earlier = _rivals(corners[order], labels, parts, sources, max_iou)
    stays = np.ones(count, dtype=bool)
    # By rank of the box that may go: all that could suppress it have been decided before it.
    for row, rival in zip(later.tolist(), earlier.tolist(), strict=True):
        if stays[rival]:
            stays[row] = False
    return np.asarray(order[stays], dtype=np.intp)


def _rivals(
    corners: NDArray[np.float64],
    labels: NDArray[np.int64],
    parts: NDArray[np.bool_],
    sources: NDArray[np.int64],
    max_iou: float,
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the pairs of a box and one of a higher rank that would suppress it, by rank."""
    outlines = rings(corners)
    polygons = shapely.polygons(corners)
    areas = shapely.area(polygons)
    tree = shapely.STRtree(polygons)
    found: list[NDArray[np.intp]] = []
    step = max(1, AT_ONCE // 64)
    for first in range(0, len(polygons), step):
        rows = np.arange(first, min(first + step, len(polygons)))
        asking, other = tree.query(polygons[rows])
        later = rows[asking]
        possible = (other < later) & (labels[other] == labels[later])
        later, other = later[possible], other[possible]
        shared = shared_areas(outlines[later], outlines[other])
        union = areas[later] + areas[other] - shared
        same = shared > max_iou * union
        elsewhere = parts[later] & (sources[later] != sources[other])
        covered = elsewhere & (shared >= COVERED * areas[later]) & (shared > 0)
        goes = same | covered
        pairs = np.stack([later[goes], other[goes]])
        found.append(pairs[:, np.lexsort((pairs[1], pairs[0]))])
    later, earlier = np.concatenate(found, axis=1)
    return later, earlier
