"""Morphology: the plurals and singulars of English nouns."""

from __future__ import annotations

import re

__all__ = ["plurals", "singulars"]

_IRREGULAR = {
    "aircraft": ("aircraft",),
    "watercraft": ("watercraft",),
    "spacecraft": ("spacecraft",),
    "hovercraft": ("hovercraft",),
    "craft": ("craft",),
    "series": ("series",),
    "sheep": ("sheep",),
    "fish": ("fish",),
    "person": ("people", "persons"),
    "man": ("men",),
    "woman": ("women",),
    "child": ("children",),
    "foot": ("feet",),
    "wharf": ("wharves", "wharfs"),
    "roof": ("roofs",),
    "quay": ("quays",),
    "bus": ("buses", "busses"),
    "gas": ("gases",),
    "stadium": ("stadiums", "stadia"),
    "cactus": ("cacti", "cactuses"),
}
_SINGULAR = {plural: noun for noun, plurals_ in _IRREGULAR.items() for plural in plurals_}


def plurals(noun: str) -> tuple[str, ...]:
    """Return the plural spellings of a singular noun.

    >>> [plurals(noun)[0] for noun in ("ship", "ferry", "quay", "bus", "branch", "aircraft")]
    ['ships', 'ferries', 'quays', 'buses', 'branches', 'aircraft']
    """
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if re.search(r"[^aeiou]y$", noun):
        return (f"{noun[:-1]}ies",)
    if re.search(r"(s|x|z|ch|sh)$", noun):
        return (f"{noun}es",)
    if noun.endswith("man"):
        return (f"{noun[:-3]}men",)
    return (f"{noun}s",)


def singulars(noun: str) -> tuple[str, ...]:
    """Return the singular nouns that a word may be the plural of.

    >>> singulars("ferries"), singulars("ships"), singulars("glass")
    (('ferrie', 'ferry'), ('ship',), ())
    """
    if noun in _SINGULAR:
        return (_SINGULAR[noun],)
    if noun in _IRREGULAR or re.search(r"(ss|us|is)$", noun):
        return ()
    candidates = [noun[:-1], noun[:-2], f"{noun[:-3]}y"] if noun.endswith("s") else []
    return tuple(word for word in candidates if len(word) > 1 and noun in plurals(word))
