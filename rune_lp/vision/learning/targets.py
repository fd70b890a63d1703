"""What the network is to say of a cut, and how far what it says is from that."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch
from torch.nn import functional

from rune_lp.geometry.rectangles import measured_rectangles
from rune_lp.vision.learning.network import GEOMETRY, SQUARE, STRIDES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from rune_lp.vision.learning.examples import Example

__all__ = ["Target", "levels_of", "loss", "target_of"]

NARROW = 1.75
"""Cells: an object's short side is this to twice this at the level it is asked of."""

EITHER = 1.2
"""An object whose short side is off by no more than this factor is asked of both levels."""

SPREAD = 0.14
"""The deviation of the bump about an object's middle, as a share of its sides."""

NARROWEST = 0.6
"""Cells: the least deviation of a bump."""

ASKED = 0.3
"""Where the bump is at least this high, a cell is asked for the box."""

GEOMETRY_WEIGHT = 1.0
"""What a box counts against a class."""


class Target(NamedTuple):
    """What is to be said of one cut, or of a batch of them; the levels' cells one after another.

    Attributes:
        heat: How much each cell is the middle of each class, float32 (classes, cells), 1 at the
            cells that are nearest to a middle.
        counts: Whether a cell's heat counts, float32 (cells,), 0 or 1.
        geometry: The box that each cell is asked for, as the network gives it, float32 (8, cells).
        weight: How much each number of `geometry` counts, float32 (8, cells).
    """

    heat: NDArray[np.float32]
    counts: NDArray[np.float32]
    geometry: NDArray[np.float32]
    weight: NDArray[np.float32]


def levels_of(short: float) -> tuple[int, ...]:
    """Return the levels that an object is asked of, by its short side in pixels.

    >>> levels_of(5), levels_of(14), levels_of(20), levels_of(300)
    ((0,), (0, 1), (1,), (3,))
    """
    last = len(STRIDES) - 1
    cells = [short / stride / NARROW for stride in STRIDES]
    return tuple(
        level
        for level, wide in enumerate(cells)
        if (level == 0 or wide * EITHER >= 1) and (level == last or wide < 2 * EITHER)
    )


def target_of(example: Example, importance: NDArray[np.floating]) -> Target:
    """Return what is to be said of a cut.

    Args:
        example: The cut; its sides are multiples of the coarsest stride.
        importance: What an object of each class counts, (classes,).
    """
    height, width = example.pixels.shape[:2]
    rectangles = measured_rectangles(example.corners)
    rectangles[:, 1] = np.maximum(rectangles[:, 1], 1.0)
    asked_of = [levels_of(short) for short in rectangles[:, 1].tolist()]
    levels = []
    for level, stride in enumerate(STRIDES):
        canvas = _Level(len(importance), height // stride, width // stride)
        for row, wanted in enumerate(asked_of):
            if level in wanted:
                canvas.add(
                    example.corners[row].mean(axis=0) / stride,
                    rectangles[row] / (stride, stride, 1),
                    int(example.labels[row]),
                    None if example.ignored[row] else float(importance[example.labels[row]]),
                )
        levels.append(canvas.target())
    return Target(*(np.concatenate(parts, axis=-1) for parts in zip(*levels, strict=True)))


class _Level:
    """The target of one level while objects are added to it."""

    def __init__(self, classes: int, height: int, width: int) -> None:
        self.heat = np.zeros((classes, height, width), dtype=np.float32)
        self.counts = np.ones((height, width), dtype=np.float32)
        self.geometry = np.zeros((GEOMETRY, height, width), dtype=np.float32)
        self.weight = np.zeros_like(self.geometry)
        self.nearest = np.zeros((height, width), dtype=np.float32)

    def add(
        self,
        centre: NDArray[np.float64],
        rectangle: NDArray[np.float64],
        label: int,
        importance: float | None,
    ) -> None:
        """Add an object by its middle and rectangle in cells; without importance as ignored."""
        long, short, degrees = rectangle.tolist()
        x, y = centre.tolist()
        height, width = self.counts.shape
        angle = np.radians(degrees)
        reach = int(np.ceil(3 * max(NARROWEST, SPREAD * long)))
        top, bottom = np.clip((int(y) - reach, int(y) + reach + 1), 0, height).tolist()
        left, right = np.clip((int(x) - reach, int(x) + reach + 1), 0, width).tolist()
        if top == bottom or left == right:
            return
        rows, columns = slice(top, bottom), slice(left, right)
        down, across = np.mgrid[rows, columns] + 0.5
        dx, dy = x - across, y - down
        along = (dx * np.cos(angle) + dy * np.sin(angle)) / max(NARROWEST, SPREAD * long)
        aside = (dy * np.cos(angle) - dx * np.sin(angle)) / max(NARROWEST, SPREAD * short)
        bump = np.exp(-(along**2 + aside**2) / 2).astype(np.float32)
        bump /= bump.max()
        if importance is None:
            self.counts[rows, columns][bump > 0.05] = 0
            return
        window = self.heat[label, rows, columns]
        np.maximum(window, bump, out=window)
        # A cell is asked for the object whose middle it is most.
        mine = (bump >= ASKED) & (bump > self.nearest[rows, columns])
        self.nearest[rows, columns][mine] = bump[mine]
        turns = [np.cos(2 * angle), np.sin(2 * angle), np.cos(4 * angle), np.sin(4 * angle)]
        same = np.array([np.log(long), np.log(short), *turns])[:, None, None]
        values = np.concatenate([np.stack([dx, dy]), np.broadcast_to(same, (6, *dx.shape))])
        squareness = short / long
        lengthwise = float(np.clip((1 - squareness) / (1 - SQUARE), 0.0, 1.0))
        upright = float(squareness > SQUARE - 0.1)
        shares = np.array([0.5, 0.5, 1, 1, lengthwise, lengthwise, upright, upright])
        weights = importance * shares[:, None, None] * bump
        self.geometry[:, rows, columns][:, mine] = values[:, mine]
        self.weight[:, rows, columns][:, mine] = weights[:, mine]

    def target(self) -> Sequence[NDArray[np.float32]]:
        """Return the columns of the level's part of a `Target`."""
        parts = (self.heat, self.counts[None], self.geometry, self.weight)
        heat, counts, geometry, weight = (part.reshape(len(part), -1) for part in parts)
        return heat, counts[0], geometry, weight


def loss(said: Sequence[Tensor], target: Sequence[Tensor], importance: Tensor) -> Tensor:
    """Return how far what a network says is from a batch of targets.

    Classes by the quality focal loss (Li et al. 2020, arXiv 2006.04388, equation 2, with its
    exponent 2), so that a score comes to mean how near to a middle a cell is; boxes by absolute
    differences where they are asked for.

    Args:
        said: What the network says for each level, (n, classes + 8, h, w) each.
        target: The columns of `Target`, each with the batch before its other dimensions.
        importance: What an object of each class counts, (classes,).
    """
    heat, counts, geometry, weight = target
    cells = torch.cat([level.flatten(2) for level in said], dim=2)
    classes = heat.shape[1]
    logits = cells[:, :classes]
    apart = functional.binary_cross_entropy_with_logits(logits, heat, reduction="none")
    apart = apart * (heat - torch.sigmoid(logits)).abs() ** 2
    ranked = importance[:, None] * counts[:, None]
    classified = (apart * ranked).sum() / (heat * ranked).sum().clamp(min=1.0)
    off = functional.smooth_l1_loss(cells[:, classes:], geometry, reduction="none", beta=0.1)
    boxes = (off * weight).sum() / weight[:, 2].sum().clamp(min=1.0)
    return classified + GEOMETRY_WEIGHT * boxes
