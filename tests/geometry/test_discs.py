"""Pairs of discs that meet: every one, each once, however they are looked for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rune_lp.geometry import discs as module
from rune_lp.geometry.discs import Discs, every_pair, expanded, meeting, spans

NUMBERS = st.integers(-40, 40).map(lambda tenths: tenths / 4)
RADII = st.sampled_from([0.0, 0.25, 1.0, 1.5, 4.0, 30.0])


@st.composite
def several(draw: st.DrawFn) -> Discs:
    """Draw discs of some groups; centres and radii are such that many only just meet."""
    drawn = draw(st.lists(st.tuples(NUMBERS, NUMBERS, RADII, st.integers(0, 3)), max_size=30))
    rows = np.array(sorted(drawn, key=lambda row: row[3])).reshape(-1, 4)
    return Discs(rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3].astype(np.intp))


def pairs_of(parts) -> list[tuple[int, int]]:
    return [pair for x, y in parts for pair in zip(x.tolist(), y.tolist(), strict=True)]


@pytest.mark.parametrize("few", [0, 3, 1000], ids=["searched", "both", "all looked at"])
@settings(deadline=None)
@given(discs=several(), data=st.data())
def test_each_pair_that_meets_comes_once(few: int, discs: Discs, data: st.DataObject) -> None:
    rows = (
        st.lists(st.sampled_from(range(len(discs.x))), unique=True) if len(discs.x) else st.just([])
    )
    left, right = (np.array(sorted(data.draw(rows)), dtype=np.intp) for _ in range(2))

    found = pairs_of(meeting(discs, left, right, few=few))

    apart = np.hypot(discs.x[left, None] - discs.x[right], discs.y[left, None] - discs.y[right])
    met = apart <= discs.radii[left, None] + discs.radii[right]
    met &= discs.group[left, None] == discs.group[right]
    expected = {(int(left[i]), int(right[j])) for i, j in np.argwhere(met)}
    assert len(set(found)) == len(found)
    assert set(found) == expected


def test_far_groups_and_places_lose_nothing() -> None:
    rng = np.random.default_rng(5)
    group = np.repeat(np.arange(300), 40)
    x, y = rng.uniform(0, 20_000, (2, len(group)))
    discs = Discs(x, y, rng.lognormal(5.0, 1.5, len(group)), group)
    every = np.arange(len(group))

    found = pairs_of(meeting(discs, every, every))

    assert len(found) > 15_000
    assert sorted(found) == sorted(pairs_of(meeting(discs, every, every, few=1000)))


def test_every_pair_is_of_one_group_and_comes_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PAIRS", 4)
    group = np.array([0, 0, 2, 2, 2])
    parts = list(every_pair(group, np.arange(5), np.array([1, 3, 4])))
    assert pairs_of(parts) == [(0, 1), (1, 1), (2, 3), (2, 4), (3, 3), (3, 4), (4, 3), (4, 4)]
    assert max(len(x) for x, _ in parts) <= 6


def test_runs_are_expanded_one_after_another() -> None:
    places, runs = expanded(np.array([7, 0, 3]), np.array([1, 0, 3]))
    assert places.tolist() == [7, 3, 4, 5]
    assert runs.tolist() == [0, 2, 2, 2]


def test_spans_hold_all_rows_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PAIRS", 10)
    parts = spans(np.arange(6), np.array([4, 4, 4, 30, 1, 1]))
    assert np.concatenate(parts).tolist() == list(range(6))
    assert len(parts) > 1
