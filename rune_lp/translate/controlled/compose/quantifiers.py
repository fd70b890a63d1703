"""Quantifiers: amounts, universals, shares and comparisons of counts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from rune_lp.logic.syntax import (
    Compare,
    Count,
    Counted,
    Exists,
    Forall,
    Implies,
    Not,
    Number,
    Or,
    Product,
    Sum,
)
from rune_lp.translate.controlled.compose.descriptions import (
    describe,
    described,
    exists_one,
    introduced,
)
from rune_lp.translate.controlled.compose.discourse import Scope, conjunction, different
from rune_lp.translate.controlled.compose.joint import is_ordered
from rune_lp.translate.controlled.tree import (
    Amount,
    CountComparison,
    Distributive,
    Most,
    NounPhrase,
)

if TYPE_CHECKING:
    from rune_lp.logic.syntax import Term
    from rune_lp.translate.controlled.compose.discourse import Discourse, Then, Variables
    from rune_lp.translate.controlled.tree import Predicate


__all__ = [
    "bounded",
    "count_comparison",
    "counted",
    "every",
    "every_pair",
    "most",
    "nothing_more",
    "only",
    "with_partner",
]


def _quantifier(discourse: Discourse, scope: Scope, tree: NounPhrase) -> tuple[Scope, str]:
    """Open the scope of a quantifier, and return it with the quantifier's variable."""
    inner = scope.inner(phrase=discourse.words(tree.span))
    return inner, discourse.fresh(tree.noun)


def counted(
    discourse: Discourse, scope: Scope, tree: NounPhrase, then: Then, operator: str, bound: int
) -> None:
    """Add how many things there are so described of which something is said."""
    inner, variable = _quantifier(discourse, scope, tree)
    described(discourse, inner, tree, variable)
    then(inner, (variable,))
    if operator in (">=", "=") and not scope.denied:
        scope.counted.append((tree.span, bound > 1))
    scope.add(Counted(operator, bound, variable, inner.closed()))  # type: ignore[arg-type]


def bounded(
    discourse: Discourse, scope: Scope, tree: NounPhrase, then: Then, operator: str, bound: int
) -> None:
    """Add an amount with an upper bound.

    What is said of each (", each with …") is said of all that are counted. A thing that all of
    them share is chosen inside the denial: "at most two ships near the same harbor" denies that
    some harbor has three.
    """
    each = tuple(item for item in tree.modifiers if isinstance(item, Distributive))
    tree = replace(tree, modifiers=tuple(item for item in tree.modifiers if item not in each))
    if operator == "<=":
        inner = scope.negative()
        if bound == 0:
            then(inner, (introduced(discourse, inner, tree),))
        else:
            counted(discourse, inner, tree, then, ">=", bound + 1)
        body = inner.closed()
        if isinstance(body, Counted):
            scope.add(Counted("<=", bound, body.variable, body.body))
        else:
            scope.add(Not(body))
    else:
        counted(discourse, scope, tree, then, operator, bound)
    if each:
        predicates = tuple(item.predicate for item in each)
        _all(discourse, scope, tree, then, predicates)


def _all(
    discourse: Discourse,
    scope: Scope,
    tree: NounPhrase,
    then: Then,
    predicates: tuple[Predicate, ...],
) -> None:
    """Add that the predicates hold of everything so described."""

    def said(inner: Scope, variables: Variables) -> None:
        for predicate in predicates:
            discourse.say(discourse, inner, variables, predicate)

    _universal(discourse, scope, tree, said, then, imported=False)


def every(discourse: Discourse, scope: Scope, tree: NounPhrase, then: Then) -> None:
    """Add what is said of all things so described, and, unless denied, that there is one."""
    _universal(discourse, scope, tree, then, imported=not scope.denied)


def _universal(
    discourse: Discourse,
    scope: Scope,
    tree: NounPhrase,
    then: Then,
    condition: Then | None = None,
    *,
    imported: bool,
) -> None:
    restriction, variable = _quantifier(discourse, scope, tree)
    restriction.introduce(variable)
    described(discourse, restriction, tree, variable)
    if condition:
        condition(restriction, (variable,))
    body = restriction.inner()
    then(body, (variable,))
    variables = tuple(restriction.variables)
    premise = conjunction(restriction.conditions)
    if imported:
        scope.add(Exists(variables, premise))
    bare = not restriction.conditions
    scope.add(Forall(variables, body.closed() if bare else Implies(premise, body.closed())))


def every_pair(
    discourse: Discourse,
    scope: Scope,
    tree: NounPhrase,
    then: Then,
    joint: tuple[Predicate, ...],
) -> None:
    """Add that every two things so described stand in the joint relations, and there are two."""
    restriction, variable = _quantifier(discourse, scope, tree)
    pair = (variable, discourse.fresh(tree.noun))
    for each in pair:
        restriction.introduce(each)
        described(discourse, restriction, tree, each)
    restriction.add(different(*pair))
    body = restriction.inner()
    for predicate in joint:
        discourse.say(discourse, body, pair, predicate)
    then(body, (variable,))
    variables = tuple(restriction.variables)
    premise = conjunction(restriction.conditions)
    if not scope.denied:
        scope.add(Exists(variables, premise))
    scope.add(Forall(variables, Implies(premise, body.closed())))


def with_partner(
    discourse: Discourse, tree: NounPhrase, then: Then, joint: tuple[Predicate, ...]
) -> Then:
    """Return `then` with "and there is another such thing that it is so related to".

    So "no ships next to each other", "exactly four planes next to each other" and the like speak
    of the things that have a partner.
    """
    discourse.note(
        f"'{discourse.words(tree.span)}' is about each {tree.noun.kind} that has such a partner"
    )

    def said(scope: Scope, variables: Variables) -> None:
        partner = introduced(discourse, scope, tree)
        scope.add(*(different(each, partner) for each in variables))
        discourse.alike.append(frozenset({*variables, partner}))
        for predicate in joint:
            options = []
            pairs = [(*variables, partner), (partner, *variables)]
            for pair in pairs if is_ordered(predicate) else pairs[:1]:
                inner = scope.inner()
                discourse.say(discourse, inner, pair, predicate)
                options.append(inner.closed())
            scope.add(Or(tuple(options)) if len(options) > 1 else options[0])
        then(scope, variables)

    return said


def most(discourse: Discourse, scope: Scope, tree: NounPhrase, share: Most, then: Then) -> None:
    """Add that a share of the things has what is said: counts compared, and there is one."""
    some = _count(discourse, scope, tree, then)
    total = _count(discourse, scope, tree, nothing_more)
    if not share.strict:
        scope.add(Compare(">", total, Number(Decimal(0))))
    scope.add(
        Compare(
            ">" if share.strict else ">=",
            _times(share.denominator, some),
            _times(share.numerator, total),
        )
    )


def _count(discourse: Discourse, scope: Scope, tree: NounPhrase, then: Then) -> Count:
    inner, variable = _quantifier(discourse, scope, tree)
    described(discourse, inner, tree, variable)
    then(inner, (variable,))
    return Count(variable, inner.closed())


def _times(factor: int, term: Term) -> Term:
    return term if factor == 1 else Product(Decimal(factor), term)


def only(discourse: Discourse, scope: Scope, tree: NounPhrase, then: Then) -> None:
    """Add that all that is so qualified is of this kind, and there is such a thing."""
    exists_one(discourse, scope, replace(tree, determiner=Amount(1)), then)
    bare = replace(tree, noun=replace(tree.noun, predicates=()), adjectives=())
    if tree.noun.predicates:
        kind = replace(tree, modifiers=(), determiner=Amount(1))
        _universal(
            discourse,
            scope,
            bare,
            lambda inner, variables: describe(discourse, inner, kind, variables[0]),
            then,
            imported=False,
        )


def count_comparison(discourse: Discourse, scope: Scope, tree: CountComparison, then: Then) -> None:
    """Add a comparison of two counts of things of which something is said."""
    if tree.reading:
        discourse.note(f"'{discourse.words(tree.span)}' is read as {tree.reading}")
    more = _times(tree.multiple, _count(discourse, scope, tree.more, then))
    less = _times(tree.factor, _count(discourse, scope, tree.less, then))
    if tree.offset:
        less = Sum(less, Number(Decimal(abs(tree.offset))), minus=tree.offset < 0)
    scope.add(Compare(tree.operator, more, less))


def nothing_more(_scope: Scope, _variables: Variables) -> None:
    """Say nothing of things: that they exist is enough."""
