"""Literals over columns of objects: the truth of a conjunct that needs no solving, vectorised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

import numpy as np

from rune_lp.geometry.attributes import ATTRIBUTES, measure
from rune_lp.geometry.relations import RELATIONS, holds
from rune_lp.logic.evaluate import COMPARISONS
from rune_lp.logic.syntax import Atom, Attribute, Compare, Equal, Formula, Not, Truth
from rune_lp.logic.terms import linear, measure_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from rune_lp.geometry.boxes import Boxes
    from rune_lp.geometry.profile import Profile
    from rune_lp.plan.reach import Classes

__all__ = ["Objects", "holding", "literal_holds"]


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
        case Truth(value):
            return np.full(len(next(iter(rows.values()))), value)
        case Not(body):
            return ~literal_holds(body, subject, profile, rows)
        case Equal(left, right):
            return np.equal(rows[left], rows[right])
        case Atom(predicate, arguments) if predicate in RELATIONS:
            return holds(predicate, subject.boxes, profile, *(rows[name] for name in arguments))
        case Atom(predicate, (name,)):
            return np.isin(rows[name], subject.rows(frozenset({predicate})))
        case Compare():
            return _compares(literal, subject.boxes, rows)
        case _:
            raise TypeError(f"not a literal: {literal}")


def holding(
    literals: Iterable[Formula],
    names: Sequence[str],
    rows: NDArray[np.intp],
    subject: Objects,
    profile: Profile,
) -> NDArray[np.bool_]:
    """Return for each line of rows whether all literals are true, the cheap ones asked first.

    Args:
        literals: Literals in the sense of `plan.is_literal`.
        names: The variables, of which there is at least one.
        rows: Row positions, a column for each variable, (k, variables).
        subject: The objects; those of one line are of one image.
        profile: The parameters of the relations.
    """
    left = np.arange(len(rows))
    for literal in sorted(literals, key=_dear):
        columns = dict(zip(names, rows[left].T, strict=True))
        left = left[literal_holds(literal, subject, profile, columns)]
    true = np.zeros(len(rows), dtype=np.bool_)
    true[left] = True
    return true


def _dear(literal: Formula) -> bool:
    """Whether a literal is dear to decide: by measuring outlines."""
    match literal:
        case Atom(predicate, _):
            return predicate in RELATIONS and RELATIONS[predicate].reach is not None
        case Not(body):
            return _dear(body)
        case _:
            return isinstance(literal, Compare)


def _compares(
    compare: Compare, boxes: Boxes, rows: Mapping[str, NDArray[np.intp]]
) -> NDArray[np.bool_]:
    first = next(iter(rows.values()))
    images = boxes.image[first]
    unit = measure_of(compare, ATTRIBUTES)
    form = linear(compare, unit.dimension)
    # Python's integers: a coefficient times an area may outgrow 64 bits.
    total: NDArray[np.object_] | int = 0
    for coefficient, leaf in form.coefficients:
        attribute = cast("Attribute", leaf)
        columns = (rows[name] for name in attribute.arguments)
        values = measure(attribute.name, boxes, unit.unit, *columns)
        if not attribute.arguments:
            values = values[images]
        total = total + coefficient * values.astype(object)
    compared = COMPARISONS[compare.operator](total, form.bound)  # type: ignore[arg-type]
    return np.broadcast_to(np.asarray(compared, dtype=np.bool_), first.shape)
