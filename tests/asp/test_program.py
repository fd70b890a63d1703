"""Formulas as rules: readable, safe, one auxiliary predicate for each quantified scope."""

from __future__ import annotations

from pathlib import Path

import pytest

from rune_lp.asp.question import program_text
from rune_lp.asp.solve import solve
from rune_lp.rulefiles.library import load_rule_files
from tests.asp.examples import question

GOLDEN = Path(__file__).parent / "golden"

PROGRAMS = {
    "related_pair": "exists x y. ship(x) & harbor(y) & near(x, y)",
    "every": "forall x. plane(x) -> exists y. plane(y) & x != y & near(x, y)",
    "counted": "exists y. harbor(y) & exists>=2 x. ship(x) & near(x, y)",
    "exactly": "exists=2 x. ship(x)",
    "none_of_a_superclass": "~(exists x. vehicle(x))",
    "counts": "count(x: ship(x)) > 2 * count(y: harbor(y)) + 1",
    "numbers": "exists x y. ship(x) & 1.5 * length(x) - width(y) <= 30 m & x != y",
    "beyond": "exists x y. ship(x) & harbor(y) & distance(x, y) > 30",
    "either": "exists x. (ship(x) | plane(x)) & elongated(x)",
    "iff": "(exists x. ship(x)) <-> (exists y. harbor(y))",
    "chain": "exists a b c d. ship(a) & near(a, b) & near(b, c) & near(c, d) & harbor(d)",
    "set_query": "{x | ship(x) & ~(exists y. harbor(y) & near(x, y))}",
    "false": "exists x. ship(x) & false",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_printed_programs(name: str, update: bool) -> None:
    text = program_text(question(PROGRAMS[name]))
    file = GOLDEN / f"{name}.lp"
    if update:
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)

    assert text == file.read_text()


@pytest.mark.parametrize("name", PROGRAMS)
def test_printed_programs_are_solved_without_facts(name: str) -> None:
    solve([program_text(question(PROGRAMS[name]))], [("satisfied", 0)])


def test_auxiliary_predicates_take_no_name_of_a_rule_file(tmp_path: Path) -> None:
    file = tmp_path / "some.lp"
    file.write_text(
        '%! big(X): "big"\n'
        "big(X) :- some_1(X).\n"
        "some_1(X) :- class(X, ship), length(X, L), L > 9.\n"
    )
    asked = question("exists x. big(x)", library=load_rule_files([file]))

    assert "% some_2: exists x. big(x)" in program_text(asked)
