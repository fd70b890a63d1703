"""The limit: each question written by hand as numpy over the columns of all images.

Images are excluded by their class counts first; then pairs are made of sorted arrays, chains are
reduced from one end by semi-joins, and nothing is enumerated that the answer does not need.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.bench.cases import LINKS
from rune_lp.bench.columns import Columns
from rune_lp.bench.contestants.contestant import Contestant
from rune_lp.bench.contestants.pairs import (
    Objects,
    Pairs,
    candidates,
    close,
    objects_of,
    pairs_within,
    same_image_pairs,
)
from rune_lp.quantities import DIMENSIONS, fixed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from rune_lp.bench.cases import Case
    from rune_lp.bench.contestants.contestant import Started

__all__ = ["NumpyLimit"]

_LENGTH = DIMENSIONS["length"]

_FEW = 2

_TWENTY = 20.05
"""Pixels: a distance up to this is at most 20.0 when rounded, half to even."""


class NumpyLimit(Contestant):
    """Hand-vectorised numpy over columns mapped into memory."""

    def __init__(self, data: Path) -> None:
        self.columns = Columns.open(data / "columns")

    def ask(self, case: Case, started: Started) -> list[str]:
        """Return the images of which a case is true."""
        del started
        matches = _ANSWERS[case.name](self.columns)
        return [str(name) for name in self.columns.names[np.unique(matches)]]


def _candidates(columns: Columns, **at_least: int) -> NDArray[np.bool_]:
    enough = np.ones(len(columns.names), dtype=np.bool_)
    for label, number in at_least.items():
        enough &= columns.counts[label] >= number
    return enough


def _one_class(columns: Columns) -> NDArray[np.intp]:
    return np.flatnonzero(columns.counts["helicopter"])


def _count(columns: Columns) -> NDArray[np.intp]:
    images = _candidates(columns, harbor=1, ship=3)
    harbors, ships = (objects_of(columns, label, images) for label in ("harbor", "ship"))
    one, other = candidates(harbors, ships, 1.0)
    sure = close(harbors, ships, (one, other), 1.0, measured=False)
    near = np.bincount(one[sure], minlength=len(harbors))
    images[harbors.image[near >= 3]] = False
    rest = np.flatnonzero(~sure & images[harbors.image[one]])
    rest = rest[close(harbors, ships, (one[rest], other[rest]), 1.0)]
    near += np.bincount(one[rest], minlength=len(harbors))
    return harbors.image[near >= 3]


def _negation(columns: Columns) -> NDArray[np.intp]:
    alone = _candidates(columns, harbor=1) & (columns.counts["ship"] == 0)
    images = _candidates(columns, harbor=1, ship=1)
    harbors, ships = (objects_of(columns, label, images) for label in ("harbor", "ship"))
    near = _some_near(harbors, ships)
    return np.concatenate([np.flatnonzero(alone), harbors.image[~near]])


def _universal(columns: Columns) -> NDArray[np.intp]:
    images = _candidates(columns, plane=2)
    planes = objects_of(columns, "plane", images)
    images[planes.image[~_some_near(planes, planes)]] = False
    return np.flatnonzero(images)


def _some_near(left: Objects, right: Objects) -> NDArray[np.bool_]:
    """Return which of the left objects have a right one near, both sides if they are the same."""
    one, other = candidates(left, right, 1.0)
    if left is right:
        one, other = np.concatenate([one, other]), np.concatenate([other, one])
    near = np.zeros(len(left), dtype=np.bool_)
    near[one[close(left, right, (one, other), 1.0, measured=False)]] = True
    rest = np.flatnonzero(~near[one])
    near[one[rest[close(left, right, (one[rest], other[rest]), 1.0)]]] = True
    return near


def _disjunction(columns: Columns) -> NDArray[np.intp]:
    cars = _candidates(columns, small_vehicle=1)
    found = []
    for label in ("swimming_pool", "tennis_court"):
        images = cars & _candidates(columns, **{label: 1})
        one, other = (objects_of(columns, name, images) for name in ("small_vehicle", label))
        found.append(one.image[pairs_within(one, other, 0.25)[0]])
    return np.concatenate(found)


def _cone(columns: Columns) -> NDArray[np.intp]:
    images = _candidates(columns, large_vehicle=1, small_vehicle=1)
    large = objects_of(columns, "large_vehicle", images)
    small = objects_of(columns, "small_vehicle", images)
    # A few objects of each image settle most images; only the others need all pairs.
    rank = np.arange(len(large)) - np.searchsorted(large.image, large.image)
    some = _ahead(large.rows(rank < _FEW), small)
    images[some] = False
    return np.concatenate([some, _ahead(large.rows(images[large.image]), small)])


def _ahead(starts: Objects, ends: Objects) -> NDArray[np.intp]:
    one, other = same_image_pairs(starts, ends)
    return starts.image[one[_left_of(starts.center[one], ends.center[other])]]


def _numbers(columns: Columns) -> NDArray[np.intp]:
    ships = objects_of(columns, "ship", _candidates(columns, ship=2))
    lengths = fixed(ships.length, _LENGTH)
    one, other = candidates(ships, ships, distance=_TWENTY)
    shorter, longer = np.sort(np.stack([lengths[one], lengths[other]]), axis=0)
    uneven = longer > 2 * shorter
    one, other = one[uneven], other[uneven]
    near = close(ships, ships, (one, other), distance=_TWENTY)
    return np.asarray(ships.image[one[near]])


def _count_comparison(columns: Columns) -> NDArray[np.intp]:
    harbors, ships = columns.counts["harbor"], columns.counts["ship"]
    return np.flatnonzero((harbors > 0) & (ships > 2 * harbors))


def _triangle(columns: Columns) -> NDArray[np.intp]:
    images = _candidates(columns, ship=1, harbor=1, small_vehicle=1)
    ships, harbors, cars = (
        objects_of(columns, label, images) for label in ("ship", "harbor", "small_vehicle")
    )
    harbor, car = pairs_within(harbors, cars, 1.0)
    ships = _in_images(ships, harbors.image[harbor], len(images))
    ship, beside = pairs_within(ships, harbors, 1.0)
    car_of, ship_of = pairs_within(cars, ships, 1.0)
    row, link = _joined(beside, harbor)
    third = _among((car[link], ship[row]), (car_of, ship_of), len(ships))
    return ships.image[ship[row[third]]]


def _pair(columns: Columns) -> NDArray[np.intp]:
    return _chain(columns, ("large_vehicle", "small_vehicle"))


def _chain(columns: Columns, labels: tuple[str, ...]) -> NDArray[np.intp]:
    """Return the answer of a chain: first by the pairs that are sure without measuring a gap.

    Only the images that these leave open are looked at again.
    """
    images = _candidates(columns, **dict.fromkeys(labels, 1))
    sure = _linked(columns, images, labels, measured=False)
    images[sure] = False
    return np.concatenate([sure, _linked(columns, images, labels, measured=True)])


def _linked(
    columns: Columns, images: NDArray[np.bool_], labels: tuple[str, ...], *, measured: bool
) -> NDArray[np.intp]:
    """Return the images of a chain, reduced from its last object to its first.

    The rarer classes are paired first, and the others only in the images that are left.
    """
    totals = {label: int(columns.counts[label][images].sum()) for label in labels}
    links = sorted(set(pairwise(labels)), key=lambda link: totals[link[0]] * totals[link[1]])
    near: dict[tuple[str, str], Pairs] = {}
    for one, other in links:
        if (one, other) in near:
            continue
        left = objects_of(columns, one, images)
        right = left if one == other else objects_of(columns, other, images)
        first, second = pairs_within(left, right, 1.0, measured=measured)
        images = np.bincount(left.image[first], minlength=len(images)) > 0
        near |= _both_ways(one, other, (left.row[first], right.row[second]))
    alive = np.ones(_size(columns, labels[-1]), dtype=np.bool_)
    for one, other in zip(labels[-2::-1], labels[:0:-1], strict=True):
        start, end = near[one, other]
        reached = np.zeros(_size(columns, one), dtype=np.bool_)
        reached[start[alive[end]]] = True
        alive = reached
    found = columns.rows["image"][slice(*columns.spans[labels[0]])][alive]
    return np.unique(found).astype(np.intp)


def _size(columns: Columns, label: str) -> int:
    first, last = columns.spans[label]
    return last - first


def _both_ways(one: str, other: str, pairs: Pairs) -> dict[tuple[str, str], Pairs]:
    left, right = pairs
    if one == other:
        return {(one, one): (np.concatenate([left, right]), np.concatenate([right, left]))}
    return {(one, other): (left, right), (other, one): (right, left)}


def _unsatisfiable(columns: Columns) -> NDArray[np.intp]:
    ships = objects_of(columns, "ship", _candidates(columns, ship=3))
    one, other = candidates(ships, ships, 1.0)
    forwards = _left_of(ships.center[one], ships.center[other])
    backwards = _left_of(ships.center[other], ships.center[one])
    left = np.concatenate([one[forwards], other[backwards]])
    right = np.concatenate([other[forwards], one[backwards]])
    # The cones are cheaper than the gaps, which only what is left of the triangles needs.
    row, link = _joined(right, left)
    back = _left_of(ships.center[right[link]], ships.center[left[row]])
    first, second, third = left[row[back]], right[row[back]], right[link[back]]
    near = np.ones(len(first), dtype=np.bool_)
    for pair in ((first, second), (second, third), (third, first)):
        rows = np.flatnonzero(near)
        near[rows] = close(ships, ships, (pair[0][rows], pair[1][rows]), 1.0)
    return np.asarray(ships.image[first[near]])


def _left_of(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.bool_]:
    dx, dy = (end - start).T
    return np.asarray((dx > 0) & (np.abs(dy) <= dx))


def _in_images(objects: Objects, images: NDArray[np.intp], number: int) -> Objects:
    kept = np.zeros(number, dtype=np.bool_)
    kept[images] = True
    return objects.rows(kept[objects.image])


def _joined(left: NDArray[np.intp], right: NDArray[np.intp]) -> Pairs:
    """Return the pairs of rows of two columns whose values are equal."""
    order = np.argsort(right, kind="stable")
    starts = np.searchsorted(right[order], left)
    sizes = np.searchsorted(right[order], left, side="right") - starts
    row = np.repeat(np.arange(len(left)), sizes)
    place = np.arange(len(row)) + np.repeat(starts - (np.cumsum(sizes) - sizes), sizes)
    return row, order[place]


def _among(pairs: Pairs, others: Pairs, number: int) -> NDArray[np.bool_]:
    """Return which pairs are among others, the second positions being below `number`."""
    keys = np.sort(others[0] * number + others[1])
    wanted = pairs[0] * number + pairs[1]
    if not len(keys):
        return np.zeros(len(wanted), dtype=np.bool_)
    return np.asarray(keys[np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)] == wanted)


_ANSWERS: dict[str, Callable[[Columns], NDArray[np.intp]]] = {
    "one class": _one_class,
    "pair": _pair,
    "count": _count,
    "negation": _negation,
    "universal": _universal,
    "disjunction": _disjunction,
    "cone": _cone,
    "numbers": _numbers,
    "count comparison": _count_comparison,
    "triangle": _triangle,
    "unsatisfiable": _unsatisfiable,
    **{f"chain of {length}": partial(_chain, labels=LINKS[:length]) for length in range(2, 7)},
}
