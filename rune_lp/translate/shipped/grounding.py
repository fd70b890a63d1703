"""Grounding: what a sentence and a formula must have in common, whatever the model makes of it.

A model guesses, and two sorts of guesses show without knowing what is meant. A *number* that the
formula has and the sentence has not, or the other way round, was made up or passed over. A *word*
that was learned as part of a phrase ("square to") and stands elsewhere ("on the square") was not
understood.

>>> phrases = Phrases.of([["square", "to"], ["near"]], {"several": 3}, {"to", "a"})
>>> phrases.misplaced("a kind_a square to a kind_b"), phrases.misplaced("a square kind_a")
(None, 'square')
>>> ungrounded("3 kind_as", "exists>=3 x. kind_a(x)", phrases)
>>> ungrounded("3 kind_as", "exists x. kind_a(x)", phrases)
'3 is left out'
>>> ungrounded("several kind_as", "exists>=4 x. kind_a(x)", phrases)
'4 is made up'
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from rune_lp.logic.parse import parse_query
from rune_lp.logic.scope import subformulas
from rune_lp.logic.syntax import Atom, Compare, Count, Counted, Number, Product, Sum
from rune_lp.translate.controlled.lexicon import NUMBER_WORDS, UNITS, expanded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rune_lp.logic.syntax import Term

__all__ = ["Phrases", "ungrounded"]

_UNITS = tuple(
    (tuple(words.split()), unit)
    for unit, patterns in UNITS.items()
    for pattern in patterns
    for words in expanded(pattern)
)
_SCALED = {"km": ("m", Decimal(1000)), "%": (None, Decimal("0.01"))}
"""Units that formulas have no word for: what they are written in, and by what they are scaled."""

_NEXT = {">=": (0, -1), ">": (0, 1), "<=": (0, 1), "<": (0, -1)}
"""How far a number that is said may be from a bound: "more than 5" is at least 6."""


@dataclass(frozen=True)
class Phrases:
    """The phrases a model has learned that relations, places, measures and amounts are said with.

    Attributes:
        phrases: Their words; None stands for a name or a number.
        amounts: For each phrase of no exact number, the number it reaches at least.
        common: Words that other phrases have as well; they may stand anywhere.
    """

    phrases: tuple[tuple[str | None, ...], ...]
    amounts: Mapping[str, int]
    common: frozenset[str]

    @classmethod
    def of(
        cls,
        phrases: Iterable[Sequence[str | None]],
        amounts: Mapping[str, int],
        common: Iterable[str],
    ) -> Phrases:
        """Return the phrases of plain lists, such as JSON has."""
        return cls(tuple(map(tuple, phrases)), dict(amounts), frozenset(common))

    @classmethod
    def read(cls, text: str) -> Phrases:
        """Return the phrases that `written` wrote; raises ValueError or TypeError if it did not."""
        document = json.loads(text)
        if not isinstance(document, dict) or document.keys() != {"phrases", "amounts", "common"}:
            raise ValueError("these are no phrases")
        return cls.of(**document)

    def written(self) -> str:
        """Return the phrases as JSON, a phrase a line."""
        phrases = ",\n".join(json.dumps(phrase) for phrase in self.phrases)
        rest = (
            f'"amounts": {json.dumps(self.amounts)},\n"common": {json.dumps(sorted(self.common))}'
        )
        return f'{{"phrases": [\n{phrases}\n],\n{rest}}}\n'

    @cached_property
    def _homes(self) -> Mapping[str, tuple[tuple[str | None, ...], ...]]:
        """The phrases that each word belongs to which stands nowhere else."""
        homes: dict[str, list[tuple[str | None, ...]]] = {}
        for phrase in self.phrases:
            for word in phrase:
                if word is not None and word not in self.common and word.isalpha():
                    homes.setdefault(word, []).append(phrase)
        return {word: tuple(phrases) for word, phrases in homes.items()}

    def misplaced(self, prompt: str) -> str | None:
        """Return a word of a linked sentence that is not in a phrase it was learned in, or None.

        It is in one if its neighbors there are its neighbors here, and the phrase's other words,
        but for common ones, stand somewhere in the sentence.
        """
        words = [_article(word) for word in prompt.split()]
        there = set(words)
        for place, word in enumerate(words):
            homes = self._homes.get(word)
            if homes is not None and not any(
                all(other is None or other not in self._homes or other in there for other in home)
                and _fits(words, place, home)
                for home in homes
            ):
                return word
        return None

    def vague(self, prompt: str) -> set[int]:
        """Return the numbers that the vague amounts of a sentence reach."""
        there = set(prompt.split())
        return {
            number
            for phrase, number in self.amounts.items()
            if there.issuperset(set(phrase.split()) - self.common or phrase.split())
        }

    def demanded(self, prompt: str) -> set[int]:
        """Return the numbers of the vague amounts that stand in a sentence as they were learned."""
        return {number for phrase, number in self.amounts.items() if f" {phrase} " in f" {prompt} "}


def _article(word: str) -> str:
    return "a" if word == "an" else word


def _fits(words: list[str], place: int, home: tuple[str | None, ...]) -> bool:
    """Say whether a word stands in a sentence between the neighbors that it has in a phrase."""
    for own, word in enumerate(home):
        if word != words[place]:
            continue
        before = home[own - 1] if own else None
        after = home[own + 1] if own + 1 < len(home) else None
        if (before is None or words[:place][-1:] == [before]) and (
            after is None or words[place + 1 : place + 2] == [after]
        ):
            return True
    return False


def ungrounded(prompt: str, formula: str, phrases: Phrases) -> str | None:
    """Return what a formula makes up or leaves out of a linked sentence's numbers, or None.

    Args:
        prompt: The sentence, as `Linked.prompt`.
        formula: A formula over slots that parses.
        phrases: What the model has learned.
    """
    said = list(_said(prompt.split()))
    plain = {value for value, unit in said if unit is None}
    whole = parse_query(formula).formula
    vague = set(map(Decimal, phrases.vague(prompt)))
    demanded = set(map(Decimal, phrases.demanded(prompt)))
    used: set[Decimal] = set()
    variables: dict[str, set[str]] = {}
    for part in subformulas(whole):
        match part:
            case Counted(operator, bound):
                near = {Decimal(bound + step) for step in _NEXT.get(operator, (0,))}
                if not (near & plain or (operator == ">=" and bound in vague)):
                    return f"{bound} is made up"
                used |= near
            case Compare(_, left, right):
                if isinstance(left, Count) or isinstance(right, Count):
                    demanded = set()  # "as many as" is no amount
                for number in (*_numbers(left), *_numbers(right)):
                    if not isinstance(number, Number):
                        used.add(number)
                        continue
                    if (number.value, number.unit) not in said and (
                        number.unit not in (None, "px") or (number.value, None) not in said
                    ):
                        return f"{number.value} {number.unit or ''}".strip() + " is made up"
                    used.add(number.value)
            case Atom(predicate, (variable,)):
                variables.setdefault(predicate, set()).add(variable)
    # "Three ships in a row" are three variables that are ships, and one thing is any.
    most = max(map(len, variables.values()), default=1)
    things = {Decimal(number) for number in range(1, 1 + most)}
    left_out = (
        value
        for value, unit in said
        if value not in used and (unit is not None or value not in things | vague)
    )
    unmet = (f"{number} or more are left out" for number in sorted(demanded - used - things))
    return next((f"{value} is left out" for value in left_out), next(unmet, None))


def _said(words: Sequence[str]) -> Iterator[tuple[Decimal, str | None]]:
    """Yield the numbers of a sentence, in the units that formulas have."""
    for place, word in enumerate(words):
        if word in NUMBER_WORDS:
            value = Decimal(NUMBER_WORDS[word])
            before, after = words[:place][-1:], words[place + 1 : place + 2]
            if before and _is_tens(before[0]) and value < 10:
                continue
            if after and _is_tens(word) and NUMBER_WORDS.get(after[0], 10) < 10:
                value += NUMBER_WORDS[after[0]]
        elif word.replace(".", "", 1).isdecimal():
            value = Decimal(word)
        else:
            continue
        rest = tuple(words[place + 1 : place + 4])
        units = [(len(called), unit) for called, unit in _UNITS if rest[: len(called)] == called]
        unit = max(units)[1] if units else None
        unit, factor = _SCALED.get(unit or "", (unit, Decimal(1)))
        yield value * factor, unit


def _is_tens(word: str) -> bool:
    return NUMBER_WORDS.get(word, 0) in range(20, 100, 10)


def _numbers(term: Term) -> Iterator[Number | Decimal]:
    """Yield a term's numbers, and the factors in it as plain ones."""
    match term:
        case Number():
            yield term
        case Product(factor, inner):
            yield factor
            yield from _numbers(inner)
        case Sum(left, right):
            yield from _numbers(left)
            yield from _numbers(right)
