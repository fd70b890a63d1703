"""Names that the vocabulary does not have, read as the nearest that it has, and said so."""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.logic.substitution import with_atoms
from rune_lp.logic.syntax import Atom, Formula, Or
from rune_lp.spelling import spelling_key
from rune_lp.translate.controlled.morphology import singulars

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rune_lp.logic.syntax import Query
    from rune_lp.translate.candidate import Embedder
    from rune_lp.vocabulary import Predicate, Vocabulary

__all__ = ["with_known_names"]

_ALIKE = 0.8
"""How alike two spellings are that are taken for one: difflib's ratio."""

_SYNONYMOUS = 0.6
"""The cosine of words that are taken to mean the same."""


def with_known_names(
    query: Query, vocabulary: Vocabulary, embedder: Embedder | None = None
) -> tuple[Query, tuple[str, ...]]:
    """Return a query with known predicates for unknown ones, and a note on each.

    A synonym comes first, then the nearest spelling, then the nearest meaning. A synonym of
    several predicates means any of them. What has none of these stays, for the check to refuse.

    Args:
        query: A parsed query.
        vocabulary: What names are known.
        embedder: What knows the meanings of words, if anything does.

    >>> from rune_lp.logic.parse import parse_query
    >>> from rune_lp.logic.printing import to_text
    >>> from rune_lp.vocabulary import ClassNote, Vocabulary
    >>> vocabulary = Vocabulary.of(["ship", "harbor"], [ClassNote("ship", ("boat",))])
    >>> query, notes = with_known_names(parse_query("exists x. boats(x) & harbour(x)"), vocabulary)
    >>> to_text(query)
    'exists x. ship(x) & harbor(x)'
    >>> notes
    ("'boats' is read as ship", "'harbour' is read as harbor")
    """
    read: dict[str, str] = {}

    def known(atom: Atom) -> Formula:
        name, arity = atom.predicate, len(atom.arguments)
        if vocabulary.predicate(name) or vocabulary.attribute(name):
            return atom
        pool = {n: entry for n, entry in vocabulary.predicates.items() if entry.arity == arity}
        found = _nearest(name, pool, embedder)
        if not found:
            return atom
        read[name] = f"'{name}' is read as {' or '.join(found)}"
        atoms = tuple(replace(atom, predicate=each) for each in found)
        return atoms[0] if len(atoms) == 1 else Or(atoms, atom.span)

    formula = with_atoms(query.formula, known)
    return replace(query, formula=formula), tuple(read.values())


def _nearest(
    name: str, pool: Mapping[str, Predicate], embedder: Embedder | None
) -> tuple[str, ...]:
    spellings = {spelling_key(word): word for word in (name, *singulars(name))}
    words: dict[str, list[str]] = {}
    for entry in pool.values():
        for word in (entry.name, *entry.synonyms):
            words.setdefault(spelling_key(word), []).append(entry.name)
    for key in spellings:
        if key in words:
            return tuple(sorted(set(words[key])))
    alike = difflib.get_close_matches(spelling_key(name), words, n=1, cutoff=_ALIKE)
    if alike:
        return tuple(sorted(set(words[alike[0]])))
    return _meant(name, pool, embedder) if embedder and pool else ()


def _meant(name: str, pool: Mapping[str, Predicate], embedder: Embedder) -> tuple[str, ...]:
    names = sorted(pool)
    spoken = [each.replace("_", " ") for each in (name, *names)]
    vectors = np.asarray(embedder.embed(spoken), dtype=np.float64)
    lengths = np.linalg.norm(vectors, axis=1)
    cosines = vectors[1:] @ vectors[0] / np.maximum(lengths[1:] * lengths[0], 1e-12)
    best = int(cosines.argmax())
    return (names[best],) if cosines[best] >= _SYNONYMOUS else ()
