"""Fitting a detector's statistics to what it found on real images."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import shapely

from rune_lp.errors import Fault, InputError, Place
from rune_lp.geometry.boxes import Boxes
from rune_lp.sample.statistics import LEVELS, ClassStatistics, DetectorStatistics, Jitter
from rune_lp.scenes.formats import read_scenes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import ArrayLike, NDArray

    from rune_lp.scenes import Scene

__all__ = ["CALIBRATION", "chance_right", "fit_statistics"]

CALIBRATION = ((0.35, 0.28), (0.45, 0.59), (0.55, 0.87))
"""Measured on other images of the detector's run: of the boxes scored .3-.4, 28% were right, of
those scored .4-.5, 59%, of those scored .5-.6, 87%. Each is put at its bin's middle."""

MATCH = 0.5
"""The IoU from which a box counts as found, as in DOTA's evaluation."""

SAME_PLACE = 0.3
"""The IoU from which two detections are of the same place."""


def chance_right(scores: ArrayLike) -> NDArray[np.float64]:
    """Return how likely detections of these scores are right: a logistic curve by `CALIBRATION`.

    >>> chance_right([0.35, 0.45, 0.55]).round(2).tolist()
    [0.27, 0.61, 0.87]
    """
    at, right = np.array(CALIBRATION).T
    slope, offset = np.polyfit(at, np.log(right / (1 - right)), 1)
    return np.asarray(1 / (1 + np.exp(-(slope * np.asarray(scores, dtype=np.float64) + offset))))


def fit_statistics(detections: Path, labels: Path) -> DetectorStatistics:
    """Return the statistics of a detector's output.

    Which detections are right is known on few images, so each counts as right to the degree of
    `chance_right`. Recall and jitter come from the images that have labels.

    Args:
        detections: A folder of DOTA result files, `Task1_<class>.txt`.
        labels: A folder of DOTA label files of some of the images.

    Raises:
        InputError: A file is at fault, or no image has both.
    """
    scenes = {scene.image: scene for scene in _scenes(detections)}
    truths = [scene for scene in _scenes(labels) if scene.image in scenes]
    if not truths:
        message = "labels must be of images that have detections, but none is"
        raise InputError.of(message, Place(str(labels)))
    pairs = [_matched(truth, scenes[truth.image]) for truth in truths]
    wanted = sum(len(truth) for truth in truths)
    offsets = np.concatenate([offset for offset, _ in pairs])
    aspects = np.concatenate([aspect for _, aspect in pairs])
    return DetectorStatistics(
        _by_class(list(scenes.values())),
        round(len(offsets) / wanted, 3),
        _jitter(offsets, aspects),
    )


def _scenes(folder: Path) -> Iterable[Scene]:
    for item in read_scenes([folder], strict=True):
        if not isinstance(item, Fault):
            yield item


def _by_class(scenes: list[Scene]) -> dict[str, ClassStatistics]:
    """Return the statistics of each class over all the scenes."""
    scores: dict[str, list[NDArray[np.float64]]] = defaultdict(list)
    elsewhere: dict[str, float] = defaultdict(float)
    confused: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for scene in scenes:
        right = chance_right(scene.scores)
        labels = np.array(scene.labels)
        for label in sorted(set(scene.labels)):
            mine = labels == label
            scores[label].append(scene.scores[mine])
            if right[mine].sum() < 0.5:
                elsewhere[label] += float((1 - right[mine]).sum())
        for row, other in _better_in_place(scene):
            confused[scene.labels[row]][scene.labels[other]] += 1 - float(right[row])
    pooled = {label: np.concatenate(parts) for label, parts in sorted(scores.items())}
    all_right = sum(float(chance_right(values).sum()) for values in pooled.values())
    classes = {}
    for label, values in pooled.items():
        right = chance_right(values)
        wrong = float((1 - right).sum())
        shares = {
            other: round(weight / wrong, 3) for other, weight in sorted(confused[label].items())
        }
        classes[label] = ClassStatistics(
            len(values),
            _quantiles(values, right),
            _quantiles(values, 1 - right),
            round((wrong - elsewhere[label]) / float(right.sum()), 3),
            round(elsewhere[label] / all_right, 5),
            {other: share for other, share in shares.items() if share >= 0.005},
        )
    return classes


def _quantiles(values: NDArray[np.float64], weights: NDArray[np.float64]) -> tuple[float, ...]:
    """Return the weighted quantiles at `LEVELS`."""
    order = np.argsort(values)
    reached = np.cumsum(weights[order]) - weights[order] / 2
    found = np.interp(LEVELS * weights.sum(), reached, values[order])
    return tuple(found.round(4).tolist())


def _overlaps(first: Boxes, second: Boxes) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the pairs of boxes that meet, (2, k), and their IoU, (k,)."""
    pairs = shapely.STRtree(second.polygons).query(first.polygons, predicate="intersects")
    one, two = pairs
    shared = shapely.area(shapely.intersection(first.polygons[one], second.polygons[two]))
    return pairs, np.asarray(shared / (first.areas[one] + second.areas[two] - shared))


def _better_in_place(scene: Scene) -> list[tuple[int, int]]:
    """Return the detections that lie on better ones of other classes, each with its best fit."""
    boxes = Boxes.of(scene)
    (rows, others), overlap = _overlaps(boxes, boxes)
    better = scene.scores[others] > scene.scores[rows]
    better &= scene.class_index[others] != scene.class_index[rows]
    best: dict[int, tuple[float, int]] = {}
    for at in np.flatnonzero(better & (overlap >= SAME_PLACE)).tolist():
        candidate = (float(overlap[at]), int(others[at]))
        best[int(rows[at])] = max(best.get(int(rows[at]), candidate), candidate)
    return [(row, other) for row, (_, other) in best.items()]


def _matched(truth: Scene, found: Scene) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how the detections of labelled objects are off, (k, 5) as `Jitter`, and aspects."""
    one, two = Boxes.of(truth), Boxes.of(found)
    (rows, others), overlap = _overlaps(one, two)
    labels, names = np.array(truth.labels), np.array(found.labels)
    fits = (overlap >= MATCH) & (labels[rows] == names[others])
    order = np.lexsort((-overlap, -found.scores[others]))
    used: set[int] = set()
    taken: set[int] = set()
    offsets, aspects = [], []
    for at in order[fits[order]].tolist():
        row, other = int(rows[at]), int(others[at])
        if row in taken or other in used:
            continue
        taken.add(row)
        used.add(other)
        angle = np.radians(one.angles[row])
        along = np.array([np.cos(angle), np.sin(angle)])
        off = two.centers[other] - one.centers[row]
        turn = (np.radians(two.angles[other] - one.angles[row]) + np.pi / 2) % np.pi - np.pi / 2
        aspect = one.lengths[row] / one.widths[row]
        offsets.append(
            (
                off @ along / one.lengths[row],
                (off[1] * along[0] - off[0] * along[1]) / one.widths[row],
                np.log(two.lengths[other] / one.lengths[row]),
                np.log(two.widths[other] / one.widths[row]),
                turn * aspect,
            )
        )
        aspects.append(aspect)
    return np.array(offsets).reshape(-1, 5), np.array(aspects)


def _jitter(offsets: NDArray[np.float64], aspects: NDArray[np.float64]) -> Jitter:
    """Return the deviations, from the middle two thirds: a bias is the labels', not chance."""

    def spread(values: NDArray[np.float64]) -> float:
        low, high = np.percentile(values, (16, 84))
        return round(float(high - low) / 2, 4)

    along, across, length, width = (spread(offsets[:, axis]) for axis in range(4))
    return Jitter(along, across, length, width, spread(offsets[aspects >= 1.5][:, 4]))
