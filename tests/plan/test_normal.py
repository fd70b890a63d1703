from __future__ import annotations

import pytest

from rune_lp.logic.parse import parse_query
from rune_lp.logic.printing import formula_text
from rune_lp.plan.normal import conjunction, disjunction, negation, normal_form

NORMAL = {
    "true": "true",
    "~true": "false",
    "~~ship(x)": "ship(x)",
    "~x = y": "x != y",
    "~x != y": "x = y",
    "ship(x) & (true & (plane(x) & ship(x)))": "ship(x) & plane(x)",
    "ship(x) & false": "false",
    "ship(x) | true": "true",
    "ship(x) | false | ship(x)": "ship(x)",
    "~(ship(x) & ~plane(x))": "~ship(x) | plane(x)",
    "~(ship(x) | plane(x))": "~ship(x) & ~plane(x)",
    "ship(x) -> plane(x)": "~ship(x) | plane(x)",
    "~(ship(x) -> plane(x))": "ship(x) & ~plane(x)",
    "ship(x) <-> plane(x)": "ship(x) & plane(x) | ~ship(x) & ~plane(x)",
    "~(ship(x) <-> plane(x))": "(~ship(x) | ~plane(x)) & (ship(x) | plane(x))",
    # comparisons turn round
    "~area(x) <= 3": "area(x) > 3",
    "~area(x) < 3": "area(x) >= 3",
    "~area(x) >= 3": "area(x) < 3",
    "~area(x) > 3": "area(x) <= 3",
    "~area(x) = 3": "area(x) != 3",
    "~area(x) != 3": "area(x) = 3",
    # quantifiers
    "exists x. exists y. near(x, y)": "exists x y. near(x, y)",
    "forall x. ship(x)": "~(exists x. ~ship(x))",
    "~forall x. ship(x)": "exists x. ~ship(x)",
    "forall x. ship(x) -> exists y. near(x, y)": "~(exists x. ship(x) & ~(exists y. near(x, y)))",
    "forall x. forall y. near(x, y)": "~(exists x y. ~near(x, y))",
    "exists x. false": "false",
    "forall x. true": "true",
    # the domain may be empty
    "exists x. true": "exists x. true",
    "forall x. false": "~(exists x. true)",
    # counting
    "exists>=3 x. ship(x)": "exists>=3 x. ship(x)",
    "exists>3 x. ship(x)": "exists>=4 x. ship(x)",
    "exists>=1 x. ship(x)": "exists x. ship(x)",
    "exists>=0 x. ship(x)": "true",
    "exists<0 x. ship(x)": "false",
    "exists<=2 x. ship(x)": "~(exists>=3 x. ship(x))",
    "exists<3 x. ship(x)": "~(exists>=3 x. ship(x))",
    "exists=0 x. ship(x)": "~(exists x. ship(x))",
    "exists=2 x. ship(x)": "(exists>=2 x. ship(x)) & ~(exists>=3 x. ship(x))",
    "exists!=2 x. ship(x)": "~(exists>=2 x. ship(x)) | (exists>=3 x. ship(x))",
    "~exists>=2 x. ship(x)": "~(exists>=2 x. ship(x))",
    "~exists=1 x. ship(x)": "~(exists x. ship(x)) | (exists>=2 x. ship(x))",
    # far is what is not near
    "far(x, y)": "x != y & ~near(x, y)",
    "~far(x, y)": "x = y | near(x, y)",
    # bodies of counts
    "count(x: ~~ship(x)) > 2 * count(x: forall y. near(x, y)) - 1": (
        "count(x: ship(x)) > 2 * count(x: ~(exists y. ~near(x, y))) - 1"
    ),
}


@pytest.mark.parametrize("text", NORMAL)
def test_existential_normal_form(text):
    assert formula_text(normal_form(parse_query(text).formula)) == NORMAL[text]


NEGATED = {
    "ship(x) | plane(x)": "~ship(x) & ~plane(x)",
    "ship(x) & area(x) > 3": "~ship(x) | area(x) <= 3",
    "~(exists x. ship(x))": "exists x. ship(x)",
    "exists x. ship(x)": "~(exists x. ship(x))",
    "exists>=2 x. ship(x)": "~(exists>=2 x. ship(x))",
    "x != y": "x = y",
    "false": "true",
}


@pytest.mark.parametrize("text", NEGATED)
def test_the_negation_of_a_normal_form_is_one(text):
    formula = parse_query(text).formula
    assert formula_text(negation(formula)) == NEGATED[text]
    assert normal_form(formula, negated=True) == negation(formula)


JOINED = {
    (): ("true", "false"),
    ("ship(x)",): ("ship(x)", "ship(x)"),
    ("true", "ship(x)"): ("ship(x)", "true"),
    ("false", "ship(x)"): ("false", "ship(x)"),
    ("ship(x)", "ship(x)"): ("ship(x)", "ship(x)"),
    ("ship(x)", "plane(x)"): ("ship(x) & plane(x)", "ship(x) | plane(x)"),
    ("ship(x) & plane(x)", "true", "ship(x)"): ("ship(x) & plane(x)", "true"),
    ("ship(x) | plane(x)", "false", "ship(x)"): ("false", "ship(x) | plane(x)"),
    ("x != y", "x = y | near(x, y)"): ("x != y & near(x, y)", "x != y | x = y | near(x, y)"),
    ("x = y", "x != y & near(x, y)"): ("x = y & x != y & near(x, y)", "x = y | near(x, y)"),
    ("x = y | ship(x)", "x != y", "x = y"): (
        "ship(x) & x != y & x = y",
        "x = y | ship(x) | x != y",
    ),
}


@pytest.mark.parametrize("texts", JOINED, ids=" , ".join)
def test_parts_are_joined_flat_without_repetition_and_units(texts):
    parts = [parse_query(text).formula for text in texts]
    joined = formula_text(conjunction(parts)), formula_text(disjunction(parts))
    assert joined == JOINED[texts]
