"""Which predicate rests on which, drawn: what rests on nothing is at the bottom."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["graph_svg", "layers"]

_CHARACTER, _PADDING, _HEIGHT = 7.4, 20, 26
"""Pixels: the width of a character at 12 px, what is beside a text, and the height of a box."""

_GAP, _RISE = 14, 74
"""Pixels between two boxes beside each other, and from row to row."""

_WIDEST = 1000
"""Pixels: a row of more goes on in a row below it."""


@dataclass(frozen=True, slots=True)
class _Box:
    x: float
    y: float
    width: float


def layers(edges: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return the height of each node: one more than the highest that it rests on.

    Of a circle, all are as high as each other.

    >>> layers({"a": ["b", "c"], "b": ["c"], "c": []})
    {'a': 2, 'b': 1, 'c': 0}
    >>> layers({"a": ["b"], "b": ["a", "c"], "c": []})["b"]
    1
    """
    reached = {node: _reached(node, edges) | {node} for node in edges}
    heights: dict[str, int] = {}
    # Whatever a node rests on reaches fewer nodes than it does, or is in a circle with it.
    for node in sorted(edges, key=lambda each: len(reached[each])):
        below = [one for one in reached[node] if node not in reached[one]]
        heights[node] = max((heights[one] + 1 for one in below), default=0)
    return {node: heights[node] for node in edges}


def _reached(node: str, edges: Mapping[str, Sequence[str]]) -> set[str]:
    found: set[str] = set()
    pending = list(edges[node])
    while pending:
        one = pending.pop()
        if one not in found:
            found.add(one)
            pending += edges[one]
    return found


def graph_svg(edges: Mapping[str, Sequence[str]], marked: frozenset[str] = frozenset()) -> str:
    """Return the graph as an SVG element that needs nothing besides.

    Args:
        edges: What each node rests on, every node being a key.
        marked: The nodes to draw filled, each a link to the place of its name.

    >>> graph_svg({"marina": ["near"], "near": []}).count("<rect")
    2
    """
    boxes = _placed(layers(edges), edges)
    width = max((box.x + box.width for box in boxes.values()), default=0) + _GAP
    height = max((box.y + _HEIGHT for box in boxes.values()), default=0) + _GAP
    shapes = [*_curves(boxes, edges), *_labels(boxes, marked)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" role="img" aria-label="dependency graph">'
        '<g font-family="ui-monospace, monospace" font-size="12" fill="none" stroke="#555">'
        f"{''.join(shapes)}</g></svg>"
    )


def _placed(heights: Mapping[str, int], edges: Mapping[str, Sequence[str]]) -> dict[str, _Box]:
    """Return where each node's box is: in its row, below the middle of what rests on it."""
    boxes: dict[str, _Box] = {}
    y = float(_GAP)
    for height in range(max(heights.values(), default=0), -1, -1):
        nodes = [node for node in heights if heights[node] == height]
        above = {
            node: [boxes[one].x for one in boxes if node in edges[one]] or [0.0] for node in nodes
        }
        x = float(_GAP)
        for node in sorted(nodes, key=lambda each: (sum(above[each]) / len(above[each]), each)):
            width = len(node) * _CHARACTER + _PADDING
            if x + width > _WIDEST and x > _GAP:
                x, y = float(_GAP), y + _HEIGHT + _GAP
            boxes[node] = _Box(x, y, width)
            x += width + _GAP
        y += _RISE
    return boxes


def _curves(boxes: Mapping[str, _Box], edges: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for node, below in edges.items():
        for one in below:
            if one == node:
                continue
            x1, y1 = boxes[node].x + boxes[node].width / 2, boxes[node].y + _HEIGHT
            x2, y2 = boxes[one].x + boxes[one].width / 2, boxes[one].y
            bend = abs(y2 - y1) / 2
            yield (
                f'<path d="M{x1:.0f} {y1:.0f}C{x1:.0f} {y1 + bend:.0f} '
                f'{x2:.0f} {y2 - bend:.0f} {x2:.0f} {y2:.0f}" opacity=".45"/>'
            )


def _labels(boxes: Mapping[str, _Box], marked: frozenset[str]) -> Iterator[str]:
    for node, box in boxes.items():
        fill = "#dbe9f6" if node in marked else "#ffffff"
        name = escape(node)
        shape = (
            f'<rect x="{box.x:.0f}" y="{box.y:.0f}" width="{box.width:.0f}" height="{_HEIGHT}" '
            f'rx="5" fill="{fill}"/><text x="{box.x + box.width / 2:.0f}" y="{box.y + 17:.0f}" '
            f'text-anchor="middle" fill="#111" stroke="none">{name}</text>'
        )
        yield f'<a href="#{name}">{shape}</a>' if node in marked else shape
