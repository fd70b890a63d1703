"""Body literals as goals: what each needs bound, and what it binds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clingo.ast import AST, ASTType, ComparisonOperator, Sign

from rune_lp.prolog.terms import (
    Scope,
    Term,
    UntranslatableError,
    applied,
    calculated,
    numeric,
    pattern,
    variable,
    variables_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Atom", "Goals", "Item", "atom_term", "compared_text", "literals", "positive"]

_ARITHMETIC = {
    ComparisonOperator.GreaterThan: ">",
    ComparisonOperator.LessThan: "<",
    ComparisonOperator.LessEqual: "=<",
    ComparisonOperator.GreaterEqual: ">=",
    ComparisonOperator.NotEqual: "=\\=",
    ComparisonOperator.Equal: "=:=",
}
_STANDARD = {
    ComparisonOperator.GreaterThan: "@>",
    ComparisonOperator.LessThan: "@<",
    ComparisonOperator.LessEqual: "@=<",
    ComparisonOperator.GreaterEqual: "@>=",
    ComparisonOperator.NotEqual: "\\==",
    ComparisonOperator.Equal: "==",
}
"""Prolog's standard order of terms is clingo's: numbers, constants, strings, functions."""


@dataclass(frozen=True, slots=True)
class Goals:
    """Goals in the order they are called in, and the variables that have a value then."""

    texts: tuple[str, ...]
    binds: frozenset[str] = frozenset()


class Item:
    """A part of a body. `rank` tells cheap tests from those that are dear to call."""

    rank: int = 0

    def goals(self, scope: Scope, bound: frozenset[str]) -> Goals | None:
        """Return its goals, given the variables that are bound; None if more must be."""
        raise NotImplementedError

    def variables(self) -> frozenset[str]:
        """Return the variables in it that stand for the same objects outside of it."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Constant(Item):
    """`#true` or `#false`."""

    value: bool

    def goals(self, scope: Scope, bound: frozenset[str]) -> Goals:  # noqa: ARG002
        """Return the goal; it needs nothing."""
        return Goals(("true" if self.value else "fail",))

    def variables(self) -> frozenset[str]:
        """Return no variables."""
        return frozenset()


@dataclass(frozen=True, slots=True)
class Atom(Item):
    """An atom, negated by failure once or twice, or not."""

    symbol: AST
    sign: int

    def goals(self, scope: Scope, bound: frozenset[str]) -> Goals | None:
        """Return the call of the atom; a negated one needs all its variables bound."""
        if self.sign != Sign.NoSign and not self.variables() <= bound:
            return None
        term = atom_term(self.symbol, scope, bound)
        if term is None:
            return None
        call = {Sign.NoSign: "", Sign.Negation: "\\+ ", Sign.DoubleNegation: "\\+ \\+ "}
        text = f"{call[Sign(self.sign)]}{term.text}"
        return Goals((*term.before, text, *term.after), term.binds)

    def variables(self) -> frozenset[str]:
        """Return the variables of its arguments."""
        return variables_of(self.symbol)


@dataclass(frozen=True, slots=True)
class Comparison(Item):
    """A comparison of two terms; `=` may give one of them its value."""

    left: AST
    operator: ComparisonOperator
    right: AST

    def goals(self, scope: Scope, bound: frozenset[str]) -> Goals | None:
        """Return the test, or the goals by which an unknown side gets its value."""
        if self.operator == ComparisonOperator.Equal:
            for one, other in ((self.left, self.right), (self.right, self.left)):
                if variables_of(one) <= bound and not variables_of(other) <= bound:
                    return self._assigned(other, one, scope, bound)
        if not self.variables() <= bound:
            return None
        return Goals(_compared(self.left, self.operator, self.right, scope, bound))

    def _assigned(
        self, unknown: AST, known: AST, scope: Scope, bound: frozenset[str]
    ) -> Goals | None:
        value = pattern(known, scope, bound)
        target = pattern(unknown, scope, bound)
        if value is None or target is None:
            return None
        name = unknown.name if unknown.ast_type == ASTType.Variable else None
        if name and value.before:
            # The last goal computes the value: let it give it to the variable itself.
            last = re.sub(rf"\b{value.text}\b", variable(name), value.before[-1])
            return Goals((*value.before[:-1], last), target.binds)
        goals = (*value.before, *target.before, f"{target.text} = {value.text}", *target.after)
        return Goals(goals, target.binds)

    def variables(self) -> frozenset[str]:
        """Return the variables of both sides."""
        return variables_of(self.left) | variables_of(self.right)


def _compared(
    left: AST, operator: ComparisonOperator, right: AST, scope: Scope, bound: frozenset[str]
) -> tuple[str, ...]:
    """Return the goals that compare two terms whose variables are bound."""
    intervals = ASTType.Interval in (left.ast_type, right.ast_type)
    if intervals and operator != ComparisonOperator.Equal:
        raise UntranslatableError("an interval in a comparison", right, "compare with its ends")
    if not intervals and (numeric(left, scope) or numeric(right, scope)):
        sides = calculated(left, scope), calculated(right, scope)
        return (f"{sides[0]} {_ARITHMETIC[operator]} {sides[1]}",)
    one, other = pattern(left, scope, bound), pattern(right, scope, bound)
    if one is None or other is None:
        raise UntranslatableError(
            f"comparing with {right}", right, "compute it in a literal before"
        )
    return (*one.before, *other.before, f"{one.text} {_STANDARD[operator]} {other.text}")


def compared_text(value: str, operator: ComparisonOperator, term: AST, scope: Scope) -> str:
    """Return the goal that compares the number in a variable with a term."""
    return f"{value} {_ARITHMETIC[operator]} {calculated(term, scope)}"


def atom_term(symbol: AST, scope: Scope, bound: frozenset[str]) -> Term | None:
    """Return an atom as a term to be called.

    Raises:
        UntranslatableError: It is negated classically.
    """
    symbol = positive(symbol)
    return applied(symbol.name, symbol.arguments, scope, bound)


def positive(symbol: AST) -> AST:
    """Return an atom's symbol if it is not negated classically; raises UntranslatableError."""
    if symbol.ast_type == ASTType.UnaryOperation:
        hint = "name the opposite by a predicate of its own"
        raise UntranslatableError(f"the classical negation {symbol}", symbol, hint)
    return symbol


def literals(node: AST) -> Iterator[Item]:
    """Yield the parts of a literal that is no aggregate: several for `1 < X < 5`."""
    atom = node.atom
    match atom.ast_type:
        case ASTType.SymbolicAtom:
            yield Atom(positive(atom.symbol), node.sign)
        case ASTType.BooleanConstant:
            yield Constant(bool(atom.value) == (node.sign != Sign.Negation))
        case ASTType.Comparison:
            pairs = list(_pairs(atom))
            if node.sign == Sign.Negation and len(pairs) > 1:
                hint = "write the two comparisons as two rules"
                raise UntranslatableError("a negated chain of comparisons", node, hint)
            for left, operator, right in pairs:
                turned = _OPPOSITE[operator] if node.sign == Sign.Negation else operator
                yield Comparison(left, turned, right)
        case _:
            raise UntranslatableError(f"the literal {node}", node, "Prolog has no such literal")


_OPPOSITE = {
    ComparisonOperator.GreaterThan: ComparisonOperator.LessEqual,
    ComparisonOperator.LessEqual: ComparisonOperator.GreaterThan,
    ComparisonOperator.LessThan: ComparisonOperator.GreaterEqual,
    ComparisonOperator.GreaterEqual: ComparisonOperator.LessThan,
    ComparisonOperator.NotEqual: ComparisonOperator.Equal,
    ComparisonOperator.Equal: ComparisonOperator.NotEqual,
}


def _pairs(comparison: AST) -> Iterator[tuple[AST, ComparisonOperator, AST]]:
    left = comparison.term
    for guard in comparison.guards:
        yield left, ComparisonOperator(guard.comparison), guard.term
        left = guard.term
