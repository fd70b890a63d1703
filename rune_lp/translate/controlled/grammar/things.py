"""Noun phrases: determiners, nouns and modifiers, pronouns, lists of things."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rune_lp.translate.controlled.chart import Grammar, Ranked
from rune_lp.translate.controlled.grammar.joining import joined
from rune_lp.translate.controlled.lexicon import PAIRWISE
from rune_lp.translate.controlled.tree import (
    Adjective,
    Amount,
    Apart,
    Coordination,
    CountComparison,
    Every,
    Negated,
    Noun,
    NounPhrase,
    Partitive,
    Pronoun,
    Reciprocal,
    Reference,
    Superlative,
    Together,
)

if TYPE_CHECKING:
    from rune_lp.logic.syntax import Comparison
    from rune_lp.translate.controlled.grammar.joining import Joint, Tail
    from rune_lp.translate.controlled.tree import Determiner, Predicate, Span, Thing

__all__ = ["THINGS"]

THINGS = Grammar()
rule = THINGS.rule

_SOME = Amount(1)
_NONE = Amount(0, 0)
_ANYTHING = Noun((), plural=False, words="object")
_UNLIKE = 2
"""The cost of a conjunct that is unlike the one before it, in a list after a preposition.

So "a ship near a harbor and a bridge" is near both, and "a ship near a harbor and two planes" or
"… and a plane near a bridge" joins what comes after `and` to the ship.
"""


@rule("SingularNoun", "Singular OrSingular*")
@rule("PluralNoun", "Plural OrPlural*")
def _noun(_span: Span, noun: Noun, others: tuple[Noun, ...]) -> Noun | None:
    if not others:
        return noun
    nouns = (noun, *others)
    if not all(each.predicates for each in nouns):
        return None
    notes = [each.note for each in nouns if each.note]
    return Noun(
        tuple(dict.fromkeys(name for each in nouns for name in each.predicates)),
        noun.plural,
        " or ".join(each.words for each in nouns),
        "; ".join(notes) or None,
    )


@rule("OrSingular", "or Singular")
@rule("OrPlural", "or Plural")
def _or_noun(_span: Span, noun: Noun) -> Noun:
    return noun


@rule("Adjectival", "Adjective")
def _adjective(span: Span, predicate: str) -> Adjective:
    return Adjective(predicate, span)


@rule("Described", "Adjectival* SingularNoun Modifier*")
@rule("Described", "Adjectival* PluralNoun PluralModifier*")
def _described(
    span: Span, adjectives: tuple[Adjective, ...], noun: Noun, modifiers: tuple[Predicate, ...]
) -> Ranked:
    """A modifier belongs to the nearest noun, so that a second one for the same noun costs."""
    phrase = NounPhrase(_SOME, noun, span, adjectives, modifiers=modifiers)
    return Ranked(phrase, max(0, len(modifiers) - 1))


@rule("Described", "Adjectival* GroupAdjective PluralNoun PluralModifier*")
def _described_group(
    span: Span,
    adjectives: tuple[Adjective, ...],
    relation: str,
    noun: Noun,
    modifiers: tuple[Predicate, ...],
) -> Ranked:
    jointly = Reciprocal(relation, relation not in PAIRWISE, span)
    phrase = NounPhrase(_SOME, noun, span, adjectives, modifiers=(jointly, *modifiers))
    return Ranked(phrase, max(0, len(modifiers) - 1))


@rule("Thing", "Determined Described")
def _determined(
    span: Span, determined: tuple[Determiner, bool], described: NounPhrase
) -> NounPhrase:
    determiner, other = determined
    return replace(described, determiner=determiner, other=other, span=span)


@rule("Thing", "Determined Adjectival* Singular GroupQuality")
def _sloppy_plural(
    span: Span,
    determined: tuple[Determiner, bool],
    adjectives: tuple[Adjective, ...],
    noun: Noun,
    modifier: Predicate,
) -> NounPhrase | None:
    """ "two ship next to each other": the number makes it plural."""
    determiner, other = determined
    if not isinstance(determiner, Amount) or determiner.lower < 2:
        return None
    noun = replace(noun, plural=True)
    return NounPhrase(determiner, noun, span, adjectives, modifiers=(modifier,), other=other)


@rule("Thing", "Described")
def _bare(span: Span, described: NounPhrase) -> Ranked:
    """A noun without a determiner; "ship near harbor" is read as if it had an article."""
    return Ranked(replace(described, span=span), 0 if described.noun.plural else 1)


@rule("Thing", "the SuperlativeWord Described")
def _superlative(span: Span, superlative: tuple[str, bool], described: NounPhrase) -> NounPhrase:
    return replace(described, superlative=Superlative(*superlative), span=span)


@rule("SharedDeterminer", "a/an/some/any")
def _shared_some(_span: Span) -> Determiner:
    return _SOME


@rule("SharedDeterminer", "no")
def _shared_none(_span: Span) -> Determiner:
    return _NONE


@rule("SharedDeterminer", "all/every/each The?")
def _shared_every(_span: Span, _the: bool | None) -> Determiner:
    return Every()


@rule("SharedDeterminer", "the")
def _shared_definite(_span: Span) -> Determiner:
    return Reference()


@rule("Thing", "SharedDeterminer? Singular and Singular Modifier*")
@rule("Thing", "SharedDeterminer? Plural and Plural PluralModifier*")
def _shared(
    span: Span,
    determiner: Determiner | None,
    first: Noun,
    second: Noun,
    modifiers: tuple[Predicate, ...],
) -> Thing:
    """ "ships and planes near a harbor": nouns under one determiner share it and the modifiers."""
    jointly = tuple(each for each in modifiers if isinstance(each, (Reciprocal, Apart)))
    separately = tuple(each for each in modifiers if each not in jointly)
    parts = tuple(
        NounPhrase(determiner or _SOME, noun, span, modifiers=separately)
        for noun in (first, second)
    )
    pair: Coordination[Thing] = Coordination("and", parts, span)
    return Together(pair, jointly, span) if jointly else pair


@rule("Thing", "it", "this/that one")
def _it(span: Span) -> Pronoun:
    return Pronoun(plural=False, span=span)


@rule("Thing", "them/they", "both", "both of them", "all of them", "they/them all/both")
def _them(span: Span) -> Pronoun:
    return Pronoun(plural=True, span=span)


@rule("Thing", "Amount of them")
@rule("Thing", "OfThem of them")
def _partitive(span: Span, determiner: Determiner) -> Partitive:
    return Partitive(determiner, span)


@rule("OfThem", "each/every one?")
def _each_of(_span: Span) -> Determiner:
    return Every()


@rule("OfThem", "none/neither")
def _none_of(_span: Span) -> Determiner:
    return _NONE


@rule("OfThem", "some/any/either")
def _some_of(_span: Span) -> Determiner:
    return _SOME


@rule("Thing", "nothing Else? Modifier*")
def _nothing(span: Span, other: bool | None, modifiers: tuple[Predicate, ...]) -> NounPhrase:
    return NounPhrase(_NONE, _ANYTHING, span, modifiers=modifiers, other=bool(other))


@rule("Thing", "something/anything Else? Modifier*")
def _something(span: Span, other: bool | None, modifiers: tuple[Predicate, ...]) -> NounPhrase:
    return NounPhrase(_SOME, _ANYTHING, span, modifiers=modifiers, other=bool(other))


@rule("Thing", "everything Else? Modifier*")
def _everything(span: Span, other: bool | None, modifiers: tuple[Predicate, ...]) -> NounPhrase:
    return NounPhrase(Every(), _ANYTHING, span, modifiers=modifiers, other=bool(other))


@rule("Else", "else")
def _else(_span: Span) -> bool:
    return True


# Comparisons of counts


@rule("MoreThan", "more")
def _more(_span: Span) -> tuple[Comparison, int]:
    return ">", 0


@rule("MoreThan", "fewer/less")
def _fewer(_span: Span) -> tuple[Comparison, int]:
    return "<", 0


@rule("MoreThan", "no/not more")
def _no_more(_span: Span) -> tuple[Comparison, int]:
    return "<=", 0


@rule("MoreThan", "no/not fewer/less")
def _no_fewer(_span: Span) -> tuple[Comparison, int]:
    return ">=", 0


@rule("MoreThan", "Amount more")
def _amount_more(_span: Span, amount: Amount) -> tuple[Comparison, int] | None:
    if amount.upper is None:
        return ">=", amount.lower
    if amount.lower == amount.upper:
        return "=", amount.lower
    return ("<=", amount.upper) if amount.lower == 0 else None


@rule("MoreThan", "Amount fewer/less")
def _amount_fewer(_span: Span, amount: Amount) -> tuple[Comparison, int] | None:
    if amount.upper is None:
        return "<=", -amount.lower
    if amount.lower == amount.upper:
        return "=", -amount.lower
    return (">=", -amount.upper) if amount.lower == 0 else None


@rule("Thing", "MoreThan Described than Described")
def _more_things(
    span: Span, more: tuple[Comparison, int], one: NounPhrase, two: NounPhrase
) -> CountComparison:
    operator, offset = more
    return CountComparison(operator, one, two, span, offset=offset)


@rule("Thing", "MoreThan Described than Modifier")
def _more_here_than_there(
    span: Span, more: tuple[Comparison, int], one: NounPhrase, there: Predicate
) -> CountComparison:
    """ "more ships near a harbor than near a bridge": the noun is said once."""
    operator, offset = more
    return CountComparison(operator, one, replace(one, modifiers=(there,)), span, offset=offset)


@rule("Manifold", "Times")
def _times(_span: Span, times: Decimal) -> Decimal:
    return times


@rule("Manifold", "Numeral times")
def _numeral_times(_span: Span, number: int) -> Decimal:
    return Decimal(number)


@rule("Thing", "Degree? Manifold? as many Described as Described")
def _as_many(
    span: Span,
    degree: Comparison | None,
    times: Decimal | None,
    one: NounPhrase,
    two: NounPhrase,
) -> CountComparison:
    reading = None
    if degree is None:
        degree = "=" if times is None else "<=" if times < 1 else ">="
        words = {"=": "exactly", "<=": "at most", ">=": "at least"}[degree]
        reading = f"{words} that many"
    numerator, denominator = (times or Decimal(1)).as_integer_ratio()
    return CountComparison(degree, one, two, span, denominator, numerator, reading=reading)


@rule("Thing", "the same number/amount of Described as Described")
@rule("Thing", "an equal number of Described and Described")
@rule("Thing", "equally many/as Described and/as Described")
def _equal_number(span: Span, one: NounPhrase, two: NounPhrase) -> CountComparison:
    return CountComparison("=", one, two, span)


# Lists of things


@rule("ObjectTail", "Joint Thing")
@rule("ObjectTail", ", Joint Thing", cost=2 * _UNLIKE)
@rule("ThingTail", ",? Joint Thing")
def _tail(_span: Span, joint: Joint, thing: Thing) -> Tail[Thing]:
    return joint, thing


@rule("ObjectTail", ", Thing")
@rule("ThingTail", ", Thing")
def _comma_tail(_span: Span, thing: Thing) -> Tail[Thing]:
    return ",", thing


@rule("ThingTail", ",? Joint not Thing")
def _not_tail(span: Span, joint: Joint, thing: Thing) -> Tail[Thing]:
    return joint, Negated(thing, span)


@rule("ThingTail", ",? Joint without Thing", ",? without Thing")
def _without_tail(span: Span, *parts: Any) -> Tail[Thing]:
    return "and", Negated(parts[-1], span)


@rule("Object", "Thing ObjectTail*")
def _object(span: Span, first: Thing, tails: tuple[Tail[Thing], ...]) -> Ranked | None:
    things = joined(span, first, tails)
    cost = sum(
        _unlikeness(before, joint, after)
        for (_, before), (joint, after) in zip((("and", first), *tails), tails, strict=False)
    )
    return None if things is None else Ranked(things, cost)


@rule("WithObject", "Thing ObjectTail*")
def _with_object(span: Span, first: Thing, tails: tuple[Tail[Thing], ...]) -> Ranked | None:
    """A list after `with` goes on while its members refer back: "… and a harbor beside it"."""
    ranked = _object(span, first, tails)
    if ranked is None or not tails or not all(_refers_back(thing) for _, thing in tails):
        return ranked
    return Ranked(_sharing_back(ranked.tree), 0)


def _sharing_back(things: Thing) -> Thing:
    """ "with a ship and a plane on it": both are on it."""
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


@rule("WithObject", "either Thing Or Thing")
def _with_either(span: Span, first: Thing, _or: Joint, second: Thing) -> Thing:
    return Coordination("or", (first, second), span)


@rule("WithObject", "both Thing And Thing")
def _with_both(span: Span, first: Thing, _and: Joint, second: Thing) -> Thing:
    return Coordination("and", (first, second), span)


@rule("WithObject", "neither Thing NorThing NorThing*")
def _with_neither(span: Span, first: Thing, second: Thing, rest: tuple[Thing, ...]) -> Thing:
    return _neither(span, first, second, rest)


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
def _together(
    span: Span, first: Thing, _and: Joint, second: Thing, predicate: Predicate
) -> Together:
    return Together(Coordination("and", (first, second), span), (predicate,), span)


@rule("Things", "Thing ThingTail*")
def _things(span: Span, first: Thing, tails: tuple[Tail[Thing], ...]) -> Ranked | None:
    """What refers back ("… and two of them are near a bridge") rather starts a clause."""
    things = joined(span, first, tails)
    back = any(isinstance(thing, (Partitive, Pronoun)) for _, thing in tails)
    return None if things is None else Ranked(things, 2 * _UNLIKE if back else 0)


@rule("Things", "Thing , Modifier", cost=1)
def _comma_modifier(span: Span, thing: Thing, modifier: Predicate) -> Thing | None:
    """What follows a comma is said of the outermost noun."""
    if not isinstance(thing, NounPhrase):
        return None
    return replace(thing, modifiers=(*thing.modifiers, modifier), span=span)


@rule("Things", "either? Thing ,? Or Thing ,? but not both")
@rule("Object", "either Thing Or Thing ,? but not both")
def _exclusive(span: Span, first: Thing, _or: Joint, second: Thing) -> Thing:
    return Coordination("xor", (first, second), span)


@rule("Things", "either Thing Or Thing")
@rule("Object", "either Thing Or Thing")
def _either(span: Span, first: Thing, _or: Joint, second: Thing) -> Thing:
    return Coordination("or", (first, second), span)


@rule("Things", "both Thing And Thing")
@rule("Object", "both Thing And Thing")
def _both(span: Span, first: Thing, _and: Joint, second: Thing) -> Thing:
    return Coordination("and", (first, second), span)


@rule("NorThing", "nor Thing", ", nor Thing")
def _nor(_span: Span, thing: Thing) -> Thing:
    return thing


@rule("Things", "neither Thing NorThing NorThing*")
@rule("Object", "neither Thing NorThing NorThing*")
def _neither(span: Span, first: Thing, second: Thing, rest: tuple[Thing, ...]) -> Thing:
    denied = tuple(Negated(thing, span) for thing in (first, second, *rest))
    return Coordination("and", denied, span)
