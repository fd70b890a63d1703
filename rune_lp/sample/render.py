"""Rendering: a layout to the picture a camera overhead would have taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from PIL import Image, ImageDraw, ImageFilter

from rune_lp.sample.canvas import Canvas, noise
from rune_lp.sample.shapes import band
from rune_lp.sample.site import Area
from rune_lp.sample.sprites import TIERS
from rune_lp.sample.surfaces import SURFACES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rune_lp.sample.layout import Layout
    from rune_lp.sample.shapes import Points
    from rune_lp.sample.site import Thing
    from rune_lp.sample.sprites import Part
    from rune_lp.sample.surfaces import Surface

__all__ = ["Light", "render"]

SHADOW = (0.4, 0.44, 0.51)
"""What is left of each channel in shadow: the sky lights it blue."""


@dataclass(frozen=True, slots=True)
class Light:
    """The light and the air of one picture.

    Attributes:
        direction: Towards the sun, radians clockwise on screen from the right.
        reach: The length of a shadow per metre of height.
        warmth: Gain of red against blue, about 0.
        contrast: Gain about mid grey.
        brightness: Grey levels added.
        haze: Share of white mixed in.
    """

    direction: float
    reach: float
    warmth: float
    contrast: float
    brightness: float
    haze: float

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> Light:
        """Return the light of a day and a camera drawn at random."""
        return cls(
            direction=float(rng.uniform(0, 2 * np.pi)),
            reach=float(rng.uniform(0.45, 1.3)),
            warmth=float(rng.uniform(-0.03, 0.05)),
            contrast=float(rng.uniform(0.98, 1.18)),
            brightness=float(rng.uniform(-14, 8)),
            haze=float(rng.uniform(0.0, 0.07)),
        )


class _Textures:
    """The noise fields of one picture, (height, width), shared by all that is painted on it."""

    def __init__(self, rng: np.random.Generator, layout: Layout) -> None:
        def field(metres: float) -> NDArray[np.float32]:
            return noise(rng, layout.width, layout.height, max(1.0, metres / layout.gsd))

        self.grain = 0.7 * field(0.0) + 0.5 * field(0.5) + 0.5 * field(1.0)
        self.mottle = 0.6 * field(2.5) + 0.6 * field(6.0) + 0.4 * field(0.9)
        self.drift = 0.8 * field(16.0) + 0.6 * field(45.0)
        self.rows = self._stripes(rng, layout)

    @staticmethod
    def _stripes(rng: np.random.Generator, layout: Layout) -> NDArray[np.float32]:
        angle, spacing = rng.uniform(0, np.pi), max(2.4, 1.6 / layout.gsd)
        down, across = np.mgrid[0 : layout.height, 0 : layout.width].astype(np.float32)
        phase = (across * np.cos(angle) + down * np.sin(angle)) * 2 * np.pi / spacing
        sway = noise(rng, layout.width, layout.height, 40.0)
        rows: NDArray[np.float32] = np.sin(phase + 0.8 * sway).astype(np.float32)
        return rows

    def of(self, surface: Surface) -> NDArray[np.float32]:
        texture: NDArray[np.float32] = (
            surface.grain * self.grain
            + surface.mottle * self.mottle
            + surface.drift * self.drift
            + surface.rows * self.rows
        )
        return texture


def render(layout: Layout, rng: np.random.Generator) -> Image.Image:
    """Return the picture of a layout, RGB, of the layout's size.

    Args:
        layout: What is there.
        rng: The source of the light, the textures and the sensor's noise.
    """
    light = Light.drawn(rng)
    textures = _Textures(rng, layout)
    canvas = Canvas(layout.width, layout.height, SURFACES[layout.base].colour)
    canvas.levels += textures.of(SURFACES[layout.base])[..., None]
    for piece in layout.site.ground:
        if isinstance(piece, Area):
            surface = SURFACES[piece.surface]
            canvas.fill(piece.outline / layout.gsd, surface.colour, 1.0, textures.of(surface))
        else:
            line = band(piece.path, piece.width) / layout.gsd
            canvas.fill(line, piece.colour, piece.opacity, 2 * textures.mottle)
    for tier in TIERS:
        drawn = [
            (thing, tier[thing.kind](thing, light.direction - thing.angle))
            for thing in layout.site.things
            if thing.kind in tier
        ]
        canvas.darken(_shadows(drawn, light, layout), SHADOW)
        for thing, parts in drawn:
            for part in parts:
                texture = part.grain * textures.grain if part.grain else None
                outline = thing.place(part.outline) / layout.gsd
                canvas.fill(outline, part.colour, part.opacity, texture)
    return _exposed(canvas.levels, light, rng)


def _shadows(
    drawn: list[tuple[Thing, list[Part]]], light: Light, layout: Layout
) -> NDArray[np.float32]:
    """Return how much of each pixel lies in the shadow of these things, (height, width)."""
    scale = 2
    mask = Image.new("L", (layout.width * scale, layout.height * scale))
    pen = ImageDraw.Draw(mask)
    away = -np.array([np.cos(light.direction), np.sin(light.direction)]) * light.reach
    for thing, parts in drawn:
        for part in parts:
            if part.casts and thing.height:
                foot = thing.place(part.outline)
                cast = _swept(foot, away * thing.height * part.casts) / layout.gsd * scale
                pen.polygon(cast.ravel().tolist(), fill=255)
    soft = mask.filter(ImageFilter.GaussianBlur(0.8)).reduce(scale)
    return np.asarray(soft, dtype=np.float32) / np.float32(255)


def _swept(outline: Points, shift: NDArray[np.float64]) -> Points:
    """Return the hull of an outline and its shifted self: the shadow of a straight-sided body."""
    hull = shapely.MultiPoint(np.concatenate([outline, outline + shift])).convex_hull
    return np.asarray(shapely.get_coordinates(hull), dtype=np.float64)


def _exposed(levels: NDArray[np.float32], light: Light, rng: np.random.Generator) -> Image.Image:
    """Return the picture as a camera and its maker's sharpening leave it."""
    graded = (levels - 112) * light.contrast + 112 + light.brightness
    graded *= np.array([1 + light.warmth, 1.0, 1 - light.warmth], dtype=np.float32)
    graded = graded * (1 - light.haze) + 215 * light.haze
    seen = Image.fromarray(np.clip(graded, 0, 255).astype(np.uint8))
    seen = seen.filter(ImageFilter.GaussianBlur(0.62))
    seen = seen.filter(ImageFilter.UnsharpMask(radius=1.4, percent=70, threshold=0))
    speckle = rng.normal(0, 1.6, (*levels.shape[:2], 1)).astype(np.float32)
    return Image.fromarray(
        np.clip(np.asarray(seen, dtype=np.float32) + speckle, 0, 255).round().astype(np.uint8)
    )
