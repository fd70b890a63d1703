"""Misses: 0 of exactly the tuples that are so, and no tuple that is left out misses by less."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rune_lp.explain.why_not.misses import hits, miss_of, nearest_misses
from rune_lp.geometry.boxes import Boxes
from rune_lp.geometry.joins import product_blocks
from rune_lp.geometry.profile import Profile
from rune_lp.geometry.relations import RELATIONS, holds
from tests.explain.images import scene
from tests.strategies import scenes

PROFILE = Profile()
law = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
names = st.sampled_from([name for name, one in RELATIONS.items() if one.arity < 3])


@law
@given(names, scenes(), st.integers(1, 3))
def test_what_is_kept_misses_least(name, image, most):
    boxes = Boxes.of(image)
    domains = [np.arange(len(image))] * RELATIONS[name].arity
    every = np.concatenate([np.empty((0, len(domains)), np.intp), *product_blocks(*domains)])
    true = holds(name, boxes, PROFILE, *every.T)
    for found, told in (
        (nearest_misses(name, boxes, PROFILE, domains, most), False),
        (hits(name, boxes, PROFILE, domains, most), True),
    ):
        possible = every[true == told]
        misses = miss_of(name, boxes, PROFILE, possible.T, holds=not told)
        kept = set(map(tuple, found.rows.tolist()))
        wanted = {tuple(row) for row in possible[np.isfinite(misses)].tolist()}
        assert kept <= wanted
        assert (misses >= 0).all()
        left = [
            miss
            for row, miss in zip(possible.tolist(), misses.tolist(), strict=True)
            if tuple(row) not in kept and np.isfinite(miss)
        ]
        assert min(left, default=np.inf) >= found.omitted - 1e-9


PAIR = scene(("ship", 1, 0, 0, 20, 10), ("ship", 1, 50, 0, 20, 10), ("harbor", 1, 0, 60, 40, 30))


@pytest.mark.parametrize(
    ("name", "objects", "told", "miss"),
    [
        pytest.param("near", (0, 1), True, 0.5, id="a gap, in mean lengths"),
        pytest.param("near", (1, 0), False, 0.0, id="what is false already"),
        pytest.param("left_of", (0, 1), True, 0.0, id="what is true already"),
        pytest.param("left_of", (1, 0), True, 5.0, id="an offset, in lengths, both ways"),
        pytest.param("larger", (0, 1), True, np.log(1.2), id="an area, by the ratio"),
        pytest.param("intersects", (0, 1), True, 1.5, id="outlines apart"),
        pytest.param("same_class", (0, 2), True, np.inf, id="labels do not change"),
        pytest.param("near", (0, 0), True, np.inf, id="not with itself"),
    ],
)
def test_a_miss_is_measured_in_objects(name, objects, told, miss):
    columns = [np.array([one]) for one in objects]
    found = miss_of(name, Boxes.of(PAIR), PROFILE, columns, holds=told)
    assert found.tolist() == pytest.approx([miss])
