"""The law of the project: clingo's answer is the reference evaluator's, whatever is asked.

Truth, degree, the number of assignments, the best assignments and their degrees all agree, however
the answer was come by: with all assignments enumerated, with those among the best objects only,
and with the sentence decided over all objects and its assignments searched for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rune_lp.asp import answer as answering
from rune_lp.asp.facts import Subject, everything, facts
from rune_lp.asp.question import Question, make_question, program_text
from rune_lp.asp.solve import solve
from rune_lp.geometry.profile import Profile
from rune_lp.logic.degree import degree, degree_of
from rune_lp.logic.evaluate import answers, satisfies
from rune_lp.logic.syntax import And, Formula, Query, Truth
from rune_lp.rulefiles.library import load_rule_files
from rune_lp.structure import SceneStructure
from tests.strategies import CLASSES, scenes, sentences, set_queries

if TYPE_CHECKING:
    from rune_lp.scenes import Scene

LIBRARY = load_rule_files()
VOCABULARY = LIBRARY.vocabulary(CLASSES)
MOST = 5

queries = st.one_of(sentences(), sentences(), set_queries())
law = settings(
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)


def question_of(query: Query, *, distinct: bool = False, min_score: float = 0.5) -> Question:
    return make_question(query, VOCABULARY, LIBRARY, distinct=distinct, min_score=min_score)


def structure_of(scene: Scene, min_score: float = 0.5) -> SceneStructure:
    """Return the structure in which `vehicle` is what the rule file says of these classes."""
    named = zip(scene.ids.tolist(), scene.labels, strict=True)
    vehicles = frozenset((object_,) for object_, label in named if label == "small-vehicle")
    return SceneStructure(scene, Profile(), min_score, {"vehicle": vehicles})


def matrix_of(question: Question) -> Formula:
    parts = question.plan.matrix
    return And(parts) if len(parts) > 1 else parts[0] if parts else Truth(True)


def assignment_degree(
    question: Question, structure: SceneStructure, objects: tuple[int, ...]
) -> float:
    bound = dict(zip(question.plan.witnesses, objects, strict=True))
    scores = [structure.score(object_) for object_ in objects]
    return min([*scores, degree(matrix_of(question), structure.everything(), bound)])


@pytest.mark.parametrize("min_score", [0.5, 0.3, 0.8])
@settings(law, max_examples=1000)
@given(query=queries, scene=scenes())
def test_truth_degree_and_assignments_are_those_of_the_oracle(
    min_score: float, query: Query, scene: Scene
) -> None:
    question = question_of(query, min_score=min_score)
    structure = structure_of(scene, min_score)

    found = answering.answer(question, scene, explanations=MOST)

    assert found.satisfied == satisfies(question.plan.query, structure)
    wanted = degree_of(question.plan.query, structure.everything())
    assert found.degree == pytest.approx(wanted, abs=1e-9)
    objects = answers(question.plan.witnesses, matrix_of(question), structure)
    assert found.exact
    assert found.count == len(objects)
    degrees = {one: assignment_degree(question, structure, one) for one in objects}
    shown = found.assignments
    assert [one.score for one in shown] == pytest.approx(
        sorted(degrees.values(), reverse=True)[:MOST], abs=1e-9
    )
    assert [one.score for one in shown] == pytest.approx([degrees[o.objects] for o in shown])
    assert len({one.objects for one in shown}) == len(shown)


@settings(law, max_examples=400)
@given(queries, scenes())
def test_the_way_for_large_images_gives_the_same_answer(query: Query, scene: Scene) -> None:
    question, structure = question_of(query), structure_of(scene)

    with pytest.MonkeyPatch.context() as patch:
        for limit in ("_ENOUGH", "_MANY", "_MOST"):
            patch.setattr(answering, limit, 1)
        found = answering.answer(question, scene, explanations=1)

    assert found.satisfied == satisfies(question.plan.query, structure)
    wanted = degree_of(question.plan.query, structure.everything())
    assert found.degree == pytest.approx(wanted, abs=1e-9)
    objects = answers(question.plan.witnesses, matrix_of(question), structure)
    assert {one.objects for one in found.assignments} <= set(objects)
    assert len(found.assignments) == found.satisfied
    assert found.count == len(objects) if found.exact else 0 < found.count <= len(objects)


@settings(law, max_examples=300)
@given(sentences(metres=False), scenes())
def test_the_printed_program_and_all_facts_give_plain_clingo_the_same_answer(
    query: Query, scene: Scene
) -> None:
    question, structure = question_of(query), structure_of(scene)
    kept = Subject(scene.at_least(question.min_score))

    lines = facts(kept, everything(gsd_known=True), question.profile)
    found = solve([program_text(question), *lines], [("satisfied", 0)])

    assert ("satisfied" in found) == satisfies(question.plan.query, structure)


@settings(law, max_examples=100)
@given(set_queries(), scenes(most=5))
def test_the_printed_program_of_a_set_query_gives_its_answers(query: Query, scene: Scene) -> None:
    question, structure = question_of(query), structure_of(scene)
    kept = Subject(scene.at_least(question.min_score))
    key = ("witness", len(question.plan.witnesses))

    lines = facts(kept, question.subset, question.profile)
    found = solve([program_text(question), *lines], [key])

    asked = question.plan
    assert found.tuples[key] == answers(asked.witnesses, asked.query.formula, structure)


@settings(law, max_examples=300)
@given(sentences(), scenes())
def test_the_flat_program_gives_the_same_answer(query: Query, scene: Scene) -> None:
    question = question_of(query)
    subject = Subject(scene.at_least(question.min_score))

    found = answering.decided(question, subject, decomposed=False)

    assert found == answering.decided(question, subject)
    assert found == satisfies(question.plan.query, structure_of(scene))


@settings(law, max_examples=100)
@given(sentences(), scenes())
def test_distinct_variables_mean_the_same_everywhere(query: Query, scene: Scene) -> None:
    question = question_of(query, distinct=True)

    found = answering.answer(question, scene)

    assert found.satisfied == satisfies(question.plan.query, structure_of(scene))
