"""One image's answer: whether it satisfies the question, how well, and by which objects."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.asp.counting import JoinForest, join_forest
from rune_lp.asp.facts import Subject, facts
from rune_lp.asp.program import BIND, CONJUNCT, SATISFIED, WITNESS
from rune_lp.asp.solve import AnswerSet, Levels, ground, solve
from rune_lp.errors import NotSolvedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from rune_lp.asp.program import ScopeKey
    from rune_lp.asp.question import Question
    from rune_lp.scenes import Scene

__all__ = ["Answer", "Assignment", "answer"]

_ENOUGH = 64
"""Assignments to enumerate where their number is known without."""

_MOST = 20_000
"""Assignments to enumerate at most in order to count them."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Objects that satisfy the question, one per witness, and the degree to which they do."""

    objects: tuple[int, ...]
    score: float


@dataclass(frozen=True)
class Answer:
    """What the solver says of one image.

    Attributes:
        satisfied: The truth of the sentence at the score threshold (of a set query: whether it
            has an answer).
        degree: The weakest-link degree, which ranks.
        count: How many assignments of the witnesses satisfy the question; 1 for a true sentence
            without witnesses.
        exact: Whether `count` is exact; it is a lower bound otherwise.
        assignments: The best of them, by degree and then by ids.
        extensions: What each scope of the plan is true of, for explanations.
        defined: What each rule-defined predicate of the question is true of.
        subject: The image's kept detections.
    """

    satisfied: bool
    degree: float
    count: int
    exact: bool
    assignments: tuple[Assignment, ...]
    subject: Subject = field(repr=False)
    extensions: Mapping[ScopeKey, frozenset[tuple[int, ...]]] = field(
        default_factory=dict, repr=False
    )
    defined: Mapping[str, frozenset[tuple[int, ...]]] = field(default_factory=dict, repr=False)


def answer(
    question: Question, scene: Scene, *, explanations: int = 3, degree: bool = True
) -> Answer:
    """Return the answer of one image.

    Where no assignment of the witnesses passes even the conjuncts that need no solving (a class
    is absent, no pair is related), the sentence is false and clingo is not asked. Else clingo
    decides on the conditioned subset.

    Args:
        question: What is asked.
        scene: All detections of the image, those below the threshold included.
        explanations: How many assignments to return at most.
        degree: Whether to compute the degree of an image that does not match.

    Raises:
        NotSolvedError: if the image cannot be decided.
    """
    if question.needs_gsd and scene.gsd is None:
        raise NotSolvedError(
            "the image has no ground sample distance, so metres cannot be known "
            "(ask in px, or index with --gsd)"
        )
    subject = Subject(scene.at_least(question.min_score))
    forest = join_forest(question.plan, subject, question.vocabulary, question.profile)
    total = forest.count()
    if not total:
        return _unsatisfied(question, scene, subject, degree=degree)
    lines = tuple(facts(subject, question.subset, question.profile))
    enough = max(_ENOUGH, 8 * explanations) if forest.exact else _MOST
    top = _top(forest, subject, total, enough)
    found = _solve(question, lines, None if top is None else subject.scene.ids[top].tolist())
    if SATISFIED not in found.answer_set:
        return _unsatisfied(question, scene, subject, degree=degree)
    objects = found.witnesses
    if question.plan.witnesses and not objects:
        objects = _search(question, lines, max(1, explanations))
    count, exact = len(objects), found.complete
    if forest.exact:
        count, exact = total, True
    if not question.plan.witnesses:
        objects, count, exact = [()], 1, True
    scores = dict(zip(subject.scene.ids.tolist(), subject.scene.scores.tolist(), strict=True))
    ranked = sorted(objects, key=lambda ids: (-_weakest(ids, scores), ids))
    if question.plain:
        best = [Assignment(ids, _weakest(ids, scores)) for ids in ranked[:explanations]]
        score = _weakest(ranked[0], scores)
    else:
        certainty = _Certainty(question, scene, subject, lines, satisfied=True)
        score = certainty.degree()
        best = certainty.best(ranked, scores, explanations)
    return Answer(True, score, count, exact, tuple(best), subject, found.extensions, found.defined)


def _weakest(ids: Sequence[int], scores: Mapping[int, float]) -> float:
    return min((scores[object_] for object_ in ids), default=1.0)


def _unsatisfied(question: Question, scene: Scene, subject: Subject, *, degree: bool) -> Answer:
    score = 0.0
    if degree:
        score = _Certainty(question, scene, subject, (), satisfied=False).degree()
    return Answer(False, score, 0, True, (), subject)


@dataclass(frozen=True, slots=True)
class _Found:
    answer_set: AnswerSet
    witnesses: list[tuple[int, ...]]
    complete: bool
    extensions: Mapping[ScopeKey, frozenset[tuple[int, ...]]]
    defined: Mapping[str, frozenset[tuple[int, ...]]]


def _top(forest: JoinForest, subject: Subject, total: int, enough: int) -> NDArray[np.intp] | None:
    """Return the rows of the best-scored objects among which there are not too many assignments.

    None if there are not too many among all. An assignment is as good as its weakest object, so
    those among the top objects are better than all others.
    """
    if total <= enough:
        return None
    order = np.lexsort((np.arange(len(subject.scene)), -subject.scene.scores))

    def too_many(kept: int) -> bool:
        among = np.zeros(len(order), dtype=bool)
        among[order[:kept]] = True
        return forest.count(among) > enough

    return order[: bisect_left(range(len(order) + 1), True, key=too_many) - 1]


def _solve(question: Question, lines: Sequence[str], top: Sequence[int] | None) -> _Found:
    program = question.program
    keys = {key: (name, len(key[1])) for key, name in program.auxiliaries.items()}
    witness = (WITNESS, len(question.plan.witnesses))
    predicates = question.vocabulary.predicates
    rules = {name: (name, predicates[name].arity) for name in question.plan.reach.rules}
    wanted = {(SATISFIED, 0), *keys.values(), *rules.values()}
    parts = [question.defined, *question.rules, *program.rules, program.goal, *lines]
    if question.plan.witnesses:
        wanted.add(witness)
        if top is None:
            parts.append(program.witness())
        else:
            parts.append(f"#defined top/1.\n{program.witness(among='top')}")
            parts.extend(f"top({object_})." for object_ in top)
    answer_set = solve(parts, wanted)
    return _Found(
        answer_set,
        answer_set.tuples.get(witness, []),
        top is None,
        {key: frozenset(answer_set.tuples[signature]) for key, signature in keys.items()},
        {name: frozenset(answer_set.tuples[signature]) for name, signature in rules.items()},
    )


def _search(question: Question, lines: Sequence[str], number: int) -> list[tuple[int, ...]]:
    """Return some assignments, found by clingo's search, for none is among the top objects.

    This is the case where conjuncts that are no part of the join forest rule out all of the best
    objects, so that good assignments cannot be found by score.
    """
    program, plan = question.program, question.plan
    choices = []
    for place, name in enumerate(plan.witnesses):
        classes = plan.guards[name]
        domain = "object(X)" if classes is None else f"class(X, ({'; '.join(sorted(classes))}))"
        choices.append(f"{{ {BIND}({place}, X) : {domain} }} = 1.")
    constraints = [f":- not {CONJUNCT}({index})." for index in range(len(plan.matrix))]
    rules = [question.defined, *question.rules, *program.rules, *program.conjuncts]
    control = ground([*rules, *choices, *constraints, *lines])
    control.configuration.solve.models = number  # type: ignore[union-attr]
    found: list[tuple[int, ...]] = []
    with control.solve(yield_=True) as handle:
        for model in handle:
            bound = {
                symbol.arguments[0].number: symbol.arguments[1].number
                for symbol in model.symbols(atoms=True)
                if symbol.match(BIND, 2)
            }
            found.append(tuple(bound[place] for place in range(len(plan.witnesses))))
    return found


class _Certainty:
    """The weakest-link degrees of one image's sentence and assignments, by levels."""

    def __init__(
        self,
        question: Question,
        scene: Scene,
        subject: Subject,
        lines: Sequence[str],
        *,
        satisfied: bool,
    ) -> None:
        self.question = question
        # If more detections can only help, a satisfied sentence has its degree from those kept.
        enough = satisfied and question.monotone
        self.subject = subject if enough else Subject(scene)
        if not enough:
            lines = tuple(facts(self.subject, question.subset, question.profile))
        self.lines = lines
        self.kept = subject.scene.ids.tolist()
        rows = self.subject.rows(question.subset.objects)
        ids, scores = (
            self.subject.scene.ids[rows].tolist(),
            self.subject.scene.scores[rows].tolist(),
        )
        self.scores = dict(zip(ids, scores, strict=True))
        levels = {1.0, *scores}
        if not question.monotone:
            levels |= {1.0 - score for score in scores}
        self.levels = sorted(levels - {0.0})

    def ground(self, candidates: Iterable[tuple[int, ...]] = ()) -> Levels:
        program = self.question.certainty
        parts = [
            self.question.defined,
            *self.question.rules,
            *program.rules,
            program.goal,
            "#defined kept/1. #defined object/1.",
            f"#defined candidate/{len(program.witnesses)}.",
            "#external certain(X) : object(X). #external possible(X) : object(X).",
            *(f"kept({object_})." for object_ in self.kept),
            *self.lines,
        ]
        if program.witnesses:
            parts.append(program.witness(among="certain", of="candidate"))
            parts.extend(f"candidate({','.join(map(str, ids))})." for ids in candidates)
        return Levels(ground(parts), self.scores)

    def degree(self) -> float:
        levels = self.ground()
        return self.highest(lambda level: SATISFIED in levels.at(level, [(SATISFIED, 0)]))

    def highest(self, reached: Callable[[float], bool]) -> float:
        """Return the highest level that is reached; every lower one is then."""
        place = bisect_left(self.levels, True, key=lambda level: not reached(level))
        return self.levels[place - 1] if place else 0.0

    def best(
        self, ranked: Sequence[tuple[int, ...]], bounds: Mapping[int, float], number: int
    ) -> list[Assignment]:
        """Return the best of the assignments, which are ranked by the bounds of their degrees."""
        if not self.question.plan.witnesses:
            return [Assignment((), self.degree())][:number]
        batch = max(16, 2 * number)
        while True:
            scored = self.scored(ranked[:batch])
            best = sorted(scored, key=lambda one: (-one.score, one.objects))[:number]
            rest = ranked[batch : batch + 1]
            if not best or not rest or best[-1].score >= _weakest(rest[0], bounds):
                return best
            batch *= 4

    def scored(self, candidates: Sequence[tuple[int, ...]]) -> list[Assignment]:
        levels = self.ground(candidates)
        key = (WITNESS, len(self.question.plan.witnesses))
        known: dict[float, set[tuple[int, ...]]] = {}

        def at(level: float) -> set[tuple[int, ...]]:
            if level not in known:
                known[level] = set(levels.at(level, [key]).tuples[key])
            return known[level]

        return [
            Assignment(ids, self.highest(lambda level, ids=ids: ids in at(level)))  # type: ignore[misc]
            for ids in candidates
        ]
