"""The rows of a block as objects that literals are asked of, and the pairs of them."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from rune_lp.asp.joins import closeness
from rune_lp.geometry.attributes import limit_in_pixels
from rune_lp.geometry.boxes import Boxes
from rune_lp.geometry.discs import Discs, every_pair, meeting
from rune_lp.geometry.relations import RELATIONS
from rune_lp.logic.syntax import Atom, Compare, Formula
from rune_lp.vocabulary import predicate_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from rune_lp.geometry.profile import Profile
    from rune_lp.plan.reach import Classes
    from rune_lp.scenes.block import Block

__all__ = ["Pairs", "Rows"]

Pairs: TypeAlias = "tuple[NDArray[np.intp], NDArray[np.intp]]"
"""Pairs of rows, by two columns (k,)."""


class Rows:
    """The detections of a block.

    Attributes:
        block: The block.
        boxes: Their boxes, row for row; those of the block, if they were not made before.
        profile: The parameters of the relations.
    """

    def __init__(self, block: Block, profile: Profile, boxes: Boxes | None = None) -> None:
        self.block = block
        self.profile = profile
        self.boxes = Boxes.of_block(block) if boxes is None else boxes

    def __len__(self) -> int:
        return len(self.block.ids)

    @property
    def image(self) -> NDArray[np.intp]:
        """The position of each row's image."""
        return self.boxes.image

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(predicate_name(name) for name in self.block.class_names)

    def mask(self, classes: Classes) -> NDArray[np.bool_]:
        """Return which rows are of the classes; all for None."""
        if classes is None:
            return np.ones(len(self), dtype=bool)
        wanted = np.array([name in classes for name in self._names], dtype=bool)
        found: NDArray[np.bool_] = wanted[self.block.class_index]
        return found

    def rows(self, classes: Classes) -> NDArray[np.intp]:
        """Return the positions of the objects of the classes, ascending; of all for None."""
        return np.flatnonzero(self.mask(classes))

    def number(self, left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.int64]:
        """Return how many pairs of a left and a right row each image has, (m,)."""
        images = len(self.block)
        lefts, rights = (np.bincount(self.image[rows], minlength=images) for rows in (left, right))
        return np.asarray(lefts * rights)

    def pairs(
        self,
        literals: Iterable[Formula],
        left: NDArray[np.intp],
        right: NDArray[np.intp],
    ) -> Iterator[Pairs]:
        """Yield pairs of rows of one image among which are all that the literals are true of.

        Args:
            literals: Literals of two variables.
            left: The rows that the one can be, ascending.
            right: The rows that the other can be, ascending.

        Yields:
            Row positions (k,) of the one, and of the other. No pair comes twice.
        """
        reaches = [told() for part in literals if (told := self._reach(part)) is not None]
        if not reaches:
            yield from every_pair(self.image, left, right)
            return
        # Any of them will do; the one that reaches least leaves the fewest pairs.
        reach = min(reaches, key=lambda one: float(one[left].sum() + one[right].sum()))
        places = self.boxes.places
        yield from meeting(Discs(*places, reach + self.boxes.radii, self.image), left, right)

    def bounded(self, literals: Iterable[Formula]) -> bool:
        """Whether one of the literals of two variables bounds how far apart they can be."""
        return any(self._reach(part) is not None for part in literals)

    def _reach(self, literal: Formula) -> Callable[[], NDArray[np.float64]] | None:
        """Return what tells how far each box reaches for a literal to hold, in pixels, or None."""
        match literal:
            case Atom(predicate, arguments) if len(set(arguments)) == 2:
                reach = RELATIONS[predicate].reach
                return None if reach is None else partial(reach, self.boxes, self.profile)
            case Compare():
                close = closeness(literal)
                return None if close is None else partial(self._half, *close)
            case _:
                return None

    def _half(self, name: str, unit: str | None, limit: int) -> NDArray[np.float64]:
        limits = limit_in_pixels(name, unit, limit, self.boxes.gsds)
        return np.asarray(limits[self.image] / 2)
