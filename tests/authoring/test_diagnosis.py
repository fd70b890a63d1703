"""Diagnosing files: all faults at once, in order, and nothing that follows from another."""

from __future__ import annotations

import pytest

from rune_lp.authoring.diagnosis import diagnose
from rune_lp.authoring.suite import Suite


@pytest.fixture
def found(tmp_path):
    def found(*texts: str, allow_scripts: bool = False) -> list[str]:
        paths = []
        for name, text in zip("abc", texts, strict=False):
            paths.append(tmp_path / f"{name}.lp")
            paths[-1].write_text(text, encoding="utf-8")
        faults = diagnose(Suite.read(paths, allow_scripts=allow_scripts))
        return [f"{str(fault.place).removeprefix(f'{tmp_path}/')} {fault.code}" for fault in faults]

    return found


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param(
            ["p(X) :- q(X), r(X, Y)."], ["a.lp:1:9 R010", "a.lp:1:15 R010"], id="two names"
        ),
        pytest.param(
            ["p(X :- q.\nr(1.\ns."], ["a.lp:1:5 R001", "a.lp:2:4 R001"], id="two statements"
        ),
        pytest.param(["p(1.5). q(2.5)."], ["a.lp:1:3 R003", "a.lp:1:11 R003"], id="two decimals"),
        pytest.param(
            ["#show p/1.\n%! foo\np(@f(1)).", "q(1.5)."],
            ["a.lp:1:1 R006", "a.lp:2:1 R030", "a.lp:3:3 R004", "b.lp:1:3 R003"],
            id="two files",
        ),
        pytest.param(
            ["p(X) :- near(Y, Y).\nq(X) :- not near(X, X)."],
            ["a.lp:1:1 R020", "a.lp:2:1 R020"],
            id="two unsafe rules",
        ),
        pytest.param(
            ['%! p(X): "a"\n%! because: b\n%! synonyms: ,\np(X) :- object(X).'],
            ["a.lp:3:4 R030"],
            id="a block that cannot be read is no block without a rule",
        ),
        pytest.param(
            ["p(X) :- nera(X, Y).\n%? scene: shp"],
            ["a.lp:1:9 R010", "a.lp:2:14 R040"],
            id="a test's",
        ),
    ],
)
def test_all_faults_are_found_in_order(found, texts: list[str], expected: list[str]) -> None:
    assert found(*texts) == expected


HELPER = "near_ship(X) :- class(S, ship), near(X, S).\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(HELPER, ["a.lp:1:1 R014"], id="unused"),
        pytest.param(f"{HELPER}:- near_ship(_), class(_, dam).", [], id="used by a constraint"),
        pytest.param(f"{HELPER}%? scene: ship s at 9 9\n%? forbid: near_ship(s)", [], id="tested"),
        pytest.param(f'%! near_ship(X): "a"\n{HELPER}', [], id="exported"),
        pytest.param(
            '%! p(X, N): "a"\n%! args: X: object, N: count\np(X, 3) :- object(X).',
            [],
            id="documented",
        ),
        pytest.param(
            "#const k = 3.\n#const l = k.\n:- object(X), X > l.", [], id="constant of a constant"
        ),
        pytest.param("p(X) :- object(X).\n-p(X) :- p(X).\n:- -p(3).", [], id="negation"),
        pytest.param('%! p(X): "a"\np(X) :- object(X), near(X, _Y).', [], id="named to be any"),
    ],
)
def test_what_is_unused(found, text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        pytest.param(
            "p(X) :- object(X), not q(X). q(X) :- object(X), not p(X).", "R024", id="even circle"
        ),
        pytest.param("p(X) :- object(X), not p(X).", "R024", id="odd circle"),
        pytest.param(
            "p(X) :- object(X), not q(X). q(X) :- r(X). r(X) :- p(X).", "R024", id="long circle"
        ),
        pytest.param("p(X) :- object(X), #sum { Y : p(Y) } > 3.", "R025", id="sum of itself"),
        pytest.param("p(X) :- object(X), near(X, Y) : p(Y).", "R025", id="if all of itself"),
        pytest.param("p(X) :- object(X), 1 { p(Y) : near(X, Y) }.", "R025", id="a set of itself"),
        pytest.param("p(X) ; q(X) :- object(X). :- q(_).", "R026", id="disjunction"),
        pytest.param(
            "p(X) :- near(X, Y), p(Y). p(X) :- elongated(X).", None, id="positive recursion"
        ),
        pytest.param(
            "p(X) :- object(X), not q(X). q(X) :- elongated(X).", None, id="layered negation"
        ),
        pytest.param(
            "p(X) :- object(X), 2 <= #count { Y : q(Y) }. q(X) :- object(X).",
            None,
            id="layered count",
        ),
        pytest.param("p(X) : elongated(X).", "R026", id="disjunction over all"),
    ],
)
def test_recursion_and_choices_that_may_not_decide(found, rules: str, code: str | None) -> None:
    told = [one.split()[1] for one in found(f'%! p(X): "a"\n{rules}')]
    assert set(told) == ({code} if code else set())


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param("p(X) :- area(X, A), length(X, A).", id="length and area"),
        pytest.param("p(X) :- area(X, A), near(X, A).", id="number and object"),
        pytest.param("p(X) :- class(X, C), score(X, C).", id="class and number"),
        pytest.param("p(X) :- near(X, Y), q(Y). q(A) :- area(_, A).", id="through a helper"),
        pytest.param(
            "p(X) :- object(X), r(X, X).\n"
            '%! r(X, N): "b"\n%! args: X: object, N: count\nr(X, 3) :- object(X).',
            id="as documented",
        ),
        pytest.param(
            "p(X) :- object(X), 3 < #sum { A : area(X, A), length(X, A) }.", id="in a set"
        ),
    ],
)
def test_a_variable_stands_for_one_kind_of_thing(found, rule: str) -> None:
    assert [one.split()[1] for one in found(f'%! p(X): "a"\n{rule}')] == ["R021"]


def test_one_name_in_two_sets_may_stand_for_two_kinds_of_things(found) -> None:
    rule = "p(X) :- object(X), 3 < #sum { A : area(X, A) }, 3 < #sum { A : length(X, A) }."
    assert found(f'%! p(X): "a"\n{rule}') == []


def test_another_files_predicate_is_its_own(found) -> None:
    one = '%! p(X): "a"\np(X) :- elongated(X).\n'
    two = "p(X) :- at_border(X).\n"
    assert found(one, two) == ["b.lp:1:1 R018"]
    assert found(one, f"%! extends p(X)\n{two}") == []
    assert found(one, f"%! extends p(X, Y)\n{two}") == ["b.lp:1:4 R018", "b.lp:2:1 R018"]


def test_a_fact_that_is_defined_again_and_again_is_told_once(found) -> None:
    assert found("near(1, 2). near(2, 1).\nobject(1). near(3, 4).") == [
        "a.lp:1:1 R016",
        "a.lp:2:1 R016",
    ]


def test_facts_cannot_be_extended(found) -> None:
    text = "%! extends near(X, Y)\nnear(X, Y) :- left_of(X, Y)."
    assert [one.split()[1] for one in found(text)] == ["R016"]


def test_scripts_are_no_fault_where_they_are_allowed(found) -> None:
    text = '#script (lua) x #end.\n%! p(X): "a"\np(X) :- X = @f(1).'
    assert found(text) == ["a.lp:1:1 R004", "a.lp:3:13 R004"]
    assert found(text, allow_scripts=True) == []


def test_a_folder_without_rule_files_is_unreadable(tmp_path) -> None:
    suite = Suite.read([tmp_path])
    (fault,) = diagnose(suite)
    assert (suite.files, fault.code) == ((), "R007")
