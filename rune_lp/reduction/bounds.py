"""Bounds of values in 0..1: what is known of a truth or a degree that is not decided yet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from rune_lp.geometry.relations import Glance

__all__ = ["Bounds"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """Lower and upper bounds of a column of values, float64; one array twice if they are exact.

    Every operation of formulas is monotone in each of its arguments, so that bounds of the
    arguments give bounds of the result: this is interval arithmetic.

    >>> import numpy as np
    >>> unknown = Bounds.unknown(1)
    >>> Bounds.exactly(np.array([0.0])).minimum(unknown).is_exact()
    True
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]

    @classmethod
    def exactly(cls, values: NDArray[Any]) -> Bounds:
        """Return the bounds of values that are known."""
        column = np.asarray(values, dtype=np.float64)
        return cls(column, column)

    @classmethod
    def told(cls, glance: Glance) -> Bounds:
        """Return the bounds of what is told to be true, or perhaps true."""
        low = glance.certain.astype(np.float64)
        if glance.certain is glance.possible:
            return cls(low, low)
        return cls(low, glance.possible.astype(np.float64))

    @classmethod
    def unknown(cls, size: int) -> Bounds:
        """Return the bounds of values of which nothing is known."""
        return cls(np.zeros(size), np.ones(size))

    @classmethod
    def joined(cls, parts: Sequence[Bounds]) -> Bounds:
        """Return the bounds of several columns laid end to end; there is at least one."""
        low = np.concatenate([part.low for part in parts])
        exact = all(part.low is part.high for part in parts)
        return cls(low, low if exact else np.concatenate([part.high for part in parts]))

    def is_exact(self) -> bool:
        """Whether every value is known."""
        return self.low is self.high or bool((self.low == self.high).all())

    def map(self, change: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> Bounds:
        """Return the bounds of an increasing function of the values."""
        low = change(self.low)
        return Bounds(low, low if self.low is self.high else change(self.high))

    def at(self, places: NDArray[np.intp]) -> Bounds:
        """Return the bounds of the values at some places."""
        low = self.low[places]
        return Bounds(low, low if self.low is self.high else self.high[places])

    def complement(self) -> Bounds:
        """Return the bounds of one minus the values."""
        low = 1.0 - self.high
        return Bounds(low, low if self.low is self.high else 1.0 - self.low)

    def minimum(self, other: Bounds) -> Bounds:
        """Return the bounds of the lesser values."""
        return self._joined(other, np.minimum)

    def maximum(self, other: Bounds) -> Bounds:
        """Return the bounds of the greater values."""
        return self._joined(other, np.maximum)

    def _joined(self, other: Bounds, join: Callable[..., NDArray[np.float64]]) -> Bounds:
        low = join(self.low, other.low)
        if self.low is self.high and other.low is other.high:
            return Bounds(low, low)
        high = join(self.high, other.high)
        return Bounds(low, low if np.array_equal(low, high) else high)

    @classmethod
    def least(cls, parts: Iterable[Bounds], size: int) -> Bounds:
        """Return the bounds of the least values of several columns; 1 where there is none."""
        return reduce(cls.minimum, parts, cls.exactly(np.ones(size)))

    @classmethod
    def greatest(cls, parts: Iterable[Bounds], size: int) -> Bounds:
        """Return the bounds of the greatest values of several columns; 0 where there is none."""
        return reduce(cls.maximum, parts, cls.exactly(np.zeros(size)))
