"""The lexicon: every relation has words, and every phrase is one that a text can hold."""

from __future__ import annotations

import pytest

from rune_lp.geometry.attributes import ATTRIBUTES
from rune_lp.geometry.relations import RELATIONS
from rune_lp.quantities import DIMENSIONS
from rune_lp.translate.controlled import lexicon
from rune_lp.translate.controlled.tokens import tokenize

TABLES = {
    "relations": lexicon.RELATION_PHRASES,
    "implicit": lexicon.IMPLICIT_PHRASES,
    "groups": lexicon.GROUP_PHRASES,
    "places": lexicon.PLACES,
    "attributes": lexicon.ATTRIBUTE_WORDS,
    "units": lexicon.UNITS,
    "amounts": lexicon.VAGUE_AMOUNTS,
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_phrase_is_in_its_normal_spelling(table):
    for pattern in (pattern for patterns in table.values() for pattern in patterns):
        for phrase in lexicon.expanded(pattern):
            assert [token.word for token in tokenize(phrase)] == phrase.split(), pattern


def test_every_relation_has_words():
    binary = {relation.name for relation in RELATIONS.values() if relation.arity == 2}
    assert set(lexicon.RELATION_PHRASES) == binary
    unary = {relation.name for relation in RELATIONS.values() if relation.arity == 1}
    placed = {name for options in lexicon.PLACES for option in options for name in option}
    assert placed == unary - {"elongated"}


def test_no_phrase_has_two_meanings():
    for table in TABLES.values():
        meanings: dict[str, object] = {}
        for meaning, patterns in table.items():
            for phrase in (each for pattern in patterns for each in lexicon.expanded(pattern)):
                assert meanings.setdefault(phrase, meaning) == meaning, phrase


def test_names_are_those_of_the_vocabulary():
    named = {
        *lexicon.IMPLICIT_PHRASES,
        *lexicon.GROUP_PHRASES,
        *lexicon.RELATION_VERBS,
        *lexicon.PAIRWISE,
        *lexicon.GROUP_ADJECTIVES.values(),
    }
    assert named <= set(RELATIONS)
    compared = (*lexicon.COMPARATIVES.values(), *lexicon.SUPERLATIVES.values())
    attributes = {name for name, _ in compared} | set(lexicon.ATTRIBUTE_WORDS)
    assert attributes | set(lexicon.DIMENSION_ADJECTIVES.values()) <= set(ATTRIBUTES)
    units = {unit for dimension in DIMENSIONS.values() for unit in dimension.units}
    assert units | {"km", "%"} == set(lexicon.UNITS)
    noted = {
        each
        for patterns in lexicon.RELATION_PHRASES.values()
        for p in patterns
        for each in lexicon.expanded(p)
    }
    assert set(lexicon.NOTED_PHRASES) <= noted
