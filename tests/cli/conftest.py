"""Small catalogues for the verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rune_lp.catalog import CatalogWriter
from rune_lp.scenes import Scene

if TYPE_CHECKING:
    from pathlib import Path

GSD = 0.5
"""The ground sample distance of the image P1, in m per px; the others have none."""


def box(x: float, y: float, width: float = 20, height: float = 10) -> list[tuple[float, float]]:
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def scene(name: str, *objects: tuple[str, float, float, float], gsd: float | None = None) -> Scene:
    """An image of 400 x 200 px with boxes of 20 x 10 px: label, score, left, top."""
    labels = [label for label, *_ in objects]
    scores = [score for _, score, *_ in objects]
    corners = [box(x, y) for *_, x, y in objects]
    return Scene.of(name, labels, scores, corners, width=400, height=200, gsd=gsd)


SCENES = (
    # A harbour with two ships at 5.0 and 10.0 px, near it; a third is far from it.
    scene(
        "P1",
        ("harbor", 0.9, 100, 100),
        ("ship", 0.8, 125, 100),
        ("ship", 0.7, 70, 100),
        ("ship", 0.95, 300, 100),
        gsd=GSD,
    ),
    # The same with worse scores and one ship near; the other is below the threshold of 0.5.
    scene(
        "P2 été",
        ("harbor", 0.6, 100, 100),
        ("ship", 0.55, 125, 100),
        ("ship", 0.3, 70, 100),
    ),
    # One plane, and no ship above the threshold.
    scene("P3", ("plane", 0.75, 10, 10), ("ship", 0.4, 200, 100)),
    scene("P4"),
)


@pytest.fixture(scope="session")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("catalogs") / "some.catalog"
    with CatalogWriter(path) as writer:
        for each in SCENES:
            writer.add(each)
    return path


@pytest.fixture(scope="session")
def odd_catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue whose labels and names are as odd as those of real files can be."""
    path = tmp_path_factory.mktemp("catalogs") / "odd catalogue.catalog"
    with CatalogWriter(path) as writer:
        writer.add(
            scene(
                'a "quoted" <b>name</b> [bold]',
                ("船", 1.0, 0, 0),
                ("Größe's", 0.0, 25, 0),
                ('say "hi"\\', 1.0, 50, 0),
                ("[red]<i>&amp;", 0.5, 75, 0),
            )
        )
    return path


@pytest.fixture(scope="session")
def empty_catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue without images, and so without classes."""
    path = tmp_path_factory.mktemp("catalogs") / "empty.catalog"
    with CatalogWriter(path):
        pass
    return path
