"""Interval arithmetic over columns."""

from __future__ import annotations

import numpy as np
import pytest

from rune_lp.reduction.bounds import Bounds


def known(*values: float) -> Bounds:
    return Bounds.exactly(np.array(values))


def ends(bounds: Bounds) -> tuple[list[float], list[float]]:
    return bounds.low.tolist(), bounds.high.tolist()


UNKNOWN = Bounds.unknown(2)


@pytest.mark.parametrize(
    ("bounds", "low", "high"),
    [
        pytest.param(known(0.2, 0.7).minimum(known(0.5, 0.5)), [0.2, 0.5], [0.2, 0.5], id="min"),
        pytest.param(known(0.2, 0.7).maximum(known(0.5, 0.5)), [0.5, 0.7], [0.5, 0.7], id="max"),
        pytest.param(known(0.25, 1.0).complement(), [0.75, 0.0], [0.75, 0.0], id="not"),
        pytest.param(UNKNOWN.complement(), [0.0, 0.0], [1.0, 1.0], id="not unknown"),
        pytest.param(UNKNOWN.minimum(known(0.0, 0.6)), [0.0, 0.0], [0.0, 0.6], id="min unknown"),
        pytest.param(UNKNOWN.maximum(known(1.0, 0.6)), [1.0, 0.6], [1.0, 1.0], id="max unknown"),
        pytest.param(Bounds.least([], 2), [1.0, 1.0], [1.0, 1.0], id="min of none"),
        pytest.param(Bounds.greatest([], 2), [0.0, 0.0], [0.0, 0.0], id="max of none"),
        pytest.param(UNKNOWN.map(lambda each: each / 2), [0.0, 0.0], [0.5, 0.5], id="map"),
    ],
)
def test_operations(bounds: Bounds, low: list[float], high: list[float]) -> None:
    assert ends(bounds) == (low, high)


def test_what_is_known_is_exact_and_what_the_known_settles_too() -> None:
    assert known(0.1).is_exact()
    assert not UNKNOWN.is_exact()
    assert UNKNOWN.minimum(known(0.0, 0.0)).is_exact()
