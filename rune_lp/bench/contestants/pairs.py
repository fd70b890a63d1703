"""Candidate pairs and exact gaps, over the objects of all images at once.

What somebody writes who knows numpy and one question, and needs no logic: no loop over images, and
no gap measured that a cheaper number decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely

from rune_lp.bench.population import THRESHOLD

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rune_lp.bench.columns import Columns

__all__ = [
    "Objects",
    "Pairs",
    "candidates",
    "close",
    "objects_of",
    "pairs_within",
    "same_image_pairs",
]

Pairs: TypeAlias = "tuple[NDArray[np.intp], NDArray[np.intp]]"
"""Positions among the left objects, and among the right ones."""

_SLACK = 1e-4
"""Pixels by which bounds are loosened, far above the error of rounding."""


@dataclass(frozen=True, slots=True)
class Objects:
    """The sure objects of one class in some images, ordered by image.

    Attributes:
        row: Their positions among all of the class, (n,).
        image: Their images' positions.
        length: Their longer sides.
        center: Their centres, (n, 2).
        bounds: Their least and greatest x and y, (n, 4).
        inner: The radii of the discs about the centres that are within the outlines.
        outer: The radii of those that the outlines are within.
        hull: Their corners, counter-clockwise, (n, 4, 2).
    """

    row: NDArray[np.intp]
    image: NDArray[np.intp]
    length: NDArray[np.float64]
    center: NDArray[np.float64]
    bounds: NDArray[np.float64]
    inner: NDArray[np.float64]
    outer: NDArray[np.float64]
    hull: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.image)

    def rows(self, kept: NDArray[np.bool_] | NDArray[np.intp]) -> Objects:
        """Return some of them."""
        return Objects(*(getattr(self, name)[kept] for name in Objects.__slots__))


def objects_of(columns: Columns, label: str, images: NDArray[np.bool_]) -> Objects:
    """Return the sure objects of a class in the images where `images` is true."""
    span = slice(*columns.spans[label])
    image = np.asarray(columns.rows["image"][span])
    kept = np.flatnonzero(images[image] & (columns.rows["score"][span] >= THRESHOLD))
    found = (columns.rows[name][span][kept] for name in Objects.__slots__[2:])
    return Objects(kept, image[kept].astype(np.intp), *found)


def same_image_pairs(left: Objects, right: Objects) -> Pairs:
    """Return all pairs of objects of one image.

    >>> from rune_lp.bench.contestants.pairs import Objects
    >>> none = np.empty(0)
    >>> one, two = (Objects(none, np.array(images), *(none,) * 6) for images in ([0, 2], [0, 0, 1]))
    >>> [side.tolist() for side in same_image_pairs(one, two)]
    [[0, 0], [0, 1]]
    """
    first = np.searchsorted(right.image, left.image)
    return _ranges(first, np.searchsorted(right.image, left.image, side="right"))


def pairs_within(left: Objects, right: Objects, factor: float, *, measured: bool = True) -> Pairs:
    """Return the pairs of different objects of one image whose outlines are close.

    That is, whose gap is at most `factor` mean lengths. If left and right are the same objects, a
    pair comes once, its lower position first. Unless `measured`, only those pairs come of which
    this is sure without measuring.
    """
    one, other = candidates(left, right, factor)
    near = close(left, right, (one, other), factor, measured=measured)
    return one[near], other[near]


def candidates(left: Objects, right: Objects, factor: float = 0.0, distance: float = 0.0) -> Pairs:
    """Return the pairs whose upright boxes, grown by what each may reach, meet.

    They are found by one tree for all images, which lie side by side, wide enough apart.
    """
    boxes = [_grown(side, factor, distance) for side in (left, right)]
    extent = max(float(np.abs(box).max(initial=0.0)) for box in boxes)
    for side, box in zip((left, right), boxes, strict=True):
        box[:, ::2] += (2 * extent + 1) * side.image[:, None]
    trees = [shapely.box(*box.T) for box in boxes]
    one, other = shapely.STRtree(trees[1]).query(trees[0])
    if left is right:
        one, other = one[one < other], other[one < other]
    return one, other


def close(
    left: Objects,
    right: Objects,
    pairs: Pairs,
    factor: float = 0.0,
    distance: float = 0.0,
    *,
    measured: bool = True,
) -> NDArray[np.bool_]:
    """Return which pairs' gaps are within reach, a gap measured only where it must be."""
    one, other = pairs
    reach = factor * ((left.length[one] + right.length[other]) / 2) + distance
    apart = np.hypot(*(left.center[one] - right.center[other]).T)
    # The discs within the outlines bound the gap from above, those around them from below.
    near = apart <= reach + left.inner[one] + right.inner[other] - _SLACK
    if not measured:
        return np.asarray(near)
    possible = apart <= reach + left.outer[one] + right.outer[other] + _SLACK
    rest = np.flatnonzero(~near & possible)
    gaps = shapely.distance(_polygons(left.hull, one[rest]), _polygons(right.hull, other[rest]))
    near[rest] = gaps <= reach[rest]
    return np.asarray(near)


def _grown(objects: Objects, factor: float, distance: float) -> NDArray[np.float64]:
    reach = factor / 2 * objects.length + distance / 2 + _SLACK
    return np.asarray(objects.bounds + reach[:, None] * np.array([-1.0, -1.0, 1.0, 1.0]))


def _polygons(hull: NDArray[np.float64], rows: NDArray[np.intp]) -> NDArray[np.object_]:
    """Return the polygons of some rows, each made once however often it is asked for."""
    wanted = np.zeros(len(hull), dtype=np.bool_)
    wanted[rows] = True
    made = np.empty(len(hull), dtype=object)
    made[wanted] = shapely.polygons(hull[wanted])
    return made[rows]


def _ranges(starts: NDArray[np.intp], ends: NDArray[np.intp]) -> Pairs:
    """Return each row with each position of its range, starts[row] to ends[row]."""
    sizes = np.maximum(ends - starts, 0)
    row = np.repeat(np.arange(len(sizes)), sizes)
    return row, np.arange(len(row)) + np.repeat(starts - (np.cumsum(sizes) - sizes), sizes)
