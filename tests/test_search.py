"""The pipeline: the outcome of a question for each image, and the ranking."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.asp.answer import Answer
from rune_lp.asp.facts import Subject
from rune_lp.asp.question import make_question
from rune_lp.logic.degree import degree_of
from rune_lp.logic.evaluate import satisfies
from rune_lp.logic.parse import parse_query
from rune_lp.rulefiles.library import load_rule_files
from rune_lp.scenes import Scene
from rune_lp.search import ImageResult, ranked, results
from rune_lp.structure import SceneStructure
from tests.strategies import CLASSES, scenes, sentences

RULES = load_rule_files(())


def question_of(query):
    return make_question(query, RULES.vocabulary(CLASSES), RULES)


def empty(image: str) -> Scene:
    return Scene.of(image, [], [], [])


@given(sentences(), st.lists(scenes(), max_size=2))
def test_each_image_has_the_truth_and_the_degree_of_the_reference(query, images):
    question = question_of(query)
    found = list(results(question, images, everything=True))
    assert [result.scene for result in found] == images
    for result in found:
        # What a superclass is true of does not depend on the solver.
        vehicles = frozenset(
            (object_,)
            for object_, label in zip(result.scene.ids.tolist(), result.scene.labels, strict=True)
            if label == "small-vehicle"
        )
        structure = SceneStructure(
            result.scene, question.profile, question.min_score, {"vehicle": vehicles}
        )
        assert result.failure is None
        assert result.satisfied is satisfies(question.plan.query, structure)
        assert result.answer is not None
        assert result.answer.degree == pytest.approx(
            degree_of(question.plan.query, structure.everything())
        )


def test_an_image_that_cannot_be_decided_does_not_stop_the_others():
    question = question_of(parse_query("exists x. length(x) > 1 m"))
    box = [(0, 0), (4, 0), (4, 2), (0, 2)]
    images = [
        Scene.of("P1", ["ship"], [0.9], [box]),
        Scene.of("P2", ["ship"], [0.9], [box], gsd=1.0),
    ]
    first, second = results(question, images)
    assert (first.satisfied, first.answer) == (None, None)
    assert first.failure is not None
    assert "no ground sample distance" in first.failure
    assert (second.satisfied, second.failure) == (True, None)


def test_images_are_answered_one_by_one_as_they_come():
    def images():
        yield empty("P1")
        raise AssertionError("the second image was asked for before the first was answered")

    first = next(results(question_of(parse_query("true")), images()))
    assert first.satisfied


def outcome(image: str, satisfied: bool | None, score: float = 0.0) -> ImageResult:
    scene = empty(image)
    if satisfied is None:
        return ImageResult(scene, None, "too large")
    return ImageResult(scene, Answer(satisfied, score, 0, True, (), Subject(scene)))


@given(
    st.permutations(
        [
            outcome("P9", True, 0.9),
            outcome("P1", True, 0.7),
            outcome("P2", True, 0.7),
            outcome("P3", False, 0.95),
            outcome("P0", False, 0.2),
            outcome("P4", None),
            outcome("P5", None),
        ]
    )
)
def test_images_rank_by_outcome_then_score_then_name(found):
    names = [result.scene.image for result in ranked(found)]
    assert names == ["P9", "P1", "P2", "P3", "P0", "P4", "P5"]
