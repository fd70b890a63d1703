"""The table of sentences: each means what its formula says, judged by logical equivalence."""

from __future__ import annotations

import pytest

from rune_lp.logic.check import check
from rune_lp.logic.parse import parse_query
from rune_lp.logic.printing import to_text
from rune_lp.translate import translate
from tests.counterexample import counterexample
from tests.translate.words import VOCABULARY, sentences


@pytest.mark.parametrize(
    ("sentence", "formula"), sentences(), ids=[each[0] for each in sentences()]
)
def test_sentence_means_its_formula(sentence, formula):
    translated = check(translate(sentence, VOCABULARY).query, VOCABULARY)
    expected = check(parse_query(formula), VOCABULARY)
    found = counterexample(translated.formula, expected.formula)
    assert found is None, f"{to_text(translated)} differs in {found}"
