from __future__ import annotations

from itertools import pairwise

import pytest

from rune_lp.logic.parse import parse_query
from rune_lp.logic.printing import formula_text
from rune_lp.logic.scope import free_variables, subformulas
from rune_lp.logic.syntax import And, Exists
from rune_lp.plan.miniscope import eliminate, miniscope

MOVED = {
    "exists x. ship(x)": "exists x. ship(x)",
    "exists x y. ship(x) & plane(y)": "(exists y. plane(y)) & (exists x. ship(x))",
    "exists x y. ship(x) & harbor(y) & near(x, y)": (
        "exists x. ship(x) & (exists y. harbor(y) & near(x, y))"
    ),
    "exists x. ship(x) | plane(x)": "(exists x. ship(x)) | (exists x. plane(x))",
    "exists x y. ship(x) | plane(y)": (
        "(exists y. true) & (exists x. ship(x)) | (exists x. true) & (exists y. plane(y))"
    ),
    "exists x. gsd > 3 & (ship(x) | ~(exists y. plane(y)) & ~(exists z. ship(z)))": (
        "gsd > 3 & ((exists x. ship(x)) | "
        "~(exists y. plane(y)) & ~(exists z. ship(z)) & (exists x. true))"
    ),
    "exists x. true": "exists x. true",
    "exists x y. true": "(exists y. true) & (exists x. true)",
    "exists x. exists>=2 y. near(x, y)": "exists x. exists>=2 y. near(x, y)",
    "~(exists x y. ship(x) & plane(y))": "~(exists y. plane(y)) | ~(exists x. ship(x))",
    "exists>=2 z. exists x y. near(x, z) & near(y, z)": (
        "exists>=2 z. (exists y. near(y, z)) & (exists x. near(x, z))"
    ),
    "count(z: exists x y. near(x, z) & near(y, z)) > 2 * [1 - count(z: true)]": (
        "count(z: (exists y. near(y, z)) & (exists x. near(x, z))) > 2 * [1 - count(z: true)]"
    ),
}


@pytest.mark.parametrize("text", MOVED)
def test_quantifiers_move_inwards(text):
    assert formula_text(miniscope(parse_query(text).formula)) == MOVED[text]


def chain(length: int) -> str:
    names = [f"x{k}" for k in range(length)]
    links = " & ".join(f"near({a}, {b})" for a, b in pairwise(names))
    return f"exists {' '.join(names)}. {links}"


def widest(formula) -> int:
    """Return the most variables that one quantifier joins."""
    return max(
        len(free_variables(part.body)) for part in subformulas(formula) if isinstance(part, Exists)
    )


@pytest.mark.parametrize(
    ("text", "width"),
    [
        pytest.param(chain(12), 2, id="chain"),
        pytest.param(chain(5) + " & near(x4, x0)", 3, id="ring"),
        pytest.param("exists a b c d. near(a, b) & near(a, c) & near(a, d)", 2, id="star"),
        pytest.param("exists a b c. between(a, b, c)", 3, id="one relation of three"),
    ],
)
def test_no_rule_joins_more_than_the_treewidth_asks(text, width):
    formula = parse_query(text).formula
    moved = miniscope(formula)
    assert widest(moved) == width
    assert all(len(part.variables) == 1 for part in subformulas(moved) if isinstance(part, Exists))


def test_variables_are_eliminated_of_an_open_formula():
    body = parse_query("near(x, y) & near(y, z) & ship(z)").formula
    assert isinstance(body, And)
    eliminated = eliminate(("y", "z"), body)
    assert free_variables(eliminated) == {"x"}
    assert formula_text(eliminated) == "exists y. near(x, y) & (exists z. near(y, z) & ship(z))"


def test_without_variables_nothing_is_eliminated():
    body = parse_query("ship(x)").formula
    assert eliminate((), body) == body
    assert formula_text(eliminate(("y",), parse_query("false").formula)) == "false"
