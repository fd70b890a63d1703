"""The cases as Prolog, in what SWI-Prolog and ProbLog both read."""

from __future__ import annotations

from itertools import pairwise

from rune_lp.bench.cases import LINKS

__all__ = ["PROGRAMS"]


def _chain(length: int) -> str:
    names = "ABCDEF"[:length]
    goals = [f"class(A,{LINKS[0]})"]
    for (one, other), label in zip(pairwise(names), LINKS[1:], strict=False):
        goals += [f"near({one},{other})", f"class({other},{label})"]
    return f"satisfied :- {', '.join(goals)}."


PROGRAMS: dict[str, str] = {
    "one class": "satisfied :- class(_,helicopter).",
    "pair": "satisfied :- class(X,large_vehicle), near(X,Y), class(Y,small_vehicle).",
    "count": """
        moored(X,Y) :- near(X,Y), class(Y,ship).
        satisfied :- class(X,harbor), findall(Y, moored(X,Y), L), length(L,N), N >= 3.""",
    "negation": """
        visited(X) :- near(X,Y), class(Y,ship).
        satisfied :- class(X,harbor), \\+ visited(X).""",
    "universal": """
        accompanied(X) :- near(X,Y), class(Y,plane).
        lonely :- class(X,plane), \\+ accompanied(X).
        flying :- class(_,plane).
        satisfied :- flying, \\+ lonely.""",
    "disjunction": """
        place(Y) :- class(Y,swimming_pool).
        place(Y) :- class(Y,tennis_court).
        satisfied :- class(X,small_vehicle), next_to(X,Y), place(Y).""",
    "cone": "satisfied :- class(X,large_vehicle), left_of(X,Y), class(Y,small_vehicle).",
    "numbers": """
        satisfied :- class(X,ship), side(X,L), distance(X,Y,D), D =< 200, class(Y,ship),
            side(Y,M), L > 2 * M.""",
    "count comparison": """
        satisfied :- class(_,harbor), findall(Y, class(Y,ship), Ss), length(Ss,S),
            findall(Z, class(Z,harbor), Hs), length(Hs,H), S > 2 * H.""",
    "triangle": """
        satisfied :- class(Y,harbor), near(Y,Z), class(Z,small_vehicle), near(Y,X), class(X,ship),
            near(X,Z).""",
    "unsatisfiable": """
        satisfied :- class(X,ship), near(X,Y), left_of(X,Y), class(Y,ship), near(Y,Z),
            left_of(Y,Z), class(Z,ship), near(Z,X), left_of(Z,X).""",
    **{f"chain of {length}": _chain(length) for length in range(2, 7)},
}
"""For each case the clauses of `satisfied`, the goals in the best order to try them."""
