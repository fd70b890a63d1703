"""What is measured between boxes: gaps, shared areas, angles and offsets, over row positions.

Every measure takes the boxes and integer arrays of row positions that broadcast against each
other, and returns float64 of their common shape, in pixels, square pixels or degrees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely

from rune_lp.geometry.clipping import shared_outlines

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rune_lp.geometry.boxes import Boxes
    from rune_lp.geometry.surrounds import Surrounds

__all__ = [
    "Floats",
    "Positions",
    "angle_between",
    "center_distance",
    "foot_margin",
    "foot_offset",
    "frame_gap",
    "gap",
    "gap_about",
    "heading_off",
    "shared_area",
    "shift",
]

Floats: TypeAlias = "NDArray[np.float64]"
Positions: TypeAlias = "NDArray[np.intp]"


def gap(boxes: Boxes, x: Positions, y: Positions) -> Floats:
    """Return the shortest distances between the outlines, 0 where they meet, in pixels."""
    first, second = _in_order(x, y)
    return np.asarray(shapely.distance(boxes.polygons_of(first), boxes.polygons_of(second)))


def gap_about(
    boxes: Boxes, limit: Floats | float, x: Positions, y: Positions
) -> tuple[Floats, Floats]:
    """Return two numbers for each pair between which its gap lies, without measuring outlines.

    They are as close as it takes to compare most gaps with a limit. Discs about the centres,
    within the hulls and around them, come first. Where the limit is between their distances, so do
    the rectangles of `Boxes.surrounds`: the gap is at least the distance of their shadows on the
    line of centres, or on any side's direction; and at most that of the points where this line
    leaves the parts of them that lie within the hulls.

    Args:
        boxes: The boxes.
        limit: Limits in pixels, of the positions' shape, or one for all.
        x: Row positions (k,).
        y: Row positions (k,).

    Returns:
        Least and most, float64 (k,), loosened by more than rounding can do.
    """
    surrounds, radii = boxes.surrounds, boxes.radii
    dx, dy = _steps(boxes, x, y)
    apart = np.sqrt(dx * dx + dy * dy)
    margin = 1e-6 * (1.0 + apart + np.abs(limit))
    least = apart - (radii[x] + radii[y]) - margin
    most = apart - (surrounds.insides[x] + surrounds.insides[y]) + margin
    rest = np.flatnonzero((least <= limit) & (most > limit))
    tight = _between_rectangles(surrounds, dx[rest], dy[rest], apart[rest], x[rest], y[rest])
    least[rest] = np.maximum(least[rest], tight[0] - margin[rest])
    most[rest] = np.minimum(most[rest], tight[1] + margin[rest])
    # A mask lies within its hull, but where is not known: only the discs around bound its gap.
    masked = boxes.masked[x] | boxes.masked[y]
    most = np.where(masked, apart + radii[x] + radii[y] + margin, most)
    # No gap is below 0, whatever the limit.
    return np.maximum(least, -margin), np.maximum(most, margin)


def _between_rectangles(
    surrounds: Surrounds, dx: Floats, dy: Floats, apart: Floats, x: Positions, y: Positions
) -> tuple[Floats, Floats]:
    """Return the least and the most that gaps can be by the rectangles around the hulls."""
    cx, sx, ax, bx = (column[x] for column in surrounds[:4])
    cy, sy, ay, by = (column[y] for column in surrounds[:4])
    # The step between the centres along and across either box, and one box's sides in the other's.
    x_along, x_across = np.abs(dx * cx + dy * sx), np.abs(dy * cx - dx * sx)
    y_along, y_across = np.abs(dx * cy + dy * sy), np.abs(dy * cy - dx * sy)
    alike, unlike = np.abs(cx * cy + sx * sy), np.abs(sx * cy - cx * sy)
    least = np.maximum.reduce(
        [
            x_along - ax - ay * alike - by * unlike,
            x_across - bx - ay * unlike - by * alike,
            y_along - ay - ax * alike - bx * unlike,
            y_across - by - ax * unlike - bx * alike,
        ]
    )
    distance = np.where(apart > 0, apart, 1.0)
    shadows = (ax * x_along + bx * x_across + ay * y_along + by * y_across) / distance
    tiny = np.finfo(np.float64).tiny
    x_exit = surrounds.shares[x] / np.maximum(np.maximum(x_along / ax, x_across / bx), tiny)
    y_exit = surrounds.shares[y] / np.maximum(np.maximum(y_along / ay, y_across / by), tiny)
    # An exit is a fraction of the step between the centres; beyond the other centre it is moot.
    return np.maximum(least, apart - shadows), apart * (1.0 - np.minimum(x_exit + y_exit, 1.0))


def center_distance(boxes: Boxes, x: Positions, y: Positions) -> Floats:
    """Return the distances between the centres, in pixels."""
    dx, dy = _steps(boxes, x, y)
    return np.asarray(np.hypot(dx, dy))


def shared_area(boxes: Boxes, x: Positions, y: Positions) -> Floats:
    """Return the areas of the outlines' intersections, in square pixels."""
    first, second = _in_order(x, y)
    a, b = boxes.bounds[first], boxes.bounds[second]
    # Intersections are dear: only where the upright boxes share some area can there be any.
    meeting = (a[..., :2] < b[..., 2:]).all(axis=-1) & (b[..., :2] < a[..., 2:]).all(axis=-1)
    areas = np.zeros(meeting.shape)
    areas[meeting] = shared_outlines(boxes, first[meeting], boxes, second[meeting])
    return areas


def shift(boxes: Boxes, degrees: Floats | float, x: Positions, y: Positions) -> Floats:
    """Return how far c(y) lies from c(x) in a direction, in pixels.

    Args:
        boxes: The boxes.
        degrees: The direction, clockwise from the image's right, for all or for each.
        x: Row positions.
        y: Row positions.
    """
    # Rounded, so that a right angle is one: cos(90°) is 6e-17 in float64.
    right = np.round(np.cos(np.radians(degrees)), 15)
    down = np.round(np.sin(np.radians(degrees)), 15)
    dx, dy = _steps(boxes, x, y)
    return np.asarray(dx * right + dy * down)


def angle_between(boxes: Boxes, x: Positions, y: Positions) -> Floats:
    """Return the angles between the long sides, in degrees in 0..90."""
    return _between_lines(boxes.angles[x], boxes.angles[y])


def heading_off(boxes: Boxes, x: Positions, y: Positions, *, turn: float) -> Floats:
    """Return how far the line from c(x) to c(y) is off the direction of x, turned.

    Args:
        boxes: The boxes.
        x: Row positions.
        y: Row positions.
        turn: Degrees added to the direction of x's long side.

    Returns:
        Degrees in 0..90; 90 where the centres coincide, which has no direction.
    """
    dx, dy = _steps(boxes, x, y)
    off = _between_lines(np.degrees(np.arctan2(dy, dx)), boxes.angles[x] + turn)
    return np.where((dx == 0) & (dy == 0), 90.0, off)


def foot_margin(boxes: Boxes, x: Positions, y: Positions, z: Positions) -> Floats:
    """Return how far the foot of c(x) on the segment c(y)c(z) lies inside it, in pixels.

    That is its distance to the nearer end, negative beyond the end; 0 where y and z have one
    centre, for such a segment has no inside.
    """
    (sx, sy), (ux, uy), (vx, vy) = _steps(boxes, y, z), _steps(boxes, y, x), _steps(boxes, x, z)
    lengths = np.hypot(sx, sy)
    # The two products are lengths times the distances to the ends, without a rounded division:
    # a foot at an end is exactly 0 from it, however skew the segment.
    nearer = np.minimum(ux * sx + uy * sy, vx * sx + vy * sy)
    return np.asarray(nearer / np.where(lengths > 0, lengths, 1.0))


def foot_offset(boxes: Boxes, x: Positions, y: Positions, z: Positions) -> Floats:
    """Return the distances from c(x) to the line through c(y) and c(z), in pixels.

    Where y and z have one centre it is the distance to that.
    """
    start, end = _in_order(y, z)
    (sx, sy), (ux, uy) = _steps(boxes, start, end), _steps(boxes, start, x)
    lengths = np.hypot(sx, sy)
    heights = np.abs(ux * sy - uy * sx) / np.where(lengths > 0, lengths, 1.0)
    return np.where(lengths > 0, heights, np.hypot(ux, uy))


def frame_gap(boxes: Boxes, x: Positions) -> Floats:
    """Return the distances from the outlines to the image's frame, 0 where they cross it."""
    bounds = boxes.bounds[x]
    size = boxes.frames[boxes.image[x]]
    gaps = np.asarray(np.minimum(bounds[..., :2], size - bounds[..., 2:]).min(axis=-1))
    leaving = gaps < 0
    frames = shapely.box(0.0, 0.0, size[..., 0], size[..., 1])
    return np.where(leaving, shapely.distance(boxes.polygons_of(x), frames), gaps)


def _steps(boxes: Boxes, x: Positions, y: Positions) -> tuple[Floats, Floats]:
    across, down = boxes.places
    return across[y] - across[x], down[y] - down[x]


def _between_lines(first: Floats, second: Floats) -> Floats:
    turned = np.abs(first - second) % 180.0
    return np.asarray(np.minimum(turned, 180.0 - turned))


def _in_order(x: Positions, y: Positions) -> tuple[Positions, Positions]:
    """Return each pair with the lower position first, so that the last bit is symmetric too."""
    return np.minimum(x, y), np.maximum(x, y)
