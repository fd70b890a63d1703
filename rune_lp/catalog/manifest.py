"""The manifest: the one small file that says which others make up a catalogue."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from rune_lp import __version__
from rune_lp.catalog.layout import MANIFEST, VERSION, is_own_file, synchronise, unusable
from rune_lp.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Manifest", "Part", "read_manifest", "replace_manifest"]


@dataclass(frozen=True, slots=True)
class Part:
    """What the manifest says of a segment.

    Attributes:
        file: What it is called.
        size: Its size in bytes.
        images: How many of its images are in the catalogue.
        rows: How many detections these have.
        floor: The lowest score of these, or None if there is none.
        classes: How many of these each class that it knows has.
    """

    file: str
    size: int
    images: int
    rows: int
    floor: float | None
    classes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What makes up a catalogue.

    Attributes:
        sources: What it was made from, as the user said it.
        faults: How many faults these had.
        listing: The file that has the images in the order of their names.
        log: The file that has the sources, or None if they are not known by file.
        log_size: How many of its bytes count.
        next_source: The number that the next source to be read gets.
        segments: The files that have the images.
    """

    sources: tuple[str, ...] = ()
    faults: int = 0
    listing: str = ""
    log: str = ""
    log_size: int = 0
    next_source: int = 0
    segments: tuple[Part, ...] = ()

    @property
    def images(self) -> int:
        """How many images the catalogue has."""
        return sum(part.images for part in self.segments)

    @property
    def files(self) -> frozenset[str]:
        """Every file of the catalogue."""
        return frozenset({MANIFEST, self.listing, self.log, *(part.file for part in self.segments)})


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of the catalogue in a folder.

    Raises:
        InputError: There is none, or it is damaged or of another version.
    """
    path = folder / MANIFEST
    if not folder.is_dir() or not path.is_file():
        what = "is not a catalogue" if folder.exists() else "no such catalogue"
        hint = f"make one with rune-lp index SOURCE -o {folder}"
        raise InputError.of(what, Place(str(folder)), hint=hint)
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise unusable(path, f"cannot be read: {error}") from None
    version = document.get("version") if isinstance(document, dict) else None
    if not isinstance(version, int):
        raise unusable(path, "is no catalogue's manifest")
    if version != VERSION:
        raise unusable(path, f"catalogue must be of version {VERSION}, but got {version}")
    try:
        return _manifest(document)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise unusable(path, f"lacks what a manifest holds: {error}") from None


def replace_manifest(folder: Path, manifest: Manifest) -> None:
    """Make a manifest the one that counts, in one step that no failure can halve."""
    document = {
        "format": "rune-lp catalog",
        "version": VERSION,
        "generator": f"rune-lp {__version__}",
        **asdict(manifest),
    }
    path = folder / f"{MANIFEST}.new"
    with path.open("w", encoding="utf-8") as file:
        # Not every file's name is UTF-8; as ASCII, JSON holds them all.
        json.dump(document, file, ensure_ascii=True, allow_nan=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    path.replace(folder / MANIFEST)
    synchronise(folder)


def _manifest(document: Mapping[str, Any]) -> Manifest:
    return Manifest(
        sources=tuple(map(str, document["sources"])),
        faults=int(document["faults"]),
        listing=_own(document["listing"]),
        log=_own(document["log"]),
        log_size=int(document["log_size"]),
        next_source=int(document["next_source"]),
        segments=tuple(
            Part(
                file=_own(part["file"]),
                size=int(part["size"]),
                images=int(part["images"]),
                rows=int(part["rows"]),
                floor=None if part["floor"] is None else float(part["floor"]),
                classes={str(name): int(count) for name, count in part["classes"].items()},
            )
            for part in document["segments"]
        ),
    )


def _own(name: str) -> str:
    # Nothing outside the folder is opened, and nothing inside that is not a catalogue's.
    if not is_own_file(name):
        raise ValueError(f"{name!r} is no file of a catalogue")
    return name
