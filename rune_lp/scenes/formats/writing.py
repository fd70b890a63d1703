"""Writing scenes: JSONL holds all of a scene; COCO and DOTA what their formats have room for."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from rune_lp.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from rune_lp.scenes.scene import Scene

__all__ = ["scene_json", "write_coco", "write_dota_labels", "write_dota_results", "write_jsonl"]

SPOOL = 1 << 24
"""Bytes of annotations kept in memory before they go to a temporary file."""


def write_jsonl(scenes: Iterable[Scene], stream: IO[str]) -> None:
    """Write scenes, one line each; reading them gives equal scenes.

    >>> import sys
    >>> from rune_lp.scenes import Scene
    >>> write_jsonl([Scene.of("P1", [], [], [], width=40, height=30)], sys.stdout)
    {"image": "P1", "width": 40.0, "height": 30.0, "objects": []}
    """
    for scene in scenes:
        stream.write(json.dumps(scene_json(scene), ensure_ascii=False, allow_nan=False) + "\n")


def scene_json(scene: Scene) -> dict[str, Any]:
    """Return a scene as a line of JSONL has it."""
    line: dict[str, Any] = {"image": scene.image, "width": scene.width, "height": scene.height}
    if not scene.size_known:
        line["size_known"] = False
    optional: dict[str, Any] = {
        "gsd": scene.gsd,
        "north": scene.north,
        "path": scene.path,
    }
    if scene.georeference is not None:
        optional |= {"crs": scene.georeference.crs, "transform": scene.georeference.transform}
    line |= {key: value for key, value in optional.items() if value is not None}
    labels = scene.labels
    if len(set(labels)) < len(scene.class_names):
        line["classes"] = scene.class_names
    columns = (scene.ids.tolist(), labels, scene.scores.tolist(), scene.corners.tolist())
    line["objects"] = [
        {"id": id_, "class": name, "score": confidence, "polygon": polygon}
        for id_, name, confidence, polygon in zip(*columns, strict=True)
    ]
    for entry, mask in zip(line["objects"], scene.masks or (), strict=False):
        if mask is not None:
            entry["mask"] = {
                "offset": [mask.left, mask.top],
                "size": [mask.height, mask.width],
                "counts": mask.counts,
            }
    return line


def write_coco(scenes: Iterable[Scene], stream: IO[str]) -> None:
    """Write scenes as one COCO document.

    Reading it gives equal scenes, but for ids that are not consecutive, sizes that are not known
    and image files. An annotation has `poly`, the corners as they are, besides the `segmentation`
    and the upright `bbox` that other programs read. Only the images are held in memory.

    >>> import io
    >>> from rune_lp.scenes import Scene
    >>> stream = io.StringIO()
    >>> write_coco([Scene.of("P1", [], [], [], width=40, height=30)], stream)
    >>> json.loads(stream.getvalue())["images"]
    [{'id': 1, 'file_name': 'P1', 'width': 40.0, 'height': 30.0}]
    """
    images: list[dict[str, Any]] = []
    categories: dict[str, int] = {}
    with tempfile.SpooledTemporaryFile(SPOOL, mode="w+", encoding="utf-8") as annotations:
        count = 0
        for scene in scenes:
            images.append(_coco_image(scene, len(images) + 1))
            for name in scene.class_names:
                categories.setdefault(name, len(categories) + 1)
            rows = zip(scene.labels, scene.scores.tolist(), scene.corners, strict=True)
            for name, confidence, corners in rows:
                count += 1
                left, top = corners.min(axis=0).tolist()
                width, height = (corners.max(axis=0) - corners.min(axis=0)).tolist()
                poly = corners.reshape(8).tolist()
                annotation = {
                    "id": count,
                    "image_id": len(images),
                    "category_id": categories[name],
                    "bbox": [left, top, width, height],
                    "area": width * height,
                    "segmentation": [poly],
                    "poly": poly,
                    "iscrowd": 0,
                    "score": confidence,
                }
                annotations.write(",\n" * (count > 1) + json.dumps(annotation, allow_nan=False))
        annotations.seek(0)
        stream.write(f'{{"images": {json.dumps(images, ensure_ascii=False)},\n"categories": ')
        entries = [{"id": id_, "name": name} for name, id_ in categories.items()]
        stream.write(f'{json.dumps(entries, ensure_ascii=False)},\n"annotations": [\n')
        shutil.copyfileobj(annotations, stream)
        stream.write("\n]}\n")


def write_dota_results(scenes: Iterable[Scene], folder: Path) -> None:
    """Write scenes as a folder of DOTA result files, `Task1_<class>.txt`.

    They hold the images' names, labels, scores and corners in full, a file for each class that is
    known; images with no objects, sizes and ground frames have no room there. The order of an
    image's objects becomes that of their classes.

    Raises:
        InputError: A name cannot stand in the format, which separates by white space.

    >>> from rune_lp.scenes import Scene
    >>> box = [(0, 0), (4, 0), (4, 2), (0, 2)]
    >>> folder = Path(tempfile.mkdtemp())
    >>> write_dota_results([Scene.of("P1", ["ship"], [0.9], [box])], folder)
    >>> print((folder / "Task1_ship.txt").read_text(), end="")
    P1 0.9 0.0 0.0 4.0 0.0 4.0 2.0 0.0 2.0
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        files: dict[str, IO[str]] = {}
        for scene in scenes:
            _written_whole(scene.image, "image", folder, r"\s")
            for name in scene.class_names:
                if name not in files:
                    _written_whole(name, "class", folder, r"[/\\]")
                    path = folder / f"Task1_{name}.txt"
                    files[name] = stack.enter_context(path.open("w", encoding="utf-8"))
            rows = zip(scene.labels, scene.scores.tolist(), scene.corners, strict=True)
            for name, confidence, corners in rows:
                files[name].write(f"{scene.image} {confidence!r} {_words(corners)}\n")


def write_dota_labels(scenes: Iterable[Scene], folder: Path) -> None:
    """Write scenes as a folder of DOTA label files, one for each image, empty ones too.

    They hold labels, corners, their order and the ground sample distance; scores have no room
    there, nor have sizes and north.

    Raises:
        InputError: A name cannot stand in the format.

    >>> from rune_lp.scenes import Scene
    >>> box = [(0, 0), (4, 0), (4, 2), (0, 2)]
    >>> folder = Path(tempfile.mkdtemp())
    >>> write_dota_labels([Scene.of("P1", ["ship"], [0.9], [box], gsd=0.2)], folder)
    >>> print((folder / "P1.txt").read_text(), end="")
    gsd:0.2
    0.0 0.0 4.0 0.0 4.0 2.0 0.0 2.0 ship 0
    """
    folder.mkdir(parents=True, exist_ok=True)
    for scene in scenes:
        _written_whole(scene.image, "image", folder, r"[/\\]")
        lines = [] if scene.gsd is None else [f"gsd:{scene.gsd!r}"]
        for name, corners in zip(scene.labels, scene.corners, strict=True):
            _written_whole(name, "class", folder, r"\s")
            lines.append(f"{_words(corners)} {name} 0")
        text = "".join(f"{line}\n" for line in lines)
        (folder / f"{scene.image}.txt").write_text(text, encoding="utf-8")


def _coco_image(scene: Scene, id_: int) -> dict[str, Any]:
    suffix = Path(scene.path).suffix if scene.path else ""
    image: dict[str, Any] = {"id": id_, "file_name": scene.image + suffix}
    if scene.size_known:
        image |= {"width": scene.width, "height": scene.height}
    optional = {"gsd": scene.gsd, "north": scene.north}
    return image | {key: value for key, value in optional.items() if value is not None}


def _words(corners: NDArray[np.float64]) -> str:
    return " ".join(map(repr, corners.reshape(8).tolist()))


def _written_whole(name: str, what: str, folder: Path, forbidden: str) -> None:
    if re.search(forbidden, name):
        kind = "white space" if forbidden == r"\s" else "a slash"
        hint = "write JSONL, which holds any name"
        message = f"{what} {name!r} cannot be written in DOTA's format: it has {kind}"
        raise InputError.of(message, Place(str(folder)), hint=hint)
