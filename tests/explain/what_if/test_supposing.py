"""What if: the answer is that of the image as it would be, and the difference is told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rune_lp.asp.question import make_question
from rune_lp.errors import InputError
from rune_lp.explain.what_if.supposing import Supposed, named_objects, supposed_profile, what_if
from rune_lp.geometry.profile import Profile
from rune_lp.logic.evaluate import answers, satisfies
from rune_lp.logic.parse import parse_query
from rune_lp.structure import SceneStructure
from tests.explain.images import HARBOUR, RULES
from tests.strategies import CLASSES, scenes, sentences, set_queries

VOCABULARY = RULES.vocabulary(CLASSES)
NEAR = "exists x y. ship(x) & harbor(y) & near(x, y)"


def question_of(text):
    return make_question(parse_query(text), VOCABULARY, RULES)


def structure(image, profile, threshold):
    named = zip(image.ids.tolist(), image.labels, strict=True)
    vehicles = frozenset((one,) for one, label in named if label == "small-vehicle")
    return SceneStructure(image, profile, threshold, {"vehicle": vehicles})


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    sentences() | set_queries(),
    scenes(),
    st.sets(st.integers(0, 5)),
    st.sampled_from((None, 0.3, 0.6)),
    st.sampled_from((None, 0.3, 4.0)),
)
def test_the_answer_is_that_of_the_oracle_of_the_image_as_it_would_be(
    query, image, without, score, factor
):
    question = make_question(query, VOCABULARY, RULES)
    profile = None if factor is None else Profile(near_factor=factor)
    supposed = Supposed(tuple(sorted(without)), score, profile)

    found = what_if(question, image, supposed)

    changed = image.rows(np.flatnonzero(~np.isin(image.ids, sorted(without))))
    then = structure(changed, profile or Profile(), score or 0.5)
    now = structure(image, Profile(), 0.5)
    asked = question.plan.query
    assert (found.before.satisfied, found.after.satisfied) == (
        satisfies(asked, now),
        satisfies(asked, then),
    )
    if found.goes is not None and hasattr(asked, "variables"):
        old, new = (set(answers(asked.variables, asked.formula, each)) for each in (now, then))
        assert (set(found.goes), set(found.comes)) == (old - new, new - old)


@pytest.mark.parametrize(
    ("without", "score", "settings", "verdict", "lines"),
    [
        pytest.param(
            ["ship:1"],
            None,
            [],
            (
                "     what if ship 1 (0.80) were not there: still a match "
                "(score 0.8000 → 0.7000, assignments 2 → 1)"
            ),
            [
                "       goes: x = ship 1 (0.80), y = harbor 0 (0.90)",
            ],
            id="one less",
        ),
        pytest.param(
            ["0"],
            None,
            [],
            (
                "     what if harbor 0 (0.90) were not there: no longer a match "
                "(score 0.8000 → 0.0000, assignments 2 → 0)"
            ),
            [
                "       goes: x = ship 1 (0.80), y = harbor 0 (0.90)",
                "       goes: x = ship 2 (0.70), y = harbor 0 (0.90)",
            ],
            id="what it hangs on",
        ),
        pytest.param(
            [],
            0.75,
            ["near.factor=10"],
            (
                "     what if the threshold were 0.75 and near_factor were 10: still a match "
                "(score 0.8000 → 0.9000, assignments 2 → 2)"
            ),
            [
                "       goes: x = ship 2 (0.70), y = harbor 0 (0.90)",
                "       comes: x = ship 3 (0.95), y = harbor 0 (0.90)",
            ],
            id="another threshold and another reach",
        ),
    ],
)
def test_what_changes_is_told(without, score, settings, verdict, lines):
    question = question_of(NEAR)
    profile = supposed_profile(settings, question.profile) if settings else None
    supposed = Supposed(named_objects(without, HARBOUR, question), score, profile)
    assert what_if(question, HARBOUR, supposed).lines() == [verdict, *lines]


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("harbor:1", "P1: object 1 is no harbor (it is a ship: write ship:1)"),
        ("77", "P1: has no object 77 (its ids are 0 to 6)"),
        ("5", "P1: object 5 is not there: its score is 0.40 (the threshold is 0.5; lower it with "),
        ("the ship", "'the ship' names no object (give its id, as in --without 7 or --without "),
    ],
)
def test_what_is_no_object_is_refused(reference, message):
    with pytest.raises(InputError) as raised:
        named_objects([reference], HARBOUR, question_of(NEAR))
    assert str(raised.value).startswith(message)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("nearfactor=2", "no parameter is called 'nearfactor' (near_factor?)"),
        ("near_factor=two", "'near_factor=two' sets nothing (write --set near_factor=1.5"),
        ("near_factor", "'near_factor' sets nothing (write"),
        ("near_factor=-1", "near_factor must be at least 0, but got -1.0"),
    ],
)
def test_what_is_no_setting_is_refused(setting, message):
    with pytest.raises(InputError) as raised:
        supposed_profile([setting], Profile())
    assert str(raised.value).startswith(message)
