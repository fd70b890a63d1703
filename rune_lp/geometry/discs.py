"""Pairs of discs that meet, in many groups at once: how close objects of an image are found.

The discs of one side are sorted by strips, and along them; a disc of the other side looks into the
strips that it can reach, from one binary search to another. Discs of one power of two share strips,
so that a few large ones do not make all look far. Where a group has few, all pairs are looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from rune_lp.geometry.measures import Floats, Positions

__all__ = ["MOST_PAIRS", "Discs", "every_pair", "expanded", "meeting", "spans"]

MOST_PAIRS = 1 << 20
"""Pairs that are looked at at once: some tens of megabytes for the numbers about them."""

_FEW = 24
"""Discs of a group that are all looked at: sorting and searching costs as much for one disc."""

_CHEAP = 40_000
"""Pairs that are all looked at sooner than strips are made."""

_GATHERED = 100_000
"""Pairs that are handed out at once, at least, if there are so many."""

_TALL = 2.0
"""A strip's height, in diameters of its discs."""

_SLACK = 1e-9
"""The fraction by which discs are grown, far above the error of rounding."""


class Discs(NamedTuple):
    """Discs by columns (n,): centres, radii, and a group each, in 0..; those of one lie together.

    Only discs of one group meet.
    """

    x: Floats
    y: Floats
    radii: Floats
    group: NDArray[np.intp]


def meeting(
    discs: Discs, left: Positions, right: Positions, *, few: int = _FEW
) -> Iterator[tuple[Positions, Positions]]:
    """Yield the pairs of a left and a right disc of one group that meet.

    Args:
        discs: The discs.
        left: Positions of discs, ascending.
        right: Likewise; a position may be on both sides.
        few: How many right discs of a group are all looked at.

    Yields:
        Positions (k,) of left discs, and of right ones; no pair comes twice.

    >>> zeros = np.zeros(3)
    >>> discs = Discs(np.array([0.0, 4.0, 0.0]), zeros, zeros + 2.0, np.array([0, 0, 1]))
    >>> [(x.tolist(), y.tolist()) for x, y in meeting(discs, np.arange(3), np.arange(1, 3))]
    [([0, 1, 2], [1, 1, 2])]
    """
    if len(left) and len(right):
        yield from _gathered(_meeting(discs, left, right, few))


def _gathered(
    parts: Iterator[tuple[Positions, Positions]],
) -> Iterator[tuple[Positions, Positions]]:
    """Yield the same pairs, small parts put together: each costs whoever takes it a little."""
    held: list[tuple[Positions, Positions]] = []
    size = 0
    for part in parts:
        held.append(part)
        size += len(part[0])
        if size >= _GATHERED:
            yield _laid_end_to_end(held)
            held, size = [], 0
    if held:
        yield _laid_end_to_end(held)


def _laid_end_to_end(parts: list[tuple[Positions, Positions]]) -> tuple[Positions, Positions]:
    if len(parts) == 1:
        return parts[0]
    return np.concatenate([x for x, _ in parts]), np.concatenate([y for _, y in parts])


def _meeting(
    discs: Discs, left: Positions, right: Positions, few: int
) -> Iterator[tuple[Positions, Positions]]:
    discs = discs._replace(radii=discs.radii * (1 + _SLACK) + _slack(discs, right))
    groups = int(max(discs.group[left[-1]], discs.group[right[-1]])) + 1
    rights = np.bincount(discs.group[right], minlength=groups)
    many = rights > few
    if few and np.bincount(discs.group[left], minlength=groups) @ rights <= _CHEAP:
        many[:] = False
    for pairs in every_pair(discs.group, left[~_of(many, discs, left)], right):
        yield _met(discs, *pairs)
    left, right = left[_of(many, discs, left)], right[_of(many, discs, right)]
    levels = np.frexp(discs.radii[right])[1]
    for level in np.unique(levels).tolist():
        rows = right[levels == level]
        yield from _searched(discs, left, rows, 2.0**level, groups)


def every_pair(
    group: NDArray[np.intp], left: Positions, right: Positions
) -> Iterator[tuple[Positions, Positions]]:
    """Yield all pairs of a left and a right position of one group, not too many at once.

    Args:
        group: The group of each position, ascending.
        left: Positions, ascending.
        right: Likewise.
    """
    if not len(left) or not len(right):
        return
    groups = int(max(group[left[-1]], group[right[-1]])) + 1
    numbers = np.bincount(group[right], minlength=groups)
    firsts = np.cumsum(numbers) - numbers
    for rows in spans(left, numbers[group[left]]):
        places, runs = expanded(firsts[group[rows]], numbers[group[rows]])
        yield rows[runs], right[places]


def expanded(
    firsts: NDArray[np.intp], numbers: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the places of runs, one run after another, and which run each is of.

    Args:
        firsts: Where each run begins, (n,).
        numbers: How long each is, (n,).

    >>> places, runs = expanded(np.array([5, 0]), np.array([2, 1]))
    >>> places.tolist(), runs.tolist()
    ([5, 6, 0], [0, 0, 1])
    """
    runs = np.repeat(np.arange(len(numbers)), numbers)
    starts = np.cumsum(numbers) - numbers
    return np.arange(len(runs)) + (firsts - starts)[runs], runs


def _searched(
    discs: Discs, left: Positions, right: Positions, largest: float, groups: int
) -> Iterator[tuple[Positions, Positions]]:
    """Yield the pairs that meet, no right disc having a radius above the largest."""
    group, height = discs.group[right], 2.0 * _TALL * largest
    low, high = np.full(groups, np.inf), np.full(groups, -np.inf)
    np.minimum.at(low, group, discs.y[right])
    np.maximum.at(high, group, discs.y[right])
    present = np.isfinite(low)
    strips = np.zeros(groups, dtype=np.intp)
    strips[present] = ((high - low)[present] // height).astype(np.intp) + 1
    firsts = np.cumsum(strips) - strips
    # One key for a strip and a place along it; strips are further apart than they are long.
    start = discs.x[right].min()
    length = 2.0 * (discs.x[right].max() - start) + 16.0
    strip = firsts[group] + ((discs.y[right] - low[group]) // height).astype(np.intp)
    keys = strip * length + (discs.x[right] - start)
    order = np.argsort(keys, kind="stable")
    keys, right = keys[order], right[order]

    left = left[present[discs.group[left]]]
    group, reach = discs.group[left], discs.radii[left] + largest
    top = np.floor((discs.y[left] - reach - low[group]) / height)
    bottom = np.floor((discs.y[left] + reach - low[group]) / height)
    near = (bottom >= 0) & (top < strips[group])
    left, group, reach = left[near], group[near], reach[near]
    top = np.maximum(top[near], 0).astype(np.intp)
    bottom = np.minimum(bottom[near], strips[group] - 1).astype(np.intp)
    strip, runs = expanded(firsts[group] + top, bottom - top + 1)
    # A key has rounding errors of its own: one of some millions of strips, by some ten-thousandths.
    margin = reach[runs] + 1e-3 + 1e-15 * strips.sum() * length
    place = discs.x[left[runs]] - start
    ends = np.clip([place - margin, place + margin], -1.0, 0.75 * length) + strip * length
    begin, end = np.searchsorted(keys, ends[0]), np.searchsorted(keys, ends[1], side="right")
    numbers = end - begin
    for part in spans(np.arange(len(runs)), numbers):
        places, run = expanded(begin[part], numbers[part])
        yield _met(discs, left[runs[part[run]]], right[places])


def _met(discs: Discs, x: Positions, y: Positions) -> tuple[Positions, Positions]:
    across, down = discs.x[x] - discs.x[y], discs.y[x] - discs.y[y]
    reach = discs.radii[x] + discs.radii[y]
    met = np.flatnonzero(across * across + down * down <= reach * reach)
    return x[met], y[met]


def _of(groups: NDArray[np.bool_], discs: Discs, rows: Positions) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = groups[discs.group[rows]]
    return found


def _slack(discs: Discs, right: Positions) -> float:
    """Return how much discs are grown by, so that rounding of coordinates loses no pair."""
    extent = np.abs(discs.x[right]).max() + np.abs(discs.y[right]).max()
    return _SLACK * (1.0 + float(extent))


def spans(rows: NDArray[np.intp], numbers: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Return rows in spans of about so many numbers together as can be looked at at once."""
    spans = np.cumsum(numbers) // MOST_PAIRS
    return np.split(rows, np.flatnonzero(np.diff(spans)) + 1)
