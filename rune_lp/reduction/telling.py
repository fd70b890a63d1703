"""The answer for an image that is shown: chosen by columns, told by the solver."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rune_lp.asp.answer import Answer, Assignment, answer, looked_up
from rune_lp.asp.compiler import atom_text
from rune_lp.asp.facts import Subject, facts
from rune_lp.asp.program import WITNESS
from rune_lp.errors import NotSolvedError
from rune_lp.reduction.assignments import best_assignments
from rune_lp.reduction.sufficient import sufficient
from rune_lp.reduction.verdicts import weakest_links
from rune_lp.scenes.block import Block

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rune_lp.asp.question import Question
    from rune_lp.reduction.assignments import Best
    from rune_lp.scenes import Scene

__all__ = ["shown_answer"]

_CANDIDATE = "candidate"


def shown_answer(
    question: Question,
    scene: Scene,
    explanations: int,
    *,
    degree: bool = True,
) -> Answer:
    """Return the answer of an image with its best assignments, as `answer` does, only sooner.

    The columns choose the assignments, count all and give them their degrees, where they can. The
    solver then has to find each of these to satisfy the question, by the facts that suffice for
    that; what its answer set says of their scopes is what explanations go by. If it does not find
    one of them, no answer is given. Where the columns cannot tell, and where an image does not
    match, the solver does all.

    Args:
        question: What is asked.
        scene: All detections of the image, those below the threshold included.
        explanations: How many assignments to return at most, at least one.
        degree: Whether to compute the degree of an image that does not match.

    Raises:
        NotSolvedError: if the image cannot be decided, or solver and columns disagree.
    """
    rules = question.plan.rules
    plain = all(question.library.superclass(name) is not None for name in rules)
    if plain and not (question.needs_gsd and scene.gsd is None):
        subject = Subject(scene.at_least(question.min_score))
        best = best_assignments(question, scene, subject, explanations)
        if best is not None:
            return _told(question, scene, subject, best)
    return answer(question, scene, explanations=explanations, degree=degree)


def _told(question: Question, scene: Scene, subject: Subject, best: Best) -> Answer:
    """Return the answer of an image's best assignments, each of which the solver has to find."""
    matrix = question.matrix
    names = looked_up(question)
    known = [question.library.superclass(name) for name in sorted(names)]
    given = sufficient(question, subject, best.rows, known)
    objects = [tuple(ids) for ids in subject.scene.ids[best.rows].tolist()]
    keys = {key: (name, len(key[1])) for key, name in matrix.auxiliaries.items()}
    rules = {name: (name, question.vocabulary.predicates[name].arity) for name in names}
    witness = (WITNESS, len(matrix.witnesses))
    candidate = atom_text(_CANDIDATE, matrix.witnesses)
    program = question.program(
        *matrix.rules,
        matrix.witness_rule(candidate),
        facts={(_CANDIDATE, len(matrix.witnesses))},
    )
    lines = [
        *facts(given, question.subset, question.profile),
        *(f"{atom_text(_CANDIDATE, ids)}." for ids in objects),
    ]
    found = question.solver.solve(program, lines, {witness, *keys.values(), *rules.values()}).tuples
    if found[witness] != sorted(objects):
        raise NotSolvedError(
            f"a bug: {question.solver.name} does not find what the columns chose; please report it"
        )
    scores = best.scores.tolist()
    return Answer(
        satisfied=True,
        degree=_degree(question, scene, best.scores),
        count=best.count,
        exact=best.exact,
        assignments=tuple(map(Assignment, objects, scores)),
        subject=subject,
        extensions={key: frozenset(found[signature]) for key, signature in keys.items()},
        defined={name: frozenset(found[signature]) for name, signature in rules.items()},
    )


def _degree(question: Question, scene: Scene, scores: NDArray[np.float64]) -> float:
    """Return the degree of a sentence that is true, given those of its best assignments.

    Where detections can do harm, at another threshold than the middle, an assignment that does not
    satisfy it can have a greater degree than one that does.
    """
    if question.degrees_agree:
        return float(scores[0])
    (found,) = weakest_links(question, Block.of([scene]), question.library)
    return float(scores[0]) if np.isnan(found) else float(found)
