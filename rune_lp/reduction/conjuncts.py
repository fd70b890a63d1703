"""The conjuncts of a question's matrix over one image: of which rows each is true, and how well."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.asp.facts import Subject
from rune_lp.logic.scope import free_variables
from rune_lp.reduction.evaluate import Evaluator
from rune_lp.reduction.partners import values_of_pairs
from rune_lp.reduction.rows import Rows
from rune_lp.reduction.verdicts import verdicts, weakest_links
from rune_lp.scenes.block import Block

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from rune_lp.asp.question import Question
    from rune_lp.logic.syntax import Formula
    from rune_lp.reduction.bounds import Bounds
    from rune_lp.scenes import Scene

__all__ = ["Conjuncts"]


class Conjuncts:
    """The truth and the degrees of conjuncts, for the objects at the threshold.

    Where a column is not exact (see `evaluate`) there is none.

    Args:
        question: The question whose matrix has the conjuncts.
        scene: All detections of the image.
        kept: Those at the threshold.
    """

    def __init__(self, question: Question, scene: Scene, kept: Subject) -> None:
        self._question = question
        self._scene = scene
        self._kept = kept
        self.alike = question.monotone and question.min_score > 0.0
        """Whether truth and degree are one computation: a degree above 0 is one at the threshold,
        for more detections can only help, and those below it have less."""

    def sentence(self, part: Formula) -> float | None:
        """Return the degree of a conjunct without free variables; 0 if it is false."""
        question, library = self._question, self._question.library
        found = verdicts(question, self._truth.rows.block, library, part)
        if found.certain[0] != found.possible[0]:
            return None
        if not found.certain[0]:
            return 0.0
        degree = found.degrees[0]
        if np.isnan(degree):
            low, high = float(found.known.low[0]), float(found.known.high[0])
            block = Block.of([self._reached.scene.at_least(min(low, 1.0 - high))])
            degree = weakest_links(question, block, library, found.known, part)[0]
        return None if np.isnan(degree) else float(degree)

    def column(self, part: Formula) -> NDArray[np.float64] | None:
        """Return the value of a conjunct of one witness for each row, above 0 where it is true.

        It is the degree, if the two are alike.
        """
        (name,) = free_variables(part)
        rows = self._kept.rows(self._question.plan.guards[name])
        return self._truth.column(part, name, rows, np.arange(len(self._kept.scene)))

    def degrees(self, part: Formula, rows: NDArray[np.intp]) -> NDArray[np.float64] | None:
        """Return the degree of a conjunct of one witness for some rows, (n,); 0 for the others."""
        (name,) = free_variables(part)
        return self._degrees.column(part, name, rows, self._places)

    def of_pairs(
        self, part: Formula, names: tuple[str, str], pairs: NDArray[np.intp]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
        """Return for pairs (k, 2) the value of a conjunct, above 0 where true, and its degree."""
        guards = dict(self._question.plan.guards)
        found = []
        for evaluators, rows in (
            (self._truth, pairs.T),
            (self._truth, pairs.T) if self.alike else (self._degrees, self._places[pairs].T),
        ):
            told = partial(
                values_of_pairs,
                formula=part,
                names=names,
                pairs=(rows[0], rows[1]),
                guards=guards,
            )
            value = evaluators.exact(told)
            if value is None:
                return None
            found.append(value)
        return found[0], found[1]

    @cached_property
    def _reached(self) -> Subject:
        """The detections that the question can reach, and those at the threshold."""
        everything = Subject(self._scene)
        kept = np.searchsorted(self._scene.ids, self._kept.scene.ids)
        rows = np.union1d(everything.rows(self._question.subset.objects), kept)
        return everything if len(rows) == len(self._scene) else everything.among(rows)

    @cached_property
    def _truth(self) -> _Evaluators:
        scene = self._kept.scene
        weights = scene.scores if self.alike else np.ones(len(scene))
        return _Evaluators(self._question, self._kept, weights)

    @cached_property
    def _degrees(self) -> _Evaluators:
        return _Evaluators(self._question, self._reached, self._reached.scene.scores)

    @cached_property
    def _places(self) -> NDArray[np.intp]:
        """The rows of the kept detections among those that can be reached."""
        return np.searchsorted(self._reached.scene.ids, self._kept.scene.ids)


class _Evaluators:
    """The evaluators of some rows: one that glances, and one that measures what that leaves."""

    def __init__(self, question: Question, subject: Subject, weights: NDArray[np.float64]) -> None:
        self.rows = Rows(Block.of([subject.scene]), question.profile, subject.boxes)
        self._guards = dict(question.plan.guards)
        kept = subject.scene.scores >= question.min_score
        vocabulary, library = question.vocabulary, question.library
        self._stages = [
            Evaluator(self.rows, weights, kept, vocabulary, library, measured=measured)
            for measured in (False, True)
        ]

    def column(
        self, part: Formula, name: str, rows: NDArray[np.intp], places: NDArray[np.intp]
    ) -> NDArray[np.float64] | None:
        """Return a column at the places of some rows, 0 at those of others."""
        active = np.zeros(len(self.rows), dtype=np.bool_)
        active[places[rows]] = True
        column = self.exact(
            lambda one: one.column(part, name, self._guards, active.copy()), places[rows]
        )
        if column is None:
            return None
        values = np.zeros(len(places))
        values[rows] = column[places[rows]]
        return values

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
