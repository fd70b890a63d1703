"""Which cuts of which scenes a training sees, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from rune_lp.geometry.rectangles import measured_rectangles
from rune_lp.vision.learning.examples import CLASSES, cut_out
from rune_lp.vision.learning.targets import target_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from rune_lp.vision.learning.examples import Example

__all__ = ["Sampler"]

CUTS = ((416, 2), (224, 5))
"""Sides of cuts in pixels, each with how many of them are a batch; batches take turns."""

AIMED = 0.75
"""The share of cuts that are about an object of a class drawn evenly; the others are anywhere."""

MOST = 3.0
"""The most that an object of a class counts."""


class Sampler:
    """Cuts of scenes, rare classes more often than they are there.

    Args:
        scene: Returns a scene by its number.
        scenes: How many there are.
        seed: The seed of all chance.

    Attributes:
        importance: What an object of each class counts, float64 (classes,).
    """

    def __init__(self, scene: Callable[[int], Example], scenes: int, seed: int) -> None:
        self._scene = scene
        self._scenes = scenes
        self._seed = seed
        self._places: dict[int, list[list[tuple[int, int]]]] = {
            side: [[] for _ in CLASSES] for side, _ in CUTS
        }
        counts = np.ones(len(CLASSES))
        for index in range(scenes):
            example = scene(index)
            lengths = measured_rectangles(example.corners)[:, 0].tolist()
            for row, (label, long) in enumerate(zip(example.labels.tolist(), lengths, strict=True)):
                counts[label] += 1
                for side, by_class in self._places.items():
                    if long <= side:
                        by_class[label].append((index, row))
        # A tenth as frequent counts three times as much; cars are most of what there is.
        self.importance = np.minimum(np.sqrt(counts.mean() / counts), MOST)

    def batch(self, step: int) -> tuple[Tensor, list[Tensor]]:
        """Return the pixels of a step's batch, float32 (n, 3, side, side), and its target.

        They depend on nothing but the seed, the scenes and the step.
        """
        rng = np.random.default_rng([self._seed, step])
        side, number = CUTS[step % len(CUTS)]
        cuts = [self._cut(side, rng) for _ in range(number)]
        targets = [target_of(cut, self.importance) for cut in cuts]
        pixels = torch.from_numpy(np.stack([cut.pixels for cut in cuts])).permute(0, 3, 1, 2)
        columns = [torch.from_numpy(np.stack(column)) for column in zip(*targets, strict=True)]
        return pixels.float() / 255, columns

    def _cut(self, side: int, rng: np.random.Generator) -> Example:
        index, about = int(rng.integers(self._scenes)), None
        known = [places for places in self._places[side] if places]
        if known and rng.random() < AIMED:
            places = known[int(rng.integers(len(known)))]
            index, about = places[int(rng.integers(len(places)))]
        return cut_out(self._scene(index), side, rng, about)
