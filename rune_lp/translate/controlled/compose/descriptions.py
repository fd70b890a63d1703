"""Descriptions: the things that a noun phrase introduces, and what it says of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from rune_lp.logic.syntax import (
    Atom,
    Attribute,
    Compare,
    Not,
    Or,
)
from rune_lp.translate.controlled.compose.discourse import Referent, Scope, different
from rune_lp.translate.controlled.tree import (
    Amount,
    Distributive,
    NounPhrase,
    Partition,
    Superlative,
)

if TYPE_CHECKING:
    from rune_lp.translate.controlled.compose.discourse import Discourse, Then
    from rune_lp.translate.controlled.tree import Noun, Predicate


__all__ = ["MOST_IN_GROUP", "describe", "described", "exists_group", "exists_one", "introduced"]

MOST_IN_GROUP = 10
"""The largest group that is written with a variable for each member."""


def describe(discourse: Discourse, scope: Scope, tree: NounPhrase, variable: str) -> None:
    """Add to the scope what a noun phrase says of a variable: kinds, adjectives, modifiers."""
    _is_kind(scope, tree.noun, variable)
    for adjective in tree.adjectives:
        scope.add(Atom(adjective.predicate, (variable,)))
    if tree.other:
        _differ_from_others(discourse, scope, tree, variable)
    for modifier in tree.modifiers:
        if isinstance(modifier, Distributive):
            discourse.say(discourse, scope, (variable,), modifier.predicate)
        else:
            discourse.say(discourse, scope, (variable,), modifier)
    if tree.superlative:
        _superlative(discourse, scope, tree, tree.superlative, variable)


def _is_kind(scope: Scope, noun: Noun, variable: str) -> None:
    atoms = tuple(Atom(name, (variable,)) for name in noun.predicates)
    if len(atoms) > 1:
        scope.add(Or(atoms))
    else:
        scope.add(*atoms)


def _differ_from_others(
    discourse: Discourse, scope: Scope, tree: NounPhrase, variable: str
) -> None:
    """Add that "another ship" is none of the ships spoken of, or else none of all things."""
    before = [each for each in discourse.accessible(scope) if variable not in each.variables]
    alike = [each for each in before if each.kinds == tree.noun.predicates]
    if not alike:
        discourse.need_counted(scope)
        discourse.need_counted(scope, plural=False)
    others = dict.fromkeys(name for each in alike or before for name in each.variables)
    if not others:
        raise discourse.refused(
            f"'{discourse.words(tree.span)}' has nothing said before to differ from",
            tree.span,
            f"mention a first {tree.noun.kind}, such as 'two ships' or 'a ship near another ship'",
        )
    for other in others:
        scope.add(different(variable, other))


def _superlative(
    discourse: Discourse, scope: Scope, tree: NounPhrase, superlative: Superlative, variable: str
) -> None:
    """Add that no other thing so described has a greater (or smaller) number."""
    inner = scope.negative()
    rival = introduced(discourse, inner, replace(tree, superlative=None))
    name = superlative.attribute
    inner.add(
        Compare(
            ">" if superlative.greatest else "<",
            Attribute(name, (rival,)),
            Attribute(name, (variable,)),
        )
    )
    scope.add(Not(inner.closed()))


def introduced(discourse: Discourse, scope: Scope, tree: NounPhrase) -> str:
    """Bind a new variable in the scope and describe it."""
    variable = discourse.fresh(tree.noun)
    scope.introduce(variable)
    described(discourse, scope, tree, variable)
    return variable


def described(discourse: Discourse, scope: Scope, tree: NounPhrase, variable: str) -> None:
    """Make a bound variable a thing that can be referred to, and describe it."""
    noun = tree.noun
    scope.referents.append(Referent((variable,), noun.predicates, noun.words, noun.plural))
    describe(discourse, scope, tree, variable)


def exists_one(discourse: Discourse, scope: Scope, tree: NounPhrase, then: Then) -> None:
    """Add that there is such a thing; note it where each of several may have its own."""
    quantified = scope.quantified()
    several = quantified.phrase if quantified else None
    if discourse.shared_by:
        several = discourse.shared_by[-1]
    if several is not None and not tree.noun.plural and not tree.other:
        discourse.note(
            f"each of '{several}' may have its own {tree.noun.kind}"
            f" (say 'the same {tree.noun.kind}' for one that all share)"
        )
    then(scope, (introduced(discourse, scope, tree),))


def exists_group(
    discourse: Discourse,
    scope: Scope,
    tree: NounPhrase,
    then: Then,
    joint: tuple[Predicate, ...] = (),
) -> None:
    """Add that a group exists, a variable for each member, and say the joint predicates of it."""
    determiner = tree.determiner
    size = determiner.lower if isinstance(determiner, Amount) else 1
    size = 2 if size < 2 and tree.noun.plural else size
    if size < 2:
        raise discourse.refused(
            f"'{discourse.words(tree.span)}' is one thing, and more are needed here",
            tree.span,
            "say 'two' or several of them, or join two things by 'and'",
        )
    if size > MOST_IN_GROUP:
        raise discourse.refused(
            f"a group of {size} is too large to be related member by member",
            tree.span,
            f"groups may have up to {MOST_IN_GROUP} members; without 'each other', 'them' and the"
            " like, amounts may be any",
        )
    noun = tree.noun
    members = tuple(discourse.fresh(noun) for _ in range(size))
    group = Referent(members, noun.predicates, noun.words, plural=True)
    discourse.alike.append(frozenset(members))
    for variable in members:
        scope.introduce(variable)
        _is_kind(scope, noun, variable)
    for one, other in combinations(members, 2):
        scope.add(different(one, other))
    scope.referents.append(group)
    qualified = replace(tree, noun=replace(noun, predicates=()))
    discourse.shared_by.append(discourse.words(tree.span))
    for variable in members:
        if tree.other:
            scope.referents.remove(group)
            _differ_from_others(discourse, scope, tree, variable)
            scope.referents.append(group)
        describe(discourse, scope, replace(qualified, other=False), variable)
    discourse.shared_by.pop()
    if len(joint) == 1 and isinstance(joint[0], Partition):
        joint = (replace(joint[0], ordered=True),)
    for predicate in joint:
        discourse.say(discourse, scope, members, predicate)
    then(scope, members)
