"""One image's answer: whether it satisfies the question, how well, and by which objects."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from rune_lp.asp.certainty import Assignment, Certainty
from rune_lp.asp.facts import Subject, facts
from rune_lp.asp.joins import join_forest
from rune_lp.asp.program import SATISFIED, WITNESS
from rune_lp.errors import NotSolvedError
from rune_lp.logic.scope import atoms
from rune_lp.logic.syntax import Atom, Not

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from rune_lp.asp.compiler import ScopeKey
    from rune_lp.asp.joins import JoinForest
    from rune_lp.asp.question import Question
    from rune_lp.scenes import Scene

__all__ = ["NO_GSD", "Answer", "Assignment", "answer", "decided", "flat_answer", "looked_up"]

Extensions: TypeAlias = "Mapping[ScopeKey, frozenset[tuple[int, ...]]]"

NO_GSD = (
    "the image has no ground sample distance, so metres cannot be known "
    "(ask in px, or index with --gsd)"
)
"""Why an image is not solved that is asked about metres and has no scale."""

_ENOUGH = 64
"""Assignments to enumerate where their number is known without."""

_MANY = 20_000
"""Assignments to enumerate in order to count them, at first."""

_MOST = 1_000_000
"""Assignments to enumerate at most before the solver searches instead."""


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
        assignments: The best of them by degree; of equally good ones the lowest ids, among the
            objects that were tried.
        subject: The image's kept detections.
        extensions: What each scope of the plan is true of, for explanations.
        defined: What each rule-defined predicate is true of that explanations look up.
    """

    satisfied: bool
    degree: float
    count: int
    exact: bool
    assignments: tuple[Assignment, ...]
    subject: Subject = field(repr=False)
    extensions: Extensions = field(default_factory=dict, repr=False)
    defined: Mapping[str, frozenset[tuple[int, ...]]] = field(default_factory=dict, repr=False)


def answer(
    question: Question, scene: Scene, *, explanations: int = 3, degree: bool = True
) -> Answer:
    """Return the answer of one image.

    The join forest bounds the number of assignments. Where it is 0 (a class is absent, no pair is
    related) the sentence is false, and the solver is not asked. Where it is small, it is asked for
    all assignments. Where it is large, it is asked for those among the best-scored objects,
    as many as make a small number: an assignment is as good as its weakest link, so these come
    before all others, and one of them is enough to make the sentence true. Only where none of
    them satisfies it does the solver decide the sentence over all objects.

    Args:
        question: What is asked.
        scene: All detections of the image, those below the threshold included.
        explanations: How many assignments to return at most.
        degree: Whether to compute the degree of an image that does not match.

    Raises:
        NotSolvedError: if the image cannot be decided.
    """
    if question.needs_gsd and scene.gsd is None:
        raise NotSolvedError(NO_GSD)
    subject = Subject(scene.at_least(question.min_score))
    certainty = Certainty(question, scene, subject)
    names = looked_up(question) if explanations else frozenset[str]()
    found = _explored(question, subject, certainty, max(1, explanations), names)
    if not found.best:
        score = _unsatisfied_degree(question, scene, certainty) if degree else 0.0
        return Answer(False, score, 0, True, (), subject)
    trial, forest, best = found.trial, found.forest, found.best
    sure = question.degrees_agree and (trial.complete or best[0].score >= trial.bound)
    return Answer(
        satisfied=True,
        degree=best[0].score if sure else certainty.degree(),
        count=forest.total if forest.exact else len(trial.witnesses),
        exact=forest.exact or trial.complete,
        assignments=tuple(best[:explanations]),
        subject=subject,
        extensions=trial.extensions,
        defined=trial.defined,
    )


def flat_answer(question: Question, scene: Scene, *, degree: bool = True) -> Answer:
    """Return the answer of one image by the flat program: one rule joins all witnesses.

    It is for comparison: gringo can take very long to ground it. It has no assignments, and its
    count is a lower bound.

    Args:
        question: What is asked.
        scene: All detections of the image, those below the threshold included.
        degree: Whether to compute the degree of an image that does not match.

    Raises:
        NotSolvedError: if the image cannot be decided.
    """
    if question.needs_gsd and scene.gsd is None:
        raise NotSolvedError(NO_GSD)
    subject = Subject(scene.at_least(question.min_score))
    satisfied = decided(question, subject, decomposed=False)
    certainty = Certainty(question, scene, subject)
    score = certainty.degree(decomposed=False) if satisfied or degree else 0.0
    exact = not satisfied or not question.plan.witnesses
    return Answer(satisfied, score, int(satisfied), exact, (), subject)


def _unsatisfied_degree(question: Question, scene: Scene, certainty: Certainty) -> float:
    """Return the degree of an image that does not match.

    If an assignment's degree is its least score, it is that of the best one over all detections.
    """
    if not question.plain or not question.plan.witnesses:
        return certainty.degree()
    found = _explored(question, Subject(scene), certainty, 1, frozenset())
    return found.best[0].score if found.best else 0.0


@dataclass(frozen=True, slots=True)
class _Explored:
    forest: JoinForest
    trial: _Trial
    best: list[Assignment]


def _explored(
    question: Question,
    subject: Subject,
    certainty: Certainty,
    wanted: int,
    names: frozenset[str],
) -> _Explored:
    """Return the best assignments of a subject's objects; none if the sentence is false there."""
    forest = join_forest(question, subject)
    enough = min(_MOST, max(_ENOUGH, 8 * wanted) if forest.exact else _MANY)
    trial = _Trial([], 1.0, complete=False, extensions={}, defined={})
    best: list[Assignment] = []
    while forest.total and not trial.complete and enough <= _MOST:
        trial = _tried(question, subject, forest, forest.best_rows(enough), names)
        best = certainty.best(trial.witnesses, wanted)
        if len(best) == wanted and best[-1].score >= trial.bound:
            break
        if forest.exact and not trial.complete:
            # With one object more they are too many, but all of these are as good as it is.
            rows = forest.best_rows(enough, more=1)
            masks = forest.narrowed(rows, wanted)
            others = _tried(question, subject, forest, rows, names, masks)
            witnesses = sorted({*trial.witnesses, *others.witnesses})
            trial = replace(trial, witnesses=witnesses)
            best = certainty.best(witnesses, wanted)
            break
        enough *= 16
    if not best and forest.total and not trial.complete and decided(question, subject):
        trial = replace(trial, witnesses=_searched(question, subject, wanted))
        best = certainty.scored(trial.witnesses)
    return _Explored(forest, trial, best)


@dataclass(frozen=True, slots=True)
class _Trial:
    """The assignments among some objects; none that is left out is better than `bound`."""

    witnesses: list[tuple[int, ...]]
    bound: float
    complete: bool
    extensions: Extensions
    defined: Mapping[str, frozenset[tuple[int, ...]]]


def looked_up(question: Question) -> frozenset[str]:
    """Return the rule-defined predicates whose truth an explanation must look up.

    Of a conjunct that is an atom of the witnesses, or the denial of one, it is known.
    """
    parts = [part.body if isinstance(part, Not) else part for part in question.plan.matrix]
    used = question.plan.literals.rules | question.plan.scopes.rules
    found = (atom for part in parts if not isinstance(part, Atom) for atom in atoms(part))
    return used & {atom.predicate for atom in found}


def _tried(
    question: Question,
    subject: Subject,
    forest: JoinForest,
    rows: NDArray[np.intp],
    names: frozenset[str],
    masks: Mapping[str, NDArray[np.bool_]] | None = None,
) -> _Trial:
    """Return the assignments among the objects of some rows, the best-scored ones.

    Args:
        question: What is asked.
        subject: The image's objects.
        forest: What is known of the assignments.
        rows: The rows.
        names: The rule-defined predicates whose truth is to be kept.
        masks: Which rows each witness can be, if not all of them.
    """
    matrix = question.matrix
    left = np.setdiff1d(forest.rows, rows)
    keys = {key: (name, len(key[1])) for key, name in matrix.auxiliaries.items()}
    predicates = question.vocabulary.predicates
    rules = {name: (name, predicates[name].arity) for name in names}
    witness = (WITNESS, len(matrix.witnesses))
    masks = masks or {}
    chosen = (f"chosen({k}, {name})" for k, name in enumerate(matrix.witnesses) if masks)
    program = question.program(
        *matrix.rules,
        matrix.witness_rule(*_joined(question, forest), *chosen, among="top"),
        facts={("top", 1), ("joined", 3), ("chosen", 2)},
    )
    lines = [
        *facts(subject.among(rows, forest.pairs()), question.literals, question.profile),
        *facts(subject, question.scopes, question.profile),
        *(f"top({object_})." for object_ in subject.scene.ids[rows].tolist()),
        *_joined_facts(subject, forest, rows),
        *(
            f"chosen({place},{object_})."
            for place, name in enumerate(question.plan.witnesses)
            if name in masks
            for object_ in subject.scene.ids[masks[name]].tolist()
        ),
    ]
    wanted = {witness, *keys.values(), *rules.values()}
    found = question.solver.solve(program, lines, wanted).tuples
    return _Trial(
        found[witness],
        float(subject.scene.scores[left].max(initial=0.0)),
        not len(left),
        {key: frozenset(found[signature]) for key, signature in keys.items()},
        {name: frozenset(found[signature]) for name, signature in rules.items()},
    )


def _joined(question: Question, forest: JoinForest) -> list[str]:
    """Return the literals that limit each join's witnesses to its pairs.

    Facts of pairs are given of these only, so that a negated literal of any other would hold.
    """
    variables = dict(zip(question.plan.witnesses, question.matrix.witnesses, strict=True))
    return [
        f"joined({place}, {variables[edge.parent]}, {variables[edge.child]})"
        for place, edge in enumerate(forest.joins)
    ]


def _joined_facts(subject: Subject, forest: JoinForest, rows: NDArray[np.intp]) -> Iterator[str]:
    ids = subject.scene.ids
    for place, edge in enumerate(forest.joins):
        inside = np.isin(edge.pairs, rows).all(axis=1)
        for one, other in ids[edge.pairs[inside]].tolist():
            yield f"joined({place},{one},{other})."


def decided(question: Question, subject: Subject, *, decomposed: bool = True) -> bool:
    """Return whether a sentence is true, decided by the solver over all objects.

    Args:
        question: What is asked.
        subject: The image's objects.
        decomposed: Whether by the decomposed program or by the flat one.

    Raises:
        NotSolvedError: if the image cannot be decided.
    """
    lines = facts(subject, question.subset, question.profile)
    decision = question.decision if decomposed else question.flat
    program = question.program(*decision.rules)
    return SATISFIED in question.solver.solve(program, lines, [(SATISFIED, 0)])


def _searched(question: Question, subject: Subject, number: int) -> list[tuple[int, ...]]:
    """Return some assignments of a true sentence, found by the solver's search."""
    lines = facts(subject, question.subset, question.profile)
    return question.solver.search(question, lines, number)
