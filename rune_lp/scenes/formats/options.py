"""What a reader is told besides the sources, and what of it matters to each file."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from rune_lp.errors import InputError
from rune_lp.scenes.formats.values import image_name
from rune_lp.scenes.formats.world_files import companions
from rune_lp.scenes.ground import can_project

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from rune_lp.scenes.formats.recognise import Format
    from rune_lp.scenes.formats.sources import SourceFile
    from rune_lp.scenes.formats.surroundings import Surroundings

__all__ = ["Contexts", "ReadOptions"]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a reader is told besides the sources.

    Attributes:
        format: The format of all the sources, or None to look at each file.
        names: The names file of class indices, or None to look beside the labels.
        pictures: The image files by the image's name, for sizes and ground frames.
        all_pictures: Whether a picture that no source speaks of is an image with no objects.
        image_size: Width and height in pixels of the images whose size nothing else gives.
        gsd: Metres per pixel of the images whose source gives none.
        crs: The coordinate reference system of pictures that are placed, but do not name it.
    """

    format: Format | None = None
    names: Path | None = None
    pictures: Mapping[str, Path] = field(default_factory=dict)
    all_pictures: bool = False
    image_size: tuple[float, float] | None = None
    gsd: float | None = None
    crs: str | None = None


class Contexts:
    """What decides what is read from files, besides their content: options, pictures and names.

    Args:
        options: What the reader is told.
        surroundings: What lies about the files.
    """

    def __init__(self, options: ReadOptions, surroundings: Surroundings) -> None:
        self._options = options
        self._surroundings = surroundings

    def of(self, group: Iterable[SourceFile]) -> str:
        """Return a text that differs whenever the same files would be read otherwise."""
        options = self._options
        parts = [f"{options.image_size} {options.gsd} {options.crs} {can_project()}"]
        for path, form in group:
            parts.append(form)
            if form in ("dota", "yolo", "yolo-obb"):
                pictures = {options.pictures.get(image_name(path.stem))}
                if form != "dota":
                    parts.append(self._names_about(path))
                    pictures.add(self._surroundings.picture(path))
                parts.append(_stamps(picture for picture in pictures if picture))
            else:
                parts.append(self._all_pictures)
            if form == "coco" and options.names:
                parts.append(_stamps([options.names]))
        return "\n".join(parts)

    @cached_property
    def _all_pictures(self) -> str:
        # Only after reading is it known which images a file of many has.
        return _stamps(self._options.pictures.values())

    def _names_about(self, path: Path) -> str:
        try:
            return repr(self._surroundings.names(path))
        except InputError as error:
            return str(error)


def _stamps(files: Iterable[Path]) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(path for file in files for path in (file, *companions(file))):
        try:
            status = path.stat()
        except OSError:
            continue  # The reader says what is wrong with it.
        text = f"{os.fspath(path.absolute())!r} {status.st_size} {status.st_mtime_ns}\n"
        digest.update(text.encode())
    return digest.hexdigest()
