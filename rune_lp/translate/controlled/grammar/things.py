"""Noun phrases: determiners, adjectives, nouns and modifiers; pronouns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rune_lp.translate.controlled.chart import Grammar, Ranked
from rune_lp.translate.controlled.lexicon import PAIRWISE
from rune_lp.translate.controlled.tree import (
    Adjective,
    Amount,
    Another,
    Apart,
    Coordination,
    Every,
    Noun,
    NounPhrase,
    Only,
    Partitive,
    Pronoun,
    Reciprocal,
    Reference,
    Superlative,
    Together,
)

if TYPE_CHECKING:
    from rune_lp.translate.controlled.tree import Determiner, Predicate, Span, Thing


__all__ = ["THINGS"]

THINGS = Grammar()
rule = THINGS.rule

_SOME = Amount(1)
_NONE = Amount(0, 0)
_ANYTHING = Noun((), plural=False, words="object")


@rule("SingularNoun", "Singular")
@rule("PluralNoun", "Plural")
def _noun(_span: Span, noun: Noun) -> Noun:
    return noun


@rule("SingularNoun", "Singular NextSingular* ,? or Singular")
@rule("PluralNoun", "Plural NextPlural* ,? or Plural")
def _any_noun(_span: Span, noun: Noun, others: tuple[Noun, ...], last: Noun) -> Noun | None:
    nouns = (noun, *others, last)
    if not all(each.predicates for each in nouns):
        return None
    notes = [each.note for each in nouns if each.note]
    return Noun(
        tuple(dict.fromkeys(name for each in nouns for name in each.predicates)),
        noun.plural,
        " or ".join(each.words for each in nouns),
        "; ".join(notes) or None,
    )


@rule("NextSingular", ", Singular", "or Singular")
@rule("NextPlural", ", Plural", "or Plural")
def _next_noun(_span: Span, noun: Noun) -> Noun:
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
    """As in "two ship next to each other": the number makes it plural."""
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


@rule("CommaSingular", ", Singular")
@rule("CommaPlural", ", Plural")
def _comma_noun(_span: Span, noun: Noun) -> Noun:
    return noun


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


@rule("Thing", "SharedDeterminer? Singular CommaSingular* ,? and Singular Modifier*")
@rule("Thing", "SharedDeterminer? Plural CommaPlural* ,? and Plural PluralModifier*")
def _shared(
    span: Span,
    determiner: Determiner | None,
    first: Noun,
    others: tuple[Noun, ...],
    last: Noun,
    modifiers: tuple[Predicate, ...],
) -> Thing:
    """As in "ships and planes near a harbor": both share determiner and modifiers."""
    jointly = tuple(each for each in modifiers if isinstance(each, (Reciprocal, Apart)))
    separately = tuple(each for each in modifiers if each not in jointly)
    parts = tuple(
        NounPhrase(determiner or _SOME, noun, span, modifiers=separately)
        for noun in (first, *others, last)
    )
    pair: Coordination[Thing] = Coordination("and", parts, span)
    return Together(pair, jointly, span) if jointly else pair


@rule("Thing", "it", "this/that one")
def _it(span: Span) -> Pronoun:
    return Pronoun(plural=False, span=span)


@rule("Thing", "them/they", "both", "both of them", "all of them", "they/them all/both")
def _them(span: Span) -> Pronoun:
    return Pronoun(plural=True, span=span)


@rule("Thing", "another one?")
def _another(span: Span) -> Another:
    return Another(_SOME, plural=False, span=span)


@rule("Thing", "any other one?")
def _any_other(span: Span) -> Another:
    return Another(_SOME, plural=False, span=span)


@rule("Thing", "no other one?", "no others")
def _no_other(span: Span) -> Another:
    return Another(_NONE, plural=False, span=span)


@rule("Thing", "some/any? others")
def _others(span: Span) -> Another:
    return Another(_SOME, plural=True, span=span)


@rule("Thing", "Amount others")
def _amount_of_others(span: Span, amount: Amount) -> Another:
    return Another(amount, plural=True, span=span)


@rule("Thing", "all The? others", "the others", "every other one?")
def _all_others(span: Span, *_the: bool | None) -> Another:
    return Another(Every(), plural=True, span=span)


@rule("Thing", "Described only")
def _only(span: Span, described: NounPhrase) -> NounPhrase:
    return replace(described, determiner=Only(), span=span)


@rule("Thing", "Amount of them")
@rule("Thing", "OfThem of them")
def _partitive(span: Span, determiner: Amount | Every) -> Partitive:
    return Partitive(determiner, span)


@rule("OfThem", "each/every one?")
def _each_of(_span: Span) -> Every:
    return Every()


@rule("OfThem", "none/neither")
def _none_of(_span: Span) -> Amount:
    return _NONE


@rule("OfThem", "some/any/either")
def _some_of(_span: Span) -> Amount:
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
