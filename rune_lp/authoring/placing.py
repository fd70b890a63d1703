"""Where the objects of a sketched scene lie: at a point, in a row, beside another, around it.

Pixel coordinates, x to the right, y down. Directions are in degrees from the right over down, as
the attribute `angle` is: 0 is to the right, 90 is down, 180 left, 270 up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Box", "beside", "grid", "next_on", "on", "ring", "row"]

_WAYS = {"left": (-1, 0), "right": (1, 0), "above": (0, -1), "below": (0, 1)}


@dataclass(frozen=True, slots=True)
class Box:
    """An oriented box: its centre, its extents along and across its angle, in pixels and degrees.

    >>> Box(10, 20, 4, 2).corners.tolist()
    [[8.0, 19.0], [12.0, 19.0], [12.0, 21.0], [8.0, 21.0]]
    """

    x: float
    y: float
    length: float
    width: float
    angle: float = 0.0

    @property
    def along(self) -> NDArray[np.float64]:
        """The unit vector along the box."""
        return direction(self.angle)

    @property
    def across(self) -> NDArray[np.float64]:
        """The unit vector across the box, a quarter turn clockwise."""
        return direction(self.angle + 90)

    @property
    def corners(self) -> NDArray[np.float64]:
        """The corners in order around the box, (4, 2)."""
        halves = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) / 2
        axes = np.stack([self.along * self.length, self.across * self.width])
        placed: NDArray[np.float64] = np.array([self.x, self.y]) + halves @ axes
        return np.round(placed, 6)

    @property
    def extent(self) -> NDArray[np.float64]:
        """The width and height of the upright rectangle around it."""
        corners = self.corners
        upright: NDArray[np.float64] = corners.max(axis=0) - corners.min(axis=0)
        return upright

    def moved(self, offset: NDArray[np.float64]) -> Box:
        """Return the box moved by an offset."""
        return replace(self, x=self.x + float(offset[0]), y=self.y + float(offset[1]))


def direction(degrees: float) -> NDArray[np.float64]:
    """Return the unit vector of a direction, exact for quarter turns."""
    radians = np.deg2rad(degrees)
    return np.round(np.array([np.cos(radians), np.sin(radians)]), 12)


def row(first: Box, count: int, step: float, heading: float) -> tuple[Box, ...]:
    """Return boxes whose centres follow each other in a direction, `step` pixels apart.

    >>> [(box.x, box.y) for box in row(Box(5, 5, 2, 1), 3, 10, 90)]
    [(5.0, 5.0), (5.0, 15.0), (5.0, 25.0)]
    """
    return tuple(first.moved(place * step * direction(heading)) for place in range(count))


def grid(
    first: Box, count: int, columns: int, steps: tuple[float, float], heading: float
) -> tuple[Box, ...]:
    """Return boxes in rows of so many, the next row a quarter turn clockwise of the heading.

    >>> [(box.x, box.y) for box in grid(Box(0, 0, 2, 1), 3, 2, (10, 20), 0)]
    [(0.0, 0.0), (10.0, 0.0), (0.0, 20.0)]
    """
    along, down = direction(heading), direction(heading + 90)
    return tuple(
        first.moved(place % columns * steps[0] * along + place // columns * steps[1] * down)
        for place in range(count)
    )


def ring(own: Box, count: int, host: Box, radius: float) -> tuple[Box, ...]:
    """Return boxes whose centres divide the circle around another's centre, the first to its right.

    >>> [(box.x, box.y) for box in ring(Box(0, 0, 2, 1), 4, Box(50, 50, 9, 9), 30)]
    [(80.0, 50.0), (50.0, 80.0), (20.0, 50.0), (50.0, 20.0)]
    """
    middle = replace(own, x=host.x, y=host.y)
    return tuple(middle.moved(radius * direction(360 * place / count)) for place in range(count))


def on(own: Box, count: int, host: Box) -> tuple[Box, ...]:
    """Return boxes on another, their centres evenly along the middle of its longer side.

    >>> [(box.x, box.y) for box in on(Box(0, 0, 2, 1), 2, Box(50, 50, 40, 10))]
    [(40.0, 50.0), (60.0, 50.0)]
    """
    host = _lengthwise(host)
    middle = replace(own, x=host.x, y=host.y)
    return tuple(middle.moved(at * host.length * host.along) for at in _slots(count))


def beside(own: Box, count: int, host: Box, gap: float, angle: float | None) -> tuple[Box, ...]:
    """Return boxes along a longer side of another: the lower one, or the right one if upright.

    Their centres divide the side evenly; where they would not fit so, they follow each other
    with the gap between them, beyond the ends of the side.

    Args:
        own: The extents of each box.
        count: How many there are.
        host: The other box.
        gap: The pixels between the boxes and the side.
        angle: The boxes' direction, or None for that of the side.

    >>> [(b.x, b.y) for b in beside(Box(0, 0, 20, 8), 2, Box(100, 100, 200, 40), 5, None)]
    [(50.0, 129.0), (150.0, 129.0)]
    """
    host = _lengthwise(host)
    lying = replace(own, x=host.x, y=host.y, angle=host.angle if angle is None else angle)
    # The axes' shares of an extent are those of the box in the host's frame.
    turned = replace(lying, angle=lying.angle - host.angle).extent
    across = host.across if host.across[1] > 1e-9 or host.across[0] > 0 else -host.across
    side = (host.width / 2 + gap + turned[1] / 2) * across
    step = max(host.length / count, turned[0] + gap)
    return tuple(lying.moved(side + at * count * step * host.along) for at in _slots(count))


def next_on(own: Box, count: int, host: Box, side: str, gap: float) -> tuple[Box, ...]:
    """Return boxes on one side of another, one beyond the other, with a gap between each two.

    Args:
        own: The extents and angle of each box.
        count: How many there are.
        host: The other box.
        side: `left`, `right`, `above` or `below`, as one sees the image.
        gap: The pixels between the upright rectangles around the boxes.

    >>> [(box.x, box.y) for box in next_on(Box(0, 0, 20, 8), 2, Box(100, 100, 40, 40), "left", 5)]
    [(65.0, 100.0), (40.0, 100.0)]
    """
    way = np.array(_WAYS[side], dtype=np.float64)
    axis = int(side in ("above", "below"))
    size = own.extent[axis]
    first = host.extent[axis] / 2 + gap + size / 2
    middle = replace(own, x=host.x, y=host.y)
    return tuple(middle.moved((first + place * (size + gap)) * way) for place in range(count))


def _lengthwise(box: Box) -> Box:
    """Return the same box with its longer side along its angle."""
    if box.length >= box.width:
        return box
    return replace(box, length=box.width, width=box.length, angle=(box.angle + 90) % 180)


def _slots(count: int) -> list[float]:
    """Return the middles of equal parts of a side, as shares of its length from its middle."""
    return [(place + 0.5) / count - 0.5 for place in range(count)]
