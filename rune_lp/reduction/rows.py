"""The rows of a block as objects that literals are asked of, and the pairs of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

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
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from rune_lp.geometry.profile import Profile
    from rune_lp.plan.reach import Classes
    from rune_lp.scenes.block import Block

__all__ = ["MOST_PAIRS", "Pairs", "Rows"]

Pairs: TypeAlias = "tuple[NDArray[np.intp], NDArray[np.intp]]"
"""Pairs of rows, by two columns (k,)."""

MOST_PAIRS = 3_000_000
"""Pairs, or triples, that are looked at at once."""


class Rows:
    """The detections of a block.

    Attributes:
        block: The block.
        boxes: Their boxes, row for row.
        profile: The parameters of the relations.
    """

    def __init__(self, block: Block, profile: Profile, *, few: int = 32) -> None:
        """Take a block and the relations' parameters.

        Args:
            block: The block.
            profile: The parameters.
            few: How many partners in an image are all looked at rather than searched for.
        """
        self.block = block
        self.profile = profile
        self._few = few
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
            Row positions (k,) of the one, and of the other. No pair comes twice, and all pairs of
            one left row come at once.
        """
        reaches = [reach for part in literals if (reach := self._reach(part)) is not None]
        if not reaches:
            yield from self._every(left, right)
            return
        # Any of them will do; the one that reaches least leaves the fewest pairs.
        reach = min(reaches, key=lambda one: float(one[left].sum() + one[right].sum()))
        # A tree costs as much for an object as some dozen pairs do.
        many = np.bincount(self.image[right], minlength=len(self.block)) > self._few
        among = many[self.image]
        circles = (reach + self.boxes.radii) * (1 + 1e-9) + 1e-6
        for x, y in self._every(left[~among[left]], right[~among[right]]):
            (x_left, y_left), (x_right, y_right) = (
                [place[rows] for place in self.boxes.places] for rows in (x, y)
            )
            squares = (x_left - x_right) ** 2 + (y_left - y_right) ** 2
            close = np.flatnonzero(squares <= (circles[x] + circles[y]) ** 2)
            yield x[close], y[close]
        same = left is right
        left, right = left[among[left]], right[among[right]]
        yield from self._within(reach, left, left if same else right)

    def _every(self, left: NDArray[np.intp], right: NDArray[np.intp]) -> Iterator[Pairs]:
        """Yield all pairs of an image, so many left rows at once that they are not too many."""
        rights = np.bincount(self.image[right], minlength=len(self.block))
        firsts = np.cumsum(rights) - rights
        numbers = rights[self.image[left]]
        spans = np.cumsum(numbers) // MOST_PAIRS
        for rows in np.split(left, np.flatnonzero(np.diff(spans)) + 1):
            images = self.image[rows]
            places, runs = expanded(firsts[images], rights[images])
            yield rows[runs], right[places]

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
    ) -> Iterator[Pairs]:
        if not len(left) or not len(right):
            return
        # Images are laid side by side, far enough apart that none reaches the next.
        bounds = self.boxes.bounds
        used = np.concatenate([left, right])
        extent = np.ptp(bounds[used][:, [0, 2]]) + 4 * reach[used].max() + 16.0
        shifted = bounds.copy()
        shifted[:, ::2] += (self.image * (1.01 * extent))[:, None]
        for pairs in pairs_within(shifted, reach, left, right):
            x, y = pairs.T
            same = self.image[x] == self.image[y]
            yield x[same], y[same]
