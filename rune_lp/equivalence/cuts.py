"""Comparisons of numbers as atoms: `area(x) >= 300` is a predicate of x like any other.

Every comparison of attributes is a whole-number linear form compared with a bound, and so a
combination of *cuts*: is the form at least k? For a cut only its truth matters, not the number. The
axioms of cuts say what holds of any numbers, so that no image's numbers are left out: a form that
is at least 5 is at least 3, differences add up, distances are symmetric.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from itertools import pairwise, product
from typing import TYPE_CHECKING

from rune_lp.geometry.attributes import ATTRIBUTES
from rune_lp.logic.degree import has_count
from rune_lp.logic.scope import with_bodies
from rune_lp.logic.syntax import (
    And,
    Atom,
    Attribute,
    Compare,
    Comparison,
    Counted,
    Exists,
    Forall,
    Formula,
    Iff,
    Implies,
    Not,
    Or,
    Truth,
)
from rune_lp.logic.terms import linear, measure_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

__all__ = ["Cuts", "Form", "Term"]

_TURNED: dict[Comparison, Comparison] = {"<=": ">=", ">=": "<=", "<": ">", ">": "<"}

_LEAST = {"score": 0, "aspect": 10, "cx": None, "cy": None}
"""The least values that are not 0, in steps; None where there is none."""

_MOST = {"score": 100, "angle": 1799}
"""The greatest values, in steps, of the attributes that have one."""


@dataclass(frozen=True, slots=True)
class Term:
    """A summand of a form: a whole number times an attribute of some of the form's objects."""

    coefficient: int
    attribute: str
    unit: str | None
    objects: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A sum of attributes of one, two or more objects, by position; the first coefficient is > 0.

    >>> difference = Form((Term(1, "area", "px2", (0,)), Term(-1, "area", "px2", (1,))))
    >>> difference.arity, difference.least, difference.is_difference
    (2, None, True)
    """

    terms: tuple[Term, ...]

    @property
    def arity(self) -> int:
        """How many objects it is of."""
        return 1 + max((place for term in self.terms for place in term.objects), default=-1)

    @property
    def least(self) -> int | None:
        """The least value it can have, or None."""
        return self._bound(1)

    @property
    def most(self) -> int | None:
        """The greatest value it can have, or None."""
        most = self._bound(-1)
        return None if most is None else -most

    @property
    def single(self) -> Term | None:
        """Its only summand, if it is one attribute and no more."""
        return self.terms[0] if len(self.terms) == 1 and self.terms[0].coefficient == 1 else None

    @property
    def is_difference(self) -> bool:
        """Whether it is the difference of one attribute of two objects."""
        pairs = [(term.coefficient, term.attribute, term.objects) for term in self.terms]
        return len(pairs) == 2 and pairs == [(1, pairs[0][1], (0,)), (-1, pairs[0][1], (1,))]

    def _bound(self, sign: int) -> int | None:
        total = 0
        for term in self.terms:
            least, most = _range(term)
            end = least if sign * term.coefficient > 0 else most
            if end is None:
                return None
            total += sign * term.coefficient * end
        return total


def _range(term: Term) -> tuple[int | None, int | None]:
    if len(term.objects) == 2 and len(set(term.objects)) == 1:
        return 0, 0  # no object is any distance from itself
    return _LEAST.get(term.attribute, 0), _MOST.get(term.attribute)


@dataclass
class Cuts:
    """The cuts of some formulas, each with the predicate that stands for it.

    Attributes:
        least_score: The score threshold in hundredths: no object's score is lower.
        predicates: The predicate of each form and number: is the form at least the number?

    >>> from rune_lp.logic.parse import parse_query
    >>> from rune_lp.logic.printing import formula_text
    >>> cuts = Cuts()
    >>> formula = parse_query("{x, y | area(x) > area(y) & area(y) <= 30}").formula
    >>> formula_text(cuts.abstracted(formula))
    '_cut_1(x, y) & ~_cut_2(y)'
    >>> [number for _, number in cuts.predicates]
    [1, 301]
    """

    least_score: int = 0
    predicates: dict[tuple[Form, int], str] = field(default_factory=dict)

    def abstracted(self, formula: Formula) -> Formula:
        """Return a checked formula with cuts in the place of comparisons of attributes."""
        match formula:
            case Compare(_, left, right) if has_count(left) or has_count(right):
                one, other = (with_bodies(term, self.abstracted) for term in (left, right))
                return replace(formula, left=one, right=other)
            case Compare():
                return self._compared(formula)
            case Not(body) | Exists(_, body) | Forall(_, body) | Counted(_, _, _, body):
                return replace(formula, body=self.abstracted(body))
            case And(parts) | Or(parts):
                return replace(formula, parts=tuple(map(self.abstracted, parts)))
            case Implies(premise, conclusion) | Iff(premise, conclusion):
                return replace(
                    formula, left=self.abstracted(premise), right=self.abstracted(conclusion)
                )
            case _:
                return formula

    def _compared(self, compare: Compare) -> Formula:
        measure = measure_of(compare, ATTRIBUTES)
        found = linear(compare, measure.dimension)
        leaves = [
            (coefficient, leaf)
            for coefficient, leaf in found.coefficients
            if coefficient and isinstance(leaf, Attribute)
        ]
        divisor = math.gcd(*(coefficient for coefficient, _ in leaves)) or 1
        operator, bound = compare.operator, found.bound
        # Of a form and its negation one is kept, so that a comparison turned round is the same
        # cut. The differences of x from y and of y from x are one form, of (x, y) and of (y, x).
        leaves, turned = _ordered(leaves), _ordered((-c, leaf) for c, leaf in leaves)
        if [_key(entry) for entry in turned] < [_key(entry) for entry in leaves]:
            leaves, operator, bound = turned, _TURNED.get(operator, operator), -bound
        names = tuple(dict.fromkeys(name for _, leaf in leaves for name in leaf.arguments))
        form = Form(
            tuple(
                Term(
                    coefficient // divisor,
                    leaf.name,
                    measure.unit,
                    tuple(names.index(name) for name in leaf.arguments),
                )
                for coefficient, leaf in leaves
            )
        )

        def at_least(number: int) -> Formula:
            return self._cut(form, number, names)

        least, above = -(-bound // divisor), bound // divisor + 1
        match operator:
            case ">=":
                return at_least(least)
            case ">":
                return at_least(above)
            case "<":
                return Not(at_least(least))
            case "<=":
                return Not(at_least(above))
            case "=":
                return And((at_least(least), Not(at_least(above))))
            case "!=":
                return Or((Not(at_least(least)), at_least(above)))

    def _cut(self, form: Form, number: int, names: tuple[str, ...]) -> Formula:
        least, most = form.least, form.most
        if form.single is not None and form.single.attribute == "score":
            least = self.least_score
        if least is not None and number <= least:
            return Truth(True)
        if most is not None and number > most:
            return Truth(False)
        return Atom(self._predicate(form, number), names)

    def _predicate(self, form: Form, number: int) -> str:
        return self.predicates.setdefault((form, number), f"_cut_{len(self.predicates) + 1}")

    def close(self) -> None:
        """Add the cuts of the swapped objects, so that the axioms of differences can be said."""
        for form, number in tuple(self.predicates):
            if form.is_difference:
                self._predicate(form, 1 - number)

    def axioms(self, relations: Container[str]) -> Iterator[str]:
        """Yield the clingo statements that choose the cuts and say what holds of any numbers.

        Args:
            relations: The relations in play, which some of them are about.

        >>> cuts = Cuts()
        >>> area = Form((Term(1, "area", "px2", (0,)),))
        >>> cuts.predicates = {(area, 30): "_cut_1", (area, 50): "_cut_2"}
        >>> list(cuts.axioms(()))[-1]
        ':- _cut_2(X), not _cut_1(X).'
        """
        forms: dict[Form, list[int]] = {}
        for form, number in sorted(self.predicates, key=lambda cut: cut[1]):
            forms.setdefault(form, []).append(number)
        for form, numbers in forms.items():
            variables = _VARIABLES[: form.arity]
            objects = ", ".join(f"object({name})" for name in variables) or "#true"
            for number in numbers:
                yield f"{{ {self._text(form, number, *variables)} }} :- {objects}."
            for lower, higher in pairwise(numbers):
                more, less = (self._text(form, number, *variables) for number in (higher, lower))
                yield f":- {more}, not {less}."
            if form.is_difference:
                yield from self._of_difference(form, numbers, forms)
            if form.single is not None:
                yield from self._of_single(form, numbers, relations)
            if "_area_le" in relations and form.is_difference:
                yield from self._of_areas(form, numbers)

    def _text(self, form: Form, number: int, *variables: str) -> str:
        return f"{self.predicates[form, number]}({', '.join(variables)})"

    def _of_difference(
        self, form: Form, numbers: Sequence[int], forms: Mapping[Form, Sequence[int]]
    ) -> Iterator[str]:
        """Yield what holds of the differences of one attribute."""
        for number in numbers:
            cut = self._text(form, number, "X", "Y")
            opposite = self._text(form, 1 - number, "Y", "X")
            yield f":- {cut}, {opposite}."
            yield f":- object(X), object(Y), not {cut}, not {opposite}."
            alike = self._text(form, number, "X", "X")
            yield f":- {alike}." if number > 0 else f":- object(X), not {alike}."
        for one, other in product(numbers, repeat=2):
            total = max((n for n in numbers if n <= one + other), default=None)
            if total is not None:
                parts = (self._text(form, one, "X", "Y"), self._text(form, other, "Y", "Z"))
                yield f":- {', '.join(parts)}, not {self._text(form, total, 'X', 'Z')}."
        own = Form((form.terms[0],))
        for one, other in product(forms.get(own, ()), repeat=2):
            apart = max((n for n in numbers if n <= one - other + 1), default=None)
            if apart is not None:
                more, less = self._text(own, one, "X"), self._text(own, other, "Y")
                difference = self._text(form, apart, "X", "Y")
                yield f":- {more}, object(Y), not {less}, not {difference}."

    def _of_single(
        self, form: Form, numbers: Sequence[int], relations: Container[str]
    ) -> Iterator[str]:
        """Yield what holds of one attribute, of an object or of a pair."""
        pair = form.arity == 2
        for number in numbers:
            if pair:
                cut = self._text(form, number, "X", "Y")
                yield f":- {cut}, not {self._text(form, number, 'Y', 'X')}."
                yield f":- {self._text(form, number, 'X', 'X')}."
            if pair and form.terms[0].attribute == "distance" and "intersects" in relations:
                yield f":- {cut}, intersects(X, Y)."
            if form.terms[0].attribute == "area" and "_area_le" in relations:
                less, more = (self._text(form, number, name) for name in "XY")
                yield f":- {less}, _area_le(X, Y), not {more}."

    def _of_areas(self, form: Form, numbers: Sequence[int]) -> Iterator[str]:
        if form.terms[0].attribute == "area":
            for number in numbers:
                if number <= 0:
                    yield f":- _area_le(Y, X), not {self._text(form, number, 'X', 'Y')}."


def _key(entry: tuple[int, Attribute]) -> tuple[str, int]:
    return entry[1].name, -entry[0]


def _ordered(leaves: Iterable[tuple[int, Attribute]]) -> list[tuple[int, Attribute]]:
    return sorted(leaves, key=lambda entry: (*_key(entry), entry[1].arguments))


_VARIABLES = tuple("XYZVW") + tuple(f"X{place}" for place in range(1, 60))
