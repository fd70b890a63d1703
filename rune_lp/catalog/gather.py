"""From places in segments to a block: only the images, classes and scores that are asked for."""

from __future__ import annotations

import struct
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rune_lp.catalog.layout import unusable
from rune_lp.scenes.block import Block
from rune_lp.scenes.georeference import Georeferences
from rune_lp.scenes.masks import known_masks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from rune_lp.catalog.segment import Segment

__all__ = ["Resident", "Wanted", "gather", "rows_of"]

RESIDENT = 2
"""How many segments stay in a process's memory, so that it does not grow with the catalogue."""


class Resident:
    """The segments that were visited last; the memory of others is given back."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._recent: deque[int] = deque()

    def visit(self, number: int) -> Segment:
        """Return a segment that is to be read now."""
        if number not in self._recent:
            self._recent.append(number)
            if len(self._recent) > RESIDENT:
                self._segments[self._recent.popleft()].release()
        return self._segments[number]


ROW_COLUMNS = ("class_index", "scores", "corners", "ids", "rectangles")

IMAGE_COLUMNS = ("widths", "heights", "size_known", "gsds", "norths")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which detections are wanted.

    Attributes:
        labels: The labels of the block, sorted: all that the segments have.
        classes: Which of the labels are wanted, or None if all are.
        min_score: The lowest score that is wanted.
        masks: Whether their masks are wanted.
    """

    labels: tuple[str, ...]
    classes: frozenset[str] | None = None
    min_score: float = 0.0
    masks: bool = False

    @property
    def everything(self) -> bool:
        """Whether every detection is wanted."""
        return self.classes is None and self.min_score <= 0


def gather(resident: Resident, places: NDArray[np.int32], wanted: Wanted) -> Block:
    """Return the block of the images at some places, in their order, which is that of their names.

    Where the images lie together in one segment and every detection is wanted, the block's
    columns are the file's.

    Args:
        resident: The segments.
        places: A position among the segments, and a position in that segment, (m, 2).
        wanted: Which detections are taken.

    Raises:
        InputError: A segment is damaged.
    """
    numbers = places[:, 0]
    used = np.unique(numbers).tolist()
    if len(used) == 1:
        return _part(resident.visit(used[0]), places[:, 1], wanted)
    indices = [np.flatnonzero(numbers == number) for number in used]
    parts = [
        _part(resident.visit(number), places[index, 1], wanted)
        for number, index in zip(used, indices, strict=True)
    ]
    return _merged(parts, indices, wanted.labels)


def rows_of(
    starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[slice | NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows of some spans one after the other, and where each span begins in these.

    >>> rows, bounds = rows_of(np.array([2, 7]), np.array([4, 8]))
    >>> rows.tolist(), bounds.tolist()
    ([2, 3, 7], [0, 2, 3])
    >>> rows_of(np.array([2, 4]), np.array([4, 8]))[0]
    slice(2, 8, None)
    """
    bounds = np.zeros(len(starts) + 1, dtype=np.int64)
    np.cumsum(ends - starts, out=bounds[1:])
    if not len(starts):
        return slice(0, 0), bounds
    if np.array_equal(starts[1:], ends[:-1]):
        return slice(int(starts[0]), int(ends[-1])), bounds
    return np.arange(bounds[-1]) + np.repeat(starts - bounds[:-1], np.diff(bounds)), bounds


def _part(segment: Segment, positions: NDArray[np.int32], wanted: Wanted) -> Block:
    try:
        rows, bounds = rows_of(segment.offsets[positions], segment.offsets[positions + 1])
        codes, scores = segment.class_index[rows], segment.scores[rows]
        mask = _mask(segment, codes, scores, wanted)
        if mask is not None:
            kept = np.flatnonzero(mask)
            bounds = np.searchsorted(kept, bounds)
            codes, scores = codes[kept], scores[kept]
            rows = kept + rows.start if isinstance(rows, slice) else rows[kept]
        if segment.labels != wanted.labels:
            ranks = np.searchsorted(np.array(wanted.labels), np.array(segment.labels))
            codes = ranks.astype(np.int32)[codes]
        images = _together(positions)
        return Block(
            names=tuple(segment.names(positions)),
            offsets=bounds,
            class_index=codes,
            scores=scores,
            corners=segment.corners[rows],
            ids=segment.ids[rows],
            rectangles=segment.rectangles[rows],
            widths=segment.widths[images],
            heights=segment.heights[images],
            size_known=segment.size_known[images],
            gsds=segment.gsds[images],
            norths=segment.norths[images],
            georeferences=segment.georeferences.at(images),
            class_names=wanted.labels,
            paths=tuple(segment.paths(positions)) if len(segment.path_bytes) else (),
            masks=segment.masks(rows) if wanted.masks else None,
        )
    except (IndexError, ValueError, struct.error) as error:
        # The file has its length and its header, but numbers in it that it was not written with.
        raise unusable(segment.path, f"is damaged: {error}") from error


def _mask(
    segment: Segment, codes: NDArray[np.int32], scores: NDArray[np.float64], wanted: Wanted
) -> NDArray[np.bool_] | None:
    mask = None if wanted.min_score <= 0 else scores >= wanted.min_score
    if wanted.classes is not None and not wanted.classes.issuperset(segment.labels):
        of_class = np.array([label in wanted.classes for label in segment.labels], dtype=np.bool_)
        mask = of_class[codes] if mask is None else mask & of_class[codes]
    return mask


def _together(positions: NDArray[np.int32]) -> slice | NDArray[np.int32]:
    first, last = int(positions[0]), int(positions[-1])
    return slice(first, last + 1) if last - first + 1 == len(positions) else positions


def _merged(
    parts: Sequence[Block], indices: Sequence[NDArray[np.intp]], labels: tuple[str, ...]
) -> Block:
    """Return the block of the images of some blocks, each at the position that is its index."""
    images = sum(map(len, parts))
    bounds = np.zeros(images + 1, dtype=np.int64)
    names, paths = np.empty(images, dtype=object), np.full(images, None, dtype=object)
    for part, index in zip(parts, indices, strict=True):
        bounds[index + 1] = np.diff(part.offsets)
        names[index] = part.names
        if part.paths:
            paths[index] = part.paths
    np.cumsum(bounds, out=bounds)
    rows = [rows_of(bounds[index], bounds[index + 1])[0] for index in indices]
    masks = np.full(int(bounds[-1]), None, dtype=object)
    for part, place in zip(parts, rows, strict=True):
        if part.masks is not None:
            masks[place] = part.masks

    def column(name: str, length: int, places: Sequence[slice | NDArray[Any]]) -> NDArray[Any]:
        first = getattr(parts[0], name)
        out = np.empty((length, *first.shape[1:]), dtype=first.dtype)
        for part, place in zip(parts, places, strict=True):
            out[place] = getattr(part, name)
        return out

    return Block(
        names=tuple(names.tolist()),
        offsets=bounds,
        **{name: column(name, int(bounds[-1]), rows) for name in ROW_COLUMNS},
        **{name: column(name, images, indices) for name in IMAGE_COLUMNS},
        georeferences=Georeferences.merged([part.georeferences for part in parts], indices),
        class_names=labels,
        paths=tuple(paths.tolist()) if any(part.paths for part in parts) else (),
        masks=known_masks(masks.tolist()) if any(part.masks for part in parts) else None,
    )
