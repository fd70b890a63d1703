"""The statements of a rule file: what each defines, and which literals it rests on."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from clingo import SymbolType
from clingo.ast import AST, ASTType, Sign

from rune_lp.rulefiles.allowed import check_allowed
from rune_lp.rulefiles.nodes import descendants, is_call, node_span
from rune_lp.vocabulary import predicate_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rune_lp.logic.syntax import Span
    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.nodes import Node
    from rune_lp.rulefiles.source import Source

__all__ = ["Argument", "BodyLiteral", "Scope", "Statement", "read_statement"]

Argument: TypeAlias = str | frozenset[str] | None
"""A variable by name, the constants an argument may be, or None for any other term."""

Kind: TypeAlias = Literal["rule", "constraint", "const", "defined", "script", "clause"]


@dataclass(frozen=True, slots=True)
class BodyLiteral:
    """An atom as it stands in a statement.

    Attributes:
        predicate: Its name; `-p` for the classical negation of `p`.
        arguments: Its arguments.
        certain: Whether it must hold for its scope to matter: it is positive and no pool.
        span: Where it is.
        through: How the rule depends on it: positively, by its negation, or by counting it (in an
            aggregate, or as the condition of a conditional literal).
    """

    predicate: str
    arguments: tuple[Argument, ...]
    certain: bool
    span: Span
    through: Literal["fact", "negation", "counting"] = "fact"

    @property
    def signature(self) -> Signature:
        """The predicate and its number of arguments."""
        return self.predicate, len(self.arguments)

    @property
    def written(self) -> str:
        """The predicate with a variable for each argument, as a doc block writes it."""
        names = (a if isinstance(a, str) else f"X{n}" for n, a in enumerate(self.arguments, 1))
        return f"{self.predicate}({', '.join(names)})" if self.arguments else self.predicate


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of a statement with its own local variables: the whole body, or `L : C` within it.

    Attributes:
        heads: The atoms that it derives.
        conditions: The literals under which it matters: the body, or the condition C.
        consequents: The other literals, such as L: read, but nothing follows from them.
    """

    heads: tuple[BodyLiteral, ...] = ()
    conditions: tuple[BodyLiteral, ...] = ()
    consequents: tuple[BodyLiteral, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a rule file.

    Attributes:
        kind: A `rule` defines predicates, a `constraint` defines none; a `clause` is a rule that
            is written in Prolog.
        text: The statement as its author wrote it.
        span: Where it is.
        scopes: The global scope first, then those of conditional literals and aggregates.
        variables: The global variables.
        constants: The constants in it, which a `#const` may mean.
        declares: What a `#const` names, or the signature of a `#defined`.
        calls: Whether it calls a script.
        guesses: Whether its head is a choice or a disjunction.
        singletons: The variables that occur once in it, and do not begin with `_`.
    """

    kind: Kind
    text: str
    span: Span
    scopes: tuple[Scope, ...] = ()
    variables: frozenset[str] = frozenset()
    constants: frozenset[str] = frozenset()
    declares: Signature | str | None = None
    calls: bool = False
    guesses: bool = False
    singletons: frozenset[str] = frozenset()

    @property
    def defines(self) -> frozenset[Signature]:
        """The predicates in its head."""
        return frozenset(head.signature for head in self.heads())

    def heads(self) -> Iterator[BodyLiteral]:
        """Yield the atoms that it derives, in the order of its scopes."""
        for scope in self.scopes:
            yield from scope.heads

    @property
    def uses(self) -> frozenset[Signature]:
        """The predicates in its body, and in the conditions of its head."""
        return frozenset(literal.signature for literal in self.literals())

    def literals(self) -> Iterator[BodyLiteral]:
        """Yield the literals it rests on, in the order of its scopes."""
        for scope in self.scopes:
            yield from scope.conditions
            yield from scope.consequents


def read_statement(source: Source, node: AST, *, allow_scripts: bool) -> Statement:
    """Return the statement that a node of clingo's syntax tree is.

    Raises:
        InputError: A statement that a rule file may not hold (it runs code or alters what is
            solved or shown), or a class that is written as no constant.
    """
    nodes = tuple(descendants(node))
    check_allowed(source, nodes, allow_scripts=allow_scripts)
    return _Reader(source, nodes).statement()


class _Reader:
    def __init__(self, source: Source, nodes: tuple[Node, ...]) -> None:
        self.source = source
        self.nodes = nodes
        self.kind, self.node, _ = nodes[0]
        self.span = node_span(source, self.node)

    def statement(self) -> Statement:
        kind: Kind
        scopes: tuple[Scope, ...] = ()
        declares: Signature | str | None = None
        match self.kind:
            case ASTType.Script:
                kind = "script"
            case ASTType.Definition:
                kind, declares = "const", self.node.name
            case ASTType.Defined:
                sign = "" if self.node.positive else "-"
                kind, declares = "defined", (sign + self.node.name, self.node.arity)
            case _:
                scopes = self._scopes()
                kind = "rule" if any(scope.heads for scope in scopes) else "constraint"
        start, end = self.span
        return Statement(
            kind,
            self.source.text[start:end],
            self.span,
            scopes,
            frozenset(
                node.name
                for node_type, node, is_global in self.nodes
                if is_global and node_type == ASTType.Variable
            ),
            frozenset(
                name
                for node_type, node, _ in self.nodes
                if node_type == ASTType.SymbolicTerm and (name := _constant(node))
            ),
            declares,
            any(map(is_call, self.nodes)),
            self.kind == ASTType.Rule and _guesses(self.node.head),
            self._singletons(),
        )

    def _singletons(self) -> frozenset[str]:
        names = Counter(node.name for kind, node, _ in self.nodes if kind == ASTType.Variable)
        once = (name for name, number in names.items() if number == 1)
        return frozenset(name for name in once if not name.startswith("_"))

    def _scopes(self) -> tuple[Scope, ...]:
        heads, refuted, inner = self._head(self.node.head)
        conditions = []
        for item in self.node.body:
            if item.ast_type == ASTType.Literal and item.atom.ast_type == ASTType.SymbolicAtom:
                conditions += self._literals(item)
            else:
                inner += self._inner(item)
        return (Scope(tuple(heads), tuple(conditions), tuple(refuted)), *inner)

    def _head(self, head: AST) -> tuple[list[BodyLiteral], list[BodyLiteral], list[Scope]]:
        if head.ast_type == ASTType.Literal:
            return *self._split(head), []
        scopes = []
        for element in head.elements:
            conditional = element
            if element.ast_type == ASTType.HeadAggregateElement:
                conditional = element.condition
            derived, refuted = self._split(conditional.literal)
            conditions = self._all(conditional.condition)
            scopes.append(Scope(tuple(derived), tuple(conditions), tuple(refuted)))
        return [], [], scopes

    def _split(self, literal: AST) -> tuple[list[BodyLiteral], list[BodyLiteral]]:
        """Return a head literal among what is derived, or, negated, among what is only read."""
        found = self._literals(literal)
        return (found, []) if literal.sign == Sign.NoSign else ([], found)

    def _inner(self, item: AST) -> list[Scope]:
        if item.ast_type == ASTType.ConditionalLiteral:
            read = self._literals(item.literal)
            return [Scope((), self._counted(item.condition), tuple(read))]
        atom = item.atom
        if atom.ast_type == ASTType.BodyAggregate:
            return [Scope((), self._counted(element.condition)) for element in atom.elements]
        if atom.ast_type == ASTType.Aggregate:
            return [
                Scope((), self._counted(element.condition), self._counted([element.literal]))
                for element in atom.elements
            ]
        return []

    def _counted(self, literals: Iterable[AST]) -> tuple[BodyLiteral, ...]:
        return tuple(replace(literal, through="counting") for literal in self._all(literals))

    def _all(self, literals: Iterable[AST]) -> list[BodyLiteral]:
        return [found for literal in literals for found in self._literals(literal)]

    def _literals(self, literal: AST) -> list[BodyLiteral]:
        """Return the atoms of a literal: one, several for a pool, none for a comparison."""
        if literal.atom.ast_type != ASTType.SymbolicAtom:
            return []
        symbol, prefix = literal.atom.symbol, ""
        if symbol.ast_type == ASTType.UnaryOperation:
            symbol, prefix = symbol.argument, "-"
        pool = symbol.ast_type == ASTType.Pool
        span = node_span(self.source, literal)
        found = []
        for atom in symbol.arguments if pool else [symbol]:
            name, terms = _name_and_terms(atom)
            arguments = tuple(_argument(term) for term in terms)
            if (name, len(arguments)) == ("class", 2) and arguments[1] is None:
                self._check_class(terms[1])
            positive = literal.sign == Sign.NoSign
            found.append(
                BodyLiteral(
                    prefix + name,
                    arguments,
                    positive and not pool,
                    span,
                    "fact" if positive else "negation",
                )
            )
        return found

    def _check_class(self, term: AST) -> None:
        if term.ast_type == ASTType.Variable:
            return
        written = str(term).strip('"')
        name = predicate_name(re.sub(r"[()]", "", written))
        message = f"a class in a rule must be a name, but got {term}"
        span, hint = node_span(self.source, term), f"write class(X, {name})"
        raise self.source.error(message, span, hint, code="R013")


def _guesses(head: AST) -> bool:
    if head.ast_type == ASTType.Disjunction:
        return len(head.elements) > 1 or bool(head.elements[0].condition)
    return bool(head.ast_type in (ASTType.Aggregate, ASTType.HeadAggregate))


def _name_and_terms(atom: AST) -> tuple[str, tuple[AST, ...]]:
    if atom.ast_type == ASTType.Function:
        return atom.name, tuple(atom.arguments)
    return _constant(atom) or str(atom), ()


def _constant(node: AST) -> str | None:
    """Return the name of a constant; clingo reads `p` as a symbol, but `p` in an atom as p()."""
    if node.ast_type == ASTType.SymbolicTerm:
        symbol = node.symbol
        if symbol.type == SymbolType.Function and symbol.name and not symbol.arguments:
            return str(symbol.name)
    return None


def _argument(term: AST) -> Argument:
    if term.ast_type == ASTType.Variable:
        return None if term.name == "_" else str(term.name)
    terms = term.arguments if term.ast_type == ASTType.Pool else [term]
    names = [_constant(part) for part in terms]
    if all(names):
        return frozenset(name for name in names if name)
    return None
