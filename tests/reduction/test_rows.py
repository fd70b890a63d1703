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

    pairs = rows.pairs([literal], every, every)

    assert pairs is not None
    found = {(int(x), int(y)) for x, y in pairs}
    assert len(found) == len(pairs)
    assert all(rows.image[x] == rows.image[y] for x, y in found)
    for x in every:
        for y in every[rows.image == rows.image[x]]:
            columns = {"x": np.array([x]), "y": np.array([y])}
            if literal_holds(literal, rows, rows.profile, columns)[0]:
                assert (x, y) in found


def test_too_many_pairs_are_left_to_the_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    from rune_lp.scenes import Scene

    monkeypatch.setattr("rune_lp.reduction.rows.MOST_PAIRS", 8)
    square = np.array([(0, 0), (4, 0), (4, 4), (0, 4)])
    rows = Rows(Block.of([Scene.of("P", ["ship"] * 3, [1] * 3, [square] * 3)]), Profile())
    every = np.arange(3)
    literal = parse_query("{x, y | x != y}").formula

    assert rows.pairs([literal], every, every) is None
    found = rows.pairs([literal], every[:2], every)
    assert found is not None
    assert len(found) == 6
