"""Substitution: the same formula with other formulas in the place of its atoms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from rune_lp.logic.scope import with_bodies
from rune_lp.logic.syntax import (
    And,
    Atom,
    Compare,
    Counted,
    Equal,
    Exists,
    Forall,
    Formula,
    Iff,
    Implies,
    Not,
    Or,
    Truth,
)

__all__ = ["with_atoms"]

Change: TypeAlias = Callable[[Atom], Formula]


def with_atoms(formula: Formula, change: Change) -> Formula:
    """Return the formula with each atom, in counts too, changed.

    >>> from rune_lp.logic.parse import parse_query
    >>> from rune_lp.logic.printing import formula_text
    >>> formula = parse_query("exists x. boat(x) & count(y: boat(y)) > 2").formula
    >>> formula_text(with_atoms(formula, lambda atom: Atom("ship", atom.arguments)))
    'exists x. ship(x) & count(y: ship(y)) > 2'
    """

    def go(part: Formula) -> Formula:
        match part:
            case Atom():
                return change(part)
            case Truth() | Equal():
                return part
            case Compare(_, left, right):
                return replace(part, left=with_bodies(left, go), right=with_bodies(right, go))
            case Not(body) | Exists(_, body) | Forall(_, body) | Counted(_, _, _, body):
                return replace(part, body=go(body))
            case And(parts) | Or(parts):
                return replace(part, parts=tuple(map(go, parts)))
            case Implies(left, right) | Iff(left, right):
                return replace(part, left=go(left), right=go(right))

    return go(formula)
