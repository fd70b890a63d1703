"""A query's plan: the one value that facts, solver, counting and explanation read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rune_lp.logic.degree import has_count
from rune_lp.logic.scope import distinct_variables, renamed_apart
from rune_lp.logic.syntax import (
    And,
    Atom,
    Compare,
    Equal,
    Exists,
    Formula,
    Not,
    Query,
    SetQuery,
    Truth,
)
from rune_lp.plan.miniscope import eliminate, miniscope
from rune_lp.plan.normal import conjunction, normal_form
from rune_lp.plan.reach import Classes, Guards, Reach, RuleGuards, guard, reach

if TYPE_CHECKING:
    from collections.abc import Callable

    from rune_lp.vocabulary import Vocabulary

__all__ = ["Plan", "is_literal", "make_plan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a query is answered.

    Attributes:
        query: The checked query, every quantifier with a variable of its own.
        witnesses: The variables that an explanation binds: a set query's answer variables, or
            those of every `exists` at the front of a sentence, or that `&` alone keeps from it.
        guards: The classes each witness can have.
        matrix: What the witnesses must satisfy, as conjuncts, quantifiers moved inwards.
        decision: The whole sentence, witnesses eliminated one after another.
        flat: The whole sentence as it was before: in existential normal form only.
        literals: What the conjuncts that are literals of the witnesses can reach. It is needed
            of the objects that are tried as witnesses only.
        scopes: What the other conjuncts can reach: of all objects.
    """

    query: Query
    witnesses: tuple[str, ...]
    guards: Guards
    matrix: tuple[Formula, ...]
    decision: Formula
    flat: Formula
    literals: Reach
    scopes: Reach

    @property
    def rules(self) -> frozenset[str]:
        """The rule-defined predicates that it names."""
        return self.literals.rules | self.scopes.rules

    def decided_in_order(self, sizes: Callable[[Classes], int]) -> Formula:
        """Return the decision, the witnesses of the fewest objects outermost.

        Args:
            sizes: How many objects there are of some classes.
        """
        numbers = {name: sizes(classes) for name, classes in self.guards.items()}
        return eliminate(self.witnesses, conjunction(self.matrix), numbers)


def make_plan(
    query: Query, vocabulary: Vocabulary, rules: RuleGuards, *, distinct: bool = False
) -> Plan:
    """Return the plan of a checked query.

    Args:
        query: A query that has passed the check against the vocabulary.
        vocabulary: What its names mean.
        rules: The guards of rule-defined predicates.
        distinct: Whether variables of one quantifier block denote different objects.

    >>> from rune_lp.logic.parse import parse_query
    >>> from rune_lp.logic.printing import formula_text
    >>> from rune_lp.rulefiles.library import RuleLibrary
    >>> from rune_lp.vocabulary import Vocabulary
    >>> query = parse_query("exists x y. ship(x) & harbor(y) & near(x, y)")
    >>> plan = make_plan(query, Vocabulary.of(["ship", "harbor"]), RuleLibrary(()))
    >>> plan.witnesses, formula_text(plan.decision)
    (('x', 'y'), 'exists x. ship(x) & (exists y. harbor(y) & near(x, y))')
    """
    query = distinct_variables(query) if distinct else renamed_apart(query)
    normal = normal_form(query.formula)
    if isinstance(query, SetQuery):
        witnesses: tuple[str, ...] = query.variables
        parts = normal.parts if isinstance(normal, And) else (normal,)
    else:
        witnesses, parts = _stripped(normal)
    scoped = miniscope(conjunction(parts))
    matrix = scoped.parts if isinstance(scoped, And) else (scoped,)
    guards = {name: guard(name, scoped, vocabulary, rules) for name in witnesses}
    literals = conjunction(part for part in matrix if is_literal(part, vocabulary))
    scopes = conjunction(part for part in matrix if not is_literal(part, vocabulary))
    return Plan(
        query,
        witnesses,
        guards,
        () if matrix == (Truth(True),) else matrix,
        eliminate(witnesses, scoped),
        conjunction(parts) if not witnesses else Exists(witnesses, conjunction(parts)),
        reach(literals, guards, guards, vocabulary, rules),
        reach(scopes, {}, guards, vocabulary, rules),
    )


def is_literal(formula: Formula, vocabulary: Vocabulary) -> bool:
    """Return whether a conjunct speaks of its variables' objects alone, of facts about them.

    Rule-defined predicates do not: what they say of an object may rest on others.
    """
    match formula:
        case Not(body):
            return is_literal(body, vocabulary)
        case Atom(predicate):
            return vocabulary.predicates[predicate].kind != "rule"
        case Compare(_, left, right):
            return not has_count(left) and not has_count(right)
        case _:
            return isinstance(formula, Equal | Truth)


def _stripped(formula: Formula) -> tuple[tuple[str, ...], tuple[Formula, ...]]:
    """Return the variables that can stand at the front, and the conjuncts that remain."""
    if isinstance(formula, Exists):
        variables, parts = _stripped(formula.body)
        return (*formula.variables, *variables), parts
    if isinstance(formula, And):
        found = [_stripped(part) for part in formula.parts]
        variables = tuple(name for names, _ in found for name in names)
        return variables, tuple(part for _, parts in found for part in parts)
    return (), (formula,)
