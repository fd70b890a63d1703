"""Names files: what the class indices of YOLO labels, and of bare COCO results, stand for."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from rune_lp.errors import InputError, Place
from rune_lp.scenes.formats.lines import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["NAMES_FILES", "is_names_file", "read_names"]

NAMES_FILES = (
    "names.txt",
    "classes.txt",
    "labels.txt",
    "obj.names",
    "data.yaml",
    "data.yml",
    "dataset.yaml",
    "dataset.yml",
)
"""What names files are called in YOLO's data sets and their tools."""

HINT = "one class a line, or a YOLO data.yaml with names:"


NAMES_KEY = re.compile(r"""(names|"names"|'names')\s*:""")


def is_names_file(path: Path) -> bool:
    """Return whether a file is called as names files are."""
    name = path.name.lower()
    return name in NAMES_FILES or name.endswith((".names", ".yaml", ".yml"))


def read_names(path: Path) -> Mapping[int, str]:
    r"""Return the classes by their index.

    A plain file has one class a line, the first being 0. A `.yaml` file is a YOLO data set's,
    of which `names:` is read, a list or a mapping, in a block or in brackets. It is read without
    a YAML library: that one member is all that is wanted of it, and its forms are few.

    Raises:
        InputError: The file has no names, or a class is not a name.

    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "data.yaml"
    >>> _ = path.write_text("nc: 2\nnames:\n  0: plane\n  1: 'ship' # moored too\n")
    >>> read_names(path)
    {0: 'plane', 1: 'ship'}
    """
    if path.suffix.lower() == ".json":
        message = (
            "names file must be text, but got JSON: only COCO results take their names from it"
        )
        raise InputError.of(message, Place(str(path)), hint=HINT)
    text = read_text(path)
    if path.suffix.lower() in (".yaml", ".yml"):
        names = _yaml_names(text)
    else:
        lines = [line.strip() for line in text.splitlines()]
        while lines and not lines[-1]:
            lines.pop()
        names = dict(enumerate(lines))
    place = Place(str(path))
    if not names:
        raise InputError.of("names file has no names", place, hint=HINT)
    for index, name in names.items():
        if not name:
            raise InputError.of(f"class {index} has no name", place, hint=HINT)
    return names


def _yaml_names(text: str) -> dict[int, str]:
    lines = [re.sub(r"(^|\s)#.*", "", line).rstrip() for line in text.splitlines()]
    starts = [number for number, line in enumerate(lines) if NAMES_KEY.match(line)]
    if not starts:
        return {}
    first, *rest = lines[starts[0] :]
    inline = " ".join([NAMES_KEY.sub("", first), *rest]).strip()
    if inline.startswith(("[", "{")):
        inside, closing, _ = inline[1:].partition("]" if inline[0] == "[" else "}")
        return _entries(inside.split(",")) if closing else {}
    block = takewhile(lambda line: not line or re.match(r"\s|-", line), rest)
    return _entries([re.sub(r"^\s*-\s+", "", line) for line in block])


def _entries(parts: list[str]) -> dict[int, str]:
    names: dict[int, str] = {}
    for part in filter(None, map(str.strip, parts)):
        found = re.match(r"(\d+)\s*:\s*(.*)", part)
        index, name = (int(found.group(1)), found.group(2)) if found else (len(names), part)
        names[index] = name.strip().strip("'\"")
    return names
