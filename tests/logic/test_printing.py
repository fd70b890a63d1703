from __future__ import annotations

from decimal import Decimal

import pytest

from rune_lp.logic.parse import parse_query
from rune_lp.logic.printing import formula_text, term_text, to_text
from rune_lp.logic.syntax import Attribute, Compare, Count, Number, Product, Sum, Truth

CANONICAL = {
    "∃x ∃y (ship(x) AND near(x,y))": (
        "exists x. exists y. ship(x) & near(x, y)",
        "∃x. ∃y. ship(x) ∧ near(x, y)",
    ),
    "exists x, y: near(x,y)": ("exists x y. near(x, y)", "∃x y. near(x, y)"),
    "∀x ¬ship(x)": ("forall x. ~ship(x)", "∀x. ¬ship(x)"),
    "∃≥3x ship(x)": ("exists>=3 x. ship(x)", "∃≥3 x. ship(x)"),
    "exists!=2 x. ship(x)": ("exists!=2 x. ship(x)", "∃≠2 x. ship(x)"),
    "true -> not false": ("true -> ~false", "⊤ → ¬⊥"),
    "true iff (true or false)": ("true <-> true | false", "⊤ ↔ ⊤ ∨ ⊥"),
    "exists x. ~x=x": ("exists x. x != x", "∃x. x ≠ x"),
    "exists x. not area(x)>3m2": ("exists x. ~(area(x) > 3 m2)", "∃x. ¬(area(x) > 3 m2)"),
    "#{x: ship(x)}*2 >= 3": ("2 * count(x: ship(x)) >= 3", "2 * count(x: ship(x)) ≥ 3"),
    "{x y|near(x,y)}": ("{x, y | near(x, y)}", "{x, y | near(x, y)}"),
}


@pytest.mark.parametrize("text", CANONICAL)
def test_there_is_one_printed_form_in_ascii_and_one_in_unicode(text):
    query = parse_query(text)
    assert (to_text(query), to_text(query, "unicode")) == CANONICAL[text]


BRACKETS = [
    "(true | false) & true",
    "true | false & true",
    "true & (false & true)",
    "true | (false | true)",
    "true -> false -> true",
    "(true -> false) -> true",
    "true <-> false <-> true",
    "true <-> (false <-> true)",
    "(true <-> false) -> true",
    "true -> (false <-> true)",
    "~(true & false)",
    "~~true",
    "(exists x. true) & true",
    "true & (exists x. true)",
    "true -> (exists x. true) -> false",
    "~(exists x. true & false)",
    "exists x. exists y. true & false",
    "forall x. true -> false",
    "count(x: true | false) > 1",
    "gsd - [gsd - 1] > 0",
    "gsd - 1 - 1 > 0",
    "2 * [gsd + 1] > 0",
    "2 * 3 * gsd > 0",
    "gsd + 2 * gsd > 0",
]


@pytest.mark.parametrize("text", BRACKETS)
def test_brackets_are_printed_where_they_are_needed_and_only_there(text):
    assert to_text(parse_query(text)) == text


SHADOWED = {
    "exists x. exists x. ship(x)": "exists x. exists x1. ship(x1)",
    "exists x. ship(x) & forall x. ship(x)": "exists x. ship(x) & (forall x1. ship(x1))",
    "{x | exists x. ship(x)}": "{x | exists x1. ship(x1)}",
    "exists x. count(x: ship(x)) > 1": "exists x. count(x1: ship(x1)) > 1",
    "exists x. exists>=2 x. ship(x)": "exists x. exists>=2 x1. ship(x1)",
    "exists x x1. exists x. near(x, x1)": "exists x x1. exists x2. near(x2, x1)",
    "exists x. 2 * [1 - count(x: true)] > 1": "exists x. 2 * [1 - count(x1: true)] > 1",
}


@pytest.mark.parametrize("text", SHADOWED)
def test_shadowed_variables_are_renamed_apart(text):
    assert to_text(parse_query(text)) == SHADOWED[text]


def test_variables_that_do_not_shadow_keep_their_names():
    text = "(exists x. ship(x)) & (exists x. plane(x))"
    assert to_text(parse_query(text)) == text


def test_numbers_are_printed_as_written():
    text = "exists x. area(x) > 0.0000001 & area(x) < 100000000000000000000000000000.50 px2"
    assert to_text(parse_query(text)) == text


def test_numbers_that_were_computed_are_printed_without_exponents():
    many = Product(Decimal("1E+3"), Number(Decimal("1E-7"), "m"))
    assert term_text(many) == "1000 * 0.0000001 m"


def test_a_term_and_an_open_formula_are_printed_as_they_stand():
    term = Sum(Count("x", Truth(True)), Number(Decimal(1)), minus=True)
    assert term_text(term) == "count(x: true) - 1"
    compare = Compare(">=", Attribute("area", ("y",)), Number(Decimal(3), "m2"))
    assert formula_text(compare) == "area(y) >= 3 m2"
    assert formula_text(compare, "unicode") == "area(y) ≥ 3 m2"
