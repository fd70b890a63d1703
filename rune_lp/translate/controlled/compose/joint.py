"""Joint predicates: what is said of the members of a group together."""

from __future__ import annotations

from itertools import combinations, pairwise, permutations
from typing import TYPE_CHECKING

from rune_lp.geometry.relations import RELATIONS
from rune_lp.logic.syntax import Atom, Formula, Not, Or
from rune_lp.translate.controlled.compose.discourse import conjunction
from rune_lp.translate.controlled.tree import (
    Apart,
    Between,
    Coordination,
    Having,
    Negated,
    NounPhrase,
    Partition,
    Pronoun,
    Reciprocal,
)

if TYPE_CHECKING:
    from rune_lp.translate.controlled.compose.discourse import Discourse, Variables
    from rune_lp.translate.controlled.tree import Predicate, Thing

__all__ = ["is_chain", "is_joint", "is_ordered", "related_jointly"]

_MOST_ORDERS = 4
"""The largest group of unlike members whose every order is written out."""


def is_joint(predicate: Predicate) -> bool:
    """Say whether a predicate is said of a group's members together."""
    match predicate:
        case Reciprocal() | Apart() | Partition():
            return True
        case Coordination(_, parts):
            return any(is_joint(part) for part in parts)
        case Negated(part):
            return is_joint(part)
        case Having(things):
            return _between_them(things)
        case _:
            return False


def _between_them(things: Thing) -> bool:
    """Say whether things are "between them", the members of the group that has them."""
    return isinstance(things, NounPhrase) and any(
        isinstance(each, Between)
        and each.second is None
        and isinstance(each.first, Pronoun)
        and each.first.plural
        for each in things.modifiers
    )


def is_chain(predicate: Predicate) -> bool:
    """Say whether a joint predicate holds along a chain, not of every pair."""
    return any(each.chain for each in _reciprocals(predicate))


def is_ordered(predicate: Predicate) -> bool:
    """Say whether a joint predicate may hold of two things in one order and not in the other."""
    return isinstance(predicate, Partition) or any(
        not _is_symmetric(each.relation) for each in _reciprocals(predicate)
    )


def _reciprocals(predicate: Predicate) -> list[Reciprocal]:
    match predicate:
        case Reciprocal():
            return [predicate]
        case Coordination(_, parts):
            return [each for part in parts for each in _reciprocals(part)]
        case Negated(part):
            return _reciprocals(part)
        case _:
            return []


def related_jointly(discourse: Discourse, members: Variables, reciprocal: Reciprocal) -> Formula:
    """Return that all pairs of the members, or a chain of them, stand in the relation.

    A chain's order is free. Members that one noun phrase introduced are interchangeable, so that
    any order of their variables will do; of others every order is an option.
    """
    relation = reciprocal.relation

    def related(one: str, other: str) -> Formula:
        atom = Atom(relation, (one, other))
        return Not(atom) if reciprocal.denied else atom

    if not reciprocal.chain and _is_symmetric(relation):
        return conjunction([related(*pair) for pair in combinations(members, 2)])
    if any(set(members) <= alike for alike in discourse.alike):
        orders = [members]
    else:
        if len(members) > _MOST_ORDERS:
            raise discourse.refused(
                f"'{discourse.words(reciprocal.span)}' is understood of up to {_MOST_ORDERS}"
                " things of different kinds",
                reciprocal.span,
                "name fewer things, or one kind",
            )
        orders = list(permutations(members))
        if _is_symmetric(relation):
            orders = [order for order in orders if order[0] < order[-1]]
    options = tuple(conjunction([related(*pair) for pair in pairwise(order)]) for order in orders)
    return options[0] if len(options) == 1 else Or(options)


def _is_symmetric(relation: str) -> bool:
    return RELATIONS[relation].converse == relation if relation in RELATIONS else False
