"""What in rule files Prolog cannot run, refused by name and place before anything is solved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clingo.ast import AST, ASTType

from rune_lp.prolog.clauses import constants_of, parsed, rule_clauses
from rune_lp.prolog.program import indicator
from rune_lp.prolog.strata import unstratified
from rune_lp.prolog.terms import UntranslatableError
from rune_lp.rulefiles.nodes import node_span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rune_lp.errors import Fault
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.rulefiles.source import Source
    from rune_lp.rulefiles.statements import Statement

__all__ = ["statement_faults"]

_THROUGH = {"negation": "its negation", "counting": "a count"}


def statement_faults(statements: Iterable[Statement], library: RuleLibrary) -> Iterator[Fault]:
    """Yield what in statements of rule files Prolog cannot run, each with its place.

    Args:
        statements: Statements of the library that are to be run together.
        library: The library.
    """
    asp = [statement for statement in statements if statement.kind != "clause"]
    placed = [(library.file_of(one).source, one) for one in asp]
    nodes = [(source, node) for source, one in placed for node in _placed(source, one)]
    constants = constants_of(node for _, node in nodes)
    for source, node in nodes:
        if node.ast_type in (ASTType.Definition, ASTType.Defined):
            continue
        try:
            for _ in rule_clauses(node, constants):
                pass
        except UntranslatableError as error:
            span = node_span(source, error.node or node)
            yield source.fault(f"Prolog cannot run {error.message}", span, error.hint)
    for statement, literal in unstratified(asp):
        name = indicator(min(statement.defines))
        how = {"negation": "its negation", "counting": "a count"}.get(
            literal.through, "a condition"
        )
        message = f"Prolog cannot run {name}, which rests on itself through {how}"
        source = library.file_of(statement).source
        yield source.fault(message, literal.span, "ask with --solver clingo")


def _placed(source: Source, statement: Statement) -> list[AST]:
    """Return a statement parsed where it stands in its file."""
    start, end = statement.span
    # clingo counts columns in bytes.
    blank = re.sub(r"[^\n]", lambda found: " " * len(found[0].encode()), source.text[:start])
    return parsed(blank + source.text[start:end])
