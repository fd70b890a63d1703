"""What rules can touch: which classes' detections, relations and attributes they can read.

An image's program holds only the facts that the question can reach. What a rule reads is limited
by the guards of its variables (`rulefiles.guards`), by what the question asks about
(`rulefiles.demand`), and by the relations beside it: in `near(X, Y), left_of(X, Y)` no pair of
`left_of` matters that is not `near`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rune_lp.geometry.relations import RELATIONS
from rune_lp.rulefiles.demand import demanded, demands_of, is_asked, is_stratified
from rune_lp.rulefiles.facts import FACTS
from rune_lp.rulefiles.guards import intersection, known, union

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rune_lp.rulefiles.demand import Call
    from rune_lp.rulefiles.guards import Guard, Guards, Kinds, Known
    from rune_lp.rulefiles.statements import BodyLiteral, Scope, Statement

__all__ = ["Reach", "Read", "reach_of"]


@dataclass(frozen=True, slots=True)
class Read:
    """Facts that rules read.

    Attributes:
        name: A relation, an attribute or `center`.
        domains: The classes of each of its objects.
        alike: Whether only pairs of objects of one class matter.
        among: A relation that bounds how far apart two objects are: only its pairs matter.
    """

    name: str
    domains: tuple[Guard, ...]
    alike: bool = False
    among: str | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """The facts that rules can touch.

    Attributes:
        classes: The classes of the objects whose `object` and `class` facts are read.
        relations: What is read of relations. One may occur several times; what is reached is the
            union.
        attributes: Likewise of attributes, and of `center`.
    """

    classes: Guard
    relations: tuple[Read, ...]
    attributes: tuple[Read, ...]


def reach_of(statements: Sequence[Statement], calls: Iterable[Call] | None, kinds: Kinds) -> Reach:
    """Return what statements can touch.

    Args:
        statements: The statements, those of the predicates they use among them.
        calls: What a question asks of the predicates; None for everything that there is to ask.
        kinds: What is known of the predicates.
    """
    limited = calls is not None and is_stratified(statements)
    demands = demands_of(statements, calls or (), kinds) if limited else None
    classes: Guard = frozenset()
    relations: set[Read] = set()
    attributes: set[Read] = set()
    for literal, read in _touched(statements, kinds, demands):
        name, arity = literal.signature
        if name in ("object", "class"):
            classes = union(classes, read.domains[0])
        elif frozenset() not in read.domains:
            (relations if len(read.domains) == arity else attributes).add(read)
    return Reach(classes, _in_order(relations), _in_order(attributes))


def _touched(
    statements: Iterable[Statement], kinds: Kinds, demands: Guards | None
) -> Iterator[tuple[BodyLiteral, Read]]:
    """Yield each literal of a fact with what is read of it."""
    for statement in statements:
        if not is_asked(statement, kinds, demands):
            continue
        head = demanded(statement, demands)
        for scope in statement.scopes:
            variables = known(statement, scope, kinds, head)
            for literal in (*scope.conditions, *scope.consequents):
                if literal.signature in FACTS:
                    yield literal, _read(literal, statement, scope, variables)


def _read(literal: BodyLiteral, statement: Statement, scope: Scope, variables: Known) -> Read:
    objects = literal.arguments[: FACTS[literal.signature]]
    domains = tuple(map(variables.guard, objects))
    if literal.signature == ("class", 2):
        name = literal.arguments[1]
        domains = (intersection(domains[0], name if isinstance(name, frozenset) else None),)
    if len(objects) != 2:
        return Read(literal.predicate, domains)
    around = (*statement.scopes[0].conditions, *scope.conditions)
    return Read(
        literal.predicate, domains, variables.are_alike(*objects), _bound(literal, objects, around)
    )


def _bound(
    literal: BodyLiteral, objects: tuple[object, ...], around: Iterable[BodyLiteral]
) -> str | None:
    """Return the relation around a literal that bounds how far apart its objects are."""
    if _bounded(literal.predicate) or not all(isinstance(argument, str) for argument in objects):
        return None
    for other in around:
        if other.certain and _bounded(other.predicate) and len(other.arguments) == 2:
            symmetric = RELATIONS[other.predicate].converse == other.predicate
            if other.arguments == objects or (symmetric and other.arguments[::-1] == objects):
                return other.predicate
    return None


def _bounded(predicate: str) -> bool:
    return predicate in RELATIONS and RELATIONS[predicate].reach is not None


def _in_order(reads: Iterable[Read]) -> tuple[Read, ...]:
    def key(read: Read) -> tuple[str, list[tuple[bool, list[str]]], bool, str]:
        guards = [(guard is None, sorted(guard or ())) for guard in read.domains]
        return read.name, guards, read.alike, read.among or ""

    return tuple(sorted(reads, key=key))
