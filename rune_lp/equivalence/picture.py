"""A scene as an SVG picture: its boxes with their labels and ids, in the image's frame."""

from __future__ import annotations

from html import escape
from itertools import cycle
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rune_lp.scenes import Scene

__all__ = ["svg"]

_WIDTH = 480
"""The picture's width in pixels; the frame is scaled to it."""

_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""A colour for each class in turn: those of Okabe and Ito, which all can tell apart."""


def svg(scene: Scene, marked: Iterable[int] = (), *, title: str = "") -> str:
    """Return a picture of a scene, boxes and labels to scale, y down.

    Args:
        scene: The scene.
        marked: The ids of objects that are drawn filled: an answer.
        title: What the picture shows, in a sentence.

    >>> from rune_lp.scenes import Scene
    >>> box = [(10, 10), (40, 10), (40, 20), (10, 20)]
    >>> scene = Scene.of("P1", ["ship"], [0.9], [box], width=100, height=100)
    >>> "".join(svg(scene).splitlines()[1:])[:60]
    '<rect width="480.0" height="480.0" fill="#f4f2ec"/><polygon '
    """
    scale = _WIDTH / max(1.0, scene.width)
    height = max(1.0, scene.height) * scale
    colours = dict(zip(scene.class_names, cycle(_COLOURS), strict=False))
    filled = frozenset(marked)
    lines = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height:.0f}" '
            f'viewBox="0 0 {_WIDTH} {height:.1f}" font-family="sans-serif" font-size="12">'
        ),
        f'<rect width="{float(_WIDTH)}" height="{height:.1f}" fill="#f4f2ec"/>',
    ]
    if title:
        lines.insert(1, f"<title>{escape(title)}</title>")
    for id_, label, corners in zip(scene.ids.tolist(), scene.labels, scene.corners, strict=True):
        places = np.round(corners * scale, 1)
        points = " ".join(f"{x:g},{y:g}" for x, y in places.tolist())
        x, y = places[:, 0].mean(), places[:, 1].min() - 4
        opacity = 0.5 if id_ in filled else 0.12
        lines += [
            (
                f'<polygon points="{points}" fill="{colours[label]}" fill-opacity="{opacity}" '
                f'stroke="{colours[label]}" stroke-width="2"/>'
            ),
            (
                f'<text x="{x:.1f}" y="{max(12.0, y):.1f}" text-anchor="middle">'
                f"{escape(label)} {id_}</text>"
            ),
        ]
    if scene.north is not None:
        turn = f"rotate({scene.north:g} {_WIDTH - 24} 28)"
        lines.append(
            f'<g transform="{turn}"><path d="M{_WIDTH - 24} 46V12m-5 7l5-8l5 8" fill="none" '
            f'stroke="#333" stroke-width="2"/><text x="{_WIDTH - 24}" y="58" '
            f'text-anchor="middle">N</text></g>'
        )
    return "\n".join([*lines, "</svg>", ""])
