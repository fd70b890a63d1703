"""A simulated detector: what a real one would have made of a layout's picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from rune_lp.geometry.boxes import Boxes
from rune_lp.sample.shapes import rectangle
from rune_lp.sample.statistics import LEVELS
from rune_lp.scenes import Scene

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rune_lp.sample.layout import Layout
    from rune_lp.sample.shapes import Points
    from rune_lp.sample.statistics import ClassStatistics, DetectorStatistics, Jitter

__all__ = ["detected", "truth_scene"]

SIZES: dict[str, tuple[float, float]] = {
    "baseball-diamond": (42, 40),
    "basketball-court": (28, 15),
    "bridge": (60, 12),
    "ground-track-field": (170, 90),
    "harbor": (40, 8),
    "helicopter": (15, 12),
    "large-vehicle": (11, 2.6),
    "plane": (28, 25),
    "roundabout": (38, 38),
    "ship": (11, 3.6),
    "small-vehicle": (4.5, 1.9),
    "soccer-ball-field": (96, 62),
    "storage-tank": (20, 20),
    "swimming-pool": (10, 5),
    "tennis-court": (23.8, 11),
}
"""Metres: what a false alarm out of nothing measures."""

LOOK_ALIKES: dict[str, tuple[str, ...]] = {
    "large-vehicle": ("container", "hall"),
    "small-vehicle": ("container", "tree"),
    "ship": ("container",),
    "storage-tank": ("tree",),
    "roundabout": ("tree",),
    "swimming-pool": ("house",),
    "bridge": ("hall",),
    "basketball-court": ("hall", "house"),
    "tennis-court": ("hall",),
}
"""The unlabelled things that a false alarm of a class is drawn to."""

QUIET = 8
"""An image with fewer objects has as many stray false alarms as one with this many."""


def truth_scene(layout: Layout) -> Scene:
    """Return the labelled objects of a layout as a scene, every score 1."""
    return Scene.of(
        layout.name,
        [truth.label for truth in layout.truths],
        np.ones(len(layout.truths)),
        np.array([truth.corners for truth in layout.truths]).reshape(-1, 4, 2),
        width=layout.width,
        height=layout.height,
        gsd=layout.gsd,
    )


def detected(layout: Layout, statistics: DetectorStatistics, rng: np.random.Generator) -> Scene:
    """Return what a detector finds: objects missed, found askew, confused, and false alarms.

    Scores are drawn from the statistics' distributions; the larger and the better seen an object,
    the higher the score it tends to get. Detections are sorted by label, then by falling score,
    which is their order in result files. Scores have 4 decimals, corners 1.

    Args:
        layout: What is there.
        statistics: How the detector behaves.
        rng: The source of chance.
    """
    truth = truth_scene(layout)
    boxes = Boxes.of(truth)
    labels = np.array(truth.labels)
    ease = np.array([one.visible for one in layout.truths]) + 0.2 * np.log(boxes.lengths)
    rows: list[tuple[str, float, Points]] = []
    for label, behaviour in sorted(statistics.classes.items()):
        mine = np.flatnonzero(labels == label)
        found = mine[rng.random(len(mine)) < statistics.recall]
        scores = np.sort(_drawn(behaviour.right_scores, len(found), rng))
        order = np.argsort(ease[found] + rng.normal(0, 0.2, len(found)))
        for row, score in zip(found[order].tolist(), scores.tolist(), strict=True):
            rows.append((label, score, _askew(boxes, row, statistics.jitter, rng)))
        alarms = behaviour.wrong_per_right * len(found)
        if not len(mine):
            alarms = behaviour.wrong_elsewhere * max(QUIET, len(truth))
        count = int(rng.poisson(alarms))
        for score in _drawn(behaviour.wrong_scores, count, rng).tolist():
            place = _alarm(layout, boxes, labels, label, behaviour, statistics.jitter, rng)
            rows.append((label, score, place))
    rows = [row for row in rows if shapely.Polygon(row[2].round(1)).area > 0]
    rows.sort(key=lambda row: (row[0], -row[1]))
    return Scene.of(
        layout.name,
        [label for label, _, _ in rows],
        np.array([score for _, score, _ in rows]).round(4),
        np.array([corners for _, _, corners in rows]).reshape(-1, 4, 2).round(1),
        width=layout.width,
        height=layout.height,
        gsd=layout.gsd,
    )


def _drawn(
    quantiles: tuple[float, ...], count: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return so many draws from the distribution with these quantiles."""
    return np.asarray(np.interp(rng.random(count), LEVELS, quantiles), dtype=np.float64)


def _askew(
    boxes: Boxes, row: int, jitter: Jitter, rng: np.random.Generator, factor: float = 1.0
) -> Points:
    """Return a box as it is found: moved, stretched and turned a little."""
    length, width = float(boxes.lengths[row]), float(boxes.widths[row])
    angle = float(np.radians(boxes.angles[row]))
    spreads = (jitter.along * length, jitter.across * width, jitter.length, jitter.width)
    along, across, longer, wider = (rng.normal(0, 1, 4) * spreads * factor).tolist()
    # A box with no long side has no direction of its own: detectors give the image's.
    turn = float(rng.normal(0, jitter.angle)) * width / length if length > 1.2 * width else 0.0
    cos, sin = np.cos(angle), np.sin(angle)
    x, y = boxes.centers[row] + (along * cos - across * sin, along * sin + across * cos)
    return rectangle(
        float(x), float(y), length * np.exp(longer), width * np.exp(wider), angle + factor * turn
    )


def _alarm(
    layout: Layout,
    boxes: Boxes,
    labels: NDArray[np.str_],
    label: str,
    behaviour: ClassStatistics,
    jitter: Jitter,
    rng: np.random.Generator,
) -> Points:
    """Return the box of a false alarm: on an object, on what looks like one, or on nothing."""
    draw = float(rng.random())
    for other, share in behaviour.confused.items():
        draw -= share
        if draw < 0:
            rows = np.flatnonzero(labels == other)
            if not len(rows):
                break
            return _askew(boxes, int(rng.choice(rows)), jitter, rng, 1.5)
    length, width = (float(size) * float(rng.uniform(0.6, 1.2)) for size in SIZES[label])
    alike = [
        thing
        for thing in layout.site.things
        if thing.kind in LOOK_ALIKES.get(label, ())
        and 0 < thing.x < layout.width * layout.gsd
        and 0 < thing.y < layout.height * layout.gsd
    ]
    if alike and rng.random() < 0.7:
        thing = alike[int(rng.integers(len(alike)))]
        scale = float(np.clip(thing.length / length, 0.7, 1.4))
        box = rectangle(thing.x, thing.y, length * scale, width * scale, thing.angle)
        return box / layout.gsd
    x, y = (rng.uniform(0.04, 0.96, 2) * (layout.width, layout.height)).tolist()
    angle = float(rng.uniform(0, np.pi))
    fit = min(1.0, 0.5 * layout.width * layout.gsd / length)
    return rectangle(x, y, length * fit / layout.gsd, width * fit / layout.gsd, angle)
