from __future__ import annotations

from decimal import Decimal

import pytest

from rune_lp.geometry.attributes import ATTRIBUTES
from rune_lp.logic.evaluate import COMPARISONS
from rune_lp.logic.parse import parse_query
from rune_lp.logic.syntax import Compare, Number
from rune_lp.logic.terms import LARGEST, linear, measure_of
from rune_lp.plan.normal import normal_form
from rune_lp.plan.reach import (
    NumberNeed,
    RelationNeed,
    bounded_pair,
    fact_name,
    guard,
    reach,
)
from rune_lp.vocabulary import Predicate, Vocabulary

VOCABULARY = Vocabulary.of(
    ["ship", "harbor", "plane"],
    rules=[Predicate("moored", 2, "rule"), Predicate("lonely", 1, "rule")],
)


class Rules:
    """`moored` is of ships and anything; nothing is known of `lonely`."""

    def guards(self, predicate: str) -> tuple[frozenset[str] | None, ...]:
        return {"moored": (frozenset({"ship"}), None), "lonely": (None,)}[predicate]


GUARDS = {
    "{x | ship(x)}": {"ship"},
    "{x | ship(x) & elongated(x)}": {"ship"},
    "{x | ship(x) | plane(x)}": {"ship", "plane"},
    "{x | ship(x) | elongated(x)}": None,
    "{x | (ship(x) | plane(x)) & (plane(x) | harbor(x))}": {"plane"},
    "{x | ship(x) & plane(x)}": set(),
    "{x | ~ship(x)}": None,
    "{x | true}": None,
    "{x | false}": set(),
    "{x | x = x}": None,
    "{x | area(x) > 3}": None,
    "{x | far(x, x)}": None,
    "{x | exists y. ship(y) & near(x, y)}": None,
    "{x | exists y. ship(x) & near(x, y)}": {"ship"},
    "{x | ~(exists y. ship(x))}": None,
    "{x | exists>=2 y. ship(x) & near(x, y)}": {"ship"},
    "{x | exists<=2 y. ship(x) & near(x, y)}": None,
    "{x | moored(x, x)}": {"ship"},
    "{x | exists y. moored(x, y)}": {"ship"},
    "{x | exists y. moored(y, x)}": None,
    "{x | lonely(x)}": None,
    "{x | lonely(x) & plane(x)}": {"plane"},
    "{x | ship(x) -> plane(x)}": None,
    "{x | forall y. plane(x)}": None,
    "{x | count(y: ship(x)) > 3}": None,
}


@pytest.mark.parametrize("text", GUARDS)
def test_a_guard_is_the_classes_outside_of_which_a_formula_is_false(text):
    formula = normal_form(parse_query(text).formula)
    assert guard("x", formula, VOCABULARY, Rules()) == GUARDS[text]


def reached(text: str):
    formula = normal_form(parse_query(text).formula)
    return reach(formula, {}, {}, VOCABULARY, Rules())


SHIP, HARBOR = frozenset({"ship"}), frozenset({"harbor"})


def test_a_relation_is_needed_between_the_classes_it_is_named_on():
    found = reached("exists x y. ship(x) & harbor(y) & near(x, y)")
    assert found.objects == {"ship", "harbor"}
    assert found.relations == {RelationNeed("near", (SHIP, HARBOR))}
    assert found.numbers == found.rules == frozenset()


def test_a_relation_on_two_pairs_of_classes_is_needed_on_both():
    found = reached(
        "(exists x y. ship(x) & harbor(y) & near(x, y)) & (exists z. plane(z) & near(z, z))"
    )
    plane = frozenset({"plane"})
    assert found.objects == {"ship", "harbor", "plane"}
    assert found.relations == {
        RelationNeed("near", (SHIP, HARBOR)),
        RelationNeed("near", (plane, plane)),
    }


def test_classes_are_no_relations():
    assert reached("exists x. ship(x)").relations == frozenset()


def test_far_needs_only_the_near_pairs():
    found = reached("exists x y. ship(x) & ship(y) & far(x, y)")
    assert found.relations == {RelationNeed("near", (SHIP, SHIP))}


def test_negated_parts_are_reached_under_their_own_guards():
    found = reached("exists x. ship(x) & ~exists y. harbor(y) & near(x, y)")
    assert found.objects == {"ship", "harbor"}
    assert found.relations == {RelationNeed("near", (SHIP, HARBOR))}


@pytest.mark.parametrize(
    "text", ["exists x. true", "exists x. ship(x) | elongated(x)", "forall x. ship(x)"]
)
def test_a_variable_without_guard_reaches_every_object(text):
    assert reached(text).objects is None


def test_a_sentence_without_quantifier_reaches_no_object():
    assert reached("true").objects == frozenset()
    assert reached("image_width > 30").objects == frozenset()


def test_rules_are_named_and_guard_their_arguments():
    found = reached("exists x y. moored(x, y) & harbor(y)")
    assert found.rules == {"moored"}
    assert found.objects == {"ship", "harbor"}


def test_free_variables_have_the_guards_they_are_given():
    formula = parse_query("{x | near(x, x)}").formula
    found = reach(formula, {}, {"x": SHIP}, VOCABULARY, Rules())
    assert found.relations == {RelationNeed("near", (SHIP, SHIP))}
    assert found.objects == frozenset()


@pytest.mark.parametrize(
    ("own", "objects"),
    [
        ({"x": SHIP}, SHIP),
        ({"x": SHIP, "y": HARBOR}, SHIP | HARBOR),
        ({"x": SHIP, "y": None}, None),
    ],
)
def test_the_objects_of_some_variables_are_needed_by_themselves(own, objects):
    formula = parse_query("{x | elongated(x)}").formula
    assert reach(formula, own, {"x": SHIP}, VOCABULARY, Rules()).objects == objects


NUMBERS = {
    "exists x. ship(x) & area(x) > 3": {("area", (SHIP,), "px2", None)},
    "exists x. ship(x) & area(x) > 3 m2": {("area", (SHIP,), "m2", None)},
    "exists x y. ship(x) & harbor(y) & distance(x, y) <= 30": {
        ("distance", (SHIP, HARBOR), "px", 300)
    },
    "exists x y. ship(x) & harbor(y) & 2 * distance(x, y) > 30 m": {
        ("distance", (SHIP, HARBOR), "m", 150)
    },
    "exists x y. ship(x) & ship(y) & distance(x, y) <= length(x)": {
        ("distance", (SHIP, SHIP), "px", None),
        ("length", (SHIP,), "px", None),
    },
    "image_width > 30": {("image_width", (), "px", None)},
}


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_are_needed_in_their_unit_and_up_to_their_limit(text):
    numbers = reached(text).numbers
    assert {(need.name, need.domains, need.unit, need.limit) for need in numbers} == NUMBERS[text]


def test_the_ceiling_of_a_number_is_what_the_solver_can_compute_with():
    (need,) = reached("exists x. ship(x) & 3 * length(x) > 2").numbers
    assert need == NumberNeed("length", (SHIP,), "px", None, (LARGEST - 20) // 3)


def test_the_body_of_a_count_is_reached():
    found = reached("count(x: ship(x) & near(x, x)) > 1")
    assert found.objects == SHIP
    assert found.relations == {RelationNeed("near", (SHIP, SHIP))}


def test_what_is_not_in_normal_form_is_a_mistake_of_the_caller():
    with pytest.raises(TypeError, match="not in existential normal form"):
        reach(parse_query("forall x. ship(x)").formula, {}, {}, VOCABULARY, Rules())


LIMITS = {
    "distance(x, y) <= 30": 300,
    "distance(x, y) > 30": 300,
    "30 >= distance(x, y)": 300,
    "3 * distance(x, y) < 10": 33,
    "5 - distance(x, y) > 0.5": 45,
    "0 - 3 * distance(x, y) > 0 - 10": 33,
    "center_distance(x, y) = 2": 20,
    "distance(x, y) >= 0 - 1": -10,
    "distance(x, y) - distance(x, y) > 3": None,
    "distance(x, y) > distance(y, x)": None,
    "area(x) > 3": None,
    "count(z: near(x, z)) > 3": None,
}


def compared(text: str) -> Compare:
    formula = parse_query(text).formula
    assert isinstance(formula, Compare)
    return formula


@pytest.mark.parametrize("text", LIMITS)
def test_pairs_beyond_a_limit_are_not_needed(text):
    compare = compared(text)
    form = linear(compare, measure_of(compare, ATTRIBUTES).dimension)
    assert bounded_pair(form) == LIMITS[text]


@pytest.mark.parametrize("operator", COMPARISONS)
@pytest.mark.parametrize("side", ["left", "right"])
def test_beyond_its_limit_a_comparison_no_longer_changes(side, operator):
    attribute = compared("3 * distance(x, y) > 0").left
    bound = Number(Decimal("10"))
    sides = (attribute, bound) if side == "left" else (bound, attribute)
    compare = Compare(operator, *sides)
    form = linear(compare, measure_of(compare, ATTRIBUTES).dimension)
    limit = bounded_pair(form)
    assert limit is not None
    ((coefficient, _),) = form.coefficients
    truths = {COMPARISONS[operator](coefficient * d, form.bound) for d in range(limit + 1, 200)}
    assert len(truths) == 1


@pytest.mark.parametrize(
    ("attribute", "unit", "name"),
    [
        ("distance", "m", "distance_m"),
        ("distance", "px", "distance"),
        ("area", "m2", "area_m2"),
        ("area", "px2", "area"),
        ("score", None, "score"),
        ("angle", "deg", "angle"),
    ],
)
def test_facts_in_metres_have_a_name_of_their_own(attribute, unit, name):
    assert fact_name(attribute, unit) == name
