"""Why an image matches: the ground literals that make an assignment satisfy the question.

The truth of every scope is read from clingo's answer set; where a scope is true, some object makes
it so, and its best-scored one is named; where it is false, the objects it might have been are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from rune_lp.asp.facts import Subject
from rune_lp.explain.rules.slots import Slots
from rune_lp.explain.why.truth import Model, counts
from rune_lp.explain.words.phrases import Phrases, conjuncts, disjuncts
from rune_lp.explain.words.scopes import MOST_NAMED, Scope, more
from rune_lp.explain.words.wording import SIGNS, Wording
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
    Number,
    Or,
    Product,
    Sum,
    Term,
    Truth,
)
from rune_lp.plan.normal import conjunction, negation
from rune_lp.translate.phrases import Noun

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rune_lp.asp.answer import Answer, Assignment
    from rune_lp.asp.question import Question
    from rune_lp.plan.reach import Guards
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.scenes import Scene

__all__ = ["Explainer", "Reason", "is_literal"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of an explanation: what is true, and a sentence that says so with its numbers.

    Attributes:
        formula: A literal, or a scope that is counted or denied as a whole.
        binding: Its free variables and the ids of the objects that they denote.
        sentence: What it says of this image.
        told: Whether that is more than what an object is.
    """

    formula: Formula
    binding: tuple[tuple[str, int], ...]
    sentence: str
    told: bool = True

    @property
    def text(self) -> str:
        """The formula with ids in place of its free variables.

        >>> Reason(Atom("near", ("x", "y")), (("x", 7), ("y", 2)), "").text
        'near(7, 2)'
        """
        names = {name: str(object_) for name, object_ in self.binding}
        return formula_text(rename(self.formula, names, lambda name: name))

    @property
    def objects(self) -> tuple[int, ...]:
        """The ids of the objects that it speaks of."""
        return tuple(object_ for _, object_ in self.binding)


class Explainer:
    """Gives the reasons for one image's answer.

    Args:
        question: What was asked.
        answer: What the solver said of the image; it matches.
        rules: The loaded rule files.
        scene: All detections of the image, those below the threshold included.
    """

    def __init__(
        self, question: Question, answer: Answer, rules: RuleLibrary, scene: Scene
    ) -> None:
        self.question = question
        self.model = Model(question, answer, rules)
        self.everything = Subject(scene)
        wording = Wording(
            answer.subject, question.vocabulary, question.profile, self.model.structure
        )
        self.slots = Slots(question, answer.subject, rules, wording)
        self.wording = replace(wording, values=self.slots.values)
        self.slots.wording = self.wording
        self.phrases = Phrases(question.vocabulary)
        self._known: dict[tuple[object, ...], tuple[Reason, ...]] = {}

    def reasons(self, assignment: Assignment) -> tuple[Reason, ...]:
        """Return the reasons why an assignment satisfies the question, each once."""
        return self.reasons_for(assignment.objects)

    def reasons_for(self, ids: tuple[int, ...]) -> tuple[Reason, ...]:
        """Return the reasons why objects satisfy the question in the places of its witnesses."""
        plan = self.question.plan
        objects = dict(zip(plan.witnesses, ids, strict=True))
        found = self._why(conjunction(plan.matrix), objects, dict(plan.guards))
        return tuple({reason.text: reason for reason in found}.values())

    def _why(self, formula: Formula, objects: dict[str, int], guards: Guards) -> tuple[Reason, ...]:
        """Return the reasons for a true formula; assignments have many of them in common."""
        free = sorted(free_variables(formula))
        key = (formula, tuple((objects[name], guards[name]) for name in free))
        if key not in self._known:
            self._known[key] = tuple(self._reasons(formula, objects, guards))
        return self._known[key]

    def _reasons(
        self, formula: Formula, objects: dict[str, int], guards: Guards
    ) -> Iterator[Reason]:
        """Yield the reasons for a true formula in existential normal form."""
        match formula:
            case Truth():
                return
            case And(parts):
                for part in parts:
                    for reason in self._why(part, objects, guards):
                        # "Only 2 planes" says of "2 planes" all there is to say.
                        counted = reason.formula == part and _bounded(part, parts)
                        yield replace(reason, told=False) if counted else reason
            case Or(parts):
                true = next(part for part in parts if self.model.holds(part, objects, guards))
                yield from self._why(true, objects, guards)
            case Atom() | Not(Atom()):
                yield self.literal(formula, objects)
            case Equal(left, right) | Not(Equal(left, right)):
                yield self.equality(formula, objects, (left, right))
            case Compare():
                yield self.comparison(formula, objects, guards)
            case Exists((variable,), body):
                inner = self.model.inner(variable, body, guards)
                chosen = next(self.model.instances(variable, body, objects, inner))
                yield from self._why(body, {**objects, variable: chosen}, inner)
            case Counted(_, bound, variable, body):
                inner = self.model.inner(variable, body, guards)
                members = list(self.model.instances(variable, body, objects, inner))
                sentence = self.scope(variable, body, objects, inner).many(members)
                yield self._reason(formula, objects, sentence)
                for member in members[: min(bound, MOST_NAMED)]:
                    yield from self._why(body, {**objects, variable: member}, inner)
            case Not(Exists((variable,), body)):
                yield from self._none(formula, variable, body, objects, guards)
            case Not(Counted(_, _, variable, body)):
                inner = self.model.inner(variable, body, guards)
                members = list(self.model.instances(variable, body, objects, inner))
                sentence = self.scope(variable, body, objects, inner).many(members)
                yield self._reason(formula, objects, f"{'only ' if members else ''}{sentence}")
            case _:
                raise TypeError(f"not in existential normal form: {formula}")

    def _none(
        self,
        formula: Formula,
        variable: str,
        body: Formula,
        objects: dict[str, int],
        guards: Guards,
    ) -> Iterator[Reason]:
        """Yield the reasons why no object satisfies a body: what the candidates have instead.

        One reason says it of all. What each has to show for it follows, unless it is merely that
        a literal fails.
        """
        inner = self.model.inner(variable, body, guards)
        scope = self.scope(variable, body, objects, inner)
        each = scope.each()
        denials = [denial for part in scope.rest for denial in disjuncts(negation(part))]
        possible = set(self.model.candidates(inner[variable]))
        shown: list[tuple[Formula, dict[str, int]]] = []
        # Outside of its guard the body fails by a class, and the answer set knows of nothing else.
        for object_ in filter(possible.__contains__, scope.subjects):
            extended = {**objects, variable: object_}
            true = next(denial for denial in denials if self.model.holds(denial, extended, inner))
            if each or not is_literal(true):
                shown.append((true, extended))
        sentence = f"{each or scope.none()}{more(max(0, len(shown) - MOST_NAMED))}"
        yield self._reason(formula, objects, sentence)
        for true, extended in shown[:MOST_NAMED]:
            yield from self._why(true, extended, inner)

    def scope(self, variable: str, body: Formula, objects: dict[str, int], guards: Guards) -> Scope:
        """Return the scope of a quantifier, its variable's guard among the guards."""
        naming = self.phrases.naming(variable, body)
        # A body that contradicts itself has an empty guard, but objects are not missing for that.
        classes = self.model.inner(variable, naming or body, guards)[variable] or None
        apart = [part for part in conjuncts(body) if _apart(part, variable, objects)]
        rest = [part for part in conjuncts(body) if part is not naming and part not in apart]

        def satisfying(candidates: list[int], parts: list[Formula]) -> list[int]:
            return list(self.model.satisfying(candidates, variable, parts, objects, guards))

        candidates = satisfying(self.model.candidates(classes), apart)
        wider = self.phrases.class_noun(classes or ())
        noun = wider if naming is None else self.phrases.noun(naming)
        if apart:
            noun, wider = Noun(f"other {noun.singular}"), Noun(f"other {wider.singular}")
        scores = self.everything.scene.scores[self.everything.rows(classes)]
        below = scores[scores < self.question.min_score]
        return Scope(
            self.wording,
            variable,
            noun,
            candidates if naming is None else satisfying(candidates, [naming]),
            tuple(part for part in rest if part != Truth(True)),
            objects,
            (wider, len(candidates)),
            float(below.max()) if len(below) else None,
            self.question.min_score,
        )

    def _reason(
        self, formula: Formula, objects: Mapping[str, int], sentence: str, *, told: bool = True
    ) -> Reason:
        binding = tuple((name, objects[name]) for name in sorted(free_variables(formula)))
        return Reason(formula, binding, sentence, told)

    def literal(self, formula: Atom | Not, objects: Mapping[str, int]) -> Reason:
        """Return the reason that an atom or its negation is, where that is true."""
        atom = cast("Atom", formula.body if isinstance(formula, Not) else formula)
        ids = tuple(objects[name] for name in atom.arguments)
        holds = atom is formula
        told = not holds or self.question.vocabulary.predicates[atom.predicate].kind != "class"
        sentence = self.wording.atom(atom.predicate, ids, holds=holds)
        return self._reason(formula, objects, sentence, told=told)

    def equality(
        self, formula: Formula, objects: Mapping[str, int], names: tuple[str, str]
    ) -> Reason:
        """Return the reason that an equality or its negation is."""
        one, other = (objects[name] for name in names)
        verb = "are the same" if one == other else "are different"
        sentence = f"{self.wording.named(one)} and {self.wording.named(other)} {verb}"
        return self._reason(formula, objects, sentence, told=False)

    def comparison(self, formula: Compare, objects: dict[str, int], guards: Guards) -> Reason:
        """Return the reason that a comparison is, of counts or of attributes."""
        if counts(formula):
            return self._reason(formula, objects, self._counted(formula, objects, guards))
        return self._reason(formula, objects, self.wording.compare(formula, objects))

    def _counted(self, formula: Compare, objects: dict[str, int], guards: Guards) -> str:
        """Return what a comparison of counts has counted, and the arithmetic."""
        counted: dict[Count, None] = {}

        def side(term: Term) -> str:
            match term:
                case Count():
                    counted[term] = None
                    return f"{len(self.model.members(term, objects, guards)):,}"
                case Product(factor, inner):
                    bracketed = f"({side(inner)})" if isinstance(inner, Sum) else side(inner)
                    return f"{factor:f} × {bracketed}"
                case Sum(left, right, minus):
                    return f"{side(left)} {'−' if minus else '+'} {side(right)}"
                case Number(value):
                    return f"{value:f}"
                case _:
                    raise TypeError(f"not a term of counts: {term}")

        sign = SIGNS.get(formula.operator, formula.operator)
        arithmetic = f"{side(formula.left)} {sign} {side(formula.right)}"
        told = []
        for count in counted:
            inner = self.model.inner(count.variable, count.body, guards)
            members = self.model.members(count, objects, guards)
            told.append(self.scope(count.variable, count.body, objects, inner).many(members))
        return f"{arithmetic}: {'; '.join(told)}"


def is_literal(formula: Formula) -> bool:
    """Return whether a formula is an atom, a comparison, or the negation of one."""
    inner = formula.body if isinstance(formula, Not) else formula
    return isinstance(inner, Truth | Atom | Equal | Compare)


def _bounded(part: Formula, parts: tuple[Formula, ...]) -> bool:
    """Whether another part bounds from above what a part counts."""
    if not isinstance(part, Counted):
        return False
    return any(
        isinstance(other, Not)
        and isinstance(other.body, Counted)
        and (other.body.variable, other.body.body) == (part.variable, part.body)
        for other in parts
    )


def _apart(formula: Formula, variable: str, objects: Mapping[str, int]) -> bool:
    """Whether a formula says that a variable denotes none of the known objects."""
    match formula:
        case Not(Equal(left, right)):
            return (left in objects and right == variable) or (
                left == variable and right in objects
            )
        case _:
            return False
