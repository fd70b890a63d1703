"""What is legal in rule files, but hardly meant: what is unused, recursion that may not decide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rune_lp.rulefiles.dependencies import components, dependencies
from rune_lp.rulefiles.facts import FACTS
from rune_lp.rulefiles.sorts import sorts_said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from rune_lp.errors import Fault
    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.rulefile import RuleFile
    from rune_lp.rulefiles.sorts import Signatures
    from rune_lp.rulefiles.statements import Statement

__all__ = ["lint"]

_RECURSION = {
    "negation": ("R024", "its own negation", "break the circle: negate something that is settled"),
    "counting": ("R025", "a count of itself", "break the circle: count something that is settled"),
}


def lint(
    files: Sequence[RuleFile],
    library: Sequence[RuleFile],
    tested: set[Signature],
    sorts: Signatures,
) -> Iterator[Fault]:
    """Yield what looks unmeant in some files.

    Args:
        files: The files to look at.
        library: All files that are loaded, those among them.
        tested: The predicates that tests name.
        sorts: The sorts of the arguments of every predicate.

    >>> from rune_lp.rulefiles.rulefile import read_rule_file
    >>> from rune_lp.rulefiles.source import Source
    >>> file = read_rule_file(Source("a.lp", "p(X) :- near(X, Y), not q(X). q(X) :- p(X)."))
    >>> [fault.code for fault in lint([file], [file], set(), {})]
    ['R022', 'R024']
    """
    for file in files:
        yield from _unused(file, library, tested)
        for statement in file.rules:
            yield from _sorts(file, statement, sorts)
        yield from _singletons(file)
        yield from _repeated(file)
        yield from _recursion(file, library)
        yield from _choices(file)


def _unused(file: RuleFile, library: Iterable[RuleFile], tested: set[Signature]) -> Iterator[Fault]:
    everything = [rule for other in library for rule in other.rules]
    exported = {(block.predicate.name, block.predicate.arity) for block in file.doc_blocks}
    used = {literal.signature for rule in everything for literal in rule.literals()}
    used |= exported | tested | file.extends
    constants = {name for rule in everything for name in rule.constants}
    named: set[Signature] = set()
    for rule in file.rules:
        for head in rule.heads():
            opposite = (head.predicate.removeprefix("-"), len(head.arguments))
            if head.signature not in used | named and opposite not in exported:
                named.add(head.signature)
                message = f"nothing uses {head.predicate}/{len(head.arguments)}"
                hint = f'export it: %! {head.written}: "what it means"; or leave it out'
                yield file.source.fault(message, head.span, hint, code="R014")
        if rule.kind == "const" and rule.declares not in constants:
            message = f"nothing uses the constant {rule.declares}"
            yield file.source.fault(message, rule.span, "leave it out", code="R015")


def _sorts(file: RuleFile, statement: Statement, sorts: Signatures) -> Iterator[Fault]:
    for scope in statement.scopes:
        first: dict[str, str] = {}
        for name, sort, span in sorts_said(statement, scope, sorts):
            other = first.setdefault(name, sort)
            if other != sort:
                message = (
                    f"{name} is {_article(other)} elsewhere in this rule, and here {_article(sort)}"
                )
                hint = "use two variables"
                yield file.source.fault(message, span, hint, code="R021")
                break


def _article(sort: str) -> str:
    return f"an {sort}" if sort[0] in "aeiou" else f"a {sort}"


def _singletons(file: RuleFile) -> Iterator[Fault]:
    for rule in file.rules:
        for name in sorted(rule.singletons):
            start, end = rule.span
            match: re.Match[Any] | None = re.search(rf"\b{name}\b", file.source.code[start:end])
            span = (start + match.start(), start + match.end()) if match else rule.span
            message = f"{name} occurs once in this rule"
            hint = f"write _ if it may be anything, or _{name}"
            yield file.source.fault(message, span, hint, code="R022")


def _repeated(file: RuleFile) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for rule in file.rules:
        start, end = rule.span
        key = "".join(file.text[start:end].split())
        line = file.text.count("\n", 0, start) + 1
        if first.setdefault(key, line) != line:
            message = f"this is line {first[key]} again"
            yield file.source.fault(message, rule.span, "leave one out", code="R023")


def _recursion(file: RuleFile, library: Iterable[RuleFile]) -> Iterator[Fault]:
    found = dependencies(rule for other in library for rule in other.rules)
    edges: dict[Signature, list[Signature]] = {}
    for one in found:
        edges.setdefault(one.head, []).append(one.literal.signature)
    component = components(edges)
    own = {id(rule) for rule in file.rules}
    told: set[Signature] = set()
    for one in found:
        inside = component.get(one.literal.signature) == component[one.head]
        through = one.literal.through
        if id(one.statement) in own and inside and through in _RECURSION and one.head not in told:
            told.add(one.head)
            code, what, hint = _RECURSION[through]
            message = f"{one.head[0]}/{one.head[1]} depends on {what}, and may have no one model"
            yield file.source.fault(message, one.literal.span, hint, code=code)


def _choices(file: RuleFile) -> Iterator[Fault]:
    for rule in file.rules:
        if rule.guesses and rule.defines - FACTS.keys():
            start = rule.span[0]
            span = (start, start + len(rule.text.split(":-")[0].rstrip()))
            message = "a choice leaves several stable models, and then no image is decided"
            hint = "a rule decides for each object; a constraint may leave one choice"
            yield file.source.fault(message, span, hint, code="R026")
