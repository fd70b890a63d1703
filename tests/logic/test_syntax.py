from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from rune_lp.logic.parse import parse_query


def test_where_a_formula_stands_is_no_part_of_what_it_is():
    one, other = parse_query("exists x. ship(x)"), parse_query("  ∃x   (ship(x))")
    assert one.formula.span != other.formula.span
    assert one == other
    assert len({one, other}) == 1


def test_a_formula_is_a_value():
    query = parse_query("exists x. area(x) > 3 m & ~ship(x)")
    assert hash(query) == hash(parse_query("exists x. area(x) > 3 m & ~ship(x)"))
    with pytest.raises(FrozenInstanceError):
        query.formula.variables = ("y",)


def test_the_names_of_variables_are_part_of_it():
    assert parse_query("exists x. ship(x)") != parse_query("exists y. ship(y)")


def test_a_written_number_is_its_value():
    assert parse_query("gsd > 0.50") == parse_query("gsd > 0.5")
