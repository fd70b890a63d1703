"""The parts a drawn thing is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rune_lp.sample.shapes import Points
    from rune_lp.sample.site import Colour, Thing

__all__ = ["Part", "Sprite", "lit", "part", "shade", "solid"]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One polygon of a thing.

    Attributes:
        outline: (n, 2) metres from the thing's centre, its front to the right.
        colour: RGB.
        opacity: 0..1.
        casts: The share of the thing's height at which it is, and casts a shadow from; 0 for none.
        grain: The standard deviation of its texture in grey levels.
    """

    outline: Points
    colour: Colour
    opacity: float = 1.0
    casts: float = 0.0
    grain: float = 0.0


Sprite: TypeAlias = Callable[["Thing", float], list[Part]]
"""What draws a kind of thing: given the thing and the sun's direction as seen from it (radians
from its front, clockwise on screen), its parts from the lowest to the highest."""


def part(points: ArrayLike, colour: Colour, opacity: float = 1.0, grain: float = 0.0) -> Part:
    """Return a part that casts no shadow of its own."""
    return Part(np.asarray(points, dtype=np.float64), colour, opacity, 0.0, grain)


def solid(points: ArrayLike, colour: Colour, casts: float = 1.0, grain: float = 0.0) -> Part:
    """Return a part that casts a shadow."""
    return Part(np.asarray(points, dtype=np.float64), colour, 1.0, casts, grain)


def shade(colour: Colour, factor: float) -> Colour:
    """Return the colour made darker (factor < 1) or lighter.

    >>> shade((100, 200, 10), 1.5)
    (150, 255, 15)
    """
    red, green, blue = (int(np.clip(round(level * factor), 0, 255)) for level in colour)
    return red, green, blue


def lit(colour: Colour, facing: float, sun: float, strength: float = 0.22) -> Colour:
    """Return the colour of a slope that faces `facing` (radians) under a sun at `sun`.

    >>> lit((100, 100, 100), 0.0, 0.0), lit((100, 100, 100), 0.0, np.pi)
    ((122, 122, 122), (78, 78, 78))
    """
    return shade(colour, 1 + strength * float(np.cos(facing - sun)))
