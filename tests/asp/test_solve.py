"""clingo behind a narrow door."""

from __future__ import annotations

import pytest

from rune_lp.asp.solve import Levels, solve
from rune_lp.errors import NotSolvedError


def test_wanted_predicates_come_sorted() -> None:
    found = solve(["p(2). p(1). q(1,2). r."], {("p", 1), ("q", 2), ("r", 0), ("s", 1)})

    assert found.tuples == {
        ("p", 1): [(1,), (2,)],
        ("q", 2): [(1, 2)],
        ("r", 0): [()],
        ("s", 1): [],
    }
    assert "r" in found
    assert "s" not in found


@pytest.mark.parametrize(
    ("program", "message"),
    [
        pytest.param("p :- q.", "atom does not occur in any rule head", id="undefined predicate"),
        pytest.param("p(X) :- not q(X). q(1).", "unsafe", id="unsafe variable"),
        pytest.param("p(1", "syntax error", id="syntax error"),
        pytest.param("p(1.5).", "syntax error", id="decimal"),
        pytest.param("p(X+1) :- X = a. a.", "undefined", id="undefined operation"),
        pytest.param(":- not p. #defined p/0.", "contradict", id="no stable model"),
        pytest.param("{p}.", "several stable models", id="several stable models"),
    ],
)
def test_what_clingo_does_not_decide_is_not_solved(program: str, message: str) -> None:
    with pytest.raises(NotSolvedError, match=message):
        solve([program], [("p", 0)])


def test_levels_move_the_domains_of_one_grounded_program() -> None:
    program = (
        "object(1..2). #external certain(X) : object(X). #external possible(X) : object(X)."
        "some :- certain(X). all :- not other. other :- possible(X), X > 1."
    )
    wanted = [("some", 0), ("all", 0)]
    levels = Levels([program], {1: 0.9, 2: 0.4}, wanted)

    def true_at(level: float) -> set[str]:
        found = levels.at(level)
        return {name for name, _ in wanted if name in found}

    assert true_at(0.9) == {"some"}
    assert true_at(0.6) == {"some", "all"}
    assert true_at(1.0) == set()
    assert true_at(0.6) == {"some", "all"}
