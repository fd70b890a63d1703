"""Fitting the population of benchmark images to real detections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from rune_lp.bench.population import LEVELS, THRESHOLD, ClassShape, ImageCounts, Population
from rune_lp.geometry.boxes import Boxes
from rune_lp.geometry.profile import Profile
from rune_lp.geometry.relations import tuples

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from rune_lp.scenes import Scene

__all__ = ["fit_population"]

FEW = 20
"""Objects and images that a share must rest on; below, it counts as 0."""

HOSTED = 0.1
"""The least share of objects near a larger class that is kept."""


def fit_population(scenes: Iterable[Scene]) -> Population:
    """Return the population of scenes: their counts, and the shapes of their classes.

    Shapes come from the sure detections, those of at least `THRESHOLD`; every label must have at
    least one. Numbers are rounded to what they are worth.

    >>> from rune_lp.scenes import Scene
    >>> box = np.array([(0, 0), (40, 0), (40, 10), (0, 10)])
    >>> scene = Scene.of("P1", ["ship"] * 2, [0.9, 0.8], [box, box + (0, 13)])
    >>> shape = fit_population([scene]).classes["ship"]
    >>> shape.length, shape.aspect, shape.pitch
    (40.0, 4.0, 1.3)
    """
    everything = list(scenes)
    sure = [_Sure(scene) for scene in everything]
    labels = sorted({label for scene in everything for label in scene.labels})
    medians = {label: _median_length(label, sure) for label in labels}
    scales = [one.scale(medians) for one in sure]
    by_size = sorted(labels, key=lambda label: -medians[label])
    classes = {
        label: _shape(label, sure, scales, medians[label], by_size[:place], everything)
        for place, label in enumerate(by_size)
    }
    images = tuple(_counts(scene, scale) for scene, scale in zip(everything, scales, strict=True))
    return Population(images, classes)


class _Sure:
    """The sure objects of one scene: their boxes, their labels, and who is near whom."""

    def __init__(self, scene: Scene) -> None:
        kept = scene.at_least(THRESHOLD)
        self.labels = np.array(kept.labels, dtype=object)
        self.boxes = Boxes.of(kept)
        rows = np.arange(len(kept))
        self.near = tuples("near", self.boxes, Profile(), rows, rows)

    def rows(self, label: str) -> NDArray[np.intp]:
        return np.flatnonzero(self.labels == label)

    def scale(self, medians: dict[str, float]) -> float:
        usual = np.array([medians[label] for label in self.labels], dtype=np.float64)
        return round(float(np.log(self.boxes.lengths / usual).mean()) if len(usual) else 0.0, 3)

    def groups(self, rows: NDArray[np.intp]) -> int:
        """Return in how many groups objects stand, each near another of its group."""
        leader = {row: row for row in rows.tolist()}

        def find(row: int) -> int:
            while leader[row] != row:
                row = leader[row]
            return row

        for one, other in self.near.tolist():
            if one in leader and other in leader:
                leader[find(one)] = find(other)
        return sum(row == boss for row, boss in leader.items())

    def near_share(self, guests: NDArray[np.intp], hosts: NDArray[np.intp]) -> int:
        """Return how many guests are near a host."""
        found = self.near[np.isin(self.near[:, 0], guests) & np.isin(self.near[:, 1], hosts)]
        return len(np.unique(found[:, 0]))


def _median_length(label: str, sure: Sequence[_Sure]) -> float:
    lengths = np.concatenate([one.boxes.lengths[one.rows(label)] for one in sure])
    return round(float(np.median(lengths)), 1)


def _counts(scene: Scene, scale: float) -> ImageCounts:
    labels = np.array(scene.labels, dtype=object)
    kept = scene.scores >= THRESHOLD
    counts = {
        label: (int((labels == label).sum()), int((kept & (labels == label)).sum()))
        for label in sorted(set(scene.labels))
    }
    return ImageCounts(round(scene.width), round(scene.height), scale, counts)


def _shape(
    label: str,
    sure: Sequence[_Sure],
    scales: Sequence[float],
    median: float,
    larger: Sequence[str],
    scenes: Sequence[Scene],
) -> ClassShape:
    offsets, deviations, aspects, pitches = [], [], [], []
    groups = 0
    for one, scale in zip(sure, scales, strict=True):
        rows = one.rows(label)
        if not len(rows):
            continue
        sizes = np.log(one.boxes.lengths[rows] / median)
        offsets.append(float(sizes.mean()) - scale)
        deviations.append(sizes - sizes.mean())
        aspects.append(np.log(one.boxes.lengths[rows] / one.boxes.widths[rows]))
        groups += one.groups(rows)
        pitches.append(_pitches(one.boxes, rows))
    ratios = np.concatenate(aspects)
    steps = np.concatenate(pitches)
    scores = np.concatenate(
        [scene.scores[np.array(scene.labels, dtype=object) == label] for scene in scenes]
    )
    return ClassShape(
        length=median,
        between=_rounded(np.std(offsets)),
        within=_rounded(np.concatenate(deviations).std()),
        aspect=_rounded(np.exp(np.median(ratios))),
        aspect_spread=_rounded(ratios.std()),
        group=_rounded(len(ratios) / groups),
        pitch=_rounded(np.median(steps)) if len(steps) else 2.0,
        sure_scores=_quantiles(scores[scores >= THRESHOLD]),
        unsure_scores=_quantiles(scores[scores < THRESHOLD]),
        hosts=_hosts(label, sure, larger),
    )


def _pitches(boxes: Boxes, rows: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return how far each centre is from the next one, in widths; none of a lone object."""
    if len(rows) < 2:
        return np.empty(0)
    points = shapely.points(boxes.centers[rows])
    _, distances = shapely.STRtree(points).query_nearest(
        points, exclusive=True, return_distance=True, all_matches=False
    )
    return np.asarray(distances / boxes.widths[rows])


def _hosts(label: str, sure: Sequence[_Sure], larger: Sequence[str]) -> dict[str, float]:
    hosts = {}
    for other in larger:
        both = [one for one in sure if len(one.rows(label)) and len(one.rows(other))]
        guests = sum(len(one.rows(label)) for one in both)
        if guests < FEW:
            continue
        share = sum(one.near_share(one.rows(label), one.rows(other)) for one in both) / guests
        if share >= HOSTED:
            hosts[other] = _rounded(share)
    return dict(sorted(hosts.items(), key=lambda entry: -entry[1]))


def _quantiles(scores: NDArray[np.float64]) -> tuple[float, ...]:
    if not len(scores):
        return (THRESHOLD,) * len(LEVELS)
    return tuple(round(float(score), 4) for score in np.quantile(scores, LEVELS))


def _rounded(value: float | np.floating) -> float:
    return round(float(value), 3)
