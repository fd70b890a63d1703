"""A plan's sentence evaluated on the columns of many images at once.

The decision of a plan is a tree of scopes: each `exists` or `exists>=k` binds one variable and
mentions at most one other where the query is acyclic. Such a scope is a column: a value for each
object that the other variable can be, or for each image if there is none. A column is computed
from those of the scopes inside it by one join (pairs found through a spatial index over all images
at once) and one maximum, or k-th greatest value, by group. So a whole block of images costs a few
passes over its rows, and no relation is computed but between objects that the question speaks of.

The values are weakest-link degrees. `weights` says to what degree each detection exists: with its
score for degrees, and with 1 at the threshold and 0 below it for truth, which is the same
computation with values 0 and 1.

**When it is complete.** By induction over the formula: literals of one variable are computed as
the facts are; `&`, `|` and `~` as their definitions; `exists u. F` with at most one other variable
v as the greatest of min(weight(u), F) over u in the guard of u, outside of which F is 0, and over
the pairs (u, v) among which are all that the literals between u and v are true of; `exists>=k`
likewise; a scope of two other variables, which is what a cycle leaves, for each of the pairs that
are already at hand. What is none of these (a scope of more; pairs without any bound, and too many;
a rule-defined predicate that is more than a superclass) is given the bounds 0 and what it asks of
its own variable alone allows. All operations are monotone, so the result is bounded by what the
bounds give. Where the two bounds of an image agree, its value is decided; where the upper bound of
its truth is 0, it is no match whatever the rest is. Only the others need the solver.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from rune_lp.asp.literals import holding, literal_holds
from rune_lp.logic.evaluate import COMPARISONS
from rune_lp.logic.scope import free_variables
from rune_lp.logic.syntax import (
    And,
    Atom,
    Attribute,
    Compare,
    Count,
    Counted,
    Exists,
    Formula,
    Not,
    Or,
    Truth,
)
from rune_lp.logic.terms import linear, measure_of
from rune_lp.plan.plan import is_literal
from rune_lp.plan.reach import Guards, guard
from rune_lp.reduction.bounds import Bounds
from rune_lp.reduction.rows import MOST_PAIRS
from rune_lp.reduction.segments import counted, expanded, kth_greatest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from rune_lp.reduction.rows import Rows
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.vocabulary import Vocabulary

__all__ = ["Evaluator"]


class Evaluator:
    """Evaluates formulas in existential normal form, quantifiers moved inwards, over a block."""

    def __init__(
        self,
        rows: Rows,
        weights: NDArray[np.float64],
        kept: NDArray[np.bool_],
        vocabulary: Vocabulary,
        library: RuleLibrary,
    ) -> None:
        """Take the rows of a block and to what degree each exists.

        Args:
            rows: The rows.
            weights: For each row a number in 0..1; rows of 0 do not exist.
            kept: Which rows are at the threshold, where count terms are decided.
            vocabulary: What names mean.
            library: The loaded rule files.
        """
        self.rows = rows
        self.weights = weights
        self.kept = kept
        self.vocabulary = vocabulary
        self.library = library

    @property
    def images(self) -> int:
        """The number of the block's images."""
        return len(self.rows.block)

    def sentence(self, formula: Formula) -> Bounds:
        """Return the value of a sentence for each image."""
        match formula:
            case Truth(value):
                return Bounds.exactly(np.full(self.images, float(value)))
            case And(parts):
                return Bounds.least(map(self.sentence, parts), self.images)
            case Or(parts):
                return Bounds.greatest(map(self.sentence, parts), self.images)
            case Not(body):
                return self.sentence(body).complement()
            case Exists((variable,), body):
                return self._greatest(variable, body, 1)
            case Counted(_, bound, variable, body):
                return self._greatest(variable, body, bound)
            case Compare():
                return self._counts(formula, None, {}, None)
            case _:
                return Bounds.unknown(self.images)

    def column(
        self, formula: Formula, variable: str, guards: Guards, active: NDArray[np.bool_]
    ) -> Bounds:
        """Return the value of a formula for each row that its one free variable can be.

        Args:
            formula: A formula with no free variable but this one.
            variable: The variable.
            guards: The guards of the variables in scope.
            active: The rows whose value matters; others may have any.
        """
        if not free_variables(formula):
            value = self.sentence(formula)
            return value.map(lambda each: each[self.rows.image])
        match formula:
            case And(parts):
                return self._least(parts, variable, guards, active)
            case Or(parts):
                columns = (self.column(part, variable, guards, active) for part in parts)
                return Bounds.greatest(columns, len(self.rows))
            case Not(body) if not is_literal(formula, self.vocabulary):
                return self.column(body, variable, guards, active).complement()
            case Exists((bound,), body):
                return self._partnered(bound, body, 1, variable, guards, active)
            case Counted(_, number, bound, body):
                return self._partnered(bound, body, number, variable, guards, active)
            case Atom(predicate, (_,)) if self.vocabulary.predicates[predicate].kind == "rule":
                classes = self.library.superclass(predicate)
                if classes is None:
                    return Bounds.unknown(len(self.rows))
                return Bounds.exactly(self.rows.mask(classes))
            case _ if is_literal(formula, self.vocabulary):
                return self._literal(formula, variable, active)
            case Compare():
                return self._counts(formula, variable, guards, active)
            case _:
                return Bounds.unknown(len(self.rows))

    def _literal(self, literal: Formula, variable: str, active: NDArray[np.bool_]) -> Bounds:
        found = np.zeros(len(self.rows))
        places = np.flatnonzero(active)
        columns = {variable: places}
        found[places] = literal_holds(literal, self.rows, self.rows.profile, columns)
        return Bounds.exactly(found)

    def _least(
        self,
        parts: tuple[Formula, ...],
        variable: str,
        guards: Guards,
        active: NDArray[np.bool_],
    ) -> Bounds:
        """Return the least of conjuncts, the cheap ones first: where one is 0 the rest is moot."""
        found = Bounds.exactly(np.ones(len(self.rows)))
        for part in sorted(parts, key=lambda part: not is_literal(part, self.vocabulary)):
            column = self.column(part, variable, guards, active)
            found = found.minimum(column)
            active = active & (found.high > 0.0)
        return found

    def _guarded(
        self, variable: str, body: Formula, guards: Guards
    ) -> tuple[Guards, NDArray[np.bool_]]:
        """Return the guards with that of a variable, and the rows that it can be."""
        classes = guard(variable, body, self.vocabulary, self.library)
        active = self.rows.mask(classes) & (self.weights > 0.0)
        return {**guards, variable: classes}, active

    def _existing(
        self, variable: str, parts: list[Formula], guards: Guards, active: NDArray[np.bool_]
    ) -> Bounds:
        """Return for each row the least of its weight and the parts, 0 where it is not active."""
        column = self._least(tuple(parts), variable, guards, active)
        return column.map(lambda each: np.where(active, np.minimum(each, self.weights), 0.0))

    def _greatest(self, variable: str, body: Formula, number: int) -> Bounds:
        """Return for each image the number-th greatest value among the rows of a variable."""
        guards, active = self._guarded(variable, body, {})
        existing = self._existing(variable, [*_parts(body)], guards, active)
        image = self.rows.image
        return existing.map(lambda each: kth_greatest(each, image, self.images, number))

    def _partnered(
        self,
        bound: str,
        body: Formula,
        number: int,
        variable: str,
        guards: Guards,
        active: NDArray[np.bool_],
    ) -> Bounds:
        """Return for each row of a variable the number-th greatest value among its partners."""
        joined = self._partners(bound, body, variable, guards, active)
        if joined is None:
            return self._relaxed(bound, body, number, self.rows.image)
        pairs, values = joined
        return values.map(lambda each: kth_greatest(each, pairs[:, 0], len(self.rows), number))

    def _partners(
        self,
        bound: str,
        body: Formula,
        variable: str,
        guards: Guards,
        active: NDArray[np.bool_],
    ) -> tuple[NDArray[np.intp], Bounds] | None:
        """Return pairs of rows (of the variable, of the bound one) and the body's value for each.

        All other pairs have the value 0. None if that cannot be done.
        """
        alone: list[Formula] = []
        between: list[Formula] = []
        for part in _parts(body):
            free = free_variables(part)
            if not free <= {bound, variable}:
                return None
            (alone if variable not in free else between).append(part)
        owned = [part for part in between if bound not in free_variables(part)]
        between = [part for part in between if bound in free_variables(part)]
        literals = [part for part in between if is_literal(part, self.vocabulary)]
        inner, partners = self._guarded(bound, body, guards)
        existing = self._existing(bound, alone, inner, partners)
        left = np.flatnonzero(active & self.rows.mask(guards[variable]))
        right = np.flatnonzero(existing.high > 0.0)
        names = (variable, bound)
        pairs = self.rows.pairs(literals, left, right)
        if pairs is None:
            return None
        pairs = self._filtered(literals, names, pairs)
        values = existing.map(lambda each: each[pairs[:, 1]])
        for part in owned:
            column = self.column(part, variable, guards, active)
            values = values.minimum(column.map(lambda each: each[pairs[:, 0]]))
        for part in between:
            if part not in literals:
                values = values.minimum(self._between(part, names, pairs, inner))
        return pairs, values

    def _between(
        self, formula: Formula, names: tuple[str, str], pairs: NDArray[np.intp], guards: Guards
    ) -> Bounds:
        """Return the value for each pair of a formula of two variables."""
        match formula:
            case And(parts):
                columns = (self._between(part, names, pairs, guards) for part in parts)
                return Bounds.least(columns, len(pairs))
            case Or(parts):
                columns = (self._between(part, names, pairs, guards) for part in parts)
                return Bounds.greatest(columns, len(pairs))
            case Not(body) if not is_literal(formula, self.vocabulary):
                return self._between(body, names, pairs, guards).complement()
            case _ if is_literal(formula, self.vocabulary) and free_variables(formula):
                places = dict(zip(names, pairs.T, strict=True))
                holds = literal_holds(formula, self.rows, self.rows.profile, places)
                return Bounds.exactly(holds)
            case Exists((bound,), body):
                return self._thirds(bound, body, 1, names, pairs, guards)
            case Counted(_, number, bound, body):
                return self._thirds(bound, body, number, names, pairs, guards)
            case _:
                return Bounds.unknown(len(pairs))

    def _thirds(
        self,
        bound: str,
        body: Formula,
        number: int,
        names: tuple[str, str],
        pairs: NDArray[np.intp],
        guards: Guards,
    ) -> Bounds:
        """Return for each pair the number-th greatest value among the rows of a third variable.

        The third ones are found by their literals with one of the pair, the anchor.
        """
        relaxed = self._relaxed(bound, body, number, self.rows.image[pairs[:, 0]])
        parts = [part for part in _parts(body) if not free_variables(part) <= {bound}]
        if not len(pairs):
            return relaxed
        if not all(is_literal(part, self.vocabulary) for part in parts):
            return relaxed
        anchored = {
            place: [part for part in parts if free_variables(part) == {bound, name}]
            for place, name in enumerate(names)
        }
        place = max(anchored, key=lambda each: self.rows.bounded(anchored[each]))
        alone = [part for part in _parts(body) if free_variables(part) <= {bound}]
        inner, active = self._guarded(bound, body, guards)
        existing = self._existing(bound, alone, inner, active)
        anchors, thirds = np.unique(pairs[:, place]), np.flatnonzero(existing.high > 0.0)
        links = self.rows.pairs(anchored[place], anchors, thirds)
        if links is None:
            return relaxed
        links = self._filtered(anchored[place], (names[place], bound), links)
        links = links[np.argsort(links[:, 0], kind="stable")]
        image = self.rows.image[pairs[:, 0]]
        numbers = np.bincount(links[:, 0], minlength=len(self.rows))[pairs[:, place]]
        totals = np.bincount(image, weights=numbers, minlength=self.images)
        # An image of too many is left to the solver, which has a time limit.
        few = totals[image] <= MOST_PAIRS
        if not few.any():
            return relaxed
        found = Bounds.joined(
            [
                self._third(parts, bound, names, span, links, existing, number)
                for span in _spans(pairs[few], place, links, len(self.rows))
            ]
        )
        if few.all():
            return found
        low, high = relaxed.low.copy(), relaxed.high.copy()
        low[few], high[few] = found.low, found.high
        return Bounds(low, high)

    def _third(
        self,
        parts: list[Formula],
        bound: str,
        names: tuple[str, str],
        span: _Span,
        links: NDArray[np.intp],
        existing: Bounds,
        number: int,
    ) -> Bounds:
        """Return for each pair of a span the number-th greatest value among its third rows."""
        places, origin = expanded(span.firsts, span.numbers)
        triples = np.column_stack([span.pairs[origin], links[places, 1]])
        kept = holding(parts, (*names, bound), triples, self.rows, self.rows.profile)
        origin, third = origin[kept], triples[kept, 2]
        size = len(span.pairs)
        return existing.map(lambda each: kth_greatest(each[third], origin, size, number))

    def _filtered(
        self, literals: list[Formula], names: tuple[str, str], pairs: NDArray[np.intp]
    ) -> NDArray[np.intp]:
        """Return the pairs that all literals are true of."""
        return pairs[holding(literals, names, pairs, self.rows, self.rows.profile)]

    def _relaxed(self, bound: str, body: Formula, number: int, images: NDArray[np.intp]) -> Bounds:
        """Return bounds of a scope from what it asks of its own variable alone, for some images."""
        alone = [part for part in _parts(body) if free_variables(part) <= {bound}]
        guards, active = self._guarded(bound, body, {})
        existing = self._existing(bound, alone, guards, active)
        most = kth_greatest(existing.high, self.rows.image, self.images, number)[images]
        return Bounds(np.zeros(len(most)), most)

    def _counts(
        self,
        compare: Compare,
        variable: str | None,
        guards: Guards,
        active: NDArray[np.bool_] | None,
    ) -> Bounds:
        """Return the truth of a comparison of counts, for each image or each row."""
        size = self.images if variable is None else len(self.rows)
        measure = measure_of(compare, self.vocabulary.attributes)
        form = linear(compare, measure.dimension)
        low = np.zeros(size, dtype=np.int64)
        high = np.zeros(size, dtype=np.int64)
        for coefficient, leaf in form.coefficients:
            if isinstance(leaf, Attribute):
                return Bounds.unknown(size)
            least, most = self._counted(leaf, variable, guards, active)
            ends = coefficient * least, coefficient * most
            low += np.minimum(*ends)
            high += np.maximum(*ends)
        return _compared(compare, low, high, form.bound)

    def _counted(
        self,
        term: Count,
        variable: str | None,
        guards: Guards,
        active: NDArray[np.bool_] | None,
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return bounds of how many rows at the threshold satisfy a body."""
        truth = Evaluator(
            self.rows, self.kept.astype(np.float64), self.kept, self.vocabulary, self.library
        )
        image = self.rows.image
        if variable is None or variable not in free_variables(term.body):
            inner, present = truth._guarded(term.variable, term.body, {})
            column = truth._existing(term.variable, [*_parts(term.body)], inner, present)
            least, most = (counted(each, image, self.images) for each in (column.low, column.high))
            return (least, most) if variable is None else (least[image], most[image])
        joined = truth._partners(
            term.variable, term.body, variable, guards, cast("NDArray[np.bool_]", active)
        )
        if joined is None:
            totals = np.bincount(image[self.kept], minlength=self.images)[image]
            return np.zeros(len(self.rows), dtype=np.int64), totals
        pairs, values = joined
        least, most = (
            counted(each, pairs[:, 0], len(self.rows)) for each in (values.low, values.high)
        )
        return least, most


@dataclass(frozen=True, slots=True)
class _Span:
    """Some pairs, and where the links of one end of each begin, and how many they are."""

    pairs: NDArray[np.intp]
    firsts: NDArray[np.intp]
    numbers: NDArray[np.intp]


def _spans(
    pairs: NDArray[np.intp], place: int, links: NDArray[np.intp], size: int
) -> Iterator[_Span]:
    """Yield the pairs in spans of not too many links of the ends at a place, sorted by them."""
    numbers = np.bincount(links[:, 0], minlength=size)
    firsts = (np.cumsum(numbers) - numbers)[pairs[:, place]]
    numbers = numbers[pairs[:, place]]
    spans = np.cumsum(numbers) // MOST_PAIRS
    cuts = np.flatnonzero(np.diff(spans)) + 1
    parts = (np.split(column, cuts) for column in (pairs, firsts, numbers))
    yield from map(_Span, *parts)


def _parts(formula: Formula) -> tuple[Formula, ...]:
    return formula.parts if isinstance(formula, And) else (formula,)


def _compared(
    compare: Compare, low: NDArray[np.int64], high: NDArray[np.int64], bound: int
) -> Bounds:
    """Return the truth of a comparison of numbers of which bounds are known."""
    holds: Callable[..., NDArray[np.bool_]] = COMPARISONS[compare.operator]  # type: ignore[assignment]
    ends = holds(low, bound), holds(high, bound)
    match compare.operator:
        case "=":
            certain, possible = ends[0] & ends[1], (low <= bound) & (bound <= high)
        case "!=":
            certain, possible = (high < bound) | (bound < low), ends[0] | ends[1]
        case _:
            certain, possible = ends[0] & ends[1], ends[0] | ends[1]
    return Bounds(certain.astype(np.float64), possible.astype(np.float64))
