"""SWI-Prolog in one process: programs and images come and go, errors are told, nothing stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from rune_lp.asp.solver import Program
from rune_lp.errors import InputError, NotSolvedError
from rune_lp.prolog import solver as solving
from rune_lp.prolog.session import check_installed, session
from rune_lp.prolog.solver import PROLOG
from rune_lp.rulefiles.rulefile import read_rule_file
from rune_lp.rulefiles.source import Source
from tests.prolog.installed import needs_prolog

pytestmark = needs_prolog

NEAR = frozenset({("near", 2), ("object", 1)})
LINKED = "linked(X, Y) :- near(X, Y). linked(X, Y) :- linked(X, Z), near(Z, Y)."


def program(*rules: str) -> Program:
    return Program(rules, (), NEAR)


def of_file(text: str) -> Program:
    return Program((), read_rule_file(Source("a.lp", text)).rules, NEAR)


def megabytes() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096 / 1e6


def test_an_image_leaves_nothing_for_the_next() -> None:
    rules = of_file(LINKED)
    key = ("linked", 2)
    first = PROLOG.solve(rules, ["near(1,2).", "near(2,3)."], [key])
    assert first.tuples[key] == [(1, 2), (1, 3), (2, 3)]
    assert PROLOG.solve(rules, ["near(7,8)."], [key]).tuples[key] == [(7, 8)]
    assert PROLOG.solve(rules, [], [key]).tuples[key] == []


def test_programs_do_not_see_each_other() -> None:
    one, other = program("p(X) :- near(X, Y)."), program("p(Y) :- near(X, Y).")
    for _ in range(2):
        assert PROLOG.solve(one, ["near(1,2)."], [("p", 1)]).tuples == {("p", 1): [(1,)]}
        assert PROLOG.solve(other, ["near(1,2)."], [("p", 1)]).tuples == {("p", 1): [(2,)]}


def test_few_programs_stay_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "_KEPT", 2)
    for number in range(20):
        rules = program(f"p(X) :- near(X, {number}).")
        found = PROLOG.solve(rules, [f"near(5,{number})."], [("p", 1)])
        assert found.tuples[("p", 1)] == [(5,)]
        assert len(solving._modules) <= 2


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this needs Linux")
def test_memory_does_not_grow_with_the_images() -> None:
    rules = of_file(LINKED)
    images = [
        [f"near({one + shift},{one + 1 + shift})." for one in range(60)] for shift in range(50)
    ]

    def ask_all() -> None:
        for lines in images:
            assert len(PROLOG.solve(rules, lines, [("linked", 2)]).tuples[("linked", 2)]) == 1830

    ask_all()
    before = megabytes()
    for _ in range(6):
        ask_all()
    assert megabytes() - before < 5


def test_a_level_moves_the_domains_of_one_program() -> None:
    rules = program("p(X) :- certain(X). q(X) :- object(X), not possible(X).")
    lines = [f"object({one})." for one in (1, 2, 3)]
    scores = {1: 0.9, 2: 0.4, 3: 0.6, 4: 1.0}  # the fourth is no object of the facts
    levels = PROLOG.levels(rules, lines, scores, ("certain", "possible"), [("p", 1), ("q", 1)])
    wanted = {0.5: ([1, 3], [2]), 0.95: ([], []), 0.3: ([1, 2, 3], [2, 3])}
    for level, (certain, impossible) in wanted.items():
        found = levels.at(level).tuples
        assert found[("p", 1)] == [(one,) for one in certain]
        assert found[("q", 1)] == [(one,) for one in impossible]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "p(X) :- near(X, _). :- p(X), near(X, 2).", "contradict themselves", id="constraint"
        ),
        pytest.param(
            "p(X) :- near(X, Y), X / (Y-Y) > 0.", "SWI-Prolog: .*evaluation", id="by zero"
        ),
        pytest.param("p(X) :- object(X), a < X+1.", "SWI-Prolog: .*a/0", id="a number and a name"),
    ],
)
def test_what_decides_nothing_is_not_solved(text: str, message: str) -> None:
    with pytest.raises(NotSolvedError, match=message) as caught:
        PROLOG.solve(of_file(text), ["near(1,2).", "object(1)."], [("p", 1)])
    assert "\n" not in str(caught.value)


def test_after_an_error_the_engine_answers_on() -> None:
    with pytest.raises(NotSolvedError):
        session().call("no_such_goal", "1")
    with pytest.raises(NotSolvedError):
        PROLOG.solve(program("p(X) :- near(X, Y), no_such(Y)."), ["near(1,2)."], [("p", 1)])
    found = PROLOG.solve(program("p(X) :- near(X, _)."), ["near(1,2)."], [("p", 1)])
    assert found.tuples[("p", 1)] == [(1,)]


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        pytest.param("find_spec", "pip install 'rune-lp[prolog]'", id="pyswip"),
        pytest.param("shutil.which", "apt-get install swi-prolog-nox", id="swipl"),
    ],
)
def test_what_is_missing_is_told_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, name: str, remedy: str
) -> None:
    monkeypatch.setattr(f"rune_lp.prolog.session.{name}", lambda _: None)
    with pytest.raises(InputError) as caught:
        check_installed()
    assert caught.value.fault.hint == remedy
