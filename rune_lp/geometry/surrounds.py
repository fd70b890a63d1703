"""Rectangles about the centres of boxes that hold their hulls, and what of them lies within."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rune_lp.geometry.hulls import convex

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Surrounds", "surrounds_of"]


class Surrounds(NamedTuple):
    """For each box a rectangle about its centre, along its long side, that holds its hull.

    A true rectangle is its own; what else there is in annotations differs from one by little. So
    these few columns tell in most cases what the outlines would have to be measured for.

    Attributes:
        cosines: Of the directions of the long sides, float64 (n,), as are the others.
        sines: Of the same.
        halves: Half the sides in these directions.
        acrosses: Half the sides at right angles to them.
        shares: The rectangles shrunk by these factors lie within the hulls; 0 where unknown.
        insides: The radii of discs about the centres that lie within the hulls.
    """

    cosines: NDArray[np.float64]
    sines: NDArray[np.float64]
    halves: NDArray[np.float64]
    acrosses: NDArray[np.float64]
    shares: NDArray[np.float64]
    insides: NDArray[np.float64]


def surrounds_of(
    corners: NDArray[np.float64], centers: NDArray[np.float64], angles: NDArray[np.float64]
) -> Surrounds:
    """Return the rectangles about centres in given directions; see `Surrounds`.

    An edge with the unit normal n, at the distance h from the centre, keeps h / (a |n·u| + b |n·v|)
    of a rectangle of the half sides a and b along u and v on its inner side: the support function
    of the rectangle in the direction n.
    """
    radians = np.radians(angles)
    cosines, sines = np.cos(radians), np.sin(radians)
    x, y = (
        np.ascontiguousarray(shift.T) for shift in np.moveaxis(corners - centers[:, None], 2, 0)
    )
    # Never 0, for they are divided by.
    halves = np.abs(x * cosines + y * sines).max(axis=0, initial=1e-9)
    acrosses = np.abs(y * cosines - x * sines).max(axis=0, initial=1e-9)
    east, south = np.roll(x, -1, axis=0) - x, np.roll(y, -1, axis=0) - y
    turned = convex(np.stack([east.T, south.T], axis=2))
    lengths = np.where(turned, np.hypot(east, south), 1.0)
    heights = np.abs(x * south - y * east)
    along = np.abs(east * cosines + south * sines)
    across = np.abs(south * cosines - east * sines)
    with np.errstate(invalid="ignore"):
        shares = (heights / (halves * across + acrosses * along)).min(axis=0)
    insides = (heights / lengths).min(axis=0)
    return Surrounds(
        cosines,
        sines,
        halves,
        acrosses,
        np.where(turned, np.minimum(shares, 1.0), 0.0),
        np.where(turned, insides, 0.0),
    )
