"""The controlled translator: from a text to a formula, or to a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rune_lp.translate.controlled.chart import Chart, NestedTooDeeply
from rune_lp.translate.controlled.compose import compose
from rune_lp.translate.controlled.grammar import ENGLISH
from rune_lp.translate.controlled.refusals import check_words, misplaced, too_deep
from rune_lp.translate.controlled.tokens import tokenize
from rune_lp.translate.controlled.words import Words

if TYPE_CHECKING:
    from rune_lp.logic.syntax import Formula
    from rune_lp.vocabulary import Vocabulary

__all__ = ["translate_controlled"]


def translate_controlled(text: str, vocabulary: Vocabulary) -> tuple[Formula, tuple[str, ...]]:
    """Return the formula of an English sentence, and notes on the readings taken.

    Raises:
        NotUnderstoodError: if any word or construction is not understood.
    """
    words = Words(vocabulary)
    tokens = tokenize(text)
    check_words(text, tokens, words, ENGLISH)
    chart = Chart(ENGLISH, words.terminals, tokens)
    try:
        tree = chart.whole("Request")
    except NestedTooDeeply as nested:
        raise too_deep(text, tokens, nested.place) from None
    if tree is None:
        raise misplaced(text, tokens, chart, words)
    return compose(tree, text, vocabulary)
