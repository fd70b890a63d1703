"""Rules written out so that clingo tells what their instances are: each literal and its term."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clingo import String
from clingo.ast import AST, ASTType, Sign, SymbolicTerm, Transformer

from rune_lp.rulefiles.nodes import descendants

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rune_lp.explain.rules.body import Derivable
    from rune_lp.rulefiles.statements import Statement

__all__ = [
    "Source",
    "arguments_of",
    "elements",
    "is_atom",
    "is_positive",
    "is_several",
    "opened",
    "source_of",
    "tuple_text",
]


@dataclass(frozen=True, slots=True)
class Source:
    """A way to derive an atom, its literals written out for clingo."""

    statement: Statement
    derivable: Derivable
    head: str
    variables: tuple[str, ...]
    body: tuple[str, ...]
    terms: tuple[str, ...]
    positive: tuple[int, ...]


def is_positive(literal: AST) -> bool:
    """Return whether a literal is an atom that must hold, and no pool of several."""
    return is_atom(literal) and literal.sign == Sign.NoSign


def is_atom(literal: AST) -> bool:
    """Return whether a literal is an atom or the negation of one, and no pool."""
    return bool(
        literal.ast_type == ASTType.Literal
        and literal.atom.ast_type == ASTType.SymbolicAtom
        and literal.atom.symbol.ast_type != ASTType.Pool
    )


def arguments_of(symbol: AST) -> tuple[str, str, tuple[AST, ...]]:
    """Return the sign of a literal's atom, its name, and its arguments."""
    sign = ""
    if symbol.ast_type == ASTType.UnaryOperation:
        symbol, sign = symbol.argument, "-"
    if symbol.ast_type != ASTType.Function:
        return sign, str(symbol), ()
    return sign, symbol.name, tuple(symbol.arguments)


def source_of(statement: Statement, found: Derivable) -> Source:
    """Return a way to derive an atom, written out."""
    name, _ = found.signature
    read = [opened(literal, f"{place}") for place, literal in enumerate(found.body)]
    arguments, limits = _arguments(found.arguments, "head")
    sign, name = ("-", name[1:]) if name.startswith("-") else ("", name)
    head = f"{sign}{name}({','.join(arguments)})" if arguments else f"{sign}{name}"
    return Source(
        statement,
        found,
        head,
        tuple(sorted(found.variables)),
        (*limits, *(part for parts, _ in read for part in parts)),
        tuple(term for _, term in read),
        tuple(place for place, literal in enumerate(found.body) if is_positive(literal)),
    )


def opened(literal: AST, suffix: str) -> tuple[list[str], str]:
    """Return a literal as clingo is to read it, and the term that tells what it is.

    A positive atom has variables for what may be anything, so that the term is the very atom.
    """
    if is_atom(literal):
        symbol, sign = literal.atom.symbol, ""
        if symbol.ast_type == ASTType.UnaryOperation:
            symbol, sign = symbol.argument, "-"
        if symbol.ast_type != ASTType.Function:
            return [str(literal)], str(literal.atom)
        if literal.sign == Sign.NoSign:
            arguments, limits = _arguments(symbol.arguments, suffix)
            atom = (
                f"{sign}{symbol.name}({','.join(arguments)})"
                if arguments
                else f"{sign}{symbol.name}"
            )
            return [*limits, atom], atom
        if literal.sign == Sign.Negation and not any(map(is_several, symbol.arguments)):
            return [str(literal)], sign + str(_Anything()(symbol))
        return [str(literal)], "0"
    if literal.ast_type == ASTType.Literal and literal.sign == Sign.NoSign:
        atom = literal.atom
        if atom.ast_type == ASTType.Comparison and len(atom.guards) == 1 and not is_several(atom):
            return [str(literal)], f"({atom.term},{atom.guards[0].term})"
        if atom.ast_type == ASTType.BodyAggregate:
            guards = [guard for guard in (atom.left_guard, atom.right_guard) if guard is not None]
            return [str(literal)], tuple_text(str(guard.term) for guard in guards)
    return [str(literal)], "0"


def _arguments(arguments: Iterable[AST], suffix: str) -> tuple[list[str], list[str]]:
    """Return an atom's arguments, variables for those that are several, and what limits these."""
    texts, limits = [], []
    for place, argument in enumerate(arguments):
        several = is_several(argument)
        if several or str(argument) == "_":
            name = f"Why_{suffix}_{place}"
            if several:
                limits.append(f"{name} = {argument}")
            texts.append(name)
        else:
            texts.append(str(argument))
    return texts, limits


def is_several(node: AST) -> bool:
    """Return whether a term stands for several."""
    return any(kind in (ASTType.Pool, ASTType.Interval) for kind, _, _ in descendants(node))


class _Anything(Transformer):
    """Writes what may be anything as it is shown."""

    def visit_Variable(self, node: AST) -> AST:  # noqa: N802 - the name that clingo calls
        return SymbolicTerm(node.location, String("_")) if node.name == "_" else node


def elements(literal: AST) -> Iterator[tuple[list[str], list[AST]]]:
    """Yield the tuples and conditions of an aggregate, or those of a conditional literal."""
    if literal.ast_type == ASTType.ConditionalLiteral:
        yield [], [*literal.condition, literal.literal]
    elif literal.ast_type == ASTType.Literal and literal.atom.ast_type == ASTType.BodyAggregate:
        for element in literal.atom.elements:
            yield [str(term) for term in element.terms], list(element.condition)


def tuple_text(terms: Iterable[str]) -> str:
    """Return terms as one tuple."""
    found = list(terms)
    return f"({found[0]},)" if len(found) == 1 else f"({','.join(found)})"
