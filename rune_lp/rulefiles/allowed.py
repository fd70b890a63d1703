"""What a rule file may not hold: code that runs, and statements that alter what is solved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clingo.ast import ASTType

from rune_lp.rulefiles.nodes import is_call, node_span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rune_lp.rulefiles.nodes import Node
    from rune_lp.rulefiles.source import Source

__all__ = ["INCLUDE_HINT", "SCRIPT_HINT", "check_allowed"]

SCRIPT_HINT = "with --allow-scripts it runs: give that only for files that you trust"
INCLUDE_HINT = "with --allow-scripts any file is read: give that only for files that you trust"

_REFUSED = {
    ASTType.ShowSignature: "#show",
    ASTType.ShowTerm: "#show",
    ASTType.ProjectAtom: "#project",
    ASTType.ProjectSignature: "#project",
    ASTType.Minimize: "#minimize",
    ASTType.External: "#external",
    ASTType.Heuristic: "#heuristic",
    ASTType.Edge: "#edge",
    ASTType.TheoryDefinition: "#theory",
    ASTType.Program: "#program",
}
_REFUSED_HINT = "rules only define predicates: what is solved and shown is the question's to say"


def check_allowed(source: Source, nodes: Sequence[Node], *, allow_scripts: bool) -> None:
    """Raise InputError for a statement that a rule file may not hold, naming what it is.

    Args:
        source: The file.
        nodes: The statement, and the nodes below it.
        allow_scripts: Whether `#script` and `@functions` may stand in it.
    """
    kind, statement, _ = nodes[0]
    start, end = node_span(source, statement)
    word = _REFUSED.get(kind)
    if word == "#minimize" and source.text.startswith(":~", start):
        word = "a weak constraint"
    if any(below == ASTType.TheoryAtom for below, _, _ in nodes):
        word = "a theory atom"
    if word is not None:
        message = f"{word} is not allowed in a rule file"
        raise source.error(message, (start, end), _REFUSED_HINT, code="R006")
    if allow_scripts:
        return
    if kind == ASTType.Script:
        span = (start, start + len("#script"))
        message = "#script is not allowed in a rule file"
        raise source.error(message, span, SCRIPT_HINT, code="R004")
    for _, call, _ in filter(is_call, nodes):
        message = f"@{call.name} is not allowed in a rule file"
        raise source.error(message, node_span(source, call), SCRIPT_HINT, code="R004")
