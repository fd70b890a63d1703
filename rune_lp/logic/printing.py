"""Syntax tree to text, in ASCII or Unicode; parsing the text gives the tree back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rune_lp.logic.scope import renamed_apart
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
    Sum,
    Term,
    Truth,
)

__all__ = ["formula_text", "term_text", "to_text"]

_UNICODE = {
    "exists": "∃",
    "forall": "∀",
    "~": "¬",
    "&": "∧",
    "|": "∨",
    "->": "→",
    "<->": "↔",
    "<=": "≤",
    ">=": "≥",
    "!=": "≠",
    "true": "⊤",
    "false": "⊥",
}

# How tightly a form binds; a part that binds less tightly than its place asks for is bracketed.
_QUANTIFIED, _IFF, _IMPLIES, _OR, _AND, _UNARY = range(6)


def to_text(query: Query, style: Literal["ascii", "unicode"] = "ascii") -> str:
    """Return a query's canonical text, shadowed variables renamed apart.

    >>> from rune_lp.logic.parse import parse_query
    >>> query = parse_query("∃x ∃y (Ship(x) and not near(x,y))")
    >>> to_text(query)
    'exists x. exists y. Ship(x) & ~near(x, y)'
    >>> to_text(query, "unicode")
    '∃x. ∃y. Ship(x) ∧ ¬near(x, y)'
    """
    printer = _Printer(style == "unicode")
    if _shadows(query):
        query = renamed_apart(query)
    text = printer.formula(query.formula, _QUANTIFIED)
    if isinstance(query, Sentence):
        return text
    return f"{{{', '.join(query.variables)} | {text}}}"


def formula_text(formula: Formula, style: Literal["ascii", "unicode"] = "ascii") -> str:
    """Return the text of a formula, free variables allowed, as it stands."""
    return _Printer(style == "unicode").formula(formula, _QUANTIFIED)


def term_text(term: Term) -> str:
    """Return the text of a number term.

    >>> from decimal import Decimal
    >>> term_text(Product(Decimal("1.5"), Attribute("length", ("x",))))
    '1.5 * length(x)'
    """
    return _Printer(unicode=False).term(term)


def _shadows(query: Query) -> bool:
    outer = frozenset() if isinstance(query, Sentence) else frozenset(query.variables)
    return _rebinds(query.formula, outer)


def _rebinds(formula: Formula, scope: frozenset[str]) -> bool:
    match formula:
        case Not(body):
            return _rebinds(body, scope)
        case And(parts) | Or(parts):
            return any(_rebinds(part, scope) for part in parts)
        case Implies(left, right) | Iff(left, right):
            return _rebinds(left, scope) or _rebinds(right, scope)
        case Exists(variables, body) | Forall(variables, body):
            return not scope.isdisjoint(variables) or _rebinds(body, scope | set(variables))
        case Counted(_, _, variable, body):
            return variable in scope or _rebinds(body, scope | {variable})
        case Compare(_, left_term, right_term):
            return any(_term_rebinds(term, scope) for term in (left_term, right_term))
        case _:
            return False


def _term_rebinds(term: Term, scope: frozenset[str]) -> bool:
    match term:
        case Count(variable, body):
            return variable in scope or _rebinds(body, scope | {variable})
        case Product(_, inner):
            return _term_rebinds(inner, scope)
        case Sum(left, right):
            return _term_rebinds(left, scope) or _term_rebinds(right, scope)
        case _:
            return False


@dataclass(frozen=True, slots=True)
class _Printer:
    unicode: bool

    def symbol(self, text: str) -> str:
        return _UNICODE.get(text, text) if self.unicode else text

    def formula(self, formula: Formula, place: int) -> str:
        binding, text = self.bound(formula)
        return f"({text})" if binding < place else text

    def bound(self, formula: Formula) -> tuple[int, str]:
        match formula:
            case Truth(value):
                return _UNARY, self.symbol("true" if value else "false")
            case Atom(predicate, arguments):
                return _UNARY, f"{predicate}({', '.join(arguments)})"
            case Equal(left, right):
                return _UNARY, f"{left} = {right}"
            case Compare(operator, left_term, right_term):
                sides = self.term(left_term), self.term(right_term)
                return _UNARY, f"{sides[0]} {self.symbol(operator)} {sides[1]}"
            case Not(Equal(left, right)):
                return _UNARY, f"{left} {self.symbol('!=')} {right}"
            case Not(Compare() as body):
                return _UNARY, f"{self.symbol('~')}({self.formula(body, _UNARY)})"
            case Not(body):
                return _UNARY, f"{self.symbol('~')}{self.formula(body, _UNARY)}"
            case And(parts):
                return _AND, self.joined("&", parts, _AND + 1)
            case Or(parts):
                return _OR, self.joined("|", parts, _OR + 1)
            case Implies(left_part, right_part):
                left = self.formula(left_part, _IMPLIES + 1)
                return _IMPLIES, f"{left} {self.symbol('->')} {self.formula(right_part, _IMPLIES)}"
            case Iff(left_part, right_part):
                left = self.formula(left_part, _IFF)
                return _IFF, f"{left} {self.symbol('<->')} {self.formula(right_part, _IFF + 1)}"
            case Exists(variables, body):
                return _QUANTIFIED, self.quantified("exists", variables, body)
            case Forall(variables, body):
                return _QUANTIFIED, self.quantified("forall", variables, body)
            case Counted(operator, bound, variable, body):
                head = f"{self.symbol('exists')}{self.symbol(operator)}{bound}"
                body_text = self.formula(body, _QUANTIFIED)
                return _QUANTIFIED, f"{head} {variable}. {body_text}"

    def joined(self, symbol: str, parts: tuple[Formula, ...], place: int) -> str:
        return f" {self.symbol(symbol)} ".join(self.formula(part, place) for part in parts)

    def quantified(self, word: str, variables: tuple[str, ...], body: Formula) -> str:
        space = "" if self.unicode else " "
        names = " ".join(variables)
        return f"{self.symbol(word)}{space}{names}. {self.formula(body, _QUANTIFIED)}"

    def term(self, term: Term) -> str:
        match term:
            case Number(value, unit):
                return f"{value:f} {unit}" if unit else f"{value:f}"
            case Attribute(name, arguments):
                return f"{name}({', '.join(arguments)})" if arguments else name
            case Count(variable, body):
                return f"count({variable}: {self.formula(body, _QUANTIFIED)})"
            case Product(factor, inner):
                return f"{factor:f} * {self.summand(inner)}"
            case Sum(left, right, minus):
                return f"{self.term(left)} {'-' if minus else '+'} {self.summand(right)}"

    def summand(self, term: Term) -> str:
        text = self.term(term)
        return f"[{text}]" if isinstance(term, Sum) else text
