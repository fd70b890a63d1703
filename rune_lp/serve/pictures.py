"""The pictures that browsers show as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rune_lp.explain.pictures.picture import SHOWN_AS_THEY_ARE

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["as_it_is"]

MOST_BYTES = 1 << 25
"""Of a picture that is sent as it is; a larger one is made smaller."""


def as_it_is(path: Path) -> tuple[str, bytes] | None:
    """Return a picture's media type and bytes, or None if it is to be made into one to show."""
    try:
        if not path.is_file() or path.stat().st_size > MOST_BYTES:
            return None
        content = path.read_bytes()
    except OSError:
        return None
    for magic, kind in SHOWN_AS_THEY_ARE.items():
        if content.startswith(magic):
            return kind, content
    return None
