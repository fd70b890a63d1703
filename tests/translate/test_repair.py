"""What is wrong with a candidate goes back to whoever wrote it."""

from __future__ import annotations

import pytest

from rune_lp.logic.printing import to_text
from rune_lp.translate.candidate import Candidate
from rune_lp.translate.repair import MAX_LENGTH, Dropped, Understood, repaired, understood
from tests.translate.proposers import WORLD, Mending, Written

RIGHT = "exists x. ship(x)"


def kept_texts(found):
    return [to_text(one.query) for one in found[0]]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("", "the query is empty", id="nothing"),
        pytest.param("exists x. ship(x", "candidate:1:17: the query ends too early", id="syntax"),
        pytest.param("exists x. zebra(x)", "candidate:1:11: unknown predicate zebra", id="name"),
        pytest.param("exists x. ship(y)", "candidate:1:11: the variable y is free", id="variable"),
        pytest.param("exists x. near(x)", "near takes 2 objects, but got 1", id="arity"),
        pytest.param("exists x. area(x) > 3 m", "the unit m does not fit an area", id="unit"),
        pytest.param("Sure! Here is it:\n" + RIGHT, "candidate:1:5: unexpected", id="prose"),
        pytest.param("ship(0). #show ship/1.", "candidate:1:6: unexpected", id="ASP"),
        pytest.param("~" * 3000 + "true", "nests deeper than 100 levels", id="depth"),
        pytest.param("x" * (MAX_LENGTH + 1), "longer than 4,000 characters", id="length"),
        pytest.param("\x00\ud800", "unexpected character", id="no text"),
    ],
)
def test_what_is_no_formula_has_a_fault_with_a_place(text, fault):
    found = understood(Candidate(text), WORLD)
    assert isinstance(found, Dropped)
    assert fault in str(found.fault)
    assert str(found.fault).startswith("candidate")


def test_what_is_understood_keeps_its_notes():
    found = understood(Candidate("exists x. boat(x)", notes=("'a' is read as one",)), WORLD)
    assert isinstance(found, Understood)
    assert found.notes == ("'a' is read as one", "'boat' is read as ship")


def test_a_proposer_that_cannot_mend_is_not_asked():
    kept, dropped = repaired("a ship", [Candidate(RIGHT), Candidate("shi(")], Written([]), WORLD)
    assert [one.candidate.text for one in kept] == [RIGHT]
    assert [one.candidate.text for one in dropped] == ["shi("]


def test_a_fault_goes_back_with_its_place():
    proposer = Mending([], instead={"exists x. zebra(x)": [RIGHT]})
    found = repaired("a ship", [Candidate("exists x. zebra(x)", 3.0)], proposer, WORLD)
    assert kept_texts(found) == [RIGHT]
    ((_, told),) = proposer.told
    assert told.startswith("candidate:1:11: unknown predicate zebra")
    (one,) = found[0]
    assert one.candidate.weight == 3.0
    assert one.notes == ("written anew, for the first was wrong: unknown predicate zebra",)


def test_what_no_image_satisfies_goes_back_and_stays_if_it_is_not_mended():
    never = "exists x. ship(x) & plane(x)"
    mended = Mending([], instead={never: [RIGHT]})
    assert kept_texts(repaired("a ship", [Candidate(never)], mended, WORLD)) == [RIGHT]
    assert mended.told == [(never, "candidate:1:1: false of every image of up to 4 objects")]
    stubborn = Mending([])
    assert kept_texts(repaired("a ship", [Candidate(never)], stubborn, WORLD)) == [never]


@pytest.mark.parametrize("rounds", [0, 1, 3])
def test_rounds_are_bounded(rounds):
    proposer = Mending(
        [], instead={f"{'(' * n}true": [f"{'(' * (n + 1)}true"] for n in range(1, 9)}
    )
    kept, dropped = repaired("a ship", [Candidate("(true")], proposer, WORLD, rounds=rounds)
    assert not kept
    assert [one.candidate.text for one in dropped] == [f"{'(' * (rounds + 1)}true"]
    assert len(proposer.told) == rounds


def test_what_was_proposed_ten_times_is_sent_back_once():
    proposer = Mending([], instead={"shi(": [RIGHT]})
    kept, _ = repaired("a ship", [Candidate("shi(")] * 10, proposer, WORLD)
    assert len(kept) == 10
    assert len(proposer.told) == 1


def test_several_in_the_place_of_one_share_its_weight():
    proposer = Mending([], instead={"shi(": [RIGHT, "exists x. plane(x)"]})
    kept, _ = repaired("a ship", [Candidate("shi(", 2.0)], proposer, WORLD)
    assert [one.candidate.weight for one in kept] == [1.0, 1.0]
