"""Tests that stand in a rule file: a sketched scene, and what the rules make of it.

    %? scene: harbor h at 100 100 200x40; ship s1..s5 beside h
    %? expect: marina(h), moored(s1..s5, h)
    %? forbid: marina(s1)

A line with no key goes on where the line before it stopped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from clingo import Number, Symbol, SymbolType
from clingo.ast import AST, ASTType, Sign, parse_string

from rune_lp.authoring.sketch import Sketch, read_sketch
from rune_lp.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rune_lp.logic.syntax import Span
    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.source import Source

__all__ = ["Case", "Expectation", "Pattern", "read_cases"]

Kind: TypeAlias = Literal["expect", "forbid", "exactly"]

_KEY = re.compile(r"(scene|expect error|expect|forbid|exactly|test)\s*:")
_KEYLIKE = re.compile(r"([A-Za-z][\w ]*?)\s*:")
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
        name = atom.name if atom.positive else f"-{atom.name}"
        return (name, len(atom.arguments)) == self.signature and all(
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


@dataclass(frozen=True, slots=True)
class Case:
    """One test of a rule file.

    Attributes:
        title: What it is called, or nothing.
        line: The number of its first line.
        span: Its first line.
        sketch: The scene, or None for a test of the file itself.
        expectations: The atoms that it expects and forbids, in order.
        error: The code or a part of the message of the error that it expects, or None.
        scene: The text of its scene.
    """

    title: str
    line: int
    span: Span
    sketch: Sketch | None
    expectations: tuple[Expectation, ...] = ()
    error: str | None = None
    scene: str = ""


@dataclass(slots=True)
class _Entry:
    """A key of a test, its first line, and the part of the file that its value covers."""

    key: str
    line: Span
    start: int
    end: int


@dataclass(slots=True)
class _Draft:
    entries: list[_Entry] = field(default_factory=list)

    def has(self, key: str) -> bool:
        return any(entry.key == key for entry in self.entries)


def read_cases(source: Source) -> tuple[tuple[Case, ...], tuple[Fault, ...]]:
    r"""Return the tests that stand in a file, and the faults of those that cannot be read.

    >>> from rune_lp.rulefiles.source import Source
    >>> text = "%? scene: ship s1..s3 at 9 9 in a row of step 40\n%? expect: near(s1, s2..s3)\n"
    >>> (case,), faults = read_cases(Source("a.lp", text))
    >>> [len(expectation.patterns) for expectation in case.expectations], faults
    ([2], ())
    """
    faults: list[Fault] = []
    cases: list[Case] = []
    for draft in _drafts(source, faults):
        try:
            cases.append(_case(source, draft))
        except InputError as error:
            faults.append(error.fault)
    return tuple(cases), tuple(faults)


def _drafts(source: Source, faults: list[Fault]) -> list[_Draft]:
    drafts: list[_Draft] = []
    try:
        lines = source.comments("%?")
    except InputError:
        # Comments cannot be told from the rest, which whoever reads the file reports.
        return []
    for start, end in lines:
        text = source.text[start + 2 : end]
        match = _KEY.match(text.lstrip())
        if match is None:
            fault = _no_key(source, text, (start, end), bool(drafts))
            if fault is None:
                drafts[-1].entries[-1].end = end
            else:
                faults.append(fault)
            continue
        key = match[1]
        value = start + 2 + len(text) - len(text.lstrip()) + match.end()
        if _begins(key, drafts):
            drafts.append(_Draft())
        drafts[-1].entries.append(_Entry(key, (start, end), value, end))
    return drafts


def _begins(key: str, drafts: Sequence[_Draft]) -> bool:
    if not drafts or key == "test":
        return True
    if key == "scene":
        return any(entry.key != "test" for entry in drafts[-1].entries)
    return False


def _no_key(source: Source, text: str, span: Span, continues: bool) -> Fault | None:
    if match := _KEYLIKE.match(text.lstrip()):
        hint = "known here: test, scene, expect, forbid, exactly, expect error"
        return source.fault(f"unknown test key {match[1]!r}", span, hint, code="R040")
    if continues:
        return None
    hint = "begin it with %? scene: …"
    return source.fault("this test line belongs to no test", span, hint, code="R040")


def _case(source: Source, draft: _Draft) -> Case:
    first = draft.entries[0].line
    title, error, scene = "", None, ""
    sketch: Sketch | None = None
    expectations: list[Expectation] = []
    if not draft.has("scene") and not all(e.key in ("test", "expect error") for e in draft.entries):
        raise source.error("this test has no scene", first, "write %? scene: …", code="R040")
    for entry in draft.entries:
        value = _value(source, entry)
        match entry.key:
            case "test":
                title = " ".join(value.split())
            case "scene":
                scene = " ".join(value.split())
                sketch = read_sketch(source, value, entry.start, title or "scene")
            case "expect error":
                if not value.strip():
                    hint = "write a code such as R001, or a part of the message"
                    raise source.error("which error?", entry.line, hint, code="R040")
                error = " ".join(value.split())
            case kind:
                reader = _Atoms(source, entry, sketch)
                expectations += reader.expectations(cast("Kind", kind), value)
    if error is None and not expectations:
        hint = "add %? expect: … or %? forbid: …"
        raise source.error("this test expects nothing", first, hint, code="R040")
    if error is not None and expectations:
        hint = "make it two tests"
        raise source.error("a test of an error has no atoms", first, hint, code="R040")
    line = source.text.count("\n", 0, first[0]) + 1
    return Case(title, line, first, sketch, tuple(expectations), error, scene)


def _value(source: Source, entry: _Entry) -> str:
    """Return an entry's value as long as it is in the file, without the marks of its lines."""
    text = source.text[entry.start : entry.end]
    return re.sub(r"\n[ \t]*%\?", lambda match: " " * len(match[0]), text)


class _Atoms:
    """Reads the atoms of one entry; clingo parses them."""

    def __init__(self, source: Source, entry: _Entry, sketch: Sketch | None) -> None:
        self.source = source
        self.entry = entry
        self.ids = dict(sketch.ids) if sketch else {}

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
            span = self.entry.line
            hint = "write them as in: marina(h), moored(s1, h)"
            raise self.source.error("these are no atoms", span, hint, code="R040") from None
        rules = [node for node in found if node.ast_type == ASTType.Rule]
        if len(rules) != 1:
            hint = "separate them by commas"
            raise self.source.error("these are no atoms", self.entry.line, hint, code="R040")

        def place(node: AST) -> Span:
            begin, end = node.location.begin.column, node.location.end.column
            return self.entry.start + lead + begin - 1, self.entry.start + lead + end - 1

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
