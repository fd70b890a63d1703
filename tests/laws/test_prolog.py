"""ASP = Prolog = oracle: SWI-Prolog's answer is clingo's and the reference evaluator's.

The whole answer is compared: truth, degree, the number of assignments, the best of them with their
degrees, what every scope and every rule-defined predicate is true of.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from rune_lp.asp import answer as answering
from rune_lp.asp.facts import Subject
from rune_lp.asp.question import make_question
from rune_lp.logic.degree import degree_of
from rune_lp.logic.evaluate import satisfies
from rune_lp.prolog.solver import PROLOG
from tests.laws.test_agreement import LIBRARY, VOCABULARY, law, queries, structure_of
from tests.prolog.installed import needs_prolog
from tests.strategies import scenes, sentences

if TYPE_CHECKING:
    from rune_lp.asp.answer import Answer
    from rune_lp.asp.question import Question
    from rune_lp.logic.syntax import Query
    from rune_lp.scenes import Scene

pytestmark = needs_prolog


def asked_of_both(query: Query, *, distinct: bool = False) -> tuple[Question, Question]:
    clingos = make_question(query, VOCABULARY, LIBRARY, distinct=distinct)
    prologs = make_question(query, VOCABULARY, LIBRARY, distinct=distinct, solver=PROLOG)
    return clingos, prologs


def told(answer: Answer) -> dict[str, object]:
    names = [field.name for field in fields(answer) if field.name != "subject"]
    return {name: getattr(answer, name) for name in names}


@settings(law, max_examples=300)
@given(queries, scenes())
def test_the_whole_answer_is_clingos_and_the_oracles(query: Query, scene: Scene) -> None:
    clingos, prologs = asked_of_both(query)

    found = answering.answer(prologs, scene, explanations=5)

    assert told(found) == told(answering.answer(clingos, scene, explanations=5))
    structure = structure_of(scene)
    assert found.satisfied == satisfies(prologs.plan.query, structure)
    wanted = degree_of(prologs.plan.query, structure.everything())
    assert found.degree == pytest.approx(wanted, abs=1e-9)


@settings(law, max_examples=100)
@given(queries, scenes())
def test_the_way_for_large_images_decides_the_same(query: Query, scene: Scene) -> None:
    clingos, prologs = asked_of_both(query)

    with pytest.MonkeyPatch.context() as patch:
        for limit in ("_ENOUGH", "_MANY", "_MOST"):
            patch.setattr(answering, limit, 1)
        found = answering.answer(prologs, scene, explanations=1)
        clingo_found = answering.answer(clingos, scene, explanations=1)

    assert (found.satisfied, found.degree) == (clingo_found.satisfied, clingo_found.degree)
    assert len(found.assignments) == found.satisfied


@settings(law, max_examples=100)
@given(sentences(), scenes())
def test_the_flat_program_and_distinct_variables_too(query: Query, scene: Scene) -> None:
    clingos, prologs = asked_of_both(query, distinct=True)
    subject = Subject(scene.at_least(prologs.min_score))

    flat = answering.decided(prologs, subject, decomposed=False)

    assert flat == answering.decided(prologs, subject) == answering.decided(clingos, subject)
    assert flat == satisfies(prologs.plan.query, structure_of(scene))
