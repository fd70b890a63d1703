"""Number terms: the dimension and unit a comparison is made in, and its exact linear form."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from rune_lp.logic.syntax import Attribute, Compare, Count, Number, Product, Sum, Term
from rune_lp.quantities import COUNT, DIMENSIONS, Dimension, fixed_literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rune_lp.geometry.attributes import AttributeDefinition

__all__ = ["LARGEST", "Linear", "Measure", "UnitError", "linear", "measure_of"]


LARGEST = 2**31 - 1
"""The largest of clingo's integers, which wrap around silently beyond it."""


class UnitError(Exception):
    """The terms of a comparison do not go together; `term` is the one to point at."""

    def __init__(self, message: str, term: Term | Compare, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.term = term
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Measure:
    """What a comparison compares: a dimension, in one unit."""

    dimension: Dimension
    unit: str | None


@dataclass(frozen=True, slots=True)
class Linear:
    """A comparison as `sum of coefficient * term  (operator)  bound`, all whole numbers.

    The terms are attributes and counts, each once; numbers are gathered in `bound`. It is exact:
    attributes and literals are fixed point already, and factors are decimals, so a common
    multiple makes everything whole.
    """

    coefficients: tuple[tuple[int, Attribute | Count], ...]
    bound: int

    @property
    def ceiling(self) -> int:
        """The largest value that each term may have for every sum to stay within `LARGEST`.

        Negative if the bound alone is beyond it.
        """
        weight = sum(abs(coefficient) for coefficient, _ in self.coefficients)
        return (LARGEST - abs(self.bound)) // max(1, weight)


def measure_of(compare: Compare, attributes: Mapping[str, AttributeDefinition]) -> Measure:
    """Return the dimension and unit of a comparison whose names are canonical.

    The unit is the one its numbers are written in; without any it is the dimension's default.

    Raises:
        UnitError: for terms of different dimensions or units, for a unit that does not fit, and
            for a comparison that measures nothing.

    >>> from rune_lp.geometry.attributes import ATTRIBUTES
    >>> from rune_lp.logic.parse import parse_query
    >>> compare = parse_query("{x, y | distance(x, y) <= 30 m}").formula
    >>> measure_of(compare, ATTRIBUTES).unit
    'm'
    """
    leaves = [*_leaves(compare.left), *_leaves(compare.right)]
    measured = [leaf for leaf in leaves if not isinstance(leaf, Number)]
    if not measured:
        raise UnitError("a comparison must measure something", compare, "such as area(x) or count")
    dimension = _dimension(measured[0], attributes)
    for leaf in measured[1:]:
        other = _dimension(leaf, attributes)
        if other != dimension:
            message = f"cannot compare {_called(dimension)} with {_called(other)}"
            raise UnitError(message, leaf)
    unit: str | None = None
    for number in (leaf for leaf in leaves if isinstance(leaf, Number)):
        if dimension is COUNT and number.value != number.value.to_integral_value():
            raise UnitError(f"a count is whole, but got {number.value}", number)
        if number.unit is None:
            continue
        if number.unit not in dimension.units:
            fitting = " or ".join(dimension.units) or "none"
            message = f"the unit {number.unit} does not fit {_called(dimension)}"
            raise UnitError(message, number, f"fitting: {fitting}")
        if unit not in (None, number.unit):
            raise UnitError(f"one comparison mixes {unit} and {number.unit}", number)
        unit = number.unit
    return Measure(dimension, unit or dimension.default_unit)


def linear(compare: Compare, dimension: Dimension) -> Linear:
    """Return a comparison in whole numbers, terms on the left and the bound on the right.

    >>> from rune_lp.logic.parse import parse_query
    >>> compare = parse_query("{x | 1.5 * length(x) >= 20 + width(x)}").formula
    >>> form = linear(compare, DIMENSIONS["length"])
    >>> [coefficient for coefficient, _ in form.coefficients], form.bound
    ([3, -2], 400)
    """
    coefficients: dict[Attribute | Count, Fraction] = {}
    bound = Fraction(0)
    for sign, side in ((1, compare.left), (-1, compare.right)):
        for factor, leaf in _weighted(side, Fraction(sign)):
            if isinstance(leaf, Number):
                bound -= factor * fixed_literal(leaf.value, dimension)
            else:
                coefficients[leaf] = coefficients.get(leaf, Fraction(0)) + factor
    multiple = math.lcm(bound.denominator, *(f.denominator for f in coefficients.values()))
    return Linear(
        tuple((int(factor * multiple), leaf) for leaf, factor in coefficients.items()),
        int(bound * multiple),
    )


def _leaves(term: Term) -> list[Number | Attribute | Count]:
    return [leaf for _, leaf in _weighted(term, Fraction(1))]


def _weighted(term: Term, factor: Fraction) -> list[tuple[Fraction, Number | Attribute | Count]]:
    match term:
        case Product(multiplier, inner):
            return _weighted(inner, factor * Fraction(multiplier))
        case Sum(left, right, minus):
            return _weighted(left, factor) + _weighted(right, -factor if minus else factor)
        case _:
            return [(factor, term)]


def _dimension(leaf: Attribute | Count, attributes: Mapping[str, AttributeDefinition]) -> Dimension:
    if isinstance(leaf, Count):
        return COUNT
    return DIMENSIONS[attributes[leaf.name].dimension]


def _called(dimension: Dimension) -> str:
    return f"a{'n' if dimension.name[0] in 'aeiou' else ''} {dimension.name}"
