"""Examples are about the catalogue's own classes, right, and near to the sentence."""

from __future__ import annotations

import pytest

from rune_lp.logic.check import check
from rune_lp.logic.parse import parse_query
from rune_lp.translate.models.examples import nearest_examples
from rune_lp.vocabulary import ClassNote, Vocabulary
from tests.translate.words import VOCABULARY


def nearest(text, vocabulary=VOCABULARY):
    (example,) = nearest_examples(text, vocabulary, 1)
    return example.sentence


@pytest.mark.parametrize(
    ("text", "example"),
    [
        ("jets that outnumber the helicopters", "planes outnumber helicopters"),
        (
            "are there twice as many trucks as cars?",
            "twice as many large vehicles as small vehicles",
        ),
        ("not a single boat", "not a single ship to be seen"),
        ("a bridge hemmed in between a harbor and a ship", "a bridge between a harbor and a ship"),
        ("a plane that is within 70 pixels of a bridge", "a plane within 50 pixels of a bridge"),
        (
            "whenever a ship shows up there is a harbor",
            "whenever a ship shows up, so does a harbor",
        ),
    ],
)
def test_the_nearest_example_says_something_alike_of_the_same_classes(text, example):
    assert nearest(text) == example


def test_the_nearest_stands_last():
    examples = nearest_examples("ships outnumber planes", VOCABULARY, 5)
    assert examples[-1].sentence == "ships outnumber planes"
    assert len(set(examples)) == 5


@pytest.mark.parametrize(
    "labels",
    [
        pytest.param(["ship", "harbor", "small-vehicle"], id="three classes"),
        pytest.param(["airport"], id="one class"),
        pytest.param([], id="no class"),
        pytest.param(["船", "4x4", "ship"], id="labels that are no English nouns"),
        pytest.param(["near", "exists"], id="labels that are words of the language"),
    ],
)
def test_every_formula_parses_and_names_only_what_there_is(labels):
    vocabulary = Vocabulary.of(labels)
    examples = nearest_examples("two of them", vocabulary, 1000)
    assert len(examples) >= 50
    for example in examples:
        check(parse_query(example.formula), vocabulary)
        assert "{" not in example.sentence


def test_articles_fit_the_noun():
    assert nearest("to see it in the upper left", Vocabulary.of(["airport"])) == (
        "an airport in the upper left corner"
    )


def test_synonyms_name_a_class():
    vocabulary = Vocabulary.of(["bridge", "ship"], [ClassNote("ship", ("boat",))])
    assert nearest("boats outnumber bridges", vocabulary) == "ships outnumber bridges"
