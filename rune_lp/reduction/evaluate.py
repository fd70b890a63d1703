"""A plan's sentence evaluated on the columns of many images at once.

The decision of a plan is a tree of scopes: each `exists` or `exists>=k` binds one variable and
mentions at most one other where the query is acyclic. Such a scope is a column: a value for each
object that the other variable can be, or for each image if there is none. A column is computed
from those of the scopes inside it by one join (see `partners`) and one maximum, or k-th greatest
value, by group. So a whole block of images costs a few passes over its rows, and no relation is
computed but between objects that the question speaks of.

The values are weakest-link degrees. `weights` says to what degree each detection exists: with its
score for degrees, and with 1 at the threshold and 0 below it for truth, which is the same
computation with values 0 and 1.

Detections are of two kinds: those of a quantifier under an even number of negations can help, and
those under an odd number can do harm; `harmful` has the weights of these. They are the same unless
something is known of the values beforehand. Of a sentence that is worth at least l and at most h,
only detections that help with more than l matter, and of those that do harm only the ones that
leave less than h: pulling a value into l..h commutes with least, greatest and k-th greatest values,
and with one minus it pulls into 1-h..1-l. So a detection that helps with l or less may as well not
exist, and neither may one that leaves h or more, if the result is pulled into l..h.

**When it is complete.** By induction over the formula: literals of one variable are computed as
the facts are; `&`, `|` and `~` as their definitions; `exists u. F` with at most one other variable
v as the greatest of min(weight(u), F) over u in the guard of u, outside of which F is 0, and over
the pairs (u, v) among which are all that the literals between u and v are true of; `exists>=k`
likewise; a scope of two other variables, which is what a cycle leaves, for each of the pairs that
are already at hand (see `triples`). What is none of these (a scope of more; too many pairs without
any bound; a rule-defined predicate that is more than a superclass) is given the bounds 0 and what
it asks of its own variable alone allows; so is, unless outlines are measured, a relation that only
that would tell. All operations are monotone, so the result is bounded by what the bounds give.
Where the two bounds of an image agree, its value is decided; where the upper bound of its truth is
0, it is no match whatever the rest is. Only the others need the solver.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.asp.literals import glancing, holding, literal_holds
from rune_lp.geometry.relations import Glance
from rune_lp.logic.scope import free_variables
from rune_lp.logic.syntax import And, Atom, Compare, Formula, Not, Or, Truth
from rune_lp.plan.plan import is_literal
from rune_lp.plan.reach import guard
from rune_lp.reduction.bounds import Bounds
from rune_lp.reduction.counts import compared_counts
from rune_lp.reduction.joins import Joins
from rune_lp.reduction.partners import partnered
from rune_lp.reduction.scope import Scope, conjuncts, scope_of
from rune_lp.reduction.segments import kth_greatest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from rune_lp.plan.reach import Guards
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
        *,
        measured: bool,
        harmful: NDArray[np.float64] | None = None,
        joins: Joins | None = None,
    ) -> None:
        """Take the rows of a block and to what degree each exists.

        Args:
            rows: The rows.
            weights: For each row a number in 0..1; rows of 0 do not exist.
            kept: Which rows are at the threshold, where count terms are decided.
            vocabulary: What names mean.
            library: The loaded rule files.
            measured: Whether outlines are measured; if not, what only that would tell stays open.
            harmful: The weights under a negation, if they are others.
            joins: What was joined already of these rows, and told in this way.
        """
        self.rows = rows
        self.weights = weights
        self.harmful = weights if harmful is None else harmful
        self.kept = kept
        self.vocabulary = vocabulary
        self.library = library
        self.measured = measured
        self.joins = Joins(rows) if joins is None else joins

    @property
    def images(self) -> int:
        """The number of the block's images."""
        return len(self.rows.block)

    @cached_property
    def of_the_kept(self) -> Evaluator:
        """The evaluator of truth at the threshold."""
        return self._other(self.kept.astype(np.float64), None)

    @cached_property
    def contrary(self) -> Evaluator:
        """The evaluator of what is negated."""
        if self.harmful is self.weights:
            return self
        return self._other(self.harmful, self.weights)

    def _other(
        self, weights: NDArray[np.float64], harmful: NDArray[np.float64] | None
    ) -> Evaluator:
        return Evaluator(
            self.rows,
            weights,
            self.kept,
            self.vocabulary,
            self.library,
            measured=self.measured,
            harmful=harmful,
            joins=self.joins,
        )

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
                return self.contrary.sentence(body).complement()
            case Compare():
                return compared_counts(self, formula, None, {}, None)
            case _:
                scope = scope_of(formula)
                return Bounds.unknown(self.images) if scope is None else self.greatest(scope)

    def greatest(self, scope: Scope) -> Bounds:
        """Return the value of a scope without other variables for each image."""
        guards, active = self.guarded(scope, {})
        existing = self.existing(scope.variable, conjuncts(scope.body), guards, active)
        image = self.rows.image
        return existing.map(lambda each: kth_greatest(each, image, self.images, scope.number))

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
            return value.at(self.rows.image)
        match formula:
            case And(parts):
                return self.least(parts, variable, guards, active)
            case Or(parts):
                columns = (self.column(part, variable, guards, active) for part in parts)
                return Bounds.greatest(columns, len(self.rows))
            case Not(body) if not self.is_literal(formula):
                return self.contrary.column(body, variable, guards, active).complement()
            case Atom(predicate, (_,)) if self.vocabulary.predicates[predicate].kind == "rule":
                classes = self.library.superclass(predicate)
                if classes is None:
                    return Bounds.unknown(len(self.rows))
                return Bounds.exactly(self.rows.mask(classes))
            case _ if self.is_literal(formula):
                return self._literal(formula, variable, active)
            case Compare():
                return compared_counts(self, formula, variable, guards, active)
            case _:
                scope = scope_of(formula)
                if scope is None:
                    return Bounds.unknown(len(self.rows))
                return partnered(self, scope, variable, guards, active)

    def _literal(self, literal: Formula, variable: str, active: NDArray[np.bool_]) -> Bounds:
        found = np.zeros(len(self.rows))
        places = np.flatnonzero(active)
        found[places] = literal_holds(literal, self.rows, self.rows.profile, {variable: places})
        return Bounds.exactly(found)

    def least(
        self,
        parts: Iterable[Formula],
        variable: str,
        guards: Guards,
        active: NDArray[np.bool_],
    ) -> Bounds:
        """Return the least of conjuncts, the cheap ones first: where one is 0 the rest is moot."""
        found = Bounds.exactly(np.ones(len(self.rows)))
        for part in sorted(parts, key=lambda part: self.cost(part, active)):
            column = self.column(part, variable, guards, active)
            found = found.minimum(column)
            active = active & (found.high > 0.0)
        return found

    def existing(
        self,
        variable: str,
        parts: Iterable[Formula],
        guards: Guards,
        active: NDArray[np.bool_],
    ) -> Bounds:
        """Return for each row the least of its weight and the parts, 0 where it is not active."""
        column = self.least(parts, variable, guards, active)
        return column.map(lambda each: np.where(active, np.minimum(each, self.weights), 0.0))

    def guarded(self, scope: Scope, guards: Guards) -> tuple[Guards, NDArray[np.bool_]]:
        """Return the guards with that of a scope's variable, and the rows that it can be."""
        classes = guard(scope.variable, scope.body, self.vocabulary, self.library)
        active = self.rows.mask(classes) & (self.weights > 0.0)
        return {**guards, scope.variable: classes}, active

    def cost(self, formula: Formula, active: NDArray[np.bool_]) -> float:
        """Return how many pairs of active rows and others a formula may have to look at."""
        match formula:
            case And(parts) | Or(parts):
                return sum(self.cost(part, active) for part in parts)
            case Not(body) if not self.is_literal(formula):
                return self.contrary.cost(body, active)
            case _:
                scope = scope_of(formula)
                if scope is None:
                    return float(not self.is_literal(formula))
                partners = np.flatnonzero(self.guarded(scope, {})[1])
                return float(self.rows.number(np.flatnonzero(active), partners).sum()) + 1.0

    def told(self, literals: Iterable[Formula], columns: Mapping[str, NDArray[np.intp]]) -> Glance:
        """Return for each line of columns what is told of all literals."""
        if self.measured:
            return Glance.exactly(holding(literals, self.rows, self.rows.profile, columns))
        return glancing(literals, self.rows, self.rows.profile, columns)

    def is_literal(self, formula: Formula) -> bool:
        """Whether a formula speaks of its variables' objects alone; see `plan.is_literal`."""
        return is_literal(formula, self.vocabulary)
