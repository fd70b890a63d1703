"""The cases: legal questions of the vocabulary, from one variable to six."""

from __future__ import annotations

import pytest

from rune_lp.bench.cases import CASES, CHAINS, Case, case_named
from rune_lp.bench.contestants.horn import PROGRAMS as HORN
from rune_lp.bench.contestants.plain import NAMED
from rune_lp.bench.contestants.plain_clingo import PROGRAMS as ASP
from rune_lp.bench.population import load_population
from rune_lp.geometry.relations import RELATIONS
from rune_lp.logic.check import check
from rune_lp.logic.parse import parse_query
from rune_lp.vocabulary import Vocabulary

ALL = tuple(dict.fromkeys((*CASES, *CHAINS)))


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_a_case_is_a_legal_question(case: Case) -> None:
    check(parse_query(case.fol), Vocabulary.of(load_population().labels), case.fol)


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_the_plain_engines_are_given_the_relations_that_the_formula_names(case: Case) -> None:
    named = {name for name in RELATIONS if f"{name}(" in case.fol}
    numbers = {"side": "length(", "distance": "distance("}
    named |= {fact for fact, term in numbers.items() if term in case.fol}
    assert set(NAMED[case.name]) == named
    assert case.name in HORN
    assert case.name in ASP


def test_there_are_cases_from_one_variable_to_six() -> None:
    assert len(CASES) >= 10
    assert {case.variables for case in CASES} >= {1, 2, 3, 4, 6}
    assert [case.variables for case in CHAINS] == [2, 3, 4, 5, 6]


def test_a_case_is_found_by_its_name() -> None:
    assert [case_named(case.name) for case in ALL] == list(ALL)
