"""Small source files, and what reading them gives."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from rune_lp.errors import Fault
from rune_lp.scenes.formats import Notice, ReadOptions, read_scenes

if TYPE_CHECKING:
    from pathlib import Path

    from rune_lp.scenes import Scene

BOX = "0 0 4 0 4 2 0 2"
CORNERS = [[0, 0], [4, 0], [4, 2], [0, 2]]


def write(path: Path, content: str | bytes) -> Path:
    """Write a file and the folders it is in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def png(width: int, height: int) -> bytes:
    """The header of a PNG file."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)


def read(
    *sources: Path, options: ReadOptions | None = None
) -> tuple[dict[str, Scene], list[Fault], list[Notice]]:
    """Return the scenes by name, the faults and the notices."""
    items = list(read_scenes(sources, options))
    scenes = {item.image: item for item in items if not isinstance(item, Fault)}
    faults = [item for item in items if isinstance(item, Fault) and not isinstance(item, Notice)]
    return scenes, faults, [item for item in items if isinstance(item, Notice)]


def shown(faults: list[Fault], folder: Path) -> list[str]:
    """Return the faults as printed, without the folder they are in."""
    return [str(fault).replace(f"{folder}/", "") for fault in faults]
