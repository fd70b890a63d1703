"""Walking clingo's syntax tree, and finding a node's place in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from clingo.ast import AST, ASTType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rune_lp.logic.syntax import Span
    from rune_lp.rulefiles.source import Source

__all__ = ["Node", "descendants", "is_call", "node_span"]

Node: TypeAlias = tuple[ASTType, AST, bool]
"""A node with its type, and whether it is in the global scope of its statement.

Local are conditional literals and the elements of aggregates.
"""

_LOCAL = {
    ASTType.ConditionalLiteral,
    ASTType.BodyAggregateElement,
    ASTType.HeadAggregateElement,
}


def node_span(source: Source, node: AST) -> Span:
    """Return the characters that a node of clingo's syntax tree covers."""
    begin, end = node.location.begin, node.location.end
    return source.offset(begin.line, begin.column), source.offset(end.line, end.column)


def descendants(node: AST) -> Iterator[Node]:
    """Yield a node and those below it; without recursion, for terms nest deeply."""
    pending = [(node, True)]
    while pending:
        node, is_global = pending.pop()
        kind = node.ast_type
        yield kind, node, is_global
        inside = is_global and kind not in _LOCAL
        for key in node.child_keys:
            child = getattr(node, key)
            if isinstance(child, AST):
                pending.append((child, inside))
            elif child is not None:
                pending += [(item, inside) for item in child]


def is_call(node: Node) -> bool:
    """Return whether a node is a call of a script, such as `@f(X)`."""
    return node[0] == ASTType.Function and bool(node[1].external)
