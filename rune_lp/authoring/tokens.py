"""The tokens of a rule file's text, comments among them, and its statements as runs of tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rune_lp.logic.syntax import Span
    from rune_lp.rulefiles.source import Source

__all__ = ["Chunk", "Token", "chunks", "tokens"]

Kind: TypeAlias = Literal["comment", "opaque", "word", "number", "mark"]

_TOKEN = re.compile(
    r"(?P<word>#?[_']*[A-Za-z][\w']*|_+)"
    r"|(?P<number>0x[0-9A-Fa-f]+|0o[0-7]+|0b[01]+|\d+)"
    r"|(?P<mark>:-|:~|\.\.|<=|>=|!=|==|<>|\*\*|[^\s\w])"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A token: what kind it is, its text, and where it is. Strings and scripts are opaque."""

    kind: Kind
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Chunk:
    """A statement with its full stop, or a comment between statements.

    Attributes:
        tokens: Its tokens, comments inside a statement included.
        gap: Whether a blank line stands before it.
        trailing: Whether it is a comment on the line on which the chunk before it ends.
    """

    tokens: tuple[Token, ...]
    gap: bool
    trailing: bool

    @property
    def is_comment(self) -> bool:
        """Whether it is a comment between statements."""
        return len(self.tokens) == 1 and self.tokens[0].kind == "comment"

    @property
    def span(self) -> Span:
        """Where it is."""
        return self.tokens[0].span[0], self.tokens[-1].span[1]


def tokens(source: Source) -> Iterator[Token]:
    """Yield the tokens of a text that clingo can parse.

    >>> from rune_lp.rulefiles.source import Source
    >>> [token.text for token in tokens(Source("a.lp", "p(X) :- X = 1..3. % three"))]
    ['p', '(', 'X', ')', ':-', 'X', '=', '1', '..', '3', '.', '% three']
    """
    position = 0
    for start, end in (*source.skipped, (len(source.text), len(source.text))):
        for match in _TOKEN.finditer(source.text, position, start):
            kind: Kind = "word" if match["word"] else "number" if match["number"] else "mark"
            yield Token(kind, match[0], match.span())
        if start < end:
            text = source.text[start:end]
            yield Token("comment" if text.startswith("%") else "opaque", text, (start, end))
        position = end


def chunks(source: Source) -> tuple[Chunk, ...]:
    r"""Return the statements of a text and the comments between them, in order.

    >>> from rune_lp.rulefiles.source import Source
    >>> source = Source("a.lp", "p. % one\n\n% two\nq.")
    >>> [(chunk.tokens[0].text, chunk.gap, chunk.trailing) for chunk in chunks(source)]
    [('p', False, False), ('% one', False, True), ('% two', True, False), ('q', False, False)]
    """
    found: list[Chunk] = []
    run: list[Token] = []
    end, gap, trailing = 0, False, False
    for token in tokens(source):
        if not run:
            between = source.text[end : token.span[0]]
            gap = bool(found) and between.count("\n") > 1
            trailing = bool(found) and "\n" not in between and token.kind == "comment"
        run.append(token)
        if (token.kind == "comment" and len(run) == 1) or _closes(run):
            found.append(Chunk(tuple(run), gap, trailing))
            end, run = token.span[1], []
    if run:
        found.append(Chunk(tuple(run), gap, trailing=False))
    return tuple(found)


def _closes(run: list[Token]) -> bool:
    """Return whether a run of tokens is a whole statement."""
    # What follows the full stop of a weak constraint is its weight, in brackets.
    closing = "]" if run[0].text in (":~", "#heuristic") else "."
    return run[-1].kind == "mark" and run[-1].text == closing
