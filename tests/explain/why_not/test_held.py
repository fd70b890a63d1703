"""The part of a question that holds: it is true of its objects, and none is larger."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import HealthCheck, assume, given, settings

from rune_lp.asp.facts import Subject
from rune_lp.asp.question import make_question
from rune_lp.explain.why_not.failing import Teller
from rune_lp.explain.why_not.held import held_part
from rune_lp.logic.evaluate import holds, satisfies
from rune_lp.logic.parse import parse_query
from rune_lp.logic.printing import formula_text
from rune_lp.logic.scope import free_variables
from tests.explain.images import HARBOUR, RULES
from tests.explain.what_if.test_hinges import told
from tests.strategies import CLASSES, scenes, sentences, set_queries

FAR = "no harbor is near ship 3 (the only one: harbor 0 at 400.0 px, near means ≤ 60.0 px)"
VOCABULARY = RULES.vocabulary(CLASSES)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(sentences() | set_queries(), scenes(most=4))
def test_no_assignment_satisfies_more_conjuncts_and_what_fails_is_false(query, image):
    question = make_question(query, VOCABULARY, RULES)
    structure = told(image, question.profile)
    assume(not satisfies(question.plan.query, structure))

    found = held_part(question, image)

    assert all(holds(part, structure, found.objects) for part in found.held)
    assert found.failing
    assert not any(holds(part, structure, found.objects) for part in found.failing)
    plan = question.plan
    subject = Subject(image.at_least(0.5))
    rows = (subject.rows(plan.guards[name]) for name in plan.witnesses)
    domains = [(None, *subject.scene.ids[each].tolist()) for each in rows]
    most = 0
    for ids in product(*domains):
        bound = {
            name: one for name, one in zip(plan.witnesses, ids, strict=True) if one is not None
        }
        most = max(most, sum(true_of(part, structure, bound) for part in plan.matrix))
    assert len(found.held) == most
    Teller(question, image, RULES).failing(found)


def true_of(part, structure, bound):
    return free_variables(part) <= bound.keys() and holds(part, structure, bound)


@pytest.mark.parametrize(
    ("formula", "objects", "held", "failing"),
    [
        pytest.param(
            "exists x y. plane(x) & harbor(y) & near(x, y)",
            {"y": 0},
            ["harbor(y)"],
            [
                (
                    "exists x. plane(x) & near(x, 0)",
                    "no plane is detected with score ≥ 0.5, the best has 0.40",
                    [],
                )
            ],
            id="a class is missing",
        ),
        pytest.param(
            "exists x y. small_vehicle(x) & ship(y) & near(x, y)",
            {"x": 4, "y": 3},
            ["small_vehicle(x)", "ship(y)"],
            [
                (
                    "near(4, 3)",
                    "small vehicle 4 is 390.0 px from ship 3, not near, which means ≤ 15.0 px",
                    ["gap 390.0 px <= 15.0 px"],
                )
            ],
            id="the nearest pair",
        ),
        pytest.param(
            "exists x. harbor(x) & exists>=3 y. ship(y) & near(y, x)",
            {"x": 0},
            ["harbor(x)"],
            [
                (
                    "exists>=3 y. ship(y) & near(y, 0)",
                    "only 2 ships are near harbor 0: ship 1 and ship 2",
                    ["gap 400.0 px <= 60.0 px"],
                )
            ],
            id="too few",
        ),
        pytest.param(
            "forall x. ship(x) -> (exists y. harbor(y) & near(x, y))",
            {},
            [],
            [
                (
                    "~(exists x. ship(x) & ~(exists y. harbor(y) & near(x, y)))",
                    FAR,
                    ["gap 400.0 px <= 60.0 px"],
                )
            ],
            id="a counterexample",
        ),
    ],
)
def test_what_holds_and_what_fails(formula, objects, held, failing):
    question = make_question(parse_query(formula), VOCABULARY, RULES)
    found = held_part(question, HARBOUR)
    assert (found.objects, [formula_text(part) for part in found.held]) == (objects, held)
    shown = Teller(question, HARBOUR, RULES).failing(found)
    assert [(one.fol, one.sentence, [*map(str, one.numbers)]) for one in shown] == failing
