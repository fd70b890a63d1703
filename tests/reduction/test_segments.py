"""Values gathered by group."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.reduction.segments import counted, kth_greatest

valued = st.lists(st.tuples(st.sampled_from((0.0, 0.3, 0.5, 1.0)), st.integers(0, 3)), max_size=12)


@given(valued, st.integers(1, 4))
def test_the_kth_greatest_is_that_of_a_sorted_list(
    entries: list[tuple[float, int]], k: int
) -> None:
    values = np.array([value for value, _ in entries], dtype=np.float64)
    groups = np.array([group for _, group in entries], dtype=np.intp)

    found = kth_greatest(values, groups, 4, k)

    for group in range(4):
        ranked = sorted((value for value, own in entries if own == group), reverse=True)
        assert found[group] == (ranked[k - 1] if len(ranked) >= k else 0.0)


@given(valued)
def test_ones_are_counted(entries: list[tuple[float, int]]) -> None:
    values = np.array([value for value, _ in entries], dtype=np.float64)
    groups = np.array([group for _, group in entries], dtype=np.intp)

    found = counted(values, groups, 4)

    assert found.tolist() == [entries.count((1.0, group)) for group in range(4)]
