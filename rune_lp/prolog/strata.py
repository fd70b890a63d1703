"""Whether rules are stratified: no predicate rests on its own negation, or on its own count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rune_lp.rulefiles.dependencies import components

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.statements import BodyLiteral, Statement

__all__ = ["recursive", "unstratified"]


def unstratified(statements: Iterable[Statement]) -> Iterator[tuple[Statement, BodyLiteral]]:
    """Yield the literals by whose negation or count a predicate comes to rest on itself.

    Those of conditional literals are among them: `forall` must know its goals, too.

    >>> from rune_lp.rulefiles.rulefile import read_rule_file
    >>> from rune_lp.rulefiles.source import Source
    >>> text = "p(X) :- q(X). q(X) :- object(X), not p(X). r(X) :- object(X), not q(X)."
    >>> rules = read_rule_file(Source("a.lp", text)).rules
    >>> [(rule.text, literal.predicate) for rule, literal in unstratified(rules)]
    [('q(X) :- object(X), not p(X).', 'p')]
    """
    statements = tuple(statements)
    component = components(_edges(statements))
    for statement in statements:
        for head in sorted(statement.defines):
            for literal in _known_first(statement):
                if component.get(literal.signature) == component[head]:
                    yield statement, literal


def recursive(statements: Iterable[Statement]) -> frozenset[Signature]:
    """Return the predicates that rest on themselves."""
    edges = _edges(tuple(statements))
    component = components(edges)
    numbers = list(component.values())
    return frozenset(
        head for head in edges if head in edges[head] or numbers.count(component[head]) > 1
    )


def _known_first(statement: Statement) -> Iterator[BodyLiteral]:
    """Yield the literals that must be decided before a rule can be called."""
    for scope in statement.scopes:
        for literal in (*scope.conditions, *scope.consequents):
            if literal.through != "fact" or scope is not statement.scopes[0]:
                yield literal


def _edges(statements: Iterable[Statement]) -> dict[Signature, list[Signature]]:
    edges: dict[Signature, list[Signature]] = {}
    for statement in statements:
        for head in statement.defines:
            edges.setdefault(head, []).extend(one.signature for one in statement.literals())
    return edges
