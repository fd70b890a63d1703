"""Predicates: what is said of things, as conditions on their variables."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product
from typing import TYPE_CHECKING

from rune_lp.logic.syntax import Atom, Attribute, Compare, Equal, Not, Or, Product
from rune_lp.translate.controlled.compose.descriptions import describe
from rune_lp.translate.controlled.compose.discourse import conjunction
from rune_lp.translate.controlled.compose.joint import is_joint, related_jointly
from rune_lp.translate.controlled.compose.numbers import bounded
from rune_lp.translate.controlled.compose.things import exclusive, thing
from rune_lp.translate.controlled.tree import (
    Adjective,
    Amount,
    Apart,
    AttributeBound,
    Between,
    Bound,
    Comparative,
    Coordination,
    Distance,
    Distributive,
    Having,
    KindOf,
    Negated,
    NounPhrase,
    Partition,
    Place,
    Pronoun,
    Reciprocal,
    Reference,
    Related,
    Surrounded,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from rune_lp.logic.syntax import Formula, Term
    from rune_lp.translate.controlled.compose.discourse import Discourse, Scope, Variables
    from rune_lp.translate.controlled.tree import Predicate, Thing

__all__ = ["say"]

_SIDES = ("left_of", "right_of", "above", "below")
_DEFAULT = "near"
"""The relation that "with" stands for where none is named."""


def say(discourse: Discourse, scope: Scope, variables: Variables, predicate: Predicate) -> None:
    """Add to the scope what a predicate says of variables: of each, or of all jointly."""
    if is_joint(predicate):
        discourse.subjects.append(variables)
        _jointly(discourse, scope, variables, predicate)
        discourse.subjects.pop()
        return
    if len(variables) > 1:
        discourse.shared_by.append(f"the {discourse.nouns[variables[0]].words}")
    for variable in variables:
        discourse.subjects.append((variable,))
        _of_one(discourse, scope, variable, predicate)
        discourse.subjects.pop()
    if len(variables) > 1:
        discourse.shared_by.pop()


def _jointly(discourse: Discourse, scope: Scope, members: Variables, predicate: Predicate) -> None:
    match predicate:
        case Coordination("and", parts):
            for part in parts:
                say(discourse, scope, members, part)
            return
        case Coordination(connective, parts):
            options = [_closed(discourse, scope.inner(), members, part) for part in parts]
            scope.add(exclusive(*options) if connective == "xor" else Or(tuple(options)))
            return
        case Negated(part):
            scope.add(Not(_closed(discourse, scope.negative(), members, part)))
            return
    if len(members) < 2:
        raise discourse.refused(
            f"'{discourse.words(predicate.span)}' is said of one thing, and needs several",
            predicate.span,
            "say 'two ships …' or 'a ship and a plane …'",
        )
    match predicate:
        case Reciprocal(note=note):
            if note:
                discourse.note(note)
            scope.add(related_jointly(discourse, members, predicate))
        case Apart(bound):
            for one, other in combinations(members, 2):
                scope.add(*_apart(discourse, one, other, bound))
        case Partition(one, other):
            if len(members) != 2:
                raise discourse.refused(
                    f"'{discourse.words(predicate.span)}' is understood of two things",
                    predicate.span,
                    "say 'two …, one … and the other …'",
                )
            first, second = members
            options = []
            orders = [(first, second), (second, first)]
            for each, rest in orders[:1] if predicate.ordered else orders:
                inner = scope.inner()
                say(discourse, inner, (each,), one)
                say(discourse, inner, (rest,), other)
                options.append(inner.closed())
            scope.add(options[0] if len(options) == 1 else Or(tuple(options)))
        case Having():
            _having(discourse, scope, members, predicate)


def _closed(
    discourse: Discourse, scope: Scope, variables: Variables, predicate: Predicate
) -> Formula:
    say(discourse, scope, variables, predicate)
    return scope.closed()


def _of_one(discourse: Discourse, scope: Scope, variable: str, predicate: Predicate) -> None:
    match predicate:
        case Coordination("and", parts):
            for part in parts:
                say(discourse, scope, (variable,), part)
        case Coordination(connective, parts):
            options = [_closed(discourse, scope.inner(), (variable,), part) for part in parts]
            scope.add(exclusive(*options) if connective == "xor" else Or(tuple(options)))
        case Negated(part):
            scope.add(Not(_closed(discourse, scope.negative(), (variable,), part)))
        case Distributive(part):
            say(discourse, scope, (variable,), part)
        case Adjective(name):
            scope.add(Atom(name, (variable,)))
        case Place(options):
            atoms = [conjunction([Atom(name, (variable,)) for name in each]) for each in options]
            scope.add(atoms[0] if len(atoms) == 1 else Or(tuple(atoms)))
        case AttributeBound(attribute, bound):
            scope.add(*bounded(discourse, Attribute(attribute, (variable,)), bound))
        case Related(relation, object_):
            if predicate.note:
                discourse.note(predicate.note)
            if isinstance(object_, Coordination):
                which = "each" if object_.connective == "and" else "one"
                discourse.note(
                    f"'{discourse.words(predicate.span)}' is read with {which} of the things listed"
                )
            _relate(discourse, scope, object_, lambda other: [Atom(relation, (variable, other))])
        case Distance(bound, object_):
            _relate(
                discourse, scope, object_, lambda other: _apart(discourse, variable, other, bound)
            )
        case Comparative():
            _compare(discourse, scope, variable, predicate)
        case Between(first, second):
            _between(discourse, scope, variable, first, second)
        case Surrounded():
            _surrounded(discourse, scope, variable, predicate)
        case KindOf(kind):
            _kind(discourse, scope, variable, kind)
        case Having():
            _having(discourse, scope, (variable,), predicate)


def _relate(
    discourse: Discourse, scope: Scope, object_: Thing, said: Callable[[str], list[Formula]]
) -> None:
    def then(inner: Scope, others: Variables) -> None:
        for other in others:
            inner.add(*said(other))

    thing(discourse, scope, object_, then)


def _apart(discourse: Discourse, one: str, other: str, bound: Bound) -> list[Formula]:
    """Return the conditions on a distance; a thing has no distance to itself."""
    compared = bounded(discourse, Attribute("distance", (one, other)), bound)
    return [*discourse.differ(one, other), *compared]


def _compare(discourse: Discourse, scope: Scope, variable: str, comparative: Comparative) -> None:
    name = comparative.attribute

    def said(other: str) -> list[Formula]:
        theirs: Term = Attribute(name, (other,))
        if comparative.factor != 1:
            theirs = Product(comparative.factor, theirs)
        mine = Attribute(name, (variable,))
        compared = Compare(comparative.operator, mine, theirs)
        return [*discourse.differ(variable, other), compared]

    _relate(discourse, scope, comparative.object, said)


def _between(
    discourse: Discourse, scope: Scope, variable: str, first: Thing, second: Thing | None
) -> None:
    def between(inner: Scope, others: Variables) -> None:
        if len(others) != 2:
            raise discourse.refused(
                "'between' is understood of two things",
                first.span,
                "say 'between a ship and a harbor' or 'between two ships'",
            )
        inner.add(Atom("between", (variable, *others)))

    if second is None:
        thing(discourse, scope, first, between, group=True)
        return

    def then(inner: Scope, ones: Variables) -> None:
        thing(discourse, inner, second, lambda scope_, others: between(scope_, (*ones, *others)))

    thing(discourse, scope, first, then)


def _surrounded(discourse: Discourse, scope: Scope, variable: str, predicate: Surrounded) -> None:
    """Add that things are near on all four sides; or one thing contains it; or the rules' own.

    The rules' own is about things of one class.
    """
    object_ = predicate.object
    known = discourse.vocabulary.predicates
    mixed = isinstance(object_, NounPhrase) and any(
        known[name].kind == "rule" for name in object_.noun.predicates
    )
    if "surrounded_by" in known and not mixed:
        own = Related("surrounded_by", object_, predicate.span)
        say(discourse, scope, (variable,), own)
        return
    words = discourse.words(predicate.span)
    if not isinstance(object_, NounPhrase):
        raise discourse.refused(
            f"'{words}' is understood of things of one kind",
            predicate.span,
            "say 'surrounded by ships'; for several kinds, say it of each",
        )
    amount = object_.determiner
    if not object_.noun.plural:
        discourse.note(f"'{words}' is read as inside it")
        say(discourse, scope, (variable,), Related("inside", object_, predicate.span))
        return
    if not isinstance(amount, Amount) or amount.upper is not None:
        raise discourse.refused(
            f"'{words}' is understood of an amount without an upper bound",
            predicate.span,
            "say 'surrounded by ships' or 'surrounded by at least five ships'",
        )
    kind = object_.noun.words
    discourse.note(f"'{words}' is read as {kind} near it on its left, right, upper and lower side")
    one = replace(object_, determiner=Amount(1))

    def on(side: str) -> Callable[[str], list[Formula]]:
        return lambda other: [Atom("near", (other, variable)), Atom(side, (other, variable))]

    for side in _SIDES:
        _relate(discourse, scope, one, on(side))
    if amount.lower > 1:
        _relate(discourse, scope, object_, lambda other: [Atom("near", (other, variable))])


def _kind(discourse: Discourse, scope: Scope, variable: str, kind: Thing) -> None:
    """Add that the variable is one of a kind."""
    match kind:
        case NounPhrase(determiner=Amount(lower, upper)) if lower >= 1 and upper != 0:
            if kind.noun.note:
                discourse.note(kind.noun.note)
            describe(discourse, scope, kind, variable)
        case NounPhrase(determiner=Amount(0, 0)):
            inner = scope.negative()
            describe(discourse, inner, kind, variable)
            scope.add(Not(inner.closed()))
        case NounPhrase(determiner=Reference()) if not kind.superlative:
            same = replace(kind, determiner=Reference())
            _relate(discourse, scope, same, lambda other: [Equal(variable, other)])
        case Pronoun():
            _relate(discourse, scope, kind, lambda other: [Equal(variable, other)])
        case Coordination(connective, parts) if connective != "xor":
            options = []
            for part in parts:
                inner = scope.inner()
                _kind(discourse, inner, variable, part)
                options.append(inner.closed())
            scope.add(conjunction(options) if connective == "and" else Or(tuple(options)))
        case _:
            raise discourse.refused(
                f"'{discourse.words(kind.span)}' is not a kind of thing",
                kind.span,
                "say 'is a ship' or 'is near a ship'",
            )


def _having(discourse: Discourse, scope: Scope, owner: Variables, having: Having) -> None:
    """Add the things that a thing is said to have: related to it as named, or near it."""
    said_before = len(discourse.mentions)

    def then(inner: Scope, variables: Variables) -> None:
        nonlocal said_before
        if having.relation:
            inner.add(*(Atom(having.relation, pair) for pair in product(variables, owner)))
        elif not set(owner) & set(discourse.mentions[said_before:]):
            discourse.note(f"'{discourse.words(having.span)}' is read as {_DEFAULT} it")
            inner.add(*(Atom(_DEFAULT, pair) for pair in product(variables, owner)))
        said_before = len(discourse.mentions)

    discourse.owners.append(owner)
    thing(discourse, scope, having.things, then)
    discourse.owners.pop()
