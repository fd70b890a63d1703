"""Whether a program is stratified: no predicate rests on its own negation, or on its own count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clingo.ast import AST, ASTType, Sign

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rune_lp.rulefiles.facts import Signature

__all__ = ["Use", "recursive", "unstratified", "uses_of"]


@dataclass(frozen=True, slots=True)
class Use:
    """One predicate used by another's rule.

    Attributes:
        user: The predicate that the rule defines.
        used: The predicate in its body.
        how: None if it is used as it is; else by what it must be known first.
        node: Where.
    """

    user: Signature
    used: Signature
    how: str | None
    node: AST


def uses_of(rule: AST) -> Iterator[Use]:
    """Yield what a rule with one atom in its head uses.

    >>> from rune_lp.prolog.clauses import parsed
    >>> (rule,) = parsed("p(X) :- q(X), not r(X), #count { Y : s(X, Y) } > 1.")
    >>> [(use.used, use.how) for use in uses_of(rule)]
    [(('q', 1), None), (('r', 1), 'negation'), (('s', 2), 'an aggregate')]
    """
    if rule.head.atom.ast_type != ASTType.SymbolicAtom:
        return
    user = _signature(rule.head)
    for node in rule.body:
        if node.ast_type == ASTType.ConditionalLiteral:
            for literal in (node.literal, *node.condition):
                yield from _used(user, literal, "a condition")
        elif node.atom.ast_type == ASTType.BodyAggregate:
            for element in node.atom.elements:
                for literal in element.condition:
                    yield from _used(user, literal, "an aggregate")
        elif node.atom.ast_type == ASTType.Aggregate:
            for element in node.atom.elements:
                for literal in (element.literal, *element.condition):
                    yield from _used(user, literal, "an aggregate")
        else:
            yield from _used(user, node, None)


def _used(user: Signature, literal: AST, how: str | None) -> Iterator[Use]:
    if literal.atom.ast_type == ASTType.SymbolicAtom:
        negated = "negation" if literal.sign != Sign.NoSign else None
        yield Use(user, _signature(literal), how or negated, literal)


def _signature(literal: AST) -> Signature:
    symbol = literal.atom.symbol
    if symbol.ast_type == ASTType.UnaryOperation:
        return f"-{symbol.argument.name}", len(symbol.argument.arguments)
    return symbol.name, len(symbol.arguments)


def unstratified(uses: Iterable[Use]) -> Iterator[Use]:
    """Yield the uses by negation or by a count that lead back to the predicate itself.

    >>> from rune_lp.prolog.clauses import parsed
    >>> rules = parsed("p(X) :- q(X). q(X) :- o(X), not p(X). r(X) :- o(X), not q(X).")
    >>> [use.user for use in unstratified(use for rule in rules for use in uses_of(rule))]
    [('q', 1)]
    """
    uses = tuple(uses)
    graph = _graph(uses)
    for use in uses:
        if use.how is not None and use.user in _reached(use.used, graph):
            yield use


def recursive(uses: Iterable[Use]) -> frozenset[Signature]:
    """Return the predicates that rest on themselves."""
    graph = _graph(uses)
    return frozenset(
        user for user in graph if any(user in _reached(used, graph) for used in graph[user])
    )


def _graph(uses: Iterable[Use]) -> dict[Signature, set[Signature]]:
    graph: dict[Signature, set[Signature]] = {}
    for use in uses:
        graph.setdefault(use.user, set()).add(use.used)
    return graph


def _reached(start: Signature, graph: Mapping[Signature, set[Signature]]) -> set[Signature]:
    """Return what a predicate rests on, itself included."""
    found, frontier = {start}, [start]
    while frontier:
        for used in graph.get(frontier.pop(), ()):
            if used not in found:
                found.add(used)
                frontier.append(used)
    return found
