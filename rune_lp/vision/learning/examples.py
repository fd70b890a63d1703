"""Rendered scenes as examples to learn from: cut out, turned, scaled and lit at random."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from rune_lp.sample import layout_of, picture_of
from rune_lp.sample.detector import SIZES

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["CLASSES", "Example", "cut_out", "rendered"]

CLASSES = tuple(sorted(SIZES))
"""The classes that rendered scenes have, in the order of the network's channels."""

SCALES = (0.75, 1.25)
"""The least and the most of a cut's pixels that a scene's pixel becomes."""

BEYOND = (112, 112, 112)
"""What a cut shows beyond the scene. Mirror images would hold objects that nothing labels."""

LEAST = 3.0
"""Pixels: an object of a shorter long side is not asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A picture and what is in it.

    Attributes:
        pixels: RGB, uint8 (height, width, 3).
        corners: The objects' boxes in pixels, float64 (n, 4, 2).
        labels: Their positions in `CLASSES`, int64 (n,).
        difficult: Whether an object is too small, cut or hidden to count, bool (n,).
    """

    pixels: NDArray[np.uint8]
    corners: NDArray[np.float64]
    labels: NDArray[np.int64]
    difficult: NDArray[np.bool_]


def rendered(seed: int, index: int, kept: Path | None = None) -> Example:
    """Return scene `index` of a seed.

    Args:
        seed: The seed of the scenes.
        index: The scene's number.
        kept: A folder of scenes that were rendered before; one that is not there is added.

    Raises:
        InputError: Pillow is not installed.

    >>> example = rendered(7, 0)
    >>> example.pixels.shape[2], CLASSES[example.labels[0]]
    (3, 'harbor')
    """
    path = kept / f"{seed}-{index:05}.npz" if kept else None
    if path is not None and path.is_file():
        with np.load(path) as columns:
            return Example(*(columns[name] for name in Example.__dataclass_fields__))
    layout = layout_of(seed, index)
    truths = layout.truths
    example = Example(
        np.asarray(picture_of(seed, index, layout)),
        np.array([truth.corners for truth in truths], dtype=np.float64).reshape(-1, 4, 2),
        np.array([CLASSES.index(truth.label) for truth in truths], dtype=np.int64),
        np.array([truth.difficult for truth in truths], dtype=bool),
    )
    if path is not None:
        # Written whole or not at all: a run that is killed here leaves no half a scene.
        part = path.with_suffix(".part.npz")
        np.savez(part, **{name: getattr(example, name) for name in Example.__dataclass_fields__})
        part.replace(path)
    return example


def cut_out(example: Example, side: int, rng: np.random.Generator) -> Example:
    """Return a square cut of a scene, turned, scaled, mirrored and lit at random.

    Objects whose middle is in the cut are kept, with their whole boxes.

    Args:
        example: The scene.
        side: Pixels across and down.
        rng: The source of chance.
    """
    height, width = example.pixels.shape[:2]
    scale = float(np.exp(rng.uniform(*np.log(SCALES))))
    turn = float(rng.uniform(0, 2 * np.pi))
    # From the cut to the scene: p = matrix (q - side / 2) + middle.
    cos, sin = np.cos(turn) / scale, np.sin(turn) / scale
    matrix = np.array([[cos, -sin], [sin, cos]])
    if rng.random() < 0.5:
        matrix[:, 0] *= -1
    reach = np.maximum(np.array([width, height]) - 0.7 * side / scale, 0) / 2
    middle = np.array([width, height]) / 2 + rng.uniform(-1, 1, 2) * reach
    shift = middle - matrix @ np.full(2, side / 2)
    (a, b), (d, e) = matrix.tolist()
    data = (a, b, float(shift[0]), d, e, float(shift[1]))
    seen = Image.fromarray(example.pixels).transform(
        (side, side), Image.Transform.AFFINE, data, Image.Resampling.BILINEAR, fillcolor=BEYOND
    )
    corners = (example.corners - middle) @ np.linalg.inv(matrix).T + side / 2
    centres = corners.mean(axis=1)
    long = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(axis=1, initial=0)
    kept = ((centres > 0) & (centres < side)).all(axis=1) & (long >= LEAST)
    pixels = _lit(np.asarray(seen), rng)
    return Example(pixels, corners[kept], example.labels[kept], example.difficult[kept])


def _lit(pixels: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    gain = rng.uniform(0.8, 1.2) * rng.uniform(0.93, 1.07, 3)
    levels = (pixels - 112.0) * gain + 112 + rng.uniform(-22, 22)
    levels += rng.normal(0, rng.uniform(0, 4), (*pixels.shape[:2], 1))
    lit: NDArray[np.uint8] = np.clip(levels, 0, 255).astype(np.uint8)
    return lit
