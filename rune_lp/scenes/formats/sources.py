"""The files of the sources on a command line, each with the format it is in."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rune_lp.errors import Fault, InputError, Place
from rune_lp.scenes.formats.lines import STDIN, Notice
from rune_lp.scenes.formats.names import is_names_file
from rune_lp.scenes.formats.recognise import FORMATS, Format, detect_format, is_blank
from rune_lp.scenes.formats.surroundings import is_picture

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["SourceFile", "find_files"]

SUFFIXES: dict[Format, tuple[str, ...]] = {
    "dota": (".txt",),
    "dota-results": (".txt",),
    "yolo-obb": (".txt",),
    "yolo": (".txt",),
    "coco": (".json",),
    "geojson": (".geojson", ".json"),
    "jsonl": (".jsonl", ".ndjson", ".json"),
}
"""What files of a format are called, where a folder is read as that format."""

DATA_SUFFIXES = frozenset(suffix for suffixes in SUFFIXES.values() for suffix in suffixes)

PROSE = ("readme", "license", "licence", "changelog", "notice", "requirements")
"""What files of text beside the data are called."""


class SourceFile(NamedTuple):
    """A file to be read, and the format it is in; the path is `-` for standard input."""

    path: Path
    format: Format


def find_files(sources: Sequence[str], given: Format | None) -> Iterator[SourceFile | Fault]:
    """Yield the files of the sources in a fixed order; what is passed over is a notice.

    Args:
        sources: Files, folders (read with all their folders), or `-` for standard input.
        given: The format that all are in, or None to look at each file's content. A folder's
            pictures, names files and hidden files are left to themselves.

    Raises:
        InputError: A source does not exist, or standard input is to be read as another format
            than JSONL.
    """
    for source in sources:
        path = Path(source)
        if source == STDIN:
            if given not in (None, "jsonl"):
                raise InputError.of(f"standard input must be jsonl, but got {given}", Place(source))
            yield SourceFile(path, "jsonl")
        elif path.is_dir():
            yield from _files_of_folder(path, given)
        elif path.exists():
            yield _recognised(path, given)
        else:
            raise InputError.of("no such file or folder", Place(source))


def _recognised(path: Path, given: Format | None) -> SourceFile | Fault:
    hint = f"say it with --from {'|'.join(FORMATS)}"
    if given is None and path.exists() and not path.is_file():
        # A pipe can be read only once: what is looked at is gone.
        return Fault("is no regular file, so its format must be said", Place(str(path)), hint)
    try:
        found = given or detect_format(path)
    except OSError as error:
        return Fault(f"cannot be read: {error.strerror or error}", Place(str(path)))
    if found is None:
        return Fault("is in no format that is known", Place(str(path)), hint)
    return SourceFile(path, found)


def _files_of_folder(folder: Path, given: Format | None) -> Iterator[SourceFile | Fault]:
    files = []
    for path in _walk(folder):
        if is_picture(path) or is_names_file(path):
            continue
        if path.is_dir():
            yield Notice("is a catalogue already: passed over", Place(str(path)))
            continue
        if given and path.suffix.lower() not in SUFFIXES[given]:
            yield Notice(f"is not called as {given} files are: passed over", Place(str(path)))
            continue
        file = _recognised(path, given)
        if isinstance(file, SourceFile):
            files.append(file)
        elif path.suffix.lower() in DATA_SUFFIXES and not path.stem.lower().startswith(PROSE):
            # Detections may be lost with it.
            yield file
        else:
            yield Notice("is not a file of detections: passed over", Place(str(path)))
    if not files:
        yield Fault("folder has no file of detections", Place(str(folder)))
    yield from files if given else _with_blanks(files)


def _with_blanks(files: list[SourceFile]) -> Iterator[SourceFile]:
    # A blank label file is an image with no objects, in the format of the files it stands among.
    blank = {file.path for file in files if file.format == "dota" and is_blank(file.path)}
    formats = Counter(file.format for file in files if file.path not in blank)
    labels: list[Format] = ["dota", "yolo", "yolo-obb"]
    usual = max(labels, key=lambda name: formats[name])
    for file in files:
        yield file._replace(format=usual) if file.path in blank else file


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        catalogs = [name for name in folders if name.endswith(".catalog")]
        folders[:] = sorted(n for n in folders if not n.startswith(".") and n not in catalogs)
        for name in sorted(names + catalogs):
            if not name.startswith("."):
                yield Path(parent, name)
