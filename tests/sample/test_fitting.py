from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rune_lp.errors import InputError
from rune_lp.sample.fitting import chance_right, fit_statistics
from rune_lp.sample.statistics import load_statistics

DATA = Path(__file__).parents[3] / "shared/data"

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not there")


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


@needs_data
def test_the_statistics_that_ship_are_those_of_the_real_detections():
    assert fit_statistics(DATA / "dota-val-detections", DATA / "dota-labels") == load_statistics()
