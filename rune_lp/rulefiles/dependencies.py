"""Which predicates depend on which, and which depend on themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.statements import BodyLiteral, Statement

__all__ = ["Dependency", "components", "dependencies"]


@dataclass(frozen=True, slots=True)
class Dependency:
    """That a predicate in a rule's head rests on a literal of its body."""

    head: Signature
    literal: BodyLiteral
    statement: Statement


def dependencies(statements: Iterable[Statement]) -> tuple[Dependency, ...]:
    """Return every dependency of every rule, in order.

    >>> from rune_lp.rulefiles.rulefile import read_rule_file
    >>> from rune_lp.rulefiles.source import Source
    >>> rules = read_rule_file(Source("a.lp", "p(X) :- q(X), not r(X).")).rules
    >>> [(one.head[0], one.literal.predicate, one.literal.through) for one in dependencies(rules)]
    [('p', 'q', 'fact'), ('p', 'r', 'negation')]
    """
    return tuple(
        Dependency(head, literal, statement)
        for statement in statements
        for head in sorted(statement.defines)
        for literal in statement.literals()
    )


def components(edges: Mapping[Signature, Iterable[Signature]]) -> dict[Signature, int]:
    """Return the number of each predicate's strongly connected component.

    Two predicates are in one component iff each depends on the other. Tarjan's algorithm (1972),
    with a stack of its own, for chains of rules can be long.

    Args:
        edges: What each predicate directly depends on.

    >>> found = components({("p", 1): [("q", 1)], ("q", 1): [("p", 1), ("r", 1)]})
    >>> found["p", 1] == found["q", 1], found["p", 1] == found["r", 1]
    (True, False)
    """
    index: dict[Signature, int] = {}
    low: dict[Signature, int] = {}
    component: dict[Signature, int] = {}
    path: list[Signature] = []
    for root in edges:
        pending = [(root, iter(edges[root]))] if root not in index else []
        while pending:
            node, below = pending[-1]
            if node not in index:
                index[node] = low[node] = len(index)
                path.append(node)
            for next_node in below:
                if next_node not in index:
                    pending.append((next_node, iter(edges.get(next_node, ()))))
                    break
                if next_node not in component:
                    low[node] = min(low[node], index[next_node])
            else:
                pending.pop()
                if pending:
                    above = pending[-1][0]
                    low[above] = min(low[above], low[node])
                if low[node] == index[node]:
                    while node not in component:
                        component[path.pop()] = index[node]
    return component
