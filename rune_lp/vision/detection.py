"""A picture to the objects in it: tile by tile, a few in memory at a time, each object once."""

from __future__ import annotations

import time
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.vision.detector import Found
from rune_lp.vision.settings import Settings, Spent
from rune_lp.vision.suppression import suppressed
from rune_lp.vision.tiling import Window, cut_by, windows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from rune_lp.vision.detector import Detector
    from rune_lp.vision.raster import Raster

__all__ = ["detect"]

OVERLAP = 0.25
"""The share of a tile that neighbours have in common."""


def detect(
    raster: Raster,
    detector: Detector,
    settings: Settings,
    tiled: Callable[[int, int], None] = lambda done, total: None,  # noqa: ARG005
) -> tuple[Found, Spent]:
    """Return what is found in a picture, in its pixels, by falling score; and the time it took.

    Args:
        raster: The picture.
        detector: Finds objects in its tiles.
        settings: How it is read.
        tiled: Is told how many tiles are done, and of how many.

    Raises:
        InputError: The picture cannot be read, or the detector cannot be used.
        ValueError: The overlap is not smaller than the tiles.
    """
    side = settings.side(detector)
    overlap = int(OVERLAP * side) if settings.overlap is None else settings.overlap
    places = list(windows(raster.width, raster.height, side, overlap))
    parts: list[Found] = []
    cuts: list[NDArray[np.bool_]] = []
    spent = Spent()
    for batch in _batches(places, settings.batch):
        started = time.perf_counter()
        tiles = [raster.read(window) for window in batch]
        read = time.perf_counter()
        results = detector.detect(tiles, settings.min_score)
        inferred = time.perf_counter()
        for window, found in zip(batch, results, strict=True):
            alone = found.at(
                suppressed(found.corners, found.scores, found.labels, settings.max_iou)
            ).moved(window.x, window.y)
            parts.append(alone)
            cuts.append(cut_by(alone.corners, window, raster.width, raster.height))
        merged = time.perf_counter()
        spent += Spent(read - started, inferred - read, merged - inferred)
        tiled(len(parts), len(places))
    started = time.perf_counter()
    whole = _joined(parts, cuts, settings.max_iou)
    return whole, spent + Spent(merge=time.perf_counter() - started)


def _joined(parts: list[Found], cuts: list[NDArray[np.bool_]], max_iou: float) -> Found:
    """Return the tiles' boxes as one picture's, by falling score."""
    every = Found(
        np.concatenate([part.corners for part in parts]),
        np.concatenate([part.labels for part in parts]),
        np.concatenate([part.scores for part in parts]),
    )
    if len(parts) > 1:
        tiles = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
        kept = suppressed(
            every.corners,
            every.scores,
            every.labels,
            max_iou,
            cut=np.concatenate(cuts),
            tiles=tiles,
        )
        every = every.at(kept)
    return every.at(np.argsort(-every.scores, kind="stable"))


def _batches(places: Iterable[Window], size: int) -> Iterator[list[Window]]:
    rest = iter(places)
    while batch := list(islice(rest, size)):
        yield batch
