"""What a catalogue knows of its images without their detections."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rune_lp.catalog.listing import Listing
    from rune_lp.scenes.georeference import Georeference

__all__ = ["Entries", "ImageEntry"]


@dataclass(frozen=True, slots=True)
class ImageEntry:
    """What a catalogue knows of an image without its detections; as in `Scene`."""

    name: str
    count: int
    width: float
    height: float
    size_known: bool
    gsd: float | None
    north: float | None
    path: str | None
    georeference: Georeference | None


class Entries(Mapping[str, ImageEntry]):
    """The entries of a catalogue's images by name, sorted, each read when it is asked for."""

    def __init__(self, listing: Listing) -> None:
        self._listing = listing

    def __getitem__(self, name: str) -> ImageEntry:
        index = self._listing.find(name) if isinstance(name, str) else None
        if index is None:
            raise KeyError(name)
        number, position = self._listing.places[index]
        segment = self._listing.segments[number]
        gsd, north = float(segment.gsds[position]), float(segment.norths[position])
        return ImageEntry(
            name=name,
            count=int(segment.offsets[position + 1] - segment.offsets[position]),
            width=float(segment.widths[position]),
            height=float(segment.heights[position]),
            size_known=bool(segment.size_known[position]),
            gsd=None if math.isnan(gsd) else gsd,
            north=None if math.isnan(north) else north,
            path=segment.paths(np.array([position]))[0],
            georeference=segment.georeferences[position],
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._listing.names())

    def __len__(self) -> int:
        return len(self._listing)
