"""The detector that ships, on the sample, which it was not trained on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from rune_lp.scenes import Scene
from rune_lp.scenes.formats import read_scenes
from rune_lp.vision.detection import detect
from rune_lp.vision.loading import find_weights, load_detector
from rune_lp.vision.raster import open_raster
from rune_lp.vision.settings import Settings

SAMPLE = Path(__file__).parents[2] / "datasets/sample"

RIVERS = ("S0003", "S0005", "S0025", "S0027")
"""The images that have bridges."""

CITIES = ("S0001", "S0018")
"""Roads, and no bridge."""


@pytest.fixture(scope="module")
def detector():
    pytest.importorskip("onnxruntime")
    return load_detector(find_weights("demo"), threads=1)


@pytest.fixture(scope="module")
def labelled():
    read = read_scenes([SAMPLE / "labels"])
    return {scene.image: scene for scene in read if isinstance(scene, Scene)}


def bridges(detector, labelled, image):
    """Return the polygons of the bridges that are found, and of those that are labelled."""
    with open_raster(SAMPLE / f"images/{image}.jpg") as raster:
        found, _ = detect(raster, detector, Settings(min_score=0.5))
    mine = found.labels == detector.names.index("bridge")
    truth = labelled[image]
    there = np.array(truth.labels) == "bridge"
    return shapely.polygons(found.corners[mine]), shapely.polygons(truth.corners[there])


def test_it_finds_most_bridges_and_few_that_are_none(detector, labelled):
    hits = found_number = there_number = 0
    for image in (*RIVERS, *CITIES):
        found, there = bridges(detector, labelled, image)
        shared = shapely.area(shapely.intersection(found[:, None], there[None]))
        union = shapely.area(shapely.union(found[:, None], there[None]))
        hits += int((shared > 0.5 * union).any(axis=0).sum()) if shared.size else 0
        found_number += len(found)
        there_number += len(there)
    assert there_number == 10
    assert hits >= 0.8 * there_number
    assert hits >= 0.8 * found_number
