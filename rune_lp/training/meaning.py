"""Meaning: the formula of a derivation, by the project's own controlled grammar."""

from __future__ import annotations

import re
from functools import lru_cache

from rune_lp.logic.syntax import And, Formula, Iff, Implies, Not, Or, Sentence
from rune_lp.training.derivation import Derivation, canonical_text
from rune_lp.translate import translate
from rune_lp.translate.shipped.linking import SLOTS, Sort, slot_vocabulary

__all__ = ["meaning", "slot_name"]

_JOINED = re.compile(r"\[(and|or|if|xor)\] (.*?); (.*)")


def slot_name(sort: Sort, index: int, plural: bool) -> str:
    """Return the slot that stands for a name, as an English word.

    >>> slot_name("kind", 1, True)
    'kind_bs'
    """
    return SLOTS[sort][index] + ("s" if plural else "")


def meaning(derivation: Derivation) -> Sentence:
    """Return what a derivation means, over slots for its names.

    Raises:
        NotUnderstoodError: If its canonical text is not controlled English: a fault of the book.
    """
    return Sentence(_formula(canonical_text(derivation, slot_name)))


def _formula(text: str) -> Formula:
    joined = _JOINED.fullmatch(text)
    if not joined:
        return _controlled(text)
    connective, left, right = joined.group(1), *map(_controlled, joined.group(2, 3))
    match connective:
        case "and":
            return And((left, right))
        case "or":
            return Or((left, right))
        case "if":
            return Implies(left, right)
        case _:
            return Not(Iff(left, right))


@lru_cache(maxsize=100_000)
def _controlled(text: str) -> Formula:
    query = translate(text, slot_vocabulary()).query
    return query.formula
