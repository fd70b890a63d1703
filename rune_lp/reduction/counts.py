"""Comparisons of counts: how many rows satisfy a body, between bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from rune_lp.asp.comparisons import told_by_ends
from rune_lp.logic.scope import free_variables
from rune_lp.logic.syntax import Attribute
from rune_lp.logic.terms import linear, measure_of
from rune_lp.reduction.bounds import Bounds
from rune_lp.reduction.partners import partners
from rune_lp.reduction.scope import Scope, conjuncts
from rune_lp.reduction.segments import counted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rune_lp.logic.syntax import Compare, Count
    from rune_lp.plan.reach import Guards
    from rune_lp.reduction.evaluate import Evaluator

__all__ = ["compared_counts"]


def compared_counts(
    evaluator: Evaluator,
    compare: Compare,
    variable: str | None,
    guards: Guards,
    active: NDArray[np.bool_] | None,
) -> Bounds:
    """Return the truth of a comparison of counts, for each image or each row.

    Args:
        evaluator: The rows and what is known of them.
        compare: A comparison in which nothing but counts is compared with numbers.
        variable: Its free variable, whose rows are meant, or None.
        guards: The guards of the variables in scope.
        active: The rows whose truth matters, if rows are meant.
    """
    size = evaluator.images if variable is None else len(evaluator.rows)
    measure = measure_of(compare, evaluator.vocabulary.attributes)
    form = linear(compare, measure.dimension)
    low = np.zeros(size, dtype=np.int64)
    high = np.zeros(size, dtype=np.int64)
    for coefficient, leaf in form.coefficients:
        if isinstance(leaf, Attribute):
            return Bounds.unknown(size)
        least, most = _counted(evaluator.of_the_kept, leaf, variable, guards, active)
        ends = coefficient * least, coefficient * most
        low += np.minimum(*ends)
        high += np.maximum(*ends)
    return Bounds.told(told_by_ends(compare.operator, low, high, form.bound))


def _counted(
    truth: Evaluator,
    term: Count,
    variable: str | None,
    guards: Guards,
    active: NDArray[np.bool_] | None,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return bounds of how many rows at the threshold satisfy a body."""
    scope, image, images = Scope(1, term.variable, term.body), truth.rows.image, truth.images
    if variable is None or variable not in free_variables(term.body):
        inner, present = truth.guarded(scope, {})
        column = truth.existing(term.variable, conjuncts(term.body), inner, present)
        least, most = (counted(each, image, images) for each in (column.low, column.high))
        return (least, most) if variable is None else (least[image], most[image])
    joined = partners(truth, scope, variable, guards, cast("NDArray[np.bool_]", active))
    totals = np.bincount(image[truth.weights > 0.0], minlength=images)[image]
    if joined is None:
        return np.zeros(len(image), dtype=np.int64), totals
    left, _ = joined.pairs
    least, most = (
        counted(each, left, len(image)) for each in (joined.values.low, joined.values.high)
    )
    known = joined.looked_at[image]
    return np.where(known, least, 0), np.where(known, most, totals)
