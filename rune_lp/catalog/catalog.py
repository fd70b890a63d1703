"""A catalogue: many scenes on disk, opened without reading their detections."""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.catalog.entries import Entries
from rune_lp.catalog.gather import Resident, Wanted, gather
from rune_lp.catalog.layout import unusable
from rune_lp.catalog.listing import Listing, open_listing
from rune_lp.catalog.manifest import Manifest, Part, read_manifest
from rune_lp.catalog.segment import Segment, open_segment
from rune_lp.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from rune_lp.scenes.block import Block
    from rune_lp.scenes.scene import Scene

__all__ = ["Catalog", "open_parts"]

SCANNED = 8
"""How many times `max_rows` detections are looked at for a block that leaves some of them out."""


@dataclass(frozen=True, eq=False)
class Catalog:
    """Many scenes on disk. Open it with `Catalog.open`.

    Attributes:
        path: Its folder.
        labels: The classes of its sources, those without a detection too, sorted.
        class_counts: How many detections each of them has, at whatever score.
        floor: The lowest score of a detection, or None if there is no detection.
        faults: How many faults its sources had.
        sources: What it was made from.
        masks: Whether scenes and blocks have the masks of their detections, where these are known.
        manifest: What it is made up of: of one manifest, two catalogues have the same images in
            the same places.

    A catalogue that is open stays as it was, whatever is appended meanwhile. It can be pickled;
    it is opened again then, and refused if it has changed.

    >>> import tempfile
    >>> from rune_lp.catalog import CatalogWriter
    >>> from rune_lp.scenes import Scene
    >>> path = Path(tempfile.mkdtemp()) / "x.catalog"
    >>> box = [(0, 0), (4, 0), (4, 2), (0, 2)]
    >>> with CatalogWriter(path) as writer:
    ...     writer.add(Scene.of("P1", ["ship", "ship"], [0.2, 0.9], [box, box]))
    >>> catalog = Catalog.open(path)
    >>> catalog.images, catalog.labels, dict(catalog.class_counts), catalog.floor
    (('P1',), ('ship',), {'ship': 2}, 0.2)
    >>> catalog.scene("P1", min_score=0.5).ids.tolist()
    [1]
    >>> [block.scores.tolist() for block in catalog.blocks(labels=["ship"])]
    [[0.2, 0.9]]
    """

    path: Path
    labels: tuple[str, ...]
    class_counts: Mapping[str, int]
    floor: float | None
    faults: int
    sources: tuple[str, ...]
    masks: bool
    manifest: Manifest = field(repr=False)
    _listing: Listing = field(repr=False)
    _resident: Resident = field(repr=False)

    @classmethod
    def open(cls, path: Path | str, *, masks: bool = False) -> Catalog:
        """Return the catalogue in a folder, its files mapped into memory, not read.

        Args:
            path: The folder.
            masks: Whether its scenes and blocks are to have masks; without, boxes are all.

        Raises:
            InputError: There is none, or it is damaged or of another version.
        """
        folder = Path(path)
        manifest, listing = open_parts(folder)
        counts: Counter[str] = Counter()
        for part in manifest.segments:
            counts.update(part.classes)
        floors = [part.floor for part in manifest.segments if part.floor is not None]
        labels = tuple(sorted(counts))
        return cls(
            path=folder,
            labels=labels,
            class_counts={label: counts[label] for label in labels},
            floor=min(floors, default=None),
            faults=manifest.faults,
            sources=manifest.sources,
            masks=masks,
            manifest=manifest,
            _listing=listing,
            _resident=Resident(listing.segments),
        )

    def __reduce__(self) -> tuple[Callable[..., Catalog], tuple[Path, Manifest, bool]]:
        return _reopened, (self.path.resolve(), self.manifest, self.masks)

    @property
    def images(self) -> tuple[str, ...]:
        """The images' names, sorted; all are read now."""
        return self._listing.names()

    @property
    def entries(self) -> Entries:
        """What is known of each image without its detections, by name, sorted; read when asked."""
        return Entries(self._listing)

    @property
    def systems(self) -> tuple[str, ...]:
        """The coordinate reference systems of its images, sorted."""
        return tuple(sorted({name for one in self._listing.segments for name in one.systems}))

    @property
    def has_masks(self) -> bool:
        """Whether any detection has a mask."""
        return any(len(segment.mask_bytes) for segment in self._listing.segments)

    def __len__(self) -> int:
        return len(self._listing)

    def __contains__(self, image: object) -> bool:
        return image in self.entries

    def image_column(self, name: str) -> NDArray[np.float64]:
        """Return a number of each image, float64 (images,), in the order of `images`.

        Args:
            name: `widths`, `heights`, `size_known` (1 or 0), or `gsds`, `norths` (nan where they
                are not known).
        """
        return self._listing.column(name).astype(np.float64)

    @property
    def row_counts(self) -> NDArray[np.int64]:
        """How many detections each image has, at whatever score, int64 (images,)."""
        return self._listing.row_counts

    def scene(self, image: str, min_score: float = 0.0) -> Scene:
        """Return an image's detections with `score >= min_score`.

        Its `class_names` are all the labels of the catalogue.

        Raises:
            InputError: The catalogue has no such image.
        """
        index = self._listing.find(image)
        if index is None:
            near = difflib.get_close_matches(image, self.images, n=3, cutoff=0.6)
            hint = f"did you mean {', '.join(near)}?" if near else f"it has {len(self)} images"
            raise InputError.of(f"has no image {image!r}", Place(str(self.path)), hint=hint)
        wanted = Wanted(self.labels, min_score=min_score, masks=self.masks)
        place = self._listing.places[index : index + 1]
        return gather(self._resident, place, wanted).scene(0)

    def scenes(self, min_score: float = 0.0) -> Iterator[Scene]:
        """Yield the scenes of all images, sorted by name."""
        for block in self.blocks(min_score):
            for position in range(len(block)):
                yield block.scene(position)

    def blocks(
        self,
        min_score: float = 0.0,
        labels: Collection[str] | None = None,
        images: NDArray[np.bool_] | None = None,
        max_rows: int = 200_000,
    ) -> Iterator[Block]:
        """Yield blocks that have the wanted detections of the images, sorted by name.

        An image with no such detection is in its block all the same. Only the segments' columns
        that decide are read for what is left out, so that few classes cost little.

        Args:
            min_score: The lowest score of a wanted detection.
            labels: The classes of the wanted detections, or None for all.
            images: Which images are wanted, bool (images,) in the order of `images`, or None for
                all.
            max_rows: How many detections and images a block has at most; one image that has more
                is a block of its own.
        """
        classes = None if labels is None or set(labels) >= set(self.labels) else frozenset(labels)
        wanted = Wanted(self.labels, classes, min_score, self.masks)
        indices = np.arange(len(self)) if images is None else np.flatnonzero(images)
        looked_at = max_rows if wanted.everything else SCANNED * max_rows
        for first, last in _spans(self._listing.row_counts[indices] + 1, looked_at):
            places = self._listing.places[indices[first:last]]
            block = gather(self._resident, places, wanted)
            yield from _split(block, max_rows)

    def counts_by_image(
        self, min_score: float = 0.0, labels: Sequence[str] | None = None
    ) -> NDArray[np.int64]:
        """Return how many detections with `score >= min_score` each image has of each class.

        Args:
            min_score: Any threshold; the counts are exact.
            labels: The classes to count, or None for all of the catalogue.

        Returns:
            Counts, int64 (images, labels), in the order of `images` and of `labels`; each class's
            are together in memory. Only the index of these classes is read: what excludes images
            before any detection is looked at.
        """
        counted = self.labels if labels is None else tuple(labels)
        out = np.zeros((len(counted), len(self)), dtype=np.int64)
        for number in range(len(self._listing.segments)):
            segment = self._resident.visit(number)
            indices, positions = self._listing.of_segment(number)
            # The last place is for the images of the segment that are no longer in the catalogue.
            index = np.full(len(segment), -1, dtype=np.intp)
            index[positions] = indices
            for row, label in enumerate(counted):
                if label in segment.labels:
                    having, counts = segment.counts(segment.labels.index(label), min_score)
                    found = index[having]
                    live = found >= 0
                    out[row, found[live]] = counts[live]
        return out.T

    def verify(self) -> None:
        """Read the whole catalogue and compare it with its checksums.

        Opening it compares only what can be told at once: that every file is there, of its size
        and kind.

        Raises:
            InputError: A file is not what was written.
        """
        for segment in self._listing.segments:
            segment.verify()


def _reopened(path: Path, manifest: Manifest, masks: bool) -> Catalog:
    catalog = Catalog.open(path, masks=masks)
    if catalog.manifest != manifest:
        raise InputError.of(
            "has changed, or is another catalogue than was opened", Place(str(path))
        )
    return catalog


def open_parts(folder: Path) -> tuple[Manifest, Listing]:
    """Return a catalogue's manifest, and its images.

    Raises:
        InputError: There is no catalogue, or it is damaged or of another version.
    """
    manifest = read_manifest(folder)
    while True:
        try:
            segments = [_opened(folder, part) for part in manifest.segments]
            listing = open_listing(folder / manifest.listing, segments, manifest.images)
        except InputError:
            # A writer may have replaced what the manifest named, and removed it.
            again = read_manifest(folder)
            if again == manifest:
                raise
            manifest = again
        else:
            return manifest, listing


def _opened(folder: Path, part: Part) -> Segment:
    segment = open_segment(folder / part.file)
    if segment.size != part.size:
        message = f"is damaged: it must have {part.size} bytes, but got {segment.size}"
        raise unusable(segment.path, message)
    return segment


def _spans(weights: NDArray[np.int64], most: int) -> Iterator[tuple[int, int]]:
    """Yield where consecutive spans that weigh at most so much, or are of one, begin and end."""
    ends = np.cumsum(weights)
    first = 0
    while first < len(weights):
        before = ends[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + most, side="right")))
        yield first, last
        first = last


def _split(block: Block, max_rows: int) -> Iterator[Block]:
    spans = list(_spans(np.diff(block.offsets) + 1, max_rows))
    if len(spans) == 1:
        yield block
        return
    for first, last in spans:
        yield block.between(first, last)
