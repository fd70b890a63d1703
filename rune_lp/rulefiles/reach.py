"""What rules can touch: which classes' detections, relations and attributes they can read.

An image's program holds only the facts that the question can reach. For that, each variable of a
rule has a *guard*: the classes its object must have for the rule to matter, or None for any. A
guard comes from a positive `class(X, ship)` in the body, directly or through rule-defined
predicates such as `vehicle(X)`. Guards may be too wide, never too narrow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from rune_lp.rulefiles.facts import FACTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.statements import BodyLiteral, Scope, Statement

__all__ = ["Guard", "Guards", "Reach", "guards_of", "reach_of"]

Guard: TypeAlias = frozenset[str] | None
"""The classes that an argument's object may have; None for any."""

Guards: TypeAlias = dict["Signature", tuple[Guard, ...]]
"""The guard of each argument of each rule-defined predicate."""

Reached: TypeAlias = tuple[tuple[str, tuple[Guard, ...]], ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """The facts that rules can touch.

    Attributes:
        classes: The classes of the objects whose `object` and `class` facts are read.
        relations: Each relation read, with the classes of each of its arguments. A relation may
            occur several times; what is reached is the union.
        attributes: Likewise each attribute, and `center`, with the classes of its objects.
    """

    classes: Guard
    relations: Reached
    attributes: Reached


def guards_of(statements: Iterable[Statement]) -> Guards:
    """Return the guards of every predicate that the statements define.

    The least fixed point: each atom of a stable model is derived by a rule whose positive body
    was derived before, so its arguments have the classes that the rule's body demands.
    """
    statements = tuple(statements)
    guards: Guards = {
        signature: (frozenset(),) * signature[1]
        for statement in statements
        for signature in statement.defines
    }
    changed = True
    while changed:
        changed = False
        for statement in statements:
            for scope in statement.scopes:
                known = _known(statement, scope, guards)
                for head in scope.heads:
                    old = guards[head.signature]
                    derived = (_guard(argument, known) for argument in head.arguments)
                    new = tuple(_union(one, two) for one, two in zip(old, derived, strict=True))
                    changed |= new != old
                    guards[head.signature] = new
    return guards


def reach_of(statements: Iterable[Statement], guards: Guards) -> Reach:
    """Return what the statements can touch, under the guards of the predicates they use."""
    classes: Guard = frozenset()
    relations: set[tuple[str, tuple[Guard, ...]]] = set()
    attributes: set[tuple[str, tuple[Guard, ...]]] = set()
    for literal, touched in _touched(statements, guards):
        name, arity = literal.signature
        if name in ("object", "class"):
            classes = _union(classes, touched[0])
        elif frozenset() not in touched:
            (relations if len(touched) == arity else attributes).add((name, touched))
    return Reach(classes, _in_order(relations), _in_order(attributes))


def _touched(
    statements: Iterable[Statement], guards: Guards
) -> Iterator[tuple[BodyLiteral, tuple[Guard, ...]]]:
    """Yield each literal of a fact with the guards of its objects."""
    for statement in statements:
        for scope in statement.scopes:
            known = _known(statement, scope, guards)
            for literal in (*scope.conditions, *scope.consequents):
                objects = FACTS.get(literal.signature)
                if objects is not None:
                    terms = literal.arguments[:objects]
                    touched = tuple(_guard(term, known) for term in terms)
                    if literal.signature == ("class", 2):
                        touched = (_intersection(touched[0], _classes(literal)),)
                    yield literal, touched


def _known(statement: Statement, scope: Scope, guards: Guards) -> Mapping[str, Guard]:
    """Return the guards of the variables in a scope: from its own conditions and the body's."""
    known: dict[str, Guard] = {}
    body = statement.scopes[0].conditions
    for literal in body if scope is statement.scopes[0] else (*body, *scope.conditions):
        if literal.certain:
            for argument, guard in zip(literal.arguments, _demands(literal, guards), strict=True):
                if isinstance(argument, str):
                    known[argument] = _intersection(known.get(argument), guard)
    return known


def _demands(literal: BodyLiteral, guards: Guards) -> tuple[Guard, ...]:
    if literal.signature == ("class", 2):
        return _classes(literal), None
    return guards.get(literal.signature, (None,) * len(literal.arguments))


def _classes(literal: BodyLiteral) -> Guard:
    name = literal.arguments[1]
    return name if isinstance(name, frozenset) else None


def _guard(argument: object, known: Mapping[str, Guard]) -> Guard:
    return known.get(argument) if isinstance(argument, str) else None


def _union(one: Guard, two: Guard) -> Guard:
    return None if one is None or two is None else one | two


def _intersection(one: Guard, two: Guard) -> Guard:
    if one is None or two is None:
        return two if one is None else one
    return one & two


def _in_order(reached: set[tuple[str, tuple[Guard, ...]]]) -> Reached:
    def key(entry: tuple[str, tuple[Guard, ...]]) -> tuple[str, list[tuple[bool, list[str]]]]:
        name, guards = entry
        return name, [(guard is None, sorted(guard or ())) for guard in guards]

    return tuple(sorted(reached, key=key))
