"""The benchmark's questions, as formulas; each contestant has its own way of asking them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

__all__ = ["CASES", "CHAINS", "LINKS", "Case", "case_named"]


@dataclass(frozen=True, slots=True)
class Case:
    """A question of the benchmark.

    Attributes:
        name: What it is called in tables.
        fol: Its formula; false of an image without objects.
        variables: How many variables the formula has.
    """

    name: str
    fol: str
    variables: int


LINKS = ("ship", "ship", "harbor", "harbor", "ship", "ship")
"""The classes of a chain's objects."""


def _chain(length: int) -> Case:
    """Return the chain of so many objects of the classes in `LINKS`, each near the next.

    >>> _chain(3).fol
    'exists a b c. ship(a) & ship(b) & harbor(c) & near(a, b) & near(b, c)'
    """
    names = "abcdef"[:length]
    classes = [f"{label}({name})" for label, name in zip(LINKS, names, strict=False)]
    links = [f"near({one}, {two})" for one, two in pairwise(names)]
    body = " & ".join([*classes, *links])
    return Case(f"chain of {length}", f"exists {' '.join(names)}. {body}", length)


CHAINS = tuple(_chain(length) for length in range(2, 7))
"""Chains of two to six objects: what the growth along variables is measured with."""

CASES = (
    Case("one class", "exists x. helicopter(x)", 1),
    Case("pair", "exists x y. large_vehicle(x) & small_vehicle(y) & near(x, y)", 2),
    Case(
        "count",
        "exists x. harbor(x) & (exists>=3 y. ship(y) & near(y, x))",
        2,
    ),
    Case(
        "negation",
        "exists x. harbor(x) & ~(exists y. ship(y) & near(y, x))",
        2,
    ),
    Case(
        "universal",
        "(exists x. plane(x)) & (forall x. plane(x) -> (exists y. plane(y) & near(y, x)))",
        3,
    ),
    Case(
        "disjunction",
        "exists x y. small_vehicle(x) & (swimming_pool(y) | tennis_court(y)) & next_to(x, y)",
        2,
    ),
    Case(
        "cone",
        "exists x y. large_vehicle(x) & small_vehicle(y) & left_of(x, y)",
        2,
    ),
    Case(
        "numbers",
        "exists x y. ship(x) & ship(y) & length(x) > 2 * length(y) & distance(x, y) <= 20",
        2,
    ),
    Case(
        "count comparison",
        "(exists x. harbor(x)) & count(y: ship(y)) > 2 * count(z: harbor(z))",
        3,
    ),
    Case(
        "triangle",
        "exists x y z. ship(x) & harbor(y) & small_vehicle(z) "
        "& near(x, y) & near(y, z) & near(x, z)",
        3,
    ),
    CHAINS[2],
    CHAINS[4],
    Case(
        "unsatisfiable",
        "exists x y z. ship(x) & ship(y) & ship(z) "
        "& near(x, y) & near(y, z) & near(z, x) "
        "& left_of(x, y) & left_of(y, z) & left_of(z, x)",
        3,
    ),
)
"""The questions; the last one is true of no image, though every two of its parts are."""


def case_named(name: str) -> Case:
    """Return the case of a name.

    >>> case_named("pair").variables
    2
    """
    return next(case for case in (*CASES, *CHAINS) if case.name == name)
