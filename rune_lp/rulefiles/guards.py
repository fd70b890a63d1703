"""Of which classes a rule's objects are: the guards of its variables, and which of them agree.

A variable's *guard* is the set of classes that its object must have for the rule to matter, or
None for any. It comes from a positive `class(X, ship)` in the body, directly or through
rule-defined predicates such as `vehicle(X)`. Two variables are *alike* if their objects must be of
one class: by `same_class(X, Y)`, by `class(X, C), class(Y, C)`, or through rule-defined predicates
again. Guards may be too wide, never too narrow, and what is said to be alike always is.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.statements import BodyLiteral, Scope, Statement

__all__ = ["Guard", "Guards", "Kinds", "Known", "intersection", "kinds_of", "known", "union"]

Guard: TypeAlias = frozenset[str] | None
"""The classes that an argument's object may have; None for any."""

Guards: TypeAlias = dict["Signature", tuple[Guard, ...]]
"""The guard of each argument of each rule-defined predicate."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """What is known of the arguments of rule-defined predicates, whatever the image.

    Attributes:
        guards: The guard of each argument.
        alike: The pairs of argument places, the lower first, whose objects are of one class.
    """

    guards: Guards
    alike: dict[Signature, frozenset[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the variables in a scope.

    Attributes:
        guards: The guards of the variables that have one.
        alike: The variables that are alike, each with the others.
    """

    guards: Mapping[str, Guard]
    alike: Mapping[str, frozenset[str]]

    def guard(self, argument: object) -> Guard:
        """Return the guard of an argument; None for one that is no variable."""
        return self.guards.get(argument) if isinstance(argument, str) else None

    def are_alike(self, one: object, other: object) -> bool:
        """Whether two arguments are variables whose objects are of one class."""
        if not (isinstance(one, str) and isinstance(other, str)):
            return False
        return one == other or other in self.alike.get(one, ())


def kinds_of(statements: Iterable[Statement]) -> Kinds:
    """Return what is known of every predicate that the statements define.

    The least fixed point: each atom of a stable model is derived by a rule whose positive body
    was derived before, so its arguments have the classes that the rule's body demands, and are
    alike where the body makes them so.
    """
    statements = tuple(statements)
    defined = {signature for statement in statements for signature in statement.defines}
    kinds = Kinds(
        {signature: (frozenset(),) * signature[1] for signature in defined},
        {signature: frozenset(combinations(range(signature[1]), 2)) for signature in defined},
    )
    while _widened(statements, kinds):
        pass
    return kinds


def _widened(statements: Iterable[Statement], kinds: Kinds) -> bool:
    """Add to what is known all that the statements derive from it; say whether that was more."""
    changed = False
    for statement in statements:
        for scope in statement.scopes:
            if not scope.heads:
                continue
            variables = known(statement, scope, kinds)
            for head in scope.heads:
                signature, arguments = head.signature, head.arguments
                old = kinds.guards[signature], kinds.alike[signature]
                derived = map(variables.guard, arguments)
                new = (
                    tuple(union(one, two) for one, two in zip(old[0], derived, strict=True)),
                    frozenset(
                        (one, two)
                        for one, two in old[1]
                        if variables.are_alike(arguments[one], arguments[two])
                    ),
                )
                kinds.guards[signature], kinds.alike[signature] = new
                changed |= new != old
    return changed


def known(
    statement: Statement, scope: Scope, kinds: Kinds, head: Mapping[str, Guard] | None = None
) -> Known:
    """Return what is known of the variables in a scope: by its own conditions and the body's.

    Args:
        statement: The statement.
        scope: One of its scopes.
        kinds: What is known of the predicates it uses.
        head: What the variables of its head are limited to, if they are.
    """
    guards = dict(head or {})
    alike: dict[str, frozenset[str]] = {}
    by_class: dict[str, list[str]] = {}
    body = statement.scopes[0].conditions
    for literal in body if scope is statement.scopes[0] else (*body, *scope.conditions):
        if not literal.certain:
            continue
        for argument, guard in zip(literal.arguments, _demands(literal, kinds), strict=True):
            if isinstance(argument, str):
                guards[argument] = intersection(guards.get(argument), guard)
        pairs = [
            (literal.arguments[one], literal.arguments[two])
            for one, two in kinds.alike.get(literal.signature, ())
        ]
        if literal.signature == ("same_class", 2):
            pairs.append((literal.arguments[0], literal.arguments[1]))
        if literal.signature == ("class", 2) and isinstance(literal.arguments[1], str):
            others = by_class.setdefault(literal.arguments[1], [])
            pairs += [(other, literal.arguments[0]) for other in others]
            others += [name for name in literal.arguments[:1] if isinstance(name, str)]
        for one, two in pairs:
            if isinstance(one, str) and isinstance(two, str):
                group = alike.get(one, frozenset({one})) | alike.get(two, frozenset({two}))
                alike |= dict.fromkeys(group, group)
    for name, group in alike.items():
        for other in group:
            guards[name] = intersection(guards.get(name), guards.get(other))
    return Known(guards, alike)


def _demands(literal: BodyLiteral, kinds: Kinds) -> tuple[Guard, ...]:
    if literal.signature == ("class", 2):
        name = literal.arguments[1]
        return name if isinstance(name, frozenset) else None, None
    return kinds.guards.get(literal.signature, (None,) * len(literal.arguments))


def union(one: Guard, two: Guard) -> Guard:
    """Return the classes of either guard.

    >>> union(frozenset({"ship"}), None) is None
    True
    """
    return None if one is None or two is None else one | two


def intersection(one: Guard, two: Guard) -> Guard:
    """Return the classes of both guards.

    >>> intersection(frozenset({"ship"}), None)
    frozenset({'ship'})
    """
    if one is None or two is None:
        return two if one is None else one
    return one & two
