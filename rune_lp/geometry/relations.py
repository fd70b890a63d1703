"""The geometric relations over a scene's boxes: truth, search for all tuples, and evidence."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.geometry.conditions import Evidence, Glance, Measurement
from rune_lp.geometry.discs import Discs, meeting
from rune_lp.geometry.joins import between_blocks, collected, product_blocks
from rune_lp.geometry.relation import Relation, different
from rune_lp.geometry.table import RELATIONS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rune_lp.geometry.boxes import Boxes
    from rune_lp.geometry.measures import Positions
    from rune_lp.geometry.profile import Profile

__all__ = [
    "RELATIONS",
    "Evidence",
    "Glance",
    "Measurement",
    "Relation",
    "evidence",
    "glance",
    "holds",
    "tuples",
]


def holds(name: str, boxes: Boxes, profile: Profile, *positions: Positions) -> NDArray[np.bool_]:
    """Return for each tuple of objects whether a relation is true of it.

    No relation is true of a tuple in which two of the objects are the same, `between` included.

    Args:
        name: A name in `RELATIONS`.
        boxes: The boxes of a scene.
        profile: The parameters of the relations.
        *positions: For each argument an integer array of row positions (not ids); they broadcast
            against each other.

    Returns:
        Booleans of the positions' common shape.

    >>> from rune_lp.geometry.boxes import Boxes
    >>> from rune_lp.geometry.profile import Profile
    >>> from rune_lp.scenes import Scene
    >>> square = np.array([(0, 0), (4, 0), (4, 4), (0, 4)])
    >>> boxes = Boxes.of(Scene.of("P1", ["ship"] * 3, [1, 1, 1], [square, square + 6, square + 90]))
    >>> holds("near", boxes, Profile(), np.array([0, 0, 0]), np.array([0, 1, 2])).tolist()
    [False, True, False]
    """
    return RELATIONS[name].holds(boxes, profile, *positions)


def glance(name: str, boxes: Boxes, profile: Profile, *positions: Positions) -> Glance:
    """Return for each tuple whether a relation is surely, and whether it is possibly, true of it.

    What only dear measuring would tell is left open; see `holds`.

    Args:
        name: A name in `RELATIONS`.
        boxes: The boxes of a scene or of many.
        profile: The parameters of the relations.
        *positions: For each argument the row positions, integers (k,).
    """
    return RELATIONS[name].glance(boxes, profile, *positions)


def tuples(name: str, boxes: Boxes, profile: Profile, *domains: Positions) -> NDArray[np.intp]:
    """Return all tuples over the given domains that a relation is true of.

    Bounded relations are found through a spatial index, the others block by block, so that memory
    follows the result; `far` needs a byte for each pair besides.

    Args:
        name: A name in `RELATIONS`.
        boxes: The boxes of a scene.
        profile: The parameters of the relations.
        *domains: For each argument the row positions it ranges over, sorted and distinct.

    Returns:
        Row positions, (k, arity), sorted lexicographically.

    >>> from rune_lp.geometry.boxes import Boxes
    >>> from rune_lp.geometry.profile import Profile
    >>> from rune_lp.scenes import Scene
    >>> square = np.array([(0, 0), (4, 0), (4, 4), (0, 4)])
    >>> boxes = Boxes.of(Scene.of("P1", ["ship"] * 3, [1, 1, 1], [square, square + 6, square + 90]))
    >>> tuples("near", boxes, Profile(), np.arange(3), np.arange(3)).tolist()
    [[0, 1], [1, 0]]
    """
    relation = RELATIONS[name]
    relation.expect(len(domains))
    if relation.complement is not None:
        return _others(tuples(relation.complement, boxes, profile, *domains), *domains)
    if relation.arity == 3:
        blocks = between_blocks(boxes.centers, boxes.lengths, *domains)
    elif relation.reach is not None:
        reach = relation.reach(boxes, profile) + boxes.radii
        blocks = map(np.column_stack, meeting(Discs(*boxes.places, reach, boxes.image), *domains))
    else:
        blocks = product_blocks(*domains)
    return collected(blocks, relation.arity, partial(relation.holds, boxes, profile))


def evidence(name: str, boxes: Boxes, profile: Profile, *positions: int) -> Evidence:
    """Return the numbers that make a relation true or false of one tuple.

    The relation is true of the tuple iff every measurement holds. If objects of the tuple are the
    same, the first measurement says so.

    Args:
        name: A name in `RELATIONS`.
        boxes: The boxes of a scene.
        profile: The parameters of the relations.
        *positions: The row position of each argument.

    >>> from rune_lp.geometry.boxes import Boxes
    >>> from rune_lp.geometry.profile import Profile
    >>> from rune_lp.scenes import Scene
    >>> square = np.array([(0, 0), (4, 0), (4, 4), (0, 4)])
    >>> boxes = Boxes.of(Scene.of("P1", ["ship"] * 2, [1, 1], [square, square + (9, 0)]))
    >>> for measurement in evidence("left_of", boxes, Profile(), 0, 1):
    ...     print(measurement)
    distance to the left 9.0 px > 0.0 px
    distance up or down 0.0 px <= 9.0 px
    """
    relation = RELATIONS[name]
    relation.expect(len(positions))
    columns = [np.array([position], dtype=np.intp) for position in positions]
    found = []
    if not different(*columns).item():
        number = len(set(positions))
        found.append(
            Measurement("different objects", number, ">=", relation.arity, None, holds=False)
        )
    measured = (
        condition.measurement(boxes, profile, *columns) for condition in relation.conditions
    )
    return (*found, *(measurement for measurement in measured if measurement is not None))


def _others(pairs: NDArray[np.intp], left: Positions, right: Positions) -> NDArray[np.intp]:
    """Return the pairs of different objects over sorted domains that are not among the pairs."""
    rest = left[:, None] != right
    rest[np.searchsorted(left, pairs[:, 0]), np.searchsorted(right, pairs[:, 1])] = False
    rows, columns = np.nonzero(rest)
    return np.stack([left[rows], right[columns]], axis=1)
