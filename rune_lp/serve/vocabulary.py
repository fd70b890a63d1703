"""What the page knows of the names that a question may use, and questions to begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rune_lp import __version__
from rune_lp.errors import InputError
from rune_lp.quantities import DIMENSIONS
from rune_lp.translate.phrases import Noun, spoken
from rune_lp.vocabulary import predicate_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rune_lp.serve.service import Service
    from rune_lp.vocabulary import Predicate, Vocabulary

__all__ = ["catalog_json"]

EXAMPLES = (
    "{a} near {an_b}",
    "{an_b} with at least two {as_} near it",
    "at least three {as_}",
    "every {a_} is near another {a_}",
    "{an_b} with no {as_} near it",
    "more {as_} than {bs}",
)
"""Questions about two classes."""

MOST_CLASSES = 30
"""Of the classes with the most objects, those that examples are about are chosen."""


def catalog_json(service: Service) -> dict[str, Any]:
    """Return what the page says of a catalogue and of the names that it is asked by."""
    catalog, asker = service.catalog, service.asker
    vocabulary = asker.world.vocabulary
    return {
        "version": __version__,
        "name": catalog.path.resolve().name,
        "images": len(catalog),
        "objects": int(catalog.row_counts.sum()),
        "min_score": asker.world.min_score,
        "floor": catalog.floor,
        "translator": asker.translator,
        "solver": asker.solver.name,
        "time_limit": service.time_limit,
        "examples": list(_examples(service)),
        "classes": list(_classes(service)),
        "relations": [_predicate(entry) for entry in _of_kind(vocabulary, "relation")],
        "rules": [
            {**_predicate(entry), "because": entry.because}
            for entry in _of_kind(vocabulary, "rule")
        ],
        "attributes": [
            {
                "name": one.name,
                "arity": one.arity,
                "gloss": one.gloss,
                "units": list(DIMENSIONS[one.dimension].units),
            }
            for one in vocabulary.attributes.values()
        ],
    }


def _of_kind(vocabulary: Vocabulary, kind: str) -> list[Predicate]:
    found = [entry for entry in vocabulary.predicates.values() if entry.kind == kind]
    return sorted(found, key=lambda entry: entry.name)


def _predicate(entry: Predicate) -> dict[str, Any]:
    return {
        "name": entry.name,
        "arity": entry.arity,
        "gloss": entry.gloss,
        "synonyms": list(entry.synonyms),
        "arguments": list(entry.arguments),
    }


def _classes(service: Service) -> Iterator[dict[str, Any]]:
    """Yield the classes, those of a rule's name too, by how many objects they have."""
    counts = service.catalog.class_counts
    entries = service.asker.world.vocabulary.predicates.values()
    labelled = [entry for entry in entries if entry.labels]
    sizes = {entry.name: sum(counts[label] for label in entry.labels) for entry in labelled}
    for entry in sorted(labelled, key=lambda entry: (-sizes[entry.name], entry.name)):
        yield {
            "name": entry.name,
            "labels": list(entry.labels),
            "spoken": spoken(entry.labels[0], predicate_name(entry.labels[0])),
            "count": sizes[entry.name],
            "synonyms": list(entry.synonyms),
        }


def _examples(service: Service) -> Iterator[str]:
    """Yield questions about two classes that go together, as far as they are understood."""
    pair = _companions(service)
    if pair is None:
        return
    one, other = (Noun(spoken(label, predicate_name(label))) for label in pair)
    for example in EXAMPLES:
        sentence = example.format(
            a=one.an, a_=one.singular, as_=one.plural, an_b=other.an, bs=other.plural
        )
        try:
            service.asker.sentence(sentence)
        except InputError:
            continue
        yield sentence


def _companions(service: Service) -> tuple[str, str] | None:
    """Return two classes that are often in the same images, the one that there are more of first.

    They are those of the largest cosine between the images that have the one and the other; where
    there is only one class with objects, it is both.
    """
    counts = service.catalog.class_counts
    labels = sorted(counts, key=lambda label: (-counts[label], label))[:MOST_CLASSES]
    labels = [label for label in labels if counts[label]]
    if len(labels) < 2:
        return (labels[0], labels[0]) if labels else None
    found = service.catalog.counts_by_image(service.asker.world.min_score, labels) > 0
    having = found.astype(np.float64)
    norms = np.maximum(1.0, np.sqrt(having.sum(axis=0)))
    cosines = np.triu((having.T @ having) / np.outer(norms, norms), k=1)
    first, second = np.unravel_index(int(cosines.argmax()), cosines.shape)
    if not cosines[first, second]:
        return labels[0], labels[1]
    return labels[int(first)], labels[int(second)]
