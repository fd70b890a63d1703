"""The files of the page: its own, and those of the viewer of answers."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["page_files"]

KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
"""The media type of each kind of file."""

FOLDERS = {"/": ("rune_lp.serve", "page"), "/viewer/": ("rune_lp.explain.page", "viewer")}
"""Where the files below a path are, as a package and its folder."""


@cache
def page_files() -> Mapping[str, tuple[str, bytes]]:
    """Return what is at each path: a media type and the bytes. Nothing else is ever served.

    >>> page_files()["/"][0], page_files()["/viewer/viewer.js"][0]
    ('text/html; charset=utf-8', 'text/javascript; charset=utf-8')
    """
    found = {}
    for path, (package, folder) in FOLDERS.items():
        for file in (files(package) / folder).iterdir():
            kind = KINDS.get(f".{file.name.rpartition('.')[2]}")
            if kind is not None:
                found[path + file.name] = (f"{kind}; charset=utf-8", file.read_bytes())
    found["/"] = found.pop("/index.html")
    del found["/viewer/page.html"]
    return found
