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

from rune_lp.asp.facts import Subject
from rune_lp.asp.joins import join_forest
from rune_lp.asp.literals import holding
from rune_lp.logic.scope import free_variables
from rune_lp.plan.plan import is_literal
from rune_lp.reduction.evaluate import Evaluator
from rune_lp.reduction.partners import values_of_pairs
from rune_lp.reduction.rows import Rows
from rune_lp.scenes.block import Block

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray

    from rune_lp.asp.joins import JoinForest
    from rune_lp.asp.question import Question
    from rune_lp.logic.syntax import Formula
    from rune_lp.reduction.bounds import Bounds
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
    values = _values(question, scene, subject)
    single = [part for part in parts if len(free_variables(part)) < 2]
    known: dict[Formula, NDArray[np.bool_]] = {}
    for part in single:
        truth = values.truth(part)
        if truth is None:
            return None
        known[part] = truth
        if not truth.any():
            return None
    forest = join_forest(question, subject, known)
    if not forest.total:
        return None
    weights = _weights(question, values, single, forest)
    if weights is None:
        return None
    pairwise = [part for part in parts if len(free_variables(part)) == 2]
    return _chosen(_Looked(question, subject, values, forest, weights, pairwise), number)


def _in_forest(question: Question, part: Formula) -> bool:
    return is_literal(part, question.vocabulary) and bool(free_variables(part))


class _Values:
    """The truth and the degrees of a matrix's conjuncts, for the rows at the threshold."""

    def __init__(
        self,
        question: Question,
        truth: tuple[Subject, NDArray[np.float64]],
        degrees: tuple[Subject, NDArray[np.float64]],
        kept: Subject,
    ) -> None:
        self.question = question
        self._kept = kept
        self._truth = _Evaluators(question, *truth)
        same = degrees is truth
        self._degrees = self._truth if same else _Evaluators(question, *degrees)
        self._places = [
            np.searchsorted(subject.scene.ids, kept.scene.ids) for subject, _ in (truth, degrees)
        ]

    def truth(self, part: Formula) -> NDArray[np.bool_] | None:
        """Return which rows a conjunct of at most one witness is true of."""
        found = self._column(part, self._truth, self._places[0], None)
        return None if found is None else found > 0.0

    def degrees(self, part: Formula, among: NDArray[np.bool_]) -> NDArray[np.float64] | None:
        """Return a conjunct's degree for some rows."""
        return self._column(part, self._degrees, self._places[1], among)

    def _column(
        self,
        part: Formula,
        evaluators: _Evaluators,
        places: NDArray[np.intp],
        among: NDArray[np.bool_] | None,
    ) -> NDArray[np.float64] | None:
        guards = dict(self.question.plan.guards)
        if not free_variables(part):
            found = evaluators.exact(lambda one: one.sentence(part))
            return None if found is None else np.full(len(places), found[0])
        (name,) = free_variables(part)
        rows = self._kept.rows(guards[name]) if among is None else np.flatnonzero(among)
        active = np.zeros(len(evaluators.rows), dtype=np.bool_)
        active[places[rows]] = True
        column = evaluators.exact(
            lambda one: one.column(part, name, guards, active.copy()), places[rows]
        )
        if column is None:
            return None
        values = np.zeros(len(places))
        values[rows] = column[places[rows]]
        return values

    def of_pairs(
        self, part: Formula, names: tuple[str, str], table: NDArray[np.intp], *, degrees: bool
    ) -> NDArray[np.float64] | None:
        """Return the truth or the degree of a conjunct of two witnesses for some pairs (k, 2)."""
        evaluators = self._degrees if degrees else self._truth
        pairs = self._places[degrees][table].T
        guards = dict(self.question.plan.guards)
        return evaluators.exact(
            lambda one: values_of_pairs(one, part, names, (pairs[0], pairs[1]), guards)
        )


class _Evaluators:
    """The evaluators of some rows: one that glances, and one that measures what that leaves."""

    def __init__(
        self,
        question: Question,
        subject: Subject,
        weights: NDArray[np.float64],
    ) -> None:
        scene = subject.scene
        self.rows = Rows(Block.of([scene]), question.profile, subject.boxes)
        kept = scene.scores >= question.min_score
        self._stages = [
            Evaluator(
                self.rows, weights, kept, question.vocabulary, question.library, measured=measured
            )
            for measured in (False, True)
        ]

    def exact(
        self,
        evaluated: Callable[[Evaluator], Bounds],
        places: NDArray[np.intp] | slice = slice(None),
    ) -> NDArray[np.float64] | None:
        """Return values that are exact at some places, or None if they cannot be had."""
        for evaluator in self._stages:
            found = evaluated(evaluator)
            if found.low is found.high or (found.low[places] == found.high[places]).all():
                return found.low
        return None


def _values(question: Question, scene: Scene, kept: Subject) -> _Values:
    scores = kept.scene.scores
    if question.monotone and question.min_score > 0.0:
        # Among the detections at the threshold a degree above 0 is one at the threshold.
        both = kept, scores
        return _Values(question, both, both, kept)
    wanted = question.subset.objects
    everything = Subject(scene)
    reached = everything.among(np.union1d(everything.rows(wanted), _rows_of(scene, kept)))
    truth = kept, np.ones(len(scores))
    return _Values(question, truth, (reached, reached.scene.scores), kept)


def _rows_of(scene: Scene, kept: Subject) -> NDArray[np.intp]:
    return np.searchsorted(scene.ids, kept.scene.ids)


def _weights(
    question: Question, values: _Values, single: Iterable[Formula], forest: JoinForest
) -> Mapping[str, NDArray[np.float64]] | None:
    """Return what each row is worth as each witness; `""` stands for what all share."""
    weights = {name: forest.scores.copy() for name in question.plan.witnesses}
    shared = np.ones(1)
    for part in single:
        names = free_variables(part)
        among = forest.masks[next(iter(names))] if names else None
        degrees = values.degrees(part, among if among is not None else np.empty(0, dtype=bool))
        if degrees is None:
            return None
        for name in names:
            weights[name] = np.minimum(weights[name], degrees)
        if not names:
            shared = np.minimum(shared, degrees[:1])
    return {**weights, "": shared}


@dataclass(frozen=True)
class _Looked:
    """What assignments are written out from."""

    question: Question
    subject: Subject
    values: _Values
    forest: JoinForest
    weights: Mapping[str, NDArray[np.float64]]
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
        degrees = np.full(len(table), self.weights[""][0])
        for place, name in enumerate(names):
            degrees = np.minimum(degrees, self.weights[name][table[:, place]])
        for part in self.pairwise:
            found = self._pairwise(part, table)
            if found is None:
                return None
            true, value = found
            table, degrees = table[true], np.minimum(degrees, value)[true]
        return table, degrees

    def _pairwise(
        self, part: Formula, table: NDArray[np.intp]
    ) -> tuple[NDArray[np.bool_], NDArray[np.float64]] | None:
        names = sorted(free_variables(part), key=self.question.plan.witnesses.index)
        places = [self.question.plan.witnesses.index(name) for name in names]
        pairs, back = np.unique(table[:, places], axis=0, return_inverse=True)
        both = names[0], names[1]
        truth = self.values.of_pairs(part, both, pairs, degrees=False)
        degrees = self.values.of_pairs(part, both, pairs, degrees=True)
        if truth is None or degrees is None:
            return None
        return (truth > 0.0)[back.ravel()], degrees[back.ravel()]


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
        rest = 0.0 if complete else min(levels[place + 1], looked.weights[""][0])
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
