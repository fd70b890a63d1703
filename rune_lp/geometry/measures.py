"""What is measured between boxes: gaps, shared areas, angles and offsets, over row positions.

Every measure takes the boxes and integer arrays of row positions that broadcast against each
other, and returns float64 of their common shape, in pixels, square pixels or degrees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rune_lp.geometry.boxes import Boxes

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


def gap_about(boxes: Boxes, limit: Floats, x: Positions, y: Positions) -> Floats:
    """Return numbers that are on the same side of a limit as the gaps, measured only if need be.

    The centres lie within the hulls, so a gap is at most the distance of the centres; and at least
    that distance less the circles about the hulls. Where the limit is outside of this range, by
    more than rounding can do, the nearer end of it is returned.

    Args:
        boxes: The boxes.
        limit: Limits in pixels, of the positions' shape.
        x: Row positions.
        y: Row positions.
    """
    most = center_distance(boxes, x, y)
    least = most - boxes.radii[x] - boxes.radii[y]
    margin = 1e-6 * (1.0 + np.abs(most) + np.abs(limit))
    found = np.where(most <= limit - margin, most, least)
    near = (most > limit - margin) & (least <= limit + margin)
    found[near] = gap(boxes, *(np.broadcast_to(each, near.shape)[near] for each in (x, y)))
    return np.asarray(found)


def center_distance(boxes: Boxes, x: Positions, y: Positions) -> Floats:
    """Return the distances between the centres, in pixels."""
    dx, dy = _steps(boxes, x, y)
    return np.asarray(np.hypot(dx, dy))


def shared_area(boxes: Boxes, x: Positions, y: Positions) -> Floats:
    """Return the areas of the hulls' intersections, in square pixels."""
    first, second = _in_order(x, y)
    a, b = boxes.bounds[first], boxes.bounds[second]
    # Intersections are dear: only where the upright boxes share some area can there be any.
    meeting = (a[..., :2] < b[..., 2:]).all(axis=-1) & (b[..., :2] < a[..., 2:]).all(axis=-1)
    areas = np.zeros(meeting.shape)
    areas[meeting] = shapely.area(
        shapely.intersection(boxes.polygons_of(first[meeting]), boxes.polygons_of(second[meeting]))
    )
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
    start, end = boxes.centers[x], boxes.centers[y]
    return end[..., 0] - start[..., 0], end[..., 1] - start[..., 1]


def _between_lines(first: Floats, second: Floats) -> Floats:
    turned = np.abs(first - second) % 180.0
    return np.asarray(np.minimum(turned, 180.0 - turned))


def _in_order(x: Positions, y: Positions) -> tuple[Positions, Positions]:
    """Return each pair with the lower position first, so that the last bit is symmetric too."""
    return np.minimum(x, y), np.maximum(x, y)
