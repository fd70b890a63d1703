"""Pairs of rows: never across images, and none lost that a literal is true of."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.asp.literals import literal_holds
from rune_lp.geometry.profile import Profile
from rune_lp.logic.parse import parse_query
from rune_lp.reduction.rows import Rows
from rune_lp.scenes.block import Block
from tests.strategies import scenes

if TYPE_CHECKING:
    from rune_lp.scenes import Scene

LITERALS = {
    "bounded": "near(x, y)",
    "turned": "near(y, x)",
    "touching": "intersects(x, y)",
    "distance": "distance(x, y) <= 20",
    "metres": "distance(x, y) < 3 m",
    "centres": "30 >= center_distance(x, y)",
    "equal": "distance(x, y) = 10",
    "beyond": "distance(x, y) > 20",
    "cone": "left_of(x, y)",
    "negated": "~near(x, y)",
    "different": "x != y",
}


@pytest.mark.parametrize("name", LITERALS)
@given(images=st.lists(scenes(), min_size=1, max_size=3))
def test_no_pair_is_lost_and_none_is_of_two_images(name: str, images: list[Scene]) -> None:
    literal = parse_query(f"{{x, y | {LITERALS[name]}}}").formula
    named = [dataclasses.replace(scene, image=f"P{k}") for k, scene in enumerate(images)]
    rows = Rows(Block.of(named), Profile())
    every = np.arange(len(rows))

    listed = [
        (int(x), int(y))
        for left, right in rows.pairs([literal], every, every)
        for x, y in zip(left, right, strict=True)
    ]

    found = set(listed)
    assert len(found) == len(listed)
    assert all(rows.image[x] == rows.image[y] for x, y in found)
    for x in every:
        for y in every[rows.image == rows.image[x]]:
            columns = {"x": np.array([x]), "y": np.array([y])}
            if literal_holds(literal, rows, rows.profile, columns)[0]:
                assert (x, y) in found


def test_pairs_that_nothing_bounds_come_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    from rune_lp.scenes import Scene

    monkeypatch.setattr("rune_lp.geometry.discs.MOST_PAIRS", 8)
    square = np.array([(0, 0), (4, 0), (4, 4), (0, 4)])
    rows = Rows(Block.of([Scene.of("P", ["ship"] * 5, [1] * 5, [square] * 5)]), Profile())
    every = np.arange(5)
    literal = parse_query("{x, y | x != y}").formula

    parts = [left for left, _ in rows.pairs([literal], every, every)]

    assert len(parts) > 1
    assert max(map(len, parts)) <= 8 + len(every)
    assert np.concatenate(parts).tolist() == np.repeat(every, 5).tolist()
