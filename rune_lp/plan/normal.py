"""Existential normal form: a formula as literals, `&`, `|`, and possibly negated `exists`.

Every step is a law of distributive lattices with an involution (de Morgan, double negation), so it
keeps the truth of a formula and its weakest-link degree alike. Nothing here uses the excluded
middle, which degrees do not obey.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rune_lp.logic.scope import with_bodies
from rune_lp.logic.syntax import (
    And,
    Atom,
    Compare,
    Comparison,
    Counted,
    Equal,
    Exists,
    Forall,
    Formula,
    Iff,
    Implies,
    Not,
    Or,
    Truth,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["conjunction", "disjunction", "negation", "normal_form"]

_OPPOSITE: dict[Comparison, Comparison] = {
    "<=": ">",
    ">": "<=",
    ">=": "<",
    "<": ">=",
    "=": "!=",
    "!=": "=",
}


def normal_form(formula: Formula, *, negated: bool = False) -> Formula:
    """Return an equivalent formula (of the negation, if `negated`) in existential normal form.

    Every quantifier of the formula must have a variable of its own.

    What is left is: truth, atoms, equalities and comparisons, negated or not (comparisons are
    turned round instead); n-ary `&` and `|`, flattened; `exists` over one or more variables;
    `exists>=k` with k >= 1; and negations of the last two. `far(x, y)` becomes
    `x != y & ~near(x, y)`, its definition, so that nothing needs the far pairs.

    >>> from rune_lp.logic.parse import parse_query
    >>> from rune_lp.logic.printing import formula_text
    >>> formula = parse_query("forall x. plane(x) -> exists y. near(x, y)").formula
    >>> formula_text(normal_form(formula))
    '~(exists x. plane(x) & ~(exists y. near(x, y)))'
    """
    match formula:
        case Truth(value):
            return Truth(value != negated)
        case Atom("far", (left, right)):
            apart = And((Not(Equal(left, right)), Not(Atom("near", (left, right)))))
            return normal_form(apart, negated=negated)
        case Atom() | Equal():
            return Not(formula) if negated else formula
        case Compare(operator, left_term, right_term):
            one, two = (with_bodies(term, normal_form) for term in (left_term, right_term))
            return Compare(_OPPOSITE[operator] if negated else operator, one, two)
        case Not(body):
            return normal_form(body, negated=not negated)
        case And(parts):
            join = disjunction if negated else conjunction
            return join(normal_form(part, negated=negated) for part in parts)
        case Or(parts):
            join = conjunction if negated else disjunction
            return join(normal_form(part, negated=negated) for part in parts)
        case Implies(premise, conclusion):
            return normal_form(Or((Not(premise), conclusion)), negated=negated)
        case Iff(one, other):
            both = And((one, other))
            neither = And((Not(one), Not(other)))
            return normal_form(Or((both, neither)), negated=negated)
        case Exists(variables, body):
            found = _exists(variables, normal_form(body))
            return negation(found) if negated else found
        case Forall(variables, body):
            counterexample = _exists(variables, normal_form(body, negated=True))
            return counterexample if negated else negation(counterexample)
        case Counted():
            return _counted(formula, negated=negated)


def _exists(variables: tuple[str, ...], body: Formula) -> Formula:
    if body == Truth(False):
        return body
    if isinstance(body, Exists):
        return Exists((*variables, *body.variables), body.body)
    return Exists(variables, body)


def negation(formula: Formula) -> Formula:
    """Return the negation of a formula in existential normal form, in that form.

    >>> negation(And((Atom("ship", ("x",)), Truth(True))))
    Not(body=Atom(predicate='ship', arguments=('x',)))
    """
    match formula:
        case Truth(value):
            return Truth(not value)
        case Compare(operator):
            return replace(formula, operator=_OPPOSITE[operator])
        case Not(body):
            return body
        case And(parts):
            return disjunction(negation(part) for part in parts)
        case Or(parts):
            return conjunction(negation(part) for part in parts)
        case _:
            return Not(formula)


def _counted(formula: Counted, *, negated: bool) -> Formula:
    bound = formula.bound
    body = normal_form(formula.body)

    def at_least(number: int, *, negated: bool) -> Formula:
        if number <= 0:
            return Truth(not negated)
        counted: Formula
        if number == 1:
            counted = _exists((formula.variable,), body)
        else:
            counted = replace(formula, operator=">=", bound=number, body=body)
        return negation(counted) if negated else counted

    operator = _OPPOSITE[formula.operator] if negated else formula.operator
    match operator:
        case ">=":
            return at_least(bound, negated=False)
        case ">":
            return at_least(bound + 1, negated=False)
        case "<":
            return at_least(bound, negated=True)
        case "<=":
            return at_least(bound + 1, negated=True)
        case "=":
            return conjunction((at_least(bound, negated=False), at_least(bound + 1, negated=True)))
        case "!=":
            return disjunction((at_least(bound, negated=True), at_least(bound + 1, negated=False)))


def conjunction(parts: Iterable[Formula]) -> Formula:
    """Return the conjunction of parts, flattened, without repeated parts and units.

    >>> conjunction([Truth(True), Atom("ship", ("x",))])
    Atom(predicate='ship', arguments=('x',))
    >>> same = Equal("x", "y")
    >>> conjunction([Not(same), Or((same, Atom("near", ("x", "y"))))]).parts[1]
    Atom(predicate='near', arguments=('x', 'y'))
    """
    return _joined(And, True, parts)


def disjunction(parts: Iterable[Formula]) -> Formula:
    """Return the disjunction of parts, flattened, without repeated parts and units.

    >>> disjunction([])
    Truth(value=False)
    """
    return _joined(Or, False, parts)


def _joined(form: type[And] | type[Or], unit: bool, parts: Iterable[Formula]) -> Formula:
    flat: dict[Formula, None] = {}
    for part in parts:
        for piece in part.parts if isinstance(part, form) else (part,):
            if piece == Truth(not unit):
                return piece
            if piece != Truth(unit):
                flat[piece] = None
    # Beside `x != y`, `x = y | F` says no more than F; `x = y & F` likewise where they are joined
    # by `|`. Negated `far` brings these along.
    other = Or if form is And else And
    contrary = {_contrary(piece) for piece in flat} - {None}
    if any(isinstance(piece, other) and contrary & set(piece.parts) for piece in flat):
        return _joined(form, unit, [_without(piece, other, contrary) for piece in flat])
    if len(flat) > 1:
        return form(tuple(flat))
    return next(iter(flat), Truth(unit))


def _contrary(piece: Formula) -> Formula | None:
    """Return the negation of an equality or of one negated, or None."""
    if isinstance(piece, Equal):
        return Not(piece)
    return piece.body if isinstance(piece, Not) and isinstance(piece.body, Equal) else None


def _without(piece: Formula, form: type[And] | type[Or], dropped: set[Formula | None]) -> Formula:
    if not isinstance(piece, form):
        return piece
    return _joined(form, form is And, [part for part in piece.parts if part not in dropped])
