"""Tokens: the words, numbers and marks of an English sentence, with their places."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

__all__ = ["Token", "normal_words", "tokenize"]

Kind = Literal["word", "number", "mark"]

_PATTERN = re.compile(
    r"""
    (?P<number> \d+(?:,\d{3})+(?:\.\d+)? | \d*\.?\d+ )
  | (?P<choice> \band/or\b )
  | (?P<word> [^\W\d_](?:[^\W_]|[\u0300-\u036f])* )
  | (?P<suffix> ['’](?:s|re|t|m|d|ll|ve)\b )
  | (?P<joint> (?<=\w)[-_\u2010\u2011](?=\w) | (?<=\w)\(e?s\) | ["'“”‘’«»`\u200b\ufeff] )
  | (?P<dash> [-\u2013\u2014]+ )
  | (?P<mark> <= | >= | \S )
    """,
    re.VERBOSE,
)

_NEGATED = {
    **{
        f"{verb}n": verb
        for verb in ["is", "are", "was", "were", "do", "does", "did", "has", "have", "had"]
    },
    **{
        f"{verb}nt": verb
        for verb in ["is", "are", "was", "were", "do", "does", "did", "has", "have", "had"]
    },
}

_BEFORE_IS = frozenset(("there", "here", "it", "that", "this", "which", "what", "who", "one"))
"""Words after which `'s` is "is"; elsewhere it may be a possessive, which is not understood."""

_AMERICAN = {
    "harbour": "harbor",
    "aeroplane": "airplane",
    "centre": "center",
    "metre": "meter",
    "kilometre": "kilometer",
    "neighbour": "neighbor",
    "neighbourhood": "neighborhood",
    "neighbouring": "neighboring",
    "colour": "color",
    "grey": "gray",
}
"""Spellings that differ; every word is brought to the American one before it is looked up."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark: its normal spelling, and its characters in the text.

    `word` is lower case, American and composed, so that two spellings of a word are equal.
    """

    word: str
    start: int
    end: int
    kind: Kind


def tokenize(text: str) -> tuple[Token, ...]:
    """Return the tokens of a text; quotation marks and hyphens inside words separate, no more.

    >>> [token.word for token in tokenize("A ship isn’t 30m from the harbours, side-by-side.")]
    ['a', 'ship', 'is', 'not', '30', 'm', 'from', 'the', 'harbors', ',', 'side', 'by', 'side', '.']
    """
    tokens: list[Token] = []
    for match in _PATTERN.finditer(text):
        start, end = match.span()
        found = match.lastgroup
        word = _normal(match.group())
        if found == "joint":
            if word == "-" and text[start - 1].isdigit() and text[end : end + 1].isdigit():
                tokens.append(Token("to", start, end, "word"))
            continue
        if found == "suffix":
            _add_suffix(tokens, word, start, end)
        elif found == "choice":
            tokens.append(Token("or", start, end, "word"))
        elif found == "word" and word in _NEGATED and word.endswith("nt"):
            tokens.append(Token(_NEGATED[word], start, end - 2, "word"))
            tokens.append(Token("not", end - 2, end, "word"))
        elif found == "word":
            tokens.append(Token(word, start, end, "word"))
        elif found == "number":
            tokens.append(Token(word.replace(",", ""), start, end, "number"))
        else:
            tokens.append(Token("," if found == "dash" else word, start, end, "mark"))
    return tuple(tokens)


def normal_words(text: str) -> tuple[str, ...]:
    """Return the words of a name as tokens spell them.

    >>> normal_words("Small_Vehicle"), normal_words("small-vehicle")
    (('small', 'vehicle'), ('small', 'vehicle'))
    """
    return tuple(token.word for token in tokenize(text) if token.kind != "mark")


def _normal(word: str) -> str:
    word = unicodedata.normalize("NFKC", word).lower()
    if word in _AMERICAN:
        return _AMERICAN[word]
    if word.endswith("s") and word[:-1] in _AMERICAN:
        return _AMERICAN[word[:-1]] + "s"
    return word


def _add_suffix(tokens: list[Token], word: str, start: int, end: int) -> None:
    """Add the word that a suffix such as `'s` or `n't` stands for."""
    letters = word[1:]
    before = tokens[-1] if tokens else None
    if letters == "t" and before and before.word in _NEGATED and before.end == start:
        tokens[-1] = Token(_NEGATED[before.word], before.start, before.end - 1, "word")
        tokens.append(Token("not", before.end - 1, end, "word"))
    elif letters == "s" and (before is None or before.word not in _BEFORE_IS):
        tokens.append(Token(word, start, end, "word"))
    else:
        meant = {"s": "is", "re": "are", "m": "am", "ve": "have", "d": "would", "ll": "will"}
        tokens.append(Token(meant.get(letters, word), start, end, "word"))
