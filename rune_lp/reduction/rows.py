"""The rows of a block as objects that literals are asked of, and the pairs of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.geometry.attributes import ATTRIBUTES
from rune_lp.geometry.boxes import Boxes
from rune_lp.geometry.joins import pairs_within
from rune_lp.geometry.relations import RELATIONS
from rune_lp.logic.syntax import Atom, Attribute, Compare, Formula
from rune_lp.logic.terms import linear, measure_of
from rune_lp.plan.reach import bounded_pair
from rune_lp.quantities import DIMENSIONS
from rune_lp.reduction.segments import expanded
from rune_lp.vocabulary import predicate_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from rune_lp.geometry.profile import Profile
    from rune_lp.plan.reach import Classes
    from rune_lp.scenes.block import Block

__all__ = ["MOST_PAIRS", "Rows"]

MOST_PAIRS = 3_000_000
"""Pairs of a block's objects, or triples of an image's, that are looked at one by one."""


class Rows:
    """The detections of a block.

    Attributes:
        block: The block.
        boxes: Their boxes, row for row.
        profile: The parameters of the relations.
    """

    def __init__(self, block: Block, profile: Profile) -> None:
        self.block = block
        self.profile = profile
        self.boxes = Boxes.of_block(block)

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

    def pairs(
        self,
        literals: Iterable[Formula],
        left: NDArray[np.intp],
        right: NDArray[np.intp],
    ) -> NDArray[np.intp] | None:
        """Return pairs of rows of one image among which are all that the literals are true of.

        Args:
            literals: Literals of two variables.
            left: The rows that the one can be.
            right: The rows that the other can be.

        Returns:
            Row positions, (k, 2), or None if no literal bounds them and there are too many.
        """
        reaches = [reach for part in literals if (reach := self._reach(part)) is not None]
        if reaches:
            # Any of them will do; the one that reaches least leaves the fewest pairs.
            reach = min(reaches, key=lambda one: float(one[left].sum() + one[right].sum()))
            return self._within(reach, left, right)
        images = len(self.block)
        lefts = np.bincount(self.image[left], minlength=images)
        rights = np.bincount(self.image[right], minlength=images)
        if (lefts * rights).sum() > MOST_PAIRS:
            return None
        order: NDArray[np.intp] = right[np.argsort(self.image[right], kind="stable")]
        firsts = np.cumsum(rights) - rights
        places, runs = expanded(firsts[self.image[left]], rights[self.image[left]])
        return np.stack([left[runs], order[places]], axis=1)

    def bounded(self, literals: Iterable[Formula]) -> bool:
        """Whether one of the literals of two variables bounds how far apart they can be."""
        return any(self._reach(part) is not None for part in literals)

    def _reach(self, literal: Formula) -> NDArray[np.float64] | None:
        """Return how far each box reaches for a literal to hold, in pixels, or None."""
        match literal:
            case Atom(predicate, arguments) if len(set(arguments)) == 2:
                reach = RELATIONS[predicate].reach
                return None if reach is None else reach(self.boxes, self.profile)
            case Compare(operator, _, _) if operator != "!=":
                return self._distance(literal)
            case _:
                return None

    def _distance(self, compare: Compare) -> NDArray[np.float64] | None:
        measure = measure_of(compare, ATTRIBUTES)
        form = linear(compare, measure.dimension)
        limit = bounded_pair(form)
        coefficient, leaf = form.coefficients[0]
        upwards = compare.operator in ((">", ">=") if coefficient > 0 else ("<", "<="))
        if limit is None or upwards or not isinstance(leaf, Attribute):
            return None
        power = DIMENSIONS[ATTRIBUTES[leaf.name].dimension].power_of(measure.unit)
        scale = self.boxes.gsds[self.image] ** power if power else 1.0
        # A step more, for distances are rounded before they are compared.
        reach = np.full(len(self), max(0, limit + 1) / measure.dimension.steps / 2)
        return np.asarray(reach / scale)

    def _within(
        self, reach: NDArray[np.float64], left: NDArray[np.intp], right: NDArray[np.intp]
    ) -> NDArray[np.intp]:
        # Images are laid side by side, far enough apart that none reaches the next.
        bounds = self.boxes.bounds
        used = np.concatenate([left, right])
        if not len(used):
            return np.empty((0, 2), dtype=np.intp)
        extent = np.ptp(bounds[used][:, [0, 2]]) + 4 * reach[used].max() + 16.0
        shift = self.image * (1.01 * extent)
        shifted = bounds + np.stack([shift, np.zeros(len(self))] * 2, axis=1)
        blocks = list(pairs_within(shifted, reach, left, right))
        pairs: NDArray[np.intp] = np.concatenate([np.empty((0, 2), dtype=np.intp), *blocks])
        same: NDArray[np.bool_] = self.image[pairs[:, 0]] == self.image[pairs[:, 1]]
        return pairs[same]
