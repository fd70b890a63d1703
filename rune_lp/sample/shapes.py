"""Outlines: polygons as float64 (n, 2) arrays of x and y, clockwise on screen (y down)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = [
    "Points",
    "band",
    "disc",
    "rectangle",
    "rounded",
    "stadium",
    "turned",
    "wandering",
    "wobbly",
]

Points: TypeAlias = NDArray[np.float64]


def rectangle(x: float, y: float, length: float, width: float, angle: float = 0.0) -> Points:
    """Return the rectangle about (x, y) whose length lies along `angle` (radians).

    >>> rectangle(0, 0, 4, 2).tolist()
    [[-2.0, -1.0], [2.0, -1.0], [2.0, 1.0], [-2.0, 1.0]]
    """
    half = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * np.array([length, width]) / 2
    corners: Points = turned(half, angle) + np.array([x, y])
    return corners


def disc(x: float, y: float, length: float, width: float | None = None, sides: int = 40) -> Points:
    """Return the ellipse about (x, y) with the given axes (a circle where one is given)."""
    turn = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    across = length if width is None else width
    return np.column_stack([x + np.cos(turn) * length / 2, y + np.sin(turn) * across / 2])


def rounded(x: float, y: float, length: float, width: float, radius: float) -> Points:
    """Return the rectangle about (x, y) with corners rounded by `radius`."""
    radius = min(radius, length / 2, width / 2)
    turn = np.linspace(0, np.pi / 2, 6)
    quarter = np.column_stack([np.cos(turn), np.sin(turn)]) * radius
    reach = np.array([length / 2 - radius, width / 2 - radius])
    corners = [
        turned(quarter, start) + reach * np.array(sign)
        for start, sign in zip(
            np.arange(4) * np.pi / 2, [(1, 1), (-1, 1), (-1, -1), (1, -1)], strict=True
        )
    ]
    outline: Points = np.concatenate(corners) + np.array([x, y])
    return outline


def stadium(x: float, y: float, length: float, width: float) -> Points:
    """Return the running-track outline about (x, y): a rectangle with two half discs."""
    turn = np.linspace(-np.pi / 2, np.pi / 2, 24)
    half = np.column_stack([np.cos(turn), np.sin(turn)]) * width / 2
    straight = np.array([(length - width) / 2, 0.0])
    outline: Points = np.concatenate([half + straight, -half - straight]) + np.array([x, y])
    return outline


def turned(points: ArrayLike, angle: float) -> Points:
    """Return the points turned about the origin, clockwise on screen for a positive angle.

    >>> turned([[1, 0]], np.pi / 2).round(6).tolist()
    [[0.0, 1.0]]
    """
    cos, sin = np.cos(angle), np.sin(angle)
    result: Points = np.asarray(points, dtype=np.float64) @ np.array([[cos, sin], [-sin, cos]])
    return result


def band(path: ArrayLike, width: float) -> Points:
    """Return the outline of a path of the given width, with mitred bends.

    >>> band([[0, 0], [10, 0]], 2).tolist()
    [[0.0, -1.0], [10.0, -1.0], [10.0, 1.0], [0.0, 1.0]]
    """
    line = np.asarray(path, dtype=np.float64)
    steps = np.diff(line, axis=0)
    steps /= np.maximum(np.linalg.norm(steps, axis=1, keepdims=True), 1e-9)
    ahead = np.concatenate([steps, steps[-1:]])
    behind = np.concatenate([steps[:1], steps])
    tangent = ahead + behind
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-9)
    normal = np.column_stack([-tangent[:, 1], tangent[:, 0]])
    mitre = 1 / np.maximum(np.sum(tangent * ahead, axis=1, keepdims=True), 0.4)
    side = normal * mitre * width / 2
    return np.concatenate([line - side, (line + side)[::-1]])


def wobbly(rng: np.random.Generator, outline: Points, amount: float) -> Points:
    """Return an outline made organic: finer, its points pushed about by up to `amount`."""
    closed = np.concatenate([outline, outline[:1]])
    run = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    count = int(np.clip(run[-1] / max(2 * amount, 1e-6), 24, 160))
    at = np.linspace(0, run[-1], count, endpoint=False)
    fine = np.column_stack([np.interp(at, run, closed[:, axis]) for axis in (0, 1)])
    push = rng.uniform(-amount, amount, (count, 2))
    outline = fine + (push + np.roll(push, 1, axis=0) + np.roll(push, -1, axis=0)) / 2
    for _ in range(2):
        # Chaikin's corner cutting (1974).
        after = np.roll(outline, -1, axis=0)
        outline = np.stack([0.75 * outline + 0.25 * after, 0.25 * outline + 0.75 * after], axis=1)
        outline = outline.reshape(-1, 2)
    return outline


def wandering(
    rng: np.random.Generator, start: tuple[float, float], end: tuple[float, float], sway: float
) -> Points:
    """Return a path of 24 points from start to end that sways sideways by up to `sway`."""
    share = np.linspace(0, 1, 24)
    first, last = np.array(start), np.array(end)
    along = last - first
    normal = np.array([-along[1], along[0]]) / np.linalg.norm(along)
    phases = rng.uniform(0, 2 * np.pi, 2)
    wave = np.sin(2 * np.pi * share + phases[0]) * 0.7 + np.sin(4 * np.pi * share + phases[1]) * 0.3
    path: Points = first + share[:, None] * along + normal * (sway * wave)[:, None]
    return path
