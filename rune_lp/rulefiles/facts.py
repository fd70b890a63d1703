"""The predicates that the facts of an image bring, which no rule file may define."""

from __future__ import annotations

from typing import TypeAlias

from rune_lp.geometry.attributes import ATTRIBUTES
from rune_lp.geometry.relations import RELATIONS

__all__ = ["FACTS", "FACT_ARITY", "Signature"]

Signature: TypeAlias = tuple[str, int]
"""A predicate's name and its number of arguments; `-p` is the classical negation of `p`."""

FACTS: dict[Signature, int] = {
    ("object", 1): 1,
    ("class", 2): 1,
    ("center", 3): 1,
    **{(name, attribute.arity + 1): attribute.arity for name, attribute in ATTRIBUTES.items()},
    **{(name, relation.arity): relation.arity for name, relation in RELATIONS.items()},
}
"""Each fact predicate, and how many of its arguments, the first ones, are objects.

>>> FACTS["near", 2], FACTS["distance", 3], FACTS["area", 2]
(2, 2, 1)
"""

FACT_ARITY: dict[str, int] = dict(FACTS.keys())
"""The number of arguments of each fact predicate."""
