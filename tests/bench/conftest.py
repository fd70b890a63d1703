"""A small catalogue in the form of each contestant, and the truth about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from rune_lp.bench.cases import CASES, CHAINS
from rune_lp.bench.columns import write_columns
from rune_lp.bench.generator import images
from rune_lp.bench.population import THRESHOLD
from rune_lp.catalog import Catalog, CatalogWriter
from rune_lp.geometry.profile import Profile
from rune_lp.logic.evaluate import satisfies
from rune_lp.logic.parse import parse_query
from rune_lp.logic.syntax import Sentence
from rune_lp.plan.miniscope import miniscope
from rune_lp.structure import SceneStructure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from rune_lp.scenes import Scene

DRAWN = 400
"""Images that the small catalogue is cut out of."""

OBJECTS = 9
"""Sure objects of one of its images: six variables over them are half a million assignments."""

FOCI = ("harbor", "plane", "helicopter", "tennis-court", "ship", "small-vehicle")


def cut(scene: Scene, focus: str) -> Scene | None:
    """The sure objects about the first one of a class, and some that are not sure."""
    sure = np.flatnonzero(scene.scores >= THRESHOLD)
    wanted = [row for row in sure.tolist() if scene.labels[row] == focus]
    if not wanted:
        return None
    centers = scene.corners.mean(axis=1)
    away = np.hypot(*(centers[sure] - centers[wanted[0]]).T)
    about = sure[np.argsort(away, kind="stable")[:OBJECTS]]
    unsure = np.flatnonzero(scene.scores < THRESHOLD)[:4]
    return scene.rows(np.sort(np.concatenate([about, unsure])))


def small_scenes() -> Iterator[Scene]:
    for number, scene in enumerate(images(5, DRAWN)):
        if not len(scene):
            yield scene
        found = cut(scene, FOCI[number % len(FOCI)])
        if found is not None:
            yield found


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small catalogue, its columns, and its database where DuckDB is installed."""
    folder = tmp_path_factory.mktemp("bench") / "data"
    with CatalogWriter(folder / "catalog") as writer:
        for scene in small_scenes():
            writer.add(scene)
    write_columns(Catalog.open(folder / "catalog"), folder / "columns")
    return folder


@pytest.fixture(scope="session")
def truth(data: Path) -> Mapping[str, list[str]]:
    """For each case the images of which it is true, by the reference evaluator."""
    structures = [
        SceneStructure(scene, Profile(), THRESHOLD)
        for scene in Catalog.open(data / "catalog").scenes()
    ]
    found = {}
    for case in dict.fromkeys((*CASES, *CHAINS)):
        query = Sentence(miniscope(parse_query(case.fol).formula))
        found[case.name] = [s.scene.image for s in structures if satisfies(query, s)]
    return found
