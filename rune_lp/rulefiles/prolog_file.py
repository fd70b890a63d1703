"""Rule files in Prolog: read by SWI-Prolog's own parser, term by term, and never loaded to do so.

`reader.pl` says what stands in a file; here it becomes the same `RuleFile` that a clingo program
is, so that vocabulary, checks and conditioned facts need not know which language a rule is in.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from rune_lp.errors import Fault, InputError, Place
from rune_lp.rulefiles.blocks import ClassBlock, DocBlock, ExtendsBlock, read_blocks
from rune_lp.rulefiles.prolog_allowed import ALLOWED, LIBRARIES, SCRIPT_HINT
from rune_lp.rulefiles.rulefile import RuleFile
from rune_lp.rulefiles.statements import BodyLiteral, Scope, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rune_lp.logic.syntax import Span
    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.source import Source
    from rune_lp.rulefiles.statements import Argument

__all__ = ["Finding", "examine_prolog_file", "findings", "goal_faults"]

_READER = Path(__file__).with_name("reader.pl")
_SECONDS = 30
"""How long reading one file may take."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What `reader.pl` finds: its kind, where it is, and what else is said of it."""

    kind: str
    span: Span
    rest: tuple[str, ...]

    @property
    def signature(self) -> Signature:
        """The predicate of a `table` or `builtin`."""
        return self.rest[-2], int(self.rest[-1])


def findings(text: str, path: str) -> list[Finding]:
    """Return what stands in a Prolog text, in its order.

    Args:
        text: The text.
        path: What to call it.

    Raises:
        InputError: There is no SWI-Prolog to read it, or it does not come to an end.
    """
    program = shutil.which("swipl")
    if program is None:
        hint = "apt-get install swi-prolog-nox"
        message = "a Prolog rule file needs SWI-Prolog, which is not installed"
        raise InputError(Fault(message, Place(path), hint, code="R007"))
    try:
        done = subprocess.run(  # noqa: S603 - the user's own swipl, and a file of this package
            [program, "-f", "none", str(_READER)],
            input=text.encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        message = f"SWI-Prolog has not read this in {_SECONDS} s"
        raise InputError(Fault(message, Place(path), code="R007")) from None
    found = []
    for line in done.stdout.decode().splitlines():
        kind, start, end, *rest = line.split("\t")
        found.append(Finding(kind, (int(start), int(end)), tuple(rest)))
    return found


def examine_prolog_file(
    source: Source, *, allow_scripts: bool = False
) -> tuple[RuleFile, tuple[Fault, ...]]:
    """Return what can be read of a Prolog rule file, and all faults of the rest.

    Args:
        source: The path and the text.
        allow_scripts: Whether its goals may be any of SWI-Prolog's, those that run programs or
            write files included.
    """
    found = findings(source.text, source.path)
    faults = list(goal_faults(source, found, allow_scripts=allow_scripts))
    blocks, unread = read_blocks(source, list(_doc_lines(source, found)))
    faults += unread
    file = RuleFile(
        source,
        tuple(_clauses(source, found)),
        tuple(block for block in blocks if isinstance(block, DocBlock)),
        tuple(block for block in blocks if isinstance(block, ClassBlock)),
        tuple(block for block in blocks if isinstance(block, ExtendsBlock)),
    )
    return file, tuple(faults or file.faults())


def goal_faults(
    source: Source, found: Iterable[Finding], *, allow_scripts: bool
) -> Iterator[Fault]:
    """Yield what may not stand in a rule file, or in a goal."""
    for one in found:
        match one.kind:
            case "error":
                message = one.rest[0].replace("_", " ").replace("end of file", "unexpected end")
                hint = "end each clause with a full stop"
                yield source.fault(f"SWI-Prolog cannot read this: {message}", one.span, hint)
            case "refused" if not allow_scripts or "module" not in one.rest[0]:
                message = f"{one.rest[0]} is not allowed in a rule file"
                hint = "write clauses, and :- table, :- dynamic or :- discontiguous"
                if one.rest[0].startswith("a clause for"):
                    hint = "it is SWI-Prolog's: give the predicate another name"
                yield source.fault(message, one.span, hint, code="R006")
            case "library" if one.rest[0] not in LIBRARIES and not allow_scripts:
                message = f"library({one.rest[0]}) is not allowed in a rule file"
                yield source.fault(message, one.span, SCRIPT_HINT, code="R004")
            case "builtin" if not allow_scripts and one.signature not in ALLOWED:
                message = f"{one.rest[0]}/{one.rest[1]} is not allowed in a rule file"
                yield source.fault(message, one.span, SCRIPT_HINT, code="R004")


def _doc_lines(source: Source, found: Iterable[Finding]) -> Iterator[Span]:
    """Yield where the `%!` comments are; SWI-Prolog gives lines of comments together."""
    for one in found:
        start, end = one.span
        text = source.text[start:end]
        if one.kind == "comment" and not text.startswith("/*"):
            for line in text.split("\n"):
                if line.lstrip().startswith("%!"):
                    begin = start + len(line) - len(line.lstrip())
                    yield begin, start + len(line)
                start += len(line) + 1


def _clauses(source: Source, found: Iterable[Finding]) -> Iterator[Statement]:
    tabled: set[Signature] = set()
    parts: list[Finding] = []
    for one in (*found, None):
        if one is None or one.kind in ("clause", "refused", "error"):
            if parts:
                yield _statement(source, parts, tabled)
            parts = [one] if one is not None and one.kind == "clause" else []
        elif one.kind == "table":
            tabled.add(one.signature)
        elif parts:
            parts.append(one)


def _statement(source: Source, parts: list[Finding], tabled: set[Signature]) -> Statement:
    """Return a clause; that of a tabled predicate which comes first brings the directive."""
    clause, *goals = parts
    head_start, head_end, name, arguments, variables = clause.rest
    # A cut keeps what came first, and so what comes later says nothing of which facts matter.
    cut = any(goal.kind == "cut" for goal in goals)
    head = BodyLiteral(name, _arguments(arguments, cut=cut), True, (int(head_start), int(head_end)))
    scopes = _Scopes(cut)
    for goal in goals:
        if goal.kind == "goal":
            scopes.add(goal)
    start, end = clause.span
    text = source.text[start:end].rstrip()
    signature = head.signature
    if signature in tabled:
        tabled.discard(signature)
        text = f":- table {name}/{len(head.arguments)}.\n{text}"
    return Statement(
        "clause",
        text,
        (start, start + len(source.text[start:end].rstrip())),
        (Scope((head,), tuple(scopes.body)), *scopes.inner()),
        frozenset(variables.split(",")),
    )


@dataclass(slots=True)
class _Scopes:
    """The goals of a clause: those that must all hold, and those within others.

    A goal within `findall`, a negation or a case has a scope of its own, whose goals must all hold
    for it to matter, and with them those of the body that were called before.
    """

    cut: bool
    body: list[BodyLiteral] = field(default_factory=list)
    nested: dict[int, list[BodyLiteral]] = field(default_factory=dict)

    def add(self, goal: Finding) -> None:
        """Take a goal in the order of the clause."""
        number, name, arguments = int(goal.rest[0]), goal.rest[1], goal.rest[2]
        literal = BodyLiteral(name, _arguments(arguments, cut=self.cut), True, goal.span)
        if number == 0:
            self.body.append(literal)
        else:
            before = [_renamed(one, number) for one in self.body]
            self.nested.setdefault(number, before).append(_renamed(literal, number))

    def inner(self) -> Iterator[Scope]:
        """Yield the scopes within."""
        for literals in self.nested.values():
            yield Scope((), tuple(literals))


def _renamed(literal: BodyLiteral, number: int) -> BodyLiteral:
    """Return a literal whose variables are those of a scope: later goals say nothing of them."""
    arguments = tuple(f"{a}@{number}" if isinstance(a, str) else a for a in literal.arguments)
    return BodyLiteral(literal.predicate, arguments, literal.certain, literal.span, "counting")


def _arguments(text: str, *, cut: bool) -> tuple[Argument, ...]:
    if not text:
        return ()
    return tuple(_argument(part, cut=cut) for part in text.split(","))


def _argument(text: str, *, cut: bool) -> Argument:
    if text.startswith("="):
        return frozenset({text[1:]})
    return None if cut or text in ("?", "_") else text
