"""How nearly a relation is true of objects, or false of them: misses, in objects' lengths.

A miss says how much would have to change for a tuple of objects to be related, or not to be. A
length that is missing is measured in mean lengths of the tuple's objects, a shared area as a share
of what is asked for, other areas by the logarithm of their ratio, an angle in units of 45 degrees.
A relation misses by the sum over its conditions that fail; where outlines would have to share some
area, by how far they are apart as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from rune_lp.geometry.joins import product_blocks
from rune_lp.geometry.measures import gap
from rune_lp.geometry.relation import different
from rune_lp.geometry.relations import RELATIONS, tuples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from rune_lp.geometry.boxes import Boxes
    from rune_lp.geometry.conditions import Condition
    from rune_lp.geometry.measures import Floats, Positions
    from rune_lp.geometry.profile import Profile

    Columns: TypeAlias = Sequence[Positions] | NDArray[np.intp]
    """For each argument the row positions (k,)."""

__all__ = ["UNIT_ANGLE", "Misses", "fewest", "hits", "miss_of", "nearest_misses", "sizes_of"]

UNIT_ANGLE = 45.0
"""Degrees that are as dear as a length of an object."""

_MOST_TRIPLES = 200_000
"""Triples of objects that are looked at one by one."""

_BLOCK = 1 << 20
"""Pairs of objects whose places are compared at a time."""


class Misses(NamedTuple):
    """Tuples of objects, and what it takes to change whether a relation is true of them.

    Attributes:
        rows: Row positions, (k, arity).
        misses: How much is missing of each, float64 (k,).
        omitted: No tuple that is left out misses by less; infinite where none is.
    """

    rows: NDArray[np.intp]
    misses: Floats
    omitted: float

    @classmethod
    def none(cls, arity: int, omitted: float = np.inf) -> Misses:
        """Return no tuples."""
        return cls(np.empty((0, arity), dtype=np.intp), np.empty(0), omitted)


def miss_of(name: str, boxes: Boxes, profile: Profile, columns: Columns, *, holds: bool) -> Floats:
    """Return what is missing for a relation to be true of tuples, or to be false of them.

    Args:
        name: A name in `RELATIONS`.
        boxes: The boxes of a scene.
        profile: The parameters of the relations.
        columns: For each argument the row positions (k,).
        holds: Whether it is to be true.

    Returns:
        float64 (k,): 0 where it is so already, infinite where no change of places, sizes or
        directions can make it so.

    >>> from rune_lp.geometry.boxes import Boxes
    >>> from rune_lp.geometry.profile import Profile
    >>> from rune_lp.scenes import Scene
    >>> square = np.array([(0, 0), (4, 0), (4, 4), (0, 4)])
    >>> boxes = Boxes.of(Scene.of("P1", ["ship"] * 2, [1, 1], [square, square + (10, 0)]))
    >>> pair = np.array([0]), np.array([1])
    >>> miss_of("near", boxes, Profile(), pair, holds=True).tolist()
    [0.5]
    """
    relation = RELATIONS[name]
    apart = different(*columns)
    signed = np.stack([_signed(one, boxes, profile, columns) for one in relation.conditions])
    if holds:
        missing = np.maximum(signed, 0.0).sum(axis=0)
        if _shares(name):
            missing = missing + gap(boxes, *columns) / sizes_of(boxes, columns)
        return np.where(apart, missing, np.inf)
    true = relation.holds(boxes, profile, *columns)
    return np.where(true, np.maximum(-signed, 0.0).min(axis=0), 0.0)


def sizes_of(boxes: Boxes, columns: Columns) -> Floats:
    """Return the mean lengths of the objects of tuples, (k,), in pixels."""
    return np.asarray(np.mean([boxes.lengths[column] for column in columns], axis=0))


def _shares(name: str) -> bool:
    """Whether a relation wants outlines to share some area."""
    return any(one.quantity == "shared area" for one in RELATIONS[name].conditions)


def _signed(condition: Condition, boxes: Boxes, profile: Profile, columns: Columns) -> Floats:
    """Return by how much a condition fails (above 0) or holds (below), in lengths."""
    value = np.asarray(condition.measure(boxes, *columns), dtype=np.float64)
    bound = np.broadcast_to(condition.bound(boxes, profile, *columns), value.shape)
    excess = value - bound if condition.comparison in ("<=", "<") else bound - value
    match condition.dimension:
        case "length":
            scale = sizes_of(boxes, columns)
        case "angle":
            scale = np.full(value.shape, UNIT_ANGLE)
        case "count":
            # Labels do not change by degrees.
            return np.where(excess > 0, np.inf, -np.inf)
        case _ if condition.quantity == "shared area":
            scale = np.maximum(np.maximum(value, bound), np.finfo(float).tiny)
        case _:
            return np.asarray(np.sign(excess) * np.abs(np.log(value / bound)))
    with np.errstate(invalid="ignore"):
        relative = np.asarray(excess / scale)
    return np.where(np.isinf(bound), -np.inf, relative)


def hits(
    name: str, boxes: Boxes, profile: Profile, domains: Sequence[Positions], most: int
) -> Misses:
    """Return the tuples that a relation is true of, and what is missing for it to be false.

    Args:
        name: A name in `RELATIONS`.
        boxes: The boxes of a scene.
        profile: The parameters of the relations.
        domains: For each argument the row positions it ranges over, sorted and distinct.
        most: Of the tuples of an object in a place, so many are kept, the least missing first.
    """
    rows = tuples(name, boxes, profile, *domains)
    return _kept(rows, miss_of(name, boxes, profile, rows.T, holds=False), most)


def nearest_misses(
    name: str, boxes: Boxes, profile: Profile, domains: Sequence[Positions], most: int
) -> Misses:
    """Return tuples that a relation is nearly true of; the arguments are those of `hits`."""
    relation = RELATIONS[name]
    if not all(map(len, domains)):
        return Misses.none(relation.arity)
    if relation.complement is not None:
        rows = tuples(relation.complement, boxes, profile, *domains)
        return _kept(rows, miss_of(name, boxes, profile, rows.T, holds=True), most)
    if relation.reach is not None:
        return _bounded(name, boxes, profile, domains, most)
    if relation.arity == 3 and np.prod([len(domain) for domain in domains]) > _MOST_TRIPLES:
        return Misses.none(3, 0.0)
    found, omitted = [Misses.none(relation.arity)], np.inf
    for block in product_blocks(*domains):
        false = np.flatnonzero(~relation.holds(boxes, profile, *block.T))
        misses = np.full(len(block), np.inf)
        misses[false] = miss_of(name, boxes, profile, block[false].T, holds=True)
        if relation.arity == 2:
            places, least = _least(misses.reshape(-1, len(domains[1])), most)
            block, misses = block[places], misses[places]
        else:
            least = np.inf
        part = _kept(block, misses, most)
        found.append(part)
        omitted = min(omitted, least, part.omitted)
    rows = np.concatenate([part.rows for part in found])
    kept = _kept(rows, np.concatenate([part.misses for part in found]), most)
    return kept._replace(omitted=min(omitted, kept.omitted))


def _bounded(
    name: str, boxes: Boxes, profile: Profile, domains: Sequence[Positions], most: int
) -> Misses:
    """Return the pairs that come nearest to a relation that only near objects can have.

    They are picked by their places: outlines are at least as far apart as the discs around them.
    """
    true = tuples(name, boxes, profile, *domains)
    reach = RELATIONS[name].reach
    slack = boxes.radii + (reach(boxes, profile) if reach else 0.0)
    left, right = domains
    picked, omitted = [np.empty((0, 2), dtype=np.intp)], np.inf
    size = max(1, _BLOCK // max(1, len(right)))
    for start in range(0, len(left), size):
        some = left[start : start + size]
        step = boxes.centers[some][:, None] - boxes.centers[right]
        beyond = np.hypot(step[..., 0], step[..., 1]) - slack[some][:, None] - slack[right]
        lengths = (boxes.lengths[some][:, None] + boxes.lengths[right]) / 2
        least = np.maximum(beyond / lengths, 0.0)
        least[some[:, None] == right] = np.inf
        held = true[np.isin(true[:, 0], some)]
        least[np.searchsorted(some, held[:, 0]), np.searchsorted(right, held[:, 1])] = np.inf
        places, rest = _least(least, most)
        rows, columns = np.unravel_index(places, least.shape)
        picked.append(np.stack([some[rows], right[columns]], axis=1))
        omitted = min(omitted, rest)
    rows = np.concatenate(picked)
    misses = miss_of(name, boxes, profile, rows.T, holds=True)
    finite = np.isfinite(misses)
    return Misses(rows[finite], misses[finite], omitted)


def _least(misses: Floats, most: int) -> tuple[NDArray[np.intp], float]:
    """Return the places of the least of each row and column, and the least that is left out."""
    kept = np.zeros(misses.shape, dtype=np.bool_)
    for axis in (0, 1):
        if misses.shape[axis] <= most:
            kept[:] = True
        elif misses.size:
            first = np.argpartition(misses, most - 1, axis=axis).take(np.arange(most), axis=axis)
            np.put_along_axis(kept, first, values=True, axis=axis)
    rest = misses[~kept].min(initial=np.inf)
    return np.flatnonzero((kept & np.isfinite(misses)).ravel()), float(rest)


def _kept(rows: NDArray[np.intp], misses: Floats, most: int) -> Misses:
    finite = np.isfinite(misses)
    rows, misses = rows[finite], misses[finite]
    kept = fewest(rows, misses, most)
    return Misses(rows[kept], misses[kept], float(misses[~kept].min(initial=np.inf)))


def fewest(rows: NDArray[np.intp], misses: Floats, most: int) -> NDArray[np.bool_]:
    """Return which tuples are among the `most` of some object in some place that miss the least.

    >>> rows = np.array([[0, 1], [0, 2], [3, 2]])
    >>> fewest(rows, np.array([0.1, 0.3, 0.2]), 1).tolist()
    [True, False, True]
    """
    kept = np.zeros(len(rows), dtype=np.bool_)
    for column in range(rows.shape[1]):
        order = np.lexsort((misses, rows[:, column]))
        groups = rows[order, column]
        first = np.flatnonzero(np.diff(groups, prepend=-1))
        ranks = np.arange(len(order)) - np.repeat(first, np.diff(first, append=len(order)))
        kept[order[ranks < most]] = True
    return kept
