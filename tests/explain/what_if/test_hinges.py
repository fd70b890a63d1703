"""What an answer hangs on: exactly the detections without which the oracle says the contrary."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from rune_lp.asp.answer import answer
from rune_lp.asp.question import make_question
from rune_lp.explain.what_if.hinges import hinges
from rune_lp.logic.evaluate import satisfies
from rune_lp.logic.parse import parse_query
from rune_lp.structure import SceneStructure
from tests.explain.images import HARBOUR, RULES, scene
from tests.strategies import CLASSES, scenes, sentences, set_queries

VOCABULARY = RULES.vocabulary(CLASSES)


def told(image, profile):
    named = zip(image.ids.tolist(), image.labels, strict=True)
    vehicles = frozenset((one,) for one, label in named if label == "small-vehicle")
    return SceneStructure(image, profile, 0.5, {"vehicle": vehicles})


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(sentences() | set_queries(), scenes())
def test_they_are_the_objects_without_which_the_oracle_says_the_contrary(query, image):
    question = make_question(query, VOCABULARY, RULES)
    found = answer(question, image, explanations=50)
    kept = image.at_least(0.5).ids.tolist()
    turned = [
        one
        for one in kept
        if satisfies(
            question.plan.query,
            told(image.rows(np.flatnonzero(image.ids != one)), question.profile),
        )
        is not found.satisfied
    ]
    assert list(hinges(question, image, found)) == turned


@pytest.mark.parametrize(
    ("formula", "ids"),
    [
        pytest.param("exists x y. ship(x) & harbor(y) & near(x, y)", (0,), id="one of two ships"),
        pytest.param(
            "exists x. harbor(x) & exists>=2 y. ship(y) & near(y, x)", (0, 1, 2), id="all"
        ),
        pytest.param("exists x. ship(x)", (), id="any of three"),
        pytest.param("~exists x. harbor(x)", (0,), id="a counterexample"),
        pytest.param("exists x. plane(x)", (), id="what is not there"),
        pytest.param("count(x: ship(x)) < 3", (1, 2, 3), id="what is counted"),
    ],
)
def test_an_answer_hangs_on(formula, ids):
    question = make_question(parse_query(formula), VOCABULARY, RULES)
    assert hinges(question, HARBOUR, answer(question, HARBOUR, explanations=50)) == ids


def test_a_false_answer_hangs_on_what_a_rule_denies():
    beside = scene(("ship", 0.9, 100, 100, 20, 10), ("ship", 0.9, 125, 100, 20, 10))
    question = make_question(parse_query("exists x. isolated(x)"), VOCABULARY, RULES)
    assert hinges(question, beside, answer(question, beside, explanations=50)) == (0, 1)
