"""One rule file: its statements and its doc blocks, read in one pass of clingo's parser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from clingo.ast import AST, ASTType, parse_string

from rune_lp.errors import InputError
from rune_lp.rulefiles.blocks import ClassBlock, DocBlock, ExtendsBlock, read_blocks, slots
from rune_lp.rulefiles.facts import FACT_ARITY
from rune_lp.rulefiles.nodes import node_span
from rune_lp.rulefiles.statements import Statement, read_statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clingo import MessageCode

    from rune_lp.errors import Fault
    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.source import Source
    from rune_lp.rulefiles.statements import BodyLiteral
    from rune_lp.vocabulary import ClassNote, Predicate

__all__ = ["RuleFile", "examine_rule_file", "message_fault", "read_rule_file"]

_MESSAGE = re.compile(
    r"<\w+>:(?P<line>\d+):(?P<column>\d+)-(?:(?P<last>\d+):)?(?P<end>\d+): \w+: (?P<text>[^\n]*)"
)
_TOKEN = re.compile(r"unexpected <[A-Z]+>")
_EOF = "unexpected EOF"
_MISSING = "is a comma, or the full stop of the rule before, missing?"
_HINTS = {_EOF: "end the last rule with a full stop", "unexpected <": _MISSING}


@dataclass(frozen=True)
class RuleFile:
    """A rule file that has been read.

    Attributes:
        source: Its path and text.
        rules: Its statements, in order.
        doc_blocks: The doc blocks of its predicates.
        class_blocks: What it notes of classes.
        extensions: The predicates of other files that it adds rules to.
    """

    source: Source
    rules: tuple[Statement, ...]
    doc_blocks: tuple[DocBlock, ...]
    class_blocks: tuple[ClassBlock, ...] = ()
    extensions: tuple[ExtendsBlock, ...] = ()

    @property
    def path(self) -> str:
        """The file's path, as it was named."""
        return self.source.path

    @property
    def text(self) -> str:
        """The file's text."""
        return self.source.text

    @property
    def exports(self) -> tuple[Predicate, ...]:
        """The predicates that formulas may use, in the file's order."""
        return tuple(block.predicate for block in self.doc_blocks if block.exported)

    @property
    def class_notes(self) -> tuple[ClassNote, ...]:
        """What the file says of classes, in its order."""
        return tuple(block.note for block in self.class_blocks)

    @cached_property
    def extends(self) -> frozenset[Signature]:
        """The predicates of other files that it adds rules to."""
        return frozenset(block.signature for block in self.extensions)

    @cached_property
    def defines(self) -> frozenset[Signature]:
        """The predicates that its rules define."""
        return frozenset(signature for rule in self.rules for signature in rule.defines)

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong with the file by itself, though clingo can parse it."""
        shadowing: dict[str, list[BodyLiteral]] = {}
        for head in (head for rule in self.rules for head in rule.heads()):
            if head.predicate.lstrip("-") in FACT_ARITY:
                shadowing.setdefault(head.predicate, []).append(head)
        for predicate, heads in shadowing.items():
            message = f"{predicate} comes with the facts and cannot be defined again"
            more = f", here and in {len(heads) - 1} more places" if len(heads) > 1 else ""
            hint = f"give the rule's head another name{more}"
            yield self.source.fault(message, heads[0].span, hint, code="R016")
        for block in self.doc_blocks:
            yield from self._block_faults(block)

    def _block_faults(self, block: DocBlock) -> Iterator[Fault]:
        predicate = block.predicate
        rules = [
            (rule, head)
            for rule in self.rules
            for head in rule.heads()
            if head.predicate == predicate.name
        ]
        following = next((rule for rule in self.rules if rule.span[0] > block.span[0]), None)
        if not any(rule is following for rule, _ in rules):
            message = f"this doc block is not followed by a rule for {predicate.name}"
            hint = "put it directly above the rule"
            yield self.source.fault(message, block.span, hint, code="R031")
        for rule, head in rules:
            if len(head.arguments) != predicate.arity:
                wanted, got = _arguments(predicate.arity), len(head.arguments)
                message = f"{predicate.name} takes {wanted} in its doc block, but got {got} here"
                yield self.source.fault(message, head.span, "make them agree", code="R032")
            for slot in slots(predicate.because or ""):
                if slot not in predicate.arguments and slot not in rule.variables:
                    line = self.text.count("\n", 0, rule.span[0]) + 1
                    message = (
                        f"because has a slot {{{slot}}}, which the rule in line {line} has not"
                    )
                    hint = "use an argument of the doc block, or a variable that each rule has"
                    yield self.source.fault(message, block.span_of("because"), hint, code="R033")


def read_rule_file(source: Source, *, allow_scripts: bool = False) -> RuleFile:
    r"""Return the rule file that a text holds.

    Args:
        source: The path and the text; its `#include` of other files is already blanked out.
        allow_scripts: Whether `#script` and `@functions` may stand in it.

    Raises:
        InputError: The first fault of the text, with its place.

    >>> from rune_lp.rulefiles.source import Source
    >>> text = '%! big(X): "a big object"\nbig(X) :- area(X, A), A > 90000.'
    >>> [predicate.name for predicate in read_rule_file(Source("a.lp", text)).exports]
    ['big']
    """
    file, faults = examine_rule_file(source, allow_scripts=allow_scripts)
    for fault in faults:
        raise InputError(fault)
    return file


def examine_rule_file(
    source: Source, *, allow_scripts: bool = False
) -> tuple[RuleFile, tuple[Fault, ...]]:
    r"""Return what can be read of a rule file, and all faults of the rest, in reading order.

        >>> from rune_lp.rulefiles.source import Source
        >>> text = "p. #show p/0. #external q."
    >>> file, faults = examine_rule_file(Source("a.lp", text))
    >>> [rule.text for rule in file.rules], [fault.code for fault in faults]
    (['p.'], ['R006', 'R006'])
    """
    try:
        faults = list(source.faults())
    except InputError as error:
        faults = [error.fault]
    nodes: list[AST] = []
    # What clingo's scanner would not survive is not given to it.
    if not faults:
        nodes, faults = _parse(source)
    comments = (node for node in nodes if node.ast_type == ASTType.Comment)
    lines = [node_span(source, node) for node in comments if node.value.startswith("%!")]
    blocks, unread = read_blocks(source, lines)
    faults += unread
    rules: list[Statement] = []
    for node in nodes:
        if node.ast_type != ASTType.Comment and not _opens_base(node):
            try:
                rules.append(read_statement(source, node, allow_scripts=allow_scripts))
            except InputError as error:
                faults.append(error.fault)
    file = RuleFile(
        source,
        tuple(rules),
        tuple(block for block in blocks if isinstance(block, DocBlock)),
        tuple(block for block in blocks if isinstance(block, ClassBlock)),
        tuple(block for block in blocks if isinstance(block, ExtendsBlock)),
    )
    # A block whose rule cannot be read would seem to have none.
    return file, tuple(faults or file.faults())


def _opens_base(node: AST) -> bool:
    is_program = node.ast_type == ASTType.Program
    return bool(is_program and node.name == "base" and not node.parameters)


def _parse(source: Source) -> tuple[list[AST], list[Fault]]:
    """Return the nodes of a text, none if clingo finds faults in it."""
    nodes: list[AST] = []
    messages: list[str] = []

    def log(_code: MessageCode, message: str) -> None:
        messages.append(message)

    try:
        parse_string(source.text, nodes.append, logger=log)
    except RuntimeError:
        return [], [message_fault(source, message) for message in messages]
    return nodes, []


def message_fault(source: Source, message: str) -> Fault:
    """Return the fault that a message of clingo's about a text reports."""
    match = _MESSAGE.match(message)
    if match is None:
        return source.fault(f"clingo refuses this file: {message.strip()}", (0, 1))
    start = source.offset(int(match["line"]), int(match["column"]))
    end = source.offset(int(match["last"] or match["line"]), int(match["end"]))
    text = match["text"].rstrip(":")
    if _EOF in text:
        start = max(len(source.code.rstrip()) - 1, 0)
        end = start + 1
    hint = next((hint for part, hint in _HINTS.items() if part in text), None)
    text = _TOKEN.sub(lambda _: f"unexpected {source.text[start:end]!r}", text)
    return source.fault(text, (start, max(end, start + 1)), hint)


def _arguments(count: int) -> str:
    return f"{count} argument" if count == 1 else f"{count} arguments"
