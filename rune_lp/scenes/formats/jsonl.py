r"""Our own JSONL: one image a line, with everything a scene holds.

    {"image": "P0003", "width": 1024, "height": 768, "gsd": 0.12, "objects": [
     {"id": 0, "class": "ship", "score": 0.91, "polygon": [[0, 0], [4, 0], [4, 2], [0, 2]]}]}

(on one line). An object is as in the answers that `rune-lp search` prints.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from rune_lp.errors import Fault, Place
from rune_lp.scenes.formats.lines import Line, Notice, read_lines
from rune_lp.scenes.formats.rows import Placed, Rows
from rune_lp.scenes.formats.values import (
    BadValueError,
    box,
    ground_sample_distance,
    label,
    number,
    pixels,
    run_length_mask,
    score,
    size,
)
from rune_lp.scenes.georeference import Georeference

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from pathlib import Path

    from rune_lp.scenes.masks import Mask

__all__ = ["read_jsonl"]

IMAGE_KEYS = frozenset(
    (
        *("image", "width", "height", "size_known", "gsd", "north", "crs", "transform"),
        *("path", "classes", "objects"),
    )
)

OBJECT_KEYS = frozenset(("id", "class", "score", "polygon", "mask"))

LARGEST_ID = 2**31 - 1
"""The largest integer of the solver."""


def read_jsonl(path: Path) -> Iterator[Placed | Fault]:
    """Yield the scene of each line of a file, or of standard input for `-`, and the faults.

    A faulty object is left out, and its line's others are kept. A line that is no image is left
    out as a whole. A key that is not known is a notice.
    """
    for line in read_lines(path):
        if isinstance(line, Fault):
            yield line
        elif line.text.strip():
            try:
                yield from _image(line, _decoded(line.text))
            except BadValueError as bad:
                yield line.fault(bad.message, bad.hint)
            except json.JSONDecodeError as error:
                place = Place(line.source, line.number, error.colno)
                yield Fault(f"is not JSON: {error.msg}", place, "one image a line")


def _decoded(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        raise
    except (RecursionError, ValueError) as error:
        raise BadValueError(f"is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise BadValueError("line must be an image, a JSON object, but is none")
    return value


def _image(line: Line, value: dict[str, Any]) -> Iterator[Placed | Fault]:
    name = label(value.get("image"), "image")
    yield from _unknown(line, value.keys() - IMAGE_KEYS, "")
    objects = value.get("objects")
    if not isinstance(objects, list):
        raise BadValueError("objects must be a list", "[] for an image with none")
    classes = value.get("classes") or []
    if not isinstance(classes, list):
        raise BadValueError("classes must be a list of names")
    labels = [label(entry) for entry in classes]
    path = value.get("path")
    if path is not None and not isinstance(path, str):
        raise BadValueError("path must be text")
    gsd = None
    if value.get("gsd") is not None:
        try:
            gsd = ground_sample_distance(value["gsd"])
        except BadValueError as bad:
            yield Notice(f"{bad.message}: taken as unknown", line.place)
    north = None if value.get("north") is None else number(value["north"], "north")
    reference = _georeference(value)
    known = value.get("size_known", True)
    if not isinstance(known, bool):
        raise BadValueError("size_known must be true or false")
    width, height = value.get("width"), value.get("height")
    frame = size(width, height) if known else None
    rows = Rows()
    ids: dict[int, None] = {}
    for position, entry in enumerate(objects):
        try:
            corners = _polygon(entry)
            confidence = score(entry.get("score", 1.0))
            id_ = _id(entry.get("id", len(ids)), ids)
            rows.add(label(entry.get("class")), confidence, corners, _mask(entry.get("mask")))
        except BadValueError as bad:
            yield line.fault(f"objects[{position}]: {bad.message}", bad.hint)
            continue
        ids[id_] = None
        yield from _unknown(line, entry.keys() - OBJECT_KEYS, f"objects[{position}]: ")
    scene = rows.scene(name, size=frame, gsd=gsd, north=north, path=path, classes=labels)
    scene = replace(scene, ids=np.array(list(ids), dtype=np.int64), georeference=reference)
    if not known and width is not None and height is not None:
        # The extent of detections that may not all be here: those of the image at any score.
        extent = pixels(width, "width"), pixels(height, "height")
        scene = replace(scene, width=extent[0], height=extent[1])
    yield Placed(scene, line.place)


def _georeference(value: dict[str, Any]) -> Georeference | None:
    crs, transform = value.get("crs"), value.get("transform")
    if transform is None and crs is None:
        return None
    if not isinstance(transform, list) or len(transform) != 6:
        raise BadValueError("transform must be six numbers [a, b, c, d, e, f]")
    a, b, c, d, e, f = (number(entry, "transform") for entry in transform)
    try:
        return Georeference((a, b, c, d, e, f), None if crs is None else label(crs, "crs"))
    except ValueError as error:
        raise BadValueError(str(error)) from None


def _mask(value: Any) -> Mask | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise BadValueError("mask must be an object with offset, size and counts")
    offset = value.get("offset")
    if not isinstance(offset, list) or [type(step) for step in offset] != [int, int]:
        raise BadValueError("mask's offset must be [left, top] in whole pixels")
    mask = run_length_mask(value)
    left, top = (int(pixels(step, "offset")) for step in offset)
    return replace(mask, left=mask.left + left, top=mask.top + top)


def _polygon(entry: Any) -> list[float]:
    if not isinstance(entry, dict):
        raise BadValueError("must be a JSON object, but is none")
    polygon = entry.get("polygon")
    if (
        not isinstance(polygon, list)
        or len(polygon) != 4
        or not all(isinstance(corner, list) and len(corner) == 2 for corner in polygon)
    ):
        raise BadValueError("polygon must be four corners [x, y]")
    return box([coordinate for corner in polygon for coordinate in corner])


def _id(value: Any, taken: Container[int]) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_ID:
        raise BadValueError("id must be a whole number from 0 on")
    if value in taken:
        raise BadValueError(f"id must be its own, but {value} is another object's")
    return value


def _unknown(line: Line, keys: set[str], where: str) -> Iterator[Notice]:
    for key in sorted(keys):
        yield Notice(f"{where}key {key!r} is not known, and not read", line.place)
