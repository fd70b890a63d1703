"""The reference evaluator: a plain recursive model checker, the oracle of the whole project.

It does nothing clever. Every other way of answering (the ASP program, a rewriting, an index, a
shortcut) must agree with it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Protocol

from rune_lp.geometry.attributes import ATTRIBUTES
from rune_lp.logic.syntax import (
    And,
    Atom,
    Attribute,
    Compare,
    Comparison,
    Count,
    Counted,
    Equal,
    Exists,
    Forall,
    Formula,
    Iff,
    Implies,
    Not,
    Number,
    Or,
    Product,
    Query,
    Sentence,
    Sum,
    Term,
    Truth,
)
from rune_lp.logic.terms import Measure, measure_of
from rune_lp.quantities import fixed_literal

__all__ = ["COMPARISONS", "Structure", "answers", "compares", "holds", "satisfies"]

COMPARISONS: dict[Comparison, Callable[[int | Fraction, int | Fraction], bool]] = {
    "<=": operator.le,
    "<": operator.lt,
    ">=": operator.ge,
    ">": operator.gt,
    "=": operator.eq,
    "!=": operator.ne,
}


class Structure(Protocol):
    """A finite first-order structure: one image."""

    @property
    def domain(self) -> Sequence[int]:
        """The objects' ids, ascending."""

    def relates(self, predicate: str, arguments: tuple[int, ...]) -> bool:
        """Whether a predicate, by its canonical name, holds of objects."""

    def measures(self, attribute: str, arguments: tuple[int, ...], unit: str | None) -> int:
        """Return an attribute's fixed-point value in a unit.

        Raises:
            NotSolvedError: if the image has no such value (metres without a ground sample
                distance).
        """


Assignment = Mapping[str, int]


def satisfies(query: Query, structure: Structure) -> bool:
    """Return whether a structure satisfies a sentence, or has an answer to a set query."""
    if isinstance(query, Sentence):
        return holds(query.formula, structure, {})
    return bool(answers(query.variables, query.formula, structure))


def answers(
    variables: tuple[str, ...], formula: Formula, structure: Structure
) -> list[tuple[int, ...]]:
    """Return the assignments of the variables that satisfy a formula, ascending."""
    candidates = product(structure.domain, repeat=len(variables))
    return [
        objects
        for objects in candidates
        if holds(formula, structure, dict(zip(variables, objects, strict=True)))
    ]


def holds(formula: Formula, structure: Structure, assignment: Assignment) -> bool:
    """Return the truth of a checked formula under an assignment of its free variables."""
    match formula:
        case Truth(value):
            return value
        case Atom(predicate, arguments):
            return structure.relates(predicate, tuple(assignment[name] for name in arguments))
        case Equal(left, right):
            return assignment[left] == assignment[right]
        case Compare():
            return compares(formula, structure, assignment)
        case Not(body):
            return not holds(body, structure, assignment)
        case And(parts):
            return all(holds(part, structure, assignment) for part in parts)
        case Or(parts):
            return any(holds(part, structure, assignment) for part in parts)
        case Implies(premise, conclusion):
            return not holds(premise, structure, assignment) or holds(
                conclusion, structure, assignment
            )
        case Iff(one, other):
            return holds(one, structure, assignment) == holds(other, structure, assignment)
        case Exists(variables, body):
            return any(
                holds(body, structure, {**assignment, **dict(zip(variables, objects, strict=True))})
                for objects in product(structure.domain, repeat=len(variables))
            )
        case Forall(variables, body):
            return all(
                holds(body, structure, {**assignment, **dict(zip(variables, objects, strict=True))})
                for objects in product(structure.domain, repeat=len(variables))
            )
        case Counted(comparison, bound, variable, body):
            count = _count(variable, body, structure, assignment)
            return COMPARISONS[comparison](count, bound)


def _count(variable: str, body: Formula, structure: Structure, assignment: Assignment) -> int:
    return sum(
        holds(body, structure, {**assignment, variable: object_}) for object_ in structure.domain
    )


def compares(compare: Compare, structure: Structure, assignment: Assignment) -> bool:
    """Return the truth of a number comparison, in exact fractions of the fixed-point steps."""
    measure = measure_of(compare, ATTRIBUTES)
    left = _value(compare.left, measure, structure, assignment)
    right = _value(compare.right, measure, structure, assignment)
    return COMPARISONS[compare.operator](left, right)


def _value(
    term: Term, measure: Measure, structure: Structure, assignment: Assignment
) -> int | Fraction:
    match term:
        case Number(value, _):
            return fixed_literal(value, measure.dimension)
        case Attribute(name, arguments):
            objects = tuple(assignment[argument] for argument in arguments)
            return structure.measures(name, objects, measure.unit)
        case Count(variable, body):
            return _count(variable, body, structure, assignment)
        case Product(factor, inner):
            return Fraction(factor) * _value(inner, measure, structure, assignment)
        case Sum(left, right, minus):
            one = _value(left, measure, structure, assignment)
            other = _value(right, measure, structure, assignment)
            return one - other if minus else one + other
