"""Laws of the language: printing, renaming, normal forms, guards and degrees."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rune_lp.geometry.profile import Profile
from rune_lp.logic.check import check
from rune_lp.logic.degree import degree, degree_of
from rune_lp.logic.evaluate import answers, holds, satisfies
from rune_lp.logic.parse import parse_query
from rune_lp.logic.printing import formula_text, to_text
from rune_lp.logic.scope import distinct_variables, free_variables, renamed_apart, subformulas
from rune_lp.logic.syntax import (
    And,
    Atom,
    Compare,
    Count,
    Counted,
    Equal,
    Exists,
    Forall,
    Formula,
    Not,
    Or,
    Product,
    Query,
    Sentence,
    SetQuery,
    Sum,
    Term,
    Truth,
)
from rune_lp.plan.miniscope import miniscope
from rune_lp.plan.normal import normal_form
from rune_lp.plan.plan import make_plan
from rune_lp.plan.reach import guard
from rune_lp.rulefiles.library import load_rule_files
from rune_lp.scenes import Scene
from rune_lp.structure import SceneStructure
from rune_lp.vocabulary import predicate_name
from tests.strategies import CLASSES, formulas, positive_formulas, scenes, sentences, set_queries

RULES = load_rule_files()
VOCABULARY = RULES.vocabulary(CLASSES)
THRESHOLD = 0.5

queries = st.one_of(sentences(), set_queries())
some = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def structure(scene: Scene, threshold: float = THRESHOLD) -> SceneStructure:
    vehicles = frozenset(
        (object_,)
        for object_, label in zip(scene.ids.tolist(), scene.labels, strict=True)
        if label == "small-vehicle"
    )
    return SceneStructure(scene, Profile(), threshold, {"vehicle": vehicles})


def same(one: Query, other: Query, scene: Scene) -> bool:
    """Whether two queries agree on a scene: in truth, in answers and in degree."""
    image = structure(scene)
    if satisfies(one, image) != satisfies(other, image):
        return False
    if isinstance(one, SetQuery) and isinstance(other, SetQuery):
        found = [answers(query.variables, query.formula, image) for query in (one, other)]
        if found[0] != found[1]:
            return False
    everything = image.everything()
    return degree_of(one, everything) == pytest.approx(degree_of(other, everything), abs=1e-9)


def binders(formula: Formula) -> list[str]:
    """Return the variables of every quantifier and count, each as often as it is bound."""
    names: list[str] = []

    def counted(term: Term) -> None:
        match term:
            case Count(variable):
                names.append(variable)
            case Product(_, inner):
                counted(inner)
            case Sum(left, right):
                counted(left)
                counted(right)
            case _:
                pass

    for part in subformulas(formula):
        match part:
            case Exists(variables) | Forall(variables):
                names.extend(variables)
            case Counted(_, _, variable):
                names.append(variable)
            case Compare(_, left, right):
                counted(left)
                counted(right)
            case _:
                pass
    return names


# Printing and parsing


@given(queries, st.sampled_from(("ascii", "unicode")))
@some
def test_parsing_what_is_printed_gives_the_query_back(query, style):
    apart = renamed_apart(query)
    assert parse_query(to_text(apart, style)) == apart
    # Only what shadows is renamed at all.
    assert parse_query(to_text(query, style)) in (query, apart)


@given(queries)
@some
def test_printing_is_a_fixed_point_and_both_styles_say_the_same(query):
    text, symbols = to_text(query), to_text(query, "unicode")
    assert to_text(parse_query(text)) == text
    assert to_text(parse_query(symbols), "unicode") == symbols
    assert to_text(parse_query(symbols)) == text
    assert text.isascii()


@given(queries, scenes())
@some
def test_what_is_printed_means_the_same(query, scene):
    assert same(parse_query(to_text(query)), query, scene)


@given(queries)
@some
def test_checking_a_checked_query_changes_nothing(query):
    text = to_text(query)
    parsed = parse_query(text)
    assert check(parsed, VOCABULARY, text) == parsed


# Variables


@given(queries, scenes())
@some
def test_renaming_apart_keeps_the_meaning(query, scene):
    assert same(renamed_apart(query), query, scene)


@given(queries)
@some
def test_renamed_apart_every_quantifier_has_variables_of_its_own(query):
    apart = renamed_apart(query)
    names = binders(apart.formula)
    answer_variables = apart.variables if isinstance(apart, SetQuery) else ()
    assert len({*names, *answer_variables}) == len(names) + len(answer_variables)
    assert free_variables(apart.formula) <= set(answer_variables)
    assert renamed_apart(apart) == apart


def plain(names: tuple[str, ...]) -> st.SearchStrategy[Formula]:
    """Return formulas over the names, without quantifiers."""
    return st.lists(formulas(names, 0), min_size=1, max_size=3).flatmap(
        lambda parts: st.sampled_from((And((*parts, Truth(True))), Or((*parts, Truth(False)))))
    )


@given(st.data(), st.sampled_from((("x", "y"), ("x", "y", "z"))), scenes(4))
@some
def test_distinct_variables_denote_different_objects(data, names, scene):
    body = data.draw(plain(names))
    image = structure(scene)
    satisfying = [
        objects
        for objects in permutations(image.domain, len(names))
        if holds(body, image, dict(zip(names, objects, strict=True)))
    ]
    every = len(satisfying) == len(list(permutations(image.domain, len(names))))

    one_block = Exists(names[:1], Exists(names[1:], body))
    for some_objects in (Exists(names, body), one_block):
        assert satisfies(distinct_variables(Sentence(some_objects)), image) == bool(satisfying)
    for all_objects in (Forall(names, body), Forall(names[:1], Forall(names[1:], body))):
        assert satisfies(distinct_variables(Sentence(all_objects)), image) == every
    found = distinct_variables(SetQuery(names, body))
    assert answers(names, found.formula, image) == satisfying


# Normal forms


def is_normal(formula: Formula) -> bool:
    match formula:
        case Truth() | Equal() | Compare():
            return True
        case Atom(predicate):
            return predicate != "far"
        case Not(body):
            return isinstance(body, Atom | Equal | Exists | Counted) and is_normal(body)
        case And(parts) | Or(parts):
            flat = not any(isinstance(part, type(formula) | Truth) for part in parts)
            return flat and len(parts) > 1 and all(map(is_normal, parts))
        case Exists(_, body):
            return is_normal(body)
        case Counted(operator, bound, _, body):
            return operator == ">=" and bound >= 2 and is_normal(body)
        case _:
            return False


@given(sentences(), scenes())
@some
def test_the_normal_form_keeps_truth_and_degree(sentence, scene):
    formula = renamed_apart(sentence).formula
    assert same(Sentence(normal_form(formula)), sentence, scene)
    assert same(Sentence(normal_form(formula, negated=True)), Sentence(Not(formula)), scene)


@given(sentences(), scenes())
@some
def test_moving_quantifiers_inwards_keeps_truth_and_degree(sentence, scene):
    normal = normal_form(renamed_apart(sentence).formula)
    assert same(Sentence(miniscope(normal)), sentence, scene)


@given(queries)
@some
def test_normal_forms_have_the_shape_they_promise(query):
    normal = normal_form(renamed_apart(query).formula)
    moved = miniscope(normal)
    assert is_normal(normal)
    assert is_normal(moved)
    assert all(len(part.variables) == 1 for part in subformulas(moved) if isinstance(part, Exists))


@given(queries, scenes(), st.booleans())
@some
def test_a_plan_decides_its_query_and_its_matrix_has_the_answers(query, scene, distinct):
    plan = make_plan(query, VOCABULARY, RULES, distinct=distinct)
    image = structure(scene)
    meant = distinct_variables(query) if distinct else query
    assert holds(plan.decision, image, {}) == satisfies(meant, image)
    everything = image.everything()
    wanted = pytest.approx(degree_of(meant, everything), abs=1e-9)
    assert degree(plan.decision, everything, {}) == wanted

    matrix = And((*plan.matrix, Truth(True)))
    found = answers(plan.witnesses, matrix, image)
    if isinstance(meant, SetQuery):
        assert found == answers(meant.variables, meant.formula, image)
    else:
        assert bool(found) == satisfies(meant, image)


# Guards


guarding = st.sampled_from(("ship", "plane", "small_vehicle", "vehicle"))


@st.composite
def guarded(draw: st.DrawFn) -> Formula:
    """Draw a formula of x that is false outside of one or two classes."""
    one, other = (Atom(draw(guarding), ("x",)) for _ in range(2))
    near = Exists(("y",), And((other, Atom("near", ("x", "y")))))
    parts = And((one, draw(formulas(("x",), 2)))), And((draw(formulas(("x",), 1)), near))
    return draw(st.sampled_from((*parts, Or(parts), And((parts[0], near)))))


@given(guarded(), scenes())
@some
def test_an_object_outside_a_guard_satisfies_nothing(formula, scene):
    body = miniscope(normal_form(renamed_apart(SetQuery(("x",), formula)).formula))
    classes = guard("x", body, VOCABULARY, RULES)
    assert classes is not None
    image = structure(scene, 0.0)
    for object_, label in zip(scene.ids.tolist(), scene.labels, strict=True):
        if predicate_name(label) not in classes:
            assert not holds(formula, image, {"x": object_}), formula_text(formula)


@given(queries, scenes())
@some
def test_a_witness_has_a_class_of_its_guard(query, scene):
    plan = make_plan(query, VOCABULARY, RULES)
    classes = dict(zip(scene.ids.tolist(), map(predicate_name, scene.labels), strict=True))
    for objects in answers(plan.witnesses, And((*plan.matrix, Truth(True))), structure(scene)):
        for name, object_ in zip(plan.witnesses, objects, strict=True):
            assert plan.guards[name] is None or classes[object_] in plan.guards[name]


# Degrees


@given(positive_formulas(), scenes())
@some
def test_a_positive_degree_is_the_highest_threshold_at_which_the_image_matches(formula, scene):
    sentence = Sentence(formula)
    reached = degree_of(sentence, structure(scene).everything())
    for threshold in {0.01, 1.0, *scene.scores.tolist()}:
        matches = satisfies(sentence, structure(scene, threshold))
        assert matches == (reached >= threshold), threshold


@given(sentences(), scenes())
@some
def test_of_certain_detections_the_degree_is_the_truth(sentence, scene):
    certain = Scene.of(
        "P1",
        scene.labels,
        [1.0] * len(scene),
        scene.corners,
        width=scene.width,
        height=scene.height,
        gsd=scene.gsd,
    )
    image = structure(certain)
    assert degree_of(sentence, image.everything()) == float(satisfies(sentence, image))


@given(queries, scenes())
@some
def test_a_degree_is_in_0_to_1(query, scene):
    assert 0.0 <= degree_of(query, structure(scene).everything()) <= 1.0
