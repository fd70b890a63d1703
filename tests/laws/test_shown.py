"""The law of what is shown: assignments that columns choose and the solver tells are the best."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from hypothesis import given, settings

from rune_lp.asp.answer import answer
from rune_lp.asp.facts import Subject
from rune_lp.explain.why.reasons import Explainer
from rune_lp.logic.degree import degree_of
from rune_lp.logic.evaluate import answers, satisfies
from rune_lp.reduction import assignments, telling
from tests.laws.test_agreement import (
    LIBRARY,
    MOST,
    assignment_degree,
    law,
    matrix_of,
    queries,
    question_of,
    structure_of,
)
from tests.strategies import scenes

if TYPE_CHECKING:
    from rune_lp.logic.syntax import Query
    from rune_lp.scenes import Scene


@pytest.mark.parametrize("min_score", [0.5, 0.3, 0.8])
@settings(law, max_examples=500)
@given(query=queries, scene=scenes())
def test_a_shown_answer_is_the_oracles(min_score: float, query: Query, scene: Scene) -> None:
    question, structure = question_of(query, min_score=min_score), structure_of(scene, min_score)

    found = telling.shown_answer(question, scene, MOST)

    assert found.satisfied == satisfies(question.plan.query, structure)
    wanted = degree_of(question.plan.query, structure.everything())
    assert found.degree == pytest.approx(wanted, abs=1e-9)
    objects = answers(question.plan.witnesses, matrix_of(question), structure)
    assert (found.exact, found.count) == (True, len(objects))
    degrees = {one: assignment_degree(question, structure, one) for one in objects}
    shown = found.assignments
    assert [one.score for one in shown] == pytest.approx(
        sorted(degrees.values(), reverse=True)[:MOST], abs=1e-9
    )
    assert [one.score for one in shown] == pytest.approx([degrees[o.objects] for o in shown])
    assert len({one.objects for one in shown}) == len(shown)


@settings(law, max_examples=500)
@given(query=queries, scene=scenes())
def test_it_is_explained_as_the_answer_by_all_facts_is(query: Query, scene: Scene) -> None:
    question = question_of(query)

    found = telling.shown_answer(question, scene, MOST)
    full = answer(question, scene, explanations=MOST)

    by_some = Explainer(question, found, LIBRARY, scene)
    by_all = Explainer(question, full, LIBRARY, scene)
    for one in found.assignments:
        assert by_some.reasons(one) == by_all.reasons(one)


@pytest.mark.parametrize(("many", "most"), [(1, 10**6), (1, 1), (2, 20)])
@settings(law, max_examples=300)
@given(query=queries, scene=scenes())
def test_the_ways_for_a_great_many_assignments_give_the_best_too(
    many: int, most: int, query: Query, scene: Scene
) -> None:
    question, structure = question_of(query), structure_of(scene)
    kept = Subject(scene.at_least(question.min_score))

    with patch.object(assignments, "_MANY", many), patch.object(assignments, "_MOST", most):
        best = assignments.best_assignments(question, scene, kept, 2)

    objects = answers(question.plan.witnesses, matrix_of(question), structure)
    if best is None:
        return
    found = [tuple(ids) for ids in kept.scene.ids[best.rows].tolist()]
    degrees = {one: assignment_degree(question, structure, one) for one in objects}
    assert set(found) <= set(objects)
    assert len(set(found)) == len(found) == min(2, len(objects))
    assert best.scores.tolist() == pytest.approx([degrees[one] for one in found], abs=1e-9)
    wanted = sorted(degrees.values(), reverse=True)[:2]
    assert best.scores.tolist() == pytest.approx(wanted, abs=1e-9)
    assert best.count == len(objects) if best.exact else 0 < best.count <= len(objects)
