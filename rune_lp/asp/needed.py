"""Which objects, and which tuples of them, an image's facts are needed of."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.errors import NotSolvedError
from rune_lp.geometry.attributes import center_close_pairs, close_pairs, limit_in_pixels
from rune_lp.geometry.relations import holds, tuples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from rune_lp.asp.facts import Subject
    from rune_lp.geometry.profile import Profile
    from rune_lp.plan.reach import NumberNeed, RelationNeed

__all__ = ["CLOSE_PAIRS", "measured", "related"]

CLOSE_PAIRS = {"distance": close_pairs, "center_distance": center_close_pairs}
"""For each distance what finds the pairs of rows within a limit in pixels."""


def related(subject: Subject, needs: Sequence[RelationNeed], profile: Profile) -> NDArray[np.intp]:
    """Return the tuples that a relation is true of, and that some of its needs speak of.

    Args:
        subject: The image's objects.
        needs: The needs, all of one relation.
        profile: The parameters of the relations.

    Returns:
        Row positions, (k, arity), each tuple once.

    >>> from rune_lp.asp.facts import Subject
    >>> from rune_lp.geometry.profile import Profile
    >>> from rune_lp.plan.reach import RelationNeed
    >>> from rune_lp.scenes import Scene
    >>> box = np.array([(0, 0), (4, 0), (4, 2), (0, 2)])
    >>> subject = Subject(Scene.of("P1", ["ship", "ship", "car"], [1, 1, 1], [box, box + 3, box]))
    >>> need = RelationNeed("near", (None, None), alike=True)
    >>> related(subject, [need], Profile()).tolist()
    [[0, 1], [1, 0]]
    """
    found = [_tuples_over(subject, need, profile) for need in needs]
    return found[0] if len(found) == 1 else np.unique(np.concatenate(found), axis=0)


def measured(subject: Subject, need: NumberNeed, profile: Profile) -> NDArray[np.intp]:
    """Return the objects, or the tuples of them, that a number is needed of.

    Args:
        subject: The image's objects.
        need: The need; its limit may leave more tuples than are within it.
        profile: The parameters of the relations.

    Returns:
        Row positions, (k, arity).

    Raises:
        NotSolvedError: if a limit is in metres, and the image has no ground sample distance.
    """
    limited = subject.pairs_of(need.domains)
    if limited is not None:
        return limited
    if need.among is not None:
        return _related(subject, need.among, need, profile)
    parts = [np.empty((0, len(need.domains)), dtype=np.intp)] if need.domains else []
    for rows in _domain_rows(subject, need):
        if need.limit is not None:
            limit = float(limit_in_pixels(need.name, need.unit, need.limit, subject.boxes.gsds)[0])
            if math.isnan(limit):
                raise NotSolvedError(
                    "the image has no ground sample distance: "
                    f"{need.name} in {need.unit} cannot be known"
                )
            parts.append(CLOSE_PAIRS[need.name](subject.boxes, limit, *rows))
        else:
            grids = np.meshgrid(*rows, indexing="ij")
            grid = np.array([grid.ravel() for grid in grids], dtype=np.intp).T
            parts.append(grid.reshape(math.prod(map(len, rows)), len(rows)))
    return np.concatenate(parts)


def _tuples_over(subject: Subject, need: RelationNeed, profile: Profile) -> NDArray[np.intp]:
    pairs = subject.pairs_of(need.domains)
    if pairs is None and need.among is None:
        return _related(subject, need.name, need, profile)
    if pairs is None:
        pairs = _related(subject, str(need.among), need, profile)
    return pairs[holds(need.name, subject.boxes, profile, *pairs.T)]


def _related(
    subject: Subject, relation: str, need: RelationNeed | NumberNeed, profile: Profile
) -> NDArray[np.intp]:
    """Return the tuples of a relation over a need's domains."""
    parts = [
        tuples(relation, subject.boxes, profile, *rows) for rows in _domain_rows(subject, need)
    ]
    return np.concatenate([np.empty((0, len(need.domains)), dtype=np.intp), *parts])


def _domain_rows(
    subject: Subject, need: RelationNeed | NumberNeed
) -> list[tuple[NDArray[np.intp], ...]]:
    """Return the rows of a need's domains: once, or class by class where both are of one."""
    if not need.alike:
        return [tuple(subject.rows(classes) for classes in need.domains)]
    known = [classes for classes in need.domains if classes is not None]
    names = set(subject.predicates).intersection(*known)
    return [(subject.rows(frozenset({name})),) * 2 for name in sorted(names)]
