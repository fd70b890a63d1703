"""The store: the segments of a catalogue that is being written, and where each image is in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.catalog.gather import Resident, Wanted, gather
from rune_lp.catalog.layout import segment_name
from rune_lp.catalog.manifest import Part
from rune_lp.catalog.segment import open_segment, write_segment

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from rune_lp.catalog.listing import Listing
    from rune_lp.catalog.manifest import Manifest
    from rune_lp.catalog.segment import Segment
    from rune_lp.scenes.block import Block

__all__ = ["SEALED", "SegmentStore"]

SEALED = 1_000_000
"""How many detections and images a segment is to have: some 100 MB, which are held in memory."""


@dataclass(slots=True)
class SegmentStore:
    """Segments that are only added and dropped; an image is in the latest that has it.

    Attributes:
        folder: The catalogue's folder.
        serial: The serial number of the next segment.
        segments: The segments by serial number.
        parts: What the manifest is to say of each.
        places: For each image the serial number of its segment, shifted by 32 bits, and its
            position there.
    """

    folder: Path
    serial: int
    segments: dict[int, Segment] = field(default_factory=dict)
    parts: dict[int, Part] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    _touched: set[int] = field(default_factory=set)

    def load(self, manifest: Manifest, listing: Listing, serials: list[int]) -> None:
        """Take over the segments of a catalogue."""
        self.segments = dict(zip(serials, listing.segments, strict=True))
        self.parts = dict(zip(serials, manifest.segments, strict=True))
        numbers = np.array(serials, dtype=np.int64)[listing.places[:, 0]]
        packed = (numbers << 32) | listing.places[:, 1]
        self.places = dict(zip(listing.names(), packed.tolist(), strict=True))

    def origin(self, image: str) -> int | None:
        """Return the number of the source that an image was read from; None if there is none."""
        place = self.places.get(image)
        if place is None:
            return None
        return int(self.segments[place >> 32].origins[place & 0xFFFFFFFF])

    def add(self, block: Block, origins: NDArray[np.int32]) -> None:
        """Write a segment; its images take the place of those of the same names."""
        serial = self.serial
        self.serial += 1
        path = self.folder / segment_name(serial)
        write_segment(path, block, origins)
        self.segments[serial] = open_segment(path)
        self._touched.add(serial)
        for position, name in enumerate(block.names):
            before = self.places.get(name)
            if before is not None:
                self._touched.add(before >> 32)
            self.places[name] = serial << 32 | position

    def remove(self, origins: Collection[int]) -> int:
        """Drop the images of some sources, and return how many they were."""
        removed = 0
        for serial, segment in self.segments.items():
            gone = np.flatnonzero(np.isin(segment.origins, list(origins)))
            for name, position in zip(segment.names(gone), gone.tolist(), strict=True):
                if self.places.get(name) == serial << 32 | position:
                    del self.places[name]
                    self._touched.add(serial)
                    removed += 1
        return removed

    def settle(self) -> None:
        """Bring the parts up to date, drop segments with no image, and merge small ones.

        Each merge at least doubles what its first segment is part of, so that an image is
        rewritten a few times at most, however few come at a time.
        """
        self._refresh()
        for serial in [number for number, part in self.parts.items() if not part.images]:
            self._drop(serial)
        while len(self.parts) > 1:
            first, last = sorted(self.parts)[-2:]
            small, new = self._weight(first), self._weight(last)
            if small > 2 * new or small + new > SEALED:
                break
            self._merge([first, last])
        for serial in list(self.parts):
            if 2 * self.parts[serial].images < len(self.segments[serial]):
                self._merge([serial])

    def sorted_places(self) -> NDArray[np.int32]:
        """Return the places in the order of the names, segments numbered as `parts` is sorted."""
        packed = np.fromiter(
            (self.places[name] for name in sorted(self.places)), np.int64, len(self.places)
        )
        numbers = np.searchsorted(np.array(sorted(self.parts), dtype=np.int64), packed >> 32)
        return np.stack([numbers, packed & 0xFFFFFFFF], axis=1).astype(np.int32)

    def _weight(self, serial: int) -> int:
        return self.parts[serial].images + self.parts[serial].rows

    def _merge(self, serials: list[int]) -> None:
        segments = [self.segments[serial] for serial in serials]
        live = {
            name: (number, position)
            for number, serial in enumerate(serials)
            for name, position in self._images(serial)
        }
        places = np.array([live[name] for name in sorted(live)], dtype=np.int32).reshape(-1, 2)
        labels = tuple(sorted({label for segment in segments for label in segment.labels}))
        origins = np.array(
            [segments[number].origins[position] for number, position in places.tolist()],
            dtype=np.int32,
        )
        self.add(gather(Resident(segments), places, Wanted(labels, masks=True)), origins)
        self._refresh()
        for serial in serials:
            self._drop(serial)

    def _drop(self, serial: int) -> None:
        del self.segments[serial], self.parts[serial]

    def _images(self, serial: int) -> Iterator[tuple[str, int]]:
        segment = self.segments[serial]
        for position, name in enumerate(segment.names(np.arange(len(segment)))):
            if self.places.get(name) == serial << 32 | position:
                yield name, position

    def _refresh(self) -> None:
        for serial in self._touched:
            if serial in self.segments:
                self.parts[serial] = self._part(serial)
                # What was looked at would stay in memory, of every segment in the end.
                self.segments[serial].release()
        self._touched.clear()

    def _part(self, serial: int) -> Part:
        segment = self.segments[serial]
        live = np.zeros(len(segment), dtype=np.bool_)
        live[[position for _, position in self._images(serial)]] = True
        counted = live[segment.run_images]
        lengths = np.where(counted, np.diff(segment.run_bounds), 0)
        until = np.concatenate([[0], np.cumsum(lengths)])[segment.class_runs]
        lowest = segment.run_scores[segment.run_bounds[1:][counted] - 1]
        return Part(
            file=segment.path.name,
            size=segment.size,
            images=int(live.sum()),
            rows=int(lengths.sum()),
            floor=float(lowest.min()) if len(lowest) else None,
            classes=dict(zip(segment.labels, np.diff(until).tolist(), strict=True)),
        )
