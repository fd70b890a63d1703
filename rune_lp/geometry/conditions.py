"""Conditions: a measured quantity compared with a bound. A relation is a conjunction of them."""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import numpy as np

from rune_lp.quantities import DIMENSIONS, Dimension, fixed

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from rune_lp.geometry.boxes import Boxes
    from rune_lp.geometry.measures import Floats, Positions
    from rune_lp.geometry.profile import Profile

__all__ = ["Comparison", "Condition", "Evidence", "Glance", "Measurement", "Sign"]

Comparison: TypeAlias = Literal["<=", "<", ">=", ">"]

Sign: TypeAlias = Literal["<=", "<", ">=", ">", "=", "!="]
"""How numbers are compared in formulas; relations need the first four only."""

_COMPARE = {"<=": operator.le, "<": operator.lt, ">=": operator.ge, ">": operator.gt}


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measured quantity and the bound it was compared with, as an explanation shows them.

    Attributes:
        quantity: What was measured, a phrase in which x, y and z are the tuple's objects.
        value: Its value, rounded as numbers in explanations are.
        comparison: How it is compared with the bound.
        bound: The bound, rounded likewise.
        unit: The unit of both, or None for plain numbers.
        holds: Whether the comparison is true of the unrounded numbers.

    >>> print(Measurement("gap", 12.4, "<=", 96.1, "px", True))
    gap 12.4 px <= 96.1 px
    """

    quantity: str
    value: float
    comparison: Sign
    bound: float
    unit: str | None
    holds: bool

    def __str__(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        return f"{self.quantity} {self.value}{unit} {self.comparison} {self.bound}{unit}"


Evidence: TypeAlias = tuple[Measurement, ...]
"""The measurements of one tuple; the relation holds of it iff each of them holds."""


class Glance(NamedTuple):
    """Which tuples something is surely true of, and which it may be true of, bool (k,) each.

    Where all is told, the two are one array.
    """

    certain: NDArray[np.bool_]
    possible: NDArray[np.bool_]

    @classmethod
    def exactly(cls, truth: NDArray[np.bool_]) -> Glance:
        """Return what is known where the truth is."""
        column = np.asarray(truth)
        return cls(column, column)

    @classmethod
    def of_positions(cls, possible: NDArray[np.intp], sure: NDArray[np.bool_], size: int) -> Glance:
        """Return what is known where some positions are possible, and some of these sure."""
        found = np.zeros(size, dtype=np.bool_)
        found[possible] = True
        if sure.all():
            return cls.exactly(found)
        certain = np.zeros(size, dtype=np.bool_)
        certain[possible[sure]] = True
        return cls(certain, found)

    def contrary(self) -> Glance:
        """Return the same of the negation."""
        if self.certain is self.possible:
            return Glance.exactly(~self.certain)
        return Glance(~self.possible, ~self.certain)


@dataclass(frozen=True, slots=True)
class Condition:
    """A measured quantity compared with a bound.

    Attributes:
        quantity: What is measured, a phrase with slots `{x}`, `{y}`, `{z}` for the objects.
        measure: From boxes and row positions to values.
        comparison: `value comparison bound` is the condition.
        bound: From boxes, profile and row positions to bounds, or to one bound for all.
        dimension: The name of the quantity's dimension in `quantities.DIMENSIONS`.
        about: From boxes, bounds and row positions to two numbers between which each value lies,
            at a small part of the measure's cost; or None.
    """

    quantity: str
    measure: Callable[..., Floats]
    comparison: Comparison
    bound: Callable[..., Floats | float]
    dimension: str = "length"
    about: Callable[..., tuple[Floats, Floats]] | None = None

    def holds(self, boxes: Boxes, profile: Profile, *positions: Positions) -> NDArray[np.bool_]:
        """Return for each tuple, by columns (k,), whether the condition is true of it."""
        return self._decided(boxes, self.bound(boxes, profile, *positions), *positions)

    def glance(self, boxes: Boxes, profile: Profile, *positions: Positions) -> Glance:
        """Return for each tuple, by columns (k,), what can be told without dear measuring."""
        return self._glanced(boxes, self.bound(boxes, profile, *positions), *positions)

    def _glanced(self, boxes: Boxes, bound: Floats | float, *positions: Positions) -> Glance:
        compare = _COMPARE[self.comparison]
        if self.about is None:
            return Glance.exactly(compare(self.measure(boxes, *positions), bound))
        ends = [compare(end, bound) for end in self.about(boxes, bound, *positions)]
        return Glance(ends[0] & ends[1], ends[0] | ends[1])

    def _decided(
        self, boxes: Boxes, bound: Floats | float, *positions: Positions
    ) -> NDArray[np.bool_]:
        certain, possible = self._glanced(boxes, bound, *positions)
        if certain is possible:
            return certain
        left = np.flatnonzero(possible & ~certain)
        values = self.measure(boxes, *(column[left] for column in positions))
        bounds = np.broadcast_to(bound, certain.shape)[left]
        certain[left] = _COMPARE[self.comparison](values, bounds)
        return certain

    def measurement(
        self, boxes: Boxes, profile: Profile, *positions: Positions
    ) -> Measurement | None:
        """Return the numbers behind the condition for one tuple, given as arrays of length 1.

        None if the bound is infinite: the condition asks nothing of this tuple.
        """
        value = np.asarray(self.measure(boxes, *positions)).item()
        bound = np.asarray(self.bound(boxes, profile, *positions)).item()
        if math.isinf(bound):
            return None
        dimension = DIMENSIONS[self.dimension]
        return Measurement(
            self.quantity.format(x="x", y="y", z="z"),
            _rounded(value, dimension),
            self.comparison,
            _rounded(bound, dimension),
            dimension.default_unit,
            bool(_COMPARE[self.comparison](value, bound)),
        )

    def swapped(self) -> Condition:
        """Return the same condition of (y, x)."""
        measure, bound, about = self.measure, self.bound, self.about
        return replace(
            self,
            quantity=self.quantity.format(x="{y}", y="{x}"),
            measure=lambda boxes, x, y: measure(boxes, y, x),
            bound=lambda boxes, profile, x, y: bound(boxes, profile, y, x),
            about=about and (lambda boxes, limit, x, y: about(boxes, limit, y, x)),
        )


def _rounded(value: float, dimension: Dimension) -> float:
    return float(fixed(value, dimension)) / dimension.steps
