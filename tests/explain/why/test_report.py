"""Results as JSON values and as lines of text."""

from __future__ import annotations

import pytest

from rune_lp.asp.question import make_question
from rune_lp.explain.why.report import explained, result_json, result_text
from rune_lp.logic.parse import parse_query
from rune_lp.search import ImageResult, results
from tests.explain.images import CLASSES, HARBOUR, RULES, scene

EMPTY = scene()


def told(formula: str, image=HARBOUR, number: int = 1):
    question = make_question(parse_query(formula), RULES.vocabulary(CLASSES), RULES)
    (result,) = results(question, [image], explanations=number, everything=True)
    return explained(question, result, RULES, number)


def test_an_assignment_binds_each_witness_to_an_object_of_the_image():
    (assignment,) = result_json(told("exists x. small_vehicle(x) & elongated(x)"))["assignments"]
    assert assignment == {
        "score": 0.6,
        "bindings": {
            "x": {
                "id": 4,
                "class": "small-vehicle",
                "score": 0.6,
                "polygon": [[600.0, 500.0], [610.0, 500.0], [610.0, 505.0], [600.0, 505.0]],
            }
        },
        "because": ["small_vehicle(4)", "elongated(4)"],
        "reasons": [
            "small vehicle 4 is a small vehicle",
            "small vehicle 4 is elongated (length of small vehicle 4: 10.0 px ≥ 6.0 px)",
        ],
    }


@pytest.mark.parametrize(
    ("formula", "explanation"),
    [
        pytest.param("exists x. harbor(x)", "harbor 0 is a harbor", id="a class alone"),
        pytest.param(
            "exists x. harbor(x) & length(x) > 90 & width(x) > 30",
            "the length of harbor 0 is 100.0 px, more than 90 px; "
            "the width of harbor 0 is 40.0 px, more than 30 px",
            id="more than what it is",
        ),
        pytest.param("true", "", id="nothing to say"),
        pytest.param("exists x y. harbor(x) & plane(y)", "", id="no match"),
    ],
)
def test_the_explanation_is_that_of_the_best_assignment(formula, explanation):
    assert result_json(told(formula))["explanation"] == explanation


def test_scores_are_rounded_to_four_digits():
    image = scene(("ship", 0.123456789, 0, 0, 20, 10))
    question = make_question(
        parse_query("exists x. ship(x)"), RULES.vocabulary(CLASSES), RULES, min_score=0.1
    )
    (result,) = results(question, [image])
    found = result_json(explained(question, result, RULES, 1))
    assert found["score"] == found["assignments"][0]["score"] == 0.1235
    assert found["assignments"][0]["bindings"]["x"]["score"] == 0.1235


@pytest.mark.parametrize(
    ("formula", "image", "place", "lines"),
    [
        pytest.param(
            "exists x. small_vehicle(x)",
            HARBOUR,
            7,
            ["  7. P1  score 0.6000  1 assignment", "     x = small vehicle 4 (0.60)"],
            id="a witness",
        ),
        pytest.param(
            "{x, y | harbor(x) & ship(y)}",
            HARBOUR,
            None,
            ["P1  score 0.9000  3 assignments", "     x = harbor 0 (0.90), y = ship 3 (0.95)"],
            id="a set query",
        ),
        pytest.param(
            "~(exists x. plane(x))",
            EMPTY,
            1,
            ["  1. P1  score 1.0000", "       because no plane is detected with score ≥ 0.5"],
            id="no witness",
        ),
        pytest.param(
            "exists x. plane(x)", HARBOUR, 1234, ["1234. P1  no match  score 0.4000"], id="no match"
        ),
    ],
)
def test_text_is_a_line_for_the_image_and_its_assignments_below(formula, image, place, lines):
    assert result_text(told(formula, image), place) == lines


def test_many_assignments_are_counted_at_least():
    ships = [("ship", 0.9, 30.0 * number, 0.0, 20.0, 10.0) for number in range(101)]
    formula = "exists x y z. ship(x) & ship(y) & ship(z) & between(x, y, z)"
    (first, *_) = result_text(told(formula, scene(*ships)))
    count = told(formula, scene(*ships)).result.answer
    assert count is not None
    assert not count.exact
    assert first == f"P1  score 0.9000  at least {count.count:,} assignments"


def test_what_is_not_solved_is_said():
    question = make_question(parse_query("true"), RULES.vocabulary(CLASSES), RULES)
    one = explained(question, ImageResult(EMPTY, None, "too large"), RULES, 1)
    assert result_text(one, 3) == ["P1  not solved: too large"]
    assert result_json(one) == {"image": "P1", "satisfied": None, "error": "too large"}
