from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rune_lp.errors import Fault, InputError
from rune_lp.sample.dataset import layout_of
from rune_lp.sample.detector import detected
from rune_lp.sample.statistics import (
    LEVELS,
    chance_right,
    fit_statistics,
    load_statistics,
    read_statistics,
)
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


def line(image, score, x, y, length=20.0, width=10.0):
    corners = [(x, y), (x + length, y), (x + length, y + width), (x, y + width)]
    return f"{image} {score} " + " ".join(f"{value:.1f}" for point in corners for value in point)


@pytest.fixture
def folders(tmp_path):
    """Return a folder of made results of two classes, and one of labels."""
    results, labels = tmp_path / "results", tmp_path / "labels"
    results.mkdir()
    labels.mkdir()
    ships = [line("A", 0.9, 100 * k, 0) for k in range(8)]
    ships += [line("A", 0.2, 100 * k, 900) for k in range(4)]
    boats = [line("A", 0.15, 100 * k, 1) for k in range(4)] + [line("B", 0.12, 0, 0)]
    (results / "Task1_ship.txt").write_text("\n".join(ships) + "\n")
    (results / "Task1_bridge.txt").write_text("\n".join(boats) + "\n")
    truth = [f"{x} 0 {x + 20} 0 {x + 20} 10 {x} 10 ship 0" for x in range(0, 1000, 100)]
    (labels / "A.txt").write_text("imagesource:x\ngsd:0.2\n" + "\n".join(truth) + "\n")
    return results, labels


def test_what_is_fitted_to_a_made_detector_is_what_it_was_made_of(folders):
    found = fit_statistics(*folders)
    assert found.recall == 0.8
    assert (found.jitter.along, found.jitter.width, found.jitter.angle) == (0, 0, 0)
    ship, bridge = found.classes["ship"], found.classes["bridge"]
    assert (ship.detections, bridge.detections) == (12, 5)
    assert np.median(ship.right_scores) == pytest.approx(0.9, abs=0.01)
    assert np.median(ship.wrong_scores) == pytest.approx(0.2, abs=0.01)
    # A score of 0.2 is right now and then, which moves the shares a little.
    assert ship.wrong_per_right == pytest.approx(4 / 8, rel=0.1)
    # Four of the five bridges lie on better ships.
    assert bridge.confused == {"ship": pytest.approx(0.8, abs=0.01)}
    # No image shows a bridge that is at all sure: all its false alarms are strays.
    assert bridge.wrong_per_right == 0
    assert bridge.wrong_elsewhere == pytest.approx(5 / 8, rel=0.1)


def test_labels_of_other_images_are_refused(folders):
    results, labels = folders
    (labels / "A.txt").rename(labels / "Z.txt")
    with pytest.raises(InputError, match="labels must be of images that have detections"):
        fit_statistics(results, labels)


def test_a_faulty_line_is_refused_with_its_place(folders):
    results, labels = folders
    (results / "Task1_ship.txt").write_text("A 0.9 1 2 3\n")
    with pytest.raises(InputError, match=r"Task1_ship\.txt:1"):
        fit_statistics(results, labels)


def test_the_chance_of_being_right_rises_with_the_score_and_is_nil_at_the_floor():
    chances = chance_right(np.linspace(0.098, 0.97, 50))
    assert (np.diff(chances) > 0).all()
    assert chances[0] < 0.02
    assert chances[-1] > 0.99


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
def test_the_statistics_that_ship_are_those_of_the_real_detections():
    assert fit_statistics(DATA / "dota-val-detections", DATA / "dota-labels") == STATISTICS


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
