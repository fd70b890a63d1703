"""The controlled translator: from a text to a formula, or to a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rune_lp.translate.controlled.chart import Chart, NestedTooDeeply
from rune_lp.translate.controlled.compose import compose, compose_set
from rune_lp.translate.controlled.grammar import ENGLISH
from rune_lp.translate.controlled.refusals import check_words, misplaced, too_deep
from rune_lp.translate.controlled.tokens import tokenize
from rune_lp.translate.controlled.words import Words

if TYPE_CHECKING:
    from rune_lp.logic.syntax import Formula
    from rune_lp.translate.controlled.tree import Clause
    from rune_lp.vocabulary import Vocabulary

__all__ = ["parsed", "sentence_formula", "set_formula"]


def parsed(text: str, vocabulary: Vocabulary) -> Clause:
    """Return the syntax tree of an English sentence.

    Raises:
        NotUnderstoodError: if any word or construction is not understood.
    """
    words = Words(vocabulary)
    tokens = tokenize(text)
    check_words(text, tokens, words, ENGLISH)
    chart = Chart(ENGLISH, words.terminals, tokens)
    try:
        tree: Clause | None = chart.whole("Request")
    except NestedTooDeeply as nested:
        raise too_deep(text, tokens, nested.place) from None
    if tree is None:
        raise misplaced(text, tokens, chart, words)
    return tree


def sentence_formula(text: str, vocabulary: Vocabulary) -> tuple[Formula, tuple[str, ...]]:
    """Return the formula of an English sentence, and notes on the readings taken.

    Raises:
        NotUnderstoodError: if any word or construction is not understood.
    """
    return compose(parsed(text, vocabulary), text, vocabulary)


def set_formula(text: str, vocabulary: Vocabulary) -> tuple[str, Formula, tuple[str, ...]]:
    """Return the answer variable and formula of a request for things, and notes on the readings.

    Raises:
        NotUnderstoodError: if it is not understood, or is not about things of one description.
    """
    return compose_set(parsed(text, vocabulary), text, vocabulary)
