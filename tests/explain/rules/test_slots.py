"""Sentences of rules with slots besides their arguments."""

from __future__ import annotations

import pytest

from rune_lp.rulefiles.library import load_rule_files
from tests.explain.images import ask

RULES = """\
#const few = 2.
%! busy(H): "a harbour with several ships"
%! because: "{H} has {N} ships, {S} among them, at least {L} long"
busy(H) :- class(H, harbor), N = #count { T : berth(T, H) }, N >= few, berth(S, H), length(S, L).
berth(S, H) :- class(S, ship), near(S, H).

%! wide(X): "wide for its length"
%! because: "{X} is {W} wide, {A} large, at {D}, {P} of class {C}"
wide(Y) :- class(Y, C), width(Y, W), area(Y, A), angle(Y, D), score(Y, P), aspect(Y, R), R < 60.

%! loose(X): "not at a harbour"
%! because: "{X} lies {D} from {H}"
loose(X) :- class(X, ship), not berth(X, H), class(H, harbor), distance(X, H, D).
"""


@pytest.fixture
def told(tmp_path):
    file = tmp_path / "a.lp"
    file.write_text(RULES, encoding="utf-8")
    return lambda formula: ask(formula, rules=load_rule_files([file])).told


def test_counts_objects_and_lengths_are_filled_in(told) -> None:
    assert "harbor 0 has 2 ships, ship 1 among them, at least 20.0 px long" in told(
        "exists x. busy(x)"
    )


def test_every_number_has_its_unit(told) -> None:
    (sentence,) = told("exists x. wide(x) & harbor(x)")
    assert sentence == "harbor 0 is 40.0 px wide, 4000.0 px² large, at 0.0°, 0.90 of class harbor"


def test_negated_literals_bind_nothing_and_the_rest_does(told) -> None:
    (sentence,) = told("exists x. loose(x)")
    assert sentence.startswith("ship 3 lies ")
    assert sentence.endswith(" px from harbor 0")
