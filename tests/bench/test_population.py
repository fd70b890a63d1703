"""The shipped population, and what it was fitted to."""

from __future__ import annotations

from pathlib import Path

import pytest

from rune_lp.bench.fitting import fit_population
from rune_lp.bench.population import LEVELS, load_population, read_population
from rune_lp.scenes.formats import read_scenes

DETECTIONS = Path(__file__).parents[2] / "../shared/data/dota-val-detections"


@pytest.mark.skipif(not DETECTIONS.is_dir(), reason="the real detections are not here")
def test_the_shipped_population_is_that_of_the_real_detections() -> None:
    assert fit_population(read_scenes([DETECTIONS], strict=True)) == load_population()


def test_the_text_is_read_back_as_it_was() -> None:
    population = load_population()
    assert read_population(population.to_json()) == population


def test_hosts_come_before_their_guests() -> None:
    labels = list(load_population().classes)
    for label, shape in load_population().classes.items():
        for host in shape.hosts:
            assert labels.index(host) < labels.index(label)


def test_no_image_has_more_sure_detections_than_detections() -> None:
    for image in load_population().images:
        for number, sure in image.counts.values():
            assert 0 <= sure <= number


def test_scores_ascend_within_their_side_of_the_threshold() -> None:
    for shape in load_population().classes.values():
        assert len(shape.sure_scores) == len(shape.unsure_scores) == len(LEVELS)
        assert list(shape.sure_scores) == sorted(shape.sure_scores)
        assert shape.unsure_scores[-1] < 0.5 <= shape.sure_scores[0]
