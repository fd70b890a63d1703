"""Which queries are the same question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rune_lp.equivalence.compare import compare, possible, usual_bound
from rune_lp.equivalence.verdict import Different, Equivalent, NotDecided
from rune_lp.errors import InputError
from rune_lp.geometry.profile import Profile
from rune_lp.logic.evaluate import satisfies
from rune_lp.rulefiles.library import load_rule_files
from tests.equivalence.worlds import LABELS, LIBRARY, WORLD, query

CHAIN = "exists a b c. ship(a) & ship(b) & ship(c) & "

SAME = {
    "duality": ("exists x. ship(x)", "~forall x. ~ship(x)"),
    "names of variables": ("exists x. ship(x)", "exists y. ship(y)"),
    "order": (
        "exists x y. ship(x) & harbor(y) & near(x, y)",
        "exists y x. near(x, y) & harbor(y) & ship(x)",
    ),
    "counting": ("exists>=2 x. ship(x)", "exists x y. ship(x) & ship(y) & x != y"),
    "two may be one": ("exists x y. ship(x) & ship(y)", "exists x. ship(x)"),
    "irreflexive": ("exists x y. near(x, y) & x != y", "exists x y. near(x, y)"),
    "symmetric": ("exists x y. ship(x) & near(x, y)", "exists x y. ship(x) & near(y, x)"),
    "converse": ("exists x y. ship(x) & left_of(x, y)", "exists x y. ship(x) & right_of(y, x)"),
    "contains": ("exists x y. ship(x) & inside(x, y)", "exists x y. ship(x) & contains(y, x)"),
    "complement": (
        "exists x y. ship(x) & far(x, y)",
        "exists x y. ship(x) & x != y & ~near(x, y)",
    ),
    "a cone is transitive": (
        "exists x y z. left_of(x, y) & left_of(y, z)",
        "exists x y z. left_of(x, y) & left_of(y, z) & left_of(x, z)",
    ),
    "cones exclude": ("exists x y. left_of(x, y) & left_of(y, x)", "false"),
    "inside is near": (
        "exists x y. ship(x) & inside(x, y)",
        "exists x y. ship(x) & inside(x, y) & near(x, y) & ~larger(x, y)",
    ),
    "of two one is larger": (
        "forall x y. x = y | larger(x, y) | larger(y, x) | same_size(x, y)",
        "true",
    ),
    "a semiorder": (
        "exists x y z. larger(x, y) & larger(y, z) & larger(z, x)",
        "false",
    ),
    "parallel and perpendicular": (
        "exists x y z. parallel(x, y) & parallel(y, z) & perpendicular(x, z)",
        "false",
    ),
    "the ends of between": (
        "exists x y z. ship(x) & between(x, y, z)",
        "exists x y z. ship(x) & between(x, z, y)",
    ),
    "thirds": ("exists x. in_left(x) & in_right(x)", "false"),
    "thirds and cones": ("exists x y. in_left(x) & in_right(y) & right_of(x, y)", "false"),
    "one class each": ("exists x. ship(x) & plane(x)", "false"),
    "all classes": (
        "forall x. ship(x) | harbor(x) | vehicle(x) | plane(x) | bridge(x)",
        "true",
    ),
    "a superclass": ("exists x. vehicle(x)", "exists x. small_vehicle(x) | large_vehicle(x)"),
    "rows either way": (
        CHAIN + "right_of(a, b) & right_of(b, c)",
        CHAIN + "left_of(a, b) & left_of(b, c)",
    ),
    "a bound turned round": (
        "exists x y. ship(x) & distance(x, y) <= 20",
        "exists x y. ship(x) & ~(20 < distance(y, x))",
    ),
    "tenths": ("exists x. area(x) > 300", "exists x. area(x) >= 300.1"),
    "a number and its multiple": ("exists x. 2 * area(x) > 600", "exists x. area(x) > 300"),
    "differences": ("exists x y. area(x) > area(y)", "exists x y. area(y) - area(x) < 0"),
    "numbers are ordered": (
        "exists x y z. length(x) > length(y) & length(y) > length(z) & length(z) >= length(x)",
        "false",
    ),
    "numbers have ends": ("exists x. score(x) >= 0.5", "exists x. true"),
    "counts": ("count(x: ship(x)) >= 3", "exists>=3 x. ship(x)"),
    "counts of counts": (
        "count(x: ship(x)) > count(x: ship(x) & near(x, x))",
        "exists x. ship(x)",
    ),
    "sets": (
        "{x | ship(x) & exists y. harbor(y) & near(x, y)}",
        "{y | ship(y) & exists x. harbor(x) & near(x, y)}",
    ),
}

DIFFERENT = {
    "two may be one": ("exists>=2 x. ship(x)", "exists x y. ship(x) & ship(y)"),
    "and, or": ("exists x. ship(x) | plane(x)", "(exists x. ship(x)) & (exists x. plane(x))"),
    "near, next to": (
        "exists x y. ship(x) & harbor(y) & near(x, y)",
        "exists x y. ship(x) & harbor(y) & next_to(x, y)",
    ),
    "only some are": (
        "forall x. plane(x) -> exists y. plane(y) & near(x, y)",
        "(exists x. plane(x)) & (forall x. plane(x) -> exists y. plane(y) & near(x, y))",
    ),
    "scope": (
        "exists y. forall x. ship(x) -> near(x, y)",
        "forall x. ship(x) -> exists y. near(x, y)",
    ),
    "many": ("exists>=15 x. ship(x)", "exists>=16 x. ship(x)"),
    "exactly": ("exists=2 x. ship(x)", "exists>=2 x. ship(x)"),
    "rows and columns": (
        CHAIN + "right_of(a, b) & right_of(b, c)",
        CHAIN + "below(a, b) & below(b, c)",
    ),
    "up is not north": (
        "exists x y. above(x, y) & ship(x)",
        "exists x y. north_of(x, y) & ship(x)",
    ),
    "overlapping": ("exists x y. overlaps(x, y)", "exists x y. intersects(x, y)"),
    "inside is not transitive": (
        "exists x y z. inside(x, y) & inside(y, z)",
        "exists x y z. inside(x, y) & inside(y, z) & inside(x, z)",
    ),
    "in line": ("exists x y. in_line(x, y)", "exists x y. parallel(x, y)"),
    "the edge of a third": ("exists x. in_left(x) & in_center(x)", "false"),
    "at most, less": ("exists x. area(x) <= 300", "exists x. area(x) < 300"),
    "pixels, metres": (
        "exists x y. ship(x) & harbor(y) & distance(x, y) <= 20",
        "exists x y. ship(x) & harbor(y) & distance(x, y) <= 20 m",
    ),
    "metres, of which some say nothing": (
        "exists x. ship(x) & length(x) >= 0 m & area(x) > 3",
        "exists x. ship(x)",
    ),
    "the size of the image": ("exists x. ship(x) & image_width > 500", "exists x. ship(x)"),
    "how sure": ("exists x. ship(x) & score(x) >= 0.8", "exists x. ship(x)"),
    "twice as many": (
        "count(x: ship(x)) >= 2 * count(x: harbor(x))",
        "count(x: ship(x)) >= count(x: harbor(x))",
    ),
    "same class": ("exists x y. same_class(x, y)", "exists x y. ship(x) & ship(y) & x != y"),
    "a class of none": ("exists x. vehicle(x)", "exists x. small_vehicle(x)"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_the_same_question(one, other):
    assert isinstance(compare(query(one), query(other), WORLD), Equivalent)


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_another_question(one, other):
    first, second = query(one), query(other)
    found = compare(first, second, WORLD)
    assert isinstance(found, Different), found
    rules = [*WORLD.rules_in(first.formula), *WORLD.rules_in(second.formula)]
    seen = WORLD.structure(found.scene, rules)
    assert (satisfies(first, seen), satisfies(second, seen)) == (found.first, found.second)


def test_an_answer_of_one_set_query_alone():
    one, other = query("{x, y | ship(x) & near(x, y)}"), query("{x, y | ship(y) & near(x, y)}")
    found = compare(one, other, WORLD)
    assert isinstance(found, Different)
    labels = [found.scene.labels[object_] for object_ in found.answer]
    assert labels.index("ship") == (0 if found.first else 1)
    assert found.turned().first is found.second


def test_what_needs_no_search_holds_of_all_images():
    same = compare(query("forall x. ship(x)"), query("~exists y. ~ship(y)"), WORLD)
    assert same == Equivalent(None)


def test_the_bound_is_what_was_asked_for():
    one, other = query("exists>=3 x. ship(x)"), query("exists>=4 x. ship(x)")
    assert compare(one, other, WORLD, bound=2) == Equivalent(2)
    assert isinstance(compare(one, other, WORLD, bound=3), Different)
    assert isinstance(compare(one, other, WORLD), Different)


def test_more_objects_than_are_tried_are_said():
    one, other = query("exists>=40 x. ship(x)"), query("exists>=41 x. ship(x)")
    found = compare(one, other, WORLD)
    assert isinstance(found, NotDecided)
    assert found.reason == "the formulas speak of 41 objects, and were compared on 30"


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("exists x. ship(x)", 4),
        ("exists>=7 x. ship(x)", 7),
        ("exists<=7 x. ship(x)", 8),
        ("exists x. harbor(x) & exists>=5 y. near(x, y)", 6),
        ("count(x: ship(x)) > 6", 7),
        ("exists x. area(x) > 600", 4),
        ("exists>=999 x. ship(x)", 30),
    ],
)
def test_the_usual_bound_follows_what_is_spoken_of(text, bound):
    assert usual_bound(query(text).formula) == bound


def test_distinct_variables_change_what_is_asked():
    one, other = query("exists x y. ship(x) & ship(y)"), query("exists x. ship(x)")
    assert isinstance(compare(one, other, WORLD), Equivalent)
    assert isinstance(compare(one, other, WORLD, distinct=True), Different)


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        ("{x | ship(x)}", "exists x. ship(x)", "one query asks for 1 object, the other for images"),
        ("{x | ship(x)}", "{x, y | ship(x)}", "asks for 1 object, the other for 2 objects"),
    ],
)
def test_queries_of_two_forms_are_refused(one, other, message):
    with pytest.raises(InputError, match=message):
        compare(query(one), query(other), WORLD)


def test_a_profile_decides():
    pair = query("exists x y. near(x, y)"), query("exists x y. next_to(x, y) | near(x, y)")
    assert isinstance(compare(*pair, WORLD), Equivalent)
    turned = replace(WORLD, profile=Profile(near_factor=0.1))
    assert isinstance(compare(*pair, turned), Different)


def test_a_threshold_decides():
    pair = query("exists x. score(x) >= 0.4"), query("exists x. true")
    assert isinstance(compare(*pair, WORLD), Equivalent)
    assert isinstance(compare(*pair, replace(WORLD, min_score=0.0)), Different)


def test_classes_are_those_of_the_catalogue():
    few = replace(WORLD, vocabulary=LIBRARY.vocabulary(("ship", "small-vehicle")))
    pair = ("exists x. vehicle(x)", "exists x. small_vehicle(x)")
    assert isinstance(compare(*(query(text, few) for text in pair), few), Equivalent)
    # A detector's own class `vehicle` is one of the vehicles of the rule that hides it.
    own = replace(WORLD, vocabulary=LIBRARY.vocabulary((*LABELS, "vehicle")))
    pair = ("exists x. vehicle(x)", "exists x. small_vehicle(x) | large_vehicle(x)")
    found = compare(*(query(text, own) for text in pair), own)
    assert isinstance(found, Different)
    assert found.scene.labels == ("vehicle",)


def world_of(tmp_path, text):
    path = tmp_path / "rules.lp"
    path.write_text(text, encoding="utf-8")
    library = load_rule_files([path])
    return replace(WORLD, vocabulary=library.vocabulary(LABELS), library=library)


def test_rules_over_relations_are_known(tmp_path):
    world = world_of(
        tmp_path,
        '%! alone(X): "nothing is near it"\n%! args: X: object\n'
        "alone(X) :- object(X), not accompanied(X).\naccompanied(X) :- near(X, _).\n",
    )
    pair = ("exists x. ship(x) & alone(x)", "exists x. ship(x) & ~(exists y. near(x, y))")
    assert isinstance(compare(*(query(text, world) for text in pair), world), Equivalent)
    pair = ("exists x. ship(x) & alone(x)", "exists x. ship(x) & ~(exists y. next_to(x, y))")
    assert isinstance(compare(*(query(text, world) for text in pair), world), Different)


def test_rules_over_numbers_are_taken_to_say_anything_until_they_are_drawn(tmp_path):
    world = world_of(
        tmp_path,
        '%! long(X): "at least 50 px long"\n%! args: X: object\n'
        "long(X) :- length(X, L), L >= 500.\n",
    )
    same = ("exists x. ship(x) & long(x)", "exists x. long(x) & ship(x)")
    assert isinstance(compare(*(query(text, world) for text in same), world), Equivalent)
    apart = ("exists x. ship(x) & long(x)", "exists x. ship(x)")
    found = compare(*(query(text, world) for text in apart), world)
    assert isinstance(found, Different)
    # That they agree is beyond the axioms: it is neither claimed nor denied.
    alike = ("exists x. ship(x) & long(x)", "exists x. ship(x) & length(x) >= 50")
    found = compare(*(query(text, world) for text in alike), world, bound=1)
    assert isinstance(found, NotDecided)
    assert "no drawing of it was found" in found.reason


def test_what_would_take_too_long_is_not_decided():
    many = " & ".join(f"near(v{i}, v{j})" for i in range(14) for j in range(i))
    clique = query(f"exists {' '.join(f'v{i}' for i in range(14))}. {many}")
    found = compare(clique, query("false"), WORLD)
    assert isinstance(found, NotDecided)
    assert found.reason.startswith("14 objects at a time are too many to compare")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("exists x. ship(x)", Different),
        ("exists x. ship(x) & harbor(x)", Equivalent),
        ("{x | ship(x) & harbor(x)}", Equivalent),
        ("{x | ship(x)}", Different),
        ("exists x. near(x, x)", Equivalent),
        ("true", Different),
    ],
)
def test_what_no_image_satisfies(text, found):
    assert isinstance(possible(query(text), WORLD), found)
