"""The shipped rules say the same of the facts in reach as of all facts of an image."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rune_lp.asp.facts import Subject, Subset, everything, facts, rules_subset
from rune_lp.asp.solve import solve
from rune_lp.geometry.profile import Profile
from rune_lp.rulefiles.library import load_rule_files
from rune_lp.scenes import Scene
from rune_lp.vocabulary import Predicate, predicate_name

LIBRARY = load_rule_files()
PREDICATES = [one for one in LIBRARY.exports if LIBRARY.superclass(one.name) is None]
PROFILE = Profile()


@st.composite
def scenes(draw: st.DrawFn, classes: list[str]) -> Scene:
    """Return objects of the classes in rows at even steps, so that rules have something to find."""
    labels: list[str] = []
    corners: list[np.ndarray] = []
    for _ in range(draw(st.integers(1, 4))):
        label = draw(st.sampled_from(classes))
        count = draw(st.integers(1, 5))
        width, height = draw(st.sampled_from([(20, 8), (20, 18), (60, 30), (8, 20)]))
        start = np.array([draw(st.integers(0, 7)) * 10, draw(st.integers(0, 7)) * 10])
        step = np.array(draw(st.sampled_from([(24, 0), (0, 24), (10, 0), (0, 22), (30, 8)])))
        box = np.array([(0, 0), (width, 0), (width, height), (0, height)])
        labels += [label] * count
        corners += [box + start + place * step for place in range(count)]
    return Scene.of("S", labels, [0.9] * len(labels), corners)


def true_of(predicate: Predicate, scene: Scene, subset: Subset) -> set[tuple[int, ...]]:
    """Return what a predicate is true of, by the facts of a subset."""
    statements = LIBRARY.closure([predicate.name])
    uses = frozenset[tuple[str, int]]().union(*(each.uses for each in statements))
    parts = [f"#defined {name}/{arity}." for name, arity in sorted(uses - LIBRARY.signatures)]
    parts += [statement.text for statement in statements]
    signature = (predicate.name, predicate.arity)
    found = solve([*parts, *facts(Subject(scene), subset, PROFILE)], [signature])
    return set(found.tuples[signature])


def classes_of(predicate: Predicate) -> list[str]:
    """Return two classes or three that a predicate can be about, and two that others are."""
    guards = [guard for guard in LIBRARY.guards(predicate.name) if guard]
    own = sorted(guards[0])[:3] if guards else []
    return [*own, "ship", "harbor", "small_vehicle"]


@pytest.mark.parametrize("predicate", PREDICATES, ids=[one.name for one in PREDICATES])
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_rule_says_the_same_of_the_facts_in_reach(predicate: Predicate, data) -> None:
    classes = classes_of(predicate)
    scene = data.draw(scenes(classes))
    domain = st.none() | st.sets(st.sampled_from(classes), min_size=1).map(frozenset)
    asked = tuple(data.draw(domain) for _ in range(predicate.arity))
    reduced = rules_subset(LIBRARY.reach([(predicate.name, asked)]))

    def meant(objects: tuple[int, ...]) -> bool:
        names = [predicate_name(scene.labels[object_]) for object_ in objects]
        return all(one is None or name in one for name, one in zip(names, asked, strict=True))

    whole = set(filter(meant, true_of(predicate, scene, everything(gsd_known=False))))
    assert set(filter(meant, true_of(predicate, scene, reduced))) == whole
