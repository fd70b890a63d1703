"""Noun phrases: which quantifier, group or reference a determiner stands for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rune_lp.logic.syntax import (
    Not,
)
from rune_lp.translate.controlled.compose.descriptions import exists_group, exists_one, introduced
from rune_lp.translate.controlled.compose.joint import is_chain, is_joint
from rune_lp.translate.controlled.compose.quantifiers import (
    bounded,
    counted,
    every,
    every_pair,
    most,
    nothing_more,
    only,
    with_partner,
)
from rune_lp.translate.controlled.tree import (
    Amount,
    Every,
    Most,
    NounPhrase,
    Only,
    Reference,
)

if TYPE_CHECKING:
    from rune_lp.translate.controlled.compose.discourse import (
        Discourse,
        Scope,
        Then,
        Variables,
    )
    from rune_lp.translate.controlled.tree import Predicate


__all__ = ["noun_phrase", "refer"]


def noun_phrase(
    discourse: Discourse,
    scope: Scope,
    tree: NounPhrase,
    then: Then,
    joint: tuple[Predicate, ...],
    *,
    group: bool,
) -> None:
    """Add a noun phrase by its determiner; see `things.thing` for the arguments."""
    if tree.noun.note:
        discourse.note(tree.noun.note)
    joint = (*(each for each in tree.modifiers if is_joint(each)), *joint)
    separate = tuple(each for each in tree.modifiers if not is_joint(each))
    tree = replace(tree, modifiers=separate)
    determiner = tree.determiner
    if isinstance(determiner, Reference):
        _definite(discourse, scope, tree, determiner, then, joint, group=group)
        return
    if isinstance(determiner, Amount) and determiner.upper is None:
        if determiner.reading and determiner.span:
            discourse.note(f"'{discourse.words(determiner.span)}' is read as {determiner.reading}")
        if joint or group or tree.span in discourse.grouped:
            exists_group(discourse, scope, tree, then, joint)
        elif determiner.lower <= 1:
            exists_one(discourse, scope, tree, then)
        else:
            counted(discourse, scope, tree, then, ">=", determiner.lower)
        return
    if tree.span in discourse.grouped and not joint and isinstance(determiner, Amount):
        bounded(discourse, scope, tree, nothing_more, "=", determiner.lower)
        if determiner.lower == 1:
            exists_one(discourse, scope, tree, then)
        else:
            exists_group(discourse, scope, tree, then)
        return
    if group and not joint:
        raise discourse.refused(
            f"'{discourse.words(tree.span)}' is not understood here", tree.span, "say 'two …'"
        )
    if joint and isinstance(determiner, Every) and not any(is_chain(each) for each in joint):
        if determiner.negated:
            inner = scope.negative()
            every_pair(discourse, inner, tree, then, joint)
            scope.add(Not(inner.closed()))
        else:
            every_pair(discourse, scope, tree, then, joint)
        return
    if joint:
        then = with_partner(discourse, tree, then, joint)
    match determiner:
        case Amount(lower, upper) if lower == upper and lower:
            bounded(discourse, scope, tree, then, "=", lower)
        case Amount(lower, int(upper)):
            if lower:
                counted(discourse, scope, tree, then, ">=", lower)
            bounded(discourse, scope, tree, then, "<=", upper)
        case Every(negated=True):
            variable = introduced(discourse, scope, tree)
            inner = scope.negative()
            then(inner, (variable,))
            scope.add(Not(inner.closed()))
        case Every():
            every(discourse, scope, tree, then)
        case Most():
            most(discourse, scope, tree, determiner, then)
        case Only():
            only(discourse, scope, tree, then)


def _definite(
    discourse: Discourse,
    scope: Scope,
    tree: NounPhrase,
    determiner: Reference,
    then: Then,
    joint: tuple[Predicate, ...],
    *,
    group: bool,
) -> None:
    """Refer to what was said before, or else read "the ships" as all and "the ship" as a ship."""
    some = replace(tree, determiner=Amount(1))
    if not tree.modifiers and not tree.other:
        plural = tree.noun.plural
        known = discourse.definite(scope, tree.noun.predicates, determiner.count, plural=plural)
        if known is not None:
            refer(discourse, scope, known.variables, then, joint, group=group)
            return
    if determiner.count:
        _need_group(discourse, scope, tree)
    if determiner.same:
        _same(discourse, scope, some, then)
    elif tree.noun.plural and not tree.superlative:
        discourse.note(f"'{discourse.words(tree.span)}' is read as all of them")
        every = replace(tree, determiner=Every())
        noun_phrase(discourse, scope, every, then, joint, group=group)
    else:
        exists_one(discourse, scope, some, then)


def _need_group(discourse: Discourse, scope: Scope, tree: NounPhrase) -> None:
    discourse.need_counted(scope)
    raise discourse.refused(
        f"'{discourse.words(tree.span)}' refers to nothing said before",
        tree.span,
        "say how many there are, such as 'exactly two ships'",
    )


def _same(discourse: Discourse, scope: Scope, tree: NounPhrase, then: Then) -> None:
    """Add a thing that all of the counted or universal phrase around share."""
    quantified = scope.quantified()
    shared = scope if discourse.shared_by else quantified.parent if quantified else None
    if shared is None:
        raise discourse.refused(
            f"'{discourse.words(tree.span)}' refers to nothing said before",
            tree.span,
            f"mention the {tree.noun.words} first, or several things that share it",
        )
    then(scope, (introduced(discourse, shared, tree),))


def refer(
    discourse: Discourse,
    scope: Scope,
    variables: Variables,
    then: Then,
    joint: tuple[Predicate, ...],
    *,
    group: bool,
) -> None:
    """Say something of things spoken of before: jointly, and of each or of the group."""
    for predicate in joint:
        discourse.say(discourse, scope, variables, predicate)
    if group:
        then(scope, variables)
    else:
        for variable in variables:
            then(scope, (variable,))
