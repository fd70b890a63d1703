"""The public face: what a translation holds, the notes it shows, and requests for things."""

from __future__ import annotations

import pytest

from rune_lp.logic.check import check
from rune_lp.logic.parse import parse_query
from rune_lp.logic.printing import to_text
from rune_lp.logic.syntax import Sentence, SetQuery
from rune_lp.translate import NotUnderstoodError, translate, translate_set
from rune_lp.vocabulary import ClassNote, Predicate, Vocabulary
from tests.counterexample import counterexample
from tests.translate.words import VOCABULARY


def test_translation_holds_text_query_translator_and_confidence():
    translation = translate("a ship", VOCABULARY)
    assert translation.text == "a ship"
    assert translation.query == parse_query("exists x. ship(x)")
    assert (translation.translator, translation.confidence) == ("controlled", 1.0)
    assert translation.notes == ()


NOTES = [
    ("two ships", "'two' is read as at least 2"),
    ("many ships", "'many' is read as at least 5"),
    ("several ships", "'several' is read as at least 3"),
    ("a port", "'port' is read as harbor"),
    ("boats near a dock", "'boats' is read as ship"),
    ("a court", "'court' is read as basketball court or tennis court"),
    ("at least two ships near a harbor", "may have its own harbor (say 'the same harbor'"),
    ("two parallel ships near a harbor", "may have its own harbor"),
    ("every ship is near a harbor", "each of 'every ship' may have its own harbor"),
    ("a harbor with ships", "'with ships' is read as near it"),
    ("a car on a bridge", "'on' is read as the outlines meet (intersects)"),
    ("a ship under a bridge", "'under' is read as further down in the image (below)"),
    ("a ship at a harbor", "'at' is read as near"),
    ("a ship near a harbor and a bridge", "is read with each of the things listed"),
    ("a ship near a harbor or a bridge", "is read with one of the things listed"),
    ("a ship and a plane near a harbor", "'near a harbor' is said of the plane only"),
    ("a ship near a harbor and two planes", "'two planes' is read apart from"),
    ("a ship near a harbor, and a plane near it", "'it' is read as referring to the harbor"),
    ("the ships are near a harbor", "'the ships' is read as all of them"),
    ("twice as many ships as planes", "is read as at least that many"),
    ("as many ships as planes", "is read as exactly that many"),
    ("a ship longer than 200", "'200' is read as 200 px"),
    ("a tank surrounded by ships", "near it on its left, right, upper and lower side"),
    ("a ship surrounded by a harbor", "is read as inside it"),
    ("all ships are not near a harbor", "say 'not all' to deny it of some"),
    ("no ships next to each other", "is about each ship that has such a partner"),
]


@pytest.mark.parametrize(("sentence", "note"), NOTES, ids=[each[0] for each in NOTES])
def test_reading_of_an_ambiguous_sentence_is_shown(sentence, note):
    notes = translate(sentence, VOCABULARY).notes
    assert any(note in each for each in notes), notes


@pytest.mark.parametrize(
    "sentence",
    [
        "a ship",
        "at least two ships",
        "exactly one harbor",
        "no ships",
        "a ship near a harbor",
        "a ship within 30 m of a harbor",
        "more ships than harbors",
    ],
)
def test_sentence_without_a_choice_has_no_notes(sentence):
    assert translate(sentence, VOCABULARY).notes == ()


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        ("which ships are near a harbor?", "{x | ship(x) & exists y. harbor(y) & near(x, y)}"),
        ("the ships near a harbor", "{x | ship(x) & exists y. harbor(y) & near(x, y)}"),
        ("show me all the ships near a harbor", "{x | ship(x) & exists y. harbor(y) & near(x, y)}"),
        ("harbors with at least two ships", "{x | harbor(x) & exists>=2 y. ship(y) & near(y, x)}"),
        ("the largest ship", "{x | ship(x) & ~exists y. ship(y) & area(y) > area(x)}"),
        ("all vehicles that are not cars", "{x | vehicle(x) & ~small_vehicle(x)}"),
    ],
)
def test_request_for_things_is_the_set_of_them(request_, answer):
    query = check(translate_set(request_, VOCABULARY).query, VOCABULARY)
    expected = check(parse_query(answer), VOCABULARY)
    assert isinstance(query, SetQuery)
    assert isinstance(expected, SetQuery)
    # "x is an answer" for the largest x that there is: close both over a class of its own.
    closed = [
        check(parse_query(f"exists {each.variables[0]}. {_body(each)}"), VOCABULARY).formula
        for each in (query, expected)
    ]
    assert counterexample(*closed) is None


def _body(query):
    return to_text(query).split("|", 1)[1].rstrip("}")


class TestVocabulary:
    def test_words_are_those_of_the_catalogue(self):
        vocabulary = Vocabulary.of(["Fishing Vessel", "4x4", "船"])
        for noun in ("a fishing vessel", "two Fishing-Vessels", "a 4x4", "a 船"):
            translate(noun, vocabulary)
        with pytest.raises(NotUnderstoodError, match=r"things are: .*fishing vessel"):
            translate("a ship", vocabulary)

    def test_label_in_the_plural_has_a_singular(self):
        vocabulary = Vocabulary.of(["storage_tanks"])
        for noun in ("a storage tank", "storage tanks", "a storage_tank"):
            assert to_text(translate(noun, vocabulary).query) == "exists x. storage_tanks(x)"

    def test_longest_noun_wins(self):
        vocabulary = Vocabulary.of(["ship", "ship-yard", "yard"])
        assert to_text(translate("a ship yard", vocabulary).query) == "exists x. ship_yard(x)"

    def test_own_name_beats_a_synonym_and_a_class_beats_a_rule(self):
        vocabulary = Vocabulary.of(
            ["ship", "boat"],
            [ClassNote("ship", ("boat", "vessel"))],
            [Predicate("watercraft", 1, "rule", synonyms=("vessel",), gloss="a ship or a boat")],
        )
        texts = [to_text(translate(f"a {noun}", vocabulary).query) for noun in ("boat", "vessel")]
        assert texts == ["exists x. boat(x)", "exists x. ship(x)"]

    def test_relation_of_a_rule_file_is_a_relation_word(self):
        expected = "exists x y. ship(x) & harbor(y) & guards(x, y)"
        for words in ("guarding", "on guard at"):
            text = f"a ship that is {words} a harbor"
            assert to_text(translate(text, VOCABULARY).query) == expected

    def test_surrounded_by_of_a_rule_file_replaces_the_built_in_reading(self):
        rule = Predicate("surrounded_by", 2, "rule", synonyms=("surrounded by",), gloss="x is …")
        vocabulary = Vocabulary.of(["ship", "harbor"], rules=[rule])
        query = translate("a harbor surrounded by ships", vocabulary).query
        assert to_text(query) == "exists x y. harbor(x) & ship(y) & surrounded_by(x, y)"

    def test_without_any_class_only_objects_can_be_spoken_of(self):
        assert isinstance(translate("two objects", Vocabulary.of([])).query, Sentence)
