"""Objects' masks from the pixels: a segmenter is shown each box, and what it says is judged.

The recipe is RemoteReasoner's: the upright box around an object and its middle as a point on it
give one mask. What of that lies further from the oriented box than a small margin belongs to
something else, such as the pier beside a ship, and is cut off. A mask that has next to nothing
of its box is a failure, and one that has all of it says nothing: then there is none, and the box
stands for the object.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from rune_lp.scenes.masks import Mask
from rune_lp.vision.views import read_view, views

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from rune_lp.vision.raster import Raster
    from rune_lp.vision.segmenter import Segmenter
    from rune_lp.vision.views import View

__all__ = ["Masking", "masks_of"]

CONTEXT = 0.25
"""What is looked at on every side of a box, as a share of its longer side: an object is told from
its surroundings, so these must be seen."""

MARGIN = 0.1
"""How far a mask may leave its box, as a share of the box's shorter side: detectors' boxes are a
little too tight or turned. Relations look at what is within the box only."""

LEAST = 0.05
"""The least share of its box that a mask has; a curved quay has a tenth."""

FULL = 0.999
"""The share of its box from which on a mask says nothing that the box does not."""


@dataclass(frozen=True, slots=True)
class Masking:
    """What masks are made with.

    Attributes:
        weights: The segmenter's file; another one means that masks are made again.
        segmenter: The segmenter.
    """

    weights: Path
    segmenter: Segmenter


def masks_of(
    raster: Raster,
    corners: NDArray[np.float64],
    segmenter: Segmenter,
    viewed: Callable[[int, int], None] = lambda done, total: None,  # noqa: ARG005
) -> tuple[Mask | None, ...]:
    """Return the mask of each box, None where the box stands for its object.

    Args:
        raster: The picture.
        corners: Oriented boxes in its pixels, (n, 4, 2).
        segmenter: Tells what of the picture belongs to the object in a box.
        viewed: Is told for how many boxes it is done, and of how many.

    Raises:
        InputError: The picture cannot be read, or the segmenter cannot be used.
    """
    frame = shapely.box(0, 0, raster.width, raster.height)
    hulls = shapely.convex_hull(shapely.multipoints(corners))
    seen = shapely.intersection(hulls, frame)
    rows = np.flatnonzero(shapely.area(seen) > 0)
    bounds = shapely.bounds(seen[rows])
    masks: list[Mask | None] = [None] * len(corners)
    done = 0
    for view in views(bounds, raster.width, raster.height, segmenter.side, CONTEXT):
        held = rows[list(view.rows)]
        pixels = read_view(raster, view)
        origin = np.array([view.window.x, view.window.y])
        boxes = (bounds[list(view.rows)] - np.tile(origin, 2)) / view.factor
        middles = shapely.get_coordinates(shapely.centroid(seen[held]))
        points = (middles - origin) / view.factor
        for row, found in zip(held.tolist(), segmenter.segment(pixels, boxes, points), strict=True):
            masks[row] = _judged(found, corners[row], view)
            done += 1
        viewed(done, len(rows))
    return tuple(masks)


def _judged(found: NDArray[np.bool_], corners: NDArray[np.float64], view: View) -> Mask | None:
    """Return the mask in the picture's pixels that a view's pixels tell of; None for none."""
    x, y, width, height = view.window
    placed = (corners - (x, y)) / view.factor
    hull = shapely.convex_hull(shapely.multipoints(placed))
    box = _covered(hull, found.shape)
    if box is None:
        return None
    rows, columns, inside = box
    share = (found[rows, columns] & inside).sum() / inside.sum()
    if not LEAST <= share < FULL:
        return None
    sides = np.linalg.norm(placed - np.roll(placed, 1, axis=0), axis=1)
    margin = max(1.0, MARGIN * sides.min())
    wide = _covered(hull.buffer(margin, join_style="mitre"), found.shape)
    if wide is None:
        return None
    rows, columns, near = wide
    mask = Mask.of(found[rows, columns] & near, left=columns.start, top=rows.start)
    if view.factor > 1:
        mask = mask.magnified(view.factor, width, height)
    return replace(mask, left=mask.left + x, top=mask.top + y)


def _covered(
    polygon: shapely.Geometry, shape: tuple[int, ...]
) -> tuple[slice, slice, NDArray[np.bool_]] | None:
    """Return the rows and columns around a polygon within a shape, and which pixels it covers."""
    try:
        whole = Mask.of_polygons([shapely.get_coordinates(polygon)])
    except ValueError:
        return None
    top, left = max(0, whole.top), max(0, whole.left)
    rows = slice(top, max(top, min(shape[0], whole.top + whole.height)))
    columns = slice(left, max(left, min(shape[1], whole.left + whole.width)))
    part = whole.pixels()[
        rows.start - whole.top : rows.stop - whole.top,
        columns.start - whole.left : columns.stop - whole.left,
    ]
    return (rows, columns, part) if part.any() else None
