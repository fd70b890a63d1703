"""Oriented boxes as columns: what every relation and attribute is computed from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from rune_lp.spelling import snake_case

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from rune_lp.scenes.block import Block
    from rune_lp.scenes.scene import Scene

__all__ = ["Boxes", "Surrounds", "minimum_rectangle"]

_TIE = 1e-9
"""Rectangles and sides that differ by less than this fraction (and angles, by less than this many
degrees) differ by rounding only: without it the direction of a square would be chance."""


@dataclass(frozen=True, eq=False)
class Boxes:
    """The oriented boxes of one scene or of many, one row per detection, in their order.

    Lengths are in pixels, areas in square pixels, x to the right and y down. P(x) is the convex
    hull of the corners of box x. What is computed from the corners is computed when it is first
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
    known: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        for column in (self.corners, self.scores, self.class_keys, self.image):
            _frozen(column)
        for column in (self.frames, self.gsds, self.norths):
            _frozen(column)

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
        return Surrounds(*map(_frozen, _surrounds(self.corners, self.centers, self.angles)))

    @cached_property
    def areas(self) -> NDArray[np.float64]:
        """A(x), the areas of the hulls, float64 (n,)."""
        return _frozen(_hull_areas(self.corners))

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
        corners = self.corners
        ends = np.array(list(combinations(range(4), 2)))
        # Every hull edge is among the six corner-to-corner directions, and the two diagonals
        # among them do no harm: a rectangle along one encloses the hull too.
        found = _tightest(corners, corners[:, ends[:, 1]] - corners[:, ends[:, 0]])
        return _frozen(np.stack([found.lengths, found.widths, found.angles], axis=1))

    @cached_property
    def _sides(self) -> tuple[NDArray[np.float64], ...]:
        return tuple(map(_frozen, np.ascontiguousarray(self.rectangles.T)))

    def __len__(self) -> int:
        return len(self.corners)

    @property
    def polygons(self) -> NDArray[np.object_]:
        """The hulls P(x) as shapely geometries, object (n,)."""
        return _frozen(self.polygons_of(np.arange(len(self))))

    def polygons_of(self, rows: NDArray[np.intp]) -> NDArray[np.object_]:
        """Return the hulls of some rows, in the rows' shape; only what is asked for is made."""
        hulls, made = self._hulls
        missing = np.unique(rows[~made[rows]])
        if len(missing):
            hulls[missing] = _hulls(self.corners[missing])
            made[missing] = True
        found: NDArray[np.object_] = hulls[rows]
        return found

    @cached_property
    def _hulls(self) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
        """The hulls that are made, and which are."""
        return np.full(len(self), None, dtype=object), np.zeros(len(self), dtype=bool)

    @cached_property
    def bounds(self) -> NDArray[np.float64]:
        """The upright boxes around the hulls as x and y of two corners, float64 (n, 4)."""
        return _frozen(np.hstack([self.corners.min(axis=1), self.corners.max(axis=1)]))


class Surrounds(NamedTuple):
    """For each box a rectangle about its centre, along its long side, that holds its hull.

    A true rectangle is its own; what else there is in annotations differs from one by little. So
    these few columns tell in most cases what the outlines would have to be measured for.

    Attributes:
        cosines: Of the directions of the long sides, float64 (n,), as are the others.
        sines: Of the same.
        halves: Half the sides in these directions.
        acrosses: Half the sides at right angles to them.
        shares: The rectangles shrunk by these factors lie within the hulls; 0 where unknown.
        insides: The radii of discs about the centres that lie within the hulls.
    """

    cosines: NDArray[np.float64]
    sines: NDArray[np.float64]
    halves: NDArray[np.float64]
    acrosses: NDArray[np.float64]
    shares: NDArray[np.float64]
    insides: NDArray[np.float64]


def _frozen(column: NDArray[Any]) -> NDArray[Any]:
    column.setflags(write=False)
    return column


def minimum_rectangle(points: ArrayLike) -> NDArray[np.float64]:
    """Return the corners of the minimum-area rectangle around a polygon.

    Args:
        points: Three or more (x, y) points; the first may be repeated as the last.

    Returns:
        Four corners, float64 (4, 2), clockwise on the screen from the topmost one (of two, the
        left one).

    Raises:
        ValueError: There are fewer than three points, not all are finite pairs, or all lie on a
            line.

    >>> minimum_rectangle([(0, 0), (4, 0), (4, 2), (2, 1), (0, 2)]).tolist()
    [[0.0, 0.0], [4.0, 0.0], [4.0, 2.0], [0.0, 2.0]]
    """
    array = np.asarray(points, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != 2 or len(array) < 3:
        raise ValueError(f"a polygon must have at least 3 (x, y) points, but got {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError("a polygon must have finite coordinates")
    hull = shapely.convex_hull(shapely.multipoints(array))
    if shapely.get_type_id(hull) != shapely.GeometryType.POLYGON:
        raise ValueError("a polygon must not lie on one line")
    ring = shapely.get_coordinates(hull)[None]
    tightest = _tightest(ring, np.diff(ring, axis=1))
    axes = np.stack([tightest.along[0], _quarter_turn(tightest.along[0])])
    shifts = (ring[0] - ring[0, 0]) @ axes.T
    (left, top), (right, bottom) = shifts.min(axis=0), shifts.max(axis=0)
    around = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    corners: NDArray[np.float64] = around @ axes + ring[0, 0]
    return np.roll(corners, -int(np.lexsort(corners.T)[0]), axis=0)


class _Tightest(NamedTuple):
    lengths: NDArray[np.float64]
    widths: NDArray[np.float64]
    angles: NDArray[np.float64]
    along: NDArray[np.float64]


def _tightest(points: NDArray[np.float64], directions: NDArray[np.float64]) -> _Tightest:
    """Return, for each row, the smallest rectangle around the points along a given direction.

    Args:
        points: (n, m, 2).
        directions: Candidates, (n, k, 2); those of length 0 are passed over.

    Returns:
        The sides (n,), L and W, the angles (n,) of L, and unit vectors along a side (n, 2).
    """
    # One direction and one point at a time: whole columns are quick, short rows are not.
    east, south = directions[..., 0].T, directions[..., 1].T
    norms = np.hypot(east, south)
    usable = norms > 0
    norms = np.where(usable, norms, 1.0)
    east, south = east / norms, south / norms
    shifts = points - points[:, :1]
    x, y = np.ascontiguousarray(shifts[..., 0].T), np.ascontiguousarray(shifts[..., 1].T)
    first, second = _extents(x, y, east, south), _extents(x, y, -south, east)
    lengths, widths = np.maximum(first, second), np.minimum(first, second)
    sizes = np.where(usable, lengths * widths, np.inf)
    tied = usable & (sizes <= sizes.min(axis=0) * (1 + _TIE))
    longest = np.where(tied, lengths, 0.0).max(axis=0)
    tied &= lengths >= longest * (1 - _TIE)

    angles = _half_turn(np.degrees(np.arctan2(south, east)))
    others = _half_turn(angles + 90.0)
    angles = np.where(
        widths >= lengths * (1 - _TIE),
        np.minimum(angles, others),
        np.where(first >= second, angles, others),
    )
    rows, chosen = np.arange(len(points)), np.where(tied, angles, np.inf).argmin(axis=0)
    along = np.stack([east[chosen, rows], south[chosen, rows]], axis=1)
    return _Tightest(lengths[chosen, rows], widths[chosen, rows], angles[chosen, rows], along)


def _extents(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    east: NDArray[np.float64],
    south: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the extents (k, n) of points (m, n) in directions (k, n), all by components."""
    extents = np.empty_like(east)
    for place, (right, down) in enumerate(zip(east, south, strict=True)):
        low = high = x[0] * right + y[0] * down
        for across, along in zip(x[1:], y[1:], strict=True):
            shadow = across * right + along * down
            low, high = np.minimum(low, shadow), np.maximum(high, shadow)
        extents[place] = high - low
    return extents


def _surrounds(
    corners: NDArray[np.float64], centers: NDArray[np.float64], angles: NDArray[np.float64]
) -> Surrounds:
    """Return the rectangles about centres in given directions; see `Surrounds`.

    An edge with the unit normal n, at the distance h from the centre, keeps h / (a |n·u| + b |n·v|)
    of a rectangle of the half sides a and b along u and v on its inner side: the support function
    of the rectangle in the direction n.
    """
    radians = np.radians(angles)
    cosines, sines = np.cos(radians), np.sin(radians)
    x, y = (
        np.ascontiguousarray(shift.T) for shift in np.moveaxis(corners - centers[:, None], 2, 0)
    )
    # Never 0, for they are divided by.
    halves = np.abs(x * cosines + y * sines).max(axis=0, initial=1e-9)
    acrosses = np.abs(y * cosines - x * sines).max(axis=0, initial=1e-9)
    east, south = np.roll(x, -1, axis=0) - x, np.roll(y, -1, axis=0) - y
    convex = _convex(np.stack([east.T, south.T], axis=2))
    lengths = np.where(convex, np.hypot(east, south), 1.0)
    heights = np.abs(x * south - y * east)
    along = np.abs(east * cosines + south * sines)
    across = np.abs(south * cosines - east * sines)
    with np.errstate(invalid="ignore"):
        shares = (heights / (halves * across + acrosses * along)).min(axis=0)
    insides = (heights / lengths).min(axis=0)
    return Surrounds(
        cosines,
        sines,
        halves,
        acrosses,
        np.where(convex, np.minimum(shares, 1.0), 0.0),
        np.where(convex, insides, 0.0),
    )


def _quarter_turn(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([-vectors[..., 1], vectors[..., 0]], axis=-1)


def _half_turn(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return directions of lines in [0, 180), what is 180 but for rounding being 0."""
    angles = degrees % 180.0
    return np.where(angles >= 180.0 - _TIE, 0.0, angles)


def _hull_areas(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the areas (n,) of the convex hulls of four points (n, 4, 2).

    The four triangles that three of the points make cover the hull twice: the two pairs along the
    diagonals of a convex quadrangle, or a triangle and the three that its inner point makes.
    """
    doubled = np.zeros(len(corners))
    for a, b, c in combinations(range(4), 3):
        u, v = corners[:, b] - corners[:, a], corners[:, c] - corners[:, a]
        doubled += np.abs(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0])
    return doubled / 4.0


def _hulls(corners: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return the convex hulls of four points (n, 4, 2) as shapely polygons."""
    convex = _convex(np.roll(corners, -1, axis=1) - corners)
    hulls: NDArray[np.object_] = shapely.polygons(corners)
    hulls[~convex] = shapely.convex_hull(hulls[~convex])
    return hulls


def _convex(sides: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which quadrangles of four sides one after another (n, 4, 2) are strictly convex."""
    after = np.roll(sides, -1, axis=1)
    turns = sides[..., 0] * after[..., 1] - sides[..., 1] * after[..., 0]
    # Four turns the same way, and corners in order around the box.
    return np.asarray((turns > 0).all(axis=1) | (turns < 0).all(axis=1))


def _class_keys(class_names: tuple[str, ...]) -> NDArray[np.intp]:
    """Return an integer for each label, equal for the spellings of one class."""
    keys = [snake_case(name) for name in class_names]
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    return np.array([numbers[key] for key in keys], dtype=np.intp)
