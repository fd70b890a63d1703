"""YOLO's label files: oriented boxes and upright boxes, in fractions of the image's size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rune_lp.errors import Fault, Place
from rune_lp.scenes.formats.lines import Line, read_lines
from rune_lp.scenes.formats.rows import Placed, Rows
from rune_lp.scenes.formats.values import (
    BadValueError,
    box,
    image_name,
    number,
    rectangle,
    score,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["read_yolo"]

FRACTIONS = (-1.0, 2.0)
"""A box may leave the image, but not by a whole image: then it is not in fractions."""

FORMS = {
    True: ("class x1 y1 x2 y2 x3 y3 x4 y4 [confidence]", 8, "--from yolo reads upright boxes"),
    False: ("class x y width height [confidence]", 4, "--from yolo-obb reads oriented boxes"),
}


def read_yolo(
    path: Path, *, oriented: bool, names: Mapping[int, str], size: tuple[float, float]
) -> Iterator[Placed | Fault]:
    """Yield the scene of a label file, and the faults of its lines.

    A line is `class x1 y1 x2 y2 x3 y3 x4 y4 [confidence]` or `class x y width height
    [confidence]`, x and y being the centre; class is an index into the names. The image is
    called as the file.

    Args:
        path: The label file.
        oriented: Whether the boxes are oriented.
        names: The classes by index.
        size: The image's width and height in pixels.
    """
    rows = Rows()
    shaped = lines = 0
    for line in read_lines(path):
        if isinstance(line, Fault):
            yield line
            if line.place is not None and line.place.line is None:
                return
            lines += 1
        elif line.text.strip():
            lines += 1
            shaped += len(line.words) - FORMS[oriented][1] in (1, 2)
            if fault := _add(line, rows, oriented, names, size):
                yield fault
    place = Place(str(path))
    if lines and not shaped:
        yield Fault("must hold YOLO labels, but has none: no image is made of it", place)
    else:
        name = image_name(path.stem)
        yield Placed(rows.scene(name, size=size, classes=names.values()), place)


def _add(
    line: Line,
    rows: Rows,
    oriented: bool,
    names: Mapping[int, str],
    size: tuple[float, float],
) -> Fault | None:
    words = line.words
    form, count, other = FORMS[oriented]
    if len(words) - count not in (1, 2):
        hint = other if len(words) - FORMS[not oriented][1] in (1, 2) else None
        return line.fault(f"label must be {form}, but got {len(words)} words", hint)
    if not words[0].isdecimal() or int(words[0]) not in names:
        return line.fault(
            f"class must be an index into {len(names)} names, but got {words[0]!r}", word=0
        )
    try:
        confidence = score(words[count + 1]) if len(words) == count + 2 else 1.0
    except BadValueError as bad:
        return line.bad_value(bad, count + 1)
    try:
        values = [_fraction(word, position) for position, word in enumerate(words[1 : count + 1])]
        if not oriented:
            x, y, width, height = values
            values = rectangle(x - width / 2, y - height / 2, width, height)
        corners = box([value * size[position % 2] for position, value in enumerate(values)])
    except BadValueError as bad:
        return line.bad_value(bad, 1)
    rows.add(names[int(words[0])], confidence, corners)
    return None


def _fraction(word: str, position: int) -> float:
    value = number(word, "coordinate", position)
    if not FRACTIONS[0] <= value <= FRACTIONS[1]:
        raise BadValueError(
            f"coordinate must be a fraction of the image, but got {word!r}", "in pixels?", position
        )
    return value
