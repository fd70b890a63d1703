from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.geometry.attributes import ATTRIBUTES
from rune_lp.geometry.relations import RELATIONS
from rune_lp.logic.parse import KEYWORDS
from rune_lp.quantities import DIMENSIONS
from rune_lp.vocabulary import RESERVED, ClassNote, Predicate, Vocabulary, predicate_name

LABELS = ("ship", "small-vehicle", "harbor", "plane")


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.of(LABELS)


@pytest.mark.parametrize(
    "name", ["SmallVehicle", "small-vehicle", "small_vehicle", "SMALL_VEHICLE", "smallvehicle"]
)
def test_the_spellings_of_a_class_are_one_predicate(vocabulary, name):
    predicate = vocabulary.predicate(name)
    assert (predicate.name, predicate.arity, predicate.kind) == ("small_vehicle", 1, "class")
    assert predicate.labels == ("small-vehicle",)


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("NEAR", "near"),
        ("next-to", "next_to"),
        ("NextTo", "next_to"),
        ("is_above", "above"),
        ("is_below", "below"),
        ("isBelow", "below"),
    ],
)
def test_relations_have_spellings_and_aliases(vocabulary, name, canonical):
    assert vocabulary.predicate(name).name == canonical


def test_every_relation_and_attribute_is_known_under_each_of_its_names(vocabulary):
    for definition in RELATIONS.values():
        for name in (definition.name, *definition.aliases):
            found = vocabulary.predicate(name)
            assert (found.name, found.arity) == (definition.name, definition.arity)
            assert found.kind == "relation"
            assert found.gloss
    for attribute in ATTRIBUTES.values():
        for name in (attribute.name, *attribute.aliases):
            assert vocabulary.attribute(name) is attribute


def test_no_two_definitions_share_a_name():
    tables = [*RELATIONS.values(), *ATTRIBUTES.values()]
    names = [name for entry in tables for name in (entry.name, *entry.aliases)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "name", ["shpi", "vehicle", "area", "", "ships", "object", "small vehicles"]
)
def test_what_the_vocabulary_lacks_is_no_predicate(vocabulary, name):
    assert vocabulary.predicate(name) is None


@pytest.mark.parametrize("name", ["near", "ship", "", "areas"])
def test_what_is_no_number_is_no_attribute(vocabulary, name):
    assert vocabulary.attribute(name) is None


def test_the_classes_are_the_labels_and_nothing_else(vocabulary):
    names = [predicate.name for predicate in vocabulary.classes()]
    assert names == ["harbor", "plane", "ship", "small_vehicle"]
    assert Vocabulary.of([]).classes() == ()
    assert Vocabulary.of(["tea-pot"]).predicate("ship") is None


def test_labels_of_one_name_are_one_class():
    predicate = Vocabulary.of(["Ship", "ship", "ship"]).predicate("ship")
    assert predicate.labels == ("Ship", "ship")


def test_without_labels_the_classes_are_those_that_are_described():
    vocabulary = Vocabulary.of(None, [ClassNote("ship", ("vessel",))])
    (ship,) = vocabulary.classes()
    assert (ship.name, ship.synonyms) == ("ship", ("vessel",))


def test_a_note_gives_a_class_its_synonyms():
    vocabulary = Vocabulary.of(["small-vehicle"], [ClassNote("small_vehicle", ("car",))])
    assert vocabulary.predicate("SmallVehicle").synonyms == ("car",)


def test_a_rule_hides_the_class_of_its_name():
    rule = Predicate("vehicle", 1, "rule")
    vocabulary = Vocabulary.of(["vehicle", "ship"], rules=[rule])
    # It remembers the labels of the class, whose objects there are.
    assert vocabulary.predicate("Vehicle") == replace(rule, labels=("vehicle",))
    assert [predicate.name for predicate in vocabulary.classes()] == ["ship"]


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("shpi", "ship"), ("habor", "harbor"), ("smal-vehicles", "small_vehicle"), ("neer", "near")],
)
def test_the_nearest_predicates_are_suggested_the_likest_first(vocabulary, name, nearest):
    assert vocabulary.nearest(name)[0] == nearest


def test_the_nearest_names_are_of_the_kind_asked_for(vocabulary):
    assert vocabulary.nearest("aera", attributes=True) == ("area",)
    assert "area" not in vocabulary.nearest("aera")
    assert vocabulary.nearest("xyzzy") == ()


def test_a_canonical_name_is_suggested_once(vocabulary):
    found = vocabulary.nearest("is_close_too")
    assert found[0] == "near"
    assert len(found) == len(set(found)) <= 3


@pytest.mark.parametrize(
    ("label", "name"),
    [
        pytest.param("ship", "ship", id="as it is"),
        pytest.param("4x4", "class_4x4", id="digit first"),
        pytest.param("overlaps", "class_overlaps", id="a relation"),
        pytest.param("Area", "class_area", id="an attribute"),
        pytest.param("object", "class_object", id="a fact"),
        pytest.param("NOT", "class_not", id="a keyword"),
        pytest.param("m2", "class_m2", id="a unit"),
        pytest.param("船", "class_u8239", id="no ASCII form"),
        pytest.param("u-boat", "u_boat", id="no number of a character"),
        pytest.param("--", "class_unnamed", id="nothing left"),
    ],
)
def test_the_predicate_of_a_label(label, name):
    assert predicate_name(label) == name


@given(st.text(max_size=10))
def test_a_predicate_name_is_a_clingo_constant_and_no_word_of_the_language(label):
    name = predicate_name(label)
    assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
    assert name not in RESERVED
    assert name not in RELATIONS
    assert name not in ATTRIBUTES


def test_the_reserved_words_take_in_keywords_and_units():
    units = {unit for dimension in DIMENSIONS.values() for unit in dimension.units}
    assert KEYWORDS | units <= RESERVED
