"""Literals over columns of objects: the truth of a conjunct that needs no solving, vectorised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from rune_lp.asp.comparisons import compared, compared_about
from rune_lp.geometry.relations import RELATIONS, Glance, glance, holds
from rune_lp.logic.syntax import Atom, Compare, Equal, Formula, Not, Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray

    from rune_lp.geometry.boxes import Boxes
    from rune_lp.geometry.profile import Profile
    from rune_lp.plan.reach import Classes

__all__ = ["Objects", "glancing", "holding", "literal_glance", "literal_holds"]


class Objects(Protocol):
    """Detections that literals can be asked of."""

    @property
    def boxes(self) -> Boxes:
        """Their boxes, row for row."""

    def rows(self, classes: Classes) -> NDArray[np.intp]:
        """Return the positions of the objects of the classes, ascending; of all for None."""


def literal_holds(
    literal: Formula, subject: Objects, profile: Profile, rows: Mapping[str, NDArray[np.intp]]
) -> NDArray[np.bool_]:
    """Return for each line of the columns whether a literal is true.

    Args:
        literal: A literal in the sense of `plan.is_literal`.
        subject: The objects of an image, or of many; those of one line are of one image.
        profile: The parameters of the relations.
        rows: For each variable, of which there is at least one, the row positions, of one length.

    Raises:
        NotSolvedError: if a number depends on a ground sample distance that the image lacks.

    >>> from rune_lp.asp.facts import Subject
    >>> from rune_lp.geometry.profile import Profile
    >>> from rune_lp.scenes import Scene
    >>> box = [(0, 0), (4, 0), (4, 2), (0, 2)]
    >>> subject = Subject(Scene.of("P1", ["ship", "plane"], [1, 1], [box, box]))
    >>> rows = {"x": np.array([0, 1])}
    >>> literal_holds(Atom("ship", ("x",)), subject, Profile(), rows).tolist()
    [True, False]
    """
    match literal:
        case Not(body):
            return ~literal_holds(body, subject, profile, rows)
        case Atom(predicate, arguments) if predicate in RELATIONS:
            return holds(predicate, subject.boxes, profile, *(rows[name] for name in arguments))
        case Compare():
            return compared(literal, subject.boxes, rows)
        case _:
            return literal_glance(literal, subject, profile, rows).certain


def literal_glance(
    literal: Formula, subject: Objects, profile: Profile, rows: Mapping[str, NDArray[np.intp]]
) -> Glance:
    """Return for each line what can be told of a literal without measuring outlines.

    The arguments are those of `literal_holds`, which tells the rest.
    """
    match literal:
        case Truth(value):
            return Glance.exactly(np.full(len(next(iter(rows.values()))), value))
        case Not(body):
            return literal_glance(body, subject, profile, rows).contrary()
        case Equal(left, right):
            return Glance.exactly(np.equal(rows[left], rows[right]))
        case Atom(predicate, arguments) if predicate in RELATIONS:
            return glance(predicate, subject.boxes, profile, *(rows[name] for name in arguments))
        case Atom(predicate, (name,)):
            return Glance.exactly(np.isin(rows[name], subject.rows(frozenset({predicate}))))
        case Compare():
            return compared_about(literal, subject.boxes, rows)
        case _:
            raise TypeError(f"not a literal: {literal}")


def holding(
    literals: Iterable[Formula],
    subject: Objects,
    profile: Profile,
    rows: Mapping[str, NDArray[np.intp]],
) -> NDArray[np.bool_]:
    """Return for each line of the columns whether all literals are true, the cheap ones first.

    Args:
        literals: Literals in the sense of `plan.is_literal`.
        subject: The objects; those of one line are of one image.
        profile: The parameters of the relations.
        rows: For each variable, of which there is at least one, the row positions, of one length.
    """

    def told(literal: Formula, left: Mapping[str, NDArray[np.intp]]) -> Glance:
        return Glance.exactly(literal_holds(literal, subject, profile, left))

    return _all_of(literals, rows, told).certain


def glancing(
    literals: Iterable[Formula],
    subject: Objects,
    profile: Profile,
    rows: Mapping[str, NDArray[np.intp]],
) -> Glance:
    """Return for each line what can be told of all literals without measuring; see `holding`."""

    def told(literal: Formula, left: Mapping[str, NDArray[np.intp]]) -> Glance:
        return literal_glance(literal, subject, profile, left)

    return _all_of(literals, rows, told)


def _all_of(
    literals: Iterable[Formula],
    rows: Mapping[str, NDArray[np.intp]],
    told: Callable[[Formula, Mapping[str, NDArray[np.intp]]], Glance],
) -> Glance:
    size = len(next(iter(rows.values())))
    left, sure = np.arange(size), np.ones(size, dtype=np.bool_)
    for literal in sorted(literals, key=_dear):
        certain, possible = told(literal, {name: column[left] for name, column in rows.items()})
        left, sure = left[possible], (sure & certain)[possible]
    return Glance.of_positions(left, sure, size)


def _dear(literal: Formula) -> bool:
    """Whether a literal is dear to decide: by measuring outlines."""
    match literal:
        case Atom(predicate, _):
            return predicate in RELATIONS and RELATIONS[predicate].reach is not None
        case Not(body):
            return _dear(body)
        case _:
            return isinstance(literal, Compare)
