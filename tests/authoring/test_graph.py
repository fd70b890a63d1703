"""The drawing of what rests on what."""

import re

from hypothesis import given
from hypothesis import strategies as st

from rune_lp.authoring.graph import graph_svg, layers

NAMES = [f"predicate_{n}" * (n % 3 + 1) for n in range(9)]


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    nodes = draw(st.lists(st.sampled_from(NAMES), unique=True))
    return {
        node: tuple(draw(st.lists(st.sampled_from(nodes), unique=True, max_size=4)))
        for node in nodes
    }


def reached(node: str, edges: dict[str, tuple[str, ...]]) -> set[str]:
    found: set[str] = set()
    pending = list(edges[node])
    while pending:
        one = pending.pop()
        if one not in found:
            found.add(one)
            pending += edges[one]
    return found


@given(graphs())
def test_a_node_is_above_what_it_rests_on_unless_that_rests_on_it(edges) -> None:
    heights = layers(edges)
    for node, below in edges.items():
        for one in below:
            circle = node in reached(one, edges)
            assert heights[node] == heights[one] if circle else heights[node] > heights[one]


@given(graphs())
def test_no_two_boxes_overlap_and_all_are_drawn(edges) -> None:
    drawn = re.findall(r'<rect x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"', graph_svg(edges))
    boxes = [tuple(map(int, box)) for box in drawn]
    assert len(boxes) == len(edges)
    for index, (x, y, width, height) in enumerate(boxes):
        for x2, y2, width2, height2 in boxes[:index]:
            assert x + width <= x2 or x2 + width2 <= x or y + height <= y2 or y2 + height2 <= y


def test_names_are_escaped_and_links_are_for_the_marked() -> None:
    svg = graph_svg({"a": ("<b>",), "<b>": ()}, frozenset({"a"}))
    assert "&lt;b&gt;" in svg
    assert svg.count("<a href") == 1
