"""The chart parser: which tree it keeps, and where it says that a text goes wrong."""

from __future__ import annotations

import pytest

from rune_lp.translate.controlled.chart import Chart, Grammar, NestedTooDeeply, Ranked
from rune_lp.translate.controlled.tokens import tokenize


def grammar_of(*rules):
    """Return a grammar whose actions give (rule's name, values…)."""
    grammar = Grammar()
    for name, pattern, *cost in rules:

        def action(_span, *values, name=name):
            return (name, *values)

        grammar.rule(name, pattern, cost=cost[0] if cost else 0)(action)
    return grammar


def parse(grammar, text):
    chart = Chart(grammar, {}, tokenize(text))
    return chart.whole("S"), chart


def test_optional_and_repeated_symbols():
    grammar = grammar_of(("S", "a? B? C*"), ("B", "b"), ("C", "c/d"))
    assert parse(grammar, "a b c d")[0] == ("S", ("B",), (("C",), ("C",)))
    assert parse(grammar, "c")[0] == ("S", None, (("C",),))


def test_longer_first_part_is_preferred():
    grammar = grammar_of(("S", "X Y"), ("X", "a"), ("X", "a a"), ("Y", "a"), ("Y", "a a"))
    assert parse(grammar, "a a a")[0] == ("S", ("X",), ("Y",))
    grammar = grammar_of(
        ("S", "X Y"), ("X", "Short"), ("X", "Long"), ("Short", "a"), ("Long", "a a")
    )
    grammar.rule("Y", "a", "a a")(lambda _span: "y")
    assert parse(grammar, "a a a")[0] == ("S", ("X", ("Long",)), "y")


def test_cheaper_tree_is_preferred_and_then_the_first():
    dear_first = grammar_of(("S", "a", 1), ("S", "A"), ("A", "a"))
    assert parse(dear_first, "a")[0] == ("S", ("A",))
    tie = grammar_of(("S", "A"), ("S", "B"), ("A", "a"), ("B", "a"))
    assert parse(tie, "a")[0] == ("S", ("A",))


def test_action_may_reject_or_add_a_cost():
    grammar = grammar_of(("S", "A"))
    grammar.rule("A", "a")(lambda _span: None)
    assert parse(grammar, "a")[0] is None
    grammar.rule("A", "a")(lambda _span: Ranked("dear", 3))
    grammar.rule("A", "a")(lambda _span: "cheap")
    assert parse(grammar, "a")[0] == ("S", "cheap")


def test_furthest_failure_is_kept_with_what_was_expected():
    grammar = grammar_of(("S", "a b c"), ("S", "a d"))
    tree, chart = parse(grammar, "a b x")
    assert tree is None
    assert (chart.furthest, list(chart.expected)) == (2, ["'c'"])


def test_rule_that_begins_with_itself_ends():
    grammar = grammar_of(("S", "S a"), ("S", "a"))
    assert parse(grammar, "a")[0] == ("S",)


def test_rules_inside_one_another_without_end_are_refused():
    grammar = grammar_of(("S", "a S"), ("S", "a"))
    with pytest.raises(NestedTooDeeply):
        parse(grammar, "a " * 400)


def test_actions_get_the_characters_they_stand_on():
    grammar = Grammar()
    grammar.rule("S", "big? ship")(lambda span: span)
    assert parse(grammar, "  big ship ")[0] == (2, 10)
