"""A catalogue's scenes to the same with masks from their pictures."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.errors import Fault, InputError, Place
from rune_lp.scenes.masks import known_masks
from rune_lp.vision.loading import digest_of
from rune_lp.vision.masking import masks_of
from rune_lp.vision.raster import open_raster
from rune_lp.vision.settings import Spent
from rune_lp.vision.tasks import NO_TIME, Catalogued, Task, catalogued

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rune_lp.catalog import CatalogWriter
    from rune_lp.scenes import Scene
    from rune_lp.vision.masking import Masking
    from rune_lp.vision.raster import Raster

__all__ = ["segment_scenes"]


def segment_scenes(
    writer: CatalogWriter,
    scenes: Iterable[Scene],
    pictures: Callable[[Scene], Path | None],
    masking: Masking,
    min_score: float = 0.0,
    bands: Sequence[int] | None = None,
    viewed: Callable[[int, int], None] = lambda done, total: None,  # noqa: ARG005
) -> Iterator[Catalogued]:
    """Add scenes with masks from their pictures to a catalogue, and yield each when it is done.

    Objects that have a mask keep it. A scene whose picture is not there, or cannot be read, is
    added as it is, and named. What an earlier run has done is not done again.

    Args:
        writer: The catalogue being written.
        scenes: The scenes, with the masks that they have.
        pictures: Returns a scene's picture.
        masking: What masks are made with.
        min_score: The least score of an object that gets a mask.
        bands: The bands that the segmenter is shown; see `open_raster`.
        viewed: Is told for how many objects of the present scene it is done, and of how many.

    Raises:
        InputError: The catalogue cannot be written.
    """
    weights = digest_of(masking.weights)

    def task(scene: Scene) -> Task:
        path = pictures(scene)
        there = path is not None and path.is_file()
        decides = [weights, min_score, bands, _columns(scene)]
        return Task(
            Path(scene.image) if path is None else path,
            f"{writer.sources[0]}: {scene.image}",
            (path,) if path is not None and there else (),
            json.dumps(decides),
            partial(_segmented, scene, path, masking, min_score, bands, viewed),
        )

    return catalogued(writer, map(task, scenes))


def _segmented(
    scene: Scene,
    path: Path | None,
    masking: Masking,
    min_score: float,
    bands: Sequence[int] | None,
    viewed: Callable[[int, int], None],
) -> tuple[Scene, Spent, tuple[Fault, ...]]:
    """Return a scene with masks, or as it is and why."""
    known = scene.masks or (None,) * len(scene)
    rows = np.flatnonzero(
        (scene.scores >= min_score) & np.array([mask is None for mask in known], dtype=np.bool_)
    )
    if not len(rows):
        return scene, NO_TIME, ()
    if path is None:
        message = f"image {scene.image!r} has no picture, so it gets no masks"
        return scene, NO_TIME, (Fault(message, hint="give --images DIR"),)
    started = time.perf_counter()
    try:
        with open_raster(path, bands) as raster:
            _check_size(scene, raster, path)
            spent = Spent(read=time.perf_counter() - started)
            made = masks_of(raster, scene.corners[rows], masking.segmenter, viewed)
    except InputError as error:
        return scene, NO_TIME, (error.fault,)
    spent += Spent(mask=time.perf_counter() - started - spent.read)
    masks = list(known)
    for row, mask in zip(rows.tolist(), made, strict=True):
        masks[row] = mask
    return replace(scene, masks=known_masks(masks)), spent, ()


def _check_size(scene: Scene, raster: Raster, path: Path) -> None:
    size = raster.width, raster.height
    if scene.size_known and size != (scene.width, scene.height):
        raise InputError.of(
            f"must be of {scene.width:g} x {scene.height:g} px, as image {scene.image!r} is, "
            f"but is of {size[0]} x {size[1]} px",
            Place(str(path)),
        )


def _columns(scene: Scene) -> str:
    """Return a digest of what a scene has before it gets masks."""
    digest = hashlib.blake2b(digest_size=16)
    for column in (scene.corners, scene.scores, scene.ids, scene.class_index):
        digest.update(column.tobytes())
    for mask in scene.masks or ():
        digest.update(b"-" if mask is None else mask.to_bytes())
    digest.update(repr((scene.class_names, scene.width, scene.height, scene.gsd)).encode())
    return digest.hexdigest()
