"""A query against the vocabulary: names, arities, free variables, dimensions and units."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from rune_lp.errors import InputError, fault_in_text
from rune_lp.logic.printing import to_text
from rune_lp.logic.scope import plain_name
from rune_lp.logic.syntax import (
    And,
    Atom,
    Attribute,
    Compare,
    Count,
    Counted,
    Equal,
    Exists,
    Forall,
    Formula,
    Iff,
    Implies,
    Not,
    Number,
    Or,
    Product,
    Query,
    SetQuery,
    Span,
    Sum,
    Term,
    Truth,
)
from rune_lp.logic.terms import LARGEST, UnitError, linear, measure_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rune_lp.vocabulary import Vocabulary

__all__ = ["MAX_DOUBLINGS", "QueryMeaningError", "check"]

MAX_DOUBLINGS = 8
"""How many equivalences and exact counts may stand inside each other.

Each says its parts twice when it is written out with `&`, `|` and `~`.
"""


class QueryMeaningError(InputError):
    """A query says something that the vocabulary cannot mean."""


def check(query: Query, vocabulary: Vocabulary, text: str | None = None) -> Query:
    """Return the query with every name in its canonical spelling.

    Args:
        query: A parsed query.
        vocabulary: What names are legal.
        text: The text the query was parsed from, for the place of a fault; without it the place
            is the whole of the query's printed form.

    Raises:
        QueryMeaningError: for an unknown name (with the nearest ones), a wrong arity, a free
            variable, numbers and units that do not go together, numbers beyond the solver's, or
            more than `MAX_DOUBLINGS` equivalences and exact counts inside each other.

    >>> from rune_lp.logic.parse import parse_query
    >>> from rune_lp.vocabulary import Vocabulary
    >>> vocabulary = Vocabulary.of(["small-vehicle"])
    >>> to_text(check(parse_query("exists x. SmallVehicle(x)"), vocabulary))
    'exists x. small_vehicle(x)'
    """
    checker = _Checker(vocabulary, to_text(query) if text is None else text, text is not None)
    if not isinstance(query, SetQuery):
        return replace(query, formula=checker.formula(query.formula, frozenset()))
    keys = {plain_name(name).lower() for name in query.variables}
    if len(keys) < len(query.variables):
        checker.refuse("two answer variables differ in case or punctuation only", query.span)
    scope = frozenset(query.variables)
    return replace(query, formula=checker.formula(query.formula, scope))


class _Checker:
    def __init__(self, vocabulary: Vocabulary, text: str, placed: bool) -> None:
        self.vocabulary = vocabulary
        self.text = text
        self.placed = placed
        self.doublings = 0

    def refuse(self, message: str, span: Span | None, hint: str | None = None) -> NoReturn:
        start, end = span if span and self.placed else (0, len(self.text))
        raise QueryMeaningError(fault_in_text(message, self.text, start, end, hint=hint))

    def formula(self, formula: Formula, scope: frozenset[str]) -> Formula:
        match formula:
            case Truth():
                return formula
            case Atom():
                return self.atom(formula, scope)
            case Equal(left, right):
                self.bound((left, right), scope, formula.span)
                return formula
            case Compare():
                return self.compare(formula, scope)
            case Not(body):
                return replace(formula, body=self.formula(body, scope))
            case And(parts) | Or(parts):
                return replace(formula, parts=tuple(self.formula(part, scope) for part in parts))
            case Implies(left_part, right_part):
                left_new, right_new = (self.formula(p, scope) for p in (left_part, right_part))
                return replace(formula, left=left_new, right=right_new)
            case Iff(left_part, right_part):
                with self.doubling(formula):
                    left_new, right_new = (self.formula(p, scope) for p in (left_part, right_part))
                return replace(formula, left=left_new, right=right_new)
            case Exists(variables, body) | Forall(variables, body):
                return replace(formula, body=self.formula(body, scope | set(variables)))
            case Counted(operator, bound, variable, body):
                if bound >= LARGEST:
                    self.refuse("the number is too large to count to", formula.span)
                with self.doubling(formula) if operator in ("=", "!=") else nullcontext():
                    return replace(formula, body=self.formula(body, scope | {variable}))

    @contextmanager
    def doubling(self, formula: Formula) -> Iterator[None]:
        self.doublings += 1
        if self.doublings > MAX_DOUBLINGS:
            message = f"more than {MAX_DOUBLINGS} equivalences and exact counts inside each other"
            self.refuse(message, formula.span, "ask less at once")
        yield
        self.doublings -= 1

    def atom(self, atom: Atom, scope: frozenset[str]) -> Atom:
        entry = self.vocabulary.predicate(atom.predicate)
        start = atom.span[0] if atom.span else 0
        span = (start, start + len(atom.predicate)) if atom.span else None
        if entry is None:
            if self.vocabulary.attribute(atom.predicate) is not None:
                hint = f"compare it, such as {atom.predicate}({', '.join(atom.arguments)}) >= 10"
                self.refuse(f"{atom.predicate} is a number, not a predicate", span, hint)
            self.refuse(f"unknown predicate {atom.predicate}", span, self.near(atom.predicate))
        if len(atom.arguments) != entry.arity:
            self.refuse(_arity(atom.predicate, entry.arity, len(atom.arguments)), atom.span)
        self.bound(atom.arguments, scope, atom.span)
        return replace(atom, predicate=entry.name)

    def near(self, name: str, *, attributes: bool = False) -> str:
        nearest = self.vocabulary.nearest(name, attributes=attributes)
        if nearest:
            return f"did you mean {' or '.join(nearest)}?"
        if attributes:
            return f"numbers: {', '.join(self.vocabulary.attributes)}"
        classes = [entry.name for entry in self.vocabulary.classes()]
        shown = ", ".join(classes[:20]) + (", …" if len(classes) > 20 else "")
        return f"classes here: {shown}" if classes else "the catalogue has no classes"

    def bound(self, variables: tuple[str, ...], scope: frozenset[str], span: Span | None) -> None:
        for variable in variables:
            if variable not in scope:
                hint = f"quantify it: exists {variable}. …, or ask for it: {{{variable} | …}}"
                self.refuse(f"the variable {variable} is free", span, hint)

    def compare(self, compare: Compare, scope: frozenset[str]) -> Compare:
        left, right = self.term(compare.left, scope), self.term(compare.right, scope)
        checked = replace(compare, left=left, right=right)
        try:
            measure = measure_of(checked, self.vocabulary.attributes)
        except UnitError as error:
            self.refuse(error.message, error.term.span or compare.span, error.hint)
        if linear(checked, measure.dimension).ceiling < 1:
            self.refuse("the number is too large to compute with", compare.span)
        return checked

    def term(self, term: Term, scope: frozenset[str]) -> Term:
        match term:
            case Number():
                return term
            case Attribute():
                return self.attribute(term, scope)
            case Count(variable, body):
                return replace(term, body=self.formula(body, scope | {variable}))
            case Product(_, inner):
                return replace(term, term=self.term(inner, scope))
            case Sum(left, right):
                return replace(term, left=self.term(left, scope), right=self.term(right, scope))

    def attribute(self, term: Attribute, scope: frozenset[str]) -> Attribute:
        definition = self.vocabulary.attribute(term.name)
        start = term.span[0] if term.span else 0
        span = (start, start + len(term.name)) if term.span else None
        if not term.arguments and term.name in scope:
            hint = f"compare a number of it, such as area({term.name})"
            self.refuse(f"{term.name} is an object, not a number", span, hint)
        if definition is None:
            if self.vocabulary.predicate(term.name) is not None:
                self.refuse(f"{term.name} is a predicate, not a number", span)
            hint = self.near(term.name, attributes=True)
            self.refuse(f"unknown number {term.name}", span, hint)
        if len(term.arguments) != definition.arity:
            self.refuse(_arity(term.name, definition.arity, len(term.arguments)), term.span)
        self.bound(term.arguments, scope, term.span)
        return replace(term, name=definition.name)


def _arity(name: str, wanted: int, got: int) -> str:
    objects = "object" if wanted == 1 else "objects"
    return f"{name} takes {wanted} {objects}, but got {got}"
