"""A catalogue: many scenes on disk, opened without reading their detections."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rune_lp.catalog.layout import COLUMNS, INDEX, VERSION
from rune_lp.errors import InputError, Place
from rune_lp.scenes.block import Block
from rune_lp.scenes.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

__all__ = ["Catalog", "ImageEntry"]

REMEDY = "make it anew with rune-lp index"


@dataclass(frozen=True, slots=True)
class ImageEntry:
    """What a catalogue's index says of one image; as in `Scene`, and where its rows are."""

    name: str
    offset: int
    count: int
    width: float
    height: float
    size_known: bool
    gsd: float | None
    north: float | None
    path: str | None


@dataclass(frozen=True, slots=True)
class Catalog:
    """Many scenes on disk. Open it with `Catalog.open`.

    Attributes:
        path: Its folder.
        labels: The classes of its sources, those without a detection too, sorted.
        class_counts: How many detections each of them has, at whatever score.
        entries: What is known of each image without its detections, by name, sorted.
        floor: The lowest score of a detection, or None if there is no detection.
        faults: How many faults its sources had.
        sources: What it was made from.

    >>> import tempfile
    >>> from rune_lp.catalog import CatalogWriter
    >>> path = Path(tempfile.mkdtemp()) / "x.catalog"
    >>> box = [(0, 0), (4, 0), (4, 2), (0, 2)]
    >>> with CatalogWriter(path) as writer:
    ...     writer.add(Scene.of("P1", ["ship", "ship"], [0.2, 0.9], [box, box]))
    >>> catalog = Catalog.open(path)
    >>> catalog.images, catalog.labels, dict(catalog.class_counts), catalog.floor
    (('P1',), ('ship',), {'ship': 2}, 0.2)
    >>> catalog.scene("P1", min_score=0.5).ids.tolist()
    [1]
    """

    path: Path
    labels: tuple[str, ...]
    class_counts: Mapping[str, int]
    entries: Mapping[str, ImageEntry]
    floor: float | None
    faults: int
    sources: tuple[str, ...]
    _columns: Mapping[str, NDArray[Any]] = field(repr=False)
    _ranks: NDArray[np.int32] = field(repr=False)

    @classmethod
    def open(cls, path: Path | str) -> Catalog:
        """Return the catalogue in a folder, its columns mapped into memory, not read.

        Raises:
            InputError: There is none, or it is damaged or of another version.
        """
        folder = Path(path)
        index = _index(folder)
        try:
            rows = int(index["rows"])
            counts = {entry["name"]: int(entry["count"]) for entry in index["classes"]}
            images = {entry["name"]: ImageEntry(**entry) for entry in index["images"]}
            labels = tuple(sorted(counts))
            rank = {name: position for position, name in enumerate(labels)}
            catalog = cls(
                path=folder,
                labels=labels,
                class_counts={name: counts[name] for name in labels},
                entries=images,
                floor=index["floor"],
                faults=int(index["faults"]),
                sources=tuple(index["sources"]),
                _columns={name: _column(folder, name, rows) for name in COLUMNS},
                _ranks=np.array([rank[name] for name in counts], dtype=np.int32),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise _unusable(folder / INDEX, f"lacks what an index holds: {error}") from None
        if _rows_in_a_row(images.values()) != rows:
            raise _unusable(folder / INDEX, "gives the images other rows than the columns have")
        return catalog

    @property
    def images(self) -> tuple[str, ...]:
        """The images' names, sorted."""
        return tuple(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __contains__(self, image: object) -> bool:
        return image in self.entries

    def scene(self, image: str, min_score: float = 0.0) -> Scene:
        """Return an image's detections with `score >= min_score`.

        Its `class_names` are all the labels of the catalogue.

        Raises:
            InputError: The catalogue has no such image.
        """
        entry = self.entries.get(image)
        if entry is None:
            near = difflib.get_close_matches(image, self.entries, n=3, cutoff=0.6)
            hint = f"did you mean {', '.join(near)}?" if near else f"it has {len(self)} images"
            raise InputError.of(f"has no image {image!r}", Place(str(self.path)), hint=hint)
        rows = slice(entry.offset, entry.offset + entry.count)
        scene = Scene(
            image=entry.name,
            class_names=self.labels,
            class_index=self._ranks[self._columns["classes"][rows]],
            scores=np.array(self._columns["scores"][rows], dtype=np.float64),
            corners=np.array(self._columns["corners"][rows], dtype=np.float64),
            ids=np.array(self._columns["ids"][rows], dtype=np.int64),
            width=entry.width,
            height=entry.height,
            size_known=entry.size_known,
            gsd=entry.gsd,
            north=entry.north,
            path=entry.path,
        )
        return scene.at_least(min_score) if min_score > 0 else scene

    def scenes(self, min_score: float = 0.0) -> Iterator[Scene]:
        """Yield the scenes of all images, sorted by name."""
        for image in self.entries:
            yield self.scene(image, min_score)

    def blocks(
        self, min_score: float = 0.0, labels: Collection[str] | None = None, max_rows: int = 200_000
    ) -> Iterator[Block]:
        """Yield all images in blocks."""
        yield Block.of(self.scenes(min_score))

    def counts_by_image(self, min_score: float = 0.0) -> NDArray[np.int64]:
        """Return how many detections with `score >= min_score` each image has of each class.

        Returns:
            Counts, int64 (images, labels), in the order of `images` and of `labels`. One pass
            over two columns, without making scenes: what excludes images before any solving.
        """
        spans = [(entry.offset, entry.count) for entry in self.entries.values()]
        offsets, lengths = np.array(spans, dtype=np.int64).reshape(-1, 2).T
        # An image with no rows has the offset of the one after it; it takes none either way.
        stored = np.argsort(offsets)
        image_of_row = np.repeat(stored, lengths[stored])
        kept = np.flatnonzero(self._columns["scores"] >= min_score)
        class_of_row = self._ranks[self._columns["classes"][kept]]
        shape = len(self), len(self.labels)
        cells = image_of_row[kept] * shape[1] + class_of_row
        return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)


def _rows_in_a_row(entries: Iterable[ImageEntry]) -> int | None:
    end = 0
    for entry in sorted(entries, key=lambda entry: (entry.offset, entry.count)):
        if entry.offset != end or entry.count < 0:
            return None
        end += entry.count
    return end


def _index(folder: Path) -> dict[str, Any]:
    path = folder / INDEX
    if not folder.is_dir() or not path.is_file():
        what = "is not a catalogue" if folder.exists() else "no such catalogue"
        hint = f"make one with rune-lp index SOURCE -o {folder}"
        raise InputError.of(what, Place(str(folder)), hint=hint)
    try:
        index = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unusable(path, f"cannot be read: {error}") from None
    version = index.get("version") if isinstance(index, dict) else None
    if not isinstance(version, int):
        raise _unusable(path, "is no catalogue's index")
    if version != VERSION:
        raise InputError.of(
            f"catalogue must be of version {VERSION}, but got {version}",
            Place(str(path)),
            hint=REMEDY,
        )
    return dict(index)


def _column(folder: Path, name: str, rows: int) -> NDArray[Any]:
    path = folder / f"{name}.npy"
    dtype, shape = COLUMNS[name]
    try:
        column: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    except FileNotFoundError:
        raise _unusable(path, "is missing") from None
    except (OSError, ValueError, EOFError) as error:
        raise _unusable(path, f"is damaged: {error}") from None
    if column.dtype != np.dtype(dtype) or column.shape != (rows, *shape):
        raise _unusable(
            path,
            f"must hold {rows} rows of {dtype} {shape}, but got {column.dtype} {column.shape}",
        )
    return column


def _unusable(path: Path, message: str) -> InputError:
    return InputError.of(message, Place(str(path)), hint=REMEDY)
