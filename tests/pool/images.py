"""Catalogues and questions for the searches by workers."""

from __future__ import annotations

import numpy as np

from rune_lp.asp.question import make_question
from rune_lp.catalog import Catalog, CatalogWriter
from rune_lp.logic.parse import parse_query
from rune_lp.rulefiles.library import load_rule_files
from rune_lp.scenes import Scene
from rune_lp.search import Search

EXPLODING = (
    "forall x y z. ship(x) & ship(y) & ship(z) & larger(x, y) & far(y, z) -> between(x, y, z)"
)
"""A question whose grounding has as many rules as a large image has triples of ships."""


def scattered(image: str, ships: int, *, seed: int = 0) -> Scene:
    """An image with ships and half as many harbours at random places, of random sizes."""
    random = np.random.default_rng(seed)
    labels = ["ship"] * ships + ["harbor"] * (ships // 2)
    low = random.uniform(0, 3000, (len(labels), 2))
    high = low + random.uniform(5, 60, (len(labels), 2))
    (left, top), (right, bottom) = low.T, high.T
    corners = np.stack([left, top, right, top, right, bottom, left, bottom], axis=1)
    scores = random.uniform(0.3, 1.0, len(labels))
    return Scene.of(image, labels, scores, corners, width=3100, height=3100)


def write_catalog(path, scenes) -> Catalog:
    with CatalogWriter(path) as writer:
        for scene in scenes:
            writer.add(scene)
    return Catalog.open(path)


def search_of(text: str, catalog: Catalog, **options) -> Search:
    library = load_rule_files()
    question = make_question(parse_query(text), library.vocabulary(catalog.labels), library)
    return Search(question, library, **options)


def outcome_of(result) -> tuple[object, ...]:
    """Return all that a result says, to be compared."""
    answer = result.answer
    if answer is None:
        return result.scene.image, result.failure
    assert np.array_equal(answer.subject.scene.ids, result.scene.at_least(0.5).ids)
    told = (answer.degree, answer.count, answer.exact, answer.assignments)
    scopes = (answer.extensions, answer.defined)
    return result.scene.image, answer.satisfied, told, scopes
