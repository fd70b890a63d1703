"""Sentences for ground literals: names, relations with their numbers, comparisons."""

from __future__ import annotations

import pytest

from rune_lp.explain.words.wording import Wording
from rune_lp.geometry.relations import RELATIONS
from rune_lp.rulefiles.library import load_rule_files
from rune_lp.structure import SceneStructure
from tests.explain.images import HARBOUR, ask, scene

PAIR = scene(("ship", 0.9, 0, 0, 40, 10), ("ship", 0.8, 60, 0, 40, 10), gsd=0.5)
"""Two ships one behind the other, 20.0 px apart."""

STACK = scene(("harbor", 0.9, 100, 100, 100, 100), ("ship", 0.8, 150, 150, 20, 10))
"""A ship inside a harbour."""


SIDES = "length of ship 0: 40.0 px ≥ 12.0 px, length of ship 1: 40.0 px ≥ 12.0 px"
SHARED = "area of ship 1: 200.0 px² < 10000.0 px², shared area: 200.0 px² ≥ 160.0 px²"


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        ("near(x, y)", "ship 1 is 12.4 px from harbor 0, near means ≤ 60.0 px"),
        ("next_to(x, y)", "ship 1 is 12.4 px from harbor 0, next to means ≤ 15.0 px"),
        ("~near(x, y)", "ship 3 is 400.0 px from harbor 0, not near, which means ≤ 60.0 px"),
        ("far(x, y)", "ship 3 is 400.0 px from harbor 0, not near, which means ≤ 60.0 px"),
        ("~same_class(x, y)", "ship 3 is not of the same class as harbor 0"),
    ],
)
def test_a_ship_and_a_harbor(formula, sentence):
    assert sentence in ask(f"exists x y. ship(x) & harbor(y) & {formula}").told


@pytest.mark.parametrize(
    ("image", "formula", "said", "numbers"),
    [
        (
            HARBOUR,
            "exists x y. ship(x) & harbor(y) & left_of(x, y)",
            "ship 2 is left of harbor 0 in the image",
            "70.0 px to the left, 15.0 px up or down",
        ),
        (
            HARBOUR,
            "exists x y. ship(x) & harbor(y) & ~left_of(x, y) & near(x, y)",
            "ship 1 is not left of harbor 0 in the image",
            "-72.4 px to the left, which must be > 0.0 px",
        ),
        (
            HARBOUR,
            "exists x y. ship(x) & small_vehicle(y) & larger(x, y)",
            "ship 1 is larger than small vehicle 4",
            "area of ship 1: 200.0 px² ≥ 60.0 px²",
        ),
        (
            HARBOUR,
            "exists x. harbor(x) & elongated(x)",
            "harbor 0 is elongated",
            "length of harbor 0: 100.0 px ≥ 48.0 px",
        ),
        (
            HARBOUR,
            "exists x. class_u8239(x) & in_right(x)",
            "船 6 is in the right third of the image",
            "distance of the centre from the left edge: 905.0 px ≥ 666.7 px",
        ),
        (
            PAIR,
            "exists x y. parallel(x, y)",
            "ship 0 is parallel to ship 1",
            f"{SIDES}, angle between the long sides: 0.0° ≤ 10.0°",
        ),
        (
            PAIR,
            "exists x y. near(x, y) & ~perpendicular(x, y)",
            "ship 0 is not perpendicular to ship 1",
            "angle between the long sides: 0.0°, which must be ≥ 80.0°",
        ),
        (STACK, "exists x y. inside(x, y)", "ship 1 is inside harbor 0", SHARED),
        (STACK, "exists x y. contains(x, y)", "harbor 0 contains ship 1", SHARED),
        (
            STACK,
            "exists x y. intersects(x, y)",
            "harbor 0 intersects ship 1",
            "shared area: 200.0 px²",
        ),
    ],
)
def test_a_relation_is_told_with_the_numbers_that_decide_it(image, formula, said, numbers):
    assert f"{said} ({numbers})" in ask(formula, image).told


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        ("harbor(x) & ~plane(x)", "harbor 0 is not a plane"),
        ("harbor(x) & ~vehicle(x)", "harbor 0 is not a vehicle"),
        ("vehicle(x)", "small vehicle 4 is a kind of vehicle"),
        (
            "harbor(x) & ~intersects(x, x)",
            "harbor 0 does not intersect harbor 0, for no object is so to itself",
        ),
    ],
)
def test_a_literal_without_numbers(formula, sentence):
    assert sentence in ask(f"exists x. {formula}").told


RULES_OF_BERTHS = """
%! berth(X, S): "a harbour and a ship in it"
%! args: X: object, S: object
%! because: "{S} lies in {X}"
berth(X, S) :- class(X, harbor), near(X, S), class(S, ship).

%! busy(X): "a harbour with several ships"
%! args: X: object
%! because: "{X} has {N} ships"
busy(X) :- class(X, harbor), N = #count { S : class(S, ship), near(X, S) }, N >= 2.
"""


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        ("exists x y. berth(x, y)", "ship 1 lies in harbor 0"),
        (
            "exists x y. harbor(x) & ship(y) & ~berth(x, y)",
            "berth does not hold of harbor 0, ship 3",
        ),
        ("exists x. busy(x)", "harbor 0 has 2 ships"),
    ],
)
def test_a_rule_is_told_in_its_own_words(tmp_path, formula, sentence):
    file = tmp_path / "berths.lp"
    file.write_text(RULES_OF_BERTHS, encoding="utf-8")
    assert sentence in ask(formula, rules=load_rule_files([file])).told


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        ("length(x) > 90", "the length of harbor 0 is 100.0 px, more than 90 px"),
        ("length(x) > 40 m", "the length of harbor 0 is 50.0 m, more than 40 m"),
        ("area(x) >= 4000 px2", "the area of harbor 0 is 4000.0 px², at least 4000 px²"),
        ("area(x) >= 1000 m2", "the area of harbor 0 is 1000.0 m², at least 1000 m²"),
        ("score(x) = 0.9", "the score of harbor 0 is 0.90, exactly 0.9"),
        ("angle(x) != 45 deg & harbor(x)", "the angle of harbor 0 is 0.0°, other than 45°"),
        ("harbor(x) & image_width >= 1000", "the image width is 1000.0 px, at least 1000 px"),
        (
            "length(x) > 2 * width(x) + 10 & harbor(x)",
            "the length of harbor 0 (100.0 px) > 2 × the width of harbor 0 (40.0 px) + 10 px",
        ),
        (
            "length(x) > 2 * [width(x) - 10] & harbor(x)",
            "the length of harbor 0 (100.0 px) > 2 × (the width of harbor 0 (40.0 px) − 10 px)",
        ),
        (
            "harbor(x) & (exists y. ship(y) & distance(x, y) < 10.5)",
            "harbor 0 is 10.0 px from ship 2, less than 10.5 px",
        ),
        (
            "harbor(x) & (exists y. ship(y) & center_distance(x, y) <= 36 m)",
            "the center distance of harbor 0 and ship 2 is 35.8 m, at most 36 m",
        ),
    ],
)
def test_a_comparison_is_told_with_the_values(formula, sentence):
    assert sentence in ask(f"exists x. {formula}").told


def test_every_relation_that_holds_or_not_has_words():
    asked = ask("exists x. harbor(x)")
    structure = SceneStructure(HARBOUR, asked.question.profile)
    wording = Wording(
        asked.answer.subject, asked.question.vocabulary, asked.question.profile, structure
    )
    for relation in RELATIONS.values():
        objects = (1, 0, 3)[: relation.arity]
        for holds in (True, False):
            sentence = wording.atom(relation.name, objects, holds=holds)
            assert sentence.startswith("ship 1 ")
            assert ("not" in sentence) is not holds
            for object_ in ("harbor 0", "ship 3")[: relation.arity - 1]:
                assert object_ in sentence
