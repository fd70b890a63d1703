"""From sources to scenes: each file by its format's reader, each image once, with its picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rune_lp.errors import Fault, InputError, Place
from rune_lp.scenes.formats.coco import read_coco
from rune_lp.scenes.formats.dota import read_dota_labels, read_dota_results
from rune_lp.scenes.formats.geojson import read_geojson
from rune_lp.scenes.formats.jsonl import read_jsonl
from rune_lp.scenes.formats.lines import STDIN, Clash, Notice
from rune_lp.scenes.formats.options import Contexts, ReadOptions
from rune_lp.scenes.formats.pictures import read_picture
from rune_lp.scenes.formats.rows import Placed, Rows
from rune_lp.scenes.formats.sources import SourceFile, find_files
from rune_lp.scenes.formats.surroundings import Surroundings
from rune_lp.scenes.formats.yolo import read_yolo

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence
    from pathlib import Path

    from rune_lp.scenes.scene import Scene

__all__ = ["Batch", "ReadOptions", "checked", "read_batches", "read_scenes"]


@dataclass(frozen=True, slots=True)
class Batch:
    """Files that are read together, and what is read from them.

    Attributes:
        files: The files, none if what there is to read comes from no file.
        context: What decides what is read, besides the files' content.
        items: The scenes and faults; they are read as they are asked for.
    """

    files: tuple[Path, ...]
    context: str
    items: Iterator[Scene | Fault]


def read_scenes(
    sources: Sequence[str | Path], options: ReadOptions | None = None, *, strict: bool = False
) -> Iterator[Scene | Fault]:
    r"""Yield the scenes of files and folders, and the faults in them; what is faulty is left out.

    One image is in memory at a time where the format allows it: label files and JSONL do; COCO
    and GeoJSON are held a file at a time, and DOTA's result files a folder at a time. A second
    image of a name that was read is a fault. A `Notice` among the faults costs no detection.

    Args:
        sources: Files, folders, or `-` for JSONL on standard input.
        options: The format, class names, pictures and defaults; none by default.
        strict: Raise the first fault that is no notice.

    Raises:
        InputError: A source does not exist, or a fault where `strict`.

    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "P1.txt"
    >>> _ = path.write_text("gsd:0.2\n0 0 4 0 4 2 0 2 ship 0\n0 0 9 0 9 0 0 0 ship 0\n")
    >>> scene_or_fault = list(read_scenes([path]))
    >>> [item.message for item in scene_or_fault if isinstance(item, Fault)]
    ['box must have an area, but its corners are in line']
    >>> [len(item) for item in scene_or_fault if not isinstance(item, Fault)]
    [1]
    """
    for batch in read_batches(sources, options):
        for item in batch.items:
            yield checked(item, strict=strict)


def checked(item: Scene | Fault, *, strict: bool) -> Scene | Fault:
    """Return an item that was read.

    Raises:
        InputError: It is a fault and no notice, and `strict` is true.
    """
    if strict and isinstance(item, Fault) and not isinstance(item, Notice):
        raise InputError(item)
    return item


def read_batches(
    sources: Sequence[str | Path],
    options: ReadOptions | None = None,
    known: Container[str] = (),
) -> Iterator[Batch]:
    """Yield what `read_scenes` yields, in the batches of files that are read together.

    A batch is to be read before the next is asked for, or not at all: then its images are not
    told from those of later batches.

    Args:
        sources: As for `read_scenes`.
        options: As for `read_scenes`.
        known: The images of the batches that are not read; pictures of these belong to an image.

    Raises:
        InputError: A source does not exist.
    """
    options = options or ReadOptions()
    files: dict[Path, SourceFile] = {}
    yield Batch((), "", _found([str(source) for source in sources], options, files))
    surroundings = Surroundings(options.names, options.pictures)
    contexts = Contexts(options, surroundings)
    seen: dict[str, Place] = {}
    for group in _together(files.values()):
        paths = tuple(file.path for file in group if str(file.path) != STDIN)
        context = contexts.of(group) if paths else ""
        yield Batch(paths, context, _scenes(group, options, surroundings, seen))
    left = [name for name in options.pictures if name not in seen and name not in known]
    yield Batch((), "", _left(left, options))


def _found(
    sources: Sequence[str], options: ReadOptions, files: dict[Path, SourceFile]
) -> Iterator[Fault]:
    for found in find_files(sources, options.format):
        if isinstance(found, Fault):
            yield found
        elif found.path.resolve() in files:
            yield Notice("is given twice: read once", Place(str(found.path)))
        else:
            files[found.path.resolve()] = found


def _scenes(
    group: list[SourceFile],
    options: ReadOptions,
    surroundings: Surroundings,
    seen: dict[str, Place],
) -> Iterator[Scene | Fault]:
    for item in _read(group, options, surroundings):
        if isinstance(item, Fault):
            yield item
            continue
        scene, place = item
        if scene.image in seen:
            yield Clash(
                f"image {scene.image!r} must be given once, but was read from "
                f"{seen[scene.image]} too: this one is left out",
                place,
            )
            continue
        seen[scene.image] = place
        yield from _furnished(scene, options)


def _left(left: list[str], options: ReadOptions) -> Iterator[Scene | Fault]:
    if options.all_pictures:
        for name in left:
            yield from _furnished(Rows().scene(name), options)
    elif left:
        hint = "with --all-images they are images with no objects"
        yield Notice(f"{len(left)} pictures belong to no image of the sources", None, hint)


def _together(files: Iterable[SourceFile]) -> Iterator[list[SourceFile]]:
    # DOTA's result files of one folder share their images; every other file has its own.
    groups: dict[Path, list[SourceFile]] = {}
    for file in files:
        key = file.path.parent if file.format == "dota-results" else file.path
        groups.setdefault(key, []).append(file)
    yield from groups.values()


def _read(
    group: list[SourceFile], options: ReadOptions, surroundings: Surroundings
) -> Iterator[Placed | Fault]:
    path = group[0].path
    match group[0].format:
        case "dota":
            yield from read_dota_labels(path)
        case "dota-results":
            yield from read_dota_results(file.path for file in group)
        case "yolo" | "yolo-obb" as form:
            try:
                names = surroundings.names(path)
                size = _yolo_size(path, options, surroundings)
            except InputError as error:
                yield error.fault
                return
            yield from read_yolo(path, oriented=form == "yolo-obb", names=names, size=size)
        case "coco":
            yield from read_coco(path, options.names)
        case "geojson":
            yield from read_geojson(path)
        case "jsonl":
            yield from read_jsonl(path)


def _yolo_size(path: Path, options: ReadOptions, surroundings: Surroundings) -> tuple[float, float]:
    if picture := surroundings.picture(path):
        return read_picture(picture).size
    if options.image_size is None:
        raise InputError.of(
            "coordinates are fractions of the image's size, which is not known",
            Place(str(path)),
            hint="give --images DIR or --image-size WxH",
        )
    return options.image_size


def _furnished(scene: Scene, options: ReadOptions) -> Iterator[Scene | Fault]:
    gsd, north, path, reference = scene.gsd, scene.north, scene.path, scene.georeference
    size = (scene.width, scene.height) if scene.size_known else None
    if found := options.pictures.get(scene.image):
        try:
            picture = read_picture(found, options.crs)
        except InputError as error:
            yield error.fault
        else:
            if size is not None and size != picture.size:
                yield Notice(
                    f"image {scene.image!r} must be {size[0]:g}x{size[1]:g} px as its source says, "
                    f"but got {picture.size[0]}x{picture.size[1]}: the source's size is kept",
                    Place(str(found)),
                )
            for remark in picture.remarks:
                yield Notice(remark, Place(str(found)))
            size = size or picture.size
            gsd = picture.gsd if gsd is None else gsd
            north = picture.north if north is None else north
            path = path or str(found)
            reference = reference or picture.georeference
    size = size or options.image_size
    yield replace(
        scene,
        width=scene.width if size is None else float(size[0]),
        height=scene.height if size is None else float(size[1]),
        size_known=size is not None,
        gsd=options.gsd if gsd is None else gsd,
        north=north,
        path=path,
        georeference=reference,
    )
