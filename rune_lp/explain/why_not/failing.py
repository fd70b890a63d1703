"""What holds of a question in an image, and what fails, in words and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rune_lp.asp.answer import Answer, answer
from rune_lp.asp.facts import Subject, facts
from rune_lp.asp.question import make_question
from rune_lp.explain.why.reasons import Explainer
from rune_lp.explain.why_not.misses import miss_of
from rune_lp.geometry.relations import RELATIONS, evidence
from rune_lp.logic.printing import formula_text
from rune_lp.logic.scope import atoms, free_variables, rename
from rune_lp.logic.syntax import Atom, Formula, Not, Sentence, SetQuery
from rune_lp.plan.normal import conjunction, negation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rune_lp.asp.question import Question
    from rune_lp.explain.why.reasons import Reason
    from rune_lp.explain.why_not.held import Held
    from rune_lp.geometry.conditions import Measurement
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.scenes import Scene

__all__ = ["Failing", "Teller"]


@dataclass(frozen=True, slots=True)
class Failing:
    """A part of a question that is false in an image.

    Attributes:
        fol: The part, with the ids of the objects that its witnesses are given.
        sentence: Why it is false, with the numbers of the nearest miss.
        objects: The objects that this speaks of.
        numbers: What was measured of the nearest miss, and what that was compared with.
    """

    fol: str
    sentence: str
    objects: tuple[int, ...]
    numbers: tuple[Measurement, ...]


@dataclass(frozen=True)
class Teller:
    """Tells of one image what holds of a question, and what does not.

    Attributes:
        question: What was asked.
        scene: All detections of the image.
        library: The loaded rule files.
    """

    question: Question
    scene: Scene
    library: RuleLibrary

    def holding(self, held: Held) -> list[str]:
        """Return the reasons for what holds, each once."""
        if not held.held:
            return []
        reasons = self._reasons(conjunction(held.held), held.objects)
        told = [reason.sentence for reason in reasons if reason.told]
        return list(dict.fromkeys(told or [reason.sentence for reason in reasons]))

    def failing(self, held: Held) -> list[Failing]:
        """Return what fails, each part with the reasons for its contrary."""
        return [self._failing(part, held.objects) for part in held.failing]

    def _failing(self, part: Formula, objects: Mapping[str, int]) -> Failing:
        reasons = self._reasons(negation(part), objects)
        told = [reason for reason in reasons if reason.told] or list(reasons)
        sentences = dict.fromkeys(reason.sentence for reason in told)
        bound = [objects[name] for name in sorted(free_variables(part))]
        spoken = [one for reason in told for one in reason.objects]
        asked = [(part, dict(objects))]
        asked += [(negation(reason.formula), dict(reason.binding)) for reason in told]
        measured = next(filter(None, (self._measured(*one) for one in asked)), None)
        nearest, numbers = measured or ((), ())
        return Failing(
            filled(part, objects),
            "; ".join(list(sentences)[:2]),
            tuple(dict.fromkeys([*bound, *spoken, *nearest])),
            numbers,
        )

    def _measured(
        self, part: Formula, objects: Mapping[str, int]
    ) -> tuple[tuple[int, ...], tuple[Measurement, ...]] | None:
        """Return the objects of the nearest miss of a part's one relation, and its numbers."""
        inner = part.body if isinstance(part, Not) else part
        name, ids = "", None
        if isinstance(inner, Atom) and inner.predicate in RELATIONS:
            name, ids = inner.predicate, tuple(objects[each] for each in inner.arguments)
        elif (found := _asked(part, objects)) is not None:
            name, ids = found[0], self._nearest(*found)
        if ids is None:
            return None
        rows = (int(self.scene.ids.searchsorted(one)) for one in ids)
        boxes = Subject(self.scene).boxes
        return ids, evidence(name, boxes, self.question.profile, *rows)

    def _reasons(self, formula: Formula, objects: Mapping[str, int]) -> tuple[Reason, ...]:
        """Return the reasons for a true formula whose free variables denote some objects."""
        names = tuple(sorted(free_variables(formula)))
        query = SetQuery(names, formula) if names else Sentence(formula)
        question = make_question(
            query,
            self.question.vocabulary,
            self.library,
            profile=self.question.profile,
            min_score=self.question.min_score,
            solver=self.question.solver,
        )
        if not names:
            found = answer(question, self.scene, explanations=1, degree=False)
            chosen = found.assignments[0].objects
        else:
            found = self._extended(question)
            chosen = tuple(objects[name] for name in question.plan.witnesses)
        explainer = Explainer(question, found, self.library, self.scene)
        return explainer.reasons_for(chosen)

    def _extended(self, question: Question) -> Answer:
        """Return what a question's scopes and rules are true of, over all objects."""
        subject = Subject(self.scene.at_least(question.min_score))
        matrix, predicates = question.matrix, question.vocabulary.predicates
        keys = {key: (name, len(key[1])) for key, name in matrix.auxiliaries.items()}
        rules = {name: (name, predicates[name].arity) for name in question.plan.rules}
        wanted = {*keys.values(), *rules.values()}
        found = {}
        if wanted:
            lines = facts(subject, question.subset, question.profile)
            program = question.program(*matrix.rules)
            found = dict(question.solver.solve(program, lines, wanted).tuples)
        return Answer(
            satisfied=True,
            degree=0.0,
            count=1,
            exact=False,
            assignments=(),
            subject=subject,
            extensions={key: frozenset(found[one]) for key, one in keys.items()},
            defined={name: frozenset(found[one]) for name, one in rules.items()},
        )

    def _nearest(self, relation: str, place: int, known: int) -> tuple[int, ...] | None:
        """Return the pair that misses a relation by the least, with a known object in one place."""
        subject = Subject(self.scene.at_least(self.question.min_score))
        needs = (need for need in self.question.subset.relations if need.name == relation)
        domains = next((need.domains for need in needs), (None, None))
        row = int(subject.scene.ids.searchsorted(known))
        rows = subject.rows(domains[place])
        rows = rows[rows != row]
        columns = [np.full(len(rows), row), np.full(len(rows), row)]
        columns[place] = rows
        profile = self.question.profile
        misses = miss_of(relation, subject.boxes, profile, columns, holds=True)
        misses[RELATIONS[relation].holds(subject.boxes, profile, *columns)] = np.inf
        if not np.isfinite(misses).any():
            return None
        best = int(misses.argmin())
        return tuple(int(subject.scene.ids[column[best]]) for column in columns)


def filled(formula: Formula, objects: Mapping[str, int]) -> str:
    """Return a formula's text with the ids of objects in place of its free variables.

    >>> filled(Atom("near", ("x", "y")), {"x": 4, "y": 2})
    'near(4, 2)'
    """
    names = {name: str(objects[name]) for name in free_variables(formula)}
    return formula_text(rename(formula, names, lambda name: name))


def _asked(part: Formula, objects: Mapping[str, int]) -> tuple[str, int, int] | None:
    """Return the one relation to a known object in a scope, the open place, and that object."""
    found: list[Any] = []
    for atom in atoms(part):
        if atom.predicate in RELATIONS and len(atom.arguments) == 2:
            known = [place for place, name in enumerate(atom.arguments) if name in objects]
            found.append((atom, known))
    if len(found) != 1 or len(found[0][1]) != 1:
        return None
    atom, (place,) = found[0]
    return atom.predicate, 1 - place, objects[atom.arguments[place]]
