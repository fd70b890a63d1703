"""A proof as an indented text: the essentials, or all of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rune_lp.explain.words.scopes import MOST_NAMED
from rune_lp.explain.words.wording import SIGNS, WORDLESS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rune_lp.explain.proofs.proof import Node, Proof
    from rune_lp.geometry.conditions import Measurement

__all__ = ["number_text", "tree", "tree_lines"]

DEEPEST = 4
"""Without `long`, what stands deeper than so many levels is left out."""


def tree(proof: Proof, *, long: bool = False) -> list[str]:
    r"""Return the lines of a proof, each below what it proves.

    Args:
        proof: The proof.
        long: Whether to show everything: what objects are, the rules' places, every number, and
            how many others would do. Else what a sentence has said is not repeated below it.

    >>> from rune_lp.explain.proofs.proof import Node, Proof
    >>> near = Node("near(1, 0)", "ship 1 is 12.0 px from harbor 0", "relation", True)
    >>> top = Node("exists>=1 ..", "1 ship is near harbor 0: ship 1", "count", True, children=(1,))
    >>> print(*tree(Proof((top, near))), sep="\n")
    because 1 ship is near harbor 0: ship 1
      because ship 1 is 12.0 px from harbor 0
    """
    return [f"{'  ' * depth}{text}" for depth, text in tree_lines(proof, long=long)]


def tree_lines(proof: Proof, *, long: bool = False) -> list[tuple[int, str]]:
    """Return the lines of a proof, and how deep each stands; see `tree`."""
    return list(_Tree(proof, long).lines())


@dataclass
class _Tree:
    proof: Proof
    long: bool
    shown: set[int] = field(default_factory=set)

    def lines(self) -> Iterator[tuple[int, str]]:
        yield from self._below([0] if self.long else self._essential([0]), 0)

    def _below(self, places: list[int], depth: int) -> Iterator[tuple[int, str]]:
        for place in places:
            node = self.proof.nodes[place]
            again = place in self.shown and bool(node.children)
            self.shown.add(place)
            yield depth, f"{self._said(node)}{' (see above)' if again else ''}"
            if again:
                continue
            children = list(node.children) if self.long else self._essential(node.children)
            if not self.long and (depth + 1 >= DEEPEST or self._is_told(node)):
                continue
            most = len(children) if self.long else MOST_NAMED
            yield from self._below(children[:most], depth + 1)
            left = len(children) - len(children[:most]) + node.left_out
            if left:
                yield depth + 1, f"… and {left:,} more"

    def _said(self, node: Node) -> str:
        if not self.long:
            return f"because {node.sentence}"
        rest = [str(node.place)] if node.place is not None else []
        if node.kind in ("relation", "count"):
            rest += (number_text(one) for one in node.numbers if one.comparison != "=")
        if node.alternatives:
            rest.append(
                f"{node.alternatives:,} other{'s' if node.alternatives > 1 else ''} would do"
            )
        told = f"  [{'; '.join(rest)}]" if rest else ""
        # A conjunction's sentence is made of those below it.
        said = node.text if node.kind == "formula" and len(node.children) > 1 else node.sentence
        return f"{'✓' if node.holds else '✗'} {said}{told}"

    def _essential(self, places: tuple[int, ...] | list[int]) -> list[int]:
        """Return the nodes that say something new.

        Parts stand for formulas, and for what rule files speak of among themselves only; what an
        object is or how large a number is, goes without saying.
        """
        found: dict[int, None] = {}
        waiting = list(reversed(places))
        seen: set[int] = set()
        while waiting:
            place = waiting.pop()
            node = self.proof.nodes[place]
            if place in seen:
                continue
            seen.add(place)
            if node.children and (_is_transparent(node) or _is_wordless(node)):
                waiting.extend(reversed(node.children))
            elif not (self._is_plain(node) or _is_wordless(node)):
                found[place] = None
        return list(found)

    def _is_plain(self, node: Node) -> bool:
        """Return whether a node says only what an object is, or how large a number is."""
        if node.kind == "number":
            return not any(sign in node.text for sign in "<>=")
        if node.kind == "rule" and node.holds and node.children:
            parts = (self.proof.nodes[place] for place in node.children)
            return all(part.kind == "class" for part in parts)
        return node.kind in ("class", "equality") or node.text.startswith("same_class(")

    def _is_told(self, node: Node) -> bool:
        """Return whether a sentence has said of its parts all that there is to say."""
        if node.kind == "rule" and not node.holds:
            return True
        if node.kind == "count":
            # That objects are few, or so many, names them; so many at least is shown by some.
            return not node.text.startswith("exists") and "#" not in node.text
        parts = [self.proof.nodes[place] for place in node.children]
        denied = node.kind == "scope" and node.text.startswith("~")
        return denied and all(not part.children and part.text.startswith("~") for part in parts)


def _is_transparent(node: Node) -> bool:
    """Return whether a node says no more than those below it."""
    alone = node.kind == "scope" and not node.alternatives and not node.text.startswith("~")
    return node.kind == "formula" or alone


def _is_wordless(node: Node) -> bool:
    return node.kind == "rule" and node.sentence.startswith(WORDLESS)


def number_text(number: Measurement) -> str:
    """Return a number as a person reads it.

    >>> from rune_lp.geometry.conditions import Measurement
    >>> number_text(Measurement("gap", 12.4, "<=", 96.1, "px", True))
    'gap 12.4 px ≤ 96.1 px'
    """
    unit = f" {number.unit}" if number.unit else ""
    sign = SIGNS.get(number.comparison, number.comparison)
    return f"{number.quantity} {number.value:g}{unit} {sign} {number.bound:g}{unit}"
