"""The layout of rule files: one for all, so that a change shows as what it is.

A statement that fits has a line; of one that does not, each literal of the body has. What stands
in comments stays, as do blank lines, one at a time. The program stays the same: where a new layout
would make clingo read another, which none is known to do, a statement is left as it is.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from clingo.ast import AST, parse_string

from rune_lp.authoring.tokens import chunks
from rune_lp.errors import InputError
from rune_lp.rulefiles.rulefile import examine_rule_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rune_lp.authoring.tokens import Chunk, Token
    from rune_lp.rulefiles.source import Source

__all__ = ["WIDTH", "formatted"]

WIDTH = 100
"""The longest line, in characters; only a comment, or what has no place to break, is longer."""

_INDENT = "    "
_COMPARISONS = {"=", "==", "!=", "<>", "<", ">", "<=", ">="}
_SPACED = {":-", ":~", ":", "+", "-", *_COMPARISONS}
_OPENING = {"(", "{", "[", ",", ";", "@", *_SPACED}
_TIGHT = {"*", "/", "\\", "**", "..", "^", "?"}
_AS_IS = {"|", "&", "~", "[", ":~", "#theory", "#heuristic", "#edge", "#minimize", "#maximize"}
"""Where one of these stands a statement is left as it is: theories have operators of their own."""

_INCLUDE = "#include"
"""To see whether such a statement stays the same, clingo would open the file."""


def formatted(source: Source) -> str:
    r"""Return a rule file's text in the layout of all.

    Args:
        source: The file.

    Raises:
        InputError: clingo cannot parse the text.

    >>> from rune_lp.rulefiles.source import Source
    >>> print(formatted(Source("a.lp", "p(X):-q(X,Y),Y>3.%%why\n\n\n%! class   plane\n")), end="")
    p(X) :- q(X, Y), Y > 3.  %%why
    <BLANKLINE>
    %! class   plane
    """
    _, faults = examine_rule_file(source.without_includes(), allow_scripts=True)
    for fault in faults:
        if fault.code in ("R001", "R002", "R003"):
            raise InputError(fault)
    lines: list[str] = []
    for chunk in chunks(source):
        text = _comment(chunk.tokens[0].text) if chunk.is_comment else _statement(source, chunk)
        if chunk.trailing and not text.startswith("%!") and not text.startswith("%?"):
            lines[-1] += f"  {text}"
        else:
            lines += ["", text] if chunk.gap else [text]
    return "\n".join([*lines, ""]) if lines else ""


def _comment(text: str) -> str:
    """Return a comment without blanks at the ends of its lines."""
    mark = text[:2]
    if mark in ("%!", "%?") and text[2:3].strip():
        text = f"{mark} {text[2:]}"
    return "\n".join(line.rstrip() for line in text.split("\n"))


def _statement(source: Source, chunk: Chunk) -> str:
    start, end = chunk.span
    text = "\n".join(line.rstrip() for line in source.text[start:end].split("\n"))
    kinds = {token.kind for token in chunk.tokens}
    if "comment" in kinds or any(token.text in {*_AS_IS, _INCLUDE} for token in chunk.tokens):
        return text
    if chunk.tokens[0].kind == "opaque":
        return text
    words = _spaced(chunk.tokens)
    laid_out = "".join(words)
    if len(laid_out) > WIDTH:
        laid_out = _broken(chunk.tokens, words)
    return laid_out if _same(text, laid_out) else text


def _spaced(run: Sequence[Token]) -> list[str]:
    """Return the tokens' texts, each with the blank before it that it has on one line."""
    is_signature = run[0].text in ("#show", "#defined", "#project", "#external")
    words = [run[0].text]
    for before, one, token in zip((None, *run), run, run[1:], strict=False):
        unary = before is None or before.text in _OPENING | _TIGHT | {"not"}
        tight = _together(one, token, unary=unary, is_signature=is_signature)
        words.append(token.text if tight else f" {token.text}")
    return words


def _together(one: Token, token: Token, *, unary: bool, is_signature: bool) -> bool:
    """Return whether no blank stands between two tokens.

    Args:
        one: The first.
        token: The second.
        unary: Whether a minus, if the first is one, is a sign.
        is_signature: Whether the statement may have a signature, `p/1`.
    """
    if token.text in (",", ";", ".", ")", "]") or one.text in ("(", "[", "@"):
        return True
    if token.text == "(":
        return one.kind == "word" and one.text not in ("not", "#script") and one.text[0] != "#"
    if one.text in _TIGHT or token.text in _TIGHT:
        return one.text != "/" or not is_signature or token.kind == "number"
    return one.text == "-" and unary


def _broken(run: Sequence[Token], words: Sequence[str]) -> str:
    """Return a statement that is longer than a line: a line for each literal of the body."""
    lines = [""]
    depth, in_body = 0, False
    for token, word in zip(run, words, strict=True):
        depth += token.text in ("(", "{", "[")
        depth -= token.text in (")", "}", "]")
        lines[-1] += word
        if depth == 0 and (token.text == ":-" or (in_body and token.text in (",", ";"))):
            lines.append(_INDENT)
            in_body = True
    broken = []
    for line in lines:
        indent = _INDENT if line.startswith(_INDENT) else ""
        broken += _filled(f"{indent}{line.strip()}", indent + _INDENT)
    return "\n".join(broken)


def _filled(line: str, indent: str) -> list[str]:
    """Return a line broken after commas and semicolons, so that it fits if it can."""
    lines = []
    while len(line) > WIDTH:
        end = _break(line, len(indent))
        if end is None:
            break
        lines.append(line[:end])
        line = indent + line[end:].lstrip()
    return [*lines, line]


def _break(line: str, indent: int) -> int | None:
    """Return where to break a line: after the last separator that fits, or the first one."""
    places = []
    quoted = False
    for place, (character, after) in enumerate(itertools.pairwise(line), 1):
        quoted ^= character == '"' and line[place - 2 : place - 1] != "\\"
        if character in ",;" and after == " " and not quoted and place > indent:
            places.append(place)
    fitting = [place for place in places if place <= WIDTH]
    return fitting[-1] if fitting else next(iter(places), None)


def _same(one: str, other: str) -> bool:
    """Return whether clingo reads the same in two texts, and something in them."""
    nodes = _nodes(one)
    return bool(nodes) and nodes == _nodes(other)


def _nodes(text: str) -> list[AST]:
    found: list[AST] = []
    try:
        parse_string(text, found.append, logger=lambda _code, _message: None)
    except RuntimeError:
        return []
    # The first node opens the part of the program that everything is in.
    return found[1:]
