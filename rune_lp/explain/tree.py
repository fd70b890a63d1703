"""A proof as an indented text: the essentials, or all of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rune_lp.explain.scopes import MOST_NAMED
from rune_lp.explain.wording import SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rune_lp.explain.proof import Node, Proof
    from rune_lp.geometry.conditions import Measurement

__all__ = ["number_text", "tree"]

DEEPEST = 4
"""Without `long`, what stands deeper than so many levels is left out."""


def tree(proof: Proof, *, long: bool = False) -> list[str]:
    r"""Return the lines of a proof, each below what it proves.

    Args:
        proof: The proof.
        long: Whether to show everything: what objects are, the rules' places, every number, and
            how many others would do. Else what a sentence has said is not repeated below it.

    >>> from rune_lp.explain.proof import Node, Proof
    >>> near = Node("near(1, 0)", "ship 1 is 12.0 px from harbor 0", "relation", True)
    >>> top = Node("some", "1 ship is near harbor 0: ship 1", "scope", True, children=(1,))
    >>> print(*tree(Proof((top, near))), sep="\n")
    because 1 ship is near harbor 0: ship 1
      because ship 1 is 12.0 px from harbor 0
    """
    return list(_Tree(proof, long).lines())


@dataclass
class _Tree:
    proof: Proof
    long: bool
    shown: set[int] = field(default_factory=set)

    def lines(self) -> Iterator[str]:
        if self.long:
            yield from self._below([0], 0)
            return
        tops = self._essential([0])
        yield from self._below(tops or [0], 0)

    def _below(self, places: list[int], depth: int) -> Iterator[str]:
        for place in places:
            node = self.proof.nodes[place]
            indent = "  " * depth
            again = place in self.shown and bool(node.children)
            self.shown.add(place)
            yield f"{indent}{self._said(node)}{' (see above)' if again else ''}"
            if again:
                continue
            children = list(node.children) if self.long else self._essential(node.children)
            if not self.long and (depth + 1 >= DEEPEST or self._is_told(node)):
                children = []
            most = len(children) if self.long else MOST_NAMED
            yield from self._below(children[:most], depth + 1)
            left = len(children) - len(children[:most])
            if self.long:
                left += node.left_out
            if left:
                yield f"{indent}  … and {left:,} more"

    def _said(self, node: Node) -> str:
        mark = "" if node.holds else "not so: "
        if not self.long:
            return f"because {mark}{node.sentence}"
        rest = [str(node.place)] if node.place is not None else []
        rest += map(number_text, node.numbers)
        if node.alternatives:
            rest.append(f"{node.alternatives:,} other{'s' if node.alternatives > 1 else ''} would do")
        told = f"  [{'; '.join(rest)}]" if rest else ""
        return f"{'✓' if node.holds else '✗'} {node.sentence}{told}"

    def _essential(self, places: tuple[int, ...] | list[int]) -> list[int]:
        """Return the nodes that say something new: parts of formulas for these, and no classes."""
        found: dict[int, None] = {}
        for place in places:
            node = self.proof.nodes[place]
            if node.kind == "formula" and node.children:
                found.update(dict.fromkeys(self._essential(node.children)))
            elif not _is_plain(node):
                found[place] = None
        return list(found)

    def _is_told(self, node: Node) -> bool:
        """Return whether a sentence has said of its parts all that there is to say."""
        parts = [self.proof.nodes[place] for place in node.children]
        denied = node.kind in ("scope", "count") and node.text.startswith("~")
        return denied and all(not part.children and part.text.startswith("~") for part in parts)


def _is_plain(node: Node) -> bool:
    """Return whether a node says only what an object is, or how large a number is."""
    if node.kind == "number":
        return not any(sign in node.text for sign in "<>=")
    return node.kind in ("class", "equality")


def number_text(number: Measurement) -> str:
    """Return a number as a person reads it.

    >>> from rune_lp.geometry.conditions import Measurement
    >>> number_text(Measurement("gap", 12.4, "<=", 96.1, "px", True))
    'gap 12.4 px ≤ 96.1 px'
    """
    unit = f" {number.unit}" if number.unit else ""
    sign = SIGNS.get(number.comparison, number.comparison)
    return f"{number.quantity} {number.value:g}{unit} {sign} {number.bound:g}{unit}"
