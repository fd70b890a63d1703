"""Proofs in the making: nodes that are worked out breadth first, as far as there is room."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rune_lp.explain.proofs.proof import Node, Proof

if TYPE_CHECKING:
    from collections.abc import Callable

    from rune_lp.errors import Place
    from rune_lp.geometry.conditions import Measurement

__all__ = ["MOST_NODES", "Draft", "assembled"]

MOST_NODES = 1000
"""A proof has so many nodes at most; what it leaves out is counted."""


@dataclass(eq=False, slots=True)
class Draft:
    """A node whose children may not have been looked for yet; see `Node` for what it has.

    Attributes:
        sentence: What it says, or what finds the words for that when they are asked for.
        told: Whether it says more than what an object is.
        expand: Finds its parts, once; None if it has none, or they are there.
        parts: The nodes that it rests on.
    """

    text: str
    sentence: str | Callable[[], str]
    kind: str
    holds: bool = True
    objects: tuple[int, ...] = ()
    numbers: tuple[Measurement, ...] = ()
    place: Place | None = None
    alternatives: int = 0
    left_out: int = 0
    told: bool = True
    expand: Callable[[Draft], None] | None = None
    parts: list[Draft] = field(default_factory=list)

    @property
    def said(self) -> str:
        """The sentence."""
        if not isinstance(self.sentence, str):
            self.sentence = self.sentence()
        return self.sentence

    def expanded(self) -> Draft:
        """Return the node with its parts found."""
        if self.expand is not None:
            find, self.expand = self.expand, None
            find(self)
        return self


def assembled(root: Draft, most: int = MOST_NODES) -> Proof:
    """Return the proof of a node, the nodes nearest to it first where there are too many.

    >>> leaf = Draft("ship(7)", "ship 7 is a ship", "class")
    >>> root = Draft("ship(7) & ship(7)", "it is", "formula", parts=[leaf, leaf])
    >>> [node.children for node in assembled(root).nodes]
    [(1,), ()]
    """
    taken = {id(root)}
    waiting = deque([root])
    kept: dict[int, list[Draft]] = {}
    while waiting:
        draft = waiting.popleft().expanded()
        parts = list({id(part): part for part in draft.parts}.values())
        shown = []
        for part in parts:
            if id(part) not in taken:
                if len(taken) >= most:
                    continue
                taken.add(id(part))
                waiting.append(part)
            shown.append(part)
        kept[id(draft)] = shown
    ordered = _parents_first(root, kept)
    places = {id(draft): place for place, draft in enumerate(ordered)}
    return Proof(tuple(_node(draft, kept[id(draft)], places) for draft in ordered))


def _node(draft: Draft, shown: list[Draft], places: dict[int, int]) -> Node:
    missing = len({id(part) for part in draft.parts}) - len(shown)
    return Node(
        draft.text,
        draft.said,
        draft.kind,
        draft.holds,
        draft.objects,
        draft.numbers,
        draft.place,
        draft.alternatives,
        tuple(places[id(part)] for part in shown),
        draft.left_out + missing,
    )


def _parents_first(root: Draft, kept: dict[int, list[Draft]]) -> list[Draft]:
    """Return the nodes, each before all that it rests on: the reverse of the order of leaving."""
    left: list[Draft] = []
    seen = {id(root)}
    path = [(root, iter(kept[id(root)]))]
    while path:
        draft, parts = path[-1]
        part = next((part for part in parts if id(part) not in seen), None)
        if part is None:
            left.append(draft)
            path.pop()
        else:
            seen.add(id(part))
            path.append((part, iter(kept[id(part)])))
    return left[::-1]
