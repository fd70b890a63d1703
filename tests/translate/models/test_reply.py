"""The formula in what a model says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.logic.printing import to_text
from rune_lp.translate.models.reply import formula_in
from tests.strategies import sentences

FORMULA = "exists x. ship(x)"


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(FORMULA, id="alone"),
        pytest.param(f"\n  {FORMULA}.\n", id="with a full stop"),
        pytest.param(f"Formula: {FORMULA}", id="labelled"),
        pytest.param(f"**Answer:** {FORMULA}", id="labelled in bold"),
        pytest.param(f"Here it is:\n```prolog\n{FORMULA}\n```\nHope this helps!", id="fenced"),
        pytest.param(f"`{FORMULA}`", id="quoted"),
        pytest.param(f"- {FORMULA}", id="listed"),
        pytest.param(f"<think>\ntrue\nor false?\n</think>\n\n{FORMULA}", id="after thoughts"),
        pytest.param(f"true\nNo: rather\n{FORMULA}", id="the last one"),
        pytest.param("x" * 100_000 + f"\n{FORMULA}", id="after very much"),
    ],
)
def test_the_formula_is_found(reply):
    assert formula_in(reply) == FORMULA


@pytest.mark.parametrize(
    ("reply", "nearest"),
    [
        ("", ""),
        ("\n\n", ""),
        ("```\nexists x. ship(x\n```", "exists x. ship(x"),
        ("I cannot do that.", "I cannot do that"),
        ("<think>exists x. ship(x)", "<think>exists x. ship(x)"),
    ],
)
def test_what_comes_nearest_is_left_to_the_check(reply, nearest):
    assert formula_in(reply) == nearest


@given(sentences(), st.sampled_from(("ascii", "unicode")))
def test_every_formula_is_found(sentence, style):
    assert formula_in(to_text(sentence, style)) == to_text(sentence, style)


@given(st.text())
def test_no_reply_is_too_odd(reply):
    assert "\n" not in formula_in(reply)
