"""Layouts: many ways to draw the same few objects, as columns, and how far each is from a wish.

A relation is a conjunction of measured conditions, so a relation that should hold and does not can
say by how much it fails. That is what the search for a drawing descends.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.geometry.attributes import measure
from rune_lp.geometry.boxes import Boxes
from rune_lp.geometry.relations import RELATIONS
from rune_lp.scenes import Scene

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rune_lp.equivalence.cuts import Form
    from rune_lp.equivalence.finder import AbstractStructure
    from rune_lp.geometry.profile import Profile
    from rune_lp.geometry.relation import Relation

    Floats = NDArray[np.float64]

__all__ = ["Layouts", "misfit"]

_WRONG = 0.5
"""What a fact that is not as wished costs at least."""


@dataclass(frozen=True, eq=False)
class Layouts:
    """k drawings of the same n objects.

    Attributes:
        classes: Each object's label, n of them.
        shapes: Centre x and y, length, width in pixels and direction in degrees, (k, n, 5).
        scores: Confidences, (k, n).
        frames: Widths and heights of the images in pixels, (k, 2).
        gsds: Metres per pixel, (k,).
        norths: Degrees of north clockwise from up, (k,).
    """

    classes: tuple[str, ...]
    shapes: Floats
    scores: Floats
    frames: Floats
    gsds: Floats
    norths: Floats

    def __len__(self) -> int:
        return len(self.shapes)

    @property
    def corners(self) -> Floats:
        """The boxes' corners, (k, n, 4, 2), to a thousandth of a pixel."""
        x, y, length, width, angle = np.moveaxis(self.shapes, 2, 0)
        # Rounded, so that a right angle is one: cos(90°) is 6e-17 in float64.
        cos, sin = (np.round(way(np.radians(angle)), 15) for way in (np.cos, np.sin))
        along = np.array([-1, 1, 1, -1]) * length[..., None] / 2
        across = np.array([-1, -1, 1, 1]) * width[..., None] / 2
        right = x[..., None] + along * cos[..., None] - across * sin[..., None]
        down = y[..., None] + along * sin[..., None] + across * cos[..., None]
        corners: Floats = np.round(np.stack([right, down], axis=-1), 3)
        return corners

    @property
    def boxes(self) -> Boxes:
        """All boxes, the layouts one after another."""
        count, size = self.scores.shape
        keys = np.unique(np.array(self.classes, dtype=str), return_inverse=True)[1]
        return Boxes(
            self.corners.reshape(-1, 4, 2),
            self.scores.ravel().copy(),
            np.tile(keys.astype(np.intp), count),
            np.repeat(np.arange(count), size),
            self.frames.copy(),
            self.gsds.copy(),
            self.norths.copy(),
            np.zeros(count, dtype=np.bool_),
        )

    def only(self, rows: NDArray[np.intp]) -> Layouts:
        """Return the layouts at some positions, which may be repeated."""
        return replace(
            self,
            shapes=self.shapes[rows],
            scores=self.scores[rows],
            frames=self.frames[rows],
            gsds=self.gsds[rows],
            norths=self.norths[rows],
        )

    def scene(self, row: int, *, turned: bool) -> Scene:
        """Return one layout as a scene.

        Args:
            row: Its position.
            turned: Whether the direction of north matters.
        """
        return Scene.of(
            "drawn",
            self.classes,
            self.scores[row],
            self.corners[row],
            width=float(self.frames[row, 0]),
            height=float(self.frames[row, 1]),
            gsd=float(self.gsds[row]),
            north=float(self.norths[row]) if turned else None,
        )


def misfit(layouts: Layouts, wish: AbstractStructure, profile: Profile) -> Floats:
    """Return how far each layout is from what a structure says of its objects, (k,); 0 if it fits.

    Args:
        layouts: Drawings of the structure's objects.
        wish: The structure.
        profile: The parameters of the relations.
    """
    boxes, (count, size) = layouts.boxes, layouts.scores.shape
    total = np.zeros(count)
    for name, extension in wish.relations.items():
        if name in wish.asked:
            relation = RELATIONS[name]
            tuples = _tuples(size, relation.arity)
            if len(tuples):
                rows = _rows(tuples, count, size)
                excess = _excess(relation, boxes, profile, rows).reshape(count, len(tuples))
                total += _cost(excess, _wanted(tuples, extension)).sum(axis=1)
    for (form, number), extension in wish.cuts.items():
        tuples = _tuples(size, form.arity)
        if len(tuples):
            values = _values(form, boxes, _rows(tuples, count, size), count)
            lacking = (number - values.reshape(count, len(tuples))) / (abs(number) + 10.0)
            # A whole number that is one too small is as far off as one that is just large enough.
            lacking = np.where(lacking > 0, lacking, lacking - 1e-9)
            total += _cost(lacking, _wanted(tuples, extension)).sum(axis=1)
    return total


def _tuples(size: int, arity: int) -> NDArray[np.intp]:
    tuples = list(permutations(range(size), arity))
    return np.array(tuples, dtype=np.intp).reshape(len(tuples), arity)


def _rows(tuples: NDArray[np.intp], count: int, size: int) -> list[NDArray[np.intp]]:
    """Return the columns of all layouts' tuples, as row positions among all boxes."""
    starts = np.arange(count) * size
    return [(starts[:, None] + column).ravel() for column in tuples.T]


def _wanted(tuples: NDArray[np.intp], extension: frozenset[tuple[int, ...]]) -> NDArray[np.bool_]:
    return np.array([entry in extension for entry in map(tuple, tuples.tolist())], dtype=bool)


def _excess(
    relation: Relation, boxes: Boxes, profile: Profile, rows: list[NDArray[np.intp]]
) -> Floats:
    """Return by how much each tuple fails a relation: below 0 where it holds of it."""
    worst = np.full(len(rows[0]), -np.inf)
    for condition in relation.conditions:
        value = np.asarray(condition.measure(boxes, *rows), dtype=np.float64)
        bound = np.broadcast_to(condition.bound(boxes, profile, *rows), value.shape)
        over = value - bound if condition.comparison in ("<=", "<") else bound - value
        with np.errstate(invalid="ignore"):
            over = np.where(np.isinf(bound), -1.0, over / (np.abs(bound) + 10.0))
        strict = condition.comparison in ("<", ">")
        over = np.where((over == 0) & strict, 1e-9, np.where(over == 0, -1e-9, over))
        worst = np.maximum(worst, over)
    if relation.name in ("intersects", "inside", "overlaps"):
        # Of outlines that do not meet the shared area does not tell how far apart they are.
        apart = measure("center_distance", boxes, None, *rows) / 1e4
        worst = np.where(worst > 0, worst + apart, worst)
    return worst


def _cost(excess: Floats, wanted: NDArray[np.bool_]) -> Floats:
    wrong = np.where(wanted, excess, -excess)
    return np.where(wrong > 0, _WRONG + wrong / (1.0 + np.abs(wrong)), 0.0)


def _values(form: Form, boxes: Boxes, rows: list[NDArray[np.intp]], count: int) -> Floats:
    total = np.zeros(len(rows[0]) if rows else count)
    for term in form.terms:
        objects = [rows[place] for place in term.objects]
        value = measure(term.attribute, boxes, term.unit, *objects)
        if not objects and rows:
            value = value[boxes.image[rows[0]]]
        total += term.coefficient * value
    return total
