"""What the hand-written rivals open: a catalogue's detections as columns, class by class.

Everything about one object that a database would keep in its table is computed beforehand (hull,
sides, centre), and how many objects each image has of each class is an index. Nothing about two
objects is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from rune_lp.bench.population import THRESHOLD
from rune_lp.geometry.boxes import Boxes
from rune_lp.scenes import Scene
from rune_lp.vocabulary import predicate_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from rune_lp.catalog import Catalog

__all__ = ["COLUMNS", "Columns", "hulls", "write_columns"]

COLUMNS: dict[str, tuple[str, tuple[int, ...]]] = {
    "image": ("<i4", ()),
    "score": ("<f8", ()),
    "length": ("<f8", ()),
    "area": ("<f8", ()),
    "center": ("<f8", (2,)),
    "bounds": ("<f8", (4,)),
    "inner": ("<f8", ()),
    "outer": ("<f8", ()),
    "hull": ("<f8", (4, 2)),
}
"""The type of each column and the shape of one row; see `Columns`."""

_BATCH = 1000
"""Images at once, so that memory does not grow with their number."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Detections as columns mapped into memory, one row each, ordered by class, then by image.

    Attributes:
        names: The images' names; a column holds positions in them.
        spans: The first row of each class and the one after its last, by predicate name.
        counts: How many detections of at least `THRESHOLD` each image has, by predicate name.
        rows: The columns: `image`; `score`; `length` and `area`; `center`; `bounds`, the least
            and greatest x and y; `hull`, four corners counter-clockwise (y up), a triangle's last
            one twice.
    """

    names: NDArray[np.str_]
    spans: Mapping[str, tuple[int, int]]
    counts: Mapping[str, NDArray[np.int64]]
    rows: Mapping[str, NDArray[Any]]

    @classmethod
    def open(cls, folder: Path) -> Columns:
        """Return the columns that `write_columns` wrote."""
        spans = json.loads((folder / "spans.json").read_text(encoding="utf-8"))
        counts = np.load(folder / "counts.npy")
        return cls(
            np.load(folder / "names.npy"),
            {label: (first, last) for label, (first, last) in spans.items()},
            {label: counts[:, place] for place, label in enumerate(spans)},
            {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in COLUMNS},
        )


def write_columns(catalog: Catalog, folder: Path) -> None:
    """Write a catalogue's columns to a folder, which is made.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from rune_lp.bench.generator import images
    >>> from rune_lp.catalog import Catalog, CatalogWriter
    >>> folder = Path(tempfile.mkdtemp())
    >>> with CatalogWriter(folder / "x.catalog") as writer:
    ...     for scene in images(1, 3):
    ...         writer.add(scene)
    >>> write_columns(Catalog.open(folder / "x.catalog"), folder / "columns")
    >>> Columns.open(folder / "columns").names.tolist()
    ['0000000', '0000001', '0000002']
    """
    folder.mkdir(parents=True)
    ends = np.cumsum([catalog.class_counts[label] for label in catalog.labels])
    starts = np.concatenate([[0], ends]).astype(np.int64)
    predicates = [predicate_name(label) for label in catalog.labels]
    spans = {
        label: (int(first), int(last))
        for label, first, last in zip(predicates, starts[:-1], starts[1:], strict=True)
    }
    (folder / "spans.json").write_text(json.dumps(spans), encoding="utf-8")
    np.save(folder / "names.npy", np.array(catalog.images))
    written = {
        name: np.lib.format.open_memmap(
            folder / f"{name}.npy", mode="w+", dtype=dtype, shape=(int(starts[-1]), *shape)
        )
        for name, (dtype, shape) in COLUMNS.items()
    }
    counts = np.zeros((len(catalog), len(catalog.labels)), dtype=np.int64)
    free = starts[:-1].copy()
    for first, batch in _batches(catalog):
        columns, classes = _columns(batch, first)
        order = np.argsort(classes, kind="stable")
        sizes = np.bincount(classes, minlength=len(free))
        within = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        place = np.repeat(free, sizes) + within
        free += sizes
        for name, values in columns.items():
            written[name][place] = values[order]
        sure = columns["score"] >= THRESHOLD
        np.add.at(counts, (columns["image"][sure], classes[sure]), 1)
    for column in written.values():
        column.flush()
    np.save(folder / "counts.npy", counts)


def _batches(catalog: Catalog) -> Iterator[tuple[int, tuple[Scene, ...]]]:
    scenes = catalog.scenes()
    for first in range(0, len(catalog), _BATCH):
        yield first, tuple(islice(scenes, _BATCH))


def _columns(scenes: tuple[Scene, ...], first: int) -> tuple[dict[str, NDArray[Any]], Any]:
    """Return the columns of some scenes, and their rows' classes."""
    together = Scene(
        image="",
        class_names=scenes[0].class_names,
        class_index=np.concatenate([scene.class_index for scene in scenes]),
        scores=np.concatenate([scene.scores for scene in scenes]),
        corners=np.concatenate([scene.corners for scene in scenes]),
        ids=np.arange(sum(map(len, scenes)), dtype=np.int64),
        width=0.0,
        height=0.0,
        size_known=False,
    )
    boxes = Boxes.of(together)
    outlines = hulls(boxes.polygons)
    centers = shapely.points(boxes.centers)
    reaches = np.hypot(*(outlines - boxes.centers[:, None]).transpose(2, 0, 1))
    columns = {
        "image": np.repeat(first + np.arange(len(scenes)), [len(scene) for scene in scenes]),
        "score": boxes.scores,
        "length": boxes.lengths,
        "area": boxes.areas,
        "center": boxes.centers,
        "bounds": boxes.bounds,
        "inner": shapely.distance(shapely.boundary(boxes.polygons), centers),
        "outer": reaches.max(axis=1),
        "hull": outlines,
    }
    return columns, together.class_index


def hulls(polygons: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the corners (n, 4, 2) of convex polygons of three or four corners.

    They go counter-clockwise where y goes up; one corner of a triangle comes twice.

    >>> hulls(np.array([shapely.Polygon([(0, 0), (4, 0), (0, 2)])]))[0].tolist()
    [[0.0, 0.0], [4.0, 0.0], [0.0, 2.0], [0.0, 2.0]]
    """
    points, of_polygon = shapely.get_coordinates(polygons, return_index=True)
    first = np.searchsorted(of_polygon, np.arange(len(polygons)))
    corners = np.diff(first, append=len(points)) - 1
    found = points[first[:, None] + np.minimum(np.arange(4), corners[:, None] - 1)]
    one, other = found[:, 1] - found[:, 0], found[:, 2] - found[:, 1]
    clockwise = one[:, 0] * other[:, 1] < one[:, 1] * other[:, 0]
    found[clockwise] = found[clockwise, ::-1]
    return np.asarray(found)
