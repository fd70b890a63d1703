"""DOTA's two text formats: label files of one image each, and result files of one class each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rune_lp.errors import Fault, Place
from rune_lp.scenes.formats.lines import Line, Notice, read_lines
from rune_lp.scenes.formats.rows import Placed, Rows
from rune_lp.scenes.formats.values import (
    BadValueError,
    box,
    ground_sample_distance,
    image_name,
    score,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["read_dota_labels", "read_dota_results", "results_class"]

HEADERS = ("imagesource", "gsd", "acquisition dates")
"""What DOTA's label files say of the image before its objects, as `key:value`."""

RESULTS_PREFIX = re.compile(r"Task\d_", re.IGNORECASE)


def read_dota_labels(path: Path) -> Iterator[Placed | Fault]:
    """Yield the scene of a label file, and the faults of its lines.

    A line is `x1 y1 x2 y2 x3 y3 x4 y4 class difficult`, in pixels, `difficult` being optional;
    difficult objects are objects like others. The image is called as the file. Scores are 1.0.
    """
    rows = Rows()
    gsd: float | None = None
    shaped = lines = 0
    for line in read_lines(path):
        if isinstance(line, Fault):
            yield line
            if line.place is not None and line.place.line is None:
                return
            lines += 1
            continue
        if not line.text.strip():
            continue
        lines += 1
        if header := _header(line):
            shaped += 1
            key, value = header
            try:
                gsd = ground_sample_distance(value) if key == "gsd" else gsd
            except BadValueError as bad:
                yield Notice(f"{bad.message}: taken as unknown", line.place)
            continue
        shaped += len(line.words) in (9, 10)
        if fault := _add_label(line, rows):
            yield fault
    place = Place(str(path))
    if lines and not shaped:
        yield Fault("must hold DOTA labels, but has none: no image is made of it", place)
    else:
        yield Placed(rows.scene(image_name(path.stem), gsd=gsd), place)


def read_dota_results(paths: Iterable[Path]) -> Iterator[Placed | Fault]:
    """Yield the scenes of the result files of several classes, by name, and their lines' faults.

    A file `Task1_<class>.txt` holds lines `image score x1 y1 x2 y2 x3 y3 x4 y4`, in pixels of
    the whole image. Objects are in the order of the files by name, then of the lines. As an
    image's objects are in all the files, all are held in memory until the last is read.
    """
    images: dict[str, tuple[Place, Rows]] = {}
    classes = []
    for path in sorted(paths, key=lambda path: (path.name, str(path))):
        name = results_class(path)
        classes.append(name)
        for line in read_lines(path):
            if isinstance(line, Fault):
                yield line
            elif line.text.strip() and (fault := _add_result(line, name, images)):
                yield fault
    for image in sorted(images):
        place, rows = images[image]
        yield Placed(rows.scene(image, classes=classes), place)


def results_class(path: Path) -> str:
    """Return the class of a result file, from its name.

    >>> import pathlib
    >>> results_class(pathlib.Path("Task1_large-vehicle.txt"))
    'large-vehicle'
    """
    return RESULTS_PREFIX.sub("", path.stem, count=1)


def _header(line: Line) -> tuple[str, str] | None:
    key, colon, value = line.text.partition(":")
    key = key.strip().lower()
    return (key, value.strip()) if colon and key in HEADERS else None


def _add_label(line: Line, rows: Rows) -> Fault | None:
    words = line.words
    if len(words) not in (9, 10):
        return line.fault(
            f"label must be x1 y1 x2 y2 x3 y3 x4 y4 class difficult, but got {len(words)} words"
        )
    try:
        corners = box(words[:8])
    except BadValueError as bad:
        return line.bad_value(bad, 0)
    if len(words) == 10 and not words[9].isdecimal():
        hint = "a confidence? results are in Task1_<class>.txt files"
        return line.fault(f"difficult must be 0 or 1, but got {words[9]!r}", hint, 9)
    rows.add(words[8], 1.0, corners)
    return None


def _add_result(line: Line, name: str, images: dict[str, tuple[Place, Rows]]) -> Fault | None:
    words = line.words
    if len(words) != 10:
        return line.fault(
            f"result must be image score x1 y1 x2 y2 x3 y3 x4 y4, but got {len(words)} words"
        )
    try:
        confidence = score(words[1])
    except BadValueError as bad:
        return line.bad_value(bad, 1)
    # The image is one of the source's even if the box is faulty.
    _, rows = images.setdefault(image_name(words[0]), (line.place, Rows()))
    try:
        rows.add(name, confidence, box(words[2:]))
    except BadValueError as bad:
        return line.bad_value(bad, 2)
    return None
