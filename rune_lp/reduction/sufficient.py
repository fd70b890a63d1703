"""The facts of an image by which a solver finds that chosen assignments satisfy a question.

They are a part of the facts that the question can reach in the image: of some objects, and of some
pairs of them. Of each pair that is in it, a relation that the question names is there if it is true
of the pair, so what a body says of the pair is found as it is; of any other pair nothing is said.

**Why they suffice.** Take the plan's scopes from the inside out, and for each the objects that its
other variables can be: of a witness the chosen ones, of an inner variable all that its guard lets
it be. The claim is that the solver finds of each scope the same truth as by all facts, for these
objects, and so of the conjuncts and the assignments.

- A scope of one other variable v that is a conjunction of literals, one of them a relation that
  must hold, or a distance that must be small, between v and its own u: a pair that is left out has
  no such fact, so the scope's body is false of it. Where fewer than the wanted number of objects
  satisfy the body, all pairs that this literal is true of are there, none is left out of which it
  could be true, and the solver finds each of them failing or too few. Where there are as many, the
  best of them are there, which is a proof. So the truth is the same; and what the scope asks for
  is never a negation of what is left out, for its body is a conjunction of literals.
- Any other scope is given all objects that its guard allows, and all pairs of these with what its
  other variables can be, or, where these would be too many, all pairs of all objects that are
  there. Outside of its guard a body is false.

Count comparisons are given all, as such scopes are. Objects are of the same classes for every
scope, and a further object or pair of which all is said changes the truth of none: it can only be
one more object, within the guard, of which a body's truth is found as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.asp.joins import closeness, related_pairs
from rune_lp.asp.literals import holding
from rune_lp.geometry.relations import RELATIONS
from rune_lp.logic.scope import free_variables
from rune_lp.logic.syntax import And, Atom, Compare, Count, Counted, Exists, Formula, Not, Or
from rune_lp.logic.terms import linear, measure_of
from rune_lp.plan.plan import is_literal
from rune_lp.plan.reach import guard
from rune_lp.reduction.scope import conjuncts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from rune_lp.asp.facts import Subject
    from rune_lp.asp.question import Question
    from rune_lp.plan.reach import Classes, Guards

__all__ = ["sufficient"]

_MOST = 200_000
"""Pairs that are looked at one by one; where they are more, a spatial index finds those related."""


def sufficient(
    question: Question,
    subject: Subject,
    chosen: NDArray[np.intp],
    looked_up: Iterable[Classes] = (),
) -> Subject:
    """Return what of an image's facts suffices for chosen assignments.

    Args:
        question: What is asked; its rule-defined predicates are superclasses.
        subject: The image's objects at the threshold.
        chosen: The assignments as rows, (k, witnesses); they satisfy the question.
        looked_up: Classes of which every object is to be there.
    """
    found = _Found(question, subject)
    for classes in looked_up:
        found.rows[subject.rows(classes)] = True
    reached = {}
    for place, name in enumerate(question.plan.witnesses):
        reached[name] = np.unique(chosen[:, place])
        found.rows[reached[name]] = True
    if len(reached) > 0:
        found.pairs.extend(
            chosen[:, [one, other]] for one, other in product(range(len(reached)), repeat=2)
        )
    for part in question.plan.matrix:
        if not is_literal(part, question.vocabulary):
            found.formula(part, reached, dict(question.plan.guards))
    return found.subject_of_these()


@dataclass
class _Found:
    """The objects and the pairs that were found to be needed so far."""

    question: Question
    subject: Subject
    pairs: list[NDArray[np.intp]] = field(default_factory=list)
    limited: bool = True

    def __post_init__(self) -> None:
        self.rows = np.zeros(len(self.subject.scene), dtype=np.bool_)

    def subject_of_these(self) -> Subject:
        """Return the subject of the rows and pairs."""
        rows = np.flatnonzero(self.rows)
        if not self.limited:
            return self.subject.among(rows)
        size = len(self.rows)
        together = np.concatenate([np.empty((0, 2), dtype=np.intp), *self.pairs])
        codes = np.unique(together[:, 0] * size + together[:, 1])
        return self.subject.among(rows, np.stack(np.divmod(codes, max(1, size)), axis=1))

    def formula(
        self, formula: Formula, reached: Mapping[str, NDArray[np.intp]], guards: Guards
    ) -> None:
        """Add what the scopes in a formula need, given the rows that its variables can be."""
        match formula:
            case And(parts) | Or(parts):
                for part in parts:
                    self.formula(part, reached, guards)
            case Not(body):
                self.formula(body, reached, guards)
            case Exists((variable,), body):
                self.scope(1, variable, body, reached, guards)
            case Counted(_, number, variable, body):
                self.scope(number, variable, body, reached, guards)
            case Compare():
                for count in _counts(formula, self.question):
                    self.scope(None, count.variable, count.body, reached, guards)

    def scope(
        self,
        number: int | None,
        variable: str,
        body: Formula,
        reached: Mapping[str, NDArray[np.intp]],
        guards: Guards,
    ) -> None:
        """Add what a scope needs to be found as it is; see the module.

        Args:
            number: How many objects decide it, or None if all do.
            variable: What it binds.
            body: Its body.
            reached: The rows that its other variables can be.
            guards: Their guards.
        """
        classes = guard(variable, body, self.question.vocabulary, self.question.library)
        others = sorted(free_variables(body) - {variable})
        if number is not None and len(others) == 1:
            (other,) = others
            proofs = self.proofs(number, (other, variable), body, reached[other], classes)
            if proofs is not None:
                self.pairs += [proofs, proofs[:, ::-1], _twice(np.unique(proofs))]
                self.rows[proofs.ravel()] = True
                return
        own = self.subject.rows(classes)
        self.rows[own] = True
        inner = {**reached, variable: own}
        for other in others:
            self.product(inner[other], own)
        self.pairs.append(_twice(own))
        self.formula(body, inner, {**guards, variable: classes})

    def product(self, left: NDArray[np.intp], right: NDArray[np.intp]) -> None:
        """Add all pairs of some rows and others, both ways round."""
        if len(left) * len(right) > _MOST:
            self.limited = False
        if self.limited:
            pairs = np.stack(np.meshgrid(left, right, indexing="ij"), axis=-1).reshape(-1, 2)
            self.pairs += [pairs, pairs[:, ::-1]]

    def proofs(
        self,
        number: int,
        names: tuple[str, str],
        body: Formula,
        left: NDArray[np.intp],
        classes: Classes,
    ) -> NDArray[np.intp] | None:
        """Return pairs that decide a scope of literals for some rows; None if it is another."""
        vocabulary, profile = self.question.vocabulary, self.question.profile
        parts = conjuncts(body)
        both = frozenset(names)
        telling = [part for part in parts if free_variables(part) == both and _needs_a_fact(part)]
        if not telling or not all(is_literal(part, vocabulary) for part in parts):
            return None
        if any(not free_variables(part) for part in parts):
            return None
        masks = {}
        for name, rows in zip(names, (left, self.subject.rows(classes)), strict=True):
            masks[name] = np.zeros(len(self.rows), dtype=np.bool_)
            masks[name][rows] = True
        pairs = related_pairs(names, telling[:1], masks, self.subject, profile)
        if pairs is None:
            return None
        true = holding(parts, self.subject, profile, dict(zip(names, pairs.T, strict=True)))
        return _enough(pairs, true, self.subject.scene.scores, number)


def _twice(rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return each row with itself: a relation may be asked of one object in both places."""
    return np.stack([rows, rows], axis=1)


def _enough(
    pairs: NDArray[np.intp], true: NDArray[np.bool_], scores: NDArray[np.float64], number: int
) -> NDArray[np.intp]:
    """Return for each left row so many true pairs, the best ones; all pairs if it has fewer."""
    size = len(scores)
    numbers = np.bincount(pairs[true, 0], minlength=size)
    proved = (numbers >= number)[pairs[:, 0]]
    candidates = pairs[proved & true]
    order = np.lexsort((candidates[:, 1], -scores[candidates[:, 1]], candidates[:, 0]))
    candidates = candidates[order]
    kept = np.bincount(candidates[:, 0], minlength=size)
    firsts = np.cumsum(kept) - kept
    rank = np.arange(len(candidates)) - firsts[candidates[:, 0]]
    return np.concatenate([candidates[rank < number], pairs[~proved]])


def _needs_a_fact(part: Formula) -> bool:
    """Whether a literal of two variables is false of a pair that there are no facts of."""
    match part:
        case Atom(predicate, _):
            return predicate in RELATIONS
        case Compare():
            return closeness(part) is not None
        case _:
            return False


def _counts(compare: Compare, question: Question) -> list[Count]:
    """Return the count terms of a comparison."""
    form = linear(compare, measure_of(compare, question.vocabulary.attributes).dimension)
    return [leaf for _, leaf in form.coefficients if isinstance(leaf, Count)]
