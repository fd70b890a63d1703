"""Plain clingo: a flat program as one would write it down, and a control for each image."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from clingo import Control

from rune_lp.bench.cases import LINKS
from rune_lp.bench.contestants.contestant import Contestant
from rune_lp.bench.contestants.plain import NAMED, plain_facts
from rune_lp.catalog import Catalog
from rune_lp.geometry.relations import RELATIONS

if TYPE_CHECKING:
    from pathlib import Path

    from rune_lp.bench.cases import Case
    from rune_lp.bench.contestants.contestant import Started

__all__ = ["PROGRAMS", "ClingoOnEverything", "PlainClingo"]

_EVERY_RELATION = tuple(name for name, each in RELATIONS.items() if each.arity == 2)


def _chain(length: int) -> str:
    names = "ABCDEF"[:length]
    classes = [f"class({name},{label})" for name, label in zip(names, LINKS, strict=False)]
    links = [f"near({one},{other})" for one, other in pairwise(names)]
    return f"satisfied :- {', '.join([*classes, *links])}."


PROGRAMS: dict[str, str] = {
    "one class": "satisfied :- class(X,helicopter).",
    "pair": "satisfied :- class(X,large_vehicle), class(Y,small_vehicle), near(X,Y).",
    "count": """
        satisfied :- class(X,harbor), #count { Y : class(Y,ship), near(Y,X) } >= 3.""",
    "negation": """
        visited(X) :- class(X,harbor), class(Y,ship), near(Y,X).
        satisfied :- class(X,harbor), not visited(X).""",
    "universal": """
        accompanied(X) :- class(X,plane), class(Y,plane), near(Y,X).
        lonely :- class(X,plane), not accompanied(X).
        satisfied :- class(X,plane), not lonely.""",
    "disjunction": """
        place(Y) :- class(Y,swimming_pool).
        place(Y) :- class(Y,tennis_court).
        satisfied :- class(X,small_vehicle), place(Y), next_to(X,Y).""",
    "cone": "satisfied :- class(X,large_vehicle), class(Y,small_vehicle), left_of(X,Y).",
    "numbers": """
        satisfied :- class(X,ship), class(Y,ship), side(X,L), side(Y,M), L > 2 * M,
            distance(X,Y,D), D <= 200.""",
    "count comparison": """
        satisfied :- class(_,harbor), S = #count { Y : class(Y,ship) },
            H = #count { Z : class(Z,harbor) }, S > 2 * H.""",
    "triangle": """
        satisfied :- class(X,ship), class(Y,harbor), class(Z,small_vehicle),
            near(X,Y), near(Y,Z), near(X,Z).""",
    "unsatisfiable": """
        satisfied :- class(X,ship), class(Y,ship), class(Z,ship), near(X,Y), near(Y,Z), near(Z,X),
            left_of(X,Y), left_of(Y,Z), left_of(Z,X).""",
    **{f"chain of {length}": _chain(length) for length in range(2, 7)},
}
"""For each case the rules of `satisfied`."""


class PlainClingo(Contestant):
    """clingo on all facts of the relations that a case names, image by image.

    Attributes:
        always: The relations whose facts it is given besides.
    """

    always: tuple[str, ...] = ()

    def __init__(self, data: Path) -> None:
        self.catalog = Catalog.open(data / "catalog")

    def ask(self, case: Case, started: Started) -> list[str]:
        """Return the images of which a case is true."""
        program = PROGRAMS[case.name]
        named = tuple(dict.fromkeys((*NAMED[case.name], *self.always)))
        shown = "#show satisfied/0. #defined class/2."
        defined = " ".join(f"#defined {name}/{_arity(name)}." for name in named)
        found = []
        for place, scene in enumerate(self.catalog.scenes()):
            started(place)
            control = Control()
            facts = "\n".join(plain_facts(scene, named))
            control.add("base", [], f"{program}\n{shown}\n{defined}\n{facts}")
            control.ground([("base", [])])
            with control.solve(yield_=True) as handle:
                model = handle.model()
                if model is not None and model.symbols(shown=True):
                    found.append(scene.image)
        return sorted(found)


class ClingoOnEverything(PlainClingo):
    """clingo on all facts of every relation of two objects, whatever a case names."""

    always = _EVERY_RELATION


def _arity(name: str) -> int:
    return 3 if name == "distance" else 2
