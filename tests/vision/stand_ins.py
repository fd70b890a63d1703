"""Detectors that need no weights: they find patches of pure colour, as far as they see them."""

from __future__ import annotations

import numpy as np

from rune_lp.vision.detector import Found
from tests.vision.boxes import box

NAMES = ("plane", "ship")


class Patches:
    """Finds each patch of one colour (class, number, 255) as the upright box of what is seen.

    What is seen of a patch scores the higher the less of it there is, which no merging may trust.
    """

    names = NAMES

    def __init__(self, tile=None):
        self.tile = tile
        self.largest = 0
        self.calls = 0

    def detect(self, tiles, min_score):
        self.calls += 1
        self.largest = max(self.largest, len(tiles))
        return [self._found(tile, min_score) for tile in tiles]

    def _found(self, tile, min_score):
        marked = tile[tile[..., 2] == 255]
        rows = []
        for label, number in np.unique(marked[:, :2], axis=0).tolist():
            down, across = np.nonzero((tile == (label, number, 255)).all(axis=2))
            low, high = (across.min(), down.min()), (across.max() + 1, down.max() + 1)
            width, height = np.subtract(high, low).tolist()
            x, y = np.add(high, low) / 2
            rows.append((box(x, y, width, height), label, 1 - width * height / 10_000))
        kept = [row for row in rows if row[2] >= min_score]
        if not kept:
            return Found.nothing()
        corners, labels, scores = zip(*kept, strict=True)
        return Found(np.array(corners), np.array(labels), np.array(scores))


def painted(width, height, patches):
    """Return a picture with patches (left, top, width, height, class), numbered from 1."""
    pixels = np.zeros((height, width, 3), dtype=np.uint8)
    for number, (x, y, wide, tall, label) in enumerate(patches, start=1):
        pixels[y : y + tall, x : x + wide] = label, number, 255
    return pixels


class Memory:
    """A picture that is an array, and counts what is asked of it."""

    def __init__(self, pixels):
        self.pixels = pixels
        self.height, self.width = pixels.shape[:2]

    def read(self, window):
        x, y, width, height = window
        return self.pixels[y : y + height, x : x + width]


class SameColour:
    """Takes for an object whatever has about the colour of the point on it."""

    def __init__(self, side=64):
        self.side = side
        self.views = 0

    def segment(self, pixels, boxes, points):
        assert max(pixels.shape) <= self.side
        self.views += 1
        for (left, top, right, bottom), (x, y) in zip(boxes, points, strict=True):
            assert left <= x <= right
            assert top <= y <= bottom
            level = pixels[int(y), int(x)].astype(int)
            yield (np.abs(pixels - level) < 40).all(axis=2)
