"""Why an image does not match: the contrary of the question, and its reasons."""

from __future__ import annotations

from hypothesis import given

from rune_lp.asp.answer import answer
from rune_lp.asp.question import make_question
from rune_lp.explain.why_not.contrary import contrary, why_not
from rune_lp.geometry.profile import Profile
from rune_lp.logic.parse import parse_query
from tests.explain.images import HARBOUR, RULES
from tests.strategies import CLASSES, scenes, sentences, set_queries


@given(sentences() | set_queries(), scenes())
def test_the_contrary_holds_of_exactly_the_other_images(query, image):
    question = make_question(query, RULES.vocabulary(CLASSES), RULES)
    opposite = contrary(question, RULES)
    assert answer(opposite, image).satisfied is not answer(question, image).satisfied


def test_the_contrary_is_asked_under_the_same_terms():
    question = make_question(
        parse_query("exists x. plane(x)"),
        RULES.vocabulary(CLASSES),
        RULES,
        profile=Profile(near_factor=2),
        min_score=0.3,
        distinct=True,
    )
    opposite = contrary(question, RULES)
    assert (opposite.profile, opposite.min_score) == (question.profile, 0.3)


def test_variables_that_were_to_be_distinct_stay_so():
    query = parse_query("exists x y. harbor(x) & harbor(y)")
    question = make_question(query, RULES.vocabulary(CLASSES), RULES, distinct=True)
    one = why_not(question, HARBOUR, RULES, 1)
    assert one.sentences == [
        "no harbor is accompanied by another harbor (the only one: harbor 0)",
        "no other harbor is detected with score ≥ 0.5",
    ]


def test_there_are_as_many_counterexamples_as_asked_for():
    query = parse_query("forall x. ship(x) -> (exists y. vehicle(y) & near(x, y))")
    question = make_question(query, RULES.vocabulary(CLASSES), RULES)
    shown = [
        [assignment.objects for assignment, _ in why_not(question, HARBOUR, RULES, number).reasons]
        for number in (0, 1, 5)
    ]
    assert shown == [[], [(3,)], [(3,), (1,), (2,)]]
