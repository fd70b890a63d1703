"""Of several candidates the meaning that most of them share."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rune_lp.equivalence.verdict import Different, NotDecided
from rune_lp.logic.evaluate import satisfies
from rune_lp.translate.candidate import Candidate
from rune_lp.translate.repair import Dropped, understood
from rune_lp.translate.selection import select
from tests.translate.proposers import WORLD

NEAR = "exists x y. ship(x) & harbor(y) & near(x, y)"
NEAR_TOO = "~(forall y x. ~(harbor(x) & ship(y) & near(x, y)))"
NEXT = "exists x y. ship(x) & harbor(y) & next_to(x, y)"
FAR = "exists x y. ship(x) & harbor(y) & far(x, y)"


def selected(*texts, **options):
    found = [understood(Candidate(text), WORLD) for text in texts]
    return select(
        [one for one in found if not isinstance(one, Dropped)],
        WORLD,
        dropped=[one for one in found if isinstance(one, Dropped)],
        **options,
    )


def test_one_meaning_in_two_forms_beats_one_form():
    found = selected(NEXT, NEAR, NEAR_TOO)
    assert found.chosen.fol == NEAR
    assert found.chosen.share == pytest.approx(2 / 3)
    assert [len(each.candidates) for each in found.readings] == [2, 1]


def test_equal_weights_are_decided_by_the_order():
    assert selected(NEXT, NEAR).chosen.fol == NEXT
    assert selected(NEAR, NEXT).chosen.fol == NEAR


def test_weights_are_what_counts():
    texts = {NEXT: 5.0, NEAR: 1.0, NEAR_TOO: 1.0}
    found = select([understood(Candidate(t, w), WORLD) for t, w in texts.items()], WORLD)
    assert found.chosen.fol == NEXT
    assert found.chosen.share == pytest.approx(5 / 7)


def test_what_was_dropped_agrees_with_nothing():
    found = selected(NEAR, NEAR_TOO, "exists x. zebra(x)", "shi(")
    assert found.chosen.share == pytest.approx(0.5)
    assert [one.candidate.text for one in found.dropped] == ["exists x. zebra(x)", "shi("]


def test_every_runner_up_has_an_image_and_a_sentence_for_it():
    found = selected(NEAR, NEAR, NEAR, NEXT, NEXT, FAR)
    assert [each.reading.fol for each in found.runners_up] == [NEXT, FAR]
    for each in found.runners_up:
        assert isinstance(each.verdict, Different)
        seen = WORLD.structure(each.verdict.scene, ())
        assert satisfies(each.reading.query, seen) == each.verdict.first
        assert satisfies(found.chosen.query, seen) == each.verdict.second
        wanted = ("this one is true and the chosen reading", "the chosen reading is true and this")
        assert wanted[each.verdict.second] in each.sentence


@pytest.mark.parametrize("place", [1, 2])
def test_another_reading_can_be_chosen(place):
    usual = selected(NEAR, NEAR, NEAR, NEXT, NEXT, FAR)
    other = selected(NEAR, NEAR, NEAR, NEXT, NEXT, FAR, chosen=place)
    assert other.chosen == usual.readings[place]
    assert {r.fol for r in other.readings} == {r.fol for r in usual.readings}
    for each in other.runners_up:
        seen = WORLD.structure(each.verdict.scene, ())
        assert satisfies(each.reading.query, seen) == each.verdict.first
        assert satisfies(other.chosen.query, seen) == each.verdict.second


def test_what_no_image_satisfies_is_warned_of():
    assert selected(NEAR).warning is None
    found = selected("exists x. ship(x) & plane(x)")
    assert found.warning == "this reading is false of every image of up to 4 objects"


def test_what_could_not_be_compared_counts_as_different():
    found = selected(NEAR, NEAR_TOO, seconds=0)
    assert found.chosen.share == 0.5
    (other,) = found.runners_up
    assert other.verdict == NotDecided("there was no time left to compare them")
    assert other.sentence.startswith("not known to differ: ")


def test_images_and_objects_are_different_questions():
    found = selected("exists x. ship(x)", "{x | ship(x)}")
    assert len(found.readings) == 2
    assert "one query asks for" in found.runners_up[0].sentence


@pytest.mark.parametrize("place", [-1, 1, 7])
def test_there_is_no_such_reading(place):
    with pytest.raises(ValueError, match="there are 1 readings"):
        selected(NEAR, chosen=place)


def test_nothing_cannot_be_selected_from():
    with pytest.raises(ValueError, match="at least one candidate"):
        select([], WORLD)


def test_candidates_without_weight_do_not_divide_by_it():
    one = understood(Candidate(NEAR), WORLD)
    found = select([replace(one, candidate=Candidate(NEAR, 0.0))], WORLD)
    assert found.chosen.share == 0.0
