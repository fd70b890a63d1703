"""Comparisons of numbers over columns of objects, exact whatever the numbers' sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

from rune_lp.geometry.attributes import ATTRIBUTES, measure, measured_about
from rune_lp.geometry.relations import Glance
from rune_lp.logic.evaluate import COMPARISONS
from rune_lp.logic.terms import linear, measure_of
from rune_lp.plan.reach import bounded_pair

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from rune_lp.geometry.boxes import Boxes
    from rune_lp.logic.syntax import Attribute, Compare, Comparison

__all__ = ["compared", "compared_about", "told_by_ends"]

_SAFE = 2**62
"""Sums of which every part stays below this are computed in 64 bits."""


def compared(
    compare: Compare, boxes: Boxes, rows: Mapping[str, NDArray[np.intp]]
) -> NDArray[np.bool_]:
    """Return for each line of the columns whether a comparison of attributes is true.

    Args:
        compare: A comparison without counts.
        boxes: The boxes of an image, or of many; those of one line are of one image.
        rows: For each variable, of which there is at least one, the row positions, of one length.

    Raises:
        NotSolvedError: A number depends on a ground sample distance that the image lacks.
    """
    certain, possible = compared_about(compare, boxes, rows)
    if certain is possible:
        return certain
    left = np.flatnonzero(possible & ~certain)
    columns = {name: column[left] for name, column in rows.items()}
    certain[left] = _told(compare, boxes, columns, _exactly).certain
    return certain


def compared_about(compare: Compare, boxes: Boxes, rows: Mapping[str, NDArray[np.intp]]) -> Glance:
    """Return for each line what can be told of a comparison without measuring outlines."""
    return _told(compare, boxes, rows, _about)


def told_by_ends(operator: Comparison, low: NDArray[Any], high: NDArray[Any], bound: int) -> Glance:
    """Return what is known of comparisons with a bound of numbers that lie between two others.

    >>> told_by_ends("=", np.array([1, 2]), np.array([3, 2]), 2).certain.tolist()
    [False, True]
    """
    holds: Callable[..., Any] = COMPARISONS[operator]
    ends = [np.asarray(holds(end, bound), dtype=np.bool_) for end in (low, high)]
    if low is high:
        return Glance.exactly(ends[0])
    match operator:
        case "=":
            return Glance(ends[0] & ends[1], np.asarray((low <= bound) & (bound <= high), bool))
        case "!=":
            return Glance(np.asarray((high < bound) | (bound < low), bool), ends[0] | ends[1])
        case _:
            return Glance(ends[0] & ends[1], ends[0] | ends[1])


def _told(
    compare: Compare,
    boxes: Boxes,
    rows: Mapping[str, NDArray[np.intp]],
    valued: Callable[..., tuple[NDArray[np.int64], NDArray[np.int64]]],
) -> Glance:
    unit = measure_of(compare, ATTRIBUTES)
    form = linear(compare, unit.dimension)
    limit = bounded_pair(form)
    factors = [coefficient for coefficient, _ in form.coefficients]
    ends = [
        valued(cast("Attribute", leaf), unit.unit, limit, boxes, rows)
        for _, leaf in form.coefficients
    ]
    if all(least is most for least, most in ends):
        total = _summed(factors, [least for least, _ in ends])
        return told_by_ends(compare.operator, total, total, form.bound)
    turned = [
        pair if factor > 0 else pair[::-1] for factor, pair in zip(factors, ends, strict=True)
    ]
    low, high = (_summed(factors, [pair[end] for pair in turned]) for end in (0, 1))
    return told_by_ends(compare.operator, low, high, form.bound)


def _exactly(
    leaf: Attribute,
    unit: str | None,
    _: int | None,
    boxes: Boxes,
    rows: Mapping[str, NDArray[np.intp]],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    first = next(iter(rows.values()))
    columns = [rows[name] for name in leaf.arguments]
    if not columns:
        values = measure(leaf.name, boxes, unit)[boxes.image[first]]
    elif len(columns) == 1 and len(first) > len(boxes):
        # Many lines are of few objects: each object is measured once.
        present = np.zeros(len(boxes), dtype=np.bool_)
        present[columns[0]] = True
        objects = np.flatnonzero(present)
        table = np.zeros(len(boxes), dtype=np.int64)
        table[objects] = measure(leaf.name, boxes, unit, objects)
        values = table[columns[0]]
    else:
        values = measure(leaf.name, boxes, unit, *columns)
    return values, values


def _about(
    leaf: Attribute,
    unit: str | None,
    limit: int | None,
    boxes: Boxes,
    rows: Mapping[str, NDArray[np.intp]],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    if limit is None:
        return _exactly(leaf, unit, limit, boxes, rows)
    columns = (rows[name] for name in leaf.arguments)
    return measured_about(leaf.name, boxes, unit, limit, *columns)


def _summed(factors: Sequence[int], columns: Sequence[NDArray[np.int64]]) -> NDArray[Any]:
    """Return the sums of columns times factors, in Python's integers where 64 bits are too few."""
    largest = [int(np.abs(column).max(initial=1)) for column in columns]
    size = sum(abs(factor) * most for factor, most in zip(factors, largest, strict=True))
    kind = np.int64 if size < _SAFE else object
    total: Any = 0
    for factor, column in zip(factors, columns, strict=True):
        total = total + factor * column.astype(kind, copy=False)
    return np.asarray(total)
