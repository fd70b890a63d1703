"""The laws of comparing: what is said of formulas is so of scenes."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rune_lp.asp.solve import ground
from rune_lp.equivalence.axioms import theory
from rune_lp.equivalence.compare import compare
from rune_lp.equivalence.finder import Finder
from rune_lp.equivalence.verdict import Different, Equivalent
from rune_lp.equivalence.world import World
from rune_lp.geometry.boxes import Boxes
from rune_lp.geometry.profile import Profile
from rune_lp.geometry.relations import RELATIONS, holds
from rune_lp.logic.check import check
from rune_lp.logic.evaluate import satisfies
from rune_lp.logic.syntax import Not, Sentence
from rune_lp.rulefiles.library import load_rule_files
from rune_lp.scenes import Scene
from rune_lp.scenes.formats.reading import read_scenes
from tests.strategies import CLASSES, scenes, sentences

LIBRARY = load_rule_files()
WORLD = World(LIBRARY.vocabulary(CLASSES), LIBRARY)
DATA = Path(__file__).parents[2] / "../shared/data"

slow = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

profiles = st.sampled_from(
    (
        Profile(),
        Profile(near_factor=0.2, next_to_factor=0.25),
        Profile(larger_ratio=1.0),
        Profile(parallel_degrees=45, perpendicular_degrees=40, line_degrees=50),
        Profile(parallel_degrees=30, perpendicular_degrees=50, line_degrees=40),
        Profile(line_degrees=90, elongated_ratio=1.0),
        Profile(inside_fraction=0.3, overlaps_fraction=0.9),
    )
)


def model_of(scene: Scene, profile: Profile) -> list[str]:
    """Return the theory of all relations, held to what is so in a scene."""
    found = Boxes.of(scene)
    size = len(scene)
    lines = [f"object(0..{size - 1})." if size else "#defined object/1."]
    names = list(dict.fromkeys(scene.labels))
    lines += [f"class({row},c{names.index(label)})." for row, label in enumerate(scene.labels)]
    for name, relation in RELATIONS.items():
        rows = np.array(list(permutations(range(size), relation.arity)), dtype=np.intp)
        columns = rows.reshape(len(rows), relation.arity).T
        for objects, true in zip(
            rows.tolist(), holds(name, found, profile, *columns).tolist(), strict=True
        ):
            atom = f"{name}({','.join(map(str, objects))})"
            lines.append(f":- {'not ' if true else ''}{atom}.")
    defined = [f"#defined {name}/{relation.arity}." for name, relation in RELATIONS.items()]
    return ["#defined class/2.", *defined, *lines, theory(RELATIONS, profile)]


def is_model(scene: Scene, profile: Profile) -> bool:
    return bool(ground(model_of(scene, profile)).solve().satisfiable)


@settings(slow, max_examples=250)
@given(scenes(most=5), profiles, st.sampled_from((None, 0.0, 90.0, 180.0, 33.0)))
def test_what_is_so_in_a_scene_is_allowed_by_the_axioms(scene, profile, north):
    turned = Scene.of(
        "P1",
        scene.labels,
        scene.scores,
        scene.corners,
        width=scene.width,
        height=scene.height,
        north=north,
    )
    assert is_model(turned, profile)


@pytest.mark.skipif(not DATA.is_dir(), reason="the real detections are not here")
def test_what_is_so_in_real_images_is_allowed_by_the_axioms():
    found = list(read_scenes([DATA / "dota-val-detections"]))[::9]
    rng = np.random.default_rng(5)
    tried = 0
    for scene in found:
        if len(scene) > 3:
            rows = np.sort(rng.choice(len(scene), min(6, len(scene)), replace=False))
            assert is_model(scene.rows(rows), Profile()), scene.image
            tried += 1
    assert tried > 10


@settings(slow, max_examples=250)
@given(sentences(), scenes(most=3))
def test_a_sentence_that_is_true_of_a_scene_is_true_of_a_structure_of_that_size(sentence, scene):
    formula = check(sentence, WORLD.vocabulary).formula
    seen = WORLD.structure(scene, WORLD.rules_in(formula))
    if not satisfies(Sentence(formula), seen):
        formula = Not(formula)
    assert Finder(formula, WORLD).find(len(seen.domain)) is not None


@settings(slow, max_examples=60)
@given(sentences(), sentences(), st.lists(scenes(most=4), min_size=20, max_size=20))
def test_a_verdict_is_what_the_oracle_sees(one, other, seen):
    one, other = (check(query, WORLD.vocabulary) for query in (one, other))
    verdict = compare(one, other, WORLD, bound=3, seconds=2)
    rules = [*WORLD.rules_in(one.formula), *WORLD.rules_in(other.formula)]
    if isinstance(verdict, Equivalent):
        for scene in seen:
            structure = WORLD.structure(scene, rules)
            if len(structure.domain) <= 3:
                assert satisfies(one, structure) == satisfies(other, structure)
    elif isinstance(verdict, Different):
        structure = WORLD.structure(verdict.scene, rules)
        assert (verdict.first, verdict.second) == (
            satisfies(one, structure),
            satisfies(other, structure),
        )
        assert verdict.first != verdict.second
