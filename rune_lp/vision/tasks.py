"""Pictures gone through one by one: each once, and none again that is as it was."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rune_lp.catalog.indexing import added
from rune_lp.catalog.sourcelog import stamp_of
from rune_lp.errors import Fault, InputError, Place
from rune_lp.scenes import Scene
from rune_lp.scenes.formats import Notice
from rune_lp.vision.settings import Spent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from rune_lp.catalog import CatalogWriter

__all__ = ["NO_TIME", "Catalogued", "Task", "catalogued"]

COMMITTED = 5.0
"""Seconds of work that a killed process may lose, besides the picture it was at."""


NO_TIME = Spent()


@dataclass(frozen=True, slots=True)
class Catalogued:
    """A picture that was gone through.

    Attributes:
        path: The picture.
        scene: What is in it; None if an earlier run has found it, or it could not be read.
        spent: Where the time went.
        faults: What was wrong with it.
    """

    path: Path
    scene: Scene | None = None
    spent: Spent = NO_TIME
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A picture to to be gone through.

    Attributes:
        path: The picture.
        source: What the catalogue calls it as the source of its image.
        files: What is read for it, as far as it is there.
        context: All that decides the result besides these files.
        made: Makes its scene, says where the time went, and what is wrong with it; may raise an
            InputError, if there is none to be had.
    """

    path: Path
    source: str
    files: tuple[Path, ...]
    context: str
    made: Callable[[], tuple[Scene, Spent, tuple[Fault, ...]]]


def catalogued(writer: CatalogWriter, tasks: Iterable[Task]) -> Iterator[Catalogued]:
    """Add the scenes of pictures to a catalogue, and yield each picture when it is done.

    What an earlier run has done, and would be done as then, is not done again. A picture that
    cannot be read is named, and the rest go on.

    Args:
        writer: The catalogue being written.
        tasks: The pictures.

    Raises:
        InputError: The catalogue cannot be written.
    """
    committed = time.monotonic()
    for task in tasks:
        before = writer.record(task.source)
        try:
            stamp = stamp_of(task.files, task.context, before.stamp if before else None)
        except OSError as error:
            fault = Fault(f"cannot be read: {error.strerror}", Place(str(task.path)))
            writer.faults += 1
            yield Catalogued(task.path, faults=(fault,))
            continue
        if before and before.stamp and before.stamp.content == stamp.content:
            writer.keep(task.source, stamp)
            yield Catalogued(task.path)
            continue
        writer.begin(task.source)
        try:
            scene, spent, remarks = task.made()
        except InputError as error:
            writer.finish(task.source, None, 1)
            yield Catalogued(task.path, faults=(error.fault,))
            continue
        started = time.perf_counter()
        results = list(added(writer, scene))
        faults = (*remarks, *(result for result in results if isinstance(result, Fault)))
        kept = next((result for result in results if isinstance(result, Scene)), None)
        whole = kept is not None and all(isinstance(remark, Notice) for remark in remarks)
        writer.finish(task.source, stamp if whole else None, int(not whole))
        if time.monotonic() - committed > COMMITTED:
            writer.commit()
            committed = time.monotonic()
        yield Catalogued(
            task.path, kept, spent + Spent(write=time.perf_counter() - started), faults
        )
