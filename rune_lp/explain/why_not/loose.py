"""Lines of facts taken apart: which objects each fact is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rune_lp.rulefiles.facts import FACT_ARITY, FACTS

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["clauses_of", "objects_in"]

_CLAUSE = re.compile(r"(\w+)\(([^)]*)\)\.")


def clauses_of(lines: Iterable[str]) -> dict[tuple[str, str], None]:
    """Return the facts on some lines, each once, as a predicate and the text of its arguments.

    >>> list(clauses_of(["object(0). class(0,ship).", "near(0,1)."]))
    [('object', '0'), ('class', '0,ship'), ('near', '0,1')]
    """
    return dict.fromkeys(clause for line in lines for clause in _CLAUSE.findall(line))


def objects_in(name: str) -> int:
    """Return how many arguments of a fact are objects, the first ones; metres are as pixels.

    >>> objects_in("near"), objects_in("distance_m"), objects_in("gsd")
    (2, 2, 0)
    """
    plain = name if name in FACT_ARITY else name.rpartition("_")[0]
    return FACTS[plain, FACT_ARITY[plain]]
