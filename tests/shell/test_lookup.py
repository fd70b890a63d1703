"""Facts by pattern: those that `facts` would print, and no others."""

from __future__ import annotations

import pytest

from rune_lp.asp.facts import Subject, everything, facts
from rune_lp.errors import InputError
from rune_lp.geometry.profile import Profile
from rune_lp.rulefiles.library import load_rule_files
from rune_lp.shell.lookup import matching, parse_pattern
from tests.cli.conftest import SCENES

SCENE = SCENES[0]
VOCABULARY = load_rule_files().vocabulary(["ship", "harbor", "plane"])
ALL = [
    fact
    for line in facts(Subject(SCENE), everything(gsd_known=True), Profile())
    for fact in line.split(" ")
]


def found(text: str) -> list[str]:
    return list(matching(parse_pattern(text, VOCABULARY), SCENE, Profile()))


@pytest.mark.parametrize(
    "name", ["object", "class", "center", "near", "far", "distance", "area", "between", "gsd"]
)
def test_a_bare_name_finds_all_its_facts(name: str) -> None:
    wanted = [fact for fact in ALL if fact.startswith(f"{name}(")]
    assert wanted or name == "between"
    assert sorted(found(name)) == sorted(wanted)


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        pytest.param("near(1, X)", ["near(1,0)."], id="of one object"),
        pytest.param("near(X, 1).", ["near(0,1)."], id="on either side"),
        pytest.param("near(1, 0)", ["near(1,0)."], id="ground"),
        pytest.param("near(X, X)", [], id="the same variable"),
        pytest.param("distance(1, 0, D)", ["distance(1,0,50)."], id="a number"),
        pytest.param("distance(1, _, 50)", ["distance(1,0,50)."], id="by its value"),
        pytest.param("class(X, harbor)", ["class(0,harbor)."], id="a name"),
        pytest.param("harbor(X)", ["class(0,harbor)."], id="a class"),
        pytest.param("ship(2)", ["class(2,ship)."], id="a class of an object"),
        pytest.param("score(3, S)", ["score(3,95)."], id="an attribute"),
        pytest.param("near(99, X)", [], id="no such object"),
    ],
)
def test_a_pattern_finds_what_matches(pattern: str, wanted: list[str]) -> None:
    assert found(pattern) == wanted


@pytest.mark.parametrize(
    ("pattern", "message", "hint"),
    [
        pytest.param("nera(3, X)", "there are no facts of nera", "did you mean near?", id="typo"),
        pytest.param("near(3)", "near takes 2, but got 1", "as in near(X, Y)", id="arity"),
        pytest.param("near(3, X", "a fact is asked for", "as in near(3, X)", id="bracket"),
        pytest.param("near(3, f(X))", "a fact is asked for", "as in near(3, X)", id="a term"),
        pytest.param("", "a fact is asked for", "as in near(3, X)", id="nothing"),
        pytest.param("vehicle(X)", "there are no facts of", "ask {x | vehicle(x)}", id="rule"),
    ],
)
def test_what_is_no_pattern_is_refused(pattern: str, message: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        found(pattern)
    assert caught.value.fault.message.startswith(message)
    assert hint in (caught.value.fault.hint or "")
