from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import shapely

from rune_lp.geometry.boxes import Boxes
from rune_lp.sample.dataset import layout_of
from rune_lp.sample.detector import SIZES, detected, truth_scene
from rune_lp.sample.layout import Camera, framed
from rune_lp.sample.site import Site, Thing
from rune_lp.sample.statistics import Jitter, load_statistics

STATISTICS = load_statistics()
CALM = replace(STATISTICS, jitter=Jitter(0, 0, 0, 0, 0))


def rank(truth, found):
    """Return for each detection its largest IoU with an object of its class."""
    objects, boxes = Boxes.of(truth), Boxes.of(found)
    best = np.zeros(len(found))
    for row, label in enumerate(found.labels):
        same = [at for at, other in enumerate(truth.labels) if other == label]
        shared = shapely.area(shapely.intersection(boxes.polygons[row], objects.polygons[same]))
        best[row] = max(shared / (boxes.areas[row] + objects.areas[same] - shared), default=0)
    return best


@pytest.fixture(scope="module")
def sample():
    """Return 84 images' objects, their detections, and the detections' ranks."""
    layouts = [layout_of(11, index) for index in range(84)]
    truths = [truth_scene(layout) for layout in layouts]
    found = [
        detected(layout, STATISTICS, np.random.default_rng([5, index]))
        for index, layout in enumerate(layouts)
    ]
    return [(truth, one, rank(truth, one)) for truth, one in zip(truths, found, strict=True)]


def test_truth_is_the_layout_s_labels_at_score_one():
    layout = layout_of(7, 0)
    scene = truth_scene(layout)
    assert scene.labels == tuple(truth.label for truth in layout.truths)
    assert np.array_equal(scene.corners, [truth.corners for truth in layout.truths])
    assert (scene.width, scene.height, scene.gsd) == (layout.width, layout.height, layout.gsd)
    assert (scene.scores == 1).all()


def test_detections_are_in_the_order_and_the_precision_of_result_files(sample):
    for _, found, _ in sample:
        keys = list(zip(found.labels, (-found.scores).tolist(), strict=True))
        assert keys == sorted(keys)
        assert np.array_equal(found.scores, found.scores.round(4))
        assert np.array_equal(found.corners, found.corners.round(1))
        assert (Boxes.of(found).areas > 0).all()


def test_scores_reach_from_the_real_detector_s_floor_to_its_top(sample):
    scores = np.concatenate([found.scores for _, found, _ in sample])
    assert 0.098 <= scores.min() < 0.1
    assert 0.9 < scores.max() < 0.97


@pytest.mark.parametrize(("low", "right"), [(0.3, 0.28), (0.4, 0.59), (0.5, 0.87), (0.6, 0.97)])
def test_raw_scores_are_as_badly_calibrated_as_the_real_ones(sample, low, right):
    hits = [
        ranks[(found.scores >= low) & (found.scores < low + 0.1)] >= 0.5
        for _, found, ranks in sample
    ]
    measured = np.concatenate(hits).mean()
    assert measured == pytest.approx(right, abs=0.09)


def test_most_objects_are_found_and_some_are_missed(sample):
    shares = []
    for truth, found, _ in sample:
        if len(truth):
            shares += (rank(found, truth) >= 0.5).tolist()
    assert 0.85 < np.mean(shares) < 0.97


def test_true_boxes_overlap_their_objects_as_the_fit_says(sample):
    better = np.concatenate([ranks[found.scores >= 0.6] for _, found, ranks in sample])
    assert 0.7 < np.median(better) < 0.85


def test_a_detector_without_jitter_gives_the_objects_themselves():
    layout = layout_of(7, 0, ["depot"])
    found = detected(layout, CALM, np.random.default_rng(1))
    sure = rank(truth_scene(layout), found)[found.scores >= 0.7]
    assert len(sure) > 5
    # But for a false alarm that is sure of itself.
    assert np.sort(sure)[1:].min() > 0.98


def test_classes_are_confused_as_the_real_detector_confuses_them(sample):
    pairs = Counter()
    for truth, found, ranks in sample:
        others = ranks < 0.3
        boxes, objects = Boxes.of(found), Boxes.of(truth)
        for row in np.flatnonzero(others).tolist():
            shared = shapely.area(shapely.intersection(boxes.polygons[row], objects.polygons))
            for at in np.flatnonzero(shared > 0.4 * objects.areas).tolist():
                pairs[found.labels[row], truth.labels[at]] += 1
    assert pairs["small-vehicle", "large-vehicle"] > 10
    assert pairs["large-vehicle", "small-vehicle"] > 10
    assert pairs["harbor", "ship"] > 5
    assert pairs["helicopter", "plane"] > 2


def test_images_without_objects_have_few_false_alarms():
    empty = framed("S", "t", Site(), "grass", Camera((416, 416), 0.3, True, 0.0))
    counts = [len(detected(empty, STATISTICS, np.random.default_rng(k))) for k in range(400)]
    assert 0.3 < np.mean(counts) < 4
    assert np.mean(np.array(counts) == 0) > 0.1


def test_containers_are_taken_for_large_vehicles():
    yard = Thing("container", 10, 10, 12, 2.5)
    lot = tuple(
        Thing("lorry", x, -20, 12, 2.5, np.pi / 2, label="large-vehicle") for x in range(-50, 50, 5)
    )
    layout = framed("S", "t", Site(things=(yard, *lot)), "gravel", Camera((512, 512), 0.3, True, 0))
    [placed] = [thing for thing in layout.site.things if thing.label is None]
    box = shapely.Polygon(placed.corners())
    hits = 0
    for seed in range(5):
        found = detected(layout, STATISTICS, np.random.default_rng(seed))
        centres = found.corners[np.array(found.labels) == "large-vehicle"].mean(axis=1) * 0.3
        hits += shapely.contains_xy(box, centres).sum()
    assert hits > 20


def test_the_larger_an_object_the_surer_the_detector():
    cars = [
        Thing("car", x, y, 5.0 if x > 0 else 2.5, 2, label="small-vehicle")
        for x in range(-56, 60, 8)
        for y in range(-56, 60, 4)
    ]
    lot = framed("S", "t", Site(things=tuple(cars)), "asphalt", Camera((512, 512), 0.25, True, 0))
    found = detected(lot, CALM, np.random.default_rng(3))
    right = rank(truth_scene(lot), found) > 0.85
    lengths, scores = Boxes.of(found).lengths[right], found.scores[right]
    assert scores[lengths > 15].mean() > scores[lengths < 15].mean() + 0.03


def test_every_class_of_the_statistics_has_a_size():
    assert set(SIZES) == set(STATISTICS.classes)
