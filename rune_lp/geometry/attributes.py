"""The attributes: numbers of an object, of two objects or of the image, as fixed point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.errors import NotSolvedError
from rune_lp.geometry.discs import Discs, meeting
from rune_lp.geometry.joins import collected
from rune_lp.geometry.measures import center_distance, gap, gap_about
from rune_lp.quantities import DIMENSIONS, fixed

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from rune_lp.geometry.boxes import Boxes
    from rune_lp.geometry.measures import Floats, Positions

__all__ = [
    "ATTRIBUTES",
    "AttributeDefinition",
    "center_close_pairs",
    "close_pairs",
    "limit_in_pixels",
    "measure",
    "measured_about",
]


@dataclass(frozen=True, slots=True)
class AttributeDefinition:
    """A number that an object, a pair of objects or the image has.

    Attributes:
        name: Its name in formulas and facts.
        arity: How many objects it is of; 0 for the image's own.
        dimension: The name of its dimension in `quantities.DIMENSIONS`.
        gloss: What it is, a phrase about x and y.
        values: From boxes and row positions to float64 values in the dimension's default unit.
        aliases: Other names that formulas may use.
        about: From boxes, a limit and row positions to two numbers between which each value lies,
            close enough to compare most with the limit, at a small part of the cost; or None.
    """

    name: str
    arity: int
    dimension: str
    gloss: str
    values: Callable[..., Floats]
    aliases: tuple[str, ...] = ()
    about: Callable[..., tuple[Floats, Floats]] | None = None

    def __reduce__(self) -> tuple[Callable[[str], AttributeDefinition], tuple[str]]:
        # There is one of each name, and its values are a function, which cannot be pickled.
        return _named, (self.name,)


def measure(name: str, boxes: Boxes, unit: str | None, *positions: Positions) -> NDArray[np.int64]:
    """Return an attribute's values as fixed-point integers.

    An attribute is a total function: `distance(x, x)` is 0.

    Args:
        name: A name in `ATTRIBUTES`.
        boxes: The boxes of a scene or of many.
        unit: A unit of the attribute's dimension, or None for the default one.
        *positions: For each argument an integer array of row positions; they broadcast against
            each other.

    Returns:
        Integers of the positions' common shape, in steps of the dimension; one for each image
        (m,) if the attribute is the image's own.

    Raises:
        NotSolvedError: The value depends on the ground sample distance, which the image lacks.
        ValueError: The unit is not one of the attribute's dimension, or the number of arguments
            is not its arity.

    >>> from rune_lp.geometry.boxes import Boxes
    >>> from rune_lp.scenes import Scene
    >>> box = [(0, 0), (4, 0), (4, 2), (0, 2)]
    >>> boxes = Boxes.of(Scene.of("P1", ["ship"], [0.9], [box], gsd=0.5))
    >>> measure("area", boxes, None, np.array([0])).tolist()
    [80]
    >>> measure("area", boxes, "m2", np.array([0])).tolist()
    [20]
    """
    attribute, scale = _asked(name, boxes, unit, positions)
    return _rounded(attribute, attribute.values(boxes, *positions) * scale)


def measured_about(
    name: str, boxes: Boxes, unit: str | None, limit: int, *positions: Positions
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return two fixed-point integers for each tuple between which an attribute's value lies.

    They are one where the value is cheap to have, and elsewhere close enough to compare most values
    with a limit.

    Args:
        name: A name in `ATTRIBUTES`, of one argument at least.
        boxes: The boxes of a scene or of many.
        unit: A unit of the attribute's dimension, or None for the default one.
        limit: The limit, in steps of the dimension.
        *positions: For each argument the row positions, integers (k,).

    Raises:
        NotSolvedError: As `measure` does, and ValueError too.
    """
    attribute, scale = _asked(name, boxes, unit, positions)
    if attribute.about is None:
        values = _rounded(attribute, attribute.values(boxes, *positions) * scale)
        return values, values
    near = limit / DIMENSIONS[attribute.dimension].steps / scale
    least, most = (
        _rounded(attribute, end * scale) for end in attribute.about(boxes, near, *positions)
    )
    return least, most


def _asked(
    name: str, boxes: Boxes, unit: str | None, positions: tuple[Positions, ...]
) -> tuple[AttributeDefinition, Floats | float]:
    """Return an attribute, and what its values in its default unit are multiplied by."""
    attribute = ATTRIBUTES[name]
    dimension = DIMENSIONS[attribute.dimension]
    if len(positions) != attribute.arity:
        raise ValueError(f"{name} takes {attribute.arity} objects, but got {len(positions)}")
    if unit is not None and unit not in dimension.units:
        raise ValueError(f"the unit of {name} must be one of {dimension.units}, but got {unit!r}")
    power = dimension.power_of(unit)
    if not power and name != "gsd":
        return attribute, 1.0
    # Of all arguments one image: the first one's, or every image for the image's own attributes.
    images = boxes.image[positions[0]] if positions else np.arange(len(boxes.frames))
    gsds = boxes.gsds[images]
    if np.isnan(gsds).any():
        wanted = f"{name} in {unit}" if unit else name
        raise NotSolvedError(
            f"the image has no ground sample distance: {wanted} cannot be known (ask in pixels, "
            "or give the image a ground sample distance)"
        )
    return attribute, np.asarray(gsds**power) if power else 1.0


def _rounded(attribute: AttributeDefinition, values: Floats) -> NDArray[np.int64]:
    dimension = DIMENSIONS[attribute.dimension]
    rounded = np.asarray(fixed(values, dimension))
    # Rounding may reach 180.0, which is the direction 0.
    return rounded % (180 * dimension.steps) if attribute.dimension == "angle" else rounded


def limit_in_pixels(name: str, unit: str | None, limit: int, gsds: Floats) -> Floats:
    """Return a limit of an attribute in pixels, a step more, so that rounding loses no value.

    Args:
        name: A name in `ATTRIBUTES`.
        unit: A unit of the attribute's dimension, or None for the default one.
        limit: The limit, in steps of the dimension.
        gsds: Metres per pixel of some images, nan if unknown.

    >>> limit_in_pixels("distance", "m", 9, np.array([0.5])).tolist()
    [2.0]
    """
    dimension = DIMENSIONS[ATTRIBUTES[name].dimension]
    power = dimension.power_of(unit)
    return np.asarray(
        (limit + 1) / dimension.steps / (gsds**power if power else np.ones_like(gsds))
    )


def close_pairs(
    boxes: Boxes, limit_px: float, left: Positions, right: Positions
) -> NDArray[np.intp]:
    """Return the pairs whose gap is at most a limit, equal objects included.

    Args:
        boxes: The boxes of a scene.
        limit_px: The limit in pixels.
        left: Row positions, sorted and distinct.
        right: Row positions, sorted and distinct.

    Returns:
        Row positions (k, 2), sorted lexicographically.
    """
    discs = Discs(*boxes.places, boxes.radii + max(limit_px, 0.0) / 2, boxes.image)
    return collected(
        map(np.column_stack, meeting(discs, left, right)),
        2,
        lambda x, y: gap(boxes, x, y) <= limit_px,
    )


def center_close_pairs(
    boxes: Boxes, limit_px: float, left: Positions, right: Positions
) -> NDArray[np.intp]:
    """Return the pairs whose centres are at most a limit apart; see `close_pairs`."""
    radii = np.full(len(boxes), max(limit_px, 0.0) / 2)
    return collected(
        map(np.column_stack, meeting(Discs(*boxes.places, radii, boxes.image), left, right)),
        2,
        lambda x, y: center_distance(boxes, x, y) <= limit_px,
    )


_TABLE = (
    AttributeDefinition(
        "score",
        1,
        "score",
        "the detector's confidence in x, in 0..1",
        lambda boxes, x: boxes.scores[x],
        aliases=("confidence",),
    ),
    AttributeDefinition(
        "area", 1, "area", "the area of x's outline", lambda boxes, x: boxes.areas[x]
    ),
    AttributeDefinition(
        "length", 1, "length", "the longer side of x", lambda boxes, x: boxes.lengths[x]
    ),
    AttributeDefinition(
        "width", 1, "length", "the shorter side of x", lambda boxes, x: boxes.widths[x]
    ),
    AttributeDefinition(
        "angle",
        1,
        "angle",
        "the direction of x's longer side, clockwise from the image's right, in 0..180 degrees",
        lambda boxes, x: boxes.angles[x],
        aliases=("orientation",),
    ),
    AttributeDefinition(
        "aspect",
        1,
        "ratio",
        "the length of x divided by its width",
        lambda boxes, x: boxes.lengths[x] / boxes.widths[x],
        aliases=("aspect_ratio",),
    ),
    AttributeDefinition(
        "cx",
        1,
        "length",
        "the distance of x's centre from the image's left edge",
        lambda boxes, x: boxes.centers[x, 0],
        aliases=("center_x",),
    ),
    AttributeDefinition(
        "cy",
        1,
        "length",
        "the distance of x's centre from the image's top edge",
        lambda boxes, x: boxes.centers[x, 1],
        aliases=("center_y",),
    ),
    AttributeDefinition(
        "distance",
        2,
        "length",
        "the gap between the outlines of x and y",
        gap,
        aliases=("gap",),
        about=gap_about,
    ),
    AttributeDefinition(
        "center_distance",
        2,
        "length",
        "the distance between the centres of x and y",
        center_distance,
        aliases=("centre_distance",),
    ),
    AttributeDefinition(
        "image_width", 0, "length", "the image's width", lambda boxes: boxes.frames[:, 0]
    ),
    AttributeDefinition(
        "image_height", 0, "length", "the image's height", lambda boxes: boxes.frames[:, 1]
    ),
    AttributeDefinition(
        "gsd",
        0,
        "gsd",
        "the image's ground sample distance in metres per pixel",
        lambda boxes: boxes.gsds,
    ),
)

ATTRIBUTES: dict[str, AttributeDefinition] = {attribute.name: attribute for attribute in _TABLE}
"""Every attribute by name."""


def _named(name: str) -> AttributeDefinition:
    return ATTRIBUTES[name]
