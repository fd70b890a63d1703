"""A relation: a conjunction of conditions over different objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.geometry.conditions import Glance

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from rune_lp.geometry.boxes import Boxes
    from rune_lp.geometry.conditions import Condition
    from rune_lp.geometry.measures import Floats, Positions
    from rune_lp.geometry.profile import Profile

__all__ = ["Relation", "different"]


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of one, two or three objects.

    Attributes:
        name: Its name in formulas and facts.
        arity: How many objects it takes.
        gloss: What it means with the default profile, a phrase about x, y and z.
        conditions: It holds of different objects iff each of these does.
        aliases: Other names that formulas may use.
        converse: The relation that holds of (y, x) iff this holds of (x, y): itself if symmetric;
            None if there is none.
        complement: The relation that holds of two different objects iff this does not, where
            that one is the cheaper to search for.
        reach: From boxes and profile to how far each object reaches, (n,) in pixels: the
            relation can hold only if gap(x, y) <= reach(x) + reach(y). None if unbounded.
    """

    name: str
    arity: int
    gloss: str
    conditions: tuple[Condition, ...]
    aliases: tuple[str, ...] = ()
    converse: str | None = None
    complement: str | None = None
    reach: Callable[[Boxes, Profile], Floats] | None = None

    def holds(self, boxes: Boxes, profile: Profile, *positions: Positions) -> NDArray[np.bool_]:
        """Return for each tuple whether the relation is true of it; see `relations.holds`."""
        self.expect(len(positions))
        columns = np.broadcast_arrays(*positions)
        flat = [column.reshape(-1) for column in columns]
        true = np.flatnonzero(different(*flat))
        for condition in self.conditions:
            true = true[condition.holds(boxes, profile, *(column[true] for column in flat))]
        result = np.zeros(columns[0].shape, dtype=np.bool_)
        result.reshape(-1)[true] = True
        return result

    def glance(self, boxes: Boxes, profile: Profile, *positions: Positions) -> Glance:
        """Return for each tuple, by columns (k,), what can be told without dear measuring."""
        self.expect(len(positions))
        left = np.flatnonzero(different(*positions))
        sure = np.ones(len(left), dtype=np.bool_)
        for condition in self.conditions:
            certain, possible = condition.glance(
                boxes, profile, *(column[left] for column in positions)
            )
            left, sure = left[possible], (sure & certain)[possible]
        return Glance.of_positions(left, sure, len(positions[0]))

    def expect(self, arguments: int) -> None:
        """Raise ValueError unless so many arguments are what the relation takes."""
        if arguments != self.arity:
            raise ValueError(f"{self.name} takes {self.arity} objects, but got {arguments}")


def different(*columns: Positions) -> NDArray[np.bool_]:
    """Return for each tuple, given by columns, whether no object is in it twice.

    >>> different(np.array([1, 2]), np.array([2, 2])).tolist()
    [True, False]
    """
    result = np.ones(columns[0].shape, dtype=np.bool_)
    for index, column in enumerate(columns):
        for other in columns[index + 1 :]:
            result &= column != other
    return result
