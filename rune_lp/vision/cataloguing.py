"""Pictures to a catalogue: each of them once, and none again that is as it was."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from rune_lp.catalog.indexing import added
from rune_lp.catalog.sourcelog import stamp_of
from rune_lp.errors import Fault, InputError, Place
from rune_lp.scenes import Scene
from rune_lp.scenes.formats.pictures import read_picture
from rune_lp.scenes.formats.surroundings import is_picture
from rune_lp.scenes.formats.values import image_name
from rune_lp.vision.detection import NO_TIME, detect
from rune_lp.vision.raster import open_raster
from rune_lp.vision.settings import Spent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from rune_lp.catalog import CatalogWriter
    from rune_lp.vision.detector import Detector
    from rune_lp.vision.loading import Weights
    from rune_lp.vision.settings import Settings

__all__ = ["Detected", "Work", "detect_pictures", "find_images"]

COMMITTED = 5.0
"""Seconds of work that a killed process may lose, besides the picture it was at."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is done to each picture.

    Attributes:
        weights: The detector's file; another one means that pictures are detected again.
        detector: The detector.
        settings: How pictures are read and what is kept.
        gsd: Metres per pixel of pictures that do not say.
    """

    weights: Weights
    detector: Detector
    settings: Settings
    gsd: float | None = None

    def context(self) -> str:
        """Return all that decides what is found in a picture, besides its bytes."""
        digest = hashlib.blake2b(self.weights.path.read_bytes(), digest_size=16).hexdigest()
        decides = asdict(self.settings) | {
            "weights": digest,
            "names": self.detector.names,
            "gsd": self.gsd,
            "batch": None,
        }
        return json.dumps(decides, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Detected:
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


def find_images(sources: Sequence[Path]) -> list[Path]:
    """Return the pictures that are meant, sorted within each folder, each once.

    Args:
        sources: Pictures, whatever they are called, and folders that are searched for files that
            are called as pictures are.

    Raises:
        InputError: There is no such file or folder, or a folder has no picture.
    """
    found: dict[Path, None] = {}
    for source in sources:
        place = Place(str(source))
        if source.is_dir():
            inside = [path for path in sorted(source.rglob("*")) if is_picture(path)]
            if not inside:
                raise InputError.of("folder has no picture", place)
            found |= dict.fromkeys(path for path in inside if path.is_file())
        elif source.exists():
            found[source] = None
        else:
            raise InputError.of("no such picture or folder", place)
    return list(found)


def detect_pictures(
    writer: CatalogWriter,
    paths: Iterable[Path],
    work: Work,
    tiled: Callable[[int, int], None] = lambda done, total: None,  # noqa: ARG005
) -> Iterator[Detected]:
    """Add what is found in pictures to a catalogue, and yield each picture when it is done.

    A picture that an earlier run has gone through with the same weights and settings, and that is
    as it was, is not gone through again. One that cannot be read is named, and the rest go on.

    Args:
        writer: The catalogue being written.
        paths: The pictures.
        work: What is done to each.
        tiled: Is told how many tiles of the present picture are done, and of how many.

    Raises:
        InputError: The catalogue cannot be written.
    """
    context = work.context()
    committed = time.monotonic()
    for path in paths:
        source = str(path.absolute())
        before = writer.record(source)
        try:
            stamp = stamp_of([path], context, before.stamp if before else None)
        except OSError as error:
            fault = Fault(f"cannot be read: {error.strerror}", Place(str(path)))
            writer.faults += 1
            yield Detected(path, faults=(fault,))
            continue
        if before and before.stamp and before.stamp.content == stamp.content:
            writer.keep(source, stamp)
            yield Detected(path)
            continue
        writer.begin(source)
        try:
            scene, spent = _scene(path, work, tiled)
        except InputError as error:
            writer.finish(source, None, 1)
            yield Detected(path, faults=(error.fault,))
            continue
        started = time.perf_counter()
        results = list(added(writer, scene))
        faults = tuple(result for result in results if isinstance(result, Fault))
        kept = next((result for result in results if isinstance(result, Scene)), None)
        writer.finish(source, stamp if kept is not None else None, int(kept is None))
        if time.monotonic() - committed > COMMITTED:
            writer.commit()
            committed = time.monotonic()
        yield Detected(path, kept, spent + Spent(write=time.perf_counter() - started), faults)


def _scene(path: Path, work: Work, tiled: Callable[[int, int], None]) -> tuple[Scene, Spent]:
    started = time.perf_counter()
    with open_raster(path) as raster:
        opened = Spent(read=time.perf_counter() - started)
        found, spent = detect(raster, work.detector, work.settings, tiled)
        size = raster.width, raster.height
    try:
        picture = read_picture(path)
    except InputError:
        # What opened it understands more kinds than what reads headers.
        picture = None
    names = work.detector.names
    scene = Scene.of(
        image_name(path.name),
        [names[label] for label in found.labels.tolist()],
        found.scores,
        found.corners,
        width=size[0],
        height=size[1],
        gsd=work.gsd if picture is None or picture.gsd is None else picture.gsd,
        north=None if picture is None else picture.north,
        georeference=None if picture is None else picture.georeference,
        path=str(path),
    )
    return scene, opened + spent
