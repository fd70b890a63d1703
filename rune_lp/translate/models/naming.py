"""Variables by level: the names that constrained decoding gives, and examples are written in.

A variable is called after how many variables are bound around it: the first x, the next y, and so
on down the pool. So one formula has one spelling, and a grammar without memory knows which
variables are bound.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rune_lp.logic.syntax import (
    And,
    Atom,
    Attribute,
    Compare,
    Count,
    Counted,
    Equal,
    Exists,
    Forall,
    Formula,
    Iff,
    Implies,
    Not,
    Number,
    Or,
    Product,
    Query,
    SetQuery,
    Sum,
    Term,
    Truth,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["POOL", "named_by_level"]

POOL = ("x", "y", "z", "u", "v", "w")
"""The names, outermost first."""


def named_by_level(query: Query) -> Query:
    """Return the query with every variable called after its level.

    Beyond the pool names are numbered.

    >>> from rune_lp.logic.parse import parse_query
    >>> from rune_lp.logic.printing import to_text
    >>> query = parse_query("(exists a. ship(a)) & (forall b. ship(b) -> exists c. near(b, c))")
    >>> to_text(named_by_level(query))
    '(exists x. ship(x)) & (forall x. ship(x) -> (exists y. near(x, y)))'
    """
    outer = query.variables if isinstance(query, SetQuery) else ()
    names = {variable: _name(level) for level, variable in enumerate(outer)}
    formula = _formula(query.formula, names, len(outer))
    if isinstance(query, SetQuery):
        return replace(query, variables=tuple(names.values()), formula=formula)
    return replace(query, formula=formula)


def _name(level: int) -> str:
    return POOL[level] if level < len(POOL) else f"{POOL[0]}{level}"


def _formula(formula: Formula, names: Mapping[str, str], level: int) -> Formula:
    def go(part: Formula) -> Formula:
        return _formula(part, names, level)

    match formula:
        case Truth():
            return formula
        case Atom(_, arguments):
            return replace(formula, arguments=tuple(names[name] for name in arguments))
        case Equal(left, right):
            return replace(formula, left=names[left], right=names[right])
        case Compare(_, left_term, right_term):
            left_new, right_new = (_term(term, names, level) for term in (left_term, right_term))
            return replace(formula, left=left_new, right=right_new)
        case Not(body):
            return replace(formula, body=go(body))
        case And(parts) | Or(parts):
            return replace(formula, parts=tuple(go(part) for part in parts))
        case Implies(left_part, right_part) | Iff(left_part, right_part):
            return replace(formula, left=go(left_part), right=go(right_part))
        case Exists(variables, body) | Forall(variables, body):
            inner = {variable: _name(level + k) for k, variable in enumerate(variables)}
            new_body = _formula(body, {**names, **inner}, level + len(variables))
            return replace(formula, variables=tuple(inner.values()), body=new_body)
        case Counted(_, _, variable, body):
            new = _name(level)
            new_body = _formula(body, {**names, variable: new}, level + 1)
            return replace(formula, variable=new, body=new_body)


def _term(term: Term, names: Mapping[str, str], level: int) -> Term:
    match term:
        case Number():
            return term
        case Attribute(_, arguments):
            return replace(term, arguments=tuple(names[name] for name in arguments))
        case Count(variable, body):
            new = _name(level)
            new_body = _formula(body, {**names, variable: new}, level + 1)
            return replace(term, variable=new, body=new_body)
        case Product(_, inner):
            return replace(term, term=_term(inner, names, level))
        case Sum(left, right):
            left_new, right_new = (_term(part, names, level) for part in (left, right))
            return replace(term, left=left_new, right=right_new)
