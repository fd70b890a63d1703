"""What can be said of a matrix's assignments without solving: how many, and among which objects.

The literals of one witness are a mask of its objects; those of two witnesses together a set of
pairs, found through a spatial index where one of them has a bounded reach. The pairs, taken as
edges between witnesses, are pruned to a forest, and the assignments of a tree are counted from its
leaves: each object's number is the product over its children of the sum over its partners.
Conjuncts that are left out (scopes, literals of three witnesses, edges that close a cycle) can only
lower the count, so it is an upper bound, and exact if none was left out. The cost is linear in the
pairs, however many assignments there are.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from rune_lp.asp.literals import holding, literal_holds
from rune_lp.asp.needed import CLOSE_PAIRS
from rune_lp.geometry.attributes import ATTRIBUTES, limit_in_pixels
from rune_lp.geometry.discs import expanded
from rune_lp.geometry.relations import RELATIONS, tuples
from rune_lp.logic.scope import free_variables, rename
from rune_lp.logic.syntax import Atom, Attribute, Compare, Formula
from rune_lp.logic.terms import linear, measure_of
from rune_lp.plan.plan import is_literal
from rune_lp.plan.reach import bounded_pair

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from rune_lp.asp.facts import Subject
    from rune_lp.asp.question import Question
    from rune_lp.geometry.profile import Profile

__all__ = ["Edge", "JoinForest", "anonymous", "closeness", "join_forest", "related_pairs"]

_FEW_PAIRS = 250_000
"""Pairs of objects that are looked at one by one though no relation between them is bounded."""

_MANY_PAIRS = 4_000_000
"""Pairs that are, if some relation must hold between them."""


Masks: TypeAlias = "dict[str, NDArray[np.bool_]]"
"""For each witness, which rows it can be."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Two witnesses and the pairs of rows, (k, 2), that all their literals are true of."""

    parent: str
    child: str
    pairs: NDArray[np.intp]

    def turned(self) -> Edge:
        """Return the edge with parent and child exchanged."""
        return Edge(self.child, self.parent, self.pairs[:, ::-1])


@dataclass(frozen=True)
class JoinForest:
    """The part of a question's matrix that needs no solving, over one image.

    Attributes:
        scores: The scores of the image's objects, float64 (n,).
        masks: For each witness, which rows it can be, booleans (n,); rows that have no partner
            along the edges are out.
        edges: The forest's edges, each child once, parents' edges before their children's.
        joins: All edges, those that close a cycle too.
        covered: Whether every literal of two witnesses is in one of them.
        exact: Whether no conjunct was left out.
        open: The conjuncts that no mask and no join stands for.
    """

    scores: NDArray[np.float64]
    masks: Mapping[str, NDArray[np.bool_]]
    edges: tuple[Edge, ...]
    joins: tuple[Edge, ...]
    covered: bool
    exact: bool
    open: tuple[Formula, ...] = ()

    @cached_property
    def total(self) -> int:
        """The number of assignments of all objects."""
        return self.count(np.ones(len(self.scores), dtype=bool))

    @cached_property
    def rows(self) -> NDArray[np.intp]:
        """The rows that some witness can be."""
        return np.flatnonzero(np.logical_or.reduce([*self.masks.values()], axis=0))

    def pairs(self) -> NDArray[np.intp] | None:
        """Return the pairs of rows, (k, 2), that matter to literals of two witnesses.

        Those of all joins, turned both ways, and each row with itself; None if some literals are
        in no join.
        """
        if not self.covered:
            return None
        same = np.repeat(self.rows[:, None], 2, axis=1)
        joined = [turned for edge in self.joins for turned in (edge.pairs, edge.pairs[:, ::-1])]
        # Numbers sort many times faster than rows of two.
        size = len(self.scores)
        together = np.concatenate([same, *joined])
        return np.stack(divmod(np.unique(together[:, 0] * size + together[:, 1]), size), axis=1)

    def count(self, among: NDArray[np.bool_]) -> int:
        """Return the number of assignments of the objects among some rows."""
        masks = self._among(among)
        about = self._summed(masks, np.float64)
        # Sums of whole floats are exact up to here; beyond, Python's integers are.
        return int(about) if about < 2**53 else int(self._summed(masks, object))

    def number(self, masks: Masks) -> float:
        """Return the number of assignments whose objects are in the witnesses' masks, about."""
        return float(self._summed(masks, np.float64))

    def table(self, masks: Masks) -> NDArray[np.intp]:
        """Return the assignments whose objects are in the witnesses' masks, row by row.

        All joins hold of them, those that close a cycle too; `open` conjuncts need not.

        Args:
            masks: Which rows each witness can be, some of the forest's.

        Returns:
            Row positions, (k, witnesses).
        """
        if not masks:
            return np.empty((1, 0), dtype=np.intp)
        masks = {name: mask.copy() for name, mask in masks.items()}
        # Without rows that have no partner, no part of an assignment is one in vain.
        _reduce(masks, self.edges)
        children = {edge.child for edge in self.edges}
        columns: dict[str, NDArray[np.intp]] = {}
        size = 1
        for name in (name for name in masks if name not in children):
            rows = np.flatnonzero(masks[name])
            columns = {other: np.repeat(column, len(rows)) for other, column in columns.items()}
            columns[name] = np.tile(rows, size)
            size *= len(rows)
        for edge in self.edges:
            pairs = edge.pairs[masks[edge.parent][edge.pairs[:, 0]]]
            pairs = pairs[masks[edge.child][pairs[:, 1]]]
            order = np.argsort(pairs[:, 0], kind="stable")
            numbers = np.bincount(pairs[:, 0], minlength=len(self.scores))
            firsts = np.cumsum(numbers) - numbers
            parents = columns[edge.parent]
            places, origin = expanded(firsts[parents], numbers[parents])
            columns = {name: column[origin] for name, column in columns.items()}
            columns[edge.child] = pairs[order[places], 1]
        return self._closed(np.stack([columns[name] for name in masks], axis=1), [*masks])

    def _closed(self, table: NDArray[np.intp], names: list[str]) -> NDArray[np.intp]:
        """Return the assignments of a table that the joins besides the forest's edges hold of."""
        taken = {frozenset((edge.parent, edge.child)) for edge in self.edges}
        size = len(self.scores)
        for join in self.joins:
            if frozenset((join.parent, join.child)) not in taken:
                one, other = (table[:, names.index(name)] for name in (join.parent, join.child))
                known = join.pairs[:, 0] * size + join.pairs[:, 1]
                table = table[np.isin(one * size + other, known)]
        return table

    def best_rows(self, enough: int, *, more: int = 0) -> NDArray[np.intp]:
        """Return the rows of the best-scored objects with no more assignments than are enough.

        They are as many as can be: all `rows`, if the total is not too many.

        Args:
            enough: How many assignments are enough.
            more: How many rows to return besides: the next best.
        """
        if self.total <= enough or not self.masks:
            return self.rows
        order = self.rows[np.argsort(-self.scores[self.rows], kind="stable")]

        def too_many(kept: int) -> bool:
            among = np.zeros(len(self.scores), dtype=bool)
            among[order[:kept]] = True
            return bool(self._summed(self._among(among), np.float64) > enough)

        kept = bisect_left(range(len(order) + 1), True, key=too_many) - 1
        return np.sort(order[: max(0, kept) + more])

    def narrowed(self, rows: NDArray[np.intp], wanted: int) -> Mapping[str, NDArray[np.bool_]]:
        """Return which of some rows each witness may be for few more assignments than are wanted.

        The lowest rows of the first witness are kept, then those of the next.
        """
        among = np.zeros(len(self.scores), dtype=bool)
        among[rows] = True
        return self.lowest(self._among(among), wanted)

    def lowest(self, masks: Masks, wanted: int) -> Masks:
        """Return the masks with the lowest rows only, for few more assignments than are wanted.

        The lowest rows of the first witness are kept, then those of the next.
        """
        masks = dict(masks)
        for name, mask in masks.items():

            def enough(kept: int, name: str = name, mask: NDArray[np.bool_] = mask) -> bool:
                tried = {**masks, name: _lowest(mask, kept)}
                return bool(self._summed(tried, np.float64) >= wanted)

            masks[name] = _lowest(mask, bisect_left(range(int(mask.sum())), True, key=enough))
        return masks

    def _among(self, among: NDArray[np.bool_]) -> Masks:
        return {name: mask & among for name, mask in self.masks.items()}

    def _summed(self, masks: Masks, number: type) -> Any:
        """Return the number of assignments whose objects are in the witnesses' masks."""
        weights: dict[str, NDArray[Any]] = {
            name: mask.astype(number) for name, mask in masks.items()
        }
        for edge in reversed(self.edges):
            one, other = edge.pairs.T
            sums: NDArray[Any]
            if number is object:
                sums = np.zeros(len(self.scores), dtype=number)
                np.add.at(sums, one, weights[edge.child][other])
            else:
                sums = np.bincount(one, weights[edge.child][other], len(self.scores))
            weights[edge.parent] = weights[edge.parent] * sums
        children = {edge.child for edge in self.edges}
        roots = (weight for name, weight in weights.items() if name not in children)
        return math.prod(weight.sum() for weight in roots)


def _lowest(mask: NDArray[np.bool_], number: int) -> NDArray[np.bool_]:
    """Return the mask of so many of a mask's rows, the lowest ones."""
    found = np.zeros_like(mask)
    found[np.flatnonzero(mask)[:number]] = True
    return found


def join_forest(
    question: Question, subject: Subject, known: Mapping[Formula, NDArray[np.bool_]] | None = None
) -> JoinForest:
    """Return the join forest of a question over an image's objects.

    Args:
        question: What is asked.
        subject: The objects.
        known: The rows (n,) that other conjuncts of at most one witness are true of; of a
            conjunct without a witness, all or none.
    """
    plan, profile, known = question.plan, question.profile, known or {}
    masks = {}
    for name in plan.witnesses:
        masks[name] = np.zeros(len(subject.scene), dtype=bool)
        masks[name][subject.rows(plan.guards[name])] = True
    for part, mask in known.items():
        for name in free_variables(part) or masks:
            masks[name] &= mask
    exact, covered = True, True
    open_: list[Formula] = []
    between: dict[tuple[str, ...], list[Formula]] = {}
    for part in plan.matrix:
        names = tuple(sorted(free_variables(part), key=plan.witnesses.index))
        if part in known:
            continue
        if not is_literal(part, question.vocabulary) or not 1 <= len(names) <= 2:
            exact = False
            covered = covered and len(names) < 2
            open_.append(part)
        elif len(names) == 1:
            rows = np.flatnonzero(masks[names[0]])
            masks[names[0]][rows] = literal_holds(part, subject, profile, {names[0]: rows})
        else:
            between.setdefault(names, []).append(part)
    edges = []
    done: dict[tuple[frozenset[Formula], bytes, bytes], NDArray[np.intp] | None] = {}
    for (left, right), literals in between.items():
        # Edges are often alike: in a chain of ships, say, or turned round.
        key = anonymous(literals, (left, right)), masks[left].tobytes(), masks[right].tobytes()
        turned = anonymous(literals, (right, left)), key[2], key[1]
        if turned in done and key not in done:
            found = done[turned]
            done[key] = None if found is None else found[:, ::-1]
        if key not in done:
            done[key] = related_pairs((left, right), literals, masks, subject, profile)
        pairs = done[key]
        if pairs is None:
            exact = covered = False
            open_.extend(literals)
        else:
            edges.append(Edge(left, right, pairs))
    forest = _forest(plan.witnesses, edges)
    _reduce(masks, forest)
    return JoinForest(
        subject.scene.scores,
        masks,
        tuple(forest),
        tuple(edges),
        covered,
        exact and len(forest) == len(edges),
        tuple(open_),
    )


def related_pairs(
    names: tuple[str, str],
    literals: list[Formula],
    masks: Mapping[str, NDArray[np.bool_]],
    subject: Subject,
    profile: Profile,
) -> NDArray[np.intp] | None:
    """Return the pairs that all literals are true of, or None if they are too many to look at."""
    left, right = (np.flatnonzero(masks[name]) for name in names)
    relations = [part for part in literals if isinstance(part, Atom)]
    rest = literals
    bounded = [part for part in relations if RELATIONS[part.predicate].reach is not None]
    if bounded:
        seed = bounded[0]
        forward = seed.arguments == names
        domains = (left, right) if forward else (right, left)
        found = tuples(seed.predicate, subject.boxes, profile, *domains)
        pairs = found if forward else found[:, ::-1]
        rest = [part for part in literals if part is not seed]
    elif (close := _close_pairs(literals, subject, left, right)) is not None:
        pairs = close
    elif len(left) * len(right) <= (_MANY_PAIRS if relations else _FEW_PAIRS):
        pairs = np.stack(np.meshgrid(left, right, indexing="ij"), axis=-1).reshape(-1, 2)
    else:
        return None
    return pairs[holding(rest, subject, profile, dict(zip(names, pairs.T, strict=True)))]


def _close_pairs(
    literals: list[Formula], subject: Subject, left: NDArray[np.intp], right: NDArray[np.intp]
) -> NDArray[np.intp] | None:
    """Return the pairs that are as close as a literal demands, or None if none does."""
    for part in literals:
        close = closeness(part) if isinstance(part, Compare) else None
        if close is not None:
            name, unit, limit = close
            pixels = float(limit_in_pixels(name, unit, limit, subject.boxes.gsds)[0])
            if not math.isnan(pixels):
                return CLOSE_PAIRS[name](subject.boxes, pixels, left, right)
    return None


def closeness(compare: Compare) -> tuple[str, str | None, int] | None:
    """Return the distance of two objects that a comparison bounds from above.

    Returns:
        The attribute, its unit and the greatest fixed-point value, or None if it bounds none.

    >>> from rune_lp.logic.parse import parse_query
    >>> formula = parse_query("{x, y | 2 * distance(x, y) <= 30 m}").formula
    >>> closeness(formula)
    ('distance', 'm', 150)
    """
    measure = measure_of(compare, ATTRIBUTES)
    form = linear(compare, measure.dimension)
    limit = bounded_pair(form)
    if limit is None or compare.operator == "!=":
        return None
    coefficient, leaf = form.coefficients[0]
    upwards = compare.operator in ((">", ">=") if coefficient > 0 else ("<", "<="))
    if upwards or not isinstance(leaf, Attribute):
        return None
    return leaf.name, measure.unit, max(limit, -1)


def anonymous(literals: Iterable[Formula], names: tuple[str, str]) -> frozenset[Formula]:
    """Return literals about `1` and `2`; a symmetric one reads the same both ways round."""
    numbers = dict(zip(names, "12", strict=True))
    return frozenset(_ordered(rename(literal, numbers, str)) for literal in literals)


def _ordered(literal: Formula) -> Formula:
    if isinstance(literal, Atom) and RELATIONS[literal.predicate].converse == literal.predicate:
        return replace(literal, arguments=tuple(sorted(literal.arguments)))
    return literal


def _forest(witnesses: tuple[str, ...], edges: Iterable[Edge]) -> list[Edge]:
    """Return a forest of the edges, the smallest ones first taken, turned away from its roots."""
    joined = {name: name for name in witnesses}

    def root(name: str) -> str:
        while joined[name] != name:
            name = joined[name]
        return name

    chosen = []
    for edge in sorted(edges, key=lambda edge: len(edge.pairs)):
        if root(edge.parent) != root(edge.child):
            joined[root(edge.parent)] = root(edge.child)
            chosen.append(edge)
    return _rooted(witnesses, chosen)


def _rooted(witnesses: tuple[str, ...], edges: list[Edge]) -> list[Edge]:
    rooted: list[Edge] = []
    seen: set[str] = set()
    for start in witnesses:
        frontier = [] if start in seen else [start]
        seen.add(start)
        while frontier:
            parent = frontier.pop(0)
            for edge in edges:
                if edge.parent == parent and edge.child not in seen:
                    rooted.append(edge)
                elif edge.child == parent and edge.parent not in seen:
                    rooted.append(edge.turned())
                else:
                    continue
                seen.add(rooted[-1].child)
                frontier.append(rooted[-1].child)
    return rooted


def _reduce(masks: Mapping[str, NDArray[np.bool_]], forest: Sequence[Edge]) -> None:
    """Take out of the masks each row that has no partner, from the leaves up and back down."""
    for edge in [*reversed(forest), *(edge.turned() for edge in forest)]:
        partnered = np.zeros_like(masks[edge.parent])
        partnered[edge.pairs[masks[edge.child][edge.pairs[:, 1]], 0]] = True
        masks[edge.parent][~partnered] = False
