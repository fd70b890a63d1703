"""Variables by level: the names that constrained decoding gives, and examples are written in.

A variable is called after how many variables are bound around it: the first x, the next y, and so
on down the pool. So one formula has one spelling, and a grammar without memory knows which
variables are bound.
"""

from __future__ import annotations

from dataclasses import replace

from rune_lp.logic.scope import rename_by_level
from rune_lp.logic.syntax import Query, SetQuery

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
    formula = rename_by_level(query.formula, names, lambda _, level: _name(level), len(outer))
    if isinstance(query, SetQuery):
        return replace(query, variables=tuple(names.values()), formula=formula)
    return replace(query, formula=formula)


def _name(level: int) -> str:
    return POOL[level] if level < len(POOL) else f"{POOL[0]}{level}"
