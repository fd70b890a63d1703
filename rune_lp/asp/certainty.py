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
    from collections.abc import Callable, Iterable, Sequence

    from rune_lp.asp.question import Question
    from rune_lp.asp.solver import Levels
    from rune_lp.rulefiles.facts import Signature
    from rune_lp.scenes import Scene

__all__ = ["Assignment", "Certainty"]


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

        No assignment is better than its least object, so the candidates are tried in that order
        until the rest cannot be better.
        """
        ranked = sorted((-self._bound(ids), ids) for ids in candidates)
        if self.question.plain:
            return [Assignment(ids, -bound) for bound, ids in ranked[:number]]
        batch = max(16, 2 * number)
        while True:
            scored = self.scored([ids for _, ids in ranked[:batch]])
            best = scored[:number]
            if not best or batch >= len(ranked) or best[-1].score > -ranked[batch][0]:
                return best
            batch *= 4

    def scored(self, candidates: Sequence[tuple[int, ...]]) -> list[Assignment]:
        """Return satisfying assignments with their degrees, by degree and then by ids."""
        if self.question.plain:
            scored = [Assignment(ids, self._bound(ids)) for ids in candidates]
        else:
            levels = self._assignment_levels(candidates)
            key = (WITNESS, len(self.question.plan.witnesses))
            known: dict[float, set[tuple[int, ...]]] = {}

            def reached(ids: tuple[int, ...], level: float) -> bool:
                if level not in known:
                    known[level] = set(levels.at(level, [key]).tuples[key])
                return ids in known[level]

            scored = [
                Assignment(ids, self._highest(lambda level, ids=ids: reached(ids, level)))  # type: ignore[misc]
                for ids in candidates
            ]
        return sorted(scored, key=lambda one: (-one.score, one.objects))

    def degree(self) -> float:
        """Return the degree of the sentence, over all detections."""
        question = self.question
        lines = facts(self._everything, question.subset, question.profile)
        levels = self._asked_at(question.certain_decision.rules, lines)
        return self._highest(lambda level: SATISFIED in levels.at(level, [(SATISFIED, 0)]))

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

    def _highest(self, reached: Callable[[float], bool]) -> float:
        """Return the highest level that is reached; every lower one is, then."""
        place = bisect_left(self._levels, True, key=lambda level: not reached(level))
        return self._levels[place - 1] if place else 0.0

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
            [(name, len(matrix.witnesses))],
        )

    def _asked_at(
        self, rules: Iterable[str], lines: Iterable[str], uses: Iterable[Signature] = ()
    ) -> Levels:
        domains = ("certain",) if self.question.monotone else ("certain", "possible")
        kept = (f"kept({object_})." for object_ in self.kept.scene.ids.tolist())
        program = self.question.program(*rules, facts={("kept", 1), ("object", 1), *uses})
        return self.question.solver.levels(program, [*kept, *lines], self._scores, domains)
