"""Oriented boxes as a test writes them: centre, sides, direction."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.geometry.boxes import Boxes
from rune_lp.scenes import Scene

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Shape:
    """A box by its centre, its sides along and across its direction, and that (y down)."""

    cx: float
    cy: float
    length: float = 4.0
    width: float = 2.0
    angle: float = 0.0
    label: str = "ship"
    score: float = 1.0

    def corners(self) -> list[tuple[float, float]]:
        cos = round(math.cos(math.radians(self.angle)), 15)
        sin = round(math.sin(math.radians(self.angle)), 15)
        sides = [
            (along * self.length / 2, across * self.width / 2)
            for along, across in ((-1, -1), (1, -1), (1, 1), (-1, 1))
        ]
        return [(self.cx + a * cos - b * sin, self.cy + a * sin + b * cos) for a, b in sides]


def boxes_of(
    shapes: Sequence[Shape],
    *,
    size: tuple[float, float] | None = (90.0, 90.0),
    gsd: float | None = None,
    north: float | None = None,
) -> Boxes:
    width, height = size if size is not None else (None, None)
    scene = Scene.of(
        "image",
        [shape.label for shape in shapes],
        [shape.score for shape in shapes],
        [shape.corners() for shape in shapes],
        width=width,
        height=height,
        gsd=gsd,
        north=north,
    )
    return Boxes.of(scene)


def boxes_of_corners(*corners: Sequence[tuple[float, float]]) -> Boxes:
    labels = ["ship"] * len(corners)
    return Boxes.of(Scene.of("image", labels, np.ones(len(corners)), corners))
