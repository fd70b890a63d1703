"""Programs as SWI-Prolog runs them: tabled clauses, over the facts of an image."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from clingo.ast import ASTType

from rune_lp.asp.program import SATISFIED, WITNESS
from rune_lp.prolog.clauses import NO_MODEL, constants_of, parsed, rule_clauses
from rune_lp.prolog.strata import recursive
from rune_lp.prolog.terms import quoted

if TYPE_CHECKING:
    from clingo.ast import AST

    from rune_lp.asp.solver import Program
    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.statements import Statement

__all__ = ["Clauses", "clauses_of", "indicator"]


_UNTABLED = frozenset({(SATISFIED, 0), (NO_MODEL, 0)})
"""What is asked for once, and one proof is enough of."""


@dataclass(frozen=True, slots=True)
class Clauses:
    """A program in Prolog.

    Attributes:
        tables: The predicates that are tabled: each is computed once, recursion included.
        text: The clauses, those of one predicate together, each with its formula in a comment.
        facts: The fact predicates that an image may have none of.
        constrained: Whether `no_model` is among the predicates.
    """

    tables: tuple[Signature, ...]
    text: str
    facts: tuple[Signature, ...]
    constrained: bool

    @property
    def directives(self) -> list[str]:
        """The directives that declare the tables."""
        return [f":- table {indicator(signature)}." for signature in self.tables]


def indicator(signature: Signature) -> str:
    """Return a predicate's name and number of arguments as Prolog writes them.

    >>> indicator(("near", 2))
    'near/2'
    """
    return f"{quoted(signature[0])}/{signature[1]}"


@lru_cache(maxsize=64)
def clauses_of(program: Program) -> Clauses:
    r"""Return a program in Prolog.

    Raises:
        UntranslatableError: It has a rule that Prolog cannot run.

    >>> from rune_lp.asp.solver import Program
    >>> rules = ("% s(X): …\ns(X) :- near(X, Y), class(Y, dock).", "satisfied :- not s(3).")
    >>> program = clauses_of(Program(rules, (), frozenset({("near", 2)})))
    >>> print(*program.directives, program.text, sep="\n")
    :- table s/1.
    % s(X): …
    s(X) :- near(X, Y), class(Y, dock).
    satisfied :- \+ s(3).
    """
    nodes = [node for statement in program.library for node in _nodes(statement)]
    constants = constants_of(nodes)
    blocks = [(_comment(text), parsed(text)) for text in program.rules]
    blocks[:0] = [("", [node]) for node in nodes]
    rules = [
        (comment, rule)
        for comment, statements in blocks
        for node in statements
        if node.ast_type == ASTType.Rule
        for rule in rule_clauses(node, constants)
    ]
    circular = recursive(program.library)
    grouped: dict[Signature, list[str]] = {}
    for comment, rule in rules:
        lines = grouped.setdefault(rule.defines, [])
        if comment and not lines:
            lines.append(comment)
        single = not rule.defines[1] and rule.defines not in circular | _UNTABLED
        lines.append(rule.written(single=single))
    for statement in program.library:
        if statement.kind == "clause":
            (defined,) = statement.defines
            grouped.setdefault(defined, []).append(statement.text)
    own = {rule.defines for _, rule in rules}
    tabled = own - _UNTABLED
    return Clauses(
        tuple(sorted(signature for signature in tabled if signature[0] != WITNESS)),
        "\n".join(line for lines in grouped.values() for line in lines),
        tuple(sorted(program.facts - set(grouped))),
        (NO_MODEL, 0) in own,
    )


def _nodes(statement: Statement) -> list[AST]:
    return [] if statement.kind == "clause" else parsed(statement.text)


def _comment(text: str) -> str:
    """Return the comment lines that a compiled rule begins with."""
    return "\n".join(line for line in text.split("\n") if line.startswith("%"))
