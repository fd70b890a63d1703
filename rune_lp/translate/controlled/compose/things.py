"""Things: noun phrases, pronouns and their coordinations, with what is said of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from rune_lp.logic.syntax import (
    Not,
    Or,
)
from rune_lp.translate.controlled.compose.discourse import Referent, Scope, conjunction
from rune_lp.translate.controlled.compose.noun_phrases import noun_phrase, refer
from rune_lp.translate.controlled.compose.quantifiers import count_comparison
from rune_lp.translate.controlled.tree import (
    Amount,
    Another,
    Coordination,
    CountComparison,
    Every,
    Negated,
    NounPhrase,
    Partitive,
    Pronoun,
    Together,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from rune_lp.logic.syntax import Formula
    from rune_lp.translate.controlled.compose.discourse import Discourse, Then, Variables
    from rune_lp.translate.controlled.tree import Predicate, Span, Thing


__all__ = ["each_part", "exclusive", "thing"]


def thing(
    discourse: Discourse,
    scope: Scope,
    tree: Thing,
    then: Then,
    *,
    joint: tuple[Predicate, ...] = (),
    group: bool = False,
) -> None:
    """Add to the scope that a thing exists (or is counted, or denied) with what is said of it.

    Args:
        discourse: What the translation shares.
        scope: Where the conditions go.
        tree: The thing.
        then: What is said of it, called with its variables where they are bound.
        joint: Predicates said of the thing's members jointly.
        group: Whether `then` wants all members at once.
    """
    match tree:
        case NounPhrase():
            noun_phrase(discourse, scope, tree, then, joint, group=group)
        case Another(determiner, plural, span):
            noun = replace(discourse.subject_noun(span), plural=plural, note=None)
            phrase = NounPhrase(determiner, noun, span, other=True)
            noun_phrase(discourse, scope, phrase, then, joint, group=group)
        case Pronoun():
            _pronoun(discourse, scope, tree, then, joint, group=group)
        case Partitive():
            _partitive(discourse, scope, tree, then)
        case CountComparison():
            count_comparison(discourse, scope, tree, then)
        case Together(things, predicates):
            thing(discourse, scope, things, then, joint=(*predicates, *joint))
        case Coordination("and", parts) if joint or group:
            _together(discourse, scope, parts, (), then, joint)
        case Coordination("and", parts):
            each_part(discourse, scope, parts, lambda part: thing(discourse, scope, part, then))
        case Coordination(connective, parts, span):
            if group:
                raise discourse.refused("two things are needed here", span, "join them by 'and'")
            options = []
            _note_attachment(discourse, parts)
            for part in parts:
                inner = scope.inner()
                thing(discourse, inner, part, then, joint=joint)
                options.append(inner.closed())
            scope.add(exclusive(*options) if connective == "xor" else Or(tuple(options)))
        case Negated(part):
            inner = scope.negative()
            thing(discourse, inner, part, then, joint=joint, group=group)
            scope.add(Not(inner.closed()))


def exclusive(one: Formula, other: Formula) -> Formula:
    """Return "one or the other, but not both"."""
    return conjunction([Or((one, other)), Not(conjunction([one, other]))])


def each_part(
    discourse: Discourse, scope: Scope, parts: tuple[Thing, ...], add: Callable[[Thing], None]
) -> None:
    """Add each part; as long as all of them can be referred to, so can they together."""
    _note_attachment(discourse, parts)
    heads: list[Referent] = []
    for number, part in enumerate(parts, start=1):
        known = len(scope.referents)
        add(part)
        heads.extend(scope.referents[known : known + 1])
        if len(heads) == number > 1:
            members = tuple(name for head in heads for name in head.variables)
            words = " and ".join(head.words for head in heads)
            scope.referents.append(Referent(members, (), words, plural=True))


def _note_attachment(discourse: Discourse, parts: tuple[Thing, ...]) -> None:
    """Note which member of a list a modifier was read with, where it could be another."""
    for part, following in pairwise(parts):
        if not isinstance(part, NounPhrase) or not isinstance(following, NounPhrase):
            continue
        if following.modifiers and not part.modifiers:
            if isinstance(getattr(following.modifiers[-1], "object", None), Pronoun):
                continue
            said = discourse.words(following.modifiers[-1].span)
            discourse.note(f"'{said}' is said of the {following.noun.words} only")
        elif part.modifiers and part.modifiers != following.modifiers:
            discourse.note(
                f"'{discourse.words(following.span)}' is read apart from"
                f" '{discourse.words(part.span)}'"
            )


def _together(
    discourse: Discourse,
    scope: Scope,
    parts: tuple[Thing, ...],
    members: Variables,
    then: Then,
    joint: tuple[Predicate, ...],
) -> None:
    """Bind the parts' variables one inside the other, then say the joint predicates of all."""
    if not parts:
        scope.referents.append(Referent(members, (), "things", plural=True))
        for predicate in joint:
            discourse.say(discourse, scope, members, predicate)
        then(scope, members)
        return
    first, *rest = parts

    def following(inner: Scope, variables: Variables) -> None:
        _together(discourse, inner, tuple(rest), (*members, *variables), then, joint)

    if isinstance(first, NounPhrase) and _is_counted(first):
        thing(discourse, scope, first, following, group=True)
    else:
        thing(discourse, scope, first, following)


def _is_counted(tree: NounPhrase) -> bool:
    return isinstance(tree.determiner, Amount) and tree.determiner.lower > 1


def _pronoun(
    discourse: Discourse,
    scope: Scope,
    tree: Pronoun,
    then: Then,
    joint: tuple[Predicate, ...],
    *,
    group: bool,
) -> None:
    if tree.implicit:
        known = discourse.implicit(scope, tree.span)
    else:
        known = discourse.pronoun(scope, tree.span, plural=tree.plural)
    refer(discourse, scope, known.variables, then, joint, group=group)


def _partitive(discourse: Discourse, scope: Scope, tree: Partitive, then: Then) -> None:
    """Add what is said of some, all or none of a group's members."""
    known = discourse.pronoun(scope, tree.span, plural=True)
    members = known.variables
    determiner = tree.determiner

    def said(variable: str) -> Formula:
        inner = scope.inner()
        then(inner, (variable,))
        return inner.closed()

    if len(members) < 2:
        raise discourse.refused(
            f"'{discourse.words(tree.span)}' needs a group said before",
            tree.span,
            "say how many there are first, such as 'three ships'",
        )
    if isinstance(determiner, Every):
        for variable in members:
            then(scope, (variable,))
        return
    scope.add(_number_of(members, said, determiner, discourse, tree.span))


def _number_of(
    members: Variables,
    said: Callable[[str], Formula],
    amount: Amount,
    discourse: Discourse,
    span: Span,
) -> Formula:
    truths = {variable: said(variable) for variable in members}
    conditions: list[Formula] = []
    if amount.lower > len(members):
        raise discourse.refused(
            f"'{discourse.words(span)}' is more than there are", span, f"there are {len(members)}"
        )
    if amount.lower:
        chosen = combinations(members, amount.lower)
        options = tuple(conjunction([truths[name] for name in some]) for some in chosen)
        conditions.append(options[0] if len(options) == 1 else Or(options))
    if amount.upper is not None:
        excess = combinations(members, amount.upper + 1)
        conditions.extend(Not(conjunction([truths[name] for name in some])) for some in excess)
    return conjunction(conditions)
