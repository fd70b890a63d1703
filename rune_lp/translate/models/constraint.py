"""Constrained decoding: which tokens may come next, and how an unfinished formula is closed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import llguidance
import llguidance.numpy
import numpy as np

from rune_lp.translate.models.grammar import formula_grammar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from rune_lp.vocabulary import Vocabulary

__all__ = ["Constraint", "closed"]

_STEPS = [b")", b"true", *(bytes([byte]) for byte in b". 0>=" + bytes(range(33, 127)))]
"""What is tried to come to an end, the best first: to close a bracket, to say no more, to end a
variable, a word, a number; then the letters, which end every name."""

_KEPT = 8
"""Grammars of recent vocabularies that are kept."""


class Constraint:
    """What a vocabulary lets a tokenizer's model write: one formula in each of several rows.

    A row ends with an end token of the tokenizer, before which a newline may stand, for models
    that have learnt to end so. After it nothing but end tokens comes.

    Args:
        vocabulary: Whose formulas.
        tokenizer: The model's, as llguidance reads it.
        rows: How many formulas are written at once.

    >>> from rune_lp.vocabulary import Vocabulary
    >>> constraint = Constraint(Vocabulary.of(["ship"]), llguidance.LLTokenizer("byte"), 1)
    >>> [chr(byte) for byte in np.flatnonzero(constraint.allowed()[0])]
    ['(', 'c', 'e', 'f', 'g', 'i', 't', '~']
    """

    def __init__(
        self, vocabulary: Vocabulary, tokenizer: llguidance.LLTokenizer, rows: int
    ) -> None:
        self.tokenizer = tokenizer
        matcher = _matcher(tokenizer, _lark(vocabulary))
        self._matchers = [matcher.deep_copy() for _ in range(rows)]
        self._ended: set[int] = set()
        self._mask = llguidance.numpy.allocate_token_bitmask(rows, tokenizer.vocab_size)

    def allowed(self) -> NDArray[np.bool_]:
        """Return for each row which tokens may come next, (rows, tokens)."""
        for row, matcher in enumerate(self._matchers):
            if row not in self._ended:
                llguidance.numpy.fill_next_token_bitmask(matcher, self._mask, row)
        bits = np.unpackbits(self._mask.view(np.uint8), axis=1, bitorder="little")
        tokens = bits[:, : self.tokenizer.vocab_size].astype(np.bool_)
        self._ended.update(np.flatnonzero(~tokens.any(axis=1)).tolist())
        ended = sorted(self._ended)
        tokens[ended] = False
        tokens[np.ix_(ended, self.tokenizer.eos_tokens)] = True
        return tokens

    def accept(self, tokens: Sequence[int]) -> None:
        """Take the next token of each row.

        Raises:
            ValueError: A token was not allowed.

        >>> from rune_lp.vocabulary import Vocabulary
        >>> constraint = Constraint(Vocabulary.of(["ship"]), llguidance.LLTokenizer("byte"), 1)
        >>> constraint.accept([ord("~")])
        >>> [chr(byte) for byte in np.flatnonzero(constraint.allowed()[0])]
        ['(', 'c', 'f', 'g', 'i', 't', '~']
        """
        for row, (matcher, token) in enumerate(zip(self._matchers, tokens, strict=True)):
            if row in self._ended:
                continue
            if matcher.validate_tokens([token]) != 1:
                raise ValueError(f"the token {token} is not allowed here")
            matcher.consume_token(token)
            if matcher.is_stopped():
                self._ended.add(row)


def closed(text: str, vocabulary: Vocabulary) -> str:
    """Return a formula that was begun by constrained decoding with an end put to it.

    Args:
        text: What was decoded so far: the beginning of a formula of the vocabulary.
        vocabulary: Whose formulas.

    >>> from rune_lp.vocabulary import Vocabulary
    >>> closed("exists x. (ship(x) & ne", Vocabulary.of(["ship"]))
    'exists x. (ship(x) & near(x, x))'
    """
    tokenizer = _bytes()
    matcher = _matcher(tokenizer, _lark(vocabulary)).deep_copy()
    ending = bytearray(text.encode())
    matcher.try_consume_tokens(list(ending))
    while not matcher.is_accepting():
        step = next(step for step in _STEPS if matcher.validate_tokens(list(step)) == len(step))
        matcher.consume_tokens(list(step))
        ending += step
    return ending.decode()


@lru_cache(maxsize=_KEPT)
def _matcher(tokenizer: llguidance.LLTokenizer, grammar: str) -> llguidance.LLMatcher:
    return llguidance.LLMatcher(tokenizer, llguidance.grammar_from("lark", grammar))


@cache
def _bytes() -> llguidance.LLTokenizer:
    """Return the tokenizer whose tokens are the bytes."""
    return llguidance.LLTokenizer("byte")


def _lark(vocabulary: Vocabulary) -> str:
    grammar = formula_grammar(vocabulary)
    return replace(grammar, start=f'{grammar.start} "\\n" ?').lark()
