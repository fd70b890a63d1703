"""Unknown names are read as known ones, and said to be."""

from __future__ import annotations

import pytest

from rune_lp.logic.parse import parse_query
from rune_lp.logic.printing import to_text
from rune_lp.translate.names import with_known_names
from rune_lp.vocabulary import ClassNote, Vocabulary
from tests.translate.proposers import WORLD, Knowing


@pytest.mark.parametrize(
    ("text", "read", "notes"),
    [
        pytest.param(
            "exists x. boat(x)", "exists x. ship(x)", ["'boat' is read as ship"], id="synonym"
        ),
        pytest.param(
            "exists x. Boats(x)", "exists x. ship(x)", ["'Boats' is read as ship"], id="plural"
        ),
        pytest.param(
            "exists x. harbur(x)", "exists x. harbor(x)", ["'harbur' is read as harbor"], id="typo"
        ),
        pytest.param(
            "exists x. boat(x) & ~boat(x)",
            "exists x. ship(x) & ~ship(x)",
            ["'boat' is read as ship"],
            id="one note for each name",
        ),
        pytest.param(
            "count(x: boat(x)) > 2",
            "count(x: ship(x)) > 2",
            ["'boat' is read as ship"],
            id="in counts",
        ),
        pytest.param(
            "exists x y. admires(x, y)", "exists x y. admires(x, y)", [], id="nothing near enough"
        ),
        pytest.param(
            "exists x y. intersect(x, y)", "exists x y. intersect(x, y)", [], id="known by an alias"
        ),
        pytest.param(
            "exists x y. near_by(x, y)",
            "exists x y. near(x, y)",
            ["'near_by' is read as near"],
            id="a relation",
        ),
        pytest.param("exists x. zebra(x)", "exists x. zebra(x)", [], id="a thing of its own"),
        pytest.param("exists x. area(x)", "exists x. area(x)", [], id="a number is no class"),
        pytest.param("exists x y. ship(x, y)", "exists x y. ship(x, y)", [], id="a wrong arity"),
        pytest.param("exists x. nears(x)", "exists x. nears(x)", [], id="of another arity"),
    ],
)
def test_a_name_is_read_as_the_nearest(text, read, notes):
    query, found = with_known_names(parse_query(text), WORLD.vocabulary)
    assert (to_text(query), list(found)) == (read, notes)


def test_a_synonym_of_several_means_any_of_them():
    courts = [ClassNote("tennis_court", ("court",)), ClassNote("basketball_court", ("court",))]
    vocabulary = Vocabulary.of(["tennis-court", "basketball-court"], courts)
    query, notes = with_known_names(parse_query("exists x. court(x)"), vocabulary)
    assert to_text(query) == "exists x. basketball_court(x) | tennis_court(x)"
    assert notes == ("'court' is read as basketball_court or tennis_court",)


def test_meaning_comes_last():
    knowing = Knowing([])
    query, notes = with_known_names(
        parse_query("exists x. conveyance(x) & boat(x)"), WORLD.vocabulary, knowing
    )
    assert to_text(query) == "exists x. large_vehicle(x) & ship(x)"
    assert notes[0] == "'conveyance' is read as large_vehicle"
    same, _ = with_known_names(parse_query("exists x. near(x, x)"), WORLD.vocabulary, knowing)
    assert to_text(same) == "exists x. near(x, x)"
