"""Pairs of rows that literals may be true of, each join done once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.asp.joins import anonymous
from rune_lp.reduction.bounds import Bounds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from rune_lp.geometry.relations import Glance
    from rune_lp.logic.syntax import Formula
    from rune_lp.reduction.rows import Pairs, Rows

__all__ = ["Joins"]


@dataclass(frozen=True, slots=True)
class _Join:
    """A join that was done: of which literals and rows, and what came of it."""

    literals: frozenset[Formula]
    left: NDArray[np.bool_]
    right: NDArray[np.bool_]
    pairs: Pairs
    told: Bounds

    def among(self, left: NDArray[np.bool_], right: NDArray[np.bool_]) -> tuple[Pairs, Bounds]:
        """Return the pairs of some of its rows."""
        kept = np.flatnonzero(left[self.pairs[0]] & right[self.pairs[1]])
        pairs = self.pairs[0][kept], self.pairs[1][kept]
        return pairs, self.told.at(kept)


class Joins:
    """The joins of a block's rows.

    Edges of a query are often alike: in `near(a, b) & near(b, c)` both are between ships, say, and
    a cycle leads back to rows that were joined on the way. So each is kept, and a later one of the
    same literals among fewer rows takes its pairs from there.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._done: list[_Join] = []

    def joined(
        self,
        told: Callable[[Sequence[Formula], Mapping[str, NDArray[np.intp]]], Glance],
        literals: Sequence[Formula],
        names: tuple[str, str],
        left: NDArray[np.bool_],
        right: NDArray[np.bool_],
    ) -> tuple[Pairs, Bounds]:
        """Return the pairs of rows that literals may be true of, and whether they are.

        Args:
            told: Returns for each line of columns what is known of all literals; always the same.
            literals: Literals of two variables.
            names: The two.
            left: Which rows the one can be.
            right: Which rows the other can be.
        """
        key = anonymous(literals, names)
        for join in self._done:
            if join.literals == key and _within(left, join.left) and _within(right, join.right):
                return join.among(left, right)
        turned = anonymous(literals, names[::-1])
        for join in self._done:
            if join.literals == turned and _within(right, join.left) and _within(left, join.right):
                (other, one), truths = join.among(right, left)
                return (one, other), truths
        join = _Join(
            key, left.copy(), right.copy(), *self._found(told, literals, names, left, right)
        )
        self._done.append(join)
        return join.pairs, join.told

    def _found(
        self,
        told: Callable[[Sequence[Formula], Mapping[str, NDArray[np.intp]]], Glance],
        literals: Sequence[Formula],
        names: tuple[str, str],
        left: NDArray[np.bool_],
        right: NDArray[np.bool_],
    ) -> tuple[Pairs, Bounds]:
        found: list[Pairs] = []
        truths: list[Bounds] = []
        for pairs in self._rows.pairs(literals, np.flatnonzero(left), np.flatnonzero(right)):
            glance = told(literals, dict(zip(names, pairs, strict=True)))
            kept = np.flatnonzero(glance.possible)
            found.append((pairs[0][kept], pairs[1][kept]))
            truths.append(Bounds.told(glance).at(kept))
        none = np.empty(0, dtype=np.intp)
        one, other = (np.concatenate([none, *(pairs[side] for pairs in found)]) for side in (0, 1))
        return (one, other), Bounds.joined([Bounds.exactly(np.empty(0)), *truths])


def _within(some: NDArray[np.bool_], others: NDArray[np.bool_]) -> bool:
    return not (some & ~others).any()
