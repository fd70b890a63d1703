"""Sentences about a quantified scope in one image: how many objects satisfy it, none, or each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rune_lp.logic.printing import formula_text
from rune_lp.logic.scope import rename
from rune_lp.logic.syntax import Atom, Formula, Not
from rune_lp.plan.normal import conjunction, negation
from rune_lp.translate.phrases import Noun, Verb, listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rune_lp.explain.words.wording import Wording

__all__ = ["MOST_NAMED", "Scope", "more"]

MOST_NAMED = 8
"""Objects that a sentence names one by one; of the rest it gives the number."""


def more(count: int) -> str:
    """Return the remark that some are left out, if some are.

    >>> more(1), more(0)
    (' (1 more is not shown)', '')
    """
    if not count:
        return ""
    return f" ({count:,} more {'is' if count == 1 else 'are'} not shown)"


@dataclass(frozen=True)
class Scope:
    """What a quantifier ranges over in an image, and what it asks of each object.

    Attributes:
        wording: The words for this image.
        variable: The quantified variable.
        noun: What the objects that it speaks of are called.
        subjects: Those objects, best first.
        rest: What is asked of them besides.
        objects: What the other variables denote.
        wider: The noun of the objects that the subjects are picked from, and their number.
        missed: The best score below the threshold of an object of these classes, or None.
        min_score: The threshold.
    """

    wording: Wording
    variable: str
    noun: Noun
    subjects: Sequence[int]
    rest: tuple[Formula, ...]
    objects: Mapping[str, int]
    wider: tuple[Noun, int]
    missed: float | None
    min_score: float

    def many(self, members: Sequence[int]) -> str:
        """Return how many objects satisfy the scope, and which."""
        if not members:
            return self.none()
        verb = self._verb(self.rest)
        names = [self.wording.named(object_) for object_ in members[:MOST_NAMED]]
        if len(members) > MOST_NAMED:
            names.append(f"{len(members) - MOST_NAMED:,} more")
        said = verb.one if len(members) == 1 else verb.many
        return f"{self.noun.several(len(members))} {said}: {listed(names)}"

    def none(self) -> str:
        """Return that no object satisfies the scope."""
        if self.subjects:
            verb = self._verb(self.rest).one
            count = len(self.subjects)
            remark = self._nearest()
            if count > 1:
                nearest = f" (nearest: {remark})" if remark else ""
                return f"none of the {self.noun.several(count)} {verb}{nearest}"
            only = remark or self.wording.named(self.subjects[0])
            return f"no {self.noun.singular} {verb} (the only one: {only})"
        wider, count = self.wider
        if count:
            picked = "is" if count == 1 else "are"
            return f"of {wider.several(count)}, none {picked} {self.noun.an}"
        # Rounded down, for what is below the threshold must not seem to reach it.
        best = math.floor((self.missed or 0) * 100) / 100
        missed = f", the best has {best:.2f}" if self.missed is not None else ""
        return f"no {self.noun.singular} is detected with score ≥ {self.min_score:g}{missed}"

    def each(self) -> str | None:
        """Return that no object is an exception; None if that is no natural way to say it."""
        if len(self.rest) != 1 or not isinstance(self.rest[0], Not) or not self.subjects:
            return None
        verb = self._words((negation(self.rest[0]),))
        if verb is None:
            return None
        if len(self.subjects) == 1:
            return (
                f"{self.wording.named(self.subjects[0])}, the only {self.noun.singular}, {verb.one}"
            )
        return f"each of the {self.noun.several(len(self.subjects))} {verb.one}"

    def _verb(self, formulas: tuple[Formula, ...]) -> Verb:
        if not formulas:
            return Verb.of("is", "detected")
        names = {name: str(object_) for name, object_ in self.objects.items()}
        text = formula_text(rename(conjunction(formulas), names, lambda name: name))
        return self._words(formulas) or Verb(f"satisfies {text}", f"satisfy {text}")

    def _words(self, formulas: tuple[Formula, ...]) -> Verb | None:
        known = {name: self.wording.named(object_) for name, object_ in self.objects.items()}
        return self.wording.phrases.verb(self.variable, formulas, known)

    def _nearest(self) -> str | None:
        """Return the subject that comes nearest to a relation decided by the gap."""
        match self.rest:
            case (Atom(relation, (one, other)),) if self.variable in (one, other) and one != other:
                place = self.objects.get(other if one == self.variable else one)
            case _:
                return None
        others = [object_ for object_ in self.subjects if object_ != place]
        if place is None or not others:
            return None
        distance = self.wording.structure.measures
        nearest = min(others, key=lambda object_: distance("distance", (place, object_), "px"))
        return self.wording.gap_to(relation, nearest, place)
