"""Determiners and amounts: "a", "at least two", "every other", "between three and five"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rune_lp.translate.controlled.chart import Grammar
from rune_lp.translate.controlled.tree import Amount, Determiner, Every, Most, Only, Reference

if TYPE_CHECKING:
    from rune_lp.translate.controlled.tree import Span

__all__ = ["AMOUNTS"]

AMOUNTS = Grammar()
rule = AMOUNTS.rule


@rule("Numeral", "NumberWord", "Digits")
def _numeral(_span: Span, number: int) -> int:
    return number


@rule("Amount", "Numeral")
def _bare(span: Span, number: int) -> Amount:
    """A bare number is a lower bound, as "two ships" is true of an image with three."""
    if number == 0:
        return Amount(0, 0)
    return Amount(number, None, f"at least {number}", span)


@rule("Amount", "Vague")
def _vague(span: Span, number: int) -> Amount:
    return Amount(number, None, f"at least {number}", span)


@rule(
    "Amount",
    "at least Numeral",
    "no/not fewer/less than Numeral",
    "a? minimum of? Numeral",
    "Numeral or more",
)
def _at_least(_span: Span, number: int) -> Amount:
    return Amount(number)


@rule("Amount", "more/greater than Numeral", "over Numeral")
def _more_than(_span: Span, number: int) -> Amount:
    return Amount(number + 1)


@rule(
    "Amount",
    "at most Numeral",
    "no/not more/greater than Numeral",
    "up to Numeral",
    "a? maximum of? Numeral",
    "Numeral or fewer/less",
)
def _at_most(_span: Span, number: int) -> Amount:
    return Amount(0, number)


@rule("Amount", "fewer/less than Numeral", "under Numeral")
def _fewer_than(_span: Span, number: int) -> Amount | None:
    return Amount(0, number - 1) if number > 0 else None


@rule("Amount", "exactly/precisely/only/just Numeral")
def _exactly(_span: Span, number: int) -> Amount:
    return Amount(number, number)


@rule("Amount", "Numeral and only Numeral")
def _and_only(_span: Span, number: int, again: int) -> Amount | None:
    return Amount(number, number) if number == again else None


@rule("Amount", "no Numeral")
def _no_two(_span: Span, number: int) -> Amount | None:
    return Amount(0, number - 1) if number > 1 else None


@rule("Amount", "Numeral or Numeral")
def _one_or_next(_span: Span, lower: int, upper: int) -> Amount | None:
    return Amount(lower, upper) if upper == lower + 1 else None


@rule("Amount", "a/just/only single", "just/only a single?")
def _single(_span: Span) -> Amount:
    return Amount(1, 1)


@rule(
    "Amount",
    "between Numeral and Numeral",
    "from Numeral to Numeral",
    "Numeral to Numeral",
    "at least Numeral and/but at most Numeral",
    "at least Numeral and/but no/not more than Numeral",
)
def _range(_span: Span, lower: int, upper: int) -> Amount | None:
    return Amount(lower, upper) if lower <= upper else None


@rule("Determiner", "a/an/some/any")
def _some(_span: Span) -> Determiner:
    return Amount(1)


@rule("Determiner", "no", "not a/an/any", "not one", "not even? a/one single?", "none of The")
def _none(_span: Span, *_the: None) -> Determiner:
    return Amount(0, 0)


@rule("The", "the/these/those")
def _the(_span: Span) -> bool:
    return True


@rule("Determiner", "Amount", "Amount of The")
def _amount(_span: Span, amount: Amount, _the: bool = False) -> Determiner:
    return amount


@rule("Determiner", "any/some of The")
def _some_of(_span: Span, _the: bool) -> Determiner:
    return Amount(1)


@rule("Determiner", "all/every/each", "all The", "all/each of The", "every single/one? of? The?")
def _every(_span: Span, *_the: bool | None) -> Determiner:
    return Every()


@rule(
    "Determiner", "not all/every/each", "not all The", "not all/each of The", "not every one of The"
)
def _not_every(_span: Span, *_the: bool) -> Determiner:
    return Every(negated=True)


@rule("Determiner", "most", "most of The", "the majority of The?", "more than half of? The")
def _most(_span: Span, *_the: bool | None) -> Determiner:
    return Most(1, 2, strict=True)


@rule("Determiner", "at least half of? The", "half of? The")
def _half(_span: Span, *_the: bool) -> Determiner:
    return Most(1, 2, strict=False)


@rule("Determiner", "only/exclusively", "nothing but/except/besides", "nothing other/else than/but")
def _only(_span: Span) -> Determiner:
    return Only()


@rule("Determiner", "the/this/that/these/those")
def _definite(_span: Span) -> Determiner:
    return Reference()


@rule("Determiner", "both", "both The", "both of The")
def _both(_span: Span, *_the: bool) -> Determiner:
    return Reference(count=2)


@rule("Determiner", "the/these/those Numeral")
def _counted_definite(_span: Span, number: int) -> Determiner:
    return Reference(count=number) if number > 1 else Reference()


@rule(
    "Determiner", "the/this/that very? same", "one and the same", "a common/shared", "the same one?"
)
def _same(_span: Span) -> Determiner:
    return Reference(same=True)


@rule("Determined", "Determiner")
def _determined(_span: Span, determiner: Determiner) -> tuple[Determiner, bool]:
    return determiner, False


@rule("Determined", "Determiner other/further/additional/more")
def _other(_span: Span, determiner: Determiner) -> tuple[Determiner, bool]:
    return determiner, True


@rule("Determined", "Amount different/distinct/separate")
def _different(_span: Span, amount: Amount) -> tuple[Determiner, bool] | None:
    """As in "two different ships": things counted are different anyway."""
    return (amount, False) if amount.lower > 1 else None


@rule("Determined", "other/further/additional")
def _others(_span: Span) -> tuple[Determiner, bool]:
    return Amount(1), True


@rule("Determined", "another", "yet/still another")
def _another(_span: Span) -> tuple[Determiner, bool]:
    return Amount(1), True


@rule("Determined", "another Amount")
def _another_amount(_span: Span, amount: Amount) -> tuple[Determiner, bool]:
    return amount, True


@rule("Determined", "a/the second/third/fourth/fifth/sixth/seventh/eighth/ninth/tenth")
def _ordinal(_span: Span) -> tuple[Determiner, bool]:
    return Amount(1), True
