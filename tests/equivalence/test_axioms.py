"""The theory of the relations: what it allows and what it excludes."""

from __future__ import annotations

import pytest

from rune_lp.asp.solve import ground
from rune_lp.equivalence.axioms import in_play, theory
from rune_lp.geometry.profile import Profile
from rune_lp.geometry.relations import RELATIONS


def allows(statement: str, profile: Profile | None = None) -> bool:
    names = [name for name in RELATIONS if name in statement]
    parts = ["object(0..2). class(0..2, ship).", theory(names, profile or Profile()), statement]
    return bool(ground(parts).solve().satisfiable)


@pytest.mark.parametrize("name", RELATIONS)
def test_every_relation_can_hold_and_not_hold(name):
    arguments = ",".join(map(str, range(RELATIONS[name].arity)))
    assert allows(f":- not {name}({arguments}).")
    if name != "same_class":
        assert allows(f":- {name}({arguments}).")


@pytest.mark.parametrize("name", [name for name, entry in RELATIONS.items() if entry.arity == 2])
def test_no_relation_holds_of_one_object_twice(name):
    assert not allows(f":- not {name}(0,0).")


@pytest.mark.parametrize(
    ("statement", "profile"),
    [
        (":- not left_of(0,1). :- not right_of(0,1).", None),
        (":- not above(0,1). :- not above(1,2). :- above(0,2).", None),
        (":- not inside(0,1). :- not inside(1,0).", None),
        (":- not inside(0,1). :- near(0,1).", None),
        (":- not overlaps(0,1). :- not inside(0,1).", None),
        (":- not next_to(0,1). :- near(0,1).", None),
        (":- not near(0,1). :- next_to(0,1).", Profile(near_factor=0.1)),
        (":- not larger(0,1). :- not larger(1,2). :- larger(0,2).", None),
        (":- not larger(0,1). :- not inside(0,1).", None),
        (":- not parallel(0,1). :- elongated(1).", None),
        (":- not in_line(0,1). :- not side_by_side(0,1).", None),
        (":- not between(0,1,2). :- between(0,2,1).", None),
        (":- not far(0,1). :- not near(1,0).", None),
    ],
)
def test_what_no_image_has_is_excluded(statement, profile):
    assert not allows(statement, profile)


@pytest.mark.parametrize(
    ("statement", "profile"),
    [
        (":- not left_of(0,1). :- not above(0,1).", None),
        (":- not near(0,1). :- next_to(0,1).", None),
        (":- not next_to(0,1). :- near(0,1).", Profile(near_factor=0.1)),
        (":- not larger(0,1). :- not larger(1,0).", Profile(larger_ratio=1.0)),
        (":- not inside(0,1). :- not inside(1,2). :- inside(0,2).", None),
        (":- not in_left(0). :- not in_center(0).", None),
        (":- not above(0,1). :- north_of(0,1).", None),
    ],
)
def test_what_some_image_has_is_allowed(statement, profile):
    assert allows(statement, profile)


def test_only_what_is_needed_is_in_play():
    assert in_play(["near"]) == {"near", "far"}
    assert "larger" not in in_play(["inside"])
    assert in_play([]) == frozenset()
