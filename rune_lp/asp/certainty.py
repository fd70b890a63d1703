"""Weakest-link degrees by a solver: of assignments, and of a sentence."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.asp.compiler import atom_text
from rune_lp.asp.facts import Subject, facts
from rune_lp.asp.program import SATISFIED, WITNESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rune_lp.asp.question import Question
    from rune_lp.asp.solver import Levels
    from rune_lp.rulefiles.facts import Signature
    from rune_lp.scenes import Scene

__all__ = ["Assignment", "Certainty"]


_FEW = 500
"""Candidates whose degrees cost little beside the facts that they rest on."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Objects that satisfy the question, one per witness, and the degree to which they do."""

    objects: tuple[int, ...]
    score: float


@dataclass(frozen=True)
class Certainty:
    """The degrees of one image's assignments and sentence.

    A degree is one of finitely many levels: the scores, and 1 minus them where detections can do
    harm. To have at least some degree is monotone in it, so the level is found by bisection; the
    program is set up once, and a level is a matter of which objects are certain or possible.

    Attributes:
        question: What is asked.
        scene: All detections of the image.
        kept: Those at the threshold.
    """

    question: Question
    scene: Scene
    kept: Subject

    def best(self, candidates: Iterable[tuple[int, ...]], number: int) -> list[Assignment]:
        """Return the best of some true assignments, by degree and then by ids.

        No assignment is better than its least object. So of many candidates a few are tried first:
        to be better than the last of the best among these, one must have its degree in its objects.
        """
        ranked = sorted((-self._bound(ids), ids) for ids in candidates)
        if self.question.plain:
            return [Assignment(ids, -bound) for bound, ids in ranked[:number]]
        few = max(_FEW, 2 * number)
        best = self.scored([ids for _, ids in ranked[:few]], number)
        least = best[-1].score if len(best) == number else 0.0
        if few >= len(ranked) or least > -ranked[few][0]:
            return best
        return self.scored([ids for bound, ids in ranked if -bound >= least], number)

    def scored(
        self, candidates: Sequence[tuple[int, ...]], number: int | None = None
    ) -> list[Assignment]:
        """Return satisfying assignments with their degrees, by degree and then by ids.

        Args:
            candidates: Assignments.
            number: How many of the best are wanted, or None for all.
        """
        if self.question.plain:
            scored = [Assignment(ids, self._bound(ids)) for ids in candidates]
        else:
            scored = self._found(candidates, len(candidates) if number is None else number)
        return sorted(scored, key=lambda one: (-one.score, one.objects))[:number]

    def _found(self, candidates: Sequence[tuple[int, ...]], number: int) -> list[Assignment]:
        """Return at least so many of the best assignments, by bisection of the levels for all.

        The upper half of the levels is searched first, and the lower one if it is needed.
        """
        program = self._assignment_levels(candidates)
        key = (WITNESS, len(self.question.plan.witnesses))
        found: list[Assignment] = []

        def search(low: int, high: int, open_: set[tuple[int, ...]]) -> None:
            """Find assignments that reach the level before `low` and not that at `high`."""
            if not open_ or len(found) >= number:
                return
            if low == high:
                degree = self._levels[low - 1] if low else 0.0
                found.extend(Assignment(ids, degree) for ids in open_)
                return
            middle = (low + high) // 2
            reached = open_.intersection(program.at(self._levels[middle]).tuples[key])
            search(middle + 1, high, reached)
            search(low, middle, open_ - reached)

        search(0, len(self._levels), set(candidates))
        return found

    def degree(self, *, decomposed: bool = True) -> float:
        """Return the degree of the sentence, over all detections.

        Args:
            decomposed: Whether by the decomposed program or by the flat one.
        """
        question = self.question
        program = question.certain_decision if decomposed else question.certain_flat
        lines = facts(self._everything, question.subset, question.profile)
        levels = self._asked_at(program.rules, lines, (SATISFIED, 0))
        # Every level below one that is reached is reached, too.
        place = bisect_left(self._levels, True, key=lambda level: SATISFIED not in levels.at(level))
        return self._levels[place - 1] if place else 0.0

    def _bound(self, ids: tuple[int, ...]) -> float:
        return min((self._scores[object_] for object_ in ids), default=1.0)

    @cached_property
    def _everything(self) -> Subject:
        return Subject(self.scene)

    @cached_property
    def _scores(self) -> dict[int, float]:
        return dict(zip(self.scene.ids.tolist(), self.scene.scores.tolist(), strict=True))

    @cached_property
    def _levels(self) -> list[float]:
        levels = {1.0, *self._scores.values()}
        if not self.question.monotone:
            levels |= {1.0 - score for score in levels}
        return sorted(levels - {0.0})

    def _assignment_levels(self, candidates: Sequence[tuple[int, ...]]) -> Levels:
        question, matrix = self.question, self.question.certain_matrix
        bound = sorted({object_ for ids in candidates for object_ in ids})
        tried = self.kept.among(np.searchsorted(self.kept.scene.ids, bound))
        # Where more detections can only help, those below the threshold add no level above it,
        # and these assignments have their degrees above it.
        subject = self.kept if question.monotone else self._everything
        name = "candidate"
        witness = matrix.witness_rule(atom_text(name, matrix.witnesses), among="certain")
        return self._asked_at(
            [*matrix.rules, witness],
            [
                *(f"{atom_text(name, ids)}." for ids in candidates),
                *facts(tried, question.literals, question.profile),
                *facts(subject, question.scopes, question.profile),
            ],
            (WITNESS, len(matrix.witnesses)),
            [(name, len(matrix.witnesses))],
        )

    def _asked_at(
        self,
        rules: Iterable[str],
        lines: Iterable[str],
        wanted: Signature,
        uses: Iterable[Signature] = (),
    ) -> Levels:
        domains = ("certain",) if self.question.monotone else ("certain", "possible")
        kept = (f"kept({object_})." for object_ in self.kept.scene.ids.tolist())
        program = self.question.program(*rules, facts={("kept", 1), ("object", 1), *uses})
        lines = [*kept, *lines]
        return self.question.solver.levels(program, lines, self._scores, domains, [wanted])
