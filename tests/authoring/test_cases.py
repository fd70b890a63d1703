"""Tests as they stand in a rule file: how they are told from each other, and how they are read."""

import pytest
from clingo import Function, Number

from rune_lp.authoring.atoms import Pattern
from rune_lp.authoring.cases import Case, read_cases
from rune_lp.rulefiles.source import Source

SCENE = "%? scene: ship s1..s3 at 9 9 in a row step 40\n"


def read(text: str) -> tuple[Case, ...]:
    cases, faults = read_cases(Source("a.lp", text))
    assert faults == ()
    return cases


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param(f"{SCENE}%? expect: p\n{SCENE}%? forbid: p\n", [1, 3], id="by scenes"),
        pytest.param(
            f"%? test: a\n{SCENE}%? expect: p\n%? test: b\n{SCENE}%? expect: p",
            [1, 4],
            id="by names",
        ),
        pytest.param(f"{SCENE}p.\n% why\n\n%? expect: p\n", [1], id="rules between"),
        pytest.param(f"p. {SCENE}%? expect: p\n", [1], id="behind a rule"),
        pytest.param("%* %? scene: none *% p.", [], id="in a block comment"),
        pytest.param('p("%? scene: x").', [], id="in a string"),
        pytest.param("%? expect error: R001\n", [1], id="of the file"),
    ],
)
def test_where_tests_begin(text: str, lines: list[int]) -> None:
    assert [case.line for case in read(text)] == lines


def test_a_line_without_a_key_goes_on() -> None:
    (case,) = read("%? scene: ship s1 at 1 1;\n%?   ship s2 at 99 1\n%? expect: near(s1,\n%?  s2)")
    assert case.sketch is not None
    assert list(case.sketch.ids) == ["s1", "s2"]
    (expectation,) = case.expectations
    assert expectation.patterns == (Pattern("near", (Number(0), Number(1))),)


def test_a_test_has_a_title_and_several_lines_of_a_kind() -> None:
    text = f"%? test: a  b\n{SCENE}%? expect: p, q(s1)\n%? forbid: r\n%? expect: t\n%? exactly: u"
    (case,) = read(text)
    assert case.title == "a b"
    assert [(one.kind, one.text) for one in case.expectations] == [
        ("expect", "p"),
        ("expect", "q(s1)"),
        ("forbid", "r"),
        ("expect", "t"),
        ("exactly", "u"),
    ]


@pytest.mark.parametrize(
    ("atom", "patterns"),
    [
        pytest.param("p", ["p"], id="no argument"),
        pytest.param("p(s2)", ["p(1)"], id="object"),
        pytest.param("p(s1..s3)", ["p(0)", "p(1)", "p(2)"], id="run"),
        pytest.param("p(s2, s1..s2)", ["p(1,0)", "p(1,1)"], id="run in one place"),
        pytest.param("p(s1, 20)", ["p(0,20)"], id="number"),
        pytest.param("p(-3)", ["p(-3)"], id="negative number"),
        pytest.param("p(1..2)", ["p(1)", "p(2)"], id="run of numbers"),
        pytest.param("p(ship)", ["p(ship)"], id="class"),
        pytest.param("-p(s1)", ["-p(0)"], id="classical negation"),
        pytest.param("p(_, s1)", ["p(_,0)"], id="anything"),
    ],
)
def test_what_an_atom_stands_for(atom: str, patterns: list[str]) -> None:
    (case,) = read(f"{SCENE}%? expect: {atom}.")
    ((expectation),) = case.expectations
    written = [
        f"{one.name}({','.join('_' if a is None else str(a) for a in one.arguments)})".replace(
            "()", ""
        )
        for one in expectation.patterns
    ]
    assert written == patterns


def test_a_pattern_matches_its_atoms_only() -> None:
    pattern = Pattern("-p", (None, Number(2)))
    assert pattern.matches(Function("p", [Number(9), Number(2)], positive=False))
    assert not pattern.matches(Function("p", [Number(9), Number(2)]))
    assert not pattern.matches(Function("p", [Number(9), Number(3)], positive=False))


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        pytest.param("%? foo", "1:1", "belongs to no test", id="no key at first"),
        pytest.param("%? scen: ship", "1:1", "unknown test key 'scen'", id="misspelt key"),
        pytest.param("%? expect: p", "1:1", "this test has no scene", id="no scene"),
        pytest.param(SCENE, "1:1", "this test expects nothing", id="expects nothing"),
        pytest.param(f"{SCENE}%? expect: p(", "2:1", "these are no atoms", id="bracket"),
        pytest.param(f"{SCENE}%? expect: p. q", "2:1", "these are no atoms", id="full stop"),
        pytest.param(f"{SCENE}%? expect: p(é)", "2:1", "these are no atoms", id="letter"),
        pytest.param(f"{SCENE}%? expect: p, not q", "2:15", "only atoms", id="negation"),
        pytest.param(f"{SCENE}%? expect: s1 != s2", "2:12", "only atoms", id="comparison"),
        pytest.param(f"{SCENE}%? expect: p(X)", "2:12", "X cannot be expected", id="variable"),
        pytest.param(f"{SCENE}%? expect: p(s3..s1)", "2:12", "s3..s1 is no run", id="run"),
        pytest.param(f"{SCENE}%? expect error:", "2:1", "which error?", id="no error"),
        pytest.param(
            f"{SCENE}%? expect error: R041\n%? expect: p",
            "1:1",
            "has no atoms",
            id="error and atom",
        ),
        pytest.param("%? scene: ship s 3x2\n%? expect: p", "1:11", "has no place", id="sketch"),
    ],
)
def test_a_test_that_cannot_be_read(text: str, place: str, message: str) -> None:
    _, (fault,) = read_cases(Source("a.lp", text))
    assert str(fault).startswith(f"a.lp:{place}: ")
    assert message in fault.message
    assert fault.code == "R040"


def test_the_others_are_read_all_the_same() -> None:
    text = f"%? scene: ship\n%? expect: p\n{SCENE}%? expect: p"
    cases, faults = read_cases(Source("a.lp", text))
    assert ([case.line for case in cases], len(faults)) == ([3], 1)
