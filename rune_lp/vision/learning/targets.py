"""What the network is to say of a cut, and how far what it says is from that."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch
from torch.nn import functional

from rune_lp.geometry.rectangles import measured_rectangles
from rune_lp.vision.learning.network import GEOMETRY, SQUARE, STRIDE

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from rune_lp.vision.learning.examples import Example

__all__ = ["Target", "loss", "target_of"]

SPREAD = 0.14
"""The deviation of the bump about an object's middle, as a share of its sides."""

NARROWEST = 0.7
"""Cells: the least deviation of a bump."""

ASKED = 0.4
"""Where the bump is at least this high, a cell is asked for the box."""

GEOMETRY_WEIGHT = 1.0
"""What a box counts against a class."""


class Target(NamedTuple):
    """What is to be said of one cut, or of a batch of them.

    Attributes:
        heat: How much each cell is the middle of each class, float32 (classes, h, w), 1 at the
            middles themselves.
        geometry: The box that each cell is asked for, as the network gives it, float32 (8, h, w).
        weight: How much each number of `geometry` counts, float32 (8, h, w).
    """

    heat: NDArray[np.float32]
    geometry: NDArray[np.float32]
    weight: NDArray[np.float32]


def target_of(example: Example, classes: int) -> Target:
    """Return what is to be said of a cut.

    Args:
        example: The cut; its sides are multiples of the stride.
        classes: How many classes there are.
    """
    height, width = (side // STRIDE for side in example.pixels.shape[:2])
    heat = np.zeros((classes, height, width), dtype=np.float32)
    geometry = np.zeros((GEOMETRY, height, width), dtype=np.float32)
    weight = np.zeros_like(geometry)
    rectangles = measured_rectangles(example.corners)
    centres = example.corners.mean(axis=1) / STRIDE
    # The smaller an object the later, so that it is not painted over.
    for row in np.argsort(-rectangles[:, 0], kind="stable").tolist():
        long, short, degrees = rectangles[row].tolist()
        long, short = long / STRIDE, max(short, 1.0) / STRIDE
        x, y = centres[row].tolist()
        angle = np.radians(degrees)
        reach = int(np.ceil(3 * max(NARROWEST, SPREAD * long)))
        left, top = max(int(x) - reach, 0), max(int(y) - reach, 0)
        rows = slice(top, min(int(y) + reach + 1, height))
        columns = slice(left, min(int(x) + reach + 1, width))
        down, across = np.mgrid[rows, columns] + 0.5
        dx, dy = x - across, y - down
        along = (dx * np.cos(angle) + dy * np.sin(angle)) / max(NARROWEST, SPREAD * long)
        aside = (dy * np.cos(angle) - dx * np.sin(angle)) / max(NARROWEST, SPREAD * short)
        bump = np.exp(-(along**2 + aside**2) / 2).astype(np.float32)
        middle = (min(int(y), height - 1), min(int(x), width - 1))
        bump[middle[0] - top, middle[1] - left] = 1.0
        window = heat[example.labels[row], rows, columns]
        np.maximum(window, bump, out=window)
        asked = bump >= ASKED
        sides = [np.full_like(dx, np.log(long)), np.full_like(dx, np.log(short))]
        turns = [np.cos(2 * angle), np.sin(2 * angle), np.cos(4 * angle), np.sin(4 * angle)]
        values = np.stack([dx, dy, *sides, *(np.full_like(dx, turn) for turn in turns)])
        squareness = short / long
        lengthwise = float(np.clip((1 - squareness) / (1 - SQUARE), 0.0, 1.0))
        upright = float(squareness > SQUARE - 0.1)
        shares = np.array([0.3, 0.3, 1, 1, lengthwise, lengthwise, upright, upright])
        geometry[:, rows, columns] = np.where(asked, values, geometry[:, rows, columns])
        weights = shares[:, None, None] * bump
        weight[:, rows, columns] = np.where(asked, weights, weight[:, rows, columns])
    return Target(heat, geometry, weight)


def loss(said: Tensor, heat: Tensor, geometry: Tensor, weight: Tensor, rarity: Tensor) -> Tensor:
    """Return how far what a network says is from a batch of targets.

    Classes by the focal loss of CornerNet (Law and Deng 2018, arXiv 1808.01244, equation 1, with
    its exponents 2 and 4); boxes by absolute differences where they are asked for.

    Args:
        said: What the network says, (n, classes + 8, h, w).
        heat: The targets' heat, (n, classes, h, w).
        geometry: The targets' boxes, (n, 8, h, w).
        weight: What their numbers count, (n, 8, h, w).
        rarity: What each class counts, (classes,).
    """
    classes = heat.shape[1]
    logits = said[:, :classes]
    probability = torch.sigmoid(logits)
    middles = (heat == 1).to(said.dtype)
    hit = middles * (1 - probability) ** 2 * functional.logsigmoid(logits)
    missed = (1 - heat) ** 4 * probability**2 * functional.logsigmoid(-logits) * (1 - middles)
    count = middles.sum().clamp(min=1.0)
    apart = functional.smooth_l1_loss(said[:, classes:], geometry, reduction="none", beta=0.1)
    boxes = (apart * weight).sum() / weight[:, 2].sum().clamp(min=1.0)
    classified = ((hit + missed) * rarity[:, None, None]).sum() / count
    return GEOMETRY_WEIGHT * boxes - classified
