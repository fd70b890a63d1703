"""Qualities: relations to things, places in the image, and relations in a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rune_lp.translate.controlled.chart import Grammar
from rune_lp.translate.controlled.lexicon import PAIRWISE
from rune_lp.translate.controlled.tree import (
    Adjective,
    Apart,
    Between,
    Bound,
    Distance,
    Negated,
    Place,
    Pronoun,
    Reciprocal,
    Related,
    Surrounded,
    Value,
)

if TYPE_CHECKING:
    from rune_lp.translate.controlled.tree import Predicate, Span, Thing
    from rune_lp.translate.controlled.words import RelationWord


__all__ = ["QUALITIES"]

QUALITIES = Grammar()
rule = QUALITIES.rule


@rule(
    "Posture",
    "parked/located/situated/placed/positioned/lying/standing/moored/docked/sitting/berthed",
    "anchored/stationed/found/seen/visible/detected/arranged/stopped/clustered/grouped/gathered",
)
def _posture(_span: Span) -> bool:
    return True


@rule("Quality", "Posture? Membership", cost=-2)
def _membership(span: Span, _posture: bool | None, predicate: str) -> Adjective:
    """As in "ships in a convoy": a rule's phrase goes before what its words would say apart."""
    return Adjective(predicate, span)


@rule("Quality", "Posture? Relation Object")
def _related(span: Span, _posture: bool | None, relation: RelationWord, thing: Thing) -> Related:
    return Related(relation.relation, thing, span, relation.note)


@rule("Quality", "Posture? Implicit")
def _implicit(span: Span, _posture: bool | None, relation: str) -> Related:
    return Related(relation, Pronoun(plural=False, span=span, implicit=True), span)


@rule("Quality", "Posture? between Thing and Thing", "Posture? in between Thing and Thing")
def _between(span: Span, _posture: bool | None, first: Thing, second: Thing) -> Between:
    return Between(first, second, span)


@rule("Quality", "Posture? between Thing", "Posture? in between Thing")
def _between_group(span: Span, _posture: bool | None, things: Thing) -> Between:
    return Between(things, None, span)


@rule("Quality", "surrounded/encircled/ringed by Object")
def _surrounded(span: Span, thing: Thing) -> Surrounded:
    return Surrounded(thing, span)


@rule("Quality", "Posture? PlaceWords OfImage?")
def _place(
    span: Span, _posture: bool | None, options: tuple[tuple[str, ...], ...], _image: bool | None
) -> Place:
    return Place(options, span)


@rule("Quality", "anywhere? in/on/within The ImageNoun", "in a/an/this/that/each/every ImageNoun")
@rule("Complement", "present/visible")
def _anywhere(span: Span, *_image: bool) -> Place:
    """As in "two ships in the image": everything is."""
    return Place(((),), span)


@rule("OfImage", "of/in The? ImageNoun", "of/in The?  whole/entire ImageNoun")
def _of_image(_span: Span, *_the: bool | None) -> bool:
    return True


@rule("Within", "within Value", "within a? distance of Value", "within a Value distance")
@rule("Within", "not more than Value away?")
def _within(_span: Span, value: Value) -> Bound:
    return Bound((("<=", value),))


@rule("Quality", "Posture? Within of/from Object")
@rule(
    "Quality", "Posture? Bound away? from Object", "Posture? at? a? distance of Bound from Object"
)
def _distance(span: Span, _posture: bool | None, bound: Bound, thing: Thing) -> Distance:
    return Distance(bound, thing, span)


@rule("Quality", "Posture? Within", cost=1)
def _within_reach(span: Span, _posture: bool | None, bound: Bound) -> Distance:
    """As in "a harbor with two ships within 50 m": within 50 m of it."""
    return Distance(bound, Pronoun(plural=False, span=span, implicit=True), span)


@rule("Quality", "closer/nearer than Value to Object")
def _closer(span: Span, value: Value, thing: Thing) -> Distance:
    return Distance(Bound((("<", value),)), thing, span)


@rule("Quality", "farther/further than Value away? from Object")
def _farther(span: Span, value: Value, thing: Thing) -> Distance:
    return Distance(Bound(((">", value),)), thing, span)


@rule("EachOther", "each other", "one another")
def _each_other(_span: Span) -> bool:
    return True


@rule("GroupQuality", "Posture? Relation EachOther")
def _reciprocal(
    span: Span, _posture: bool | None, relation: RelationWord, _each: bool
) -> Reciprocal:
    chain = relation.relation not in PAIRWISE
    return Reciprocal(relation.relation, chain, span, relation.note)


@rule("GroupQuality", "Posture? one Relation the other", "Posture? one Relation another")
def _one_the_other(span: Span, _posture: bool | None, relation: RelationWord) -> Reciprocal:
    return Reciprocal(relation.relation, chain=True, span=span, note=relation.note)


@rule("GroupQuality", "Posture? GroupPhrase")
def _group_phrase(span: Span, _posture: bool | None, relation: str) -> Reciprocal:
    return Reciprocal(relation, relation not in PAIRWISE, span)


@rule("GroupQuality", "of different types/kinds/classes", "of a different type/kind/class")
def _different(span: Span) -> Reciprocal:
    return Reciprocal("same_class", chain=False, span=span, denied=True)


@rule("GroupQuality", "of different sizes")
def _different_sizes(span: Span) -> Reciprocal:
    return Reciprocal("same_size", chain=False, span=span, denied=True)


@rule("GroupQuality", "Posture? Bound apart")
@rule("GroupQuality", "Posture? Within of/from EachOther", "Posture? Bound away? from EachOther")
def _apart(span: Span, _posture: bool | None, bound: Bound, _each: bool = True) -> Apart:
    return Apart(bound, span)


@rule("Quality", "not Quality")
def _not(span: Span, quality: Predicate) -> Predicate:
    return Negated(quality, span)
