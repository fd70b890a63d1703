"""The truth of a plan's formulas in one image, as clingo's answer set has it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np

from rune_lp.asp.literals import holding
from rune_lp.geometry.relations import RELATIONS, tuples
from rune_lp.logic.degree import has_count
from rune_lp.logic.evaluate import COMPARISONS, compares
from rune_lp.logic.scope import free_variables
from rune_lp.logic.syntax import (
    And,
    Atom,
    Compare,
    Count,
    Counted,
    Equal,
    Exists,
    Formula,
    Not,
    Or,
    Truth,
)
from rune_lp.logic.terms import linear
from rune_lp.plan.plan import is_literal
from rune_lp.plan.reach import Classes, Guards, RuleGuards, guard
from rune_lp.quantities import COUNT
from rune_lp.structure import SceneStructure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rune_lp.asp.answer import Answer
    from rune_lp.asp.question import Question

__all__ = ["Model", "counts"]


def counts(formula: Compare) -> bool:
    """Whether a comparison is one of counts."""
    return has_count(formula.left) or has_count(formula.right)


@dataclass(frozen=True)
class Model:
    """One image's answer set, asked for the truth of formulas in existential normal form.

    Attributes:
        question: What was asked.
        answer: What the solver said of the image.
        rules: The guards of rule-defined predicates.
    """

    question: Question
    answer: Answer
    rules: RuleGuards
    _tuples: dict[tuple[str, tuple[Classes, ...]], frozenset[tuple[int, ...]]] = field(
        default_factory=dict, repr=False
    )
    _ranked: dict[Classes, list[int]] = field(default_factory=dict, repr=False)

    @cached_property
    def structure(self) -> SceneStructure:
        """The image's kept detections as a structure."""
        scene = self.answer.subject.scene
        return SceneStructure(scene, self.question.profile, 0.0, self.answer.defined)

    @cached_property
    def _scores(self) -> dict[int, float]:
        scene = self.answer.subject.scene
        return dict(zip(scene.ids.tolist(), scene.scores.tolist(), strict=True))

    def _reaching(self, predicate: str) -> bool:
        """Whether a predicate is a relation that only near objects can have."""
        kind = self.question.vocabulary.predicates[predicate].kind
        return kind == "relation" and RELATIONS[predicate].reach is not None

    def _related(self, relation: str, domains: tuple[Classes, ...]) -> frozenset[tuple[int, ...]]:
        """Return the ids that a relation holds of, found through the index once and for all."""
        key = (relation, domains)
        if key not in self._tuples:
            subject = self.answer.subject
            rows = (subject.rows(classes) for classes in domains)
            found = tuples(relation, subject.boxes, self.question.profile, *rows)
            self._tuples[key] = frozenset(map(tuple, subject.scene.ids[found].tolist()))
        return self._tuples[key]

    def inner(self, variable: str, body: Formula, guards: Guards) -> Guards:
        """Return the guards inside a quantifier."""
        return {**guards, variable: guard(variable, body, self.question.vocabulary, self.rules)}

    def candidates(self, classes: Classes) -> list[int]:
        """Return the objects of the classes, best first."""
        if classes not in self._ranked:
            rows = self.answer.subject.rows(classes)
            ids = self.answer.subject.scene.ids[rows].tolist()
            ranked = sorted(ids, key=lambda object_: (-self._scores[object_], object_))
            self._ranked[classes] = ranked
        return self._ranked[classes]

    def instances(
        self, variable: str, body: Formula, objects: Mapping[str, int], guards: Guards
    ) -> Iterator[int]:
        """Yield the objects that satisfy the body in the place of the variable, best first.

        Args:
            variable: The quantified variable.
            body: The quantifier's body.
            objects: What the body's other free variables denote.
            guards: The guards of all of them, that of the variable included.
        """
        parts = body.parts if isinstance(body, And) else (body,)
        yield from self.satisfying(
            self.candidates(guards[variable]), variable, parts, objects, guards
        )

    def satisfying(
        self,
        candidates: Sequence[int],
        variable: str,
        parts: Sequence[Formula],
        objects: Mapping[str, int],
        guards: Guards,
    ) -> Iterator[int]:
        """Yield which of some objects satisfy all parts in the place of the variable.

        The literals among the parts are asked of all objects at once.
        """
        literals = [part for part in parts if is_literal(part, self.question.vocabulary)]
        rest = [part for part in parts if part not in literals]
        if literals and candidates:
            ids = self.answer.subject.scene.ids
            rows = {variable: np.searchsorted(ids, candidates)}
            for name in frozenset().union(*map(free_variables, literals)) - {variable}:
                rows[name] = np.full(len(candidates), np.searchsorted(ids, objects[name]))
            kept = holding(literals, self.answer.subject, self.question.profile, rows)
            candidates = [candidates[place] for place in np.flatnonzero(kept).tolist()]
        for object_ in candidates:
            if not rest or self._all_hold(rest, {**objects, variable: object_}, guards):
                yield object_

    def _all_hold(
        self, parts: Sequence[Formula], objects: Mapping[str, int], guards: Guards
    ) -> bool:
        return all(self.holds(part, objects, guards) for part in parts)

    def members(self, count: Count, objects: Mapping[str, int], guards: Guards) -> list[int]:
        """Return the objects that a count term counts, best first."""
        inner = self.inner(count.variable, count.body, guards)
        return list(self.instances(count.variable, count.body, objects, inner))

    def holds(self, formula: Formula, objects: Mapping[str, int], guards: Guards) -> bool:
        """Return the truth of a formula, given what its free variables denote and their guards."""
        match formula:
            case And(parts):
                return all(self.holds(part, objects, guards) for part in parts)
            case Not(body):
                return not self.holds(body, objects, guards)
            case Or(parts):
                return any(self.holds(part, objects, guards) for part in parts)
            case Exists() | Counted():
                names = sorted(free_variables(formula))
                key = (formula, tuple(guards[name] for name in names))
                return tuple(objects[name] for name in names) in self.answer.extensions[key]
            case Atom(predicate, arguments):
                tuple_ = tuple(objects[name] for name in arguments)
                if self._reaching(predicate):
                    domains = tuple(guards[name] for name in arguments)
                    return tuple_ in self._related(predicate, domains)
                return self.structure.relates(predicate, tuple_)
            case Equal(left, right):
                return objects[left] == objects[right]
            case Compare(operator) if counts(formula):
                form = linear(formula, COUNT)
                total = sum(
                    coefficient * len(self.members(cast("Count", count), objects, guards))
                    for coefficient, count in form.coefficients
                )
                return COMPARISONS[operator](total, form.bound)
            case Compare():
                return compares(formula, self.structure, objects)
            case _:
                return formula == Truth(True)
