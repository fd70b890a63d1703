"""Sentences out of reach: refused at the words that are in the way, saying what is understood."""

from __future__ import annotations

import pytest

from rune_lp.translate import NotUnderstoodError, translate, translate_set
from tests.translate.words import VOCABULARY

END = "\N{END OF TEXT}"
"""Stands for a caret after the last character."""

REFUSALS = [
    # words that are in no phrase
    ("a white car", "white", "colours are not detected"),
    ("two grey ships", "grey", "colours are not detected"),
    ("a moving ship", "moving", "not seen in one image"),
    ("ships that are sailing near a harbor", "sailing", "not seen in one image"),
    ("how many ships are there?", "how", "answers are images, not numbers"),
    ("a ship in front of a harbor", "front", "behind"),
    ("a shpi near a harbor", "shpi", "nearest: ship"),
    ("a plane near a helicoptre", "helicoptre", "nearest: helicopter"),
    ("a house near a harbor", "house", "things are: baseball diamond"),
    ("A church is near a parking lot", "church", "storage tank"),
    ("Many people are on the playground", "people", "things are"),
    ("a beach near a sea with several boats", "beach", "things are"),
    ("cars on the road", "road", "things are"),
    ("a ship opposite a harbor", "opposite", "things are"),
    ("a ship surrounded by water", "water", "things are"),
    ("the nearest ship", "nearest", "within 50 m of"),
    ("a ship painted red", "painted", "things are"),
    ("ships near a harbor at night", "night", "things are"),
    ("a ship whose captain is near", "captain", "things are"),
    ("a ship's harbor", "'s", "things are"),
    ("a ship @ a harbor", "@", "things are"),
    ("ship(x) & harbor(y)", "(", "things are"),
    ("un navire près d'un port", "un", "things are"),
    ("船", "船", "things are"),
    # words that are understood elsewhere
    ("a big harbor", "big", "larger than a ship"),
    ("small ships", "small", "sizes are compared"),
    ("a ship 20 m long", "long", "at least 50 m long"),
    ("two ships near a harbor, one of them big", "big", "sizes are compared"),
    ("the only ship is near a harbor", "only", "a superlative"),
    ("a ship north-east of a harbor", "north", "a relation"),
    ("everything but ships", END, "after 'ships'"),
    ("every plane but one is near a ship", "is", "a thing"),
    ("a docked ship", "docked", "a thing"),
    ("a ship plane", "plane", "a relation"),
    ("a ship near near a harbor", "near", "a thing"),
    ("a the ship", "the", "a thing"),
    ("two two ships", "two", "a thing"),
    ("every two ships", "two", "a thing"),
    ("three ships, each near a different harbor", "different", "a thing"),
    ("a ship and then a plane", "then", "a thing"),
    ("a ship that there is a harbor", "there", "a verb"),
    ("a ship more than 50 px from the border", "border", "a thing"),
    ("between 5 and 3 ships", "ships", "there may come"),
    ("one ship parallel to one another", "another", "there may come"),
    ("?", "?", "there may come"),
    # sentences that are not finished
    ("a ship near", END, "after 'near'"),
    ("a ship that", END, "after 'that'"),
    ("two ships and", END, "after 'and'"),
    ("images with", END, "after 'with'"),
    ("find", END, "after 'find'"),
    ("near a harbor", END, "after 'harbor'"),
    ("12", END, "after '12'"),
    ("a ship is", END, "after 'is'"),
    # references to nothing
    ("it is near a harbor", "it", "name the thing"),
    ("a ship next to it", "it", "name the thing"),
    ("they are parallel", "they", "name the thing"),
    ("two ships nearby", "nearby", "name the thing"),
    ("no ship is near a harbor, and it is near a bridge", "it", "name the thing"),
    ("another ship", "another ship", "mention a first ship"),
    ("a third ship", "a third ship", "mention a first ship"),
    ("a ship near the same harbor", "the same harbor", "mention the harbor first"),
    ("the two ships are near a harbor", "the two ships", "exactly two ships"),
    # groups that are none
    ("a ship is parallel", "a ship", "join two things by 'and'"),
    ("images with most ships", "most ships", "most ships near a harbor"),
    ("a ship between three harbors", "three harbors", "between two ships"),
    ("eleven planes in a row", "eleven planes in a row", "up to 10 members"),
    (
        "three ships, one near a harbor and the other near a bridge",
        ", one near a harbor and the other near a bridge",
        "two",
    ),
    (
        "a storage tank surrounded by exactly two ships",
        "surrounded by exactly two ships",
        "at least five ships",
    ),
    ("a ship is every harbor", "every harbor", "is near a ship"),
    # numbers that do not fit
    ("a ship longer than 200 m2", "200 m2", "its unit is px or m"),
    ("a plane larger than 200 px", "200 px", "longer than"),
    ("a plane with a score above 80", "80", "0% to 100%"),
    ("a ship with an angle above 3 m", "3 m", "its unit is deg"),
    ("99999999 ships", "99999999", "no image has so many"),
    ("a ship longer than 9999999 km", "9999999 km", "no image is that large"),
    # nothing at all
    ("", END, "say what to look for"),
    (" \n\t", END, "say what to look for"),
]


@pytest.mark.parametrize(
    ("sentence", "words", "hint"), REFUSALS, ids=[each[0] or "empty" for each in REFUSALS]
)
def test_refusal_points_at_the_words_and_says_what_is_understood(sentence, words, hint):
    with pytest.raises(NotUnderstoodError) as refusal:
        translate(sentence, VOCABULARY)
    fault = refusal.value.fault
    assert fault.place.source == "query"
    column = fault.place.column - 1
    if words is END:
        assert column == len(sentence.splitlines()[-1] if sentence.strip() else "")
    else:
        assert fault.excerpt[column : column + fault.length] == words
    assert hint in fault.hint


def test_refusal_in_the_second_line_points_there():
    with pytest.raises(NotUnderstoodError) as refusal:
        translate("a ship\nnear a white harbor", VOCABULARY)
    assert refusal.value.fault.drawn().splitlines()[1:] == [
        "  near a white harbor",
        "         ^^^^^",
    ]


@pytest.mark.parametrize(
    "sentence", ["no ships", "more ships than harbors", "a ship and a plane", "two ships"]
)
def test_set_request_must_be_about_things_of_one_description(sentence):
    with pytest.raises(NotUnderstoodError, match="which ships are near a harbor"):
        translate_set(sentence, VOCABULARY)
