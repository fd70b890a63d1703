from __future__ import annotations

import pytest

from rune_lp.logic.parse import parse_query
from rune_lp.logic.printing import formula_text, to_text
from rune_lp.logic.scope import (
    atoms,
    distinct_variables,
    free_variables,
    plain_name,
    rename,
    renamed_apart,
    subformulas,
)
from rune_lp.logic.syntax import Compare

FREE = {
    "true": "",
    "near(x, y)": "xy",
    "x = y": "xy",
    "area(x) > distance(y, z)": "xyz",
    "~ship(x) & ship(y) | ship(z)": "xyz",
    "ship(x) -> ship(y)": "xy",
    "ship(x) <-> ship(y)": "xy",
    "exists x. near(x, y)": "y",
    "forall x y. near(x, y)": "",
    "exists>=2 x. near(x, y)": "y",
    "(exists x. ship(x)) & ship(x)": "x",
    "count(x: near(x, y)) > 2 * count(y: near(x, y))": "xy",
    "2 * [area(x) + 1] - width(y) > 3": "xy",
    "image_width > 3": "",
}


@pytest.mark.parametrize("text", FREE)
def test_free_variables(text):
    assert free_variables(parse_query(text).formula) == set(FREE[text])


def test_subformulas_come_outermost_first_and_from_counts_too():
    text = (
        "exists x. (ship(x) -> x = x) & 2 * count(y: near(x, y)) + 1 > 2 & "
        "forall y. exists>=2 z. ~ship(z) <-> true"
    )
    kinds = [type(part).__name__ for part in subformulas(parse_query(text).formula)]
    assert " ".join(kinds) == (
        "Exists And Implies Atom Equal Compare Atom Forall Counted Iff Not Atom Truth"
    )


def test_atoms_are_those_of_counts_too():
    formula = parse_query("exists x. ship(x) & count(y: near(x, y)) > 2").formula
    assert [atom.predicate for atom in atoms(formula)] == ["ship", "near"]


RENAMED = {
    "near(x, y)": "near(u, y)",
    "x = y": "u = y",
    "exists x. near(x, y)": "exists x'. near(x', y)",
    "ship(x) & exists y. near(x, y)": "ship(u) & (exists y'. near(u, y'))",
    "count(y: near(x, y)) > area(x)": "count(y': near(u, y')) > area(u)",
    "exists>=2 x. forall y. near(x, y)": "exists>=2 x'. forall y'. near(x', y')",
}


@pytest.mark.parametrize("text", RENAMED)
def test_free_variables_are_renamed_by_name_and_bound_ones_by_rule(text):
    formula = parse_query(text).formula
    assert formula_text(rename(formula, {"x": "u"}, lambda name: f"{name}'")) == RENAMED[text]


APART = {
    "exists x. ship(x)": "exists x. ship(x)",
    "exists x. exists x. ship(x)": "exists x. exists x1. ship(x1)",
    "(exists x. ship(x)) & (exists x. plane(x))": "(exists x. ship(x)) & (exists x1. plane(x1))",
    "{x | exists x. ship(x)}": "{x | exists x1. ship(x1)}",
    "(exists x1. ship(x1)) & (exists x. exists x. ship(x))": (
        "(exists x1. ship(x1)) & (exists x. exists x2. ship(x2))"
    ),
    "(exists x. exists x. ship(x)) & (exists x1. ship(x1))": (
        "(exists x. exists x2. ship(x2)) & (exists x1. ship(x1))"
    ),
    "exists x. exists X. near(x, X)": "exists x. exists X1. near(x, X1)",
    "exists a-b. exists a_b. near(a-b, a_b)": "exists a-b. exists a_b1. near(a-b, a_b1)",
    "exists x. count(x: ship(x)) > count(x: plane(x))": (
        "exists x. count(x1: ship(x1)) > count(x2: plane(x2))"
    ),
}


@pytest.mark.parametrize("text", APART)
def test_every_quantifier_gets_a_variable_of_its_own(text):
    assert formula_text(renamed_apart(parse_query(text)).formula) == (
        formula_text(parse_query(APART[text]).formula)
    )


@pytest.mark.parametrize(
    ("variable", "name"),
    [("x", "x"), ("x1", "x1"), ("my-ship", "myship"), ("X_2", "X2"), ("_1", "v1"), ("_", "v")],
)
def test_a_plain_name_has_letters_and_digits_only(variable, name):
    assert plain_name(variable) == name


DISTINCT = {
    "exists x. ship(x)": "exists x. ship(x)",
    "exists x y. near(x, y)": "exists x y. x != y & near(x, y)",
    "exists x y z. true": "exists x y z. x != y & x != z & y != z & true",
    "exists x. exists y. near(x, y)": "exists x. exists y. x != y & near(x, y)",
    "forall x y. near(x, y)": "forall x y. x != y -> near(x, y)",
    "forall x y z. true": "forall x y z. x != y & x != z & y != z -> true",
    "forall x. exists y. near(x, y)": "forall x. exists y. near(x, y)",
    "exists x. ship(x) & exists y. near(x, y)": "exists x. ship(x) & (exists y. near(x, y))",
    "exists x. exists>=2 y. near(x, y)": "exists x. exists>=2 y. near(x, y)",
    "{x, y | near(x, y)}": "{x, y | x != y & near(x, y)}",
    "{x | ship(x)}": "{x | ship(x)}",
    "exists>=2 z. exists x y. near(x, y)": "exists>=2 z. exists x y. x != y & near(x, y)",
    "count(z: exists x y. near(x, y)) > 1": "count(z: exists x y. x != y & near(x, y)) > 1",
    "~exists x y. near(x, y)": "~(exists x y. x != y & near(x, y))",
    "(exists x y. near(x, y)) -> (exists x y. far(x, y))": (
        "(exists x y. x != y & near(x, y)) -> (exists x1 y1. x1 != y1 & far(x1, y1))"
    ),
}


@pytest.mark.parametrize("text", DISTINCT)
def test_the_variables_of_one_block_are_made_distinct(text):
    assert to_text(distinct_variables(parse_query(text))) == DISTINCT[text]


def test_rewriting_keeps_places():
    text = "exists x. exists x. area(x) > 3"
    compare = renamed_apart(parse_query(text)).formula.body.body
    assert isinstance(compare, Compare)
    start, end = compare.span
    assert text[start:end] == "area(x) > 3"
