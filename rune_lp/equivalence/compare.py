"""Are two queries the same question? Bounded model finding, and a drawing where they differ.

clingo searches for a structure of 0, 1, 2, … objects in which the two differ, among all that the
axioms of the relations allow. None up to the bound: no image of so many objects tells them apart.
One: boxes are sought that realise it, and the reference evaluator has the last word on them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import count, product
from typing import TYPE_CHECKING

from rune_lp.equivalence.drawing import drawings
from rune_lp.equivalence.finder import AbstractStructure, Finder, scoped_inwards
from rune_lp.equivalence.verdict import Different, Equivalent, NotDecided, Verdict
from rune_lp.errors import InputError, NotSolvedError
from rune_lp.logic.degree import has_count
from rune_lp.logic.evaluate import holds
from rune_lp.logic.scope import distinct_variables, rename, renamed_apart
from rune_lp.logic.syntax import (
    And,
    Compare,
    Count,
    Counted,
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
    SetQuery,
    Sum,
    Term,
    Truth,
)
from rune_lp.plan.normal import normal_form

if TYPE_CHECKING:
    from rune_lp.equivalence.world import World
    from rune_lp.scenes import Scene

__all__ = ["MOST_OBJECTS", "compare", "possible", "usual_bound"]

LEAST_OBJECTS = 4
"""Formulas are compared on images of so many objects at least, however few they speak of."""

MOST_OBJECTS = 30
"""Formulas that speak of more objects than these are compared on images of so many."""

_STRUCTURES = 8
"""Structures of one size that are tried to be drawn."""

_DRAWING_SECONDS = 0.6


def compare(
    one: Query,
    other: Query,
    world: World,
    *,
    bound: int | None = None,
    distinct: bool = False,
    seconds: float = 10.0,
) -> Verdict:
    """Return whether two queries that have passed the check are the same question.

    Args:
        one: A sentence or a set query.
        other: A query of the same form.
        world: What names mean, and which images there can be.
        bound: The most objects of the images they are compared on; `usual_bound` without one.
        distinct: Whether variables of one quantifier block denote different objects.
        seconds: How long it may take, roughly.

    Raises:
        InputError: One asks whether an image satisfies a sentence and the other for objects, or
            for tuples of another length.

    >>> from rune_lp.equivalence.world import World
    >>> from rune_lp.logic.parse import parse_query
    >>> from rune_lp.vocabulary import Vocabulary
    >>> world = World(Vocabulary.of(["ship", "harbor"]))
    >>> two = parse_query("exists x y. ship(x) & ship(y)")
    >>> compare(two, parse_query("exists x. ship(x)"), world)
    Equivalent(bound=4)
    >>> apart = compare(two, parse_query("exists>=2 x. ship(x)"), world)
    >>> apart.scene.labels, apart.first, apart.second
    (('ship',), True, False)
    """
    if distinct:
        one, other = distinct_variables(one), distinct_variables(other)
    variables, (first, second) = _side_by_side(one, other)
    if _named_in_order(first) == _named_in_order(second):
        return Equivalent(None)
    either = Or((And((first, Not(second))), And((Not(first), second))))
    found = _example(variables, either, world, bound, seconds)
    if not isinstance(found, _Example):
        return found
    seen = world.structure(found.scene, world.rules_in(first))
    truth = holds(scoped_inwards(first), seen, found.assignment)
    return Different(found.scene, truth, not truth, tuple(found.assignment.values()))


def possible(
    query: Query,
    world: World,
    *,
    bound: int | None = None,
    distinct: bool = False,
    seconds: float = 10.0,
) -> Verdict:
    """Return whether a query differs from `false`: whether some image satisfies it.

    The arguments are those of `compare`.

    >>> from rune_lp.equivalence.world import World
    >>> from rune_lp.logic.parse import parse_query
    >>> from rune_lp.vocabulary import Vocabulary
    >>> world = World(Vocabulary.of(["ship", "harbor"]))
    >>> possible(parse_query("exists x. ship(x) & harbor(x)"), world)
    Equivalent(bound=4)
    """
    never: Query = Sentence(Truth(False))
    if isinstance(query, SetQuery):
        never = SetQuery(query.variables, Truth(False))
    return compare(query, never, world, bound=bound, distinct=distinct, seconds=seconds)


def usual_bound(formula: Formula) -> int:
    """Return how many objects the images have that a formula is usually tried on.

    They are as many as it speaks of, and a few at least.

    >>> from rune_lp.logic.parse import parse_query
    >>> usual_bound(parse_query("exists x. harbor(x) & exists>=5 y. near(x, y)").formula)
    6
    """
    return min(MOST_OBJECTS, max(LEAST_OBJECTS, _spoken_of(formula)))


def _spoken_of(formula: Formula) -> int:
    match formula:
        case Not(body):
            return _spoken_of(body)
        case And(parts) | Or(parts):
            return max(map(_spoken_of, parts))
        case Implies(left, right) | Iff(left, right):
            return max(_spoken_of(left), _spoken_of(right))
        case Exists(variables, body) | Forall(variables, body):
            return len(variables) + _spoken_of(body)
        case Counted(operator, bound, _, body):
            return bound + (operator not in (">=", "<")) + _spoken_of(body)
        case Compare(_, left_term, right_term) if has_count(left_term) or has_count(right_term):
            return _counted(left_term) + _counted(right_term)
        case _:
            return 0


def _counted(term: Term) -> int:
    """Return how many objects a term of a comparison of counts speaks of."""
    match term:
        case Count(_, body):
            return 1 + _spoken_of(body)
        case Number(value, None):
            return int(value)
        case Product(factor, inner):
            return int(abs(factor)) * _counted(inner)
        case Sum(left, right):
            return _counted(left) + _counted(right)
        case _:
            return 0


def _side_by_side(one: Query, other: Query) -> tuple[tuple[str, ...], tuple[Formula, Formula]]:
    """Return the formulas of two queries over the same free variables, and these."""
    numbers = [
        len(query.variables) if isinstance(query, SetQuery) else None for query in (one, other)
    ]
    if numbers[0] != numbers[1]:
        asked = ["images" if n is None else f"{n} object{'s' * (n > 1)}" for n in numbers]
        raise InputError.of(
            f"one query asks for {asked[0]}, the other for {asked[1]}",
            hint="compare queries of one form",
        )
    variables = tuple(f"a{place}" for place in range(numbers[0] or 0))
    formulas = []
    for query in (one, other):
        own = query.variables if isinstance(query, SetQuery) else ()
        names = dict(zip(own, variables, strict=True))
        formulas.append(rename(query.formula, names, lambda name: f"b{name}"))
    return variables, (formulas[0], formulas[1])


def _named_in_order(formula: Formula) -> Formula:
    """Return a formula in normal form, its variables named in the order of their quantifiers."""
    numbers = count()
    apart = renamed_apart(Sentence(formula)).formula
    return rename(normal_form(apart), {}, lambda _: f"v{next(numbers)}")


@dataclass(frozen=True, slots=True)
class _Example:
    """An image, and what a formula's free variables denote in it, such that it is true."""

    scene: Scene
    assignment: dict[str, int]


def _example(
    variables: tuple[str, ...],
    formula: Formula,
    world: World,
    bound: int | None,
    seconds: float,
) -> _Example | Equivalent | NotDecided:
    """Return an image in which a formula is true of some objects, if there is one."""
    ends = time.monotonic() + seconds
    sentence = Exists(variables, formula) if variables else formula
    finder, enough = Finder(sentence, world), _spoken_of(sentence)
    most = usual_bound(sentence) if bound is None else bound
    undrawn = None
    for size in range(most + 1):
        try:
            for seed in range(_STRUCTURES):
                structure = finder.find(size, seed=seed, seconds=ends - time.monotonic())
                if structure is None:
                    break
                found = _drawn(variables, formula, structure, world, seed, ends)
                if found is not None:
                    return found
                undrawn = size
        except NotSolvedError as error:
            if undrawn is None and bound is None and size > enough:
                return Equivalent(size - 1)
            reason = f"{error}; up to {size - 1} objects there is no difference"
            return NotDecided(_UNDRAWN.format(undrawn) if undrawn is not None else reason)
    if undrawn is not None:
        return NotDecided(_UNDRAWN.format(undrawn))
    if bound is None and enough > most:
        return NotDecided(f"the formulas speak of {enough} objects, and were compared on {most}")
    return Equivalent(most)


_UNDRAWN = (
    "the axioms allow an image in which the formulas differ (number of objects: {}), but no "
    "drawing of it was found"
)


def _drawn(
    variables: tuple[str, ...],
    formula: Formula,
    structure: AbstractStructure,
    world: World,
    seed: int,
    ends: float,
) -> _Example | None:
    rules = world.rules_in(formula)
    scoped = scoped_inwards(formula)
    seconds = min(_DRAWING_SECONDS, ends - time.monotonic())
    for scene in drawings(structure, world, seed=seed, seconds=seconds):
        try:
            seen = world.structure(scene, rules)
            for objects in product(seen.domain, repeat=len(variables)):
                assignment = dict(zip(variables, objects, strict=True))
                if holds(scoped, seen, assignment):
                    return _Example(scene, assignment)
        except NotSolvedError:
            continue  # the rules say nothing definite of this image, so it shows nothing
    return None
