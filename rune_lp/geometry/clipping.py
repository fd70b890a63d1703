"""The areas that convex hulls of four points share, by clipping one with each side of the other.

Of two polygons whose sides nearly coincide, GEOS's overlay can lose the whole intersection (of a
box and one that is a little shorter it has returned two points). Clipping by half-planes cannot:
whichever way a rounding error decides on a corner that lies on a side, the area is wrong by that
rounding error alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from rune_lp.geometry.hulls import convex

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rune_lp.geometry.boxes import Boxes

__all__ = ["rings", "shared_areas", "shared_outlines"]

AT_ONCE = 20_000
"""Pairs that are clipped together: their corners fit a processor's cache."""


def rings(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the convex hulls of four points (n, 4, 2) as rings, anticlockwise with y upwards.

    Of a triangle the last corner stands twice.

    >>> rings(np.array([[(0, 0), (0, 2), (4, 2), (4, 0)]], dtype=float)).tolist()
    [[[4.0, 0.0], [4.0, 2.0], [0.0, 2.0], [0.0, 0.0]]]
    """
    sides = np.roll(corners, -1, axis=1) - corners
    found = corners.copy()
    for row in np.flatnonzero(~convex(sides)).tolist():
        hull = shapely.get_coordinates(shapely.convex_hull(shapely.MultiPoint(corners[row])))[:-1]
        if len(hull) < 3:  # a line, or a point
            found[row] = hull[0] if len(hull) else corners[row, 0]
        else:
            found[row] = np.concatenate([hull, hull[-1:]])[:4]
    turned = _doubled(found - found[:, :1]) < 0
    found[turned] = found[turned, ::-1]
    return found


def shared_areas(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the areas of the intersections of pairs of convex hulls (k,).

    Args:
        first: The rings (k, 4, 2) of one hull of each pair, as `rings` returns them.
        second: Those of the other.

    Source: I. Sutherland, G. Hodgman, Reentrant polygon clipping, CACM 17 (1974).

    >>> one = rings(np.array([[(0, 0), (4, 0), (4, 2), (0, 2)]], dtype=float))
    >>> shared_areas(one, one + [1, 1]).tolist()
    [3.0]
    """
    areas = np.empty(len(first))
    for start in range(0, len(first), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        areas[part] = _shared(first[part], second[part])
    return areas


def shared_outlines(
    first: Boxes, x: NDArray[np.intp], second: Boxes, y: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Return the areas (k,) that outlines share, in square pixels; those of masks are GEOS's.

    Args:
        first: Boxes.
        x: Row positions in the first (k,).
        second: Boxes, the same or others.
        y: Row positions in the second (k,).
    """
    masked = first.masked[x] | second.masked[y]
    if not masked.any():
        return shared_areas(rings(first.corners[x]), rings(second.corners[y]))
    areas = np.empty(len(x))
    rows = np.flatnonzero(masked)
    areas[rows] = shapely.area(
        shapely.intersection(first.polygons_of(x[rows]), second.polygons_of(y[rows]))
    )
    rows = np.flatnonzero(~masked)
    areas[rows] = shared_areas(rings(first.corners[x[rows]]), rings(second.corners[y[rows]]))
    return areas


def _shared(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    # Numbers are small, and products exact enough, near a corner of the pair's own.
    origin = first[:, :1]
    polygon, around = first - origin, second - origin
    for side in range(4):
        polygon = _clipped(polygon, around[:, side], around[:, (side + 1) % 4])
    # A hull without an area has no side to clip with.
    return np.where(_doubled(around) > 0, np.maximum(_doubled(polygon) / 2.0, 0.0), 0.0)


def _clipped(
    polygon: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return what of convex polygons (k, m, 2) lies left of lines.

    Corners that are too few are repeated, which changes no area; a polygon of which nothing is
    left is a point.
    """
    along = (end - start)[:, None]
    arms = polygon - start[:, None]
    sides = along[..., 0] * arms[..., 1] - along[..., 1] * arms[..., 0]
    after = np.roll(sides, -1, axis=1)
    inside = sides >= 0
    if inside.all():
        return polygon
    crossing = inside != (after >= 0)
    steps = sides - after
    shares = np.where(crossing, sides, 0.0) / np.where(crossing, steps, 1.0)
    crossings = polygon + shares[..., None] * (np.roll(polygon, -1, axis=1) - polygon)
    count, corners = sides.shape
    points = np.stack([polygon, crossings], axis=2).reshape(count, 2 * corners, 2)
    stays = np.stack([inside, crossing], axis=2).reshape(count, 2 * corners)
    # A line cuts a convex polygon twice at most, which makes one corner more; but where corners
    # lie on the line but for rounding, it may seem to cut more often.
    most = max(1, int(stays.sum(axis=1).max()))
    order = np.argsort(~stays, axis=1, kind="stable")[:, :most]
    kept = np.take_along_axis(points, order[..., None], axis=1)
    missing = ~np.take_along_axis(stays, order, axis=1)
    filled: NDArray[np.float64] = np.where(missing[..., None], kept[:, :1], kept)
    return filled


def _doubled(polygon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return twice the signed areas of polygons (k, m, 2)."""
    x, y = polygon[..., 0], polygon[..., 1]
    turns = x * np.roll(y, -1, axis=1) - np.roll(x, -1, axis=1) * y
    total: NDArray[np.float64] = turns.sum(axis=1)
    return total
