"""Sampling settings are in their ranges."""

from __future__ import annotations

import math

import pytest

from rune_lp.translate.models.settings import Sampling


@pytest.mark.parametrize(
    "settings",
    [{"temperature": 0}, {"temperature": -1}, {"temperature": math.nan}, {"max_tokens": 0}],
)
def test_settings_out_of_range(settings):
    with pytest.raises(ValueError, match="must be"):
        Sampling(**settings)
