"""Comparisons of counts: "more ships than harbors", "twice as many", "the same number"."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from rune_lp.translate.controlled.chart import Grammar
from rune_lp.translate.controlled.tree import (
    Amount,
    CountComparison,
    NounPhrase,
)

if TYPE_CHECKING:
    from rune_lp.logic.syntax import Comparison
    from rune_lp.translate.controlled.tree import Predicate, Span


__all__ = ["COUNTS"]

COUNTS = Grammar()
rule = COUNTS.rule


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


@rule("Thing", "MoreThan Described than Described", "MoreThan Described than there are Described")
def _more_things(
    span: Span, more: tuple[Comparison, int], one: NounPhrase, two: NounPhrase
) -> CountComparison:
    operator, offset = more
    return CountComparison(operator, one, two, span, offset=offset)


@rule("Thing", "MoreThan Described than Modifier")
def _more_here_than_there(
    span: Span, more: tuple[Comparison, int], one: NounPhrase, there: Predicate
) -> CountComparison:
    """As in "more ships near a harbor than near a bridge": the noun is said once."""
    operator, offset = more
    return CountComparison(operator, one, replace(one, modifiers=(there,)), span, offset=offset)


@rule("Manifold", "Times")
def _times(_span: Span, times: Decimal) -> Decimal:
    return times


@rule("Manifold", "Numeral times")
def _numeral_times(_span: Span, number: int) -> Decimal:
    return Decimal(number)


@rule(
    "Thing",
    "Degree? Manifold? as many Described as Described",
    "Degree? Manifold? as many Described as there are Described",
)
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
