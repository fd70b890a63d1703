from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rune_lp.errors import Fault
from rune_lp.sample.dataset import layout_of
from rune_lp.sample.detector import detected
from rune_lp.sample.statistics import LEVELS, load_statistics, read_statistics
from rune_lp.scenes.formats import read_scenes

DATA = Path(__file__).parents[3] / "shared/data"

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not there")

STATISTICS = load_statistics()


def distance(values, quantiles):
    """Return the Kolmogorov-Smirnov distance of values from the distribution of quantiles."""
    values = np.sort(values)
    expected = np.interp(values, quantiles, LEVELS)
    steps = np.arange(len(values) + 1) / len(values)
    return max((expected - steps[:-1]).max(), (steps[1:] - expected).max())


def test_statistics_survive_being_written():
    assert read_statistics(STATISTICS.to_json()) == STATISTICS


@pytest.mark.parametrize("label", STATISTICS.classes)
def test_the_quantiles_that_ship_are_distributions(label):
    behaviour = STATISTICS.classes[label]
    for scores in (behaviour.right_scores, behaviour.wrong_scores):
        assert len(scores) == len(LEVELS)
        assert (np.diff(scores) >= 0).all()
        assert 0.09 < scores[0] < scores[-1] < 1
    assert np.median(behaviour.right_scores) > np.median(behaviour.wrong_scores) + 0.2
    assert sum(behaviour.confused.values()) < 1


@pytest.mark.parametrize("theme", ["marina", "depot", "flying club", "tanks"])
def test_simulated_scores_are_distributed_as_the_fitted_ones(theme):
    label = {
        "marina": "ship",
        "depot": "large-vehicle",
        "flying club": "plane",
        "tanks": "storage-tank",
    }[theme]
    scores = []
    for index in range(24):
        scene = detected(layout_of(3, index, [theme]), STATISTICS, np.random.default_rng(index))
        scores.append(scene.scores[np.array(scene.labels) == label])
    found = np.concatenate(scores)
    behaviour = STATISTICS.classes[label]
    share = behaviour.wrong_per_right / (1 + behaviour.wrong_per_right)
    grid = np.linspace(0.09, 1, 400)
    mixed = (1 - share) * np.interp(grid, behaviour.right_scores, LEVELS)
    mixed += share * np.interp(grid, behaviour.wrong_scores, LEVELS)
    apart = np.abs((found[:, None] <= grid).mean(axis=0) - mixed).max()
    assert len(found) > 200
    assert apart < 1.63 / np.sqrt(len(found)) + 0.03  # The 1% bound of Kolmogorov and Smirnov.


@needs_data
def test_simulated_scores_are_distributed_as_the_real_ones():
    real, made = {}, {}
    for item in read_scenes([DATA / "dota-val-detections"]):
        if not isinstance(item, Fault):
            for label, score in zip(item.labels, item.scores.tolist(), strict=True):
                real.setdefault(label, []).append(score)
    for index in range(126):
        scene = detected(layout_of(3, index), STATISTICS, np.random.default_rng(index))
        for label, score in zip(scene.labels, scene.scores.tolist(), strict=True):
            made.setdefault(label, []).append(score)
    for label, scores in made.items():
        if len(scores) >= 200:
            quantiles = np.quantile(real[label], LEVELS)
            assert distance(np.array(scores), quantiles) < 0.12, label
