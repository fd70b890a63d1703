"""Pictures to a catalogue: each of them once, and none again that is as it was."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING

from rune_lp.errors import InputError, Place
from rune_lp.scenes import Scene
from rune_lp.scenes.formats import Notice
from rune_lp.scenes.formats.pictures import read_picture
from rune_lp.scenes.formats.rows import with_classes
from rune_lp.scenes.formats.surroundings import is_picture
from rune_lp.scenes.formats.values import image_name
from rune_lp.vision.detection import detect
from rune_lp.vision.loading import digest_of
from rune_lp.vision.masking import masks_of
from rune_lp.vision.raster import open_raster
from rune_lp.vision.settings import Spent
from rune_lp.vision.tasks import Catalogued, Task, catalogued

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from rune_lp.catalog import CatalogWriter
    from rune_lp.errors import Fault
    from rune_lp.vision.detector import Detector
    from rune_lp.vision.loading import Weights
    from rune_lp.vision.masking import Masking
    from rune_lp.vision.settings import Settings

__all__ = ["Work", "detect_pictures", "find_images"]


@dataclass(frozen=True, slots=True)
class Work:
    """What is done to each picture.

    Attributes:
        weights: The detector's file; another one means that pictures are detected again.
        detector: The detector.
        settings: How pictures are read and what is kept.
        gsd: Metres per pixel of pictures that do not say.
        masking: What the masks of what is found are made with; without it there are none.
    """

    weights: Weights
    detector: Detector
    settings: Settings
    gsd: float | None = None
    masking: Masking | None = None

    def context(self) -> str:
        """Return all that decides what is found in a picture, besides its bytes."""
        decides = asdict(self.settings) | {
            "weights": digest_of(self.weights.path),
            "names": self.detector.names,
            "gsd": self.gsd,
            "batch": None,
        }
        if self.masking is not None:
            decides["masks"] = digest_of(self.masking.weights)
        return json.dumps(decides, sort_keys=True)


def find_images(sources: Sequence[Path]) -> list[Path]:
    """Return the pictures that are meant, sorted within each folder, each once.

    Args:
        sources: Pictures, whatever they are called, and folders that are searched for files that
            are called as pictures are, hidden ones aside.

    Raises:
        InputError: There is no such file or folder, or a folder has no picture.
    """
    found: dict[Path, None] = {}
    for source in sources:
        place = Place(str(source))
        if source.is_dir():
            inside = [path for path in sorted(source.rglob("*")) if _is_meant(path)]
            if not inside:
                raise InputError.of("folder has no picture", place)
            found |= dict.fromkeys(inside)
        elif source.exists():
            found[source] = None
        else:
            raise InputError.of("no such picture or folder", place)
    return list(found)


def _is_meant(path: Path) -> bool:
    # A link to nowhere is meant: it is named then, as what cannot be read.
    return is_picture(path) and not path.name.startswith(".") and not path.is_dir()


def detect_pictures(
    writer: CatalogWriter,
    paths: Iterable[Path],
    work: Work,
    tiled: Callable[[int, int], None] = lambda done, total: None,  # noqa: ARG005
) -> Iterator[Catalogued]:
    """Add what is found in pictures to a catalogue, and yield each picture when it is done.

    A picture that an earlier run has gone through with the same weights and settings, and that is
    as it was, is not gone through again. One that cannot be read is named, and the rest go on.

    Args:
        writer: The catalogue being written.
        paths: The pictures.
        work: What is done to each.
        tiled: Is told how many tiles of the present picture are done, and of how many; then, where
            masks are made, for how many objects.

    Raises:
        InputError: The catalogue cannot be written.
    """
    context = work.context()
    tasks = (
        Task(path, str(path.absolute()), (path,), context, partial(_scene, path, work, tiled))
        for path in paths
    )
    return catalogued(writer, tasks)


def _scene(
    path: Path, work: Work, tiled: Callable[[int, int], None]
) -> tuple[Scene, Spent, tuple[Fault, ...]]:
    started = time.perf_counter()
    masks = None
    with open_raster(path, work.settings.bands) as raster:
        spent = Spent(read=time.perf_counter() - started)
        found, detecting = detect(raster, work.detector, work.settings, tiled)
        spent += detecting
        size = raster.width, raster.height
        if work.masking is not None:
            started = time.perf_counter()
            masks = masks_of(raster, found.corners, work.masking.segmenter, tiled)
            spent += Spent(mask=time.perf_counter() - started)
    try:
        picture = read_picture(path)
    except InputError:
        # What opened it understands more kinds than what reads headers.
        picture = None
    names = work.detector.names
    remarks = () if picture is None else picture.remarks
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
        masks=masks,
    )
    # A class without a detection is still a class, which can be asked for.
    notices = tuple(Notice(remark, Place(str(path))) for remark in remarks)
    return with_classes(scene, names), spent, notices
