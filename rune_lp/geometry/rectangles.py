"""The smallest rectangles around points, whose sides are a box's length and width."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["measured_rectangles", "minimum_rectangle"]

_TIE = 1e-9
"""Rectangles and sides that differ by less than this fraction (and angles, by less than this many
degrees) differ by rounding only: without it the direction of a square would be chance."""


def measured_rectangles(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sides and directions of the minimum-area rectangles around four points each.

    Args:
        corners: The points, (n, 4, 2).

    Returns:
        Longer side, shorter side, and the longer one's direction in degrees in [0, 180), (n, 3).

    >>> measured_rectangles(np.array([[(0, 0), (2, 0), (2, 4), (0, 4)]], dtype=float)).tolist()
    [[4.0, 2.0, 90.0]]
    """
    ends = np.array(list(combinations(range(4), 2)))
    # Every hull edge is among the six corner-to-corner directions, and the two diagonals
    # among them do no harm: a rectangle along one encloses the hull too.
    found = _tightest(corners, corners[:, ends[:, 1]] - corners[:, ends[:, 0]])
    return np.stack([found.lengths, found.widths, found.angles], axis=1)


def minimum_rectangle(points: ArrayLike) -> NDArray[np.float64]:
    """Return the corners of the minimum-area rectangle around a polygon.

    Args:
        points: Three or more (x, y) points; the first may be repeated as the last.

    Returns:
        Four corners, float64 (4, 2), clockwise on the screen from the topmost one (of two, the
        left one).

    Raises:
        ValueError: There are fewer than three points, not all are finite pairs, or all lie on a
            line.

    >>> minimum_rectangle([(0, 0), (4, 0), (4, 2), (2, 1), (0, 2)]).tolist()
    [[0.0, 0.0], [4.0, 0.0], [4.0, 2.0], [0.0, 2.0]]
    """
    array = np.asarray(points, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != 2 or len(array) < 3:
        raise ValueError(f"a polygon must have at least 3 (x, y) points, but got {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError("a polygon must have finite coordinates")
    hull = shapely.convex_hull(shapely.multipoints(array))
    if shapely.get_type_id(hull) != shapely.GeometryType.POLYGON:
        raise ValueError("a polygon must not lie on one line")
    ring = shapely.get_coordinates(hull)[None]
    tightest = _tightest(ring, np.diff(ring, axis=1))
    axes = np.stack([tightest.along[0], _quarter_turn(tightest.along[0])])
    shifts = (ring[0] - ring[0, 0]) @ axes.T
    (left, top), (right, bottom) = shifts.min(axis=0), shifts.max(axis=0)
    around = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    corners: NDArray[np.float64] = around @ axes + ring[0, 0]
    return np.roll(corners, -int(np.lexsort(corners.T)[0]), axis=0)


class _Tightest(NamedTuple):
    lengths: NDArray[np.float64]
    widths: NDArray[np.float64]
    angles: NDArray[np.float64]
    along: NDArray[np.float64]


def _tightest(points: NDArray[np.float64], directions: NDArray[np.float64]) -> _Tightest:
    """Return, for each row, the smallest rectangle around the points along a given direction.

    Args:
        points: (n, m, 2).
        directions: Candidates, (n, k, 2); those of length 0 are passed over.

    Returns:
        The sides (n,), L and W, the angles (n,) of L, and unit vectors along a side (n, 2).
    """
    # One direction and one point at a time: whole columns are quick, short rows are not.
    east, south = directions[..., 0].T, directions[..., 1].T
    norms = np.hypot(east, south)
    usable = norms > 0
    norms = np.where(usable, norms, 1.0)
    east, south = east / norms, south / norms
    shifts = points - points[:, :1]
    x, y = np.ascontiguousarray(shifts[..., 0].T), np.ascontiguousarray(shifts[..., 1].T)
    first, second = _extents(x, y, east, south), _extents(x, y, -south, east)
    lengths, widths = np.maximum(first, second), np.minimum(first, second)
    sizes = np.where(usable, lengths * widths, np.inf)
    tied = usable & (sizes <= sizes.min(axis=0) * (1 + _TIE))
    longest = np.where(tied, lengths, 0.0).max(axis=0)
    tied &= lengths >= longest * (1 - _TIE)

    angles = _half_turn(np.degrees(np.arctan2(south, east)))
    others = _half_turn(angles + 90.0)
    angles = np.where(
        widths >= lengths * (1 - _TIE),
        np.minimum(angles, others),
        np.where(first >= second, angles, others),
    )
    rows, chosen = np.arange(len(points)), np.where(tied, angles, np.inf).argmin(axis=0)
    along = np.stack([east[chosen, rows], south[chosen, rows]], axis=1)
    return _Tightest(lengths[chosen, rows], widths[chosen, rows], angles[chosen, rows], along)


def _extents(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    east: NDArray[np.float64],
    south: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the extents (k, n) of points (m, n) in directions (k, n), all by components."""
    extents = np.empty_like(east)
    for place, (right, down) in enumerate(zip(east, south, strict=True)):
        low = high = x[0] * right + y[0] * down
        for across, along in zip(x[1:], y[1:], strict=True):
            shadow = across * right + along * down
            low, high = np.minimum(low, shadow), np.maximum(high, shadow)
        extents[place] = high - low
    return extents


def _quarter_turn(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([-vectors[..., 1], vectors[..., 0]], axis=-1)


def _half_turn(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return directions of lines in [0, 180), what is 180 but for rounding being 0."""
    angles = degrees % 180.0
    return np.where(angles >= 180.0 - _TIE, 0.0, angles)
