"""The syntax tree of the query language: frozen values, one class per form.

A formula is a value. Every rewriting is a function from formula to formula, so that the reference
evaluator can check it. `span` is where a node stands in the text it was parsed from; it takes no
part in equality.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = [
    "And",
    "Atom",
    "Attribute",
    "Compare",
    "Comparison",
    "Count",
    "Counted",
    "Equal",
    "Exists",
    "Forall",
    "Formula",
    "Iff",
    "Implies",
    "Not",
    "Number",
    "Or",
    "Product",
    "Query",
    "Sentence",
    "SetQuery",
    "Span",
    "Sum",
    "Term",
    "Truth",
]

Span: TypeAlias = tuple[int, int]
"""Start and end (excluded), 0-based characters of the query's text."""

Comparison: TypeAlias = Literal["<=", "<", ">=", ">", "=", "!="]


@dataclass(frozen=True, slots=True)
class Truth:
    """The formula that is always true, or always false."""

    value: bool
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Atom:
    """A class, unary, relation or rule-defined predicate over variables."""

    predicate: str
    arguments: tuple[str, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Equal:
    """`left = right`: two variables denote the same object."""

    left: str
    right: str
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison of two number terms."""

    operator: Comparison
    left: Term
    right: Term
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    """Negation."""

    body: Formula
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class And:
    """A conjunction of two or more parts."""

    parts: tuple[Formula, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Or:
    """A disjunction of two or more parts."""

    parts: tuple[Formula, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Implies:
    """Material implication."""

    left: Formula
    right: Formula
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Iff:
    """Equivalence."""

    left: Formula
    right: Formula
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Exists:
    """Some objects, not necessarily different, satisfy the body."""

    variables: tuple[str, ...]
    body: Formula
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Forall:
    """All objects satisfy the body."""

    variables: tuple[str, ...]
    body: Formula
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Counted:
    """`exists>=3 x. F`: how many distinct objects satisfy the body, compared with a bound."""

    operator: Comparison
    bound: int
    variable: str
    body: Formula
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, with its unit if one is written."""

    value: Decimal
    unit: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Attribute:
    """A number that an object, a pair of objects or the image has."""

    name: str
    arguments: tuple[str, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Count:
    """`count(x: F)`: the number of objects that satisfy the body."""

    variable: str
    body: Formula
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Product:
    """A number times a term."""

    factor: Decimal
    term: Term
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Sum:
    """`left + right`, or `left - right` where `minus`."""

    left: Term
    right: Term
    minus: bool = False
    span: Span | None = field(default=None, compare=False, repr=False)


Term: TypeAlias = Number | Attribute | Count | Product | Sum

Formula: TypeAlias = (
    Truth | Atom | Equal | Compare | Not | And | Or | Implies | Iff | Exists | Forall | Counted
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A formula without free variables: an image satisfies it or not."""

    formula: Formula
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SetQuery:
    """`{x, y | F}`: the bindings of the answer variables that satisfy F."""

    variables: tuple[str, ...]
    formula: Formula
    span: Span | None = field(default=None, compare=False, repr=False)


Query: TypeAlias = Sentence | SetQuery
