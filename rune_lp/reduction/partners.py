"""A scope of one other variable: the pairs of rows that its literals join, and their values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.logic.scope import free_variables
from rune_lp.logic.syntax import And, Formula, Not, Or
from rune_lp.reduction.bounds import Bounds
from rune_lp.reduction.scope import scope_of
from rune_lp.reduction.segments import kth_greatest
from rune_lp.reduction.triples import relaxed, thirds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rune_lp.plan.reach import Guards
    from rune_lp.reduction.evaluate import Evaluator
    from rune_lp.reduction.rows import Pairs
    from rune_lp.reduction.scope import Scope

__all__ = ["MOST_OF_IMAGE", "Partners", "partnered", "partners", "values_of_pairs"]

MOST_OF_IMAGE = 10_000_000
"""Pairs of one image that are looked at where nothing bounds them: a second's work."""


@dataclass(frozen=True, slots=True)
class Partners:
    """The pairs of rows that a scope's body can be true of, and its value for each.

    Attributes:
        pairs: Rows of the other variable, and rows of the bound one.
        values: The values; all other pairs of the images that are looked at have 0.
        looked_at: The images of which this is known, bool (m,).
    """

    pairs: Pairs
    values: Bounds
    looked_at: NDArray[np.bool_]


def partnered(
    evaluator: Evaluator,
    scope: Scope,
    variable: str,
    guards: Guards,
    active: NDArray[np.bool_],
) -> Bounds:
    """Return for each row of a variable the value of a scope that mentions it.

    Args:
        evaluator: The rows and what is known of them.
        scope: The scope.
        variable: The other variable.
        guards: The guards of the variables in scope.
        active: The rows whose value matters; others may have any.
    """
    rows = evaluator.rows
    joined = partners(evaluator, scope, variable, guards, active)
    if joined is None:
        return relaxed(evaluator, scope, rows.image)
    left, _ = joined.pairs
    found = joined.values.map(lambda each: kth_greatest(each, left, len(rows), scope.number))
    if joined.looked_at.all():
        return found
    loose, known = relaxed(evaluator, scope, rows.image), joined.looked_at[rows.image]
    return Bounds(np.where(known, found.low, loose.low), np.where(known, found.high, loose.high))


def partners(
    evaluator: Evaluator,
    scope: Scope,
    variable: str,
    guards: Guards,
    active: NDArray[np.bool_],
) -> Partners | None:
    """Return the pairs that a scope joins a variable's rows in, or None if that cannot be told.

    The pairs come before the scopes inside, which then matter only for rows that have a partner;
    unless these look at fewer pairs themselves.
    """
    rows, bound = evaluator.rows, scope.variable
    shared = scope.shared
    if not all(free_variables(part) <= {bound, variable} for part in shared):
        return None
    owned = [part for part in shared if bound not in free_variables(part)]
    between = [part for part in shared if bound in free_variables(part)]
    literals = [part for part in between if evaluator.is_literal(part)]
    others = [part for part in between if part not in literals]
    bounded = rows.bounded(literals)
    names = (variable, bound)
    if not bounded and not all(_evaluable(evaluator, part) for part in others):
        return None
    inner, existing = evaluator.guarded(scope, guards)
    active = active & rows.mask(guards[variable])
    # The scopes inside come first if they look at fewer pairs than there are here to look at.
    limit = float(rows.number(np.flatnonzero(active), np.flatnonzero(existing)).sum())
    early = [part for part in scope.alone if evaluator.cost(part, existing) < limit]
    late = [part for part in scope.alone if part not in early]
    column = evaluator.existing(bound, early, inner, existing)
    existing &= column.high > 0.0
    looked_at = np.ones(evaluator.images, dtype=np.bool_)
    if not bounded:
        numbers = rows.number(np.flatnonzero(active), np.flatnonzero(existing))
        looked_at = numbers <= MOST_OF_IMAGE
        active &= looked_at[rows.image]
    pairs, told = evaluator.joins.joined(evaluator.told, literals, names, active, existing)
    if late:
        partnering = np.zeros(len(rows), dtype=np.bool_)
        partnering[pairs[1]] = True
        column = column.minimum(evaluator.least(late, bound, inner, partnering))
    values = column.at(pairs[1]).minimum(told)
    for part in owned:
        own = evaluator.column(part, variable, guards, active)
        values = values.minimum(own.at(pairs[0]))
    for part in others:
        values = values.minimum(values_of_pairs(evaluator, part, names, pairs, inner))
    return Partners(pairs, values, looked_at)


def values_of_pairs(
    evaluator: Evaluator, formula: Formula, names: tuple[str, str], pairs: Pairs, guards: Guards
) -> Bounds:
    """Return the value of a formula of two variables for each of some pairs of rows.

    Args:
        evaluator: The rows and what is known of them.
        formula: The formula.
        names: The variables.
        pairs: Rows of the one, and of the other.
        guards: The guards of the variables in scope.
    """
    match formula:
        case And(parts):
            columns = (values_of_pairs(evaluator, part, names, pairs, guards) for part in parts)
            return Bounds.least(columns, len(pairs[0]))
        case Or(parts):
            columns = (values_of_pairs(evaluator, part, names, pairs, guards) for part in parts)
            return Bounds.greatest(columns, len(pairs[0]))
        case Not(body) if not evaluator.is_literal(formula):
            return values_of_pairs(evaluator.contrary, body, names, pairs, guards).complement()
        case _ if evaluator.is_literal(formula) and free_variables(formula):
            return Bounds.told(evaluator.told([formula], dict(zip(names, pairs, strict=True))))
        case _:
            scope = scope_of(formula)
            if scope is None:
                return Bounds.unknown(len(pairs[0]))
            return thirds(evaluator, scope, names, pairs, guards)


def _evaluable(evaluator: Evaluator, formula: Formula) -> bool:
    """Whether `values_of_pairs` tells more of a formula than that it has some value."""
    match formula:
        case And(parts) | Or(parts):
            return any(_evaluable(evaluator, part) for part in parts)
        case Not(body) if not evaluator.is_literal(formula):
            return _evaluable(evaluator, body)
        case _ if evaluator.is_literal(formula):
            return True
        case _:
            scope = scope_of(formula)
            return scope is not None and all(map(evaluator.is_literal, scope.shared))
