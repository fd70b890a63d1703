"""Numbers as fixed-point integers, and the dimensions and units they come in.

clingo has integers only, and every back end must decide the same comparison the same way. So
each number is rounded once, half to even, to its dimension's resolution, and is an integer of
that resolution from then on: 12.34 px is 123 tenths of a pixel everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from decimal import Decimal

    from numpy.typing import ArrayLike, NDArray

__all__ = ["COUNT", "DIMENSIONS", "Dimension", "fixed", "fixed_literal", "shown"]


@dataclass(frozen=True, slots=True)
class Dimension:
    """A kind of number: its name, its steps per 1, and its units, the default one first.

    A unit maps to the power of the ground sample distance (m per px) that a value in pixels is
    multiplied by to be in that unit: 0 for `px`, 1 for `m`, 2 for `m2`.
    """

    name: str
    steps: int
    units: tuple[str, ...] = ()
    gsd_power: tuple[int, ...] = ()

    @property
    def default_unit(self) -> str | None:
        """The unit meant where none is written; none for pure numbers."""
        return self.units[0] if self.units else None

    def power_of(self, unit: str | None) -> int:
        """Return the power of the ground sample distance that leads to `unit`."""
        return 0 if unit is None else self.gsd_power[self.units.index(unit)]


COUNT = Dimension("count", 1)

DIMENSIONS: dict[str, Dimension] = {
    dimension.name: dimension
    for dimension in (
        COUNT,
        Dimension("length", 10, ("px", "m"), (0, 1)),
        Dimension("area", 10, ("px2", "m2"), (0, 2)),
        Dimension("angle", 10, ("deg",), (0,)),
        Dimension("score", 100),
        Dimension("ratio", 10),
        Dimension("gsd", 1000),
    )
}
"""Every dimension by name. Scores keep two decimals, as facts do; the others one, or are whole.

The ground sample distance keeps three decimals: real values lie near 0.1 m/px.
"""


def fixed(values: ArrayLike, dimension: Dimension) -> NDArray[np.int64]:
    """Return float64 values as integers of the dimension's resolution, half to even.

    >>> fixed([12.34, 0.25, 0.35], DIMENSIONS["length"]).tolist()
    [123, 2, 4]
    """
    scaled = np.rint(np.asarray(values, dtype=np.float64) * dimension.steps)
    return scaled.astype(np.int64)


def fixed_literal(value: Decimal, dimension: Dimension) -> int:
    """Return a number written in a query as an integer of the dimension's resolution, half to even.

    >>> from decimal import Decimal
    >>> fixed_literal(Decimal("0.85"), DIMENSIONS["length"])
    8
    """
    return round(Fraction(value) * dimension.steps)


def shown(value: int, dimension: Dimension, unit: str | None = None) -> str:
    """Return a fixed-point value as a person reads it.

    >>> shown(124, DIMENSIONS["length"], "px")
    '12.4 px'
    >>> shown(87, DIMENSIONS["score"])
    '0.87'
    """
    decimals = len(str(dimension.steps)) - 1
    number = f"{value / dimension.steps:.{decimals}f}"
    return f"{number} {unit}" if unit else number
