"""Terms of answer set programs as Prolog's: numbers are computed before they are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clingo import SymbolType
from clingo.ast import AST, ASTType, BinaryOperator, UnaryOperator

from rune_lp.rulefiles.nodes import descendants

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clingo import Symbol

__all__ = [
    "Scope",
    "Term",
    "UntranslatableError",
    "applied",
    "calculated",
    "numeric",
    "pattern",
    "quoted",
    "string_text",
    "variable",
    "variables_of",
]

_PLAIN = re.compile(r"[a-z][A-Za-z0-9_]*")
_UNARY = {UnaryOperator.Minus: "-", UnaryOperator.Negation: "\\", UnaryOperator.Absolute: "abs"}
_BINARY = {
    BinaryOperator.Plus: "+",
    BinaryOperator.Minus: "-",
    BinaryOperator.Multiplication: "*",
    BinaryOperator.Division: "//",
    BinaryOperator.Modulo: "rem",
    BinaryOperator.And: "/\\",
    BinaryOperator.Or: "\\/",
    BinaryOperator.XOr: "xor",
}
_TURNED = {BinaryOperator.Plus: "-", BinaryOperator.Minus: "+"}
_NUMERIC = (ASTType.UnaryOperation, ASTType.BinaryOperation)


class UntranslatableError(Exception):
    """A part of a rule that Prolog cannot run: what it is, where, and what to do instead.

    The node is None where it is the rule as a whole.
    """

    def __init__(self, message: str, node: AST | None, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.node = node
        self.hint = hint


@dataclass(slots=True)
class Scope:
    """What is known while a rule is translated.

    Attributes:
        constants: The terms that `#const` gives names to.
        taken: The variables that the rule has.
        fresh: How many further variables were made.
    """

    constants: Mapping[str, AST] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    fresh: int = 0

    def variable(self) -> str:
        """Return a variable that the rule does not have."""
        while True:
            self.fresh += 1
            name = f"V{self.fresh}"
            if name not in self.taken:
                return name


@dataclass(frozen=True, slots=True)
class Term:
    """A term, and the goals that make it match.

    Attributes:
        text: The term.
        before: Goals that compute parts of it, to be called before it is matched.
        after: Goals that compute variables from what it matched.
        binds: The variables that have a value then.
    """

    text: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    binds: frozenset[str] = frozenset()


def quoted(name: str) -> str:
    r"""Return a name as a Prolog atom.

    >>> quoted("ship"), quoted("_odd"), quoted("it's")
    ('ship', "'_odd'", "'it\\'s'")
    """
    if _PLAIN.fullmatch(name):
        return name
    escaped = name.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped}'"


def string_text(text: str) -> str:
    r"""Return a text as a Prolog string.

    >>> print(string_text('say "hi"'))
    "say \"hi\""
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def variable(name: str) -> str:
    """Return a variable of clingo's as one of Prolog's, which has no primes.

    >>> variable("X'")
    'X_prime'
    """
    return name.replace("'", "_prime")


def variables_of(node: AST) -> frozenset[str]:
    """Return the variables below a node, the anonymous ones left out."""
    return frozenset(
        below.name
        for kind, below, _ in descendants(node)
        if kind == ASTType.Variable and below.name != "_"
    )


def numeric(term: AST, scope: Scope) -> bool:
    """Return whether a term is computed, or a number."""
    if term.ast_type == ASTType.SymbolicTerm:
        named = _constant(term, scope)
        if named is not None:
            return numeric(named, scope)
        return bool(term.symbol.type == SymbolType.Number)
    return term.ast_type in _NUMERIC


def calculated(term: AST, scope: Scope, *, within: bool = False) -> str:
    r"""Return the text of an arithmetic expression whose variables are bound.

    Division truncates, and the modulus has the sign of the dividend, as in clingo.

    Args:
        term: The expression.
        scope: The rule's scope.
        within: Whether it stands within another, and so in brackets.

    Raises:
        UntranslatableError: It is no arithmetic, such as an interval within a sum.
    """
    match term.ast_type:
        case ASTType.Variable:
            return variable(term.name)
        case ASTType.SymbolicTerm:
            named = _constant(term, scope)
            return (
                _symbol(term.symbol, term)
                if named is None
                else calculated(named, scope, within=True)
            )
        case ASTType.UnaryOperation if (negative := _negative(term)) is not None:
            return negative
        case ASTType.UnaryOperation:
            operator = UnaryOperator(term.operator_type)
            return f"{_UNARY[operator]}({calculated(term.argument, scope)})"
        case ASTType.BinaryOperation:
            left, right = (calculated(side, scope, within=True) for side in (term.left, term.right))
            operator_type = BinaryOperator(term.operator_type)
            if operator_type == BinaryOperator.Power:
                # clingo's powers are whole: 2**(-1) is 0.
                return f"truncate({left} ** {right})"
            text = f"{left} {_BINARY[operator_type]} {right}"
            return f"({text})" if within else text
        case _:
            hint = "bind it to a variable of its own first"
            raise UntranslatableError(f"{term} within a computation", term, hint)


def pattern(term: AST, scope: Scope, bound: frozenset[str]) -> Term | None:
    """Return a term that an atom's argument is matched with; None if it cannot be computed yet.

    Args:
        term: The argument.
        scope: The rule's scope.
        bound: The variables that have a value.

    Raises:
        UntranslatableError: Prolog has no such term.
    """
    match term.ast_type:
        case ASTType.Variable if term.name == "_":
            return Term("_")
        case ASTType.Variable:
            return Term(variable(term.name), binds=frozenset({term.name}))
        case ASTType.SymbolicTerm:
            named = _constant(term, scope)
            if named is not None:
                return pattern(named, scope, bound)
            return Term(_symbol(term.symbol, term))
        case ASTType.Function:
            return _function(term, scope, bound)
        case ASTType.Interval:
            if not variables_of(term) <= bound:
                return None
            ends = [_end(side, scope) for side in (term.left, term.right)]
            value = scope.variable()
            (low, first), (high, second) = ends
            goal = f"system:between({low}, {high}, {value})"
            return Term(value, (*first, *second, goal))
        case ASTType.UnaryOperation | ASTType.BinaryOperation:
            return _number(term, scope, bound)
        case _:
            raise UntranslatableError(f"the term {term}", term, "Prolog has no such term")


def _function(term: AST, scope: Scope, bound: frozenset[str]) -> Term | None:
    if term.external:
        raise UntranslatableError(f"@{term.name}", term, "scripts are clingo's")
    if term.name and not term.arguments and term.name in scope.constants:
        return pattern(scope.constants[term.name], scope, bound)
    # A tuple has no name in clingo; no constant can have this one.
    return applied(term.name or "()", term.arguments, scope, bound)


def applied(
    name: str, arguments: Sequence[AST], scope: Scope, bound: frozenset[str]
) -> Term | None:
    """Return a name with arguments as a term; None if one of them cannot be computed yet."""
    parts = [pattern(argument, scope, bound) for argument in arguments]
    found = [part for part in parts if part is not None]
    if len(found) < len(parts):
        return None
    inside = ", ".join(part.text for part in found)
    return Term(
        f"{quoted(name)}({inside})" if found else quoted(name),
        tuple(goal for part in found for goal in part.before),
        tuple(goal for part in found for goal in part.after),
        frozenset[str]().union(*(part.binds for part in found)),
    )


def _number(term: AST, scope: Scope, bound: frozenset[str]) -> Term | None:
    negative = _negative(term)
    if negative is not None:
        return Term(negative)
    if variables_of(term) <= bound:
        value = scope.variable()
        return Term(value, (f"{value} is {calculated(term, scope)}",))
    inverse = _inverse(term, scope, bound)
    if inverse is None:
        return None
    value = scope.variable()
    name, shift = inverse
    goals = (f"system:integer({value})", f"{variable(name)} is {value} {shift}")
    return Term(value, (), goals, frozenset({name}))


def _end(term: AST, scope: Scope) -> tuple[str, tuple[str, ...]]:
    """Return an end of an interval, and the goal that computes it if there is something to."""
    text = calculated(term, scope)
    if text.lstrip("-").isdigit() or term.ast_type == ASTType.Variable:
        return text, ()
    value = scope.variable()
    return value, (f"{value} is {text}",)


def _inverse(term: AST, scope: Scope, bound: frozenset[str]) -> tuple[str, str] | None:
    """Return the one unknown of `X + c`, `c + X` or `X - c`, and how to compute it."""
    if term.ast_type != ASTType.BinaryOperation or term.operator_type not in _TURNED:
        return None
    turned = _TURNED[BinaryOperator(term.operator_type)]
    sides = [(term.left, term.right)]
    if turned == "-":
        sides.append((term.right, term.left))
    for unknown, rest in sides:
        known = variables_of(rest) <= bound
        if unknown.ast_type == ASTType.Variable and unknown.name not in bound | {"_"} and known:
            return unknown.name, f"{turned} {calculated(rest, scope, within=True)}"
    return None


def _negative(term: AST) -> str | None:
    """Return the text of a negative number that is written as such."""
    if term.ast_type != ASTType.UnaryOperation or term.operator_type != UnaryOperator.Minus:
        return None
    inner = term.argument
    if inner.ast_type != ASTType.SymbolicTerm or inner.symbol.type != SymbolType.Number:
        return None
    return str(-inner.symbol.number)


def _constant(term: AST, scope: Scope) -> AST | None:
    symbol = term.symbol
    if symbol.type == SymbolType.Function and not symbol.arguments:
        return scope.constants.get(symbol.name)
    return None


def _symbol(symbol: Symbol, node: AST) -> str:
    match symbol.type:
        case SymbolType.Number:
            return str(symbol.number)
        case SymbolType.String:
            return string_text(symbol.string)
        case SymbolType.Function if not symbol.arguments and symbol.positive:
            return quoted(symbol.name)
        case _:
            raise UntranslatableError(f"the term {symbol}", node, "Prolog has no such term")
