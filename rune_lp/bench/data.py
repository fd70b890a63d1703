"""The data of a benchmark's point: one generated catalogue, in the form of each contestant."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from rune_lp.bench.columns import write_columns
from rune_lp.bench.generator import VERSION, images
from rune_lp.catalog import Catalog, CatalogWriter

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["DataSet", "prepared"]


@dataclass(frozen=True, slots=True)
class DataSet:
    """A generated catalogue: its seed, its size, and how many sure objects an image has.

    `objects` is None for as many as real images have.

    >>> DataSet(1, 1000).name, DataSet(1, 100, 400).name
    ('images-1000-seed-1-v3', 'images-100-objects-400-seed-1-v3')
    """

    seed: int
    images: int
    objects: int | None = None

    @property
    def name(self) -> str:
        """The folder's name."""
        objects = "" if self.objects is None else f"-objects-{self.objects}"
        return f"images-{self.images}{objects}-seed-{self.seed}-v{VERSION}"


def prepared(data: DataSet, folder: Path) -> Path:
    """Return the place of a data set, made unless it is there.

    It holds a catalogue, `columns` (see `columns`), and a DuckDB database where DuckDB is
    installed. What is there under its name is whole.
    """
    place = folder / data.name
    if not place.is_dir():
        _make(data, folder / f".{data.name}").rename(place)
    if find_spec("duckdb") is not None:
        from rune_lp.bench.contestants.duckdb_sql import FILE, write_database

        if not (place / FILE).exists():
            write_database(place)
    return place


def _make(data: DataSet, place: Path) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    with CatalogWriter(place / "catalog", [data.name]) as writer:
        for scene in images(data.seed, data.images, data.objects):
            writer.add(scene)
    write_columns(Catalog.open(place / "catalog"), place / "columns")
    return place
