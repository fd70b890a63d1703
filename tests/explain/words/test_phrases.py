"""Phrases for what a formula says of one variable."""

from __future__ import annotations

import pytest

from rune_lp.explain.words.phrases import Phrases
from rune_lp.logic.parse import parse_query
from rune_lp.plan.normal import normal_form
from rune_lp.translate.phrases import Noun
from tests.explain.images import CLASSES, RULES

PHRASES = Phrases(RULES.vocabulary(CLASSES))


def verb(formula: str) -> tuple[str, str] | None:
    """Return what a formula of x says of it, where o is ship 3 and p is ship 4."""
    body = normal_form(parse_query(f"{{x, o, p | {formula}}}").formula)
    found = PHRASES.verb("x", [body], {"o": "ship 3", "p": "ship 4"})
    return None if found is None else (found.one, found.many)


@pytest.mark.parametrize(
    ("formula", "one", "many"),
    [
        ("near(x, o)", "is near ship 3", "are near ship 3"),
        ("near(o, x)", "is near ship 3", "are near ship 3"),
        ("~near(x, o)", "is not near ship 3", "are not near ship 3"),
        ("inside(o, x)", "contains ship 3", "contain ship 3"),
        ("~overlaps(x, o)", "does not overlap ship 3", "do not overlap ship 3"),
        ("between(x, o, p)", "is between ship 3 and ship 4", "are between ship 3 and ship 4"),
        ("in_line(x, o)", "is in line with ship 3", "are in line with ship 3"),
        ("elongated(x)", "is elongated", "are elongated"),
        ("vehicle(x)", "is a vehicle", "are vehicles"),
        ("~plane(x)", "is not a plane", "are not planes"),
        ("x != o", "is other than ship 3", "are other than ship 3"),
        ("x = o", "is ship 3", "are ship 3"),
        ("length(x) > 20", "has a length of more than 20", "have a length of more than 20"),
        (
            "distance(x, o) <= 5 m",
            "has a distance to ship 3 of at most 5 m",
            "have a distance to ship 3 of at most 5 m",
        ),
        (
            "near(x, o) | near(x, p)",
            "is near ship 3 or is near ship 4",
            "are near ship 3 or are near ship 4",
        ),
        ("exists y. harbor(y) & near(x, y)", "is near a harbor", "are near a harbor"),
        (
            "exists y. plane(y) & y != x & near(x, y)",
            "is near another plane",
            "are near another plane",
        ),
        (
            "exists>=2 y. harbor(y) & y != x",
            "is accompanied by at least 2 other harbors",
            "are accompanied by at least 2 other harbors",
        ),
        ("~(exists y. near(y, x))", "is near no object", "are near no object"),
        (
            "~(exists y. ship(y) & x != y & near(y, x))",
            "is near no other ship",
            "are near no other ship",
        ),
        (
            "exists>=2 y. (ship(y) | plane(y)) & inside(y, x)",
            "contains at least 2 planes or ships",
            "contain at least 2 planes or ships",
        ),
        (
            "exists<=1 y. ship(y) & near(y, x)",
            "is near at most 1 ship",
            "are near at most 1 ship",
        ),
        (
            "exists>=2 y. vehicle(y) & near(y, x) & elongated(y) & near(y, o)",
            "is near at least 2 vehicles that are elongated and are near ship 3",
            "are near at least 2 vehicles that are elongated and are near ship 3",
        ),
        (
            "exists y. ship(y) & near(y, x) & (exists z. harbor(z) & near(y, z))",
            "is near a ship that is near a harbor",
            "are near a ship that is near a harbor",
        ),
    ],
)
def test_what_has_words_is_said_of_one_and_of_several(formula, one, many):
    assert verb(formula) == (one, many)


@pytest.mark.parametrize(
    "formula",
    [
        pytest.param("near(x, x)", id="a relation to itself"),
        pytest.param("in_line(o, x)", id="no converse"),
        pytest.param("between(o, x, p)", id="not the subject"),
        pytest.param("x = x", id="equal to itself"),
        pytest.param("area(x) > area(o)", id="two numbers"),
        pytest.param("gsd > 1", id="a number of the image"),
        pytest.param("count(y: near(x, y)) > 1", id="a count"),
        pytest.param("exists y. near(x, y) & left_of(x, y)", id="two relations to one"),
        pytest.param("exists y. ~near(x, y)", id="a relation denied"),
        pytest.param("near(x, o) | x = x", id="half of it"),
        pytest.param("exists y. near(x, y) & y = y", id="a part of it"),
    ],
)
def test_what_has_no_words_is_not_half_said(formula):
    assert verb(formula) is None


@pytest.mark.parametrize(
    ("names", "singular", "plural"),
    [
        (["ship"], "ship", "ships"),
        (["small_vehicle", "harbor"], "harbor or small vehicle", "harbors or small vehicles"),
        (["class_u8239"], "船", "船s"),
        (["not_in_the_vocabulary"], "not in the vocabulary", "not in the vocabularies"),
        (["ship", "harbor", "plane", "small_vehicle"], "object", "objects"),
        ([], "object", "objects"),
    ],
)
def test_classes_are_called_by_their_labels(names, singular, plural):
    noun = PHRASES.class_noun(names)
    assert (noun.singular, noun.plural) == (singular, plural)


@pytest.mark.parametrize(
    ("noun", "phrase"), [("ship", "a ship"), ("aircraft", "an aircraft"), ("Object", "an Object")]
)
def test_a_noun_has_its_article(noun, phrase):
    assert Noun(noun).an == phrase
