"""The detector that ships, on the sample, which it was not trained on."""

from __future__ import annotations

from pathlib import Path

import pytest

from rune_lp.metrics import evaluate_detections
from rune_lp.scenes import Scene
from rune_lp.scenes.formats import read_scenes
from rune_lp.vision.detection import detect
from rune_lp.vision.loading import find_weights, load_detector
from rune_lp.vision.raster import open_raster
from rune_lp.vision.settings import Settings

SAMPLE = Path(__file__).parents[2] / "datasets/sample"


@pytest.fixture(scope="module")
def labelled():
    read = read_scenes([SAMPLE / "labels"])
    return {scene.image: scene for scene in read if isinstance(scene, Scene)}


@pytest.fixture(scope="module")
def report(labelled):
    """Return how well the boxes of the whole sample are found, by class."""
    pytest.importorskip("onnxruntime")
    detector = load_detector(find_weights("demo"), threads=1)
    scenes = []
    for image in labelled:
        with open_raster(SAMPLE / f"images/{image}.jpg") as raster:
            found, _ = detect(raster, detector, Settings())
        labels = [detector.names[label] for label in found.labels]
        scenes.append(Scene.of(image, labels, found.scores, found.corners))
    return evaluate_detections(list(labelled.values()), scenes, (0.5,))


@pytest.mark.parametrize(
    ("name", "objects", "precision", "recall"),
    [
        ("bridge", 10, 0.8, 0.8),
        ("plane", 33, 0.9, 0.7),
        ("ship", 160, 0.9, 0.6),
        ("small-vehicle", 893, 0.8, 0.5),
        ("storage-tank", 22, 0.8, 0.85),
        ("swimming-pool", 8, 0.75, 0.85),
        ("tennis-court", 11, 0.7, 0.8),
    ],
)
def test_at_the_usual_threshold_it_finds_most_and_little_else(
    report, name, objects, precision, recall
):
    (found,) = (one for one in report.classes if one.name == name)
    assert found.truth == objects
    assert found.precision >= precision
    assert found.recall >= recall


def test_over_all_classes_it_ranks_what_is_there_first(report):
    assert report.mean_average_precision[0] >= 0.75
