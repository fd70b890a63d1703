"""The listing: a catalogue's images in the order of their names, each with its place.

An image's place is a segment and a position in it. What is in a segment and not in the listing is
no longer in the catalogue: the source was read again, and a later segment has the image.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from rune_lp.catalog.layout import unusable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from rune_lp.catalog.segment import Segment

__all__ = ["Listing", "open_listing", "write_listing"]

PLACE = np.dtype("<i4")


@dataclass(frozen=True, eq=False)
class Listing:
    """The images of some segments that count, sorted by name.

    Attributes:
        segments: The segments.
        places: For each image the position of its segment among these, and its own position in
            the segment, int32 (m, 2).
    """

    segments: tuple[Segment, ...]
    places: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.places)

    def name(self, index: int) -> str:
        """Return the name of an image."""
        number, position = self.places[index]
        name: str = self.segments[number].names(np.array([position]))[0]
        return name

    def names(self) -> tuple[str, ...]:
        """Return the names of all images."""
        names = np.empty(len(self), dtype=object)
        for number, segment in enumerate(self.segments):
            indices, positions = self.of_segment(number)
            names[indices] = segment.names(positions)
        return tuple(names.tolist())

    def find(self, name: str) -> int | None:
        """Return the index of an image by its name, in about 20 looks for a million images."""
        index = bisect_left(_Names(self), name)
        return index if index < len(self) and self.name(index) == name else None

    def of_segment(self, number: int) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """Return the indices of the images that a segment has, and their positions in it."""
        first, last = np.searchsorted(self._segments_sorted, [number, number + 1])
        indices = self._by_segment[first:last]
        return indices, self.places[indices, 1]

    def column(self, name: str) -> NDArray[Any]:
        """Return a column of the segments that has an entry for each image, in name order."""
        columns = [getattr(segment, name) for segment in self.segments]
        out = np.empty(len(self), dtype=columns[0].dtype if columns else np.float64)
        for number, column in enumerate(columns):
            indices, positions = self.of_segment(number)
            out[indices] = column[positions]
        return out

    @cached_property
    def row_counts(self) -> NDArray[np.int64]:
        """How many detections each image has, int64 (m,)."""
        out = np.empty(len(self), dtype=np.int64)
        for number, segment in enumerate(self.segments):
            indices, positions = self.of_segment(number)
            out[indices] = segment.offsets[positions + 1] - segment.offsets[positions]
        return out

    @cached_property
    def _by_segment(self) -> NDArray[np.intp]:
        return np.argsort(self.places[:, 0], kind="stable")

    @cached_property
    def _segments_sorted(self) -> NDArray[np.int32]:
        numbers: NDArray[np.int32] = self.places[self._by_segment, 0]
        return numbers


class _Names:
    """The names of a listing as a sequence that decodes what it is asked for."""

    def __init__(self, listing: Listing) -> None:
        self._listing = listing

    def __len__(self) -> int:
        return len(self._listing)

    def __getitem__(self, index: int) -> str:
        return self._listing.name(index)


def write_listing(path: Path, places: NDArray[np.int32]) -> None:
    """Write the images' places, and wait until they are on the disk."""
    with path.open("wb") as file:
        np.save(file, places.astype(PLACE, copy=False))
        file.flush()
        os.fsync(file.fileno())


def open_listing(path: Path, segments: Sequence[Segment], images: int) -> Listing:
    """Return the listing of so many images in a file, mapped into memory.

    Raises:
        InputError: There is none, or it is damaged or something else.
    """
    try:
        places = np.load(path, mmap_mode="r" if images else None, allow_pickle=False)
    except FileNotFoundError:
        raise unusable(path, "is missing") from None
    except (OSError, ValueError, EOFError) as error:
        raise unusable(path, f"is damaged: {error}") from None
    if places.dtype != PLACE or places.shape != (images, 2):
        raise unusable(path, f"must list {images} images, but got {places.dtype} {places.shape}")
    lengths = np.array([len(segment) for segment in segments], dtype=np.int32)
    numbers, positions = np.asarray(places).T
    if np.any((numbers < 0) | (numbers >= len(segments))) or np.any(
        (positions < 0) | (positions >= lengths[numbers])
    ):
        raise unusable(path, "names images that no segment has")
    return Listing(tuple(segments), np.asarray(places))
