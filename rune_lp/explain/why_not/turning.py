"""The numbers at which a comparison turns: what an attribute must be for it to be true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from rune_lp.explain.why_not.edits import FAR_AWAY
from rune_lp.explain.why_not.misses import UNIT_ANGLE, sizes_of
from rune_lp.geometry.attributes import ATTRIBUTES, measure
from rune_lp.logic.evaluate import COMPARISONS
from rune_lp.logic.terms import linear, measure_of
from rune_lp.plan.reach import fact_name
from rune_lp.quantities import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from rune_lp.geometry.boxes import Boxes
    from rune_lp.geometry.measures import Floats
    from rune_lp.logic.syntax import Attribute, Compare, Comparison
    from rune_lp.logic.terms import Linear

__all__ = ["Turn", "ceiling_of", "turns", "variables_in"]

_CONTRARY: dict[Comparison, Comparison] = {
    "<=": ">",
    ">": "<=",
    "<": ">=",
    ">=": "<",
    "=": "!=",
    "!=": "=",
}

_BY_PLACE = ("distance", "center_distance", "cx", "cy")
"""Attributes that change as objects move: their changes are measured in lengths of objects."""


@dataclass(frozen=True, slots=True)
class Turn:
    """New values of one attribute, of one tuple of objects in each row.

    Attributes:
        name: The attribute's fact predicate.
        rows: Row positions, (k, arity).
        values: The nearest values for which the comparison is as wanted, fixed point (k,).
        misses: How far these are from what was measured, float64 (k,).
    """

    name: str
    rows: NDArray[np.intp]
    values: NDArray[np.int64]
    misses: Floats


def ceiling_of(name: str) -> int:
    """Return the largest value that an attribute may be given, in steps of its dimension."""
    return {"score": 100, "angle": 1799}.get(name, 100 * FAR_AWAY if name == "area" else FAR_AWAY)


def variables_in(compare: Compare) -> list[str]:
    """Return the variables that a comparison of attributes speaks of, sorted."""
    form = linear(compare, measure_of(compare, ATTRIBUTES).dimension)
    leaves = (cast("Attribute", leaf) for _, leaf in form.coefficients)
    return sorted({name for leaf in leaves for name in leaf.arguments})


def turns(
    compare: Compare, boxes: Boxes, columns: Mapping[str, NDArray[np.intp]], *, wanted: bool
) -> Iterator[Turn]:
    """Yield for each attribute of a comparison the changes that alone turn it.

    Args:
        compare: A comparison without counts.
        boxes: The boxes of a scene.
        columns: For each variable, of which there is at least one, the row positions (k,).
        wanted: Whether the comparison is to be true.

    Raises:
        NotSolvedError: A number depends on a ground sample distance that the image lacks.
    """
    unit = measure_of(compare, ATTRIBUTES)
    form = linear(compare, unit.dimension)
    names = list(columns)
    apart = np.ones(len(columns[names[0]]), dtype=np.bool_)
    if len(names) == 2:
        # Of one object named twice, one number may be named twice too.
        apart = columns[names[0]] != columns[names[1]]
    rows = {name: column[apart] for name, column in columns.items()}
    leaves = [cast("Attribute", leaf) for _, leaf in form.coefficients]
    values = [_measured(leaf, boxes, unit.unit, rows) for leaf in leaves]
    total = np.zeros(len(rows[names[0]]), dtype=np.int64)
    for (coefficient, _), value in zip(form.coefficients, values, strict=True):
        total = total + coefficient * value
    # Compared as arrays, which the reference evaluator's operators do as well.
    truth = np.asarray(COMPARISONS[compare.operator](total, form.bound), dtype=np.bool_)  # type: ignore[arg-type]
    left = np.flatnonzero(truth != wanted)
    operator = compare.operator if wanted else _CONTRARY[compare.operator]
    for (coefficient, _), leaf, value in zip(form.coefficients, leaves, values, strict=True):
        if not leaf.arguments or not coefficient:
            continue
        old = np.broadcast_to(value, total.shape)[left]
        steps, possible = _steps(operator, form, coefficient, total[left])
        new = old + steps
        possible &= (new >= 0) & (new <= ceiling_of(leaf.name))
        places = left[possible]
        positions = np.stack([rows[name][places] for name in leaf.arguments], axis=1)
        far = _far(leaf.name, boxes, unit.unit, positions, old[possible], new[possible])
        yield Turn(fact_name(leaf.name, unit.unit), positions, new[possible], far)


def _measured(
    leaf: Attribute, boxes: Boxes, unit: str | None, rows: Mapping[str, NDArray[np.intp]]
) -> NDArray[np.int64]:
    return measure(leaf.name, boxes, unit, *(rows[name] for name in leaf.arguments))


def _steps(
    operator: Comparison, form: Linear, coefficient: int, total: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the least steps of a term after which a false comparison is true, if there are any."""
    always = np.ones(total.shape, dtype=np.bool_)
    if operator == "!=":
        return np.ones_like(total), always
    missing = form.bound - total
    if operator == "=":
        return missing // coefficient, missing % coefficient == 0
    if operator in ("<", ">"):
        missing = missing - 1 if operator == "<" else missing + 1
    down = (operator in ("<=", "<")) == (coefficient > 0)
    quotient = missing // coefficient if down else -(missing // -coefficient)
    return quotient, always


def _far(
    name: str,
    boxes: Boxes,
    unit: str | None,
    rows: NDArray[np.intp],
    old: NDArray[np.int64],
    new: NDArray[np.int64],
) -> Floats:
    """Return how far new values of an attribute are from the old ones."""
    dimension = DIMENSIONS[ATTRIBUTES[name].dimension]
    step = np.abs(new - old).astype(np.float64)
    if name == "angle":
        return np.asarray(step / dimension.steps / UNIT_ANGLE)
    if name not in _BY_PLACE:
        return np.asarray(np.abs(np.log(np.maximum(new, 1) / np.maximum(old, 1))))
    power = dimension.power_of(unit)
    scale = float(boxes.gsds[0]) ** power if power else 1.0
    return np.asarray(step / dimension.steps / scale / sizes_of(boxes, rows.T))
