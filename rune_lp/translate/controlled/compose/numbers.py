"""Numbers: comparisons of an attribute with what a sentence says, in units that fit."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from rune_lp.geometry.attributes import ATTRIBUTES
from rune_lp.logic.syntax import Attribute, Compare, Number
from rune_lp.logic.terms import LARGEST
from rune_lp.quantities import DIMENSIONS

if TYPE_CHECKING:
    from rune_lp.logic.syntax import Formula
    from rune_lp.translate.controlled.compose.discourse import Discourse
    from rune_lp.translate.controlled.tree import Bound, Value


__all__ = ["bounded"]


def bounded(discourse: Discourse, term: Attribute, bound: Bound) -> list[Formula]:
    """Return the comparisons of a number with the values of a bound."""
    return [
        Compare(operator, term, _number(discourse, term.name, value))
        for operator, value in bound.comparisons
    ]


def _number(discourse: Discourse, attribute: str, value: Value) -> Number:
    """Return a number in a unit that fits the attribute.

    Raises:
        NotUnderstoodError: if the unit is of another dimension, or a score is not in 0..1.
    """
    dimension = DIMENSIONS[ATTRIBUTES[attribute].dimension]
    shown = discourse.words(value.span)
    if value.unit is not None and value.unit not in dimension.units:
        known = " or ".join(dimension.units) or "no unit"
        hint = f"its unit is {known}"
        if attribute == "area" and value.unit in ("px", "m"):
            hint = f"areas are in {known}; for a length say 'longer than' or 'wider than'"
        raise discourse.refused(f"'{shown}' does not measure {attribute}", value.span, hint)
    if attribute == "score" and value.number > 1:
        raise discourse.refused(
            f"'{shown}' is not a score", value.span, "scores run from 0 to 1, or 0% to 100%"
        )
    if value.number * dimension.steps > LARGEST:
        raise discourse.refused(f"'{shown}' is too large", value.span, "no image is that large")
    unit = value.unit
    if unit is None and dimension.default_unit is not None:
        unit = dimension.default_unit
        discourse.note(f"'{shown}' is read as {shown} {unit}")
    return Number(Decimal(value.number), unit)
