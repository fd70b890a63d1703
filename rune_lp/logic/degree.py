"""The weakest-link degree of a formula, defined plainly: the oracle of the ranking score.

The same formula is read over *all* detections of an image, each existing to the degree of its
score s(x): `exists` is max of min(s(x), F(x)), `forall` is min of max(1 - s(x), F(x)), `&` min,
`|` max, `~` 1 - F. Class, relation, equality and number atoms are 1 or 0, and so is a count
comparison, which is decided at the threshold.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Protocol

from rune_lp.logic.evaluate import Assignment, Structure, compares
from rune_lp.logic.syntax import (
    And,
    Atom,
    Compare,
    Count,
    Counted,
    Equal,
    Exists,
    Forall,
    Formula,
    Iff,
    Implies,
    Not,
    Or,
    Product,
    Query,
    Sentence,
    Sum,
    Term,
    Truth,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["ScoredStructure", "degree", "degree_of", "has_count"]


class ScoredStructure(Structure, Protocol):
    """A structure over all detections of an image, which knows their scores and the threshold."""

    def score(self, object_: int) -> float:
        """Return a detection's confidence in 0..1."""

    @property
    def kept(self) -> Structure:
        """The same image at the score threshold; its relations reach the objects below it too."""


def degree_of(query: Query, structure: ScoredStructure) -> float:
    """Return the degree to which an image satisfies a query.

    The answer variables of a set query count as existential.
    """
    if isinstance(query, Sentence):
        return degree(query.formula, structure, {})
    return degree(Exists(query.variables, query.formula), structure, {})


def degree(formula: Formula, structure: ScoredStructure, assignment: Assignment) -> float:
    """Return the degree in 0..1 of a checked formula under an assignment of its free variables."""
    match formula:
        case Truth(value):
            return float(value)
        case Atom(predicate, arguments):
            objects = tuple(assignment[name] for name in arguments)
            return float(structure.relates(predicate, objects))
        case Equal(left, right):
            return float(assignment[left] == assignment[right])
        case Compare():
            counted = has_count(formula.left) or has_count(formula.right)
            return float(compares(formula, structure.kept if counted else structure, assignment))
        case Not(body):
            return 1.0 - degree(body, structure, assignment)
        case And(parts):
            return min(degree(part, structure, assignment) for part in parts)
        case Or(parts):
            return max(degree(part, structure, assignment) for part in parts)
        case Implies(premise, conclusion):
            return degree(Or((Not(premise), conclusion)), structure, assignment)
        case Iff(one, other):
            both, neither = And((one, other)), And((Not(one), Not(other)))
            return degree(Or((both, neither)), structure, assignment)
        case Exists(variables, body):
            return max(
                (
                    min(_existence(objects, structure), degree(body, structure, extended))
                    for objects, extended in _extensions(variables, structure, assignment)
                ),
                default=0.0,
            )
        case Forall(variables, body):
            return min(
                (
                    max(1.0 - _existence(objects, structure), degree(body, structure, extended))
                    for objects, extended in _extensions(variables, structure, assignment)
                ),
                default=1.0,
            )
        case Counted(comparison, bound, variable, body):
            links = sorted(
                (
                    min(_existence(objects, structure), degree(body, structure, extended))
                    for objects, extended in _extensions((variable,), structure, assignment)
                ),
                reverse=True,
            )
            return _counted(comparison, bound, links)


def _counted(comparison: str, bound: int, links: Sequence[float]) -> float:
    def at_least(number: int) -> float:
        if number <= 0:
            return 1.0
        return links[number - 1] if number <= len(links) else 0.0

    match comparison:
        case ">=":
            return at_least(bound)
        case ">":
            return at_least(bound + 1)
        case "<=":
            return 1.0 - at_least(bound + 1)
        case "<":
            return 1.0 - at_least(bound)
        case "=":
            return min(at_least(bound), 1.0 - at_least(bound + 1))
        case _:
            return max(1.0 - at_least(bound), at_least(bound + 1))


def _extensions(
    variables: tuple[str, ...], structure: Structure, assignment: Assignment
) -> list[tuple[tuple[int, ...], Mapping[str, int]]]:
    return [
        (objects, {**assignment, **dict(zip(variables, objects, strict=True))})
        for objects in product(structure.domain, repeat=len(variables))
    ]


def _existence(objects: tuple[int, ...], structure: ScoredStructure) -> float:
    return min(structure.score(object_) for object_ in objects)


def has_count(term: Term) -> bool:
    """Return whether a number term counts objects."""
    match term:
        case Count():
            return True
        case Product(_, inner):
            return has_count(inner)
        case Sum(left, right):
            return has_count(left) or has_count(right)
        case _:
            return False
