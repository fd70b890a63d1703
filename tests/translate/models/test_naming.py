"""Variables are called after their level, and nothing else changes."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.logic.parse import parse_query
from rune_lp.logic.printing import to_text
from rune_lp.logic.scope import rename
from rune_lp.translate.models.naming import named_by_level
from tests.strategies import sentences, set_queries


@pytest.mark.parametrize(
    ("query", "named"),
    [
        pytest.param("exists b a. near(b, a)", "exists x y. near(x, y)", id="a block"),
        pytest.param(
            "(exists a. ship(a)) & (exists b. plane(b))",
            "(exists x. ship(x)) & (exists x. plane(x))",
            id="side by side",
        ),
        pytest.param(
            "exists x. exists>=2 q. near(x, q)", "exists x. exists>=2 y. near(x, y)", id="counted"
        ),
        pytest.param(
            "exists s. 2 * count(t: near(s, t)) - 1 > count(u: ship(u)) + area(s)",
            "exists x. 2 * count(y: near(x, y)) - 1 > count(y: ship(y)) + area(x)",
            id="count terms",
        ),
        pytest.param(
            "{b, a | exists c. between(c, a, b)}", "{x, y | exists z. between(z, y, x)}", id="a set"
        ),
        pytest.param(
            "exists y. exists x. y != x", "exists x. exists y. x != y", id="names exchanged"
        ),
        pytest.param(
            "exists a b c d e f g. near(f, g)",
            "exists x y z u v w x6. near(w, x6)",
            id="beyond the pool",
        ),
    ],
)
def test_names_follow_levels(query, named):
    assert to_text(named_by_level(parse_query(query))) == named


@given(st.one_of(sentences(), set_queries()))
def test_only_the_names_change(query):
    named = named_by_level(query)
    assert numbered(named) == numbered(query)
    assert named_by_level(named) == named


def numbered(query):
    """Return the formula with its variables numbered in the order of their quantifiers."""
    numbers = itertools.count()
    free = {name: f"f{place}" for place, name in enumerate(getattr(query, "variables", ()))}
    return rename(query.formula, free, lambda _: f"v{next(numbers)}")
