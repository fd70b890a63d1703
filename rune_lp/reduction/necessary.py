"""The strongest condition on class counts that a question sets: images are passed over by it.

An abstract interpretation of the plan's sentence in which an image is known by how many objects of
each class it has. `exists x. F` asks for an object of the guard of x, `exists>=k x. F` for k of
them, and either is certain if F says no more than that; what is neither is bounded by false and
true. All operations are monotone in these bounds, negation exchanges them, so the upper bound is
false only where the sentence is: no image is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.logic.evaluate import COMPARISONS
from rune_lp.logic.syntax import (
    And,
    Atom,
    Compare,
    Count,
    Counted,
    Exists,
    Formula,
    Not,
    Or,
    Truth,
)
from rune_lp.logic.terms import linear, measure_of
from rune_lp.plan.reach import guard

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rune_lp.plan.reach import Classes
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.vocabulary import Vocabulary

__all__ = ["may_satisfy"]

Counts = Callable[["Classes"], "NDArray[np.int64]"]
"""Gives for each image how many objects of some classes it has."""


@dataclass(frozen=True, slots=True)
class _Known:
    """Whether a sentence is certainly, and whether it is possibly, true of each image."""

    certain: NDArray[np.bool_]
    possible: NDArray[np.bool_]


def may_satisfy(
    formula: Formula, counts: Counts, size: int, vocabulary: Vocabulary, library: RuleLibrary
) -> NDArray[np.bool_]:
    """Return which images may satisfy a sentence, by their class counts alone.

    Args:
        formula: A sentence in existential normal form, quantifiers moved inwards.
        counts: The images' class counts at the threshold.
        size: How many images there are.
        vocabulary: What names mean.
        library: The loaded rule files.

    >>> from rune_lp.logic.parse import parse_query
    >>> from rune_lp.plan.normal import normal_form
    >>> from rune_lp.rulefiles.library import RuleLibrary
    >>> from rune_lp.vocabulary import Vocabulary
    >>> formula = normal_form(parse_query("exists>=3 x. ship(x) & elongated(x)").formula)
    >>> ships = lambda classes: np.array([2, 3])
    >>> may_satisfy(formula, ships, 2, Vocabulary.of(["ship"]), RuleLibrary(())).tolist()
    [False, True]
    """
    return _Interpreter(counts, size, vocabulary, library).known(formula).possible


@dataclass(frozen=True, slots=True)
class _Interpreter:
    counts: Counts
    size: int
    vocabulary: Vocabulary
    library: RuleLibrary

    def known(self, formula: Formula) -> _Known:
        match formula:
            case Truth(value):
                return self._both(np.full(self.size, value))
            case And(parts):
                known = [self.known(part) for part in parts]
                return _Known(
                    np.logical_and.reduce([one.certain for one in known]),
                    np.logical_and.reduce([one.possible for one in known]),
                )
            case Or(parts):
                known = [self.known(part) for part in parts]
                return _Known(
                    np.logical_or.reduce([one.certain for one in known]),
                    np.logical_or.reduce([one.possible for one in known]),
                )
            case Not(body):
                inside = self.known(body)
                return _Known(~inside.possible, ~inside.certain)
            case Exists((variable,), body):
                return self._at_least(1, variable, body)
            case Counted(_, number, variable, body):
                return self._at_least(number, variable, body)
            case Compare():
                return self._compared(formula)
            case _:
                return self._unknown()

    def _both(self, truth: NDArray[np.bool_]) -> _Known:
        return _Known(truth, truth)

    def _unknown(self) -> _Known:
        return _Known(np.zeros(self.size, dtype=bool), np.ones(self.size, dtype=bool))

    def _at_least(self, number: int, variable: str, body: Formula) -> _Known:
        enough = self.counts(guard(variable, body, self.vocabulary, self.library)) >= number
        if self._mere(body):
            return self._both(enough)
        return _Known(np.zeros(self.size, dtype=bool), enough)

    def _mere(self, body: Formula) -> bool:
        """Return whether a body says no more of its variable than its class."""
        match body:
            case Truth(value):
                return value
            case Atom(predicate, (_,)):
                kind = self.vocabulary.predicates[predicate].kind
                if kind == "rule":
                    return self.library.superclass(predicate) is not None
                return kind == "class"
            case Or(parts):
                return all(map(self._mere, parts))
            case _:
                return False

    def _compared(self, compare: Compare) -> _Known:
        measure = measure_of(compare, self.vocabulary.attributes)
        form = linear(compare, measure.dimension)
        total = np.zeros(self.size, dtype=np.int64)
        for coefficient, leaf in form.coefficients:
            if not isinstance(leaf, Count) or not self._mere(leaf.body):
                return self._unknown()
            classes = guard(leaf.variable, leaf.body, self.vocabulary, self.library)
            total = total + coefficient * self.counts(classes)
        return self._both(np.asarray(COMPARISONS[compare.operator](total, form.bound)))  # type: ignore[arg-type]
