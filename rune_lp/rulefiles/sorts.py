"""Sorts: which variables of a rule stand for objects, and which for numbers of what dimension."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from rune_lp.geometry.attributes import ATTRIBUTES
from rune_lp.geometry.relations import RELATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rune_lp.logic.syntax import Span
    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.statements import Scope, Statement

__all__ = ["FACT_SORTS", "Signatures", "Sort", "sorts_in", "sorts_of", "sorts_said"]

Sort: TypeAlias = str
"""`object`, `class`, or the name of a dimension of `quantities`."""

Signatures: TypeAlias = "Mapping[Signature, tuple[Sort | None, ...]]"
"""The sort of each argument of predicates; None where it is not known."""

FACT_SORTS: dict[Signature, tuple[Sort | None, ...]] = {
    ("object", 1): ("object",),
    ("class", 2): ("object", "class"),
    ("center", 3): ("object", "length", "length"),
    **{
        (name, attribute.arity + 1): (*("object",) * attribute.arity, attribute.dimension)
        for name, attribute in ATTRIBUTES.items()
    },
    **{
        (name, relation.arity): ("object",) * relation.arity for name, relation in RELATIONS.items()
    },
}
"""The sorts of the arguments of facts.

>>> FACT_SORTS["distance", 3], FACT_SORTS["class", 2]
(('object', 'object', 'length'), ('object', 'class'))
"""


def sorts_in(statement: Statement, known: Signatures) -> dict[str, Sort]:
    """Return the sort of each variable of a statement, as the first literal says that has it.

    >>> from rune_lp.rulefiles.rulefile import read_rule_file
    >>> from rune_lp.rulefiles.source import Source
    >>> (rule,) = read_rule_file(Source("a.lp", "big(X) :- area(X, A), A > 900.")).rules
    >>> sorts_in(rule, FACT_SORTS)
    {'X': 'object', 'A': 'area'}
    """
    found: dict[str, Sort] = {}
    for scope in statement.scopes:
        for name, sort, _ in sorts_said(statement, scope, known):
            found.setdefault(name, sort)
    return found


def sorts_said(
    statement: Statement, scope: Scope, known: Signatures
) -> Iterator[tuple[str, Sort, Span]]:
    """Yield what each literal says of the sorts of the variables in a scope, the body's first."""
    body = statement.scopes[0]
    scopes = (body,) if scope is body else (body, scope)
    literals = [one for each in scopes for one in (*each.conditions, *each.consequents)]
    for literal in (*literals, *scope.heads):
        sorts = known.get(literal.signature, (None,) * len(literal.arguments))
        for argument, sort in zip(literal.arguments, sorts, strict=True):
            if isinstance(argument, str) and sort is not None:
                yield argument, sort, literal.span


def sorts_of(
    statements: Iterable[Statement], documented: Signatures
) -> dict[Signature, tuple[Sort | None, ...]]:
    """Return the sorts of every predicate's arguments: of facts, as documented, or as derived.

    Args:
        statements: The rules.
        documented: What doc blocks say; it goes before what the rules derive.
    """
    statements = tuple(statements)
    known: dict[Signature, tuple[Sort | None, ...]] = {**FACT_SORTS, **documented}
    changed = True
    while changed:
        changed = False
        for statement in statements:
            sorts = sorts_in(statement, known)
            for head in statement.heads():
                old = known.get(head.signature, (None,) * len(head.arguments))
                new = tuple(
                    sort or (sorts.get(argument) if isinstance(argument, str) else None)
                    for sort, argument in zip(old, head.arguments, strict=True)
                )
                if new != old or head.signature not in known:
                    known[head.signature] = new
                    changed = True
    return known
