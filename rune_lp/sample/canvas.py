"""A canvas: antialiased, textured polygons painted one over another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rune_lp.sample.shapes import Points
    from rune_lp.sample.site import Colour

__all__ = ["Canvas", "noise"]


def noise(rng: np.random.Generator, width: int, height: int, cell: float) -> NDArray[np.float32]:
    """Return smooth noise of mean 0 and deviation 1, (height, width).

    Args:
        rng: The source of chance.
        width: Pixels across.
        height: Pixels down.
        cell: The size of its patches in pixels.
    """
    columns = max(2, int(np.ceil(width / cell)) + 1)
    rows = max(2, int(np.ceil(height / cell)) + 1)
    coarse = Image.fromarray(rng.normal(0, 1, (rows, columns)).astype(np.float32))
    field = np.asarray(coarse.resize((width, height), Image.Resampling.BICUBIC), dtype=np.float32)
    spread = float(field.std())
    level: NDArray[np.float32] = (field - field.mean()) / np.float32(spread or 1.0)
    return level


class Canvas:
    """The picture while it is painted: float32 RGB levels (height, width, 3), in pixels.

    >>> canvas = Canvas(4, 4, (0, 0, 0))
    >>> canvas.fill(np.array([(0, 0), (2, 0), (2, 4), (0, 4)]), (200, 100, 0))
    >>> canvas.levels[0].tolist()[1::2]
    [[200.0, 100.0, 0.0], [0.0, 0.0, 0.0]]
    """

    def __init__(self, width: int, height: int, colour: Colour) -> None:
        self.width = width
        self.height = height
        self.levels = np.empty((height, width, 3), dtype=np.float32)
        self.levels[:] = colour

    def fill(
        self,
        outline: Points,
        colour: Colour,
        opacity: float = 1.0,
        texture: NDArray[np.float32] | None = None,
    ) -> None:
        """Paint a polygon.

        Args:
            outline: (n, 2) in pixels; it may leave the picture.
            colour: RGB.
            opacity: 0..1.
            texture: Grey levels to add, (height, width) over the whole picture.
        """
        cover = self.coverage(outline)
        if cover is None:
            return
        (rows, columns), alpha = cover
        paint = np.array(colour, dtype=np.float32)
        if texture is not None:
            paint = paint + texture[rows, columns, None]
        under = self.levels[rows, columns]
        under += (paint - under) * (alpha * np.float32(opacity))[..., None]

    def coverage(self, outline: Points) -> tuple[tuple[slice, slice], NDArray[np.float32]] | None:
        """Return the window a polygon touches and how much of each pixel there it covers.

        None if it lies outside the picture.
        """
        low = np.floor(outline.min(axis=0)).astype(int) - 1
        high = np.ceil(outline.max(axis=0)).astype(int) + 1
        left, top = np.maximum(low, 0).tolist()
        right, bottom = np.minimum(high, (self.width, self.height)).tolist()
        if right <= left or bottom <= top:
            return None
        # Small things need fine edges; a lake's shore does not show the difference.
        scale = 6 if max(right - left, bottom - top) <= 96 else 3
        mask = Image.new("L", ((right - left) * scale, (bottom - top) * scale))
        points = (outline - np.array([left, top])) * scale
        ImageDraw.Draw(mask).polygon(points.ravel().tolist(), fill=255)
        alpha = np.asarray(mask.reduce(scale), dtype=np.float32) / np.float32(255)
        return (slice(top, bottom), slice(left, right)), alpha

    def darken(self, cover: NDArray[np.float32], tint: tuple[float, float, float]) -> None:
        """Multiply the levels by `tint` where `cover` (height, width) is 1, less where less."""
        self.levels *= 1 - cover[..., None] * (1 - np.array(tint, dtype=np.float32))
