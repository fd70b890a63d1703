"""The atoms that a test expects or forbids, objects being called by their names in the scene."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Literal, TypeAlias

from clingo import Number, Symbol, SymbolType
from clingo.ast import AST, ASTType, Sign, parse_string

from rune_lp.explain.rules.world import signature_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rune_lp.logic.syntax import Span
    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.source import Source

__all__ = ["Expectation", "Kind", "Pattern", "read_expectations"]

Kind: TypeAlias = Literal["expect", "forbid", "exactly"]

_LEAD = 3
"""The characters that clingo is given before a list of atoms: `:- `."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """An atom with objects by id; None stands for any argument.

    >>> from clingo import Function
    >>> Pattern("near", (Number(0), None)).matches(Function("near", [Number(0), Number(7)]))
    True
    """

    name: str
    arguments: tuple[Symbol | None, ...]

    @property
    def signature(self) -> Signature:
        """The predicate and its number of arguments."""
        return self.name, len(self.arguments)

    def matches(self, atom: Symbol) -> bool:
        """Return whether an atom is one of those that are meant."""
        return signature_of(atom) == self.signature and all(
            wanted is None or wanted == got
            for wanted, got in zip(self.arguments, atom.arguments, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Expectation:
    """An atom that a test expects or forbids, and where it says so.

    Attributes:
        kind: `exactly` expects it, and no other atom of its predicate.
        text: The atom as it is written.
        patterns: The atoms that it stands for: more than one for a run such as `s1..s5`.
        span: Where it is.
    """

    kind: Kind
    text: str
    patterns: tuple[Pattern, ...]
    span: Span


def read_expectations(
    source: Source, kind: Kind, value: str, start: int, line: Span, ids: Mapping[str, int]
) -> tuple[Expectation, ...]:
    """Return what a list of atoms expects; clingo parses it.

    Args:
        source: The file that it stands in.
        kind: Whether the atoms are expected or forbidden.
        value: The list, as long as it is in the file.
        start: Where it begins there.
        line: Where its first line is.
        ids: The id of each object's name.

    Raises:
        InputError: This is no list of atoms, or one of them cannot be expected.

    >>> from rune_lp.rulefiles.source import Source
    >>> source = Source("a.lp", "%? expect: near(s, _)")
    >>> (one,) = read_expectations(source, "expect", " near(s, _)", 10, (0, 21), {"s": 7})
    >>> one.text, one.patterns
    ('near(s, _)', (Pattern(name='near', arguments=(Number(7), None)),))
    """
    return tuple(_Reader(source, start, line, ids).expectations(kind, value))


class _Reader:
    """Reads the atoms of one list."""

    def __init__(self, source: Source, start: int, line: Span, ids: Mapping[str, int]) -> None:
        self.source = source
        self.start = start
        self.line = line
        self.ids = ids

    def expectations(self, kind: Kind, value: str) -> Iterator[Expectation]:
        for literal, span in self.literals(value):
            atom = literal.atom
            if literal.sign != Sign.NoSign or atom.ast_type != ASTType.SymbolicAtom:
                hint = "write such as marina(h); what must not hold stands under forbid"
                raise self.source.error("only atoms can be expected", span, hint, code="R040")
            text = self.source.text[slice(*span)]
            yield Expectation(kind, text, self.patterns(atom.symbol, span), span)

    def literals(self, value: str) -> list[tuple[AST, Span]]:
        # clingo counts columns in bytes; a value that is not ASCII is no list of atoms anyway.
        found: list[AST] = []
        messages: list[str] = []
        text = ":- " + value.strip().rstrip(".")
        lead = len(value) - len(value.lstrip()) - _LEAD
        try:
            if not value.isascii() or ":-" in value or "%" in value:
                raise RuntimeError
            parse_string(f"{text}.", found.append, logger=lambda _, said: messages.append(said))
        except RuntimeError:
            span = self.line
            hint = "write them as in: marina(h), moored(s1, h)"
            raise self.source.error("these are no atoms", span, hint, code="R040") from None
        rules = [node for node in found if node.ast_type == ASTType.Rule]
        if len(rules) != 1:
            hint = "separate them by commas"
            raise self.source.error("these are no atoms", self.line, hint, code="R040")

        def place(node: AST) -> Span:
            begin, end = node.location.begin.column, node.location.end.column
            return self.start + lead + begin - 1, self.start + lead + end - 1

        return [(literal, place(literal)) for literal in rules[0].body]

    def patterns(self, symbol: AST, span: Span) -> tuple[Pattern, ...]:
        prefix = ""
        if symbol.ast_type == ASTType.UnaryOperation:
            symbol, prefix = symbol.argument, "-"
        if symbol.ast_type == ASTType.SymbolicTerm:
            return (Pattern(prefix + str(symbol.symbol), ()),)
        if symbol.ast_type != ASTType.Function:
            hint = "write one atom after the other"
            raise self.source.error("this is no atom", span, hint, code="R040")
        each = [self.meant(argument, span) for argument in symbol.arguments]
        return tuple(Pattern(prefix + symbol.name, chosen) for chosen in product(*each))

    def meant(self, term: AST, span: Span) -> list[Symbol | None]:
        """Return what an argument of an atom can be."""
        match term.ast_type:
            case ASTType.Variable if term.name == "_":
                return [None]
            case ASTType.SymbolicTerm:
                return [self.symbol(term.symbol)]
            case ASTType.UnaryOperation if str(term.argument).isdigit():
                return [Number(-int(str(term.argument)))]
            case ASTType.Interval:
                return list(self.run(term, span))
            case _:
                hint = "write an object's name, a run such as s1..s5, a number, a class, or _"
                message = f"{term} cannot be expected"
                raise self.source.error(message, span, hint, code="R040")

    def symbol(self, symbol: Symbol) -> Symbol:
        if symbol.type == SymbolType.Function and symbol.name in self.ids:
            return Number(self.ids[symbol.name])
        return symbol

    def run(self, term: AST, span: Span) -> Iterator[Symbol]:
        names = list(self.ids)
        first, last = str(term.left), str(term.right)
        if first.isdigit() and last.isdigit():
            yield from map(Number, range(int(first), int(last) + 1))
            return
        if first not in names or last not in names or names.index(first) > names.index(last):
            message = f"{first}..{last} is no run of objects"
            hint = "write a run of the scene's names, as in s1..s5"
            raise self.source.error(message, span, hint, code="R040")
        for name in names[names.index(first) : names.index(last) + 1]:
            yield Number(self.ids[name])
