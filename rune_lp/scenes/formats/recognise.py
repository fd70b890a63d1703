"""The formats by name, and which of them a file's content is in."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from rune_lp.scenes.formats.lines import BOM, HEAD

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["FORMATS", "Format", "detect_format", "is_blank", "member_keys"]

Format: TypeAlias = Literal["dota", "dota-results", "yolo-obb", "yolo", "coco", "geojson", "jsonl"]
"""The name of a format, as `--from` takes it."""

FORMATS: tuple[Format, ...] = get_args(Format)

VOTERS = 40
"""Lines at a file's beginning that decide its format."""

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)

COCO_KEYS = {"images", "annotations", "categories", "licenses"}

DECODER = json.JSONDecoder()

NEXT_KEY = re.compile(r'[\s,]*(?=")')

COLON = re.compile(r"\s*:\s*")


def detect_format(path: Path) -> Format | None:
    """Return the format that a file's beginning is in, or None if it is in none.

    Of the first lines of a text file the majority decides, so that one bad line does not. Only
    a `.jsonl` file is what it is called, as its first line may be the bad one. An empty `.txt`
    file is read as `dota`, an image with no objects, or if it is called `Task1_<class>.txt`, as
    `dota-results`, a class with none.

    Raises:
        OSError: The file cannot be read.
    """
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        return "jsonl"
    with path.open("rb") as stream:
        raw = stream.read(8 * HEAD)
    text = raw.removeprefix(BOM).decode("utf-8", errors="replace").lstrip()
    if "\0" in text:
        return None
    if text.startswith(("{", "[")):
        return _json_format(text)
    if path.stem.lower().startswith("task1_"):
        return "dota-results"
    if not text:
        return "dota" if path.suffix.lower() == ".txt" else None
    lines = text.splitlines()
    if len(raw) == 8 * HEAD:
        # The last line was cut off in its middle.
        lines.pop()
    votes = [vote for line in lines[:VOTERS] if (vote := _line_format(line))]
    if not votes:
        return None
    usual: Format = max(FORMATS, key=votes.count)
    return usual


def member_keys(text: str) -> list[str]:
    """Return the keys of a JSON object's members, as far as its text goes.

    >>> member_keys('{"info": {"a": 1}, "images": [{"id": 1}, {"i')
    ['info', 'images']
    """
    keys = []
    position = 1
    try:
        while found := NEXT_KEY.match(text, position):
            key, position = DECODER.raw_decode(text, found.end())
            keys.append(key)
            if (colon := COLON.match(text, position)) is None:
                break
            _, position = DECODER.raw_decode(text, colon.end())
    except (ValueError, RecursionError):
        # The text ends, or is no JSON from here on: its reader will say where.
        pass
    return keys


def _json_format(text: str) -> Format | None:
    if text.startswith("["):
        return "coco" if re.match(r"\[\s*(\]|\{[^}]*\"(category_id|image_id)\")", text) else None
    keys = member_keys(text)
    if "image" in keys:
        return "jsonl"
    if "features" in keys or re.match(r'\{\s*"type"\s*:\s*"Feature', text):
        return "geojson"
    return "coco" if COCO_KEYS.intersection(keys) else None


def _line_format(line: str) -> Format | None:
    words = line.split()
    numeric = [NUMBER.fullmatch(word) is not None for word in words]
    if re.match(r"(imagesource|gsd)\s*:", line, re.IGNORECASE):
        return "dota"
    if len(words) in (9, 10) and all(numeric[:8]) and not numeric[8]:
        return "dota"
    if len(words) in (9, 10) and all(numeric):
        values = [float(word) for word in words]
        if words[0].isdecimal() and all(-1 <= value <= 2 for value in values[1:]):
            return "yolo-obb"
        if len(words) == 10 and 0 <= values[1] <= 1 and not words[1].isdecimal():
            return "dota-results"
        return "dota"
    if len(words) == 10 and all(numeric[1:]):
        return "dota-results"
    if len(words) in (5, 6) and all(numeric) and words[0].isdecimal():
        return "yolo"
    return None


def is_blank(path: Path) -> bool:
    """Return whether a file that was recognised has nothing but white space."""
    return path.stat().st_size <= HEAD and not path.read_bytes().removeprefix(BOM).strip()
