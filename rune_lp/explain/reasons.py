"""Why an image matches: the ground literals that make an assignment satisfy the question.

The truth of every scope is read from clingo's answer set; where a scope is true, some object makes
it so, and its best-scored one is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, cast

from rune_lp.explain.wording import Wording
from rune_lp.logic.degree import has_count
from rune_lp.logic.evaluate import compares
from rune_lp.logic.printing import formula_text
from rune_lp.logic.scope import free_variables, rename
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
from rune_lp.logic.terms import linear, measure_of
from rune_lp.plan.normal import negation
from rune_lp.plan.reach import Guards, RuleGuards, guard
from rune_lp.structure import SceneStructure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rune_lp.asp.answer import Answer, Assignment
    from rune_lp.asp.question import Question

__all__ = ["Explainer", "Reason"]

MOST_INSTANCES = 8
"""Instances of a universal or members of a count that are shown; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One literal of an explanation: as a ground atom, and as a sentence with its numbers.

    `objects` are the ids it speaks of. It is `told` if it says more than what an object is.
    """

    text: str
    sentence: str
    objects: tuple[int, ...] = ()
    told: bool = True


class Explainer:
    """Gives the reasons for one image's answer."""

    def __init__(self, question: Question, answer: Answer, rules: RuleGuards) -> None:
        self.question = question
        self.answer = answer
        self.rules = rules
        scene = answer.subject.scene
        self.structure = SceneStructure(scene, question.profile, 0.0, answer.defined)
        self.wording = Wording(
            answer.subject, question.vocabulary, question.profile, self.structure
        )
        ids, scores = scene.ids.tolist(), scene.scores.tolist()
        self.scores = dict(zip(ids, scores, strict=True))

    def reasons(self, assignment: Assignment) -> tuple[Reason, ...]:
        """Return the reasons why an assignment satisfies the question, each once."""
        plan = self.question.plan
        objects = dict(zip(plan.witnesses, assignment.objects, strict=True))
        guards = dict(plan.guards)
        found = [reason for part in plan.matrix for reason in self._reasons(part, objects, guards)]
        return tuple(dict.fromkeys(found))

    def _reasons(
        self, formula: Formula, objects: dict[str, int], guards: Guards
    ) -> Iterator[Reason]:
        """Yield the reasons for a true formula in existential normal form."""
        match formula:
            case Truth():
                return
            case And(parts):
                for part in parts:
                    yield from self._reasons(part, objects, guards)
            case Or(parts):
                true = next(part for part in parts if self._true(part, objects, guards))
                yield from self._reasons(true, objects, guards)
            case Atom() | Not(Atom()):
                yield self._atom(formula, objects)
            case Equal(left, right) | Not(Equal(left, right)):
                yield self._equality(formula, objects, (left, right))
            case Compare():
                yield self._comparison(formula, objects, guards)
            case Exists((variable,), body):
                inner = self._inner(variable, body, guards)
                chosen = next(self._instances(variable, body, objects, inner))
                yield from self._reasons(body, chosen, inner)
            case Counted(_, bound, variable, body):
                inner = self._inner(variable, body, guards)
                members = self._instances(variable, body, objects, inner)
                for member in islice(members, min(bound, MOST_INSTANCES)):
                    yield from self._reasons(body, member, inner)
            case Not(Exists((variable,), body)):
                yield from self._none(formula, variable, body, objects, guards)
            case _:
                yield self._plain(formula, objects, None)

    def _inner(self, variable: str, body: Formula, guards: Guards) -> Guards:
        return {**guards, variable: guard(variable, body, self.question.vocabulary, self.rules)}

    def _candidates(self, variable: str, guards: Guards) -> list[int]:
        rows = self.answer.subject.rows(guards[variable])
        ids = self.answer.subject.scene.ids[rows].tolist()
        return sorted(ids, key=lambda object_: (-self.scores[object_], object_))

    def _instances(
        self, variable: str, body: Formula, objects: dict[str, int], guards: Guards
    ) -> Iterator[dict[str, int]]:
        """Yield the assignments that extend the given one and satisfy the body, best first."""
        for object_ in self._candidates(variable, guards):
            extended = {**objects, variable: object_}
            if self._true(body, extended, guards):
                yield extended

    def _true(self, formula: Formula, objects: Mapping[str, int], guards: Guards) -> bool:
        match formula:
            case And(parts):
                return all(self._true(part, objects, guards) for part in parts)
            case Not(body):
                return not self._true(body, objects, guards)
            case Or(parts):
                return any(self._true(part, objects, guards) for part in parts)
            case Exists() | Counted():
                names = sorted(free_variables(formula))
                key = (formula, tuple(guards[name] for name in names))
                return tuple(objects[name] for name in names) in self.answer.extensions[key]
            case Atom(predicate, arguments):
                return self.structure.relates(predicate, tuple(objects[n] for n in arguments))
            case Equal(left, right):
                return objects[left] == objects[right]
            case Compare():
                return compares(formula, self.structure, objects)
            case _:
                return formula == Truth(True)

    def _none(
        self,
        formula: Formula,
        variable: str,
        body: Formula,
        objects: dict[str, int],
        guards: Guards,
    ) -> Iterator[Reason]:
        """Yield the reasons why no object satisfies a body: what each candidate has instead.

        Candidates that merely fail a literal (`no ship is near`) are summed up in one reason.
        """
        inner = self._inner(variable, body, guards)
        told = 0
        plain = 0
        for object_ in self._candidates(variable, inner):
            extended = {**objects, variable: object_}
            refuted = negation(body)
            parts = refuted.parts if isinstance(refuted, Or) else (refuted,)
            true = next(part for part in parts if self._true(part, extended, inner))
            if not isinstance(true, Exists | Counted | And):
                plain += 1
                continue
            told += 1
            if told <= MOST_INSTANCES:
                yield from self._reasons(true, extended, inner)
        if told > MOST_INSTANCES:
            sentence = f"and likewise for {told - MOST_INSTANCES} more"
            yield Reason(self._text(formula, objects), sentence)
        elif not told:
            yield self._plain(formula, objects, plain)

    def _text(self, formula: Formula, objects: Mapping[str, int]) -> str:
        names = {name: str(object_) for name, object_ in objects.items()}
        return formula_text(rename(formula, names, lambda name: name))

    def _atom(self, formula: Atom | Not, objects: Mapping[str, int]) -> Reason:
        atom = cast("Atom", formula.body if isinstance(formula, Not) else formula)
        ids = tuple(objects[name] for name in atom.arguments)
        holds = atom is formula
        told = not holds or self.question.vocabulary.predicates[atom.predicate].kind != "class"
        sentence = self.wording.atom(atom.predicate, ids, holds=holds)
        return Reason(self._text(formula, objects), sentence, ids, told)

    def _equality(
        self, formula: Formula, objects: Mapping[str, int], names: tuple[str, str]
    ) -> Reason:
        ids = (objects[names[0]], objects[names[1]])
        verb = "are the same" if ids[0] == ids[1] else "are different"
        sentence = f"{self.wording.named(ids[0])} and {self.wording.named(ids[1])} {verb}"
        return Reason(self._text(formula, objects), sentence, ids, told=False)

    def _comparison(self, formula: Compare, objects: dict[str, int], guards: Guards) -> Reason:
        ids = tuple(objects[name] for name in sorted(free_variables(formula)))
        text = self._text(formula, objects)
        if has_count(formula.left) or has_count(formula.right):
            return Reason(text, self._counts(formula, objects, guards), ids)
        return Reason(text, self.wording.compare(formula, objects), ids)

    def _counts(self, formula: Compare, objects: dict[str, int], guards: Guards) -> str:
        measure = measure_of(formula, self.question.vocabulary.attributes)
        form = linear(formula, measure.dimension)
        counted = []
        for _, leaf in form.coefficients:
            if isinstance(leaf, Count):
                inner = self._inner(leaf.variable, leaf.body, guards)
                number = sum(1 for _ in self._instances(leaf.variable, leaf.body, objects, inner))
                names = {name: str(object_) for name, object_ in objects.items()}
                body = formula_text(rename(leaf.body, names, lambda name: name))
                counted.append(f"{number} with {body}")
        return f"counted: {'; '.join(counted)}"

    def _plain(self, formula: Formula, objects: Mapping[str, int], plain: int | None) -> Reason:
        """Return the reason for a negated scope, which no object makes true."""
        text = self._text(formula, objects)
        ids = tuple(objects[name] for name in sorted(free_variables(formula)))
        body = formula.body if isinstance(formula, Not) else formula
        inside = body.body if isinstance(body, Exists | Counted) else body
        names = {name: str(object_) for name, object_ in objects.items()}
        condition = formula_text(rename(inside, names, lambda name: name))
        if isinstance(body, Counted):
            return Reason(text, f"fewer than {body.bound} objects with {condition}", ids)
        among = f", among {plain} looked at" if plain else ", for there are none to look at"
        return Reason(text, f"no object with {condition}{among}", ids)
