"""A rule's body, literal by literal, in an order in which each binds its variables in turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clingo.ast import AST, ASTType, ComparisonOperator, Sign, parse_string

from rune_lp.rulefiles.nodes import descendants

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rune_lp.rulefiles.facts import Signature

__all__ = ["Derivable", "Part", "constraints", "derivables", "in_order", "parts_of", "variables_of"]


@dataclass(frozen=True, slots=True)
class Part:
    """A literal of a body, and what it has to do with the global variables.

    Attributes:
        node: The literal.
        variables: The global variables in it.
        binds: Those that it gives a value whatever else is known: arguments of a positive atom.
        assigns: Those that it gives a value if all others have one: a side of an equation.
    """

    node: AST
    variables: frozenset[str]
    binds: frozenset[str] = frozenset()
    assigns: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """The literal as clingo reads it."""
        return str(self.node)

    def ready(self, bound: frozenset[str]) -> bool:
        """Return whether it can be decided, or gives values, where these variables have one."""
        missing = self.variables - self.binds - bound
        return not missing or (len(missing) == 1 and missing <= self.assigns)


@dataclass(frozen=True, slots=True)
class Derivable:
    """An atom in the head of a rule, and the body under which it is derived.

    Attributes:
        signature: Its predicate and number of arguments.
        arguments: Its arguments.
        body: The rule's body, and the condition of the atom in the head.
        variables: The variables that are global in the rule, or in that condition.
    """

    signature: Signature
    arguments: tuple[AST, ...]
    body: tuple[AST, ...]
    variables: frozenset[str]


def derivables(rule: str) -> tuple[Derivable, ...]:
    """Return what a rule can derive.

    >>> [one.signature for one in derivables("a(X) ; b :- c(X).")]
    [('a', 1), ('b', 0)]
    """
    nodes: list[AST] = []
    parse_string(rule, nodes.append)
    return tuple(
        found for node in nodes if node.ast_type == ASTType.Rule for found in _derivables(node)
    )


def constraints(rule: str) -> tuple[Derivable, ...]:
    """Return the body of a constraint `:- body.`, as of an atom without name; else none.

    >>> [len(one.body) for one in constraints(":- p(X), q(X).")], constraints("not p :- q.")
    ([2], ())
    """
    nodes: list[AST] = []
    parse_string(rule, nodes.append)
    found = []
    for node in nodes:
        if node.ast_type == ASTType.Rule and str(node.head) == "#false":
            variables = frozenset[str]().union(*map(_globals, node.body))
            found.append(Derivable(("", 0), (), tuple(node.body), variables))
    return tuple(found)


def _derivables(rule: AST) -> Iterator[Derivable]:
    body = tuple(rule.body)
    heads = [rule.head]
    if rule.head.ast_type != ASTType.Literal:
        heads = list(rule.head.elements)
    for head in heads:
        conditional = head
        if head.ast_type == ASTType.HeadAggregateElement:
            conditional = head.condition
        literal, condition = conditional, ()
        if conditional.ast_type == ASTType.ConditionalLiteral:
            literal, condition = conditional.literal, tuple(conditional.condition)
        if literal.sign != Sign.NoSign or literal.atom.ast_type != ASTType.SymbolicAtom:
            continue
        whole = (literal, *condition, *body)
        variables = frozenset().union(*map(_globals, whole))
        for symbol, prefix in _atoms(literal.atom.symbol):
            name = symbol.name if symbol.ast_type == ASTType.Function else str(symbol)
            arguments = _arguments(symbol)
            signature = (prefix + name, len(arguments))
            yield Derivable(signature, arguments, (*condition, *body), variables)


def _atoms(symbol: AST) -> list[tuple[AST, str]]:
    prefix = ""
    if symbol.ast_type == ASTType.UnaryOperation:
        symbol, prefix = symbol.argument, "-"
    pool = symbol.arguments if symbol.ast_type == ASTType.Pool else [symbol]
    return [(atom, prefix) for atom in pool]


def parts_of(literals: Sequence[AST], variables: frozenset[str]) -> tuple[Part, ...]:
    """Return the parts of a body or a condition.

    Args:
        literals: Its literals.
        variables: The variables that are global to it; those in elements of aggregates alone
            are not.
    """
    return tuple(_part(literal, variables) for literal in literals)


def in_order(parts: Sequence[Part], bound: frozenset[str]) -> tuple[Part, ...]:
    """Return the parts as they stand, but each after those that bind what it needs.

    >>> (rule,) = derivables("p(X) :- A > 3, N = #count { Y : q(X, Y) }, area(X, A), N > 1.")
    >>> [part.text for part in in_order(parts_of(rule.body, rule.variables), frozenset())]
    ['area(X,A)', 'A > 3', 'N = #count { Y: q(X,Y) }', 'N > 1']
    """
    left, ordered = list(parts), []
    while left:
        ready = next((part for part in left if part.ready(bound)), left[0])
        left.remove(ready)
        ordered.append(ready)
        bound |= ready.variables
    return tuple(ordered)


def _part(literal: AST, variables: frozenset[str]) -> Part:
    own = variables_of(literal) & variables
    if literal.ast_type != ASTType.Literal or literal.sign != Sign.NoSign:
        return Part(literal, own)
    atom = literal.atom
    if atom.ast_type == ASTType.SymbolicAtom:
        arguments = [term for each, _ in _atoms(atom.symbol) for term in _arguments(each)]
        plain = (term.name for term in arguments if term.ast_type == ASTType.Variable)
        return Part(literal, own, own & frozenset(plain))
    return Part(literal, own, assigns=own & frozenset(_assigned(atom)))


def _assigned(atom: AST) -> Iterator[str]:
    """Yield the variables that an equation or an aggregate can give a value."""
    match atom.ast_type:
        case ASTType.Comparison if len(atom.guards) == 1:
            sides = [atom.term, atom.guards[0].term]
            operator = atom.guards[0].comparison
        case ASTType.BodyAggregate if atom.left_guard is not None:
            sides, operator = [atom.left_guard.term], atom.left_guard.comparison
        case _:
            return
    if operator == ComparisonOperator.Equal:
        for side, others in ((side, [one for one in sides if one is not side]) for side in sides):
            is_variable = side.ast_type == ASTType.Variable
            if is_variable and not any(side.name in variables_of(other) for other in others):
                yield side.name


def _arguments(atom: AST) -> tuple[AST, ...]:
    return tuple(atom.arguments) if atom.ast_type == ASTType.Function else ()


def variables_of(node: AST) -> frozenset[str]:
    """Return the variables in a node, local ones included, but not `_`."""
    return frozenset(
        each.name for kind, each, _ in descendants(node) if kind == ASTType.Variable
    ) - {"_"}


def _globals(literal: AST) -> frozenset[str]:
    """Return the variables of a literal that are not local to conditions or elements."""
    return frozenset(
        node.name
        for kind, node, is_global in descendants(literal)
        if kind == ASTType.Variable and is_global and node.name != "_"
    )
