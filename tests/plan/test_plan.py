from __future__ import annotations

import pytest

from rune_lp.geometry.profile import Profile
from rune_lp.logic.check import check
from rune_lp.logic.evaluate import holds, satisfies
from rune_lp.logic.parse import MAX_DEPTH, parse_query
from rune_lp.logic.printing import formula_text, to_text
from rune_lp.plan.plan import Plan, is_literal, make_plan
from rune_lp.plan.reach import RelationNeed
from rune_lp.rulefiles.library import RuleLibrary
from rune_lp.scenes import Scene
from rune_lp.structure import SceneStructure
from rune_lp.vocabulary import Predicate, Vocabulary

VOCABULARY = Vocabulary.of(["ship", "harbor", "plane"])


def plan(text: str, *, distinct: bool = False) -> Plan:
    query = check(parse_query(text), VOCABULARY, text)
    return make_plan(query, VOCABULARY, RuleLibrary(()), distinct=distinct)


WITNESSES = {
    "exists x y. ship(x) & harbor(y)": "x y",
    "exists x. exists y. near(x, y)": "x y",
    "exists x. ship(x) & exists y. harbor(y) & near(x, y)": "x y",
    "(exists x. ship(x)) & (exists y. harbor(y))": "x y",
    "(exists x. ship(x)) & (exists x. harbor(x))": "x x1",
    "exists x. exists x. ship(x)": "x x1",
    "exists>=1 x. ship(x)": "x",
    "~forall x. ~ship(x)": "x",
    "exists x. ship(x) & forall y. near(x, y)": "x",
    "exists x. ship(x) & ~exists y. near(x, y)": "x",
    "exists x. ship(x) & exists>=2 y. near(x, y)": "x",
    "(exists x. ship(x)) | (exists y. harbor(y))": "",
    "forall x. ship(x)": "",
    "exists>=2 x. ship(x)": "",
    "count(x: ship(x)) > 1": "",
    "~exists x. ship(x)": "",
    "true": "",
    "{x | ship(x) & exists y. near(x, y)}": "x",
    "{y, x | near(x, y)}": "y x",
}


@pytest.mark.parametrize("text", WITNESSES)
def test_witnesses_are_the_variables_at_the_front_and_the_answer_variables(text):
    assert " ".join(plan(text).witnesses) == WITNESSES[text]


PLANS = {
    "exists x y. ship(x) & harbor(y) & near(x, y)": (
        ["ship(x)", "harbor(y)", "near(x, y)"],
        "exists x. ship(x) & (exists y. harbor(y) & near(x, y))",
    ),
    "exists x. ship(x) & forall y. harbor(y) -> near(x, y)": (
        ["ship(x)", "~(exists y. harbor(y) & ~near(x, y))"],
        "exists x. ship(x) & ~(exists y. harbor(y) & ~near(x, y))",
    ),
    "exists x. true": ([], "exists x. true"),
    "forall x. ship(x)": (["~(exists x. ~ship(x))"], "~(exists x. ~ship(x))"),
    "{x | ship(x)}": (["ship(x)"], "exists x. ship(x)"),
    "{x | ship(x) | plane(x)}": (
        ["ship(x) | plane(x)"],
        "(exists x. ship(x)) | (exists x. plane(x))",
    ),
    "false": (["false"], "false"),
    "true": ([], "true"),
}


@pytest.mark.parametrize("text", PLANS)
def test_the_matrix_is_for_the_witnesses_and_the_decision_for_the_sentence(text):
    found = plan(text)
    matrix = [formula_text(part) for part in found.matrix]
    assert (matrix, formula_text(found.decision)) == PLANS[text]


def test_every_witness_has_its_guard():
    found = plan("exists x y z. ship(x) & (harbor(y) | plane(y)) & near(x, y) & near(x, z)")
    assert found.guards == {"x": {"ship"}, "y": {"harbor", "plane"}, "z": None}


def test_literals_reach_the_witnesses_and_scopes_what_they_quantify():
    found = plan("exists x. ship(x) & elongated(x) & ~exists y. harbor(y) & near(x, y)")
    ship, harbor = frozenset({"ship"}), frozenset({"harbor"})
    assert found.literals.objects == ship
    assert found.literals.relations == {RelationNeed("elongated", (ship,))}
    assert found.scopes.objects == harbor
    assert found.scopes.relations == {RelationNeed("near", (ship, harbor))}


@pytest.mark.parametrize(
    ("text", "objects"), [("{x | ship(x)}", {"ship"}), ("{x, y | ship(x)}", None), ("true", set())]
)
def test_witnesses_are_reached_even_if_nothing_is_said_of_them(text, objects):
    assert plan(text).literals.objects == objects


LITERALS = {
    "true": True,
    "x = y": True,
    "x != y": True,
    "ship(x)": True,
    "~ship(x)": True,
    "near(x, y)": True,
    "area(x) > width(y)": True,
    "lonely(x)": False,
    "~lonely(x)": False,
    "count(z: near(x, z)) > 3": False,
    "3 < 2 * [1 + count(z: near(x, z))]": False,
    "ship(x) | plane(x)": False,
    "exists z. near(x, z)": False,
    "~exists z. near(x, z)": False,
}


@pytest.mark.parametrize("text", LITERALS)
def test_a_literal_speaks_of_its_own_objects_alone(text):
    vocabulary = Vocabulary.of(["ship", "plane"], rules=[Predicate("lonely", 1, "rule")])
    formula = parse_query(f"{{x, y | {text}}}").formula
    assert is_literal(formula, vocabulary) is LITERALS[text]


def test_distinct_variables_are_asked_for():
    text = "exists x y. near(x, y)"
    assert to_text(plan(text).query) == text
    assert to_text(plan(text, distinct=True).query) == "exists x y. x != y & near(x, y)"


def test_a_plan_is_a_value():
    text = "exists x y. ship(x) & harbor(y) & near(x, y)"
    assert plan(text) == plan(text)
    assert plan(text) != plan(text, distinct=True)


DEEP = {
    "negations": "~" * (MAX_DEPTH - 1) + "true",
    "existential": "".join(f"exists x{k}. " for k in range(MAX_DEPTH - 1)) + "ship(x0)",
    "implications": "exists x. " + " -> ".join(["ship(x)"] * (MAX_DEPTH - 1)),
    "sums": "image_width" + " + image_width" * (MAX_DEPTH - 3) + " > 1",
    "counts": "count(x: " * (MAX_DEPTH // 2 - 1) + "true" + ") > 0" * (MAX_DEPTH // 2 - 1),
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_the_deepest_query_can_be_planned_and_evaluated(text):
    box = [(0, 0), (4, 0), (4, 2), (0, 2)]
    scene = Scene.of("P1", ["ship"], [0.9], [box], width=9.0, height=9.0)
    structure = SceneStructure(scene, Profile())
    found = plan(text)
    assert to_text(parse_query(to_text(found.query))) == to_text(found.query)
    assert holds(found.decision, structure, {}) == satisfies(found.query, structure)
