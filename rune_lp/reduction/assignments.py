"""The best assignments of one image, found by the columns: which they are, and how good.

A question's matrix is a conjunction over its witnesses. Literals of one witness are a mask of its
rows, literals of two are joins (see `asp.joins`), and any other conjunct of at most one witness is
a column of the evaluator: its truth is one more mask, and its degree one more bound of what the
witness is worth. So an assignment's degree is the least of the weights of its objects, one column
for each witness, of conjuncts without a witness, which all assignments share, and of conjuncts of
two witnesses, which are few enough to be looked at once the assignments are written out.

**Why these are the best.** To be worth t an assignment needs objects that are worth t, so all that
are worth t are among the rows of weight t and above. The level t is lowered until these rows have
as many assignments as are wanted that are worth t; whatever has another row is worth less. Where a
column is not exact (see `evaluate`), nothing is said, and the solver finds the assignments.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.asp.joins import join_forest
from rune_lp.asp.literals import holding
from rune_lp.logic.scope import free_variables
from rune_lp.plan.plan import is_literal
from rune_lp.reduction.conjuncts import Conjuncts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from rune_lp.asp.facts import Subject
    from rune_lp.asp.joins import JoinForest
    from rune_lp.asp.question import Question
    from rune_lp.logic.syntax import Formula
    from rune_lp.scenes import Scene

__all__ = ["Best", "best_assignments"]

_MANY = 20_000
"""Assignments that are written out in order to count them."""

_MOST = 1_000_000
"""Assignments that are written out at most."""


@dataclass(frozen=True, slots=True)
class Best:
    """The best assignments of an image that matches.

    Attributes:
        rows: The objects by their rows among those at the threshold, (k, witnesses): the best
            assignments first, of equally good ones the lowest ids among those that were looked at.
        scores: Their degrees, (k,).
        count: How many assignments there are in all.
        exact: Whether that is exact; it is a lower bound otherwise.
    """

    rows: NDArray[np.intp]
    scores: NDArray[np.float64]
    count: int
    exact: bool


def best_assignments(
    question: Question, scene: Scene, subject: Subject, number: int
) -> Best | None:
    """Return the best assignments of an image, or None if the columns cannot tell them.

    There is none either where no assignment satisfies the question.

    Args:
        question: What is asked.
        scene: All detections of the image.
        subject: Those at the threshold.
        number: How many assignments are wanted, at least one.
    """
    parts = [part for part in question.plan.matrix if not _in_forest(question, part)]
    if any(len(free_variables(part)) > 2 for part in parts):
        return None
    conjuncts = Conjuncts(question, scene, subject)
    weights = dict.fromkeys(question.plan.witnesses, subject.scene.scores)
    shared, known = 1.0, {}
    for part in parts:
        if not free_variables(part):
            degree = conjuncts.sentence(part)
            if not degree:
                return None
            shared = min(shared, degree)
            known[part] = np.ones(len(subject.scene), dtype=np.bool_)
        elif len(free_variables(part)) == 1:
            column = conjuncts.column(part)
            if column is None:
                return None
            known[part] = column > 0.0
            if conjuncts.alike:
                (name,) = free_variables(part)
                weights[name] = np.minimum(weights[name], column)
    forest = join_forest(question, subject, known)
    if not forest.total:
        return None
    later = [part for part in known if free_variables(part) and not conjuncts.alike]
    pairwise = [part for part in parts if len(free_variables(part)) == 2]
    return _chosen(
        _Looked(question, subject, conjuncts, forest, weights, shared, later, pairwise), number
    )


def _in_forest(question: Question, part: Formula) -> bool:
    return is_literal(part, question.vocabulary) and bool(free_variables(part))


@dataclass(frozen=True)
class _Looked:
    """What assignments are written out from.

    Attributes:
        question: What is asked.
        subject: The objects.
        conjuncts: What is known of its conjuncts.
        forest: The join forest, narrowed by the conjuncts of one witness.
        weights: The most that each row is worth as each witness, (n,).
        shared: The most that every assignment is worth.
        later: The conjuncts of one witness that are not in the weights.
        pairwise: Those of two witnesses that are no literals.
    """

    question: Question
    subject: Subject
    conjuncts: Conjuncts
    forest: JoinForest
    weights: Mapping[str, NDArray[np.float64]]
    shared: float
    later: list[Formula]
    pairwise: list[Formula]

    @property
    def exact(self) -> bool:
        """Whether the forest has no other assignments than those that satisfy the question."""
        return self.forest.exact

    def masks(self, level: float) -> dict[str, NDArray[np.bool_]]:
        """Return which rows each witness can be to be worth so much."""
        return {
            name: mask & (self.weights[name] >= level) for name, mask in self.forest.masks.items()
        }

    def satisfying(
        self, masks: dict[str, NDArray[np.bool_]]
    ) -> tuple[NDArray[np.intp], NDArray[np.float64]] | None:
        """Return the satisfying assignments of some rows, and their degrees."""
        names = self.question.plan.witnesses
        table = self.forest.table(masks)
        for part in self.forest.open:
            if part not in self.pairwise and len(table):
                columns = {name: table[:, place] for place, name in enumerate(names)}
                table = table[holding([part], self.subject, self.question.profile, columns)]
        degrees = np.full(len(table), self.shared)
        for place, name in enumerate(names):
            degrees = np.minimum(degrees, self.weights[name][table[:, place]])
        for part in self.later:
            place = names.index(next(iter(free_variables(part))))
            column = self.conjuncts.degrees(part, np.unique(table[:, place]))
            if column is None:
                return None
            degrees = np.minimum(degrees, column[table[:, place]])
        for part in self.pairwise:
            one, other = sorted(free_variables(part), key=names.index)
            both = table[:, [names.index(one), names.index(other)]]
            pairs, back = np.unique(both, axis=0, return_inverse=True)
            found = self.conjuncts.of_pairs(part, (one, other), pairs)
            if found is None:
                return None
            truth, value = (each[back.ravel()] for each in found)
            table, degrees = table[truth > 0.0], np.minimum(degrees, value)[truth > 0.0]
        return table, degrees


def _chosen(looked: _Looked, number: int) -> Best | None:
    forest = looked.forest
    levels = np.unique(
        np.concatenate(
            [np.empty(0), *(looked.weights[name][mask] for name, mask in forest.masks.items())]
        )
    )[::-1]
    if (not looked.exact and forest.total <= _MANY) or not len(levels):
        return _all(looked, number)

    def few(level: int, wanted: float) -> bool:
        return forest.number(looked.masks(levels[level])) >= wanted

    wanted = number if looked.exact else _MANY
    while True:
        place = bisect_left(range(len(levels)), True, key=lambda at: few(at, wanted))
        complete = place >= len(levels) - 1
        place = min(place, len(levels) - 1)
        masks = looked.masks(levels[place])
        if forest.number(masks) > _MOST:
            return _among_equals(looked, levels, place, number) if looked.exact else None
        found = looked.satisfying(masks)
        if found is None:
            return None
        table, degrees = found
        # What has another row is worth no more than that.
        rest = 0.0 if complete else min(levels[place + 1], looked.shared)
        if complete or np.count_nonzero(degrees >= rest) >= number:
            count = forest.total if looked.exact else len(table)
            return _ordered(table, degrees, number, count, exact=looked.exact or complete)
        wanted *= 16


def _all(looked: _Looked, number: int) -> Best | None:
    found = looked.satisfying(dict(looked.forest.masks))
    if found is None:
        return None
    return _ordered(*found, number, len(found[0]), exact=True)


def _among_equals(
    looked: _Looked, levels: NDArray[np.float64], place: int, number: int
) -> Best | None:
    """Return the best of a forest in which a great many are worth the same.

    All that are worth more are fewer than are wanted; of the others the lowest rows will do.
    """
    masks = looked.forest.lowest(looked.masks(levels[place]), number)
    parts = [looked.satisfying(masks)]
    if place:
        parts.append(looked.satisfying(looked.masks(levels[place - 1])))
    found = [part for part in parts if part is not None]
    table, first = np.unique(np.concatenate([one[0] for one in found]), axis=0, return_index=True)
    degrees = np.concatenate([one[1] for one in found])[first]
    return _ordered(table, degrees, number, looked.forest.total, exact=True)


def _ordered(
    table: NDArray[np.intp],
    degrees: NDArray[np.float64],
    number: int,
    count: int,
    *,
    exact: bool,
) -> Best | None:
    if not len(table):
        return None
    order = np.lexsort((*table.T[::-1], -degrees))[:number]
    return Best(table[order], degrees[order], count, exact)
