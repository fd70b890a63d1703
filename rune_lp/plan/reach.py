"""What a query can reach in an image: the conditioned subset of detections and relations.

The solver is given no fact that cannot matter. A variable's *guard* is the set of classes outside
of which the body of its quantifier is false anyway (`ship(x) & …` guards x by ship); facts about
other objects in that place of a relation change nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

from rune_lp.logic.syntax import (
    And,
    Atom,
    Attribute,
    Compare,
    Count,
    Counted,
    Equal,
    Exists,
    Formula,
    Not,
    Or,
    Truth,
)
from rune_lp.logic.terms import LARGEST, Linear, linear, measure_of

if TYPE_CHECKING:
    from rune_lp.vocabulary import Vocabulary

__all__ = [
    "Classes",
    "Guards",
    "NumberNeed",
    "Reach",
    "RelationNeed",
    "RuleGuards",
    "bounded_pair",
    "fact_name",
    "guard",
    "reach",
    "union",
]

Classes: TypeAlias = frozenset[str] | None
"""A set of classes by predicate name; None for all of them."""

Guards: TypeAlias = Mapping[str, Classes]
"""The guard of each variable in scope."""


class RuleGuards(Protocol):
    """What is known of rule-defined predicates without solving."""

    def guards(self, predicate: str) -> tuple[Classes, ...]:
        """Return for each argument the classes outside of which the predicate is false."""


@dataclass(frozen=True, slots=True)
class RelationNeed:
    """The facts of a relation over objects of the given classes, one entry per argument.

    `alike` says that only pairs of objects of one class matter, `among` that only the pairs of
    that relation do, which bounds how far apart they are.
    """

    name: str
    domains: tuple[Classes, ...]
    alike: bool = False
    among: str | None = None


@dataclass(frozen=True, slots=True)
class NumberNeed:
    """The facts of an attribute over objects of the given classes, in a unit.

    `limit` is the largest fixed-point value that matters, or None; `ceiling` the largest that
    the solver can compute with; `alike` and `among` limit pairs as those of relations.
    """

    name: str
    domains: tuple[Classes, ...]
    unit: str | None
    limit: int | None = None
    ceiling: int = LARGEST
    alike: bool = False
    among: str | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """Everything a query can reach: objects of the classes, and facts about them.

    `calls` are the rule-defined predicates it names, with the classes of the objects that it asks
    them about; what those reach in turn is not in here.
    """

    objects: Classes
    relations: frozenset[RelationNeed]
    numbers: frozenset[NumberNeed]
    calls: frozenset[RelationNeed]

    @property
    def rules(self) -> frozenset[str]:
        """The names of the rule-defined predicates."""
        return frozenset(call.name for call in self.calls)


def reach(
    formula: Formula, own: Guards, free: Guards, vocabulary: Vocabulary, rules: RuleGuards
) -> Reach:
    """Return what a formula in existential normal form can reach.

    Args:
        formula: The formula.
        own: The guards of variables whose objects are needed by themselves.
        free: The guards of the formula's free variables.
        vocabulary: What its names mean.
        rules: The guards of rule-defined predicates.

    >>> from rune_lp.logic.parse import parse_query
    >>> from rune_lp.plan.normal import normal_form
    >>> from rune_lp.rulefiles.library import RuleLibrary
    >>> from rune_lp.vocabulary import Vocabulary
    >>> formula = parse_query("exists x y. ship(x) & harbor(y) & near(x, y)").formula
    >>> vocabulary = Vocabulary.of(["ship", "harbor"])
    >>> found = reach(normal_form(formula), {}, {}, vocabulary, RuleLibrary(()))
    >>> [[*map(sorted, need.domains)] for need in found.relations]
    [[['ship'], ['harbor']]]
    """
    collector = _Collector(vocabulary, rules)
    for classes in own.values():
        collector.object_guards.append(classes)
    collector.formula(formula, free)
    return Reach(
        union(collector.object_guards),
        frozenset(collector.relations),
        frozenset(collector.numbers),
        frozenset(collector.calls),
    )


def guard(variable: str, formula: Formula, vocabulary: Vocabulary, rules: RuleGuards) -> Classes:
    """Return the classes outside of which a formula is false whatever else holds.

    >>> from rune_lp.logic.parse import parse_query
    >>> from rune_lp.rulefiles.library import RuleLibrary
    >>> from rune_lp.vocabulary import Vocabulary
    >>> formula = parse_query("{x | (ship(x) | plane(x)) & elongated(x)}").formula
    >>> sorted(guard("x", formula, Vocabulary.of(["ship", "plane"]), RuleLibrary(())))
    ['plane', 'ship']
    """
    match formula:
        case Truth(value):
            return None if value else frozenset()
        case Atom(predicate, arguments):
            kind = vocabulary.predicates[predicate].kind
            if kind == "class":
                return frozenset({predicate}) if variable in arguments else None
            guards = rules.guards(predicate) if kind == "rule" else ()
            named = zip(arguments, guards, strict=False)
            return _intersection(classes for name, classes in named if name == variable)
        case And(parts):
            return _intersection(guard(variable, part, vocabulary, rules) for part in parts)
        case Or(parts):
            found = [guard(variable, part, vocabulary, rules) for part in parts]
            known = [classes for classes in found if classes is not None]
            return frozenset[str]().union(*known) if len(known) == len(found) else None
        case Exists(_, body) | Counted(_, _, _, body):
            return guard(variable, body, vocabulary, rules)
        case _:
            return None


def union(guards: Iterable[Classes]) -> Classes:
    """Return all classes of several sets; None if one of them is all.

    >>> union([frozenset({"ship"}), None]) is None
    True
    """
    classes: set[str] = set()
    for entry in guards:
        if entry is None:
            return None
        classes |= entry
    return frozenset(classes)


def _intersection(guards: Iterable[Classes]) -> Classes:
    known = [classes for classes in guards if classes is not None]
    return frozenset.intersection(*known) if known else None


class _Collector:
    def __init__(self, vocabulary: Vocabulary, rules: RuleGuards) -> None:
        self.vocabulary = vocabulary
        self.rule_guards = rules
        self.object_guards: list[Classes] = []
        self.relations: set[RelationNeed] = set()
        self.numbers: set[NumberNeed] = set()
        self.calls: set[RelationNeed] = set()

    def formula(self, formula: Formula, guards: Guards) -> None:
        match formula:
            case Atom(predicate, arguments):
                need = RelationNeed(predicate, tuple(guards[name] for name in arguments))
                kind = self.vocabulary.predicates[predicate].kind
                if kind == "relation":
                    self.relations.add(need)
                elif kind == "rule":
                    self.calls.add(need)
            case Compare():
                self.compare(formula, guards)
            case Not(body):
                self.formula(body, guards)
            case And(parts) | Or(parts):
                for part in parts:
                    self.formula(part, guards)
            case Exists(variables, body):
                self.quantified(variables, body, guards)
            case Counted(_, _, variable, body):
                self.quantified((variable,), body, guards)
            case Truth() | Equal():
                pass
            case _:
                raise TypeError(f"not in existential normal form: {formula}")

    def quantified(self, variables: tuple[str, ...], body: Formula, guards: Guards) -> None:
        own = {name: guard(name, body, self.vocabulary, self.rule_guards) for name in variables}
        self.object_guards.extend(own.values())
        self.formula(body, {**guards, **own})

    def compare(self, compare: Compare, guards: Guards) -> None:
        measure = measure_of(compare, self.vocabulary.attributes)
        form = linear(compare, measure.dimension)
        limit = bounded_pair(form)
        for _, leaf in form.coefficients:
            if isinstance(leaf, Count):
                self.quantified((leaf.variable,), leaf.body, guards)
            else:
                domains = tuple(guards[name] for name in leaf.arguments)
                need = NumberNeed(leaf.name, domains, measure.unit, limit, form.ceiling)
                self.numbers.add(need)


def bounded_pair(form: Linear) -> int | None:
    """Return the bound of a comparison of one attribute of a pair with a number, or None.

    Such a comparison is decided by the pairs up to the bound alone, whatever its operator: `>` is
    the negation of `<=`. So facts of pairs further apart are not needed.
    """
    if len(form.coefficients) != 1:
        return None
    coefficient, leaf = form.coefficients[0]
    if not isinstance(leaf, Attribute) or len(leaf.arguments) != 2 or coefficient == 0:
        return None
    return form.bound // coefficient


def fact_name(attribute: str, unit: str | None) -> str:
    """Return the fact predicate of an attribute in a unit; pixels are meant where none is said.

    >>> fact_name("distance", "m"), fact_name("distance", "px")
    ('distance_m', 'distance')
    """
    return f"{attribute}_{unit}" if unit in ("m", "m2") else attribute
