from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from rune_lp.geometry import joins
from rune_lp.geometry.joins import between_blocks, collected, product_blocks
from rune_lp.geometry.profile import Profile
from rune_lp.geometry.relations import RELATIONS, tuples
from tests.geometry.shapes import Shape, boxes_of

ROWS = np.arange(12)


@pytest.fixture
def boxes():
    rng = np.random.default_rng(3)
    return boxes_of([Shape(x, y, 8, 4, 15 * x) for x, y in rng.integers(0, 40, (12, 2))])


@pytest.fixture(params=[1, 7, 40, 1 << 20])
def block(request, monkeypatch):
    monkeypatch.setattr(joins, "_BLOCK", request.param)
    return request.param


def test_product_blocks_are_the_product_in_order(block):
    domains = (np.array([1, 4, 6]), np.array([0, 9]), np.array([2, 3]))
    found = list(product_blocks(*domains))
    assert np.concatenate(found).tolist() == [list(row) for row in product(*domains)]
    assert all(len(part) <= max(block, 4) for part in found)


@pytest.mark.usefixtures("block")
def test_between_blocks_hold_every_triple_and_few_others(boxes):
    found = {
        tuple(row)
        for part in between_blocks(boxes.centers, boxes.lengths, ROWS, ROWS, ROWS)
        for row in part
    }
    true = RELATIONS["between"].holds(boxes, Profile(), *np.indices((12, 12, 12)))
    expected = {tuple(row) for row in np.argwhere(true)}
    assert expected <= found
    different = {row for row in found if len(set(row)) == 3}
    assert len(different - expected) <= len(expected) // 10


@pytest.mark.parametrize("name", RELATIONS)
def test_the_size_of_blocks_does_not_change_the_tuples(name, boxes, monkeypatch):
    domains = [ROWS, ROWS[3:], ROWS[::2]][: RELATIONS[name].arity]
    whole = tuples(name, boxes, Profile(), *domains)
    monkeypatch.setattr(joins, "_BLOCK", 5)
    assert tuples(name, boxes, Profile(), *domains).tolist() == whole.tolist()


def test_collected_sorts_what_it_keeps():
    blocks = [np.array([[3, 1], [2, 9]]), np.array([[2, 4], [1, 1]])]
    kept = collected(blocks, 2, lambda x, y: x != y)
    assert kept.tolist() == [[2, 4], [2, 9], [3, 1]]


def test_collected_of_no_blocks_has_the_shape_of_tuples():
    assert collected([], 3, lambda x, _, __: x > 0).shape == (0, 3)
