"""Variables: which are free, and renaming so that every quantifier has its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

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
    Sentence,
    SetQuery,
    Sum,
    Term,
    Truth,
)

__all__ = [
    "atoms",
    "distinct_variables",
    "free_variables",
    "plain_name",
    "rename",
    "rename_by_level",
    "renamed_apart",
    "subformulas",
    "term_variables",
    "with_bodies",
]

Fresh: TypeAlias = Callable[[str], str]

FreshAt: TypeAlias = Callable[[str, int], str]


def free_variables(formula: Formula) -> frozenset[str]:
    """Return the variables that occur free in a formula.

    >>> from rune_lp.logic.parse import parse_query
    >>> sorted(free_variables(parse_query("{x | exists y. near(x, y)}").formula))
    ['x']
    """
    match formula:
        case Truth():
            return frozenset()
        case Atom(_, arguments):
            return frozenset(arguments)
        case Equal(left, right):
            return frozenset({left, right})
        case Compare(_, left_term, right_term):
            return term_variables(left_term) | term_variables(right_term)
        case Not(body):
            return free_variables(body)
        case And(parts) | Or(parts):
            return frozenset().union(*map(free_variables, parts))
        case Implies(left_part, right_part) | Iff(left_part, right_part):
            return free_variables(left_part) | free_variables(right_part)
        case Exists(variables, body) | Forall(variables, body):
            return free_variables(body) - set(variables)
        case Counted(_, _, variable, body):
            return free_variables(body) - {variable}


def term_variables(term: Term) -> frozenset[str]:
    """Return the variables that occur free in a number term."""
    match term:
        case Number():
            return frozenset()
        case Attribute(_, arguments):
            return frozenset(arguments)
        case Count(variable, body):
            return free_variables(body) - {variable}
        case Product(_, inner):
            return term_variables(inner)
        case Sum(left, right):
            return term_variables(left) | term_variables(right)


def subformulas(formula: Formula) -> Iterator[Formula]:
    """Yield a formula and every formula inside it, those in count terms included, outermost first.

    >>> from rune_lp.logic.parse import parse_query
    >>> formula = parse_query("exists x. count(y: near(x, y)) > 2").formula
    >>> [type(part).__name__ for part in subformulas(formula)]
    ['Exists', 'Compare', 'Atom']
    """
    yield formula
    match formula:
        case Compare(_, left_term, right_term):
            for term in (left_term, right_term):
                for body in _count_bodies(term):
                    yield from subformulas(body)
        case Not(body) | Exists(_, body) | Forall(_, body) | Counted(_, _, _, body):
            yield from subformulas(body)
        case And(parts) | Or(parts):
            for part in parts:
                yield from subformulas(part)
        case Implies(left_part, right_part) | Iff(left_part, right_part):
            yield from subformulas(left_part)
            yield from subformulas(right_part)
        case _:
            pass


def atoms(formula: Formula) -> Iterator[Atom]:
    """Yield every atom of a formula."""
    return (part for part in subformulas(formula) if isinstance(part, Atom))


def _count_bodies(term: Term) -> Iterator[Formula]:
    match term:
        case Count(_, body):
            yield body
        case Product(_, inner):
            yield from _count_bodies(inner)
        case Sum(left, right):
            yield from _count_bodies(left)
            yield from _count_bodies(right)
        case _:
            pass


def with_bodies(term: Term, change: Callable[[Formula], Formula]) -> Term:
    """Return a number term with the formulas of its count terms changed.

    >>> from rune_lp.logic.syntax import Truth
    >>> with_bodies(Count("x", Truth(True)), lambda body: Truth(False))
    Count(variable='x', body=Truth(value=False))
    """
    match term:
        case Count(_, body):
            return replace(term, body=change(body))
        case Product(_, inner):
            return replace(term, term=with_bodies(inner, change))
        case Sum(left, right):
            return replace(term, left=with_bodies(left, change), right=with_bodies(right, change))
        case _:
            return term


def rename(formula: Formula, names: Mapping[str, str], fresh: Fresh) -> Formula:
    """Return a formula with its free variables renamed, and bound ones named by `fresh`.

    Args:
        formula: Any formula.
        names: New names of free variables; the others keep theirs.
        fresh: Gives a bound variable its new name, once for each quantifier that binds it.
    """
    return rename_by_level(formula, names, lambda name, _: fresh(name))


def rename_by_level(
    formula: Formula, names: Mapping[str, str], fresh: FreshAt, level: int = 0
) -> Formula:
    """Return a formula with its free variables renamed, and bound ones named by name and level.

    Args:
        formula: Any formula.
        names: New names of free variables; the others keep theirs.
        fresh: Gives a bound variable its new name, once for each quantifier that binds it, from its
            name and from how many variables are bound around it.
        level: How many variables are bound around the formula.
    """

    def go(part: Formula) -> Formula:
        return rename_by_level(part, names, fresh, level)

    match formula:
        case Truth():
            return formula
        case Atom(_, arguments):
            return replace(formula, arguments=tuple(names.get(name, name) for name in arguments))
        case Equal(left, right):
            return replace(formula, left=names.get(left, left), right=names.get(right, right))
        case Compare(_, left_term, right_term):
            left_new, right_new = (
                _rename_term(t, names, fresh, level) for t in (left_term, right_term)
            )
            return replace(formula, left=left_new, right=right_new)
        case Not(body):
            return replace(formula, body=go(body))
        case And(parts) | Or(parts):
            return replace(formula, parts=tuple(go(part) for part in parts))
        case Implies(left_part, right_part) | Iff(left_part, right_part):
            return replace(formula, left=go(left_part), right=go(right_part))
        case Exists(variables, body) | Forall(variables, body):
            inner = {name: fresh(name, level + place) for place, name in enumerate(variables)}
            new_body = rename_by_level(body, {**names, **inner}, fresh, level + len(variables))
            return replace(formula, variables=tuple(inner.values()), body=new_body)
        case Counted(_, _, variable, body):
            new = fresh(variable, level)
            new_body = rename_by_level(body, {**names, variable: new}, fresh, level + 1)
            return replace(formula, variable=new, body=new_body)


def _rename_term(term: Term, names: Mapping[str, str], fresh: FreshAt, level: int) -> Term:
    match term:
        case Number():
            return term
        case Attribute(_, arguments):
            return replace(term, arguments=tuple(names.get(name, name) for name in arguments))
        case Count(variable, body):
            new = fresh(variable, level)
            body = rename_by_level(body, {**names, variable: new}, fresh, level + 1)
            return replace(term, variable=new, body=body)
        case Product(_, inner):
            return replace(term, term=_rename_term(inner, names, fresh, level))
        case Sum(left, right):
            left_new, right_new = (_rename_term(t, names, fresh, level) for t in (left, right))
            return replace(term, left=left_new, right=right_new)


def plain_name(variable: str) -> str:
    """Return a variable's name with letters and digits only, a letter first.

    >>> plain_name("my-ship"), plain_name("_1")
    ('myship', 'v1')
    """
    text = re.sub(r"[^A-Za-z0-9]", "", variable)
    return text if text[:1].isalpha() else f"v{text}"


def renamed_apart(query: Query) -> Query:
    """Return the query with a name of its own for every quantifier's variable.

    The first quantifier to use a name keeps it; a later one gets the name with a number. Names
    that differ in case or punctuation only count as the same, for elsewhere they are.

    >>> from rune_lp.logic.parse import parse_query
    >>> query = renamed_apart(parse_query("exists x. (ship(x) & exists x. plane(x))"))
    >>> query.formula.body.parts[1].variables
    ('x1',)
    """
    taken = {_key(name) for name in _names(query.formula)}
    used = {_key(name) for name in query.variables} if isinstance(query, SetQuery) else set()

    def fresh(name: str) -> str:
        new = name
        number = 0
        while _key(new) in used or (number and _key(new) in taken):
            number += 1
            new = f"{name}{number}"
        used.add(_key(new))
        return new

    return replace(query, formula=rename(query.formula, {}, fresh))


def _key(name: str) -> str:
    return plain_name(name).lower()


def _names(formula: Formula) -> set[str]:
    names: set[str] = set()

    def note(name: str) -> str:
        names.add(name)
        return name

    rename(formula, {}, note)
    return names | free_variables(formula)


def distinct_variables(query: Query) -> Query:
    """Return the query with `!=` between all variables of one quantifier block.

    A block is a quantifier with the quantifiers of the same kind directly inside it. The answer
    variables of a set query are a block too. This is how flat formulas that name one variable
    per object are meant: `car(a) & car(b) & below(a, b)` speaks of two cars.

    >>> from rune_lp.logic.parse import parse_query
    >>> distinct_variables(parse_query("exists x y. near(x, y)")).formula.body.parts[0]
    Not(body=Equal(left='x', right='y'))
    """
    apart = renamed_apart(query)
    formula = _distinct(apart.formula)
    if isinstance(apart, SetQuery):
        unequal = _unequal(apart.variables)
        return replace(apart, formula=And((*unequal, formula)) if unequal else formula)
    return Sentence(formula, apart.span)


def _distinct(formula: Formula) -> Formula:
    match formula:
        case Exists() | Forall():
            return _distinct_block(formula, ())
        case Not(body) | Counted(_, _, _, body):
            return replace(formula, body=_distinct(body))
        case And(parts) | Or(parts):
            return replace(formula, parts=tuple(_distinct(part) for part in parts))
        case Implies(left, right) | Iff(left, right):
            return replace(formula, left=_distinct(left), right=_distinct(right))
        case Compare(_, left_term, right_term):
            left_new, right_new = (with_bodies(t, _distinct) for t in (left_term, right_term))
            return replace(formula, left=left_new, right=right_new)
        case _:
            return formula


def _distinct_block(formula: Exists | Forall, outer: tuple[str, ...]) -> Formula:
    block = (*outer, *formula.variables)
    body = formula.body
    if isinstance(body, Exists | Forall) and type(body) is type(formula):
        return replace(formula, body=_distinct_block(body, block))
    unequal: tuple[Formula, ...] = _unequal(block)
    inner = _distinct(body)
    if not unequal:
        return replace(formula, body=inner)
    if isinstance(formula, Exists):
        return replace(formula, body=And((*unequal, inner)))
    premise = And(unequal) if len(unequal) > 1 else unequal[0]
    return replace(formula, body=Implies(premise, inner))


def _unequal(variables: tuple[str, ...]) -> tuple[Formula, ...]:
    return tuple(
        Not(Equal(left, right))
        for position, left in enumerate(variables)
        for right in variables[position + 1 :]
    )
