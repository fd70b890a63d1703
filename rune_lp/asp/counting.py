"""How many assignments satisfy a plan's matrix: exactly where it is a forest, else at most.

The conjuncts that are relations of two witnesses, taken as edges, are pruned to a forest; the
assignments of a tree are counted from its leaves, each object's number being the product over its
children of the sum over its partners. Conjuncts that are left out can only lower the count, so it
is an upper bound, and it is exact if none was left out. The cost is linear in the related pairs,
however many assignments there are.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from rune_lp.logic.syntax import Atom

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from rune_lp.asp.facts import Subject
    from rune_lp.geometry.profile import Profile
    from rune_lp.plan.plan import Plan
    from rune_lp.vocabulary import Vocabulary

__all__ = ["JoinForest", "join_forest"]


@dataclass(frozen=True, slots=True)
class _Edge:
    parent: str
    child: str
    pairs: NDArray[np.intp]


@dataclass(frozen=True)
class JoinForest:
    """The part of a plan's matrix that can be counted without solving, over one image.

    Attributes:
        scores: The scores of the image's objects, float64 (n,).
        masks: For each witness, which rows it can be, booleans (size,).
        edges: The forest's edges, each child once, parents' edges before their children's.
        exact: Whether no conjunct was left out.
    """

    scores: NDArray[np.float64]
    masks: Mapping[str, NDArray[np.bool_]]
    edges: tuple[_Edge, ...]
    exact: bool

    @cached_property
    def total(self) -> int:
        """The number of assignments of all objects."""
        return self.count(np.ones(len(self.scores), dtype=bool))

    def count(self, among: NDArray[np.bool_]) -> int:
        """Return the number of assignments of the objects among some rows."""
        about = self._summed(among, np.float64)
        # Sums of whole floats are exact up to here; beyond, Python's integers are.
        return int(about) if about < 2**53 else int(self._summed(among, object))

    def best_rows(self, enough: int) -> NDArray[np.intp]:
        """Return the rows of the best-scored objects with no more assignments than are enough.

        They are as many as can be: all rows, if the total is not too many.
        """
        if self.total <= enough:
            return np.arange(len(self.scores))
        order = np.lexsort((np.arange(len(self.scores)), -self.scores))

        def too_many(kept: int) -> bool:
            among = np.zeros(len(order), dtype=bool)
            among[order[:kept]] = True
            return bool(self._summed(among, np.float64) > enough)

        kept = bisect_left(range(len(order) + 1), True, key=too_many) - 1
        return np.sort(order[: max(0, kept)])

    def _summed(self, among: NDArray[np.bool_], number: type) -> Any:
        weights: dict[str, NDArray[Any]] = {
            name: (mask & among).astype(number) for name, mask in self.masks.items()
        }
        for edge in reversed(self.edges):
            sums: NDArray[Any] = np.zeros(len(self.scores), dtype=number)
            np.add.at(sums, edge.pairs[:, 0], weights[edge.child][edge.pairs[:, 1]])
            weights[edge.parent] = weights[edge.parent] * sums
        children = {edge.child for edge in self.edges}
        roots = (weight for name, weight in weights.items() if name not in children)
        return math.prod(weight.sum() for weight in roots)


def join_forest(
    plan: Plan, subject: Subject, vocabulary: Vocabulary, profile: Profile
) -> JoinForest:
    """Return the join forest of a plan over an image's kept detections."""
    masks = {}
    for name in plan.witnesses:
        masks[name] = np.zeros(len(subject.scene), dtype=bool)
        masks[name][subject.rows(plan.guards[name])] = True
    exact = True
    candidates = []
    for part in plan.matrix:
        match part:
            case Atom(predicate, (name,)) if _kind(vocabulary, predicate) == "class":
                masks[name] &= _mask(subject, subject.rows(frozenset({predicate})))
            case Atom(predicate, (name,)) if _kind(vocabulary, predicate) == "relation":
                domain = (plan.guards[name],)
                masks[name] &= _mask(subject, subject.tuples(predicate, domain, profile)[:, 0])
            case Atom(predicate, (left, right)) if (
                left != right and _kind(vocabulary, predicate) == "relation"
            ):
                domains = (plan.guards[left], plan.guards[right])
                pairs = subject.tuples(predicate, domains, profile)
                candidates.append((len(pairs), left, right, pairs))
            case _:
                exact = False
    candidates.sort(key=lambda candidate: candidate[0])
    joined = {name: name for name in plan.witnesses}
    chosen = []
    for _, left, right, pairs in candidates:
        if _root(joined, left) == _root(joined, right):
            exact = False
            continue
        joined[_root(joined, left)] = _root(joined, right)
        chosen.append(_Edge(left, right, pairs))
    return JoinForest(subject.scene.scores, masks, _rooted(plan.witnesses, chosen), exact)


def _kind(vocabulary: Vocabulary, predicate: str) -> str:
    return vocabulary.predicates[predicate].kind


def _mask(subject: Subject, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    mask = np.zeros(len(subject.scene), dtype=bool)
    mask[rows] = True
    return mask


def _root(joined: Mapping[str, str], name: str) -> str:
    while joined[name] != name:
        name = joined[name]
    return name


def _rooted(witnesses: tuple[str, ...], edges: list[_Edge]) -> tuple[_Edge, ...]:
    """Return the edges turned away from each tree's first witness, in order of visit."""
    rooted: list[_Edge] = []
    seen: set[str] = set()
    for root in witnesses:
        frontier = [] if root in seen else [root]
        seen.add(root)
        while frontier:
            parent = frontier.pop(0)
            for edge in edges:
                if edge.parent == parent and edge.child not in seen:
                    rooted.append(edge)
                elif edge.child == parent and edge.parent not in seen:
                    rooted.append(_Edge(parent, edge.parent, edge.pairs[:, ::-1]))
                else:
                    continue
                seen.add(rooted[-1].child)
                frontier.append(rooted[-1].child)
    return tuple(rooted)
