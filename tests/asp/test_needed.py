"""Which pairs of objects facts are written of: no pair that matters is left out, nor any added."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.asp.facts import Subject
from rune_lp.asp.needed import measured, related
from rune_lp.geometry.profile import Profile
from rune_lp.geometry.relations import holds
from rune_lp.plan.reach import NumberNeed, RelationNeed
from rune_lp.scenes import Scene

LABELS = ("ship", "harbor", "small-vehicle")
DOMAINS = st.none() | st.sets(st.sampled_from(["ship", "harbor", "small_vehicle"])).map(frozenset)
PROFILE = Profile()


@st.composite
def subjects(draw: st.DrawFn) -> Subject:
    """Return objects of three classes, some near each other."""
    places = draw(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=8))
    labels = [draw(st.sampled_from(LABELS)) for _ in places]
    box = np.array([(0, 0), (20, 0), (20, 10), (0, 10)])
    corners = [box + 12 * np.array(place) for place in places]
    return Subject(Scene.of("S", labels, [0.9] * len(labels), corners))


def wanted(subject: Subject, domains, alike: bool, among: str | None) -> set[tuple[int, int]]:
    """Return the pairs that the definitions speak of, found by looking at every pair."""
    names = subject.predicates
    pairs = [(x, y) for x in range(len(names)) for y in range(len(names))]
    return {
        (x, y)
        for x, y in pairs
        if all(d is None or names[p] in d for d, p in zip(domains, (x, y), strict=True))
        and not (alike and names[x] != names[y])
        and (
            among is None
            or holds(among, subject.boxes, PROFILE, np.array([x]), np.array([y])).item()
        )
    }


@pytest.mark.parametrize("among", [None, "near", "inside"])
@pytest.mark.parametrize("name", ["near", "left_of", "same_class", "far"])
@given(subject=subjects(), domains=st.tuples(DOMAINS, DOMAINS), alike=st.booleans())
def test_the_pairs_of_a_relation(name, among, subject, domains, alike) -> None:
    need = RelationNeed(name, domains, alike, among)
    found = [tuple(pair) for pair in related(subject, [need], PROFILE).tolist()]
    pairs = wanted(subject, domains, alike, among)
    true = {
        (x, y)
        for x, y in pairs
        if holds(name, subject.boxes, PROFILE, np.array([x]), np.array([y])).item()
    }
    assert sorted(found) == sorted(true)


@pytest.mark.parametrize("among", [None, "near"])
@given(subject=subjects(), domains=st.tuples(DOMAINS, DOMAINS), alike=st.booleans())
def test_the_pairs_of_a_number(among, subject, domains, alike) -> None:
    need = NumberNeed("distance", domains, None, alike=alike, among=among)
    found = [tuple(pair) for pair in measured(subject, need, PROFILE).tolist()]
    assert sorted(found) == sorted(wanted(subject, domains, alike, among))


@given(subject=subjects(), one=st.tuples(DOMAINS, DOMAINS), other=st.tuples(DOMAINS, DOMAINS))
def test_needs_of_one_relation_are_met_together(subject, one, other) -> None:
    needs = [RelationNeed("near", one, alike=True), RelationNeed("near", other)]
    found = [tuple(pair) for pair in related(subject, needs, PROFILE).tolist()]
    each = [tuple(pair) for need in needs for pair in related(subject, [need], PROFILE).tolist()]
    assert sorted(found) == sorted(set(each))
