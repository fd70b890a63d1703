"""Numbers of things: lengths, areas and scores, and what they are compared with."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from rune_lp.translate.controlled.chart import Grammar
from rune_lp.translate.controlled.tree import (
    AttributeBound,
    Bound,
    Comparative,
    Value,
)

if TYPE_CHECKING:
    from rune_lp.logic.syntax import Comparison
    from rune_lp.translate.controlled.tree import Span, Thing


__all__ = ["NUMBERS"]

NUMBERS = Grammar()
rule = NUMBERS.rule


@rule("Value", "Decimal Unit?")
def _value(span: Span, number: Decimal, unit: str | None) -> Value:
    if unit == "km":
        return Value(number * 1000, "m", span)
    if unit == "%":
        return Value(number / 100, None, span)
    return Value(number, unit, span)


@rule("Value", "Numeral Unit?")
def _value_in_words(span: Span, number: int, unit: str | None) -> Value:
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


@rule("Degree", "exactly/precisely", "equal to", "the same as")
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
