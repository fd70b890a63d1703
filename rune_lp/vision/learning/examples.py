"""Rendered scenes as examples to learn from: cut out, turned, scaled and lit at random."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from PIL import Image

from rune_lp.sample import layout_of, picture_of
from rune_lp.sample.detector import SIZES
from rune_lp.sample.layout import CUT, ROUND

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["CLASSES", "Example", "cut_out", "rendered"]

CLASSES = tuple(sorted(SIZES))
"""The classes that rendered scenes have, in the order of the network's channels."""

SCALES = (0.85, 1.2)
"""The least and the most of a cut's pixels that a scene's pixel becomes."""

BEYOND = (112, 112, 112)
"""What a cut shows beyond the scene. Mirror images would hold objects that nothing labels."""

LEAST = 3.0
"""Pixels: an object of a shorter long side is not asked for."""

VISIBLE = 0.75
"""An object of which a cut has less than this share counts neither as there nor as absent."""

WHOLE = 0.95
"""The least ratio of the sides of a round thing, unless the edge of the scene cuts it."""


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A picture and what is in it.

    Attributes:
        pixels: RGB, uint8 (height, width, 3).
        corners: The objects' boxes in pixels, float64 (n, 4, 2).
        labels: Their positions in `CLASSES`, int64 (n,).
        ignored: Whether an object may be found or not, bool (n,).
    """

    pixels: NDArray[np.uint8]
    corners: NDArray[np.float64]
    labels: NDArray[np.int64]
    ignored: NDArray[np.bool_]


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
        np.zeros(len(truths), dtype=bool),
    )
    if path is not None:
        # Written whole or not at all: a run that is killed here leaves no half a scene.
        part = path.with_suffix(".part.npz")
        np.savez(part, **{name: getattr(example, name) for name in Example.__dataclass_fields__})
        part.replace(path)
    return example


def cut_out(
    example: Example, side: int, rng: np.random.Generator, about: int | None = None
) -> Example:
    """Return a square cut of a scene, turned, scaled, mirrored and lit at random.

    Args:
        example: The scene.
        side: Pixels across and down.
        rng: The source of chance.
        about: The row of an object that is to be in it, as a whole if there is room.
    """
    size = np.array(example.pixels.shape[1::-1])
    scale = float(np.exp(rng.uniform(*np.log(SCALES))))
    turn = float(rng.uniform(0, 2 * np.pi))
    # From the cut to the scene: p = matrix (q - side / 2) + middle.
    cos, sin = np.cos(turn) / scale, np.sin(turn) / scale
    matrix = np.array([[cos, -sin], [sin, cos]])
    if rng.random() < 0.5:
        matrix[:, 0] *= -1
    back = np.linalg.inv(matrix)
    reach = np.maximum(size - 0.7 * side / scale, 0) / 2
    middle = size / 2 + rng.uniform(-1, 1, 2) * reach
    if about is not None:
        # How far the object may be off the middle of the cut and be whole.
        extent = np.ptp(example.corners[about] @ back.T, axis=0)
        room = np.maximum(side - extent, 0) / 2
        aim = example.corners[about].mean(axis=0) + matrix @ (rng.uniform(-1, 1, 2) * room)
        middle = np.clip(aim, size / 2 - reach, size / 2 + reach)
    shift = middle - matrix @ np.full(2, side / 2)
    (a, b), (d, e) = matrix.tolist()
    data = (a, b, float(shift[0]), d, e, float(shift[1]))
    # Bicubic, for a picture that is read as it is is sharper than a bilinear cut of it.
    seen = Image.fromarray(example.pixels).transform(
        (side, side), Image.Transform.AFFINE, data, Image.Resampling.BICUBIC, fillcolor=BEYOND
    )
    corners = _upright((example.corners - middle) @ back.T + side / 2, example.labels)
    corners, shares = _within(corners, example.labels, side)
    least = np.array([CUT.get(CLASSES[label], VISIBLE) for label in example.labels.tolist()])
    long = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(axis=1, initial=0)
    kept = (shares > 0) & (long >= LEAST)
    ignored = example.ignored | (shares < least)
    pixels = _lit(np.asarray(seen), rng)
    return Example(pixels, corners[kept], example.labels[kept], ignored[kept])


def _upright(corners: NDArray[np.float64], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return boxes, those of round things along the axes again: they have no other direction."""
    sides = np.linalg.norm(corners[:, 1:3] - corners[:, :2], axis=2)
    of_round = np.isin(labels, [CLASSES.index(name) for name in ROUND])
    of_round &= sides.min(axis=1) > WHOLE * sides.max(axis=1)
    square = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) / 2
    upright = corners.mean(axis=1, keepdims=True) + sides.mean(axis=1)[:, None, None] * square
    return np.where(of_round[:, None, None], upright, corners)


def _within(
    corners: NDArray[np.float64], labels: NDArray[np.int64], side: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return boxes and the shares of them in a cut, the long structures' clipped to it.

    A box that is clipped stays one along its own sides: the least that has what is in the cut.
    """
    frame = shapely.box(0, 0, side, side)
    polygons = shapely.polygons(corners)
    seen = shapely.intersection(polygons, frame)
    shares = shapely.area(seen) / shapely.area(polygons)
    clipped = corners.copy()
    for row in np.flatnonzero((shares > 0) & (shares < 1)).tolist():
        if CLASSES[labels[row]] in CUT:
            origin = corners[row, 0]
            axes = corners[row, [1, 3]] - origin
            axes /= np.linalg.norm(axes, axis=1, keepdims=True)
            own = (shapely.get_coordinates(seen[row]) - origin) @ axes.T
            (left, top), (right, bottom) = own.min(axis=0), own.max(axis=0)
            around = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
            clipped[row] = around @ axes + origin
    return clipped, shares


def _lit(pixels: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    gain = rng.uniform(0.9, 1.1) * rng.uniform(0.97, 1.03, 3)
    levels = (pixels - 112.0) * gain + 112 + rng.uniform(-10, 10)
    levels += rng.normal(0, rng.uniform(0, 3), (*pixels.shape[:2], 1))
    lit: NDArray[np.uint8] = np.clip(levels, 0, 255).astype(np.uint8)
    return lit
