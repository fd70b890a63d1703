"""Columns: the catalogue's detections once each, by class, with hulls that are the outlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.bench.columns import Columns, hulls
from rune_lp.catalog import Catalog
from rune_lp.geometry.boxes import Boxes
from rune_lp.vocabulary import predicate_name

if TYPE_CHECKING:
    from pathlib import Path

POINTS = st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=4, max_size=4)


@pytest.fixture(scope="module")
def columns(data: Path) -> Columns:
    return Columns.open(data / "columns")


@pytest.fixture(scope="module")
def catalog(data: Path) -> Catalog:
    return Catalog.open(data / "catalog")


@given(POINTS)
def test_hulls_have_the_outline_of_the_corners_and_turn_one_way(
    points: list[tuple[int, int]],
) -> None:
    outline = shapely.convex_hull(shapely.multipoints(points))
    if outline.geom_type != "Polygon":
        return
    (found,) = hulls(np.array([outline]))
    assert shapely.Polygon(found).equals(outline)
    assert shapely.LinearRing(found).is_ccw


def test_each_detection_is_there_once(columns: Columns, catalog: Catalog) -> None:
    for label, (first, last) in columns.spans.items():
        expected = [
            (place, score)
            for place, scene in enumerate(catalog.scenes())
            for name, score in zip(scene.labels, scene.scores.tolist(), strict=True)
            if predicate_name(name) == label
        ]
        rows = columns.rows
        found = zip(rows["image"][first:last], rows["score"][first:last], strict=True)
        assert sorted((int(i), float(s)) for i, s in found) == sorted(expected)


def test_the_counts_are_those_of_the_catalogue(columns: Columns, catalog: Catalog) -> None:
    counts = catalog.counts_by_image(0.5)
    for place, label in enumerate(catalog.labels):
        assert columns.counts[predicate_name(label)].tolist() == counts[:, place].tolist()


def test_the_sides_are_those_of_the_boxes(columns: Columns, catalog: Catalog) -> None:
    expected = np.concatenate([Boxes.of(scene).lengths for scene in catalog.scenes()])
    assert np.sort(columns.rows["length"]).tolist() == pytest.approx(np.sort(expected).tolist())


def test_the_discs_are_within_and_around_the_outline(columns: Columns) -> None:
    rows = columns.rows
    for center, hull, inner, outer in zip(
        rows["center"], rows["hull"], rows["inner"], rows["outer"], strict=True
    ):
        outline = shapely.Polygon(hull)
        disc = shapely.Point(center)
        assert disc.buffer(0.99 * inner).difference(outline).area < 1e-6
        assert outline.difference(disc.buffer(1.01 * outer)).area < 1e-6
