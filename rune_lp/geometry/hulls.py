"""Convex hulls of four points."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["convex", "hull_areas", "hulls"]


def hull_areas(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the areas (n,) of the convex hulls of four points (n, 4, 2).

    The four triangles that three of the points make cover the hull twice: the two pairs along the
    diagonals of a convex quadrangle, or a triangle and the three that its inner point makes.
    """
    doubled = np.zeros(len(corners))
    for a, b, c in combinations(range(4), 3):
        u, v = corners[:, b] - corners[:, a], corners[:, c] - corners[:, a]
        doubled += np.abs(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0])
    return doubled / 4.0


def hulls(corners: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return the convex hulls of four points (n, 4, 2) as shapely polygons."""
    turned = convex(np.roll(corners, -1, axis=1) - corners)
    hulls: NDArray[np.object_] = shapely.polygons(corners)
    hulls[~turned] = shapely.convex_hull(hulls[~turned])
    return hulls


def convex(sides: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which quadrangles of four sides one after another (n, 4, 2) are strictly convex."""
    after = np.roll(sides, -1, axis=1)
    turns = sides[..., 0] * after[..., 1] - sides[..., 1] * after[..., 0]
    # Four turns the same way, and corners in order around the box.
    return np.asarray((turns > 0).all(axis=1) | (turns < 0).all(axis=1))
