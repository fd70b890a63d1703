"""Text to syntax tree, with a place, a caret and what was expected for whatever does not fit."""

from __future__ import annotations

from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NoReturn, cast

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput

from rune_lp.errors import InputError, fault_in_text
from rune_lp.logic.expectation import syntax_fault
from rune_lp.logic.syntax import (
    And,
    Atom,
    Attribute,
    Compare,
    Comparison,
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
    Span,
    Sum,
    Term,
    Truth,
)
from rune_lp.spelling import snake_case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["CONSTANTS", "KEYWORDS", "MAX_DEPTH", "QuerySyntaxError", "grammar_text", "parse_query"]

KEYWORDS = frozenset(
    {"exists", "forall", "count", "and", "or", "not", "implies", "iff", "true", "false"}
)
"""Words that cannot name a predicate or a variable."""

CONSTANTS = frozenset({"image_width", "image_height", "gsd"})
"""Names that are numbers of the image where no variable of that name is in scope."""

MAX_DEPTH = 100
"""How deeply a query may nest: beyond any question a person asks, and within Python's stack."""


class QuerySyntaxError(InputError):
    """The text of a query does not follow the grammar."""


def grammar_text() -> str:
    """Return the language's one grammar, which parses here and constrains decoding elsewhere.

    >>> "start: set_query | sentence" in grammar_text()
    True
    """
    return resources.files("rune_lp.logic").joinpath("grammar.lark").read_text("utf-8")


@cache
def _parser() -> Lark:
    return Lark(grammar_text(), parser="lalr", propagate_positions=True, maybe_placeholders=False)


def parse_query(text: str) -> Query:
    """Return the syntax tree of a query's text; names are as written.

    Raises:
        QuerySyntaxError: with the place of the fault and what was expected there.

    >>> parse_query("exists x. ship(x)").formula
    Exists(variables=('x',), body=Atom(predicate='ship', arguments=('x',)))
    >>> parse_query("exists x. ship(x")
    Traceback (most recent call last):
    rune_lp.logic.parse.QuerySyntaxError: query:1:17: the query ends too early (expected ',' or ')')
    """
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        raise QuerySyntaxError(syntax_fault(error, text)) from None
    builder = _Builder(text)
    (root,) = tree.children
    return builder.query(cast("Tree[Token]", root))


class _Builder:
    """Turns Lark's tree of one text into the syntax tree."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.depth = 0

    def query(self, tree: Tree[Token]) -> Query:
        if tree.data == "set_query":
            variables = self.variables(_tree(tree, 0))
            formula = self.formula(_tree(tree, 1), frozenset(variables))
            return SetQuery(variables, formula, _span(tree))
        return Sentence(self.formula(_tree(tree, 0), frozenset()), _span(tree))

    def formula(self, tree: Tree[Token], scope: frozenset[str]) -> Formula:
        with self.deeper(tree):
            build = cast("Callable[..., Formula]", getattr(self, f"_{tree.data}"))
            return build(tree, scope)

    @contextmanager
    def deeper(self, tree: Tree[Token], levels: int = 1) -> Iterator[None]:
        self.depth += levels
        if self.depth > MAX_DEPTH:
            message = f"the query nests deeper than {MAX_DEPTH} levels"
            self.refuse(message, tree, "ask less at once")
        yield
        self.depth -= levels

    def _parts(self, tree: Tree[Token], scope: frozenset[str]) -> tuple[Formula, ...]:
        return tuple(self.formula(part, scope) for part in tree.children if isinstance(part, Tree))

    def _conjunction(self, tree: Tree[Token], scope: frozenset[str]) -> Formula:
        return And(self._parts(tree, scope), _span(tree))

    def _disjunction(self, tree: Tree[Token], scope: frozenset[str]) -> Formula:
        return Or(self._parts(tree, scope), _span(tree))

    def _implication(self, tree: Tree[Token], scope: frozenset[str]) -> Formula:
        left, right = self._parts(tree, scope)
        return Implies(left, right, _span(tree))

    def _equivalence(self, tree: Tree[Token], scope: frozenset[str]) -> Formula:
        left, right = self._parts(tree, scope)
        return Iff(left, right, _span(tree))

    def _negation(self, tree: Tree[Token], scope: frozenset[str]) -> Formula:
        return Not(self.formula(_tree(tree, 0), scope), _span(tree))

    def _truth(self, tree: Tree[Token], scope: frozenset[str]) -> Formula:  # noqa: ARG002
        return Truth(_tree(tree, 0).data == "true", _span(tree))

    def _application(self, tree: Tree[Token], scope: frozenset[str]) -> Formula:  # noqa: ARG002
        return Atom(self.name(_token(tree, 0)), self.arguments(_tree(tree, 1)), _span(tree))

    def _comparison(self, tree: Tree[Token], scope: frozenset[str]) -> Formula:
        left, right = _tree(tree, 0), _tree(tree, 2)
        operator = self.comparator(_tree(tree, 1))
        sides = [self.name(_token(side, 0)) for side in (left, right) if side.data == "name"]
        objects = [side in scope or snake_case(side) not in CONSTANTS for side in sides]
        if len(sides) == 2 and operator in ("=", "!=") and all(objects):
            equal = Equal(sides[0], sides[1], _span(tree))
            return equal if operator == "=" else Not(equal, _span(tree))
        terms = self.term(left, scope), self.term(right, scope)
        return Compare(operator, terms[0], terms[1], _span(tree))

    def _quantified(self, tree: Tree[Token], scope: frozenset[str]) -> Formula:
        head, names, body_tree = _tree(tree, 0), _tree(tree, 1), _tree(tree, 2)
        if body_tree.data == "arguments":
            # `∀x ship(x)`: the last name of the list was the predicate of the body.
            *variable_tokens, predicate = [_token(names, k) for k in range(len(names.children))]
            if not variable_tokens:
                self.refuse("a quantifier needs a variable before its formula", names)
            variables = self.distinct(variable_tokens)
            span = (predicate.start_pos or 0, tree.meta.end_pos)
            arguments = self.arguments(body_tree)
            body: Formula = Atom(self.name(predicate), arguments, span)
        else:
            variables = self.variables(names)
            body = self.formula(body_tree, scope | set(variables))
        kind = _tree(head, 0).data
        if kind == "forall":
            return Forall(variables, body, _span(tree))
        if len(head.children) == 1:
            return Exists(variables, body, _span(tree))
        bound = _token(head, 2)
        if "." in bound:
            self.refuse(f"a counting quantifier needs a whole number, but got {bound}", head)
        if len(variables) > 1:
            hint = "write one quantifier for each variable"
            self.refuse("a counting quantifier takes one variable", names, hint)
        operator = self.comparator(_tree(head, 1))
        return Counted(operator, int(Decimal(bound)), variables[0], body, _span(tree))

    def term(self, tree: Tree[Token], scope: frozenset[str]) -> Term:
        span = _span(tree)
        match tree.data:
            case "number":
                unit = str(_token(tree, 1)).lower() if len(tree.children) > 1 else None
                return Number(Decimal(_token(tree, 0)), unit, span)
            case "name":
                return Attribute(self.name(_token(tree, 0)), (), span)
            case "application":
                return Attribute(self.name(_token(tree, 0)), self.arguments(_tree(tree, 1)), span)
            case "count":
                variable = self.name(_token(tree, 0))
                return Count(variable, self.formula(_tree(tree, 1), scope | {variable}), span)
            case "product":
                return self.product(tree, scope)
            case _:
                with self.deeper(tree):
                    left, right = (self.term(_tree(tree, k), scope) for k in (0, 1))
                    return Sum(left, right, tree.data == "difference", span)

    def product(self, tree: Tree[Token], scope: frozenset[str]) -> Term:
        with self.deeper(tree, len(tree.children)):
            factors = [self.term(_tree(tree, k), scope) for k in _places(tree)]
        plain = [part for part in factors if isinstance(part, Number) and part.unit is None]
        measured = [part for part in factors if part not in plain]
        if len(measured) > 1:
            self.refuse("only a plain number may multiply a term", tree)
        term = measured[0] if measured else plain.pop()
        for factor in reversed(plain):
            term = Product(factor.value, term, _span(tree))
        return term

    def comparator(self, tree: Tree[Token]) -> Comparison:
        symbols: dict[str, Comparison] = {
            "less_equal": "<=",
            "less": "<",
            "greater_equal": ">=",
            "greater": ">",
            "equal": "=",
            "unequal": "!=",
        }
        return symbols[_tree(tree, 0).data]

    def variables(self, tree: Tree[Token]) -> tuple[str, ...]:
        return self.distinct([_token(tree, k) for k in _places(tree)])

    def distinct(self, tokens: list[Token]) -> tuple[str, ...]:
        names: list[str] = []
        for token in tokens:
            if token in names:
                self.refuse(f"{token} is named twice in one quantifier", token)
            names.append(self.name(token))
        return tuple(names)

    def arguments(self, tree: Tree[Token]) -> tuple[str, ...]:
        return tuple(self.name(_token(tree, k)) for k in _places(tree))

    def name(self, token: Token) -> str:
        if token.lower() in KEYWORDS:
            self.refuse(f"{str(token)!r} is a word of the language and names nothing", token)
        return str(token)

    def refuse(self, message: str, where: Tree[Token] | Token, hint: str | None = None) -> NoReturn:
        meta = where if isinstance(where, Token) else where.meta
        start, end = meta.start_pos or 0, meta.end_pos or 0
        raise QuerySyntaxError(fault_in_text(message, self.text, start, end, hint=hint))


def _places(tree: Tree[Token]) -> range:
    return range(len(tree.children))


def _tree(tree: Tree[Token], position: int) -> Tree[Token]:
    return cast("Tree[Token]", tree.children[position])


def _token(tree: Tree[Token], position: int) -> Token:
    return cast("Token", tree.children[position])


def _span(tree: Tree[Token]) -> Span:
    return (tree.meta.start_pos, tree.meta.end_pos)
