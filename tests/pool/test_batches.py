"""Batches of images."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rune_lp.pool.batches import batches

COUNTS = st.lists(st.tuples(st.text("ab"), st.integers(0, 200)))
LIMITS = st.integers(1, 100)


@given(COUNTS, LIMITS, LIMITS)
def test_batches_are_the_images_in_their_order_and_as_large_as_allowed(counts, images, objects):
    found = list(batches(iter(counts), images=images, objects=objects))
    items = [item for batch in found for item in batch]
    assert [(item.name, item.value) for item in items] == [(name, name) for name, _ in counts]
    sizes = iter(count for _, count in counts)
    totals = [[next(sizes) for _ in batch] for batch in found]
    for total in totals:
        assert 0 < len(total) <= images
        assert len(total) == 1 or sum(total) <= objects
    for one, other in pairwise(totals):
        assert len(one) == images or sum(one) + other[0] > objects
