"""The report: one HTML file that shows a search or an explanation, and needs nothing besides.

The page is the viewer (`explain/page/viewer/`) and what it shows, in blocks of JSON that no browser
runs. All else in it is text that this package ships; what comes from outside is in those blocks
alone, in which no character can end them. A content security policy allows the viewer's own style
and script, by their digests, and pictures that are in the file; so it can load nothing, and run
nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib.resources import files
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from rune_lp.explain.page.view import entry_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

__all__ = ["Page", "block", "viewer_file", "viewer_script", "write_page"]

IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.js";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)


class Page(NamedTuple):
    """An image of a report.

    Attributes:
        view: What is shown of it; see `explain.page.view`.
        picture: Its picture as a data URI, or None.
        thumbnail: The same in small, or None.
    """

    view: Mapping[str, Any]
    picture: str | None = None
    thumbnail: str | None = None


def viewer_file(name: str) -> str:
    """Return the text of one of the viewer's files.

    >>> viewer_file("page.html").splitlines()[0]
    '<!doctype html>'
    """
    return (files("rune_lp.explain.page") / "viewer" / name).read_text(encoding="utf-8")


def viewer_script(module: str) -> str:
    """Return a module of the viewer, with those that it imports, as one script.

    Each stands in a function of its own, and gives what it exports to those after it.

    Args:
        module: Its name, without `.js`.
    """
    sources: dict[str, str] = {}

    def add(name: str) -> None:
        if name not in sources:
            text = viewer_file(f"{name}.js")
            for _, imported in IMPORT.findall(text):
                add(imported)
            sources[name] = text

    add(module)
    return '"use strict";\n' + "".join(_enclosed(name, text) for name, text in sources.items())


def _enclosed(name: str, text: str) -> str:
    exported = ", ".join(EXPORT.findall(text))
    body = EXPORT.sub("", IMPORT.sub(r"const \1 = \2_js;", text))
    return f"const {name}_js = (() => {{\n{body}\nreturn {{ {exported} }};\n}})();\n"


def block(name: str, text: str, kind: str = "text/plain") -> str:
    """Return an element that holds text for the viewer, and is neither shown nor run.

    Args:
        name: Its id, of letters, digits and dashes.
        text: ASCII without `<`, `>` and `&`.
        kind: Its media type.
    """
    return f'<script type="{kind}" id="{name}">{text}</script>\n'


def json_block(name: str, value: Any) -> str:
    r"""Return an element that holds a JSON value.

    >>> json_block("report", "</script>&\u2028")
    '<script type="application/json" id="report">"\\u003c/script\\u003e\\u0026\\u2028"</script>\n'
    """
    text = json.dumps(value, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return block(name, text, "application/json")


def write_page(
    stream: IO[str],
    pages: Iterable[Page],
    report: Callable[[list[dict[str, Any]]], Mapping[str, Any]],
) -> None:
    """Write a report, image by image, so that it need not be in memory as a whole.

    Args:
        stream: What it is written to, as UTF-8.
        pages: The images, in their order.
        report: What is asked, and what there is to say of the whole, made of the images' index
            when they are written.
    """
    style, script = viewer_file("viewer.css"), viewer_script("report")
    policy = (
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"style-src '{_digest(style)}'; script-src '{_digest(script)}'"
    )
    head, tail = viewer_file("page.html").split("{blocks}")
    stream.write(head.replace("{policy}", policy).replace("{style}", style))
    index = []
    for place, page in enumerate(pages):
        index.append(entry_of(page.view))
        stream.writelines(_blocks(place, page))
    stream.write(json_block("report", {**report(index), "images": index}))
    stream.write(tail.replace("{script}", script))


def _blocks(place: int, page: Page) -> Iterator[str]:
    yield json_block(f"view-{place}", page.view)
    if page.picture is not None:
        yield block(f"picture-{place}", page.picture)
    if page.thumbnail is not None:
        yield block(f"thumbnail-{place}", page.thumbnail)


def _digest(text: str) -> str:
    found = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"sha256-{found}"
