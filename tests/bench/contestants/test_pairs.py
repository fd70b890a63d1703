"""Candidate pairs lose none that is close, and closeness is that of the exact gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from rune_lp.bench.columns import Columns
from rune_lp.bench.contestants.pairs import (
    candidates,
    close,
    objects_of,
    pairs_within,
    same_image_pairs,
)

if TYPE_CHECKING:
    from pathlib import Path

    from rune_lp.bench.contestants.pairs import Objects


@pytest.fixture(scope="module")
def columns(data: Path) -> Columns:
    return Columns.open(data / "columns")


def objects(columns: Columns, label: str) -> Objects:
    return objects_of(columns, label, np.ones(len(columns.names), dtype=np.bool_))


def slow(left: Objects, right: Objects, factor: float) -> set[tuple[int, int]]:
    """The close pairs of one image, each measured."""
    return {
        (i, j)
        for i in range(len(left))
        for j in range(len(right))
        if left.image[i] == right.image[j]
        and not (left is right and j <= i)
        and shapely.distance(shapely.Polygon(left.hull[i]), shapely.Polygon(right.hull[j]))
        <= factor * (left.length[i] + right.length[j]) / 2
    }


@pytest.mark.parametrize("factor", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("labels", [("ship", "harbor"), ("ship", "ship"), ("plane", "plane")])
def test_the_close_pairs_are_those_that_measuring_each_finds(
    columns: Columns, labels: tuple[str, str], factor: float
) -> None:
    left = objects(columns, labels[0])
    right = left if labels[0] == labels[1] else objects(columns, labels[1])
    found = set(zip(*(side.tolist() for side in pairs_within(left, right, factor)), strict=True))
    assert found == slow(left, right, factor)
    assert found


def test_pairs_that_are_sure_without_measuring_are_close(columns: Columns) -> None:
    ships = objects(columns, "ship")
    pairs = candidates(ships, ships, 1.0)
    sure = close(ships, ships, pairs, 1.0, measured=False)
    measured = close(ships, ships, pairs, 1.0)
    assert sure.any()
    assert (measured & ~sure).any()
    assert not (sure & ~measured).any()


def test_no_pair_crosses_images(columns: Columns) -> None:
    ships, harbors = objects(columns, "ship"), objects(columns, "harbor")
    one, other = same_image_pairs(ships, harbors)
    assert (ships.image[one] == harbors.image[other]).all()
    together = (ships.image[:, None] == harbors.image[None]).sum()
    assert len(one) == together > 0
