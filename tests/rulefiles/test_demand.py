"""Which rules can be limited to what is asked about: those that have one stable model."""

from __future__ import annotations

import pytest

from rune_lp.rulefiles.demand import is_stratified
from rune_lp.rulefiles.rulefile import read_rule_file
from rune_lp.rulefiles.source import Source


@pytest.mark.parametrize(
    ("rules", "stratified"),
    [
        pytest.param("p(X) :- object(X), not near(X, _).", True, id="negation of facts"),
        pytest.param("p(X) :- object(X), not q(X). q(X) :- q(Y), near(X, Y).", True, id="strata"),
        pytest.param("p(X) :- p(Y), near(X, Y), not at_border(X).", True, id="positive recursion"),
        pytest.param("#const n = 2. p(X) :- area(X, A), A > n.", True, id="a constant"),
        pytest.param("p(X) :- object(X), not q(X). q(X) :- p(X).", False, id="its own negation"),
        pytest.param(
            "p(X) :- object(X), #count { Y : p(Y), near(X, Y) } > 1.", False, id="a count of itself"
        ),
        pytest.param(
            "p(X) :- object(X), p(Y) : near(X, Y).", False, id="a condition on all of itself"
        ),
        pytest.param("{ p(X) } :- object(X).", False, id="a choice"),
        pytest.param("p(X); q(X) :- object(X).", False, id="a disjunction"),
        pytest.param("p(X) :- object(X). :- p(X), at_border(X).", False, id="a constraint"),
        pytest.param("p(X) :- object(X). -p(X) :- at_border(X).", False, id="a denial"),
        pytest.param("not p(X) :- object(X).", False, id="a negated head"),
    ],
)
def test_what_is_stratified(rules: str, stratified: bool) -> None:
    assert is_stratified(read_rule_file(Source("a.lp", rules)).rules) is stratified
