"""Writing a catalogue: scenes are streamed to disk, and what is finished is never lost."""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rune_lp.catalog.catalog import open_parts
from rune_lp.catalog.layout import (
    is_catalog,
    is_own_file,
    listing_name,
    log_name,
    serial_of,
)
from rune_lp.catalog.listing import write_listing
from rune_lp.catalog.lock import locked, unlock
from rune_lp.catalog.manifest import Manifest, replace_manifest
from rune_lp.catalog.sourcelog import (
    SourceLog,
    SourceRecord,
    Stamp,
    append_records,
    read_log,
)
from rune_lp.catalog.store import SEALED, SegmentStore
from rune_lp.errors import InputError, Place
from rune_lp.scenes.block import Block

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from rune_lp.scenes.scene import Scene

__all__ = ["CatalogWriter"]

COMMITTED = 5.0
"""Seconds after which what was added is made part of the catalogue, however little it is."""

SHARE = 20.0
"""How many times as long as the last such commit took it is to the next one, at least."""


class Owner(NamedTuple):
    """Who gave an image: a source, or None if it came from no file; and whether in this run.

    A source that was found to be as it had been gives its images in this run, too.
    """

    source: str | None
    current: bool


class CatalogWriter:
    """A catalogue being written, a part of it in memory at a time.

    What is added is part of the catalogue a few seconds later, from when on nothing, not even a
    killed process, undoes it: who opens the catalogue finds every image up to then. Two cases
    differ. Without `append`, a catalogue that is there already is replaced when the `with` block
    is left, and not before; anything else that is there is refused. With `whole`, nothing is part
    of the catalogue until then. If the block is left by an exception in one of these two, all
    is as it was before.

    Args:
        path: Where the catalogue is to be.
        sources: What the scenes are read from, for the record.
        append: Add to the catalogue that is there, if there is one.
        whole: Make all of it part of the catalogue, or nothing.

    Attributes:
        faults: How many faults were found in this run; the caller counts those of no source.
        added: How many images are new.
        replaced: How many images took the place of one of an earlier run.
        removed: How many images of an earlier run are gone since their source lacks them.

    Raises:
        InputError: Something that is no catalogue is at the path, it cannot be written, or
            another process is writing it.

    >>> import tempfile
    >>> from rune_lp.catalog import Catalog
    >>> from rune_lp.scenes import Scene
    >>> path = Path(tempfile.mkdtemp()) / "x.catalog"
    >>> for image in ("P1", "P2"):
    ...     with CatalogWriter(path, ["x.jsonl"], append=True) as writer:
    ...         writer.add(Scene.of(image, ["ship"], [0.9], [[(0, 0), (4, 0), (4, 2), (0, 2)]]))
    >>> Catalog.open(path).images
    ('P1', 'P2')
    """

    def __init__(
        self,
        path: Path | str,
        sources: Sequence[str] = (),
        *,
        append: bool = False,
        whole: bool = False,
    ) -> None:
        self.path = Path(path).resolve()
        self.sources = tuple(sources)
        self.faults = 0
        self.added = 0
        self.replaced = 0
        self.removed = 0
        self._place = Place(str(path))
        self._append = append
        self._whole = whole
        if (self.path.exists() or self.path.is_symlink()) and not _replaceable(self.path):
            raise InputError.of(
                "is not a catalogue, so it is not replaced", self._place, hint="choose another -o"
            )

    def __enter__(self) -> CatalogWriter:
        with self._writing():
            self._made = [
                folder for folder in (self.path, *self.path.parents) if not folder.exists()
            ]
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock = locked(self.path, self._place)
        try:
            self._begin()
        except BaseException:
            unlock(self._lock)
            raise
        return self

    def _begin(self) -> None:
        self._found = {path.name for path in self.path.iterdir()}
        serial = 1 + max((serial_of(name) for name in self._found), default=-1)
        self._store = SegmentStore(self.path, serial)
        self._manifest = Manifest(log=log_name(serial))
        self._log = SourceLog()
        if is_catalog(self.path) and self._append:
            manifest, listing = open_parts(self.path)
            self._log = read_log(self.path / manifest.log, manifest.log_size)
            serials = [serial_of(part.file) for part in manifest.segments]
            self._store.load(manifest, listing, serials)
            self._manifest = manifest
        elif is_catalog(self.path):
            self._whole = True
        self._listing_serial = serial
        # Images that come from no file have a number of their own, which no later run has.
        self._first = self._origin = self._manifest.next_source
        self._next_source = self._first + 1
        self._kept: set[int] = set()
        self._stale: set[int] = set()
        self._records: list[SourceRecord] = []
        self._faults_before = self._manifest.faults
        self._buffer: dict[str, tuple[Scene, int]] = {}
        self._buffered = self._buffered_new = 0
        self._due = time.monotonic() + COMMITTED

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._commit()
            elif self._whole or not len(self):
                self._discard()
            else:
                # The error that is on its way says more than one of saving what can be saved.
                with contextlib.suppress(InputError):
                    self._commit()
        finally:
            unlock(self._lock)

    def __contains__(self, image: str) -> bool:
        return image in self._buffer or image in self._store.places

    def __len__(self) -> int:
        return len(self._store.places) + self._buffered_new

    def add(self, scene: Scene) -> None:
        """Add a scene; it takes the place of one of that name that an earlier run added.

        Raises:
            ValueError: This run has added an image of that name; readers report such a thing.
            InputError: The catalogue cannot be written.
        """
        before = self._origin_of(scene.image)
        if before is not None and before >= self._first:
            raise ValueError(f"an image is written once, but got {scene.image!r} again")
        self.added += before is None
        self.replaced += before is not None
        self._buffered_new += before is None
        self._buffer[scene.image] = scene, self._origin
        self._buffered += 1 + len(scene)
        if not self._whole and time.monotonic() > self._due:
            self._commit()
        elif self._buffered >= SEALED:
            self._seal() if self._whole else self._commit()

    def record(self, source: str) -> SourceRecord | None:
        """Return what is known of a source from an earlier run."""
        return self._log.latest.get(source)

    def keep(self, source: str, stamp: Stamp) -> None:
        """Take note that a source is as it was: its images stay, and this run gives them."""
        record = self._log.latest[source]
        self._kept.add(record.number)
        if record.stamp != stamp:
            self._remember(replace(record, stamp=stamp))

    def begin(self, source: str) -> None:
        """Take note that the scenes from now on are a source's."""
        before = self._log.latest.get(source)
        if before is not None:
            self._faults_before -= before.faults
        self._origin = self._next_source
        self._next_source += 1
        self._remember(SourceRecord(self._origin, source))

    def finish(self, source: str, stamp: Stamp | None, faults: int) -> None:
        """Take note that the source that was begun is read to its end.

        Images that it gave in an earlier run, and gives no longer, go.

        Args:
            source: What it is called.
            stamp: What it was like before it was read; None to have it read again next time.
            faults: How many faults it had.
        """
        record = SourceRecord(self._origin, source, stamp, faults)
        self._records.append(record)
        self._stale |= self._log.finished(record)
        self.faults += faults
        self._origin = self._first

    def commit(self) -> None:
        """Make what was added part of the catalogue now, where that is not left to the end."""
        if not self._whole:
            self._commit()

    @property
    def finished(self) -> int:
        """How many images are part of the catalogue, whatever happens from now on."""
        return self._manifest.images

    @property
    def kept(self) -> int:
        """How many sources were as they had been."""
        return len(self._kept)

    @property
    def source(self) -> str | None:
        """What the source that was begun is called; None between sources."""
        return self._log.names.get(self._origin)

    def owner(self, image: str) -> Owner | None:
        """Return who gave an image; None if there is no such image."""
        origin = self._origin_of(image)
        if origin is None:
            return None
        current = origin >= self._first or origin in self._kept
        return Owner(self._log.names.get(origin), current)

    def _origin_of(self, image: str) -> int | None:
        if image in self._buffer:
            return self._buffer[image][1]
        return self._store.origin(image)

    def _remember(self, record: SourceRecord) -> None:
        self._records.append(record)
        self._log.add(record)

    def _seal(self) -> None:
        if self._buffer:
            block = Block.of(scene for scene, _ in self._buffer.values())
            origins = [self._buffer[name][1] for name in block.names]
            with self._writing():
                self._store.add(block, np.array(origins, dtype=np.int32))
            self._buffer.clear()
            self._buffered = self._buffered_new = 0

    def _commit(self) -> None:
        started = time.monotonic()
        self._seal()
        with self._writing():
            if self._stale:
                self.removed += self._store.remove(self._stale)
                self._stale.clear()
            self._store.settle()
            listing = listing_name(self._listing_serial)
            self._listing_serial += 1
            write_listing(self.path / listing, self._store.sorted_places())
            log = self.path / self._manifest.log
            size = append_records(log, self._manifest.log_size, self._records)
            earlier = self._manifest.sources
            self._manifest = Manifest(
                sources=(*earlier, *(name for name in self.sources if name not in earlier)),
                faults=self._faults_before + self.faults,
                listing=listing,
                log=self._manifest.log,
                log_size=size,
                next_source=self._next_source,
                segments=tuple(self._store.parts[serial] for serial in sorted(self._store.parts)),
            )
            replace_manifest(self.path, self._manifest)
            self._records.clear()
        self._remove_all_but(self._manifest.files)
        now = time.monotonic()
        self._due = now + max(COMMITTED, SHARE * (now - started))

    def _discard(self) -> None:
        self._remove_all_but(frozenset(self._found))
        for folder in self._made:
            with contextlib.suppress(OSError):
                folder.rmdir()

    def _remove_all_but(self, kept: frozenset[str]) -> None:
        for path in self.path.iterdir():
            if path.name not in kept and is_own_file(path.name):
                with contextlib.suppress(OSError):
                    path.unlink()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputError.of(f"cannot be written: {reason}", self._place) from error


def _replaceable(path: Path) -> bool:
    """Return whether a folder is a catalogue, or what a writer that was killed early leaves."""
    return path.is_dir() and (
        is_catalog(path) or all(is_own_file(inside.name) for inside in path.iterdir())
    )
