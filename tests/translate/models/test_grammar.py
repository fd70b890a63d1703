"""The grammar of a vocabulary: what it lets through is right, and what is right gets through."""

from __future__ import annotations

import llguidance
import pytest
from hypothesis import HealthCheck, assume, given, settings
from llguidance.gbnf_to_lark import gbnf_to_lark

from rune_lp.logic.check import check
from rune_lp.logic.parse import parse_query
from rune_lp.logic.printing import to_text
from rune_lp.logic.scope import subformulas
from rune_lp.logic.syntax import Compare
from rune_lp.translate.models.examples import nearest_examples
from rune_lp.translate.models.grammar import formula_grammar
from rune_lp.translate.models.naming import named_by_level
from rune_lp.vocabulary import Predicate, Vocabulary
from tests.strategies import CLASSES, sentences
from tests.translate.models.walks import BYTES

VOCABULARY = Vocabulary.of(CLASSES, rules=[Predicate("vehicle", 1, "rule")])


def matcher(lark: str) -> llguidance.LLMatcher:
    return llguidance.LLMatcher(BYTES, llguidance.grammar_from("lark", lark))


GRAMMAR = formula_grammar(VOCABULARY)
MATCHERS = [matcher(GRAMMAR.lark()), matcher(gbnf_to_lark(GRAMMAR.gbnf()))]


def accepted(text: str) -> bool:
    """Say whether the grammar has a text; both renderings must agree."""
    found = set()
    for machine in MATCHERS:
        machine.reset()
        tokens = list(text.encode())
        found.add(machine.validate_tokens(tokens) == len(tokens) and ends(machine, tokens))
    (answer,) = found
    return answer


def ends(machine: llguidance.LLMatcher, tokens: list[int]) -> bool:
    machine.consume_tokens(tokens)
    return machine.is_accepting()


@pytest.mark.parametrize(
    "text",
    [
        "true",
        "exists x. ship(x)",
        "exists x y. ship(x) & harbor(y) & x != y & near(x, y)",
        "(exists x. ship(x)) & (forall x. ship(x) -> (exists y. harbor(y) & near(x, y)))",
        "exists>=2 x. ship(x) & ~(exists y. small_vehicle(y))",
        "exists x y z. between(x, y, z)",
        "exists x y z u v w. near(v, w)",
        "count(x: ship(x)) >= 2 * count(x: harbor(x)) + 1",
        "exists x. area(x) >= 500.5 m2 & score(x) > 0.85 & angle(x) < 90 deg",
        "exists x y. distance(x, y) + length(x) <= 30 px - 1.5 * width(y)",
        "image_width > 1000 | gsd <= 0.125",
        "exists x. ~(~(~(ship(x))))",
        "forall x. ship(x) <-> elongated(x)",
    ],
)
def test_accepted(text):
    assert accepted(text)
    check(parse_query(text), VOCABULARY)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("exists x. boat(x)", id="unknown predicate"),
        pytest.param("exists x. near(x)", id="wrong arity"),
        pytest.param("exists x. near(x, y)", id="free variable"),
        pytest.param("exists x. (exists y. ship(y)) & plane(y)", id="variable out of scope"),
        pytest.param("exists y. ship(y)", id="variable of another level"),
        pytest.param("exists x. area(x) > length(x)", id="dimensions mixed"),
        pytest.param("exists x. area(x) > 3 m", id="unit that does not fit"),
        pytest.param("exists x. length(x) + 2 px > 3 m", id="units mixed"),
        pytest.param("3 > 2", id="nothing measured"),
        pytest.param("count(x: ship(x)) > 2.5", id="half an object"),
        pytest.param("exists x. area(x) > 9999999", id="number too large"),
        pytest.param("exists>=2 x y. near(x, y)", id="two counted variables"),
        pytest.param("exists x. ship(x", id="unfinished"),
        pytest.param("exists x. " + "(" * 9 + "ship(x)" + ")" * 9, id="too deep"),
        pytest.param("exists x.  ship(x)", id="spaces of its own"),
        pytest.param("{x | ship(x)}", id="a set"),
    ],
)
def test_refused(text):
    assert not accepted(text)


@given(sentences())
@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
def test_every_sentence_without_numbers_has_its_printed_form_accepted(sentence):
    assume(not any(isinstance(part, Compare) for part in subformulas(sentence.formula)))
    assert accepted(to_text(named_by_level(sentence)))


def test_every_example_is_accepted():
    examples = nearest_examples("two ships", VOCABULARY, 1000)
    assert len(examples) > 60
    assert [example for example in examples if not accepted(example.formula)] == []


@pytest.mark.parametrize("room", [0, 1, 4])
def test_less_room_means_less_nesting(room):
    machine = matcher(formula_grammar(VOCABULARY, room).lark())
    nested = ["(" * depth + "true" + ")" * depth for depth in range(8)]
    found = []
    for text in nested:
        machine.reset()
        tokens = list(text.encode())
        if machine.validate_tokens(tokens) == len(tokens) and ends(machine, tokens):
            found.append(text)
    assert found == nested[: room + 1]


def test_names_that_cannot_be_spelled_are_left_out():
    vocabulary = Vocabulary.of(
        ["ship"], rules=[Predicate('a" | "b', 1, "rule"), Predicate("c'", 1, "rule")]
    )
    assert (
        formula_grammar(vocabulary).terminals["NAME_1"].count("|")
        == len([entry for entry in vocabulary.predicates.values() if entry.arity == 1]) - 3
    )


def test_a_thousand_classes():
    vocabulary = Vocabulary.of([f"class {number}" for number in range(1000)])
    machine = matcher(formula_grammar(vocabulary).lark())
    assert machine.get_error() == ""
    tokens = list(b"exists x. class_999(x)")
    assert ends(machine, tokens)
