"""The layout of a catalogue's folder: an index, and a file for each column.

`catalog.json` holds what is known of the whole and of each image; `classes.npy`, `scores.npy`,
`corners.npy` and `ids.npy` hold one row for each detection, an image's rows being together. All
are little-endian, whatever wrote them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["COLUMNS", "INDEX", "VERSION", "Column", "is_catalog"]

INDEX = "catalog.json"

VERSION = 1
"""Of the layout; a catalogue of another version is refused."""


class Column(NamedTuple):
    """The type of a column's numbers, and the shape of one row."""

    dtype: str
    shape: tuple[int, ...] = ()


COLUMNS = {
    "classes": Column("<i4"),
    "scores": Column("<f8"),
    "corners": Column("<f8", (4, 2)),
    "ids": Column("<i8"),
}
"""The columns by name; a class is the position of its label among the index's classes."""


def is_catalog(path: Path) -> bool:
    """Return whether a folder is a catalogue, of whatever version, whole or not."""
    return (path / INDEX).is_file()
