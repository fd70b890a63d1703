"""The law of what is shown: assignments that columns choose and the solver tells are the best."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from rune_lp.logic.degree import degree_of
from rune_lp.logic.evaluate import answers, satisfies
from rune_lp.reduction import telling
from tests.laws.test_agreement import (
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
