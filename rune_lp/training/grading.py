"""Grading: does a formula mean what a sentence means, whatever its form?"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from rune_lp.equivalence.compare import compare
from rune_lp.equivalence.verdict import Equivalent, NotDecided
from rune_lp.equivalence.world import World
from rune_lp.logic.check import check
from rune_lp.logic.parse import parse_query
from rune_lp.logic.printing import to_text
from rune_lp.logic.scope import atoms
from rune_lp.logic.substitution import with_atoms
from rune_lp.translate.models.naming import named_by_level
from rune_lp.vocabulary import Vocabulary

if TYPE_CHECKING:
    from rune_lp.logic.syntax import Atom, Query

__all__ = ["same_meaning"]

_STAND_INS = {
    1: ("at_border", "elongated", "in_center", "in_top", "in_bottom"),
    2: ("left_of", "inside", "larger", "north_of", "above", "east_of"),
}
"""Built-in relations for the rule-defined ones of a random vocabulary, which no rule defines."""


def same_meaning(
    one: str, other: str, vocabulary: Vocabulary, *, seconds: float = 2.0
) -> bool | None:
    """Say whether two formulas ask the same of every image, or None where that is not decided.

    A predicate that a rule would define is taken to be a built-in relation that neither formula
    names, so what is found to differ does differ; what is found the same is so for that relation.

    Args:
        one: A formula, such as a model's.
        other: Another, such as the wanted one.
        vocabulary: Whose names both use.
        seconds: How long to look for an image that tells them apart.

    Raises:
        InputError: If one of them does not parse or does not check.

    >>> vocabulary = Vocabulary.of(["ship"])
    >>> same_meaning("~(exists x. ship(x))", "forall y. ~ship(y)", vocabulary)
    True
    >>> same_meaning("exists x. ship(x)", "exists>=2 x. ship(x)", vocabulary)
    False
    """
    queries = [check(parse_query(text), vocabulary) for text in (one, other)]
    first, second = (
        to_text(named_by_level(query)) for query in _with_stand_ins(queries, vocabulary)
    )
    classes = tuple(entry.labels[0] for entry in vocabulary.classes())
    return first == second or _compared(first, second, classes, seconds)


def _with_stand_ins(queries: list[Query], vocabulary: Vocabulary) -> list[Query]:
    used = dict.fromkeys(atom.predicate for query in queries for atom in atoms(query.formula))
    names: dict[str, str] = {}
    for name in used:
        entry = vocabulary.predicates[name]
        if entry.kind == "rule":
            free = (
                each for each in _STAND_INS[entry.arity] if each not in {*used, *names.values()}
            )
            names[name] = next(free, name)

    def changed(atom: Atom) -> Atom:
        return replace(atom, predicate=names.get(atom.predicate, atom.predicate))

    return [replace(query, formula=with_atoms(query.formula, changed)) for query in queries]


@lru_cache(maxsize=10_000)
def _compared(one: str, other: str, classes: tuple[str, ...], seconds: float) -> bool | None:
    vocabulary = Vocabulary.of(classes)
    queries = [check(parse_query(text), vocabulary) for text in (one, other)]
    verdict = compare(queries[0], queries[1], World(vocabulary), seconds=seconds)
    return None if isinstance(verdict, NotDecided) else isinstance(verdict, Equivalent)
