"""One grammar file, read alike by the parser here and by constrained decoding elsewhere."""

from __future__ import annotations

import re

import llguidance
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lark import Lark
from lark.exceptions import UnexpectedInput

from rune_lp.logic.parse import KEYWORDS, grammar_text
from rune_lp.logic.printing import to_text
from rune_lp.quantities import DIMENSIONS
from rune_lp.vocabulary import RESERVED
from tests.strategies import sentences, set_queries

TOKENIZER = llguidance.LLTokenizer("byte")
PARSER = Lark(grammar_text(), parser="lalr")


def matcher(grammar: str) -> llguidance.LLMatcher:
    return llguidance.LLMatcher(TOKENIZER, llguidance.grammar_from("lark", grammar))


def without_keywords(grammar: str) -> str:
    """Return the grammar with names that are no keywords, which the parser refuses afterwards."""
    words = "|".join(sorted(KEYWORDS))
    changed = re.sub(r"^(NAME: \S+)$", rf"\1 & ~/({words})/i", grammar, flags=re.MULTILINE)
    assert changed != grammar
    return changed


WHOLE = matcher(grammar_text())
STRICT = matcher(without_keywords(grammar_text()))


def tokens(text: str) -> list[int]:
    return list(TOKENIZER.tokenize_bytes(text.encode()))


def matches(machine: llguidance.LLMatcher, text: str) -> bool:
    machine.reset()
    ids = tokens(text)
    return machine.try_consume_tokens(ids) == len(ids) and machine.is_accepting()


def parses(text: str) -> bool:
    try:
        PARSER.parse(text)
    except UnexpectedInput:
        return False
    return True


def test_llguidance_accepts_the_grammar():
    grammar = llguidance.grammar_from("lark", grammar_text())
    failed, messages = llguidance.LLMatcher.validate_grammar_with_warnings(grammar)
    assert (failed, messages) == (False, [])
    assert llguidance.LLMatcher.validate_grammar(grammar) == ""


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("exists x. ship(x)", True),
        ("∃≥3x (ship(x) ∧ ¬plane(x))", True),
        ("{x, y | near(x, y)}", True),
        ("count(x: ship(x)) > 2 * #{y: harbor(y)} - 1", True),
        ("∀x false", True),
        ("exists x. ship(x", False),
        ("ship(x))", False),
        ("exists x. ship(x) near(x, x)", False),
        ("3 <", False),
        ("", False),
    ],
)
def test_both_readers_decide_alike(text, accepted):
    assert matches(WHOLE, text) is accepted
    assert parses(text) is accepted


@given(st.one_of(sentences(), set_queries()), st.sampled_from(("ascii", "unicode")))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_printed_is_accepted_to_the_end(query, style):
    text = to_text(query, style)
    assert matches(WHOLE, text)
    assert matches(STRICT, text)


FRAGMENTS = [
    *("exists ", "∃", "forall ", "∀", "not ", "~", "¬", "(", ")", "{", "}", "[", "]", "#", "|"),
    *("x", "y", ", ", ". ", ": ", " ", "near(", "ship(x)", "area(x)", "image_width", "count(x: "),
    *(
        " & ",
        " and ",
        " or ",
        " || ",
        " -> ",
        "<=>",
        " iff ",
        ">=",
        "≤",
        "!=",
        "=",
        "<",
        "3",
        "0.5",
    ),
    *(" + ", " - ", " * ", "m", "px2", " deg", "true", "⊥", "a-b", "-", "\n", "\t"),
    *"aeMX_019.é%",
]
ENDS = ["ship(x)", "x)", "x", "3", " m)", ")", "]", "}", " = y", " > 3", ". true"]


@st.composite
def accepted_texts(draw: st.DrawFn) -> list[str]:
    """Walk through what llguidance allows next; return every accepted text on the way."""
    STRICT.reset()
    text, found = "", []
    steps = draw(st.integers(1, 25))
    for step in range(steps + 8):
        offered = FRAGMENTS if step < steps else ENDS
        fragments = [
            fragment
            for fragment in offered
            if STRICT.validate_tokens(tokens(fragment)) == len(tokens(fragment))
        ]
        if not fragments:
            break
        fragment = draw(st.sampled_from(fragments))
        assert STRICT.consume_tokens(tokens(fragment))
        text += fragment
        if STRICT.is_accepting():
            found.append(text)
    return found


@given(accepted_texts())
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_what_llguidance_lets_through_parses(texts):
    assume(texts)
    assert [text for text in texts if not parses(text)] == []


def test_the_units_are_those_of_the_dimensions():
    (units,) = re.findall(r"^UNIT: /(.*)/i$", grammar_text(), flags=re.MULTILINE)
    known = {unit for dimension in DIMENSIONS.values() for unit in dimension.units}
    assert set(units.split("|")) == known


def test_the_keywords_are_the_words_of_the_grammar():
    words = set(re.findall(r'"([a-z]+)"i', grammar_text()))
    assert words == KEYWORDS
    assert words <= RESERVED
