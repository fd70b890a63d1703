"""The English syntax tree: frozen values, one class per construction.

The parser makes them from words, the composer turns them into logic. `span` is the characters of
the text a node stands on, for notes and refusals.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Generic, Literal, TypeAlias, TypeVar

if TYPE_CHECKING:
    from rune_lp.logic.syntax import Comparison

__all__ = [
    "Adjective",
    "Amount",
    "Another",
    "Apart",
    "AttributeBound",
    "Between",
    "Bound",
    "Clause",
    "Comparative",
    "Coordination",
    "CountComparison",
    "Determiner",
    "Distance",
    "Distributive",
    "Every",
    "Having",
    "If",
    "KindOf",
    "Most",
    "Negated",
    "Noun",
    "NounPhrase",
    "Only",
    "Partition",
    "Partitive",
    "Place",
    "Predicate",
    "Predication",
    "Pronoun",
    "Reciprocal",
    "Reference",
    "Related",
    "Span",
    "Superlative",
    "Surrounded",
    "There",
    "Together",
    "Value",
]

Span: TypeAlias = tuple[int, int]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Coordination(Generic[T]):
    """Parts joined by one connective; `xor` is "either … or … but not both", for two parts."""

    connective: Literal["and", "or", "xor"]
    parts: tuple[T, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Negated(Generic[T]):
    """A part that is denied."""

    part: T
    span: Span


# Determiners


@dataclass(frozen=True, slots=True)
class Amount:
    """How many: at least `lower`, at most `upper`; `reading` says what loose words are read as."""

    lower: int = 0
    upper: int | None = None
    reading: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Every:
    """All of them, and at least one; or, `negated`, not all of them."""

    negated: bool = False


@dataclass(frozen=True, slots=True)
class Most:
    """At least (or, `strict`, more than) this share of them; and at least one."""

    numerator: int
    denominator: int
    strict: bool


@dataclass(frozen=True, slots=True)
class Only:
    """Nothing else: every object so described is of this kind, and there is one."""


@dataclass(frozen=True, slots=True)
class Reference:
    """`the`, `the same`, `both`, `the two`: something spoken of before, if there is any."""

    same: bool = False
    count: int | None = None


Determiner: TypeAlias = Amount | Every | Most | Only | Reference


@dataclass(frozen=True, slots=True)
class Superlative:
    """`largest` and the like: no other of its kind has a greater (or smaller) number."""

    attribute: str
    greatest: bool


@dataclass(frozen=True, slots=True)
class Adjective:
    """A unary predicate that qualifies a noun or is said of a thing."""

    predicate: str
    span: Span


@dataclass(frozen=True, slots=True)
class Noun:
    """The kinds of thing meant, any of them; none of them named means any object."""

    predicates: tuple[str, ...]
    plural: bool
    words: str
    note: str | None = None

    @property
    def kind(self) -> str:
        """The noun in the singular, for notes."""
        return " or ".join(name.replace("_", " ") for name in self.predicates) or "object"


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A determiner, adjectives, a noun, and what is said of it."""

    determiner: Determiner
    noun: Noun
    span: Span
    adjectives: tuple[Adjective, ...] = ()
    superlative: Superlative | None = None
    modifiers: tuple[Predicate, ...] = ()
    other: bool = False


@dataclass(frozen=True, slots=True)
class Pronoun:
    """`it`, `them`; or, `implicit`, the thing left out in "a harbor and two ships nearby"."""

    plural: bool
    span: Span
    implicit: bool = False


@dataclass(frozen=True, slots=True)
class Another:
    """`another`, `two others`: of the kind of the thing it is said of, the noun left out."""

    determiner: Determiner
    plural: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Partitive:
    """`one of them`, `each of them`, `none of them`."""

    determiner: Amount | Every
    span: Span


@dataclass(frozen=True, slots=True)
class CountComparison:
    """`more ships than harbors`: multiple × count(more) ⋛ factor × count(less) + offset."""

    operator: Comparison
    more: NounPhrase
    less: NounPhrase
    span: Span
    multiple: int = 1
    factor: int = 1
    offset: int = 0
    reading: str | None = None


@dataclass(frozen=True, slots=True)
class Together:
    """Things of which something is said jointly: "a ship and a plane next to each other"."""

    things: Thing
    predicates: tuple[Predicate, ...]
    span: Span


Thing: TypeAlias = (
    "NounPhrase | Pronoun | Another | Partitive | CountComparison | Together"
    " | Coordination[Thing] | Negated[Thing]"
)


# What is said of things


@dataclass(frozen=True, slots=True)
class Value:
    """A number as written, and its unit."""

    number: Decimal
    unit: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Bound:
    """A comparison with one value, or with two (`between 3 and 5`)."""

    comparisons: tuple[tuple[Comparison, Value], ...]


@dataclass(frozen=True, slots=True)
class Related:
    """A relation to something: "near a harbor"; `note` says how a loose word was read."""

    relation: str
    object: Thing
    span: Span
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Between:
    """Between two things, or between the things of a group."""

    first: Thing
    second: Thing | None
    span: Span


@dataclass(frozen=True, slots=True)
class Surrounded:
    """Surrounded by things."""

    object: Thing
    span: Span


@dataclass(frozen=True, slots=True)
class Distance:
    """A distance to something: "within 30 m of a harbor"."""

    bound: Bound
    object: Thing
    span: Span


@dataclass(frozen=True, slots=True)
class AttributeBound:
    """A number compared with values: "longer than 200 pixels"."""

    attribute: str
    bound: Bound
    span: Span


@dataclass(frozen=True, slots=True)
class Comparative:
    """A number compared with something's: "longer than a ship", "twice as long as a ship"."""

    attribute: str
    operator: Comparison
    object: Thing
    span: Span
    factor: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the image: any of these sets of unary relations holds."""

    options: tuple[tuple[str, ...], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class KindOf:
    """`is a harbor`: the thing is one of a described kind."""

    thing: Thing
    span: Span


@dataclass(frozen=True, slots=True)
class Having:
    """`with …`, `near which there is …`: things in a relation to it, near it if none is named."""

    things: Thing
    span: Span
    relation: str | None = None


@dataclass(frozen=True, slots=True)
class Reciprocal:
    """A relation among the things of a group: between all pairs, or, `chain`, along a chain."""

    relation: str
    chain: bool
    span: Span
    note: str | None = None
    denied: bool = False


@dataclass(frozen=True, slots=True)
class Apart:
    """A distance between all pairs of a group: "at least 500 px apart"."""

    bound: Bound
    span: Span


@dataclass(frozen=True, slots=True)
class Partition:
    """`one near a harbor, the other near a bridge`: of a group of two.

    `ordered` where the group's first variable is the one, its members being interchangeable.
    """

    one: Predicate
    other: Predicate
    span: Span
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Distributive:
    """`, each with a ship near it`: said of each of those counted, and not part of the count."""

    predicate: Predicate
    span: Span


Predicate: TypeAlias = (
    "Related | Between | Surrounded | Distance | AttributeBound | Comparative | Place | Adjective"
    " | KindOf | Having | Reciprocal | Apart | Partition | Distributive"
    " | Coordination[Predicate] | Negated[Predicate]"
)


# Clauses


@dataclass(frozen=True, slots=True)
class There:
    """`there is …`: such things exist in the image."""

    things: Thing
    span: Span


@dataclass(frozen=True, slots=True)
class Predication:
    """A subject and what is said of it."""

    subject: Thing
    predicate: Predicate
    span: Span


@dataclass(frozen=True, slots=True)
class If:
    """`if …, …`."""

    condition: Clause
    consequence: Clause
    span: Span


Clause: TypeAlias = "There | Predication | If | Coordination[Clause] | Negated[Clause]"
