"""A site: what lies and stands on a piece of ground, in metres.

Layouts compose sites from smaller ones: each is made about its own origin, then moved to its
place and added. Nothing here knows of pixels, cameras or detectors.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from rune_lp.sample.shapes import rectangle, turned

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rune_lp.sample.shapes import Points

__all__ = ["Area", "Colour", "Site", "Stroke", "Thing"]

Colour: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """A flat piece of ground: its outline and the name of its surface (see `surfaces`)."""

    surface: str
    outline: Points


@dataclass(frozen=True, slots=True, eq=False)
class Stroke:
    """A line painted on the ground: its path, its width in metres, its colour, its opacity."""

    path: Points
    width: float
    colour: Colour
    opacity: float = 0.8


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that stands on the ground.

    Attributes:
        kind: What it looks like, a key of `sprites.SPRITES`.
        x: Centre, metres to the right.
        y: Centre, metres down.
        length: Metres along `angle`.
        width: Metres across.
        angle: Direction of its front in radians, clockwise on screen from the right.
        height: Metres above the ground, which is what its shadow shows.
        colour: Its main colour.
        label: Its class in DOTA's spelling, or None for what no detector is asked to find.
        detail: A seed for what distinguishes it from others of its kind.
    """

    kind: str
    x: float
    y: float
    length: float
    width: float
    angle: float = 0.0
    height: float = 0.0
    colour: Colour = (200, 200, 200)
    label: str | None = None
    detail: int = 0

    def corners(self) -> Points:
        """Return the oriented box, (4, 2) metres, clockwise on screen from its rear left.

        >>> Thing("car", 10, 5, 4, 2).corners().tolist()
        [[8.0, 4.0], [12.0, 4.0], [12.0, 6.0], [8.0, 6.0]]
        """
        return rectangle(self.x, self.y, self.length, self.width, self.angle)

    def place(self, points: ArrayLike) -> Points:
        """Return points given in metres from the thing's centre, its front to the right.

        >>> Thing("car", 10, 5, 4, 2).place([(2, 0)]).tolist()
        [[12.0, 5.0]]
        """
        placed: Points = turned(points, self.angle) + np.array([self.x, self.y])
        return placed

    def moved(self, x: float, y: float, angle: float) -> Thing:
        """Return the thing turned about the origin by `angle`, then shifted by (x, y)."""
        [[to_x, to_y]] = turned([[self.x, self.y]], angle)
        return replace(self, x=float(to_x) + x, y=float(to_y) + y, angle=self.angle + angle)


@dataclass(frozen=True, slots=True)
class Site:
    """Areas, strokes and things in metres; later areas and strokes lie over earlier ones.

    >>> site = Site(things=(Thing("car", 1, 0, 4, 2),)).moved(10, 0, np.pi / 2)
    >>> round(site.things[0].x), round(site.things[0].y)
    (10, 1)
    >>> len((site + site).things)
    2
    """

    ground: tuple[Area | Stroke, ...] = ()
    things: tuple[Thing, ...] = ()

    def __add__(self, other: Site) -> Site:
        return Site(self.ground + other.ground, self.things + other.things)

    def moved(self, x: float = 0.0, y: float = 0.0, angle: float = 0.0) -> Site:
        """Return the site turned about its origin by `angle` (radians), then shifted."""
        shift = np.array([x, y])
        ground: list[Area | Stroke] = []
        for piece in self.ground:
            if isinstance(piece, Area):
                ground.append(replace(piece, outline=turned(piece.outline, angle) + shift))
            else:
                ground.append(replace(piece, path=turned(piece.path, angle) + shift))
        return Site(tuple(ground), tuple(thing.moved(x, y, angle) for thing in self.things))
