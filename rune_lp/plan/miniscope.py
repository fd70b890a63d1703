"""Quantifiers moved inwards, one variable at a time, so that no rule joins more than it must.

gringo grounds a rule over all combinations of the variables in its body. A flat
`exists a b c d. …` over 400 objects has 10^10 of them; eliminated one variable after another, each
into an auxiliary predicate over the variables it touches, the same chain takes a few thousand.
This is bucket elimination along a tree decomposition found by the smallest-scope heuristic.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rune_lp.logic.scope import free_variables, with_bodies
from rune_lp.logic.syntax import (
    And,
    Compare,
    Counted,
    Exists,
    Formula,
    Not,
    Or,
    Truth,
)
from rune_lp.plan.normal import conjunction, disjunction, negation

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["eliminate", "miniscope"]


def miniscope(formula: Formula) -> Formula:
    """Return an equivalent formula whose `exists` each bind one variable, as far in as it goes.

    Args:
        formula: In existential normal form, every quantifier with a variable of its own.

    Holds for truth and for the weakest-link degree: `exists` distributes over `|`, and over `&`
    past the parts without its variable; a part that does not mention the variable leaves
    `exists x. true` behind, for the domain may be empty.

    >>> from rune_lp.logic.parse import parse_query
    >>> from rune_lp.logic.printing import formula_text
    >>> formula = parse_query("exists x y z. near(x, y) & near(y, z)").formula
    >>> formula_text(miniscope(formula))
    'exists x. exists y. near(x, y) & (exists z. near(y, z))'
    """
    match formula:
        case Exists(variables, body):
            return eliminate(variables, miniscope(body))
        case Counted(_, _, _, body):
            return replace(formula, body=miniscope(body))
        case Not(body):
            return negation(miniscope(body))
        case And(parts):
            return conjunction(miniscope(part) for part in parts)
        case Or(parts):
            return disjunction(miniscope(part) for part in parts)
        case Compare(_, left, right):
            left_new, right_new = (with_bodies(term, miniscope) for term in (left, right))
            return replace(formula, left=left_new, right=right_new)
        case _:
            return formula


def eliminate(
    variables: tuple[str, ...], body: Formula, sizes: Mapping[str, int] | None = None
) -> Formula:
    """Return `exists variables. body` with the variables eliminated one after another.

    The next variable is the one whose elimination leaves the fewest others joined; of several the
    one with the most objects, and of these the last named, so that the first named stays outermost.

    Args:
        variables: The variables.
        body: What they must satisfy.
        sizes: How many objects each can be; all the same if it is not known.
    """
    sizes = sizes or {}
    if isinstance(body, Or):
        return disjunction(eliminate(variables, part, sizes) for part in body.parts)
    if body == Truth(False) or not variables:
        return body
    parts: list[Formula] = list(_parts(body))
    left = list(variables)
    while left:
        scopes = {variable: _scope(variable, parts) for variable in left}
        variable = min(reversed(left), key=lambda name: (len(scopes[name]), -sizes.get(name, 0)))
        left.remove(variable)
        joined = [part for part in parts if variable in free_variables(part)]
        parts = [part for part in parts if variable not in free_variables(part)]
        parts.append(_exists(variable, conjunction(joined)))
    return conjunction(parts)


def _scope(variable: str, parts: list[Formula]) -> frozenset[str]:
    scope: frozenset[str] = frozenset()
    for part in parts:
        names = free_variables(part)
        if variable in names:
            scope |= names
    return scope


def _exists(variable: str, body: Formula) -> Formula:
    if isinstance(body, Or):
        return disjunction(_exists(variable, part) for part in body.parts)
    if isinstance(body, And) or variable in free_variables(body):
        outside = [part for part in _parts(body) if variable not in free_variables(part)]
        inside = [part for part in _parts(body) if variable in free_variables(part)]
        return conjunction([*outside, Exists((variable,), conjunction(inside))])
    return conjunction([body, Exists((variable,), Truth(True))])


def _parts(formula: Formula) -> tuple[Formula, ...]:
    return formula.parts if isinstance(formula, And) else (formula,)
