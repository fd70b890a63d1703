"""Lists of things: after a preposition, after `with`, and at large."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rune_lp.translate.controlled.chart import Grammar, Ranked
from rune_lp.translate.controlled.grammar.joining import joined
from rune_lp.translate.controlled.tree import (
    Amount,
    Coordination,
    CountComparison,
    Negated,
    NounPhrase,
    Partitive,
    Pronoun,
    Together,
)

if TYPE_CHECKING:
    from rune_lp.translate.controlled.grammar.joining import Joint, Tail
    from rune_lp.translate.controlled.tree import Predicate, Span, Thing


__all__ = ["LISTS"]

LISTS = Grammar()
rule = LISTS.rule

_UNLIKE = 2
"""The cost of a conjunct that is unlike the one before it, in a list after a preposition.

So "a ship near a harbor and a bridge" is near both, and "a ship near a harbor and two planes" or
"… and a plane near a bridge" joins what comes after `and` to the ship.
"""


@rule("ObjectTail", "Joint Thing")
@rule("ObjectTail", ", Joint Thing", cost=2 * _UNLIKE)
@rule("ThingTail", ",? Joint Thing")
def _tail(_span: Span, joint: Joint, thing: Thing) -> Tail:
    return joint, thing


@rule("ObjectTail", ", Thing")
@rule("ThingTail", ", Thing")
def _comma_tail(_span: Span, thing: Thing) -> Tail:
    return ",", thing


@rule("ObjectTail", "But Thing")
@rule("ThingTail", ",? But Thing")
def _but_tail(_span: Span, joint: Joint, thing: Thing) -> Tail | None:
    """A bound is opposed: "but no planes", "but at most two"; not "everything but ships"."""
    determiner = thing.determiner if isinstance(thing, NounPhrase) else None
    bounds = isinstance(determiner, Amount) and determiner.upper is not None
    return (joint, thing) if bounds or isinstance(thing, CountComparison) else None


@rule("ThingTail", ",? Joint not Thing", ",? But not Thing")
def _not_tail(span: Span, joint: Joint, thing: Thing) -> Tail:
    return joint, Negated(thing, span)


@rule("ThingTail", ",? And without Thing", ",? But without Thing", ",? without Thing")
def _without_tail(span: Span, *parts: Any) -> Tail:
    return "and", Negated(parts[-1], span)


@rule("Object", "Thing ObjectTail*")
def _object(span: Span, first: Thing, tails: tuple[Tail, ...]) -> Ranked | None:
    things = joined(span, first, tails)
    cost = sum(
        _unlikeness(before, joint, after)
        for (_, before), (joint, after) in zip((("and", first), *tails), tails, strict=False)
    )
    return None if things is None else Ranked(things, cost)


@rule("WithObject", "Thing ObjectTail*")
def _with_object(span: Span, first: Thing, tails: tuple[Tail, ...]) -> Ranked | None:
    """A list after `with` goes on while its members refer back: "… and a harbor beside it"."""
    ranked = _object(span, first, tails)
    if ranked is None or not tails or not all(_refers_back(thing) for _, thing in tails):
        return ranked
    return Ranked(_sharing_back(ranked.tree), 0)


def _sharing_back(things: Thing) -> Thing:
    """As in "with a ship and a plane on it": both are on it."""
    if not isinstance(things, Coordination) or not isinstance(things.parts[-1], NounPhrase):
        return things
    back = things.parts[-1].modifiers
    parts = tuple(
        replace(part, modifiers=back)
        if isinstance(part, NounPhrase) and not part.modifiers
        else part
        for part in things.parts
    )
    return replace(things, parts=parts)


def _refers_back(thing: Thing) -> bool:
    if not isinstance(thing, NounPhrase):
        return False
    parts = [
        part
        for each in thing.modifiers
        for part in (each.parts if isinstance(each, Coordination) else (each,))
    ]
    return any(isinstance(getattr(part, "object", None), Pronoun) for part in parts)


def _unlikeness(before: Thing, joint: Joint, after: Thing) -> int:
    cost = 2 * _UNLIKE if joint == "," else 0
    if not isinstance(before, NounPhrase) or not isinstance(after, NounPhrase):
        return cost + _UNLIKE
    if after.modifiers or before.modifiers:
        cost += _UNLIKE
    if _article(before) != _article(after):
        cost += _UNLIKE
    return cost


def _article(phrase: NounPhrase) -> object:
    determiner = phrase.determiner
    if isinstance(determiner, Amount) and determiner.upper is None:
        return "a" if determiner.lower == 1 and not phrase.noun.plural else "many"
    return type(determiner)


@rule("Things", "Thing And Thing GroupQuality", "both Thing And Thing GroupQuality")
@rule("Things", "Thing And Thing that/which are/were GroupQuality")
def _together(span: Span, first: Thing, _and: Joint, second: Thing, predicate: Predicate) -> Ranked:
    """Two things related to each other, unless the first has something said of it already."""
    pair = Together(Coordination("and", (first, second), span), (predicate,), span)
    return Ranked(pair, 1 if isinstance(first, NounPhrase) and first.modifiers else 0)


@rule("Things", "Thing ThingTail*")
def _things(span: Span, first: Thing, tails: tuple[Tail, ...]) -> Ranked:
    """A list. What refers back ("… and two of them are near a bridge") rather starts a clause.

    A list with commas alone is one only if there is no other reading.
    """
    back = any(isinstance(thing, (Partitive, Pronoun)) for _, thing in tails)
    unjoined = bool(tails) and tails[-1][0] == ","
    return Ranked(joined(span, first, tails), (2 * _UNLIKE if back else 0) + unjoined)


@rule("Things", "Thing And Thing , all/both/each Modifier")
@rule("Things", "Thing And Thing that/which are/were Complements")
def _all_of_them(
    span: Span, first: Thing, _and: Joint, second: Thing, modifier: Predicate
) -> Thing | None:
    """As in "a ship and a plane, both near a harbor", "… that are near a harbor"."""
    parts = tuple(
        replace(each, modifiers=(*each.modifiers, modifier))
        for each in (first, second)
        if isinstance(each, NounPhrase)
    )
    return Coordination("and", parts, span) if len(parts) == 2 else None


@rule("Things", "Thing CommaModifier CommaModifier*", cost=1)
def _comma_modified(
    span: Span, thing: Thing, first: Predicate, rest: tuple[Predicate, ...]
) -> Thing | None:
    """What follows a comma is said of the outermost noun."""
    if not isinstance(thing, NounPhrase):
        return None
    return replace(thing, modifiers=(*thing.modifiers, first, *rest), span=span)


@rule("CommaModifier", ", Modifier")
def _comma_modifier(_span: Span, modifier: Predicate) -> Predicate:
    return modifier


@rule("Things", "either? Thing ,? Or Thing ,? but not both")
@rule("Object", "either Thing Or Thing ,? but not both")
def _exclusive(span: Span, first: Thing, _or: Joint, second: Thing) -> Thing:
    return Coordination("xor", (first, second), span)


@rule("Things", "either Thing Or Thing")
@rule("Object", "either Thing Or Thing")
@rule("WithObject", "either Thing Or Thing")
def _either(span: Span, first: Thing, _or: Joint, second: Thing) -> Thing:
    return Coordination("or", (first, second), span)


@rule("Things", "both Thing And Thing")
@rule("Object", "both Thing And Thing")
@rule("WithObject", "both Thing And Thing")
def _both(span: Span, first: Thing, _and: Joint, second: Thing) -> Thing:
    return Coordination("and", (first, second), span)


@rule("NorThing", ",? nor Thing")
def _nor(_span: Span, thing: Thing) -> Thing:
    return thing


@rule("CommaThing", ", Thing")
def _comma_thing(_span: Span, thing: Thing) -> Thing:
    return thing


@rule("Things", "neither Thing CommaThing* NorThing NorThing*")
@rule("Object", "neither Thing CommaThing* NorThing NorThing*")
@rule("WithObject", "neither Thing CommaThing* NorThing NorThing*")
def _neither(
    span: Span,
    first: Thing,
    others: tuple[Thing, ...],
    last: Thing,
    rest: tuple[Thing, ...],
) -> Thing:
    denied = tuple(Negated(thing, span) for thing in (first, *others, last, *rest))
    return Coordination("and", denied, span)
