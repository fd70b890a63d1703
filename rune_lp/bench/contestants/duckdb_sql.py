"""DuckDB: the best SQL written by hand for each question, over a database file, on one thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import numpy as np

from rune_lp.bench.columns import Columns
from rune_lp.bench.contestants.contestant import Contestant
from rune_lp.bench.contestants.sql import QUESTIONS

if TYPE_CHECKING:
    from pathlib import Path

    from rune_lp.bench.cases import Case
    from rune_lp.bench.contestants.contestant import Started

__all__ = ["FILE", "DuckdbSql", "write_database"]

FILE = "objects.duckdb"
"""The database in the folder of a data set."""

_BATCH = 1 << 20
"""Rows that are inserted at once."""


def write_database(folder: Path) -> None:
    """Write the columns of a folder (see `columns`) to a database beside them.

    Its table `object` is ordered by class and image, and `counts` has a column for each class.
    """
    columns = Columns.open(folder / "columns")
    unfinished = folder / f".{FILE}"
    unfinished.unlink(missing_ok=True)
    with duckdb.connect(str(unfinished)) as connection:
        _quiet(connection)
        labels = ", ".join(f"'{label}'" for label in columns.spans)
        connection.execute(f"CREATE TYPE label AS ENUM ({labels})")
        numbers = "score length area cx cy x_min y_min x_max y_max inside around"
        corners = [f"{axis}{corner}" for corner in range(4) for axis in "xy"]
        doubles = ", ".join(f"{name} DOUBLE" for name in [*numbers.split(), *corners])
        connection.execute(
            f"CREATE TABLE object (class label, id BIGINT, image INTEGER, {doubles})"
        )
        for label, (first, last) in columns.spans.items():
            for start in range(first, last, _BATCH):
                part = _part(columns, start, min(start + _BATCH, last))
                connection.register("part", part)
                connection.execute(f"INSERT INTO object SELECT '{label}', * FROM part")  # noqa: S608
                connection.unregister("part")
        index = {"image": np.arange(len(columns.names)), **columns.counts}
        connection.register("part", index)
        connection.execute("CREATE TABLE counts AS SELECT * FROM part")
    unfinished.rename(folder / FILE)


def _quiet(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep a connection to one thread, and from drawing a progress bar on standard output."""
    connection.execute("SET threads = 1")
    connection.execute("SET enable_progress_bar = false")


def _part(columns: Columns, start: int, end: int) -> dict[str, object]:
    rows = {name: np.asarray(column[start:end]) for name, column in columns.rows.items()}
    scalars = {
        "id": np.arange(start, end),
        **{name: rows[name] for name in ("image", "score", "length", "area")},
    }
    flat = np.hstack([rows["center"], rows["bounds"]])
    discs = {name: rows[name] for name in ("inner", "outer")}
    hull = rows["hull"].reshape(-1, 8)
    return {
        **scalars,
        **{f"place{k}": np.ascontiguousarray(flat[:, k]) for k in range(6)},
        **discs,
        **{f"corner{k}": np.ascontiguousarray(hull[:, k]) for k in range(8)},
    }


class DuckdbSql(Contestant):
    """DuckDB over a database file, opened for reading."""

    def __init__(self, data: Path) -> None:
        self.names = np.load(data / "columns" / "names.npy")
        self.connection = duckdb.connect(str(data / FILE), read_only=True)
        _quiet(self.connection)

    def ask(self, case: Case, started: Started) -> list[str]:
        """Return the images of which a case is true."""
        del started
        found = self.connection.execute(QUESTIONS[case.name]).fetchnumpy()["image"]
        return [str(name) for name in self.names[np.unique(np.asarray(found, dtype=np.int64))]]

    def close(self) -> None:
        """Close the database."""
        self.connection.close()
