"""From sources to a catalogue: what has changed since it was written, and nothing else."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rune_lp.catalog.sourcelog import Stamp, stamp_of
from rune_lp.errors import Fault, Place
from rune_lp.scenes.formats import Clash, Notice, checked, read_batches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rune_lp.catalog.writer import CatalogWriter
    from rune_lp.scenes.formats import ReadOptions
    from rune_lp.scenes.formats.reading import Batch
    from rune_lp.scenes.scene import Scene

__all__ = ["added", "index_sources"]


def index_sources(
    writer: CatalogWriter, options: ReadOptions, *, strict: bool = False
) -> Iterator[Scene | Fault]:
    """Add the scenes of a writer's sources to its catalogue; yield these and the faults.

    A source that an earlier run read to its end, and that is as it was, is not read again. One
    that has changed is, and its images take the place of those that it gave before. One that has
    an image that another source gave, too, is always read again: the other may lack it now.

    Args:
        writer: The catalogue being written; its sources are files, folders, or `-` for standard
            input.
        options: How the sources are read.
        strict: Raise the first fault that is no notice.

    Raises:
        InputError: A source does not exist, the catalogue cannot be written, or a fault where
            `strict`.
    """
    for batch in read_batches(writer.sources, options, _OfFiles(writer)):
        if not batch.files:
            for result in _results(writer, batch, strict=strict):
                writer.faults += _is_fault(result)
                yield result
            continue
        source = _name(batch.files)
        before = writer.record(source)
        stamp = _stamp(batch, before.stamp if before else None)
        if before and before.stamp and stamp and before.stamp.content == stamp.content:
            writer.keep(source, stamp)
            continue
        writer.begin(source)
        faults = 0
        for result in _results(writer, batch, strict=strict):
            faults += _is_fault(result)
            if isinstance(result, Clash):
                stamp = None
            yield result
        writer.finish(source, stamp, faults)


@dataclass(frozen=True, slots=True)
class _OfFiles:
    """The images of a catalogue that some file gave."""

    writer: CatalogWriter

    def __contains__(self, image: object) -> bool:
        owner = self.writer.owner(str(image))
        return owner is not None and owner.source is not None


def _results(writer: CatalogWriter, batch: Batch, *, strict: bool) -> Iterator[Scene | Fault]:
    for item in batch.items:
        for result in added(writer, item):
            yield checked(result, strict=strict)


def _is_fault(item: Scene | Fault) -> bool:
    return isinstance(item, Fault) and not isinstance(item, Notice)


def added(writer: CatalogWriter, item: Scene | Fault) -> Iterator[Scene | Fault]:
    """Add a scene to a catalogue unless it clashes with another; yield it, and what is to be said.

    Args:
        writer: The catalogue being written; the scene is of the source that was begun.
        item: The scene; a fault is yielded as it is.
    """
    if isinstance(item, Fault):
        yield item
        return
    owner = writer.owner(item.image)
    if owner is not None and owner.current:
        yield Clash(
            f"image {item.image!r} must be given once, but is in {owner.source} too, "
            "which has not changed: this one is left out",
            Place(writer.source or "-"),
        )
        return
    if owner is not None and owner.source not in (None, writer.source):
        yield Notice(
            f"image {item.image!r} was indexed from {owner.source}: it is replaced",
            Place(writer.source or "-"),
        )
    writer.add(item)
    yield item


def _name(files: Sequence[Path]) -> str:
    # Result files of one folder are one source, whichever of them are given.
    first = files[0].absolute()
    return os.fspath(first if len(files) == 1 else first.parent)


def _stamp(batch: Batch, before: Stamp | None) -> Stamp | None:
    try:
        return stamp_of(batch.files, batch.context, before)
    except OSError:
        return None  # The reader says what is wrong with it.
