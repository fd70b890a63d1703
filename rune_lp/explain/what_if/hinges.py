"""The single detections that an answer hangs on: without any one of them it would be the contrary.

The program that decides the question is grounded once, over facts that hold as long as their
objects are there. That one object is gone is a choice, that the answer is another a constraint; so
the solutions are the objects sought, and what clingo learns of one serves for the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rune_lp.asp.facts import Subject, facts
from rune_lp.asp.program import SATISFIED
from rune_lp.asp.solve import ground, program_texts, solve
from rune_lp.explain.why.truth import counts
from rune_lp.explain.why_not.held import refuse_prolog
from rune_lp.explain.why_not.loose import clauses_of, objects_in
from rune_lp.logic.scope import subformulas
from rune_lp.logic.syntax import Compare
from rune_lp.rulefiles.demand import is_stratified

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rune_lp.asp.answer import Answer
    from rune_lp.asp.question import Question
    from rune_lp.scenes import Scene

__all__ = ["hinges"]

_GONE = "_gone"


def hinges(question: Question, scene: Scene, answer: Answer) -> tuple[int, ...]:
    """Return the ids of the detections without which a question's answer would be the contrary.

    Args:
        question: What is asked.
        scene: All detections of the image, those below the threshold included.
        answer: What the solver said of it, with as many assignments as are known.

    Raises:
        NotSolvedError: The rules decide nothing here.
    """
    refuse_prolog(question)
    subject = Subject(scene.at_least(question.min_score))
    candidates = _candidates(question, answer, subject.scene.ids.tolist())
    if not candidates:
        return ()
    encoded = list(_encoded(question, subject, frozenset(candidates)))
    wanted = f":- {SATISFIED}." if answer.satisfied else f":- not {SATISFIED}."
    choice = f"1 {{ {_GONE}(X) : _loose(X) }} 1."
    control = ground([*encoded, choice, wanted], [(_GONE, 1)], ["--models=0"])
    with control.solve(yield_=True) as handle:
        found = {
            symbol.arguments[0].number
            for model in handle
            for symbol in model.symbols(shown=True)
            if symbol.match(_GONE, 1)
        }
    if is_stratified(question.rules):
        return tuple(sorted(found))
    # Rules may have several stable models without it, or decide nothing.
    return tuple(one for one in sorted(found) if _turns(encoded, one, satisfied=answer.satisfied))


def _turns(encoded: Sequence[str], object_: int, *, satisfied: bool) -> bool:
    found = solve([*encoded, f"{_GONE}({object_})."], [(SATISFIED, 0)])
    return (SATISFIED in found) is not satisfied


def _candidates(question: Question, answer: Answer, kept: Sequence[int]) -> list[int]:
    """Return the objects that the answer can hang on.

    Where nothing but literals of the witnesses is asked for, it can hang on no object but those of
    every assignment.
    """
    if not answer.satisfied:
        return [] if _only_helped(question) else list(kept)
    if question.plain and not question.plan.rules:
        shared = set(kept)
        for assignment in answer.assignments:
            shared &= set(assignment.objects)
        return sorted(shared)
    return list(kept)


def _only_helped(question: Question) -> bool:
    """Return whether a question that is false stays so without any object.

    That its degree can only rise with more detections is not enough: what is counted is counted
    at the threshold, and rules may deny what they like.
    """
    parts = subformulas(question.plan.decision)
    counted = any(isinstance(part, Compare) and counts(part) for part in parts)
    return question.monotone and not question.plan.rules and not counted


def _encoded(question: Question, subject: Subject, loose: frozenset[int]) -> Iterator[str]:
    """Yield the program that decides the question over facts that some objects may be gone from."""
    yield from program_texts(question.program(*question.decision.rules))
    yield f"#defined {_GONE}/1. #defined _loose/1."
    shapes: set[tuple[str, int, int]] = set()
    for name, arguments in clauses_of(facts(subject, question.subset, question.profile)):
        values = arguments.split(",")
        number = objects_in(name)
        if loose.isdisjoint(map(int, values[:number])):
            yield f"{name}({arguments})."
        else:
            yield f"_was_{name}({arguments})."
            shapes.add((name, len(values), number))
    for name, arity, number in sorted(shapes):
        names = [f"X{place}" for place in range(arity)]
        there = ", ".join(f"not {_GONE}({one})" for one in names[:number])
        every = ",".join(names)
        yield f"{name}({every}) :- _was_{name}({every}), {there}."
    yield from (f"_loose({one})." for one in sorted(loose))
