"""The definitions of the relations, each a conjunction of conditions.

Cheap conditions come first: the later ones are measured only where the earlier ones hold.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np

from rune_lp.geometry.conditions import Condition
from rune_lp.geometry.measures import (
    angle_between,
    foot_margin,
    foot_offset,
    frame_gap,
    gap,
    gap_about,
    heading_off,
    shared_area,
    shift,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from rune_lp.geometry.boxes import Boxes
    from rune_lp.geometry.conditions import Comparison
    from rune_lp.geometry.measures import Floats, Positions
    from rune_lp.geometry.profile import Profile

__all__ = [
    "AT_BORDER",
    "BETWEEN",
    "ELONGATED",
    "INSIDE",
    "INTERSECTS",
    "IN_LINE",
    "LARGER",
    "OVERLAPS",
    "PARALLEL",
    "PERPENDICULAR",
    "SAME_CLASS",
    "SAME_SIZE",
    "SIDE_BY_SIDE",
    "cone",
    "gap_within",
    "swapped",
    "third",
]


def swapped(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """Return the same conditions of (y, x)."""
    return tuple(condition.swapped() for condition in conditions)


def gap_within(factor: str, comparison: Comparison = "<=") -> tuple[Condition, ...]:
    """Return the condition that the gap is at most so many mean lengths.

    Args:
        factor: The profile's field that says how many.
        comparison: `>` for the contrary.
    """

    def bound(boxes: Boxes, profile: Profile, x: Positions, y: Positions) -> Floats:
        mean = (boxes.lengths[x] + boxes.lengths[y]) / 2
        return np.asarray(getattr(profile, factor) * mean)

    return (Condition("gap", gap, comparison, bound, about=gap_about),)


def cone(along: str, across: str, degrees: float, *, ground: bool = False) -> tuple[Condition, ...]:
    """Return the conditions that y lies in the 45° cone around a direction from x.

    Args:
        along: What the offset in that direction is called.
        across: What the offset at right angles to it is called.
        degrees: The direction, clockwise from the image's right, or from east on the ground.
        ground: Whether the direction is meant on the ground.
    """

    def ahead(boxes: Boxes, x: Positions, y: Positions) -> Floats:
        return shift(boxes, direction(boxes, x, degrees), x, y)

    def aside(boxes: Boxes, x: Positions, y: Positions) -> Floats:
        return np.abs(shift(boxes, direction(boxes, x, degrees + 90.0), x, y))

    def direction(boxes: Boxes, x: Positions, clockwise: float) -> Floats | float:
        if not ground:
            return clockwise
        image = boxes.image[x]
        # Seen from below, what is clockwise from north on the ground is anticlockwise.
        turned = np.where(boxes.mirrored[image], -180.0 - clockwise, clockwise)
        return np.asarray(turned + boxes.norths[image])

    return (
        Condition(along, ahead, ">", _zero),
        Condition(across, aside, "<=", lambda boxes, _, x, y: ahead(boxes, x, y)),
    )


def third(axis: Literal[0, 1], comparison: Comparison, thirds: Literal[1, 2]) -> Condition:
    """Return the condition that the centre is before (or behind) so many thirds of the image."""
    return Condition(
        f"distance of the centre from the {('left', 'top')[axis]} edge",
        lambda boxes, x: boxes.centers[x, axis],
        comparison,
        lambda boxes, _, x: boxes.frames[boxes.image[x], axis] * thirds / 3,
    )


def _zero(*_: object) -> float:
    return 0.0


def _parameter(name: str) -> Callable[..., float]:
    """Return the bound that is a parameter of the profile."""
    return lambda _, profile, *__: float(getattr(profile, name))


def _overlap_bound(boxes: Boxes, profile: Profile, x: Positions, y: Positions) -> Floats:
    return np.asarray(profile.overlaps_fraction * np.minimum(boxes.areas[x], boxes.areas[y]))


def _neither_inside_bound(boxes: Boxes, profile: Profile, x: Positions, y: Positions) -> Floats:
    """Return what the shared area must stay below: of two of one area, neither is inside."""
    smaller = np.minimum(boxes.areas[x], boxes.areas[y])
    return np.where(boxes.areas[x] == boxes.areas[y], np.inf, profile.inside_fraction * smaller)


ELONGATED = (
    Condition(
        "length of {x}",
        lambda boxes, x, *_: boxes.lengths[x],
        ">=",
        lambda boxes, profile, x, *_: profile.elongated_ratio * boxes.widths[x],
    ),
)

_BOTH_ELONGATED = (*ELONGATED, *swapped(ELONGATED))
_ANGLE = "angle between the long sides"
_OFF = "angle between the {side} side of {{x}} and the line of the centres"

PARALLEL = (
    *_BOTH_ELONGATED,
    Condition(_ANGLE, angle_between, "<=", _parameter("parallel_degrees"), "angle"),
)

PERPENDICULAR = (
    *_BOTH_ELONGATED,
    Condition(_ANGLE, angle_between, ">=", _parameter("perpendicular_degrees"), "angle"),
)

IN_LINE = (
    *PARALLEL,
    Condition(
        _OFF.format(side="long"),
        partial(heading_off, turn=0.0),
        "<=",
        _parameter("line_degrees"),
        "angle",
    ),
)

SIDE_BY_SIDE = (
    *PARALLEL,
    Condition(
        _OFF.format(side="short"),
        partial(heading_off, turn=90.0),
        "<=",
        _parameter("line_degrees"),
        "angle",
    ),
)

INTERSECTS = (Condition("shared area", shared_area, ">", _zero, "area"),)

INSIDE = (
    Condition(
        "area of {x}",
        lambda boxes, x, _: boxes.areas[x],
        "<",
        lambda boxes, _, __, y: boxes.areas[y],
        "area",
    ),
    Condition(
        "shared area",
        shared_area,
        ">=",
        lambda boxes, profile, x, _: profile.inside_fraction * boxes.areas[x],
        "area",
    ),
)

OVERLAPS = (
    Condition("shared area", shared_area, ">=", _overlap_bound, "area"),
    Condition("shared area", shared_area, "<", _neither_inside_bound, "area"),
)

LARGER = (
    Condition(
        "area of {x}",
        lambda boxes, x, _: boxes.areas[x],
        ">=",
        lambda boxes, profile, _, y: profile.larger_ratio * boxes.areas[y],
        "area",
    ),
)

_NOT_LARGER = (replace(LARGER[0], comparison="<"),)

SAME_SIZE = (*_NOT_LARGER, *swapped(_NOT_LARGER))

SAME_CLASS = (
    Condition(
        "different labels",
        lambda boxes, x, y: (boxes.class_keys[x] != boxes.class_keys[y]).astype(np.float64),
        "<=",
        _zero,
        "count",
    ),
)

BETWEEN = (
    Condition(
        "distance from the foot of {x} on the segment {y}-{z} to its nearer end",
        foot_margin,
        ">",
        _zero,
    ),
    Condition(
        "distance from the centre of {x} to the segment {y}-{z}",
        foot_offset,
        "<=",
        lambda boxes, _, x, *__: boxes.lengths[x],
    ),
)

AT_BORDER = (Condition("gap to the image's frame", frame_gap, "<=", _parameter("border_pixels")),)
