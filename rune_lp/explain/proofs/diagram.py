"""A proof as Markdown, as a Mermaid flowchart, and as a DOT graph.

Labels come from files that nobody has checked. What they have in them is text in each of these
formats, whatever it looks like: it cannot end a string, open a tag, link to anything or run.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from rune_lp.explain.proofs.tree import number_text, tree_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rune_lp.explain.proofs.proof import Node, Proof

__all__ = ["dot", "markdown", "markdown_text", "mermaid"]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
"""What would break a line, or turn its direction."""

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;"}

_PLAIN = frozenset(" .,:()+/°²≤≥≠×−–“”…✓✗")

_WIDTH = 44
"""The characters on a line of a node in a drawing."""


def markdown_text(text: str) -> str:
    r"""Return text that Markdown shows as it is.

    >>> markdown_text("a *b* <script> http://c")
    'a \\*b\\* &lt;script&gt; http&#58;//c'
    """
    text = _CONTROL.sub(" ", text)
    text = re.sub(r"[&<>@]", lambda match: _ENTITIES[match[0]], text)
    # The entities have a `#` of their own, which a backslash would spoil.
    pieces = re.split(r"(&(?:amp|lt|gt|#64);)", text)
    text = "".join(
        piece if place % 2 else re.sub(r"[\\`*_{}\[\]#|~!$^=]", r"\\\g<0>", piece)
        for place, piece in enumerate(pieces)
    )
    text = re.sub(r"^(\s*)([-+])", r"\1\\\2", text)
    text = re.sub(r"^(\s*\d+)([.)])", r"\1\\\2", text)
    return text.replace("://", "&#58;//").replace("www.", "www&#46;")


def markdown(proof: Proof, *, long: bool = False) -> list[str]:
    """Return the lines of a proof as a nested list."""
    return [
        f"{'  ' * depth}- {markdown_text(text)}" for depth, text in tree_lines(proof, long=long)
    ]


def mermaid(proofs: Sequence[tuple[str, Proof]]) -> list[str]:
    r"""Return the lines of a Mermaid flowchart, each proof in a box with its title.

    >>> from rune_lp.explain.proofs.proof import Node, Proof
    >>> node = Node("ship(7)", 'ship 7 is a "ship"', "class", True)
    >>> print(*mermaid([("x = ship 7", Proof((node,)))]), sep="\n")
    flowchart TD
      subgraph a0["x #61; ship 7"]
        a0n0["ship 7 is a #34;ship#34;"]
      end
    """
    lines = ["flowchart TD"]
    for number, (title, proof) in enumerate(proofs):
        lines.append(f'  subgraph a{number}["{_mermaid_text(title)}"]')
        for place, node in enumerate(proof.nodes):
            label = "<br>".join(map(_mermaid_text, _label(node)))
            lines.append(f'    a{number}n{place}["{label}"]')
        for place, node in enumerate(proof.nodes):
            lines += [f"    a{number}n{place} --> a{number}n{child}" for child in node.children]
        lines.append("  end")
    return lines


def dot(proofs: Sequence[tuple[str, Proof]]) -> list[str]:
    r"""Return the lines of a graph for Graphviz, each proof in a box with its title.

    >>> from rune_lp.explain.proofs.proof import Node, Proof
    >>> node = Node("ship(7)", 'ship 7 is a "ship"', "class", True)
    >>> print(*dot([("x = ship 7", Proof((node,)))])[3:6], sep="\n")
      subgraph cluster_0 {
        label="x = ship 7";
        a0n0 [label="ship 7 is a \"ship\""];
    """
    lines = [
        "digraph proof {",
        '  node [shape=box, style="rounded,filled", fillcolor=white, fontname="Helvetica"];',
        '  graph [fontname="Helvetica", rankdir=TB];',
    ]
    for number, (title, proof) in enumerate(proofs):
        lines += [f"  subgraph cluster_{number} {{", f"    label={_dot_text([title])};"]
        for place, node in enumerate(proof.nodes):
            look = _LOOKS.get(node.kind, "") if node.holds else ", fillcolor=mistyrose"
            lines.append(f"    a{number}n{place} [label={_dot_text(_label(node))}{look}];")
        for place, node in enumerate(proof.nodes):
            lines += [f"    a{number}n{place} -> a{number}n{child};" for child in node.children]
        lines.append("  }")
    return [*lines, "}"]


_LOOKS = {
    "rule": ", fillcolor=lightsteelblue1",
    "scope": ", fillcolor=lemonchiffon",
    "count": ", fillcolor=lemonchiffon",
}


def _label(node: Node) -> list[str]:
    """Return the lines of a node in a drawing."""
    return [*textwrap.wrap(_CONTROL.sub(" ", node.sentence), _WIDTH), *_notes(node)]


def _notes(node: Node) -> Iterator[str]:
    if node.place is not None:
        yield str(node.place)
    if node.kind == "count":
        yield from (number_text(number) for number in node.numbers if number.comparison != "=")
    if node.alternatives:
        yield f"{node.alternatives:,} other{'s' if node.alternatives > 1 else ''} would do"
    if node.left_out:
        yield f"{node.left_out:,} more below"


def _mermaid_text(text: str) -> str:
    return "".join(
        one if one.isalnum() or one in _PLAIN else f"#{ord(one)};"
        for one in _CONTROL.sub(" ", text)
    )


def _dot_text(lines: Sequence[str]) -> str:
    escaped = (_CONTROL.sub(" ", line).replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return '"' + "\\n".join(escaped) + '"'
