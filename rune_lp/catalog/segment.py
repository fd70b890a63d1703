"""A segment: some images of a catalogue in one file that is never changed.

The file is a block as it lies in memory, column by column, with an index beside it. Opening it maps
it into memory; a column is then a numpy array over the file, and reading one is reading memory.

The columns are raw because nothing reads faster. One million detections, on one core and from the
page cache, were there as numpy columns in 0.02 ms when mapped (a sum over all corners then took 2
ms), in 54 ms from uncompressed Parquet with pyarrow, and in 142 ms from a DuckDB table; either
library is larger than all that the core of this package needs together.

    magic, length and checksum of the header
    header: JSON with the labels, the reference systems, and each column's type, shape, place and
        checksum
    columns, each from a multiple of 64 bytes on, little-endian
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from rune_lp.catalog.layout import unusable
from rune_lp.geometry.boxes import Boxes
from rune_lp.scenes.georeference import Georeferences
from rune_lp.scenes.masks import Mask, known_masks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from rune_lp.scenes.block import Block

__all__ = ["Segment", "open_segment", "write_segment"]

FAMILY = b"RUNE-LP"
"""What the segments of every version begin with."""

MAGIC = FAMILY + b"4"

HEAD = struct.Struct("<8sQL")
"""Magic; the header's length in bytes; its CRC-32."""

ALIGNMENT = 64
"""Bytes: a cache line, which also suits every vector instruction."""


class Column(NamedTuple):
    """The type of a column's numbers, what its first axis runs over, and the shape of an entry."""

    dtype: str
    axis: str
    entry: tuple[int, ...] = ()


COLUMNS = {
    "offsets": Column("<i8", "images+1"),
    "widths": Column("<f8", "images"),
    "heights": Column("<f8", "images"),
    "gsds": Column("<f8", "images"),
    "norths": Column("<f8", "images"),
    "transforms": Column("<f8", "images", (6,)),
    "system_codes": Column("<i4", "images"),
    "size_known": Column("|b1", "images"),
    "origins": Column("<i4", "images"),
    "name_bounds": Column("<i8", "images+1"),
    "path_bounds": Column("<i8", "images+1"),
    "name_bytes": Column("|u1", "name bytes"),
    "path_bytes": Column("|u1", "path bytes"),
    "class_runs": Column("<i8", "labels+1"),
    "run_images": Column("<i4", "runs"),
    "run_bounds": Column("<i8", "runs+1"),
    "run_scores": Column("<f8", "rows"),
    "mask_bounds": Column("<i8", "rows+1, or none"),
    "mask_bytes": Column("|u1", "mask bytes"),
    "class_index": Column("<i4", "rows"),
    "scores": Column("<f8", "rows"),
    "corners": Column("<f8", "rows", (4, 2)),
    "ids": Column("<i8", "rows"),
    "rectangles": Column("<f8", "rows", (3,)),
}


@dataclass(frozen=True, eq=False, slots=True)
class Segment:
    """The columns of m images and their n detections, the images sorted by name.

    Attributes:
        path: The file.
        labels: The classes that its images' sources know, sorted.
        systems: The coordinate reference systems of its images, sorted.
        offsets: Where each image's rows begin, and the last one's end.
        widths: As in `Block`, and so are `heights`, `gsds`, `norths` and `size_known`.
        transforms: As in `Georeferences`.
        system_codes: For each image the position of its system in `systems`, or -1.
        origins: The number of the source that each image was read from.
        name_bounds: Where each image's name begins in `name_bytes`, and the last one's end.
        path_bounds: Where each image's path begins in `path_bytes`; an empty one is unknown.
        class_runs: Where each class's runs begin. A run is an image's detections of one class.
        run_images: For each run the position of its image; runs are sorted by class, then image.
        run_bounds: Where each run begins in `run_scores`, and the last one's end.
        run_scores: The scores of each run, the highest first.
        class_index: For each detection the position of its label in `labels`.
        scores: As in `Block`, and so are `corners`, `ids` and `rectangles`; these are measured
            once, when the segment is written, for most questions need them.
        mask_bounds: Where each detection's mask begins in `mask_bytes`, and the last one's end; an
            empty one is unknown. Empty if all are.
    """

    path: Path
    labels: tuple[str, ...]
    systems: tuple[str, ...]
    offsets: NDArray[np.int64]
    widths: NDArray[np.float64]
    heights: NDArray[np.float64]
    gsds: NDArray[np.float64]
    norths: NDArray[np.float64]
    transforms: NDArray[np.float64]
    system_codes: NDArray[np.int32]
    size_known: NDArray[np.bool_]
    origins: NDArray[np.int32]
    name_bounds: NDArray[np.int64]
    path_bounds: NDArray[np.int64]
    name_bytes: NDArray[np.uint8]
    path_bytes: NDArray[np.uint8]
    class_runs: NDArray[np.int64]
    run_images: NDArray[np.int32]
    run_bounds: NDArray[np.int64]
    run_scores: NDArray[np.float64]
    class_index: NDArray[np.int32]
    scores: NDArray[np.float64]
    corners: NDArray[np.float64]
    ids: NDArray[np.int64]
    rectangles: NDArray[np.float64]
    mask_bounds: NDArray[np.int64]
    mask_bytes: NDArray[np.uint8]
    _checksums: Mapping[str, int] = field(repr=False)
    _mapped: mmap.mmap = field(repr=False)

    def __len__(self) -> int:
        return len(self.widths)

    @property
    def size(self) -> int:
        """The file's size in bytes."""
        return len(self._mapped)

    def names(self, positions: NDArray[np.integer[Any]]) -> list[str]:
        """Return the names of the images at ascending positions."""
        return _texts(self.name_bytes, self.name_bounds, positions)

    def paths(self, positions: NDArray[np.integer[Any]]) -> list[str | None]:
        """Return the image files of the images at ascending positions."""
        return [text or None for text in _texts(self.path_bytes, self.path_bounds, positions)]

    @property
    def georeferences(self) -> Georeferences:
        """Where the images' pixels are on the ground."""
        return Georeferences(self.transforms, self.system_codes, self.systems)

    def masks(self, rows: slice | NDArray[np.integer[Any]]) -> tuple[Mask | None, ...] | None:
        """Return the masks of some detections, None for those that have none; None if all do.

        Raises:
            ValueError: What is in the file is no mask.
        """
        if not len(self.mask_bounds):
            return None
        starts, ends = self.mask_bounds[:-1][rows].tolist(), self.mask_bounds[1:][rows].tolist()
        view = self.mask_bytes.data
        return known_masks(
            Mask.from_bytes(bytes(view[start:end])) if end > start else None
            for start, end in zip(starts, ends, strict=True)
        )

    def counts(self, code: int, min_score: float) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return which images have a class, and how many detections of `score >= min_score`.

        Args:
            code: The class, as a position in `labels`.
            min_score: Any threshold: the scores themselves are counted.
        """
        first, last = self.class_runs[code], self.class_runs[code + 1]
        bounds = self.run_bounds[first : last + 1]
        if min_score > 0:
            kept = np.flatnonzero(self.run_scores[bounds[0] : bounds[-1]] >= min_score)
            bounds = np.searchsorted(kept, bounds - bounds[0])
        return self.run_images[first:last], np.diff(bounds)

    def release(self) -> None:
        """Give back the memory that what was read takes in this process; the file's cache stays."""
        if hasattr(mmap, "MADV_DONTNEED"):  # Not every system has it.
            self._mapped.madvise(mmap.MADV_DONTNEED)

    def verify(self) -> None:
        """Read every column and compare it with its checksum.

        Raises:
            InputError: A column is not what was written.
        """
        for name, checksum in self._checksums.items():
            if _checksum(getattr(self, name)) != checksum:
                raise unusable(self.path, f"is damaged: column {name} is not what was written")


def write_segment(path: Path, block: Block, origins: NDArray[np.int32]) -> None:
    """Write a block's images to a file that is not there, and wait until it is on the disk."""
    columns = _columns(block, origins)
    described, place = {}, 0
    for name, column in columns.items():
        described[name] = [column.dtype.str, column.shape, place, _checksum(column)]
        place = _aligned(place + column.nbytes)
    systems = block.georeferences.systems
    said = {"labels": block.class_names, "systems": systems, "columns": described}
    header = json.dumps(said).encode()
    with path.open("wb") as file:
        file.write(HEAD.pack(MAGIC, len(header), zlib.crc32(header)))
        file.write(header)
        for column in columns.values():
            file.write(bytes(_aligned(file.tell()) - file.tell()))
            file.write(_bytes(column))
        file.flush()
        os.fsync(file.fileno())


def open_segment(path: Path) -> Segment:
    """Return the segment in a file, mapped into memory, not read.

    Raises:
        InputError: There is none, or it is damaged or something else.
    """
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        magic, length, checksum = HEAD.unpack_from(mapped)
    except FileNotFoundError:
        raise unusable(path, "is missing") from None
    except (OSError, ValueError, struct.error) as error:
        raise unusable(path, f"is damaged: {error}") from None
    if magic != MAGIC and magic.startswith(FAMILY):
        version, got = (each.removeprefix(FAMILY).decode("latin-1") for each in (MAGIC, magic))
        raise unusable(path, f"segment must be of version {version}, but got {got}")
    if magic != MAGIC:
        raise unusable(path, "is no segment of a catalogue")
    text = mapped[HEAD.size : HEAD.size + length]
    if zlib.crc32(text) != checksum:
        raise unusable(path, "is damaged: its header is not what was written")
    header = json.loads(text)
    start = _aligned(HEAD.size + length)
    columns, checksums = {}, {}
    for name, (dtype, shape, place, checksums[name]) in header["columns"].items():
        try:
            columns[name] = np.ndarray(shape, dtype, mapped, start + place)
        except (TypeError, ValueError):
            raise unusable(path, f"is damaged: it ends before its column {name} does") from None
    labels, systems = tuple(header["labels"]), tuple(header["systems"])
    return Segment(path, labels, systems, **columns, _checksums=checksums, _mapped=mapped)


def _columns(block: Block, origins: NDArray[np.int32]) -> dict[str, NDArray[Any]]:
    name_bytes, name_bounds = _encoded(block.names)
    path_bytes, path_bounds = _encoded(path or "" for path in block.paths or [""] * len(block))
    columns = {
        "offsets": block.offsets,
        "widths": block.widths,
        "heights": block.heights,
        "gsds": block.gsds,
        "norths": block.norths,
        "transforms": block.georeferences.transforms,
        "system_codes": block.georeferences.codes,
        "size_known": block.size_known,
        "origins": origins,
        "name_bounds": name_bounds,
        "path_bounds": path_bounds,
        "name_bytes": name_bytes,
        "path_bytes": path_bytes,
        **_runs(block),
        "class_index": block.class_index,
        "scores": block.scores,
        "corners": block.corners,
        "ids": block.ids,
        "rectangles": Boxes.of_block(block).rectangles,
        **_masks(block),
    }
    return {
        name: np.ascontiguousarray(columns[name], column.dtype) for name, column in COLUMNS.items()
    }


def _masks(block: Block) -> dict[str, NDArray[Any]]:
    if block.masks is None:
        return {"mask_bounds": np.empty(0), "mask_bytes": np.empty(0)}
    parts = [b"" if mask is None else mask.to_bytes() for mask in block.masks]
    return {
        "mask_bounds": np.cumsum([0, *map(len, parts)], dtype=np.int64),
        "mask_bytes": np.frombuffer(b"".join(parts), dtype=np.uint8),
    }


def _runs(block: Block) -> dict[str, NDArray[Any]]:
    image_of_row = np.repeat(np.arange(len(block)), np.diff(block.offsets))
    order = np.lexsort((-block.scores, image_of_row, block.class_index))
    classes, images = block.class_index[order], image_of_row[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (np.diff(classes) != 0) | (np.diff(images) != 0)
    starts = np.flatnonzero(first)
    return {
        "class_runs": np.searchsorted(classes[starts], np.arange(len(block.class_names) + 1)),
        "run_images": images[starts],
        "run_bounds": np.append(starts, len(order)),
        "run_scores": block.scores[order],
    }


def _encoded(texts: Iterable[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    # A file's name need not be UTF-8: Python then has lone surrogates for its odd bytes. Encoded
    # like this, they come back, and bytes are in the order of the texts.
    parts = [text.encode("utf-8", "surrogatepass") for text in texts]
    bounds = np.cumsum([0, *map(len, parts)], dtype=np.int64)
    return np.frombuffer(b"".join(parts), dtype=np.uint8), bounds


def _texts(
    encoded: NDArray[np.uint8], bounds: NDArray[np.int64], positions: NDArray[np.integer[Any]]
) -> list[str]:
    if not len(positions):
        return []
    starts, ends = bounds[positions].tolist(), bounds[positions + 1].tolist()
    if ends[-1] - starts[0] == sum(ends) - sum(starts):
        whole = encoded[starts[0] : ends[-1]].tobytes()
        if whole.isascii():
            text, origin = whole.decode("ascii"), starts[0]
            return [
                text[start - origin : end - origin] for start, end in zip(starts, ends, strict=True)
            ]
    view = encoded.data
    return [
        str(view[start:end], "utf-8", "surrogatepass")
        for start, end in zip(starts, ends, strict=True)
    ]


def _aligned(place: int) -> int:
    return -(-place // ALIGNMENT) * ALIGNMENT


def _bytes(column: NDArray[Any]) -> memoryview:
    return column.reshape(-1).view(np.uint8).data


def _checksum(column: NDArray[Any]) -> int:
    return zlib.crc32(_bytes(column))
