"""A scope of two other variables, which a cycle of the query leaves: triples of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rune_lp.geometry.discs import expanded, spans
from rune_lp.logic.scope import free_variables
from rune_lp.reduction.bounds import Bounds
from rune_lp.reduction.segments import kth_greatest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rune_lp.plan.reach import Guards
    from rune_lp.reduction.evaluate import Evaluator
    from rune_lp.reduction.rows import Pairs
    from rune_lp.reduction.scope import Scope

__all__ = ["MOST_TRIPLES", "relaxed", "thirds"]

MOST_TRIPLES = 10_000_000
"""Triples of one image that are looked at: a second's work."""


def relaxed(evaluator: Evaluator, scope: Scope, images: NDArray[np.intp]) -> Bounds:
    """Return bounds of a scope from what it asks of its own variable alone, for some images."""
    guards, active = evaluator.guarded(scope, {})
    existing = evaluator.existing(scope.variable, scope.alone, guards, active)
    number = evaluator.images
    most = kth_greatest(existing.high, evaluator.rows.image, number, scope.number)[images]
    return Bounds(np.zeros(len(most)), most)


def thirds(
    evaluator: Evaluator, scope: Scope, names: tuple[str, str], pairs: Pairs, guards: Guards
) -> Bounds:
    """Return for each pair the value of a scope that mentions both of its variables.

    The third rows are found by the literals between them and one of the pair, the anchor; what the
    scope says of the pair alone, and of all three, is asked of the triples.

    Args:
        evaluator: The rows and what is known of them.
        scope: The scope.
        names: The variables of the pairs.
        pairs: Pairs of rows.
        guards: The guards of the variables in scope.
    """
    rows, bound = evaluator.rows, scope.variable
    image = rows.image[pairs[0]]
    loose = relaxed(evaluator, scope, image)
    if not len(image) or not all(map(evaluator.is_literal, scope.shared)):
        return loose
    anchored = [
        [part for part in scope.shared if free_variables(part) == {bound, name}] for name in names
    ]
    place = max((0, 1), key=lambda each: rows.bounded(anchored[each]))
    rest = [part for part in scope.shared if part not in anchored[place]]
    inner, active = evaluator.guarded(scope, guards)
    existing = evaluator.existing(bound, scope.alone, inner, active)
    anchors = np.zeros(len(rows), dtype=np.bool_)
    anchors[pairs[place]] = True
    if not rows.bounded(anchored[place]):
        thirdly = np.bincount(rows.image[existing.high > 0.0], minlength=evaluator.images)
        totals = np.bincount(image, minlength=evaluator.images) * thirdly
        anchors &= (totals <= MOST_TRIPLES)[rows.image]
    (starts, ends), told = evaluator.joins.joined(
        evaluator.told, anchored[place], (names[place], bound), anchors, existing.high > 0.0
    )
    order = np.argsort(starts, kind="stable")
    values = told.minimum(existing.at(ends))
    values = values.at(order)
    numbers = np.bincount(starts, minlength=len(rows))
    firsts = np.cumsum(numbers) - numbers
    # An image of too many is left to the solver, which has a time limit.
    totals = np.bincount(image, weights=numbers[pairs[place]], minlength=evaluator.images)
    few = (totals <= MOST_TRIPLES)[image] & anchors[pairs[place]]
    low, high = loose.low.copy(), loose.high.copy()
    wanted = np.flatnonzero(few)
    for span in spans(wanted, numbers[pairs[place][wanted]]):
        linked, origin = expanded(firsts[pairs[place][span]], numbers[pairs[place][span]])
        pair, third = span[origin], ends[order[linked]]
        columns = {names[0]: pairs[0][pair], names[1]: pairs[1][pair], bound: third}
        glance = evaluator.told(rest, columns)
        kept = np.flatnonzero(glance.possible)
        found = Bounds.told(glance).minimum(values.at(linked))
        low[span], high[span] = (
            kth_greatest(each[kept], origin[kept], len(span), scope.number)
            for each in (found.low, found.high)
        )
    return Bounds(low, low if np.array_equal(low, high) else high)
