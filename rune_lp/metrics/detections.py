"""Mean average precision of oriented boxes, and precision and recall at a score threshold."""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.metrics.matching import hits, nearest
from rune_lp.spelling import snake_case

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from rune_lp.scenes import Scene

__all__ = [
    "COCO_THRESHOLDS",
    "ClassScores",
    "Evaluation",
    "average_precision",
    "evaluate_detections",
]

COCO_THRESHOLDS = tuple(round(0.5 + 0.05 * step, 2) for step in range(10))
"""0.50 to 0.95 in steps of 0.05, over which COCO averages."""


@dataclass(frozen=True, slots=True)
class ClassScores:
    """How well one class is found.

    Attributes:
        name: The class.
        truth: How many objects of it there are.
        predicted: How many were predicted, at whatever score.
        average_precision: One for each threshold; None where there is no such object.
        precision: Of the predictions at the score threshold, how many are right at the first of
            the thresholds; None where there are none.
        recall: Of the objects, how many of them are found by these; None where there are none.
    """

    name: str
    truth: int
    predicted: int
    average_precision: tuple[float, ...] | None
    precision: float | None
    recall: float | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How good detections are.

    Attributes:
        thresholds: What intersections over unions have to exceed.
        min_score: The score threshold of precision and recall.
        images: How many images there are.
        missing: The images that nothing was predicted of; their objects count as missed.
        unknown: The images of which the truth is not known; their predictions do not count.
        classes: The classes of either side, sorted.
    """

    thresholds: tuple[float, ...]
    min_score: float
    images: int
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    classes: tuple[ClassScores, ...]

    @property
    def mean_average_precision(self) -> tuple[float, ...] | None:
        """The means over the classes that have objects, for each threshold; None if none has."""
        known = [one.average_precision for one in self.classes if one.average_precision]
        return tuple(np.mean(known, axis=0).tolist()) if known else None


@dataclass(slots=True)
class _Found:
    """The predictions of one class over all images, as they come."""

    truth: int = 0
    scores: list[NDArray[np.float64]] = field(default_factory=list)
    matched: list[NDArray[np.int64]] = field(default_factory=list)
    overlaps: list[NDArray[np.float64]] = field(default_factory=list)


def evaluate_detections(
    truth: Iterable[Scene],
    predicted: Iterable[Scene],
    thresholds: Sequence[float] = COCO_THRESHOLDS,
    min_score: float = 0.5,
) -> Evaluation:
    """Return how well predicted scenes agree with true ones of the same names.

    The rules are those of PASCAL VOC 2010 and of DOTA's task 1: for each class, the predictions of
    all images are taken by falling score, each is right or wrong (`matching.hits`), and the
    average precision is the area under the precision that is reached at each recall or a greater
    one. Intersections over unions are of exact polygons. Predictions of one score are taken by
    image name, then in their order. A class's name may be spelled in two ways.

    Args:
        truth: The true scenes, sorted by name, each name once.
        predicted: The predicted ones, likewise.
        thresholds: What intersections over unions have to exceed, each from 0 to below 1.
        min_score: The score threshold of precision and recall.

    >>> from rune_lp.scenes import Scene
    >>> box = [(0, 0), (4, 0), (4, 2), (0, 2)]
    >>> truth = Scene.of("P1", ["ship"], [1.0], [box])
    >>> found = Scene.of("P1", ["ship", "ship"], [0.9, 0.8], [box, box])
    >>> result = evaluate_detections([truth], [found], [0.5])
    >>> result.mean_average_precision, result.classes[0].precision
    ((1.0,), 0.5)
    """
    classes: dict[str, _Found] = defaultdict(_Found)
    spellings: dict[str, str] = {}
    missing, unknown = [], []
    images = 0
    for name, true, found in _paired(truth, predicted):
        if true is None:
            unknown.append(name)
            continue
        images += 1
        if found is None:
            missing.append(name)
        for scene in (true, found):
            for label in scene.class_names if scene is not None else ():
                spellings.setdefault(snake_case(label), label)
        for key in spellings:
            _match(classes[key], key, true, found)
    scored = sorted((spellings[key], found) for key, found in classes.items())
    return Evaluation(
        tuple(thresholds),
        min_score,
        images,
        tuple(missing),
        tuple(unknown),
        tuple(_scores(name, found, thresholds, min_score) for name, found in scored),
    )


def average_precision(right: NDArray[np.bool_], truth: int) -> float:
    """Return the area under the interpolated precision-recall curve.

    The precision at a recall is the highest that is reached at it or at a greater one (Everingham
    and Winn, The PASCAL VOC 2010 development kit, section 3.4.1).

    Args:
        right: Which predictions are right, the surest first, bool (n,).
        truth: How many objects there are, at least one.

    >>> average_precision(np.array([True, False, True]), 2)
    0.8333333333333333
    """
    found = np.cumsum(right)
    precision = found / np.arange(1, len(right) + 1)
    reached = np.maximum.accumulate(precision[::-1])[::-1]
    # Each right prediction is a step in recall of one object.
    return float(reached[right].sum() / truth)


def _paired(
    truth: Iterable[Scene], predicted: Iterable[Scene]
) -> Iterator[tuple[str, Scene | None, Scene | None]]:
    """Yield the scenes of both sides by name, None where a side has none."""
    sides = (zip(each, repeat(side)) for side, each in enumerate((truth, predicted)))
    pending: dict[int, Scene] = {}
    before = ""
    for scene, side in heapq.merge(*sides, key=lambda entry: entry[0].image):
        if pending and scene.image != before:
            yield before, pending.get(0), pending.get(1)
            pending = {}
        pending[side] = scene
        before = scene.image
    if pending:
        yield before, pending.get(0), pending.get(1)


def _match(found: _Found, key: str, true: Scene, predicted: Scene | None) -> None:
    true = _of_class(true, key)
    if predicted is not None and len(predicted := _of_class(predicted, key)):
        rows, overlaps = nearest(true, predicted)
        found.scores.append(predicted.scores)
        # Rows of this image are numbered on from those of the images before.
        found.matched.append(np.where(rows >= 0, rows + found.truth, -1))
        found.overlaps.append(overlaps)
    found.truth += len(true)


def _of_class(scene: Scene, key: str) -> Scene:
    codes = [code for code, name in enumerate(scene.class_names) if snake_case(name) == key]
    return scene.rows(np.flatnonzero(np.isin(scene.class_index, codes)))


def _scores(name: str, found: _Found, thresholds: Sequence[float], min_score: float) -> ClassScores:
    scores = np.concatenate([np.empty(0), *found.scores])
    matched = np.concatenate([np.empty(0, dtype=np.int64), *found.matched])
    overlaps = np.concatenate([np.empty(0), *found.overlaps])
    order = np.argsort(-scores, kind="stable")
    by_threshold = [hits(matched[order], overlaps[order], each) for each in thresholds]
    kept = int((scores >= min_score).sum())
    # The predictions at the score threshold come first, and take nothing from each other after.
    right = int(by_threshold[0][:kept].sum())
    return ClassScores(
        name,
        found.truth,
        len(scores),
        tuple(average_precision(each, found.truth) for each in by_threshold)
        if found.truth
        else None,
        right / kept if kept else None,
        right / found.truth if found.truth else None,
    )
