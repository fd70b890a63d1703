"""A proof as data: what holds in an image or does not, and what that rests on, each thing once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rune_lp.errors import Place
    from rune_lp.geometry.conditions import Measurement

__all__ = ["Node", "Proof", "number_json", "proof_json"]


@dataclass(frozen=True, slots=True)
class Node:
    """A ground atom or a sub-formula, its truth, and what that rests on.

    Attributes:
        text: The atom or formula, with ids in place of its free variables: `near(7, 2)`.
        sentence: The same in words, with its numbers.
        kind: What it is: `formula`, `scope`, `class`, `relation`, `number`, `equality`, `rule`,
            or `count`.
        holds: Whether it is true in the image.
        objects: The ids of the objects that it speaks of.
        numbers: What was measured, and what that was compared with.
        place: The rule that derives it, or None.
        alternatives: How many others would do in place of what is shown: other parts of a
            disjunction, other objects, other instances of rules.
        children: What it rests on, as positions among the proof's nodes.
        left_out: How many more it rests on, which are not shown.
    """

    text: str
    sentence: str
    kind: str
    holds: bool
    objects: tuple[int, ...] = ()
    numbers: tuple[Measurement, ...] = ()
    place: Place | None = None
    alternatives: int = 0
    children: tuple[int, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Proof:
    """A directed acyclic graph of nodes; the first node is what is proved.

    Attributes:
        nodes: The nodes, each before its children.
    """

    nodes: tuple[Node, ...]

    @property
    def root(self) -> Node:
        """What is proved."""
        return self.nodes[0]


def proof_json(proof: Proof) -> dict[str, Any]:
    """Return a proof as JSON has it; see docs/schema/search.schema.json.

    >>> node = Node("ship(7)", "ship 7 is a ship", "class", True, (7,))
    >>> proof_json(Proof((node,)))["nodes"][0]["text"]
    'ship(7)'
    """
    return {"nodes": [_node_json(node) for node in proof.nodes]}


def _node_json(node: Node) -> dict[str, Any]:
    return {
        "text": node.text,
        "sentence": node.sentence,
        "kind": node.kind,
        "holds": node.holds,
        "objects": list(node.objects),
        "numbers": [number_json(one) for one in node.numbers],
        "place": None if node.place is None else str(node.place),
        "alternatives": node.alternatives,
        "children": list(node.children),
        "left_out": node.left_out,
    }


def number_json(number: Measurement) -> dict[str, Any]:
    """Return what was measured, and what that was compared with, as JSON has it."""
    return {
        "quantity": number.quantity,
        "value": number.value,
        "comparison": number.comparison,
        "bound": number.bound,
        "unit": number.unit,
        "holds": number.holds,
    }
