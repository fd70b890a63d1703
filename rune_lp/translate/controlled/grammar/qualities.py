"""What is said of things: relations, distances, places, numbers, and relations in a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rune_lp.translate.controlled.chart import Grammar
from rune_lp.translate.controlled.lexicon import PAIRWISE
from rune_lp.translate.controlled.tree import (
    Apart,
    AttributeBound,
    Between,
    Bound,
    Comparative,
    Distance,
    Place,
    Reciprocal,
    Related,
    Surrounded,
    Value,
    Pronoun,
)

if TYPE_CHECKING:
    from decimal import Decimal

    from rune_lp.logic.syntax import Comparison
    from rune_lp.translate.controlled.tree import Predicate, Span, Thing
    from rune_lp.translate.controlled.words import RelationWord

__all__ = ["QUALITIES"]

QUALITIES = Grammar()
rule = QUALITIES.rule

_SQUARE_KILOMETRE = 1_000_000


@rule(
    "Posture",
    "parked/located/situated/placed/positioned/lying/standing/moored/docked/sitting/berthed",
    "anchored/stationed/found/seen/visible/detected/arranged/stopped",
)
def _posture(_span: Span) -> bool:
    return True


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


@rule("OfImage", "of/in The? ImageNoun", "of/in The?  whole/entire ImageNoun")
def _of_image(_span: Span, *_the: bool | None) -> bool:
    return True


# Numbers


@rule("Value", "Decimal Unit?")
def _value(span: Span, number: Decimal, unit: str | None) -> Value:
    if unit == "km":
        return Value(number * 1000, "m", span)
    if unit == "%":
        return Value(number / 100, None, span)
    return Value(number, unit, span)


@rule("Value", "Numeral Unit?")
def _value_in_words(span: Span, number: int, unit: str | None) -> Value:
    from decimal import Decimal

    return _value(span, Decimal(number), unit)


@rule("Degree", "at least", "no/not less/fewer/smaller/shorter/lower than", "a? minimum of?")
def _at_least(_span: Span) -> Comparison:
    return ">="


@rule(
    "Degree", "at most", "no/not more/greater/larger/longer/higher than", "up to", "a? maximum of?"
)
def _at_most(_span: Span) -> Comparison:
    return "<="


@rule("Degree", "more/greater/higher than", "over/above/exceeding")
def _more_than(_span: Span) -> Comparison:
    return ">"


@rule("Degree", "less/fewer/lower than", "under/below")
def _less_than(_span: Span) -> Comparison:
    return "<"


@rule("Degree", "exactly/precisely")
def _exactly(_span: Span) -> Comparison:
    return "="


@rule("Bound", "Degree Value")
def _bound(_span: Span, degree: Comparison, value: Value) -> Bound:
    return Bound(((degree, value),))


@rule("Bound", "Value or more")
def _or_more(_span: Span, value: Value) -> Bound:
    return Bound(((">=", value),))


@rule("Bound", "Value or less/fewer")
def _or_less(_span: Span, value: Value) -> Bound:
    return Bound((("<=", value),))


@rule("Bound", "between Value and Value", "from? Value to Value")
@rule("Bound", "at least Value and at most Value")
def _range(_span: Span, lower: Value, upper: Value) -> Bound:
    """The unit may stand only once, after the second number."""
    if lower.unit is None and upper.unit is not None:
        lower = Value(lower.number, upper.unit, lower.span)
    return Bound(((">=", lower), ("<=", upper)))


@rule("Symbol", "> =", ">= ", "≥")
def _ge(_span: Span) -> Comparison:
    return ">="


@rule("Symbol", "<= ", "≤")
def _le(_span: Span) -> Comparison:
    return "<="


@rule("Symbol", ">")
def _gt(_span: Span) -> Comparison:
    return ">"


@rule("Symbol", "<")
def _lt(_span: Span) -> Comparison:
    return "<"


@rule("Symbol", "=")
def _eq(_span: Span) -> Comparison:
    return "="


@rule("Bound", "Symbol Value")
def _symbol(_span: Span, symbol: Comparison, value: Value) -> Bound:
    return Bound(((symbol, value),))


@rule(
    "AttributeQuality", "a/an/the? Attribute of? Bound", "a/an/the? Attribute that/which is Bound"
)
def _attribute(span: Span, attribute: str, bound: Bound) -> AttributeBound:
    return AttributeBound(attribute, bound, span)


@rule(
    "Quality",
    "with AttributeQuality",
    "having AttributeQuality",
    "detected with AttributeQuality",
    "of AttributeQuality",
)
def _with_attribute(_span: Span, quality: AttributeBound) -> AttributeBound:
    return quality


@rule("Quality", "whose Attribute is/are Bound")
def _whose(span: Span, attribute: str, bound: Bound) -> AttributeBound:
    return AttributeBound(attribute, bound, span)


@rule("Quality", "Bound DimensionWord", "Bound in Attribute")
def _measured(span: Span, bound: Bound, attribute: str) -> AttributeBound:
    return AttributeBound(attribute, bound, span)


@rule("Quality", "ComparativeWord than Value")
def _longer(span: Span, comparative: tuple[str, bool], value: Value) -> AttributeBound:
    attribute, more = comparative
    return AttributeBound(attribute, Bound(((">" if more else "<", value),)), span)


@rule("Quality", "no/not ComparativeWord than Value")
def _no_longer(span: Span, comparative: tuple[str, bool], value: Value) -> AttributeBound:
    attribute, more = comparative
    return AttributeBound(attribute, Bound((("<=" if more else ">=", value),)), span)


@rule("Quality", "Value or ComparativeWord")
def _or_longer(span: Span, value: Value, comparative: tuple[str, bool]) -> AttributeBound:
    attribute, more = comparative
    return AttributeBound(attribute, Bound(((">=" if more else "<=", value),)), span)


@rule("Quality", "ComparativeWord than Object")
def _longer_than(span: Span, comparative: tuple[str, bool], thing: Thing) -> Comparative | None:
    attribute, more = comparative
    if attribute == "area":
        return None  # "larger than a ship" is the relation, with its tolerance
    return Comparative(attribute, ">" if more else "<", thing, span)


@rule("Quality", "Manifold as DimensionWord as Object")
def _times_as_long(span: Span, times: Decimal, attribute: str, thing: Thing) -> Comparative:
    return Comparative(attribute, ">=" if times > 1 else "<=", thing, span, times)


@rule("Quality", "at least as DimensionWord as Object")
def _at_least_as_long(span: Span, attribute: str, thing: Thing) -> Comparative:
    return Comparative(attribute, ">=", thing, span)


# Distances


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


@rule("Quality", "closer/nearer than Value to Object")
def _closer(span: Span, value: Value, thing: Thing) -> Distance:
    return Distance(Bound((("<", value),)), thing, span)


@rule("Quality", "farther/further than Value away? from Object")
def _farther(span: Span, value: Value, thing: Thing) -> Distance:
    return Distance(Bound(((">", value),)), thing, span)


# Relations in a group


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


# Lists of qualities and the verbs that say them are in clauses.py; a quality alone may be denied.


@rule("Quality", "not Quality")
def _not(span: Span, quality: Predicate) -> Predicate:
    from rune_lp.translate.controlled.tree import Negated

    return Negated(quality, span)
