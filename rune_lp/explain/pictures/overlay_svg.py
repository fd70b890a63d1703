"""An answer drawn on its image as SVG: the picture inside it, and all that is drawn as shapes."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import numpy as np

from rune_lp.explain.pictures.layout import LINK, Colour, laid_out, paper_size
from rune_lp.explain.pictures.overlay import INK, OTHERS, OTHERS_ON_PAPER, PAPER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rune_lp.explain.pictures.layout import Layout, Points
    from rune_lp.explain.pictures.picture import Embedded
    from rune_lp.scenes import Scene

__all__ = ["draw_svg"]

LETTER = 8.6
"""The width of a letter of a 15 px sans serif, more than most take; wide ones count twice."""

HEIGHT = 13


def draw_svg(
    picture: Embedded | None,
    scene: Scene,
    witnesses: Mapping[str, int],
    relations: Iterable[tuple[str, int, int]] = (),
) -> str:
    """Return an answer drawn on its image, as the text of an SVG file.

    It looks as `explain.overlay.draw` draws it, and needs no Pillow.

    Args:
        picture: The image's picture, or None for a plain plan of the boxes.
        scene: The objects that are drawn.
        witnesses: Each variable's object, by id.
        relations: What to write on an arrow, and the ids of its two objects.

    Raises:
        InputError: The scene has no object of such an id.

    >>> from rune_lp.scenes import Scene
    >>> boxes = [[(10, 10), (40, 10), (40, 20), (10, 20)]]
    >>> scene = Scene.of("P1", ["<ship>"], [0.9], boxes, width=100, height=90)
    >>> text = draw_svg(None, scene, {"x": 0})
    >>> "&lt;ship&gt; 0" in text, 'viewBox="0 0 900 810"' in text
    (True, True)
    """
    size = paper_size(scene) if picture is None else picture.original
    layout = laid_out(scene, witnesses, relations, size, _measure)
    width, height = map(str, layout.size)
    root = ElementTree.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width} {height}",
            "width": width,
            "height": height,
        },
    )
    ElementTree.SubElement(root, "title").text = _printable(scene.image)
    whole = {"width": width, "height": height}
    if picture is None:
        ElementTree.SubElement(root, "rect", {**whole, "fill": _colour(PAPER)})
    else:
        # The size is the image's own, as in its detections; the picture may be smaller.
        shown = {**whole, "href": picture.uri, "preserveAspectRatio": "none"}
        ElementTree.SubElement(root, "image", {**shown, "style": "image-orientation: none"})
    _mark(root, layout, OTHERS_ON_PAPER if picture is None else OTHERS)
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _mark(root: ElementTree.Element, layout: Layout, thin: Colour) -> None:
    unit = layout.unit
    for box in layout.others:
        _line(root, "polygon", box, thin, unit)
    for start, end in layout.arrows:
        for colour, width in ((INK, 4), (LINK, 2)):
            _line(root, "polyline", np.stack([start, end]), colour, width * unit)
        _head(root, start, end, unit)
    for box, colour in layout.boxes:
        _line(root, "polygon", box, INK, 5 * unit)
        _line(root, "polygon", box, colour, 3 * unit)
    for caption in layout.captions:
        if caption.leader is not None:
            _line(root, "polyline", np.stack(caption.leader), caption.colour, 1.5 * unit)
    for caption in layout.captions:
        left, top, right, bottom = caption.rect
        ground = {"x": left, "y": top, "width": right - left, "height": bottom - top}
        drawn = {"fill": _colour(caption.colour), "stroke": _colour(INK)}
        ElementTree.SubElement(root, "rect", {**{k: _n(v) for k, v in ground.items()}, **drawn})
        middle = {"x": _n((left + right) / 2), "y": _n((top + bottom) / 2)}
        letters = {"font-family": "sans-serif", "font-size": _n(15 * unit), "fill": _colour(INK)}
        placed = {"text-anchor": "middle", "dominant-baseline": "central"}
        text = ElementTree.SubElement(root, "text", {**middle, **letters, **placed})
        text.text = _printable(caption.text)


def _line(
    root: ElementTree.Element, shape: str, points: Points, colour: Colour, width: float
) -> None:
    drawn = {
        "points": " ".join(f"{_n(x)},{_n(y)}" for x, y in points.tolist()),
        "fill": "none",
        "stroke": _colour(colour),
        "stroke-width": _n(width),
        "stroke-linejoin": "round",
    }
    if colour[3] < 255:
        drawn["stroke-opacity"] = f"{colour[3] / 255:.2f}"
    ElementTree.SubElement(root, shape, drawn)


def _head(root: ElementTree.Element, start: Points, end: Points, unit: float) -> None:
    along = end - start
    length = float(np.hypot(*along))
    if length == 0:
        return
    way = along / length
    head = min(12 * unit, length / 3)
    side = np.array([-way[1], way[0]]) * head / 2
    tip = (end, end - way * head + side, end - way * head - side)
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in np.stack(tip).tolist())
    drawn = {"points": points, "fill": _colour(LINK), "stroke": _colour(INK)}
    ElementTree.SubElement(root, "polygon", drawn)


def _measure(text: str, unit: float) -> tuple[float, float]:
    letters = sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
    return LETTER * letters * unit, HEIGHT * unit


def _printable(text: str) -> str:
    """Return a text without the characters that XML does not have."""
    return "".join(
        each if each.isprintable() and not 0xD800 <= ord(each) <= 0xDFFF else "\ufffd"
        for each in text
    )


def _colour(colour: tuple[int, ...]) -> str:
    red, green, blue = colour[:3]
    return f"#{red:02x}{green:02x}{blue:02x}"


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
