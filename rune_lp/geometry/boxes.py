"""Oriented boxes as columns: what every relation and attribute is computed from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from rune_lp.geometry.hulls import hull_areas, hulls
from rune_lp.geometry.rectangles import measured_rectangles
from rune_lp.geometry.surrounds import Surrounds, surrounds_of
from rune_lp.spelling import snake_case

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rune_lp.scenes.block import Block
    from rune_lp.scenes.masks import Mask
    from rune_lp.scenes.scene import Scene

__all__ = ["Boxes"]


@dataclass(frozen=True, eq=False)
class Boxes:
    """The oriented boxes of one scene or of many, one row per detection, in their order.

    Lengths are in pixels, areas in square pixels, x to the right and y down. P(x), the outline of
    object x, is the convex hull of its box's corners or, where it has a mask, what of the hull the
    mask covers. What is computed from the corners is computed when it is first
    asked for. The arrays are read-only.

    Attributes:
        corners: The corners, float64 (n, 4, 2).
        scores: Confidences in 0..1, float64 (n,).
        class_keys: Integers (n,), equal iff the labels spell the same class.
        image: The position of each row's image, integers (n,); 0 for a scene.
        frames: The images' widths and heights, float64 (m, 2).
        gsds: The images' metres per pixel, nan if unknown, float64 (m,).
        norths: The images' directions of north in degrees clockwise from up, 0 if unknown,
            float64 (m,).
        mirrored: Which images are mirrored, so that east is left of north, bool (m,).
        masks: The pixels that the objects cover, None where they are not known; or None.
        known: The boxes' `rectangles`, if they were measured before.

    >>> from rune_lp.scenes import Scene
    >>> scene = Scene.of("P1", ["ship"], [0.9], [[(0, 0), (4, 0), (4, 2), (0, 2)]])
    >>> boxes = Boxes.of(scene)
    >>> boxes.centers.tolist(), boxes.areas.tolist()
    ([[2.0, 1.0]], [8.0])
    >>> boxes.lengths.tolist(), boxes.widths.tolist(), boxes.angles.tolist()
    ([4.0], [2.0], [0.0])
    """

    corners: NDArray[np.float64]
    scores: NDArray[np.float64]
    class_keys: NDArray[np.intp]
    image: NDArray[np.intp]
    frames: NDArray[np.float64]
    gsds: NDArray[np.float64]
    norths: NDArray[np.float64]
    mirrored: NDArray[np.bool_]
    masks: tuple[Mask | None, ...] | None = None
    known: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        for column in (self.corners, self.scores, self.class_keys, self.image):
            _frozen(column)
        for column in (self.frames, self.gsds, self.norths):
            _frozen(column)
        _frozen(self.mirrored)

    @classmethod
    def of(cls, scene: Scene) -> Boxes:
        """Return the boxes of a scene, row for row."""
        return cls(
            scene.corners,
            scene.scores,
            _class_keys(scene.class_names)[scene.class_index],
            np.zeros(len(scene), dtype=np.intp),
            np.array([[scene.width, scene.height]]),
            np.array([math.nan if scene.gsd is None else scene.gsd]),
            np.array([scene.north or 0.0]),
            np.array([scene.georeference is not None and scene.georeference.mirrored]),
            scene.masks,
            scene.rectangles,
        )

    @classmethod
    def of_block(cls, block: Block) -> Boxes:
        """Return the boxes of a block, row for row."""
        return cls(
            block.corners,
            block.scores,
            _class_keys(block.class_names)[block.class_index],
            np.repeat(np.arange(len(block)), np.diff(block.offsets)),
            np.stack([block.widths, block.heights], axis=1),
            block.gsds,
            np.nan_to_num(block.norths),
            block.georeferences.mirrored,
            block.masks,
            block.rectangles,
        )

    @cached_property
    def centers(self) -> NDArray[np.float64]:
        """c(x), the means of the corners, float64 (n, 2)."""
        first, second, third, last = np.moveaxis(self.corners, 1, 0)
        return _frozen((first + second + third + last) / 4.0)

    @cached_property
    def radii(self) -> NDArray[np.float64]:
        """The radii of the circles about the centres that hold the hulls, float64 (n,)."""
        arms = self.corners - self.centers[:, None]
        squares = [x * x + y * y for x, y in np.moveaxis(arms, 0, 2)]
        return _frozen(np.sqrt(np.maximum.reduce(squares)))

    @cached_property
    def places(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The x and the y of the centres, each float64 (n,), for whole columns are quick."""
        x, y = np.ascontiguousarray(self.centers.T)
        return _frozen(x), _frozen(y)

    @cached_property
    def surrounds(self) -> Surrounds:
        """Rectangles about the centres that hold the hulls, and what of them lies within."""
        return Surrounds(*map(_frozen, surrounds_of(self.corners, self.centers, self.angles)))

    @cached_property
    def areas(self) -> NDArray[np.float64]:
        """A(x), the areas of the outlines, float64 (n,)."""
        areas = hull_areas(self.corners)
        rows = np.flatnonzero(self.masked)
        areas[rows] = shapely.area(self.polygons_of(rows))
        return _frozen(areas)

    @cached_property
    def masked(self) -> NDArray[np.bool_]:
        """Which outlines are those of masks, within the hulls, bool (n,)."""
        if self.masks is None:
            return _frozen(np.zeros(len(self), dtype=np.bool_))
        return _frozen(np.array([mask is not None for mask in self.masks], dtype=np.bool_))

    @property
    def lengths(self) -> NDArray[np.float64]:
        """L(x), the longer sides of the hulls' minimum-area rectangles, float64 (n,).

        Of several rectangles of the same area the longest is taken.
        """
        return self._sides[0]

    @property
    def widths(self) -> NDArray[np.float64]:
        """The shorter sides of the hulls' minimum-area rectangles, float64 (n,)."""
        return self._sides[1]

    @property
    def angles(self) -> NDArray[np.float64]:
        """The directions of the longer sides, float64 (n,).

        Degrees in [0, 180), atan2 with y down; of a square's two directions the smaller one.
        """
        return self._sides[2]

    @cached_property
    def rectangles(self) -> NDArray[np.float64]:
        """The lengths, widths and angles, float64 (n, 3)."""
        if self.known is not None:
            return self.known
        return _frozen(measured_rectangles(self.corners))

    @cached_property
    def _sides(self) -> tuple[NDArray[np.float64], ...]:
        return tuple(map(_frozen, np.ascontiguousarray(self.rectangles.T)))

    def __len__(self) -> int:
        return len(self.corners)

    @property
    def polygons(self) -> NDArray[np.object_]:
        """The outlines P(x) as shapely geometries, object (n,)."""
        return _frozen(self.polygons_of(np.arange(len(self))))

    def polygons_of(self, rows: NDArray[np.intp]) -> NDArray[np.object_]:
        """Return the outlines of some rows, in the rows' shape; only what is asked for is made."""
        outlines, made = self._outlines
        missing = np.unique(rows[~made[rows]])
        if len(missing):
            outlines[missing] = hulls(self.corners[missing])
            for row in missing[self.masked[missing]].tolist():
                outlines[row] = self._within(outlines[row], row)
            made[missing] = True
        found: NDArray[np.object_] = outlines[rows]
        return found

    def _within(self, hull: shapely.Geometry, row: int) -> shapely.Geometry:
        """Return what of a hull its mask covers; all of it, if the mask lies beside it."""
        mask = self.masks[row] if self.masks is not None else None
        covered = hull if mask is None else shapely.intersection(hull, mask.outline())
        return covered if covered.area > 0 else hull

    @cached_property
    def _outlines(self) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
        """The outlines that are made, and which are."""
        return np.full(len(self), None, dtype=object), np.zeros(len(self), dtype=bool)

    @cached_property
    def bounds(self) -> NDArray[np.float64]:
        """The upright boxes around the hulls as x and y of two corners, float64 (n, 4)."""
        return _frozen(np.hstack([self.corners.min(axis=1), self.corners.max(axis=1)]))


def _frozen(column: NDArray[Any]) -> NDArray[Any]:
    column.setflags(write=False)
    return column


def _class_keys(class_names: tuple[str, ...]) -> NDArray[np.intp]:
    """Return an integer for each label, equal for the spellings of one class."""
    keys = [snake_case(name) for name in class_names]
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    return np.array([numbers[key] for key in keys], dtype=np.intp)
