"""Rules of answer set programs as Prolog clauses, or what in them Prolog cannot run.

What can be run is a stratified normal program: rules with one atom in the head, and constraints.
Aggregates, conditional literals, pools, intervals, arithmetic and `#const` may stand in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clingo.ast import AST, ASTType, Sign, parse_string

from rune_lp.prolog.bodies import body_goals, items_of
from rune_lp.prolog.builtins import BUILT_IN
from rune_lp.prolog.literals import atom_term, positive
from rune_lp.prolog.terms import Scope, UntranslatableError, variable, variables_of
from rune_lp.rulefiles.nodes import descendants

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rune_lp.rulefiles.facts import Signature

__all__ = ["NO_MODEL", "Rule", "constants_of", "parsed", "rule_clauses"]

NO_MODEL = "no_model"
"""The predicate that is true where a constraint is violated."""

_HEADS = {
    ASTType.Aggregate: ("a choice", "a choice has several answers: write rules that have one"),
    ASTType.Disjunction: ("a disjunction", "write a rule for each case that excludes the others"),
    ASTType.HeadAggregate: ("an aggregate in the head", "write rules that define one answer"),
    ASTType.TheoryAtom: ("a theory atom", "define it by rules"),
}
_WIDTH = 96
_TOKEN = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\b([A-Z]\w*)""")
"""A quoted text, or a variable."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One clause.

    Attributes:
        defines: The predicate of its head.
        head: The head.
        goals: The body.
        node: Where it comes from in clingo's syntax tree.
    """

    defines: Signature
    head: str
    goals: tuple[str, ...]
    node: AST

    @property
    def text(self) -> str:
        """The clause, on one line if it fits."""
        return self.written(single=False)

    def written(self, *, single: bool) -> str:
        """Return the clause, on one line if it fits.

        Args:
            single: Whether to be content with one proof.
        """
        if not self.goals:
            return f"{self.head}."
        opening, closing = ("once((", "))") if single and len(self.goals) > 1 else ("", "")
        if single and len(self.goals) == 1:
            opening, closing = "once(", ")"
        line = f"{self.head} :- {opening}{', '.join(self.goals)}{closing}."
        if len(line) > _WIDTH:
            inside = ",\n    ".join(self.goals)
            line = f"{self.head} :-\n    {opening}{inside}{closing}."
        return _anonymous(line)


def _anonymous(clause: str) -> str:
    """Return a clause with an underscore before each variable that occurs once.

    >>> _anonymous('p(X) :- near(X, Y), q("A").')
    'p(X) :- near(X, _Y), q("A").'
    """
    names = [name for name in _TOKEN.findall(clause) if name]
    single = {name for name in names if names.count(name) == 1}
    return _TOKEN.sub(lambda found: f"_{found[0]}" if found[1] in single else found[0], clause)


def parsed(text: str) -> list[AST]:
    """Return the statements of a text that clingo has parsed before, without its comments."""
    nodes: list[AST] = []
    parse_string(text, nodes.append)
    left_out = (ASTType.Comment, ASTType.Program)
    return [node for node in nodes if node.ast_type not in left_out]


def constants_of(nodes: Iterable[AST]) -> dict[str, AST]:
    """Return the terms that `#const` statements give names to."""
    return {node.name: node.value for node in nodes if node.ast_type == ASTType.Definition}


def rule_clauses(node: AST, constants: Mapping[str, AST]) -> Iterator[Rule]:
    r"""Yield the clauses of a rule, one for each combination of its pools' members.

    Args:
        node: A rule in clingo's syntax tree.
        constants: What `#const` gives names to.

    Raises:
        UntranslatableError: Prolog cannot run it.

    >>> (node,) = parsed("big(X) :- not far(X, Y), X != Y, class(Y, (ship; boat)), class(X, dock).")
    >>> for rule in rule_clauses(node, {}):
    ...     print(rule.text)
    big(X) :- class(X, dock), class(Y, ship), \+ far(X, Y), X \== Y.
    big(X) :- class(X, dock), class(Y, boat), \+ far(X, Y), X \== Y.
    >>> (node,) = parsed("many(H, N) :- class(H, dock), N = #count { S : near(S, H) }, N > 2*k.")
    >>> print(next(rule_clauses(node, constants_of(parsed("#const k = 3.")))).text)
    many(H, N) :- class(H, dock), aggregate_all(count, S, near(S, H), N), N > 2 * 3.
    """
    if node.ast_type != ASTType.Rule:
        raise UntranslatableError(f"the statement {node}", node, "define predicates by rules")
    for each in node.unpool():
        yield _clause(each, constants)


def _clause(node: AST, constants: Mapping[str, AST]) -> Rule:
    scope = Scope(constants, frozenset(map(variable, variables_of(node))))
    shared = frozenset(
        below.name
        for kind, below, is_global in descendants(node)
        if kind == ASTType.Variable and is_global and below.name != "_"
    )
    head = node.head
    if head.ast_type in _HEADS:
        what, hint = _HEADS[head.ast_type]
        raise UntranslatableError(what, head, hint)
    atom = head.atom
    if atom.ast_type == ASTType.BooleanConstant and not atom.value:
        goals, _ = body_goals(items_of(node.body, shared), scope, frozenset())
        return Rule((NO_MODEL, 0), NO_MODEL, tuple(goals), node)
    if atom.ast_type != ASTType.SymbolicAtom or head.sign != Sign.NoSign:
        raise UntranslatableError(f"the head {head}", head, "give the rule one atom as its head")
    symbol = positive(atom.symbol)
    signature = (symbol.name, len(symbol.arguments))
    if signature in BUILT_IN:
        message = f"{signature[0]}/{signature[1]}, which is built into Prolog"
        raise UntranslatableError(message, head, "give the predicate another name")
    items = list(items_of(node.body, shared))
    goals, bound = body_goals(items, scope, frozenset(), variables_of(head))
    term = atom_term(symbol, scope, bound)
    if term is None:
        raise UntranslatableError(f"the head {head}", head, "bind its variables in the body")
    return Rule(signature, term.text, (*goals, *term.before), node)
