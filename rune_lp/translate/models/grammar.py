"""The grammar of what may be decoded: the language's one grammar, narrowed to a vocabulary.

The connectives, their precedence and every spelling are read from `logic/grammar.lark`. What a
context-free grammar of one vocabulary can know besides is added by indices on the rules:

- the *scope*, how many variables are bound. Variables are named by level (`naming.py`), so scope 2
  means that x and y are bound, and an atom can name no other variable;
- the *room*, how much deeper it may nest. Every reference back up the grammar costs one;
- the dimension and the unit of a comparison: lengths are compared with lengths, in one unit.

Spelling and spacing are those of the printed form. So whatever is decoded parses, type-checks, and
stays within the limits of nesting and of the solver's integers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from rune_lp.logic.check import MAX_DOUBLINGS
from rune_lp.logic.parse import grammar_text
from rune_lp.quantities import COUNT, DIMENSIONS, Dimension
from rune_lp.translate.models.naming import POOL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rune_lp.vocabulary import Vocabulary

__all__ = ["FormulaGrammar", "formula_grammar"]

ROOM = MAX_DOUBLINGS
"""How deeply a formula may nest; so equivalences and exact counts stay within their limit too."""

_SPACED = frozenset({"_and", "_or", "_implies", "_iff"})
"""The signs that are printed between spaces."""

_DIGITS = {1: (7, 0), 10: (6, 1), 100: (3, 2), 1000: (2, 3)}
"""Most digits before and after the point by steps per 1: so small that the numbers and factors of
four summands, made whole, stay within the solver's integers."""


@dataclass(frozen=True, slots=True)
class FormulaGrammar:
    """The sentences of one vocabulary, as rules without recursion.

    Attributes:
        start: The name of the rule to start from.
        rules: The body of each rule by its name, in the notation that Lark and GBNF share:
            strings, names, `|`, `?`, `*` and brackets.
        terminals: The same of the terminals, whose names are in capitals.
    """

    start: str
    rules: Mapping[str, str]
    terminals: Mapping[str, str]

    def lark(self) -> str:
        """Return the grammar as Lark and llguidance read it."""
        bodies = {"start": self.start, **self.rules, **self.terminals}
        return "\n".join(f"{name}: {body}" for name, body in bodies.items())

    def gbnf(self) -> str:
        """Return the grammar as llama.cpp and vLLM read it: small letters, dashes, `::=`."""
        bodies = {"root": self.start, **self.rules, **self.terminals}
        return "\n".join(f"{_dashed(name)} ::= {_dashed(body)}" for name, body in bodies.items())


def formula_grammar(vocabulary: Vocabulary, room: int = ROOM) -> FormulaGrammar:
    """Return the grammar of the sentences that a vocabulary can say.

    Args:
        vocabulary: Its canonical names may be used; one that the language cannot spell, as a rule
            file may have it, is left out.
        room: How deeply a formula may nest, 0..`ROOM`.

    >>> from rune_lp.vocabulary import Vocabulary
    >>> grammar = formula_grammar(Vocabulary.of(["ship", "harbor"]))
    >>> grammar.rules["conjunction_2_0"]
    'unary_2_0 ( " & " unary_2_0 ) *'
    >>> grammar.rules["object_2"], grammar.terminals["NAME_3"]
    ('"x" | "y"', '"between"')
    """
    narrowed = _Narrowed(vocabulary)
    start = narrowed.rule("_formula", 0, room)
    return FormulaGrammar(start or "", narrowed.rules, {**narrowed.names, **_numbers()})


class _Narrowed:
    """The rules made so far, and the terminals of the names they may use."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.rules: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.arities: dict[str, list[int]] = {}
        legal = re.compile(_definitions()["NAME"].removeprefix("/").removesuffix("/i"))
        predicates = [entry for entry in vocabulary.predicates.values() if entry.arity]
        named = [("NAME", entry.arity, entry.name) for entry in predicates]
        attributes = vocabulary.attributes.values()
        named += [(entry.dimension.upper(), entry.arity, entry.name) for entry in attributes]
        for kind, arity, name in sorted(entry for entry in named if legal.fullmatch(entry[2])):
            terminal = f"{kind}_{arity}"
            before = self.names.get(terminal)
            self.names[terminal] = f'{before} | "{name}"' if before else f'"{name}"'
            if not before:
                self.arities.setdefault(kind, []).append(arity)

    def add(self, name: str, alternatives: Iterable[str]) -> str | None:
        """Add a rule and return its name, or None if it has no alternatives."""
        body = " | ".join(alternatives)
        if not body:
            return None
        self.rules[name] = body
        return name

    def rule(self, name: str, scope: int, room: int) -> str | None:
        """Return the name of a rule's copy for a scope and a room, or None if nothing fits."""
        copied = f"{name.lstrip('_')}_{scope}_{room}"
        if room < 0 or copied in self.rules:
            return copied if room >= 0 else None
        match name:
            case "_formula":
                return self.add(copied, self.formula(scope, room))
            case "application":
                return self.add(copied, self.applied("NAME", scope))
            case "comparison":
                return self.add(copied, self.comparisons(scope, room))
            case "quantified":
                # In its place it is printed in brackets, so that its end is seen.
                return None
            case _:
                return self.add(copied, self.copies(name, scope, room))

    def copies(self, name: str, scope: int, room: int) -> Iterable[str]:
        """Yield the alternatives of a rule of the language that names nothing."""
        for symbols in _alternatives(name):
            parts = [self.symbol(symbol, name, scope, room) for symbol in symbols]
            if None not in parts:
                yield " ".join(filter(None, parts))

    def symbol(self, symbol: str, within: str, scope: int, room: int) -> str | None:
        if symbol not in _definitions():
            return symbol
        if _is_spelled(symbol):
            return f'"{_spelling(symbol)}"'
        order = list(_definitions())
        back = order.index(symbol) <= order.index(within)
        return self.rule(symbol, scope, room - back)

    def formula(self, scope: int, room: int) -> Iterable[str]:
        yield from filter(None, [self.rule("equivalence", scope, room)])
        for bound in range(1, len(POOL) - scope + 1):
            body = self.rule("_formula", scope + bound, room - 1)
            if body is None:
                return
            variables = " ".join(POOL[scope : scope + bound])
            exists, forall = _spelling("exists"), _spelling("forall")
            yield f'( "{exists}" | "{forall}" ) " {variables}. " {body}'
            if bound == 1:
                yield f'"{exists}" ( {_comparators("")} ) NUMBER_1 " {variables}. " {body}'

    def applied(self, kind: str, scope: int) -> Iterable[str]:
        """Yield the names of a kind with as many objects in scope as they take."""
        if scope:
            self.add(f"object_{scope}", (f'"{variable}"' for variable in POOL[:scope]))
        for arity in self.arities.get(kind, ()):
            if not arity:
                yield f"{kind}_0"
            elif scope:
                objects = ' ", " '.join([f"object_{scope}"] * arity)
                yield f'{kind}_{arity} "(" {objects} ")"'

    def comparisons(self, scope: int, room: int) -> Iterable[str]:
        if scope:
            objects = self.add(f"object_{scope}", (f'"{variable}"' for variable in POOL[:scope]))
            signs = f'" {_spelling("equal")} " | " {_spelling("unequal")} "'
            yield f"{objects} ( {signs} ) {objects}"
        for dimension in DIMENSIONS.values():
            # Only counts have a formula inside, and so need to know the room.
            place = f"{scope}_{room}" if dimension is COUNT else str(scope)
            name = f"measured_{dimension.name}_{place}"
            measured = self.add(name, self.measured(dimension, scope, room))
            for unit in dimension.units or (None,) if measured else ():
                number = f"NUMBER_{dimension.steps}"
                quantity = f'{number} ( " {unit}" ) ?' if unit else number
                name = f"summand_{unit or dimension.name}_{place}"
                summand = self.add(name, (quantity, f'{number} " * " {measured}', f"{measured}"))
                more = f'( ( " + " | " - " ) {summand} ) ?'
                yield f"{measured} {more} ( {_comparators(' ')} ) {summand} {more}"

    def measured(self, dimension: Dimension, scope: int, room: int) -> Iterable[str]:
        """Yield what has a number of a dimension: an attribute, or a count of objects."""
        if dimension is not COUNT:
            yield from self.applied(dimension.name.upper(), scope)
        elif scope < len(POOL):
            body = self.rule("_formula", scope + 1, room - 1)
            if body:
                word = _alternatives("count")[0][0].removesuffix("i").strip('"')
                yield f'"{word}({POOL[scope]}: " {body} ")"'


def _numbers() -> dict[str, str]:
    """Return the terminals of the numbers, by steps per 1."""
    digits = '"0" | ' + (nonzero := " | ".join(f'"{digit}"' for digit in range(1, 10)))
    terminals = {"DIGIT": digits, "NONZERO": nonzero}
    for steps, (before, after) in _DIGITS.items():
        whole = f'( "0" | NONZERO {"DIGIT ? " * (before - 1)})'
        fraction = f' ( "." DIGIT {"DIGIT ? " * (after - 1)}) ?' if after else ""
        terminals[f"NUMBER_{steps}"] = whole + fraction
    return terminals


def _comparators(space: str) -> str:
    signs = (_spelling(name) for (name,) in _alternatives("comparator"))
    return " | ".join(f'"{space}{sign}{space}"' for sign in signs)


def _dashed(text: str) -> str:
    """Return rule names in small letters and dashes; strings stay."""
    parts = re.split(r'("[^"]*")', text)
    return "".join(
        part if position % 2 else part.lower().replace("_", "-")
        for position, part in enumerate(parts)
    )


@cache
def _definitions() -> dict[str, str]:
    """Return the bodies of the language's rules by name, in file order."""
    text = re.sub(r"^//.*$", "", grammar_text(), flags=re.MULTILINE)
    found = re.findall(r"^\??(\w+):((?:.|\n[ \t]+)*)", text, flags=re.MULTILINE)
    return {name: " ".join(body.split()) for name, body in found}


@cache
def _alternatives(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the alternatives of one of the language's rules, each as its symbols."""
    alternatives: list[list[str]] = [[]]
    for symbol in re.findall(r'"[^"]*"i?|\w+|\S', _definitions()[name]):
        if symbol == "|":
            alternatives.append([])
        else:
            alternatives[-1].append(symbol)
    return tuple(map(tuple, alternatives))


def _is_spelled(name: str) -> bool:
    """Say whether a rule only lists the spellings of a word or a sign."""
    return all(len(symbols) == 1 and symbols[0][0] == '"' for symbols in _alternatives(name))


def _spelling(name: str) -> str:
    """Return the first, the printed, spelling of a word or sign of the language."""
    sign = _alternatives(name)[0][0].removesuffix("i").strip('"')
    return f" {sign} " if name in _SPACED else sign
