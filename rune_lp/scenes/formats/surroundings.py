"""What lies about label files that do not say everything: pictures, and names of classes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rune_lp.errors import Fault, InputError, Place
from rune_lp.scenes.formats.names import NAMES_FILES, read_names
from rune_lp.scenes.formats.values import PICTURE_SUFFIXES, image_name

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Surroundings", "find_pictures", "is_picture"]


def is_picture(path: Path) -> bool:
    """Return whether a file is called as pictures are."""
    return path.suffix.lower() in PICTURE_SUFFIXES


def find_pictures(folder: Path) -> tuple[Mapping[str, Path], tuple[Fault, ...]]:
    """Return the pictures under a folder by the name of the image, and the names given twice.

    Raises:
        InputError: There is no such folder, or it has no picture.
    """
    if not folder.is_dir():
        raise InputError.of("no such folder of pictures", Place(str(folder)))
    found: dict[str, Path] = {}
    faults = []
    for path in sorted(folder.rglob("*")):
        if not is_picture(path) or not path.is_file():
            continue
        name = image_name(path.name)
        if name in found:
            message = f"image {name!r} has another picture, {found[name]}: this one is not used"
            faults.append(Fault(message, Place(str(path))))
        else:
            found[name] = path
    if not found:
        raise InputError.of("folder has no picture", Place(str(folder)))
    return found, tuple(faults)


class Surroundings:
    """The pictures and names about label files; each folder is listed and each file read once.

    Args:
        names: The names file of all, or None to look for one about each label file.
        pictures: The pictures by the name of the image; others are looked for.
    """

    def __init__(self, names: Path | None, pictures: Mapping[str, Path]) -> None:
        self._names = names
        self._pictures = pictures
        self._listed: dict[Path, Mapping[str, Path]] = {}
        self._read: dict[Path, Mapping[int, str]] = {}

    def picture(self, labels: Path) -> Path | None:
        """Return a label file's picture: beside it, or in `images` where it is in `labels`.

        That is where YOLO's data sets have them.
        """
        if found := self._pictures.get(labels.stem):
            return found
        folders = [labels.parent]
        parts = labels.absolute().parent.parts
        if "labels" in parts:
            last = len(parts) - 1 - parts[::-1].index("labels")
            folders.append(Path(*parts[:last], "images", *parts[last + 1 :]))
        for folder in folders:
            if folder not in self._listed:
                self._listed[folder] = _pictures_in(folder)
            if found := self._listed[folder].get(labels.stem):
                return found
        return None

    def names(self, labels: Path) -> Mapping[int, str]:
        """Return the classes by index: of the file given, or of one beside or above the labels.

        Raises:
            InputError: There is none, or it has no names.
        """
        path = self._names or _names_about(labels)
        if path is None:
            raise InputError.of(
                "class indices must have names, but there is no names file",
                Place(str(labels)),
                hint=f"give --names FILE, or put {NAMES_FILES[0]} beside the labels",
            )
        if path not in self._read:
            self._read[path] = read_names(path)
        return self._read[path]


def _pictures_in(folder: Path) -> Mapping[str, Path]:
    if not folder.is_dir():
        return {}
    return {path.stem: path for path in sorted(folder.iterdir(), reverse=True) if is_picture(path)}


def _names_about(labels: Path) -> Path | None:
    for folder in (labels.parent, *list(labels.absolute().parent.parents)[:2]):
        for name in NAMES_FILES:
            if (path := folder / name).is_file():
                return path
    return None
