"""Faults of rule files that are used together."""

import pytest

from rune_lp.errors import InputError
from rune_lp.rulefiles.library import RuleLibrary, load_rule_files


def load(tmp_path, *texts: str, shipped: bool = True) -> RuleLibrary:
    paths = []
    for name, text in zip("abc", texts, strict=False):
        paths.append(tmp_path / f"{name}.lp")
        paths[-1].write_text(text)
    return load_rule_files(paths, shipped=shipped)


BIG = '%! big(X): "big"\nbig(X) :- object(X).\n'


@pytest.mark.parametrize(
    ("texts", "place", "fault"),
    [
        pytest.param(
            ["p(X) :- naer(X, Y)."],
            "a.lp:1:9",
            "no rule and no fact defines naer/2",
            id="undefined",
        ),
        pytest.param(["p(X) :- naer(X, Y)."], "a.lp:1:9", "did you mean near", id="misspelt"),
        pytest.param(["p(X) :- is_above(X, Y)."], "a.lp:1:9", "mean above?", id="alias"),
        pytest.param(
            ["p(X) :- near(X)."], "a.lp:1:9", "near takes 2, but got 1", id="fact's arity"
        ),
        pytest.param(
            ["p(X) :- object(X). q(X) :- p(X, X)."], "a.lp:1:28", "p takes 1, but got 2", id="arity"
        ),
        pytest.param(["p(X) :- ship(X)."], "a.lp:1:9", "write class(X, ship)", id="class atom"),
        pytest.param(["p :- q(X) : object(X)."], "a.lp:1:6", "defines q/1", id="in a condition"),
        pytest.param([":- #count { X : q(X) } > 1."], "a.lp:1:17", "q/1", id="in an aggregate"),
        pytest.param(["p.", "q.\np."], "b.lp:2:1", "p/0 is already defined in", id="two files"),
        pytest.param(["p.", "-p :- q.\nq."], "b.lp:1:1", "p/0 is already defined", id="denied"),
        pytest.param(
            [BIG, "-big(X) :- object(X)."], "b.lp:1:1", "extends big(X)", id="denied export"
        ),
        pytest.param([BIG, BIG], "b.lp:2:1", "big/1 is already defined", id="two exports"),
        pytest.param(
            [BIG + '%! big(X): "large"\nbig(X) :- object(X).'],
            "a.lp:3:4",
            "already has a doc block",
            id="two blocks",
        ),
        pytest.param(
            ['%! lorry(X): "a"\n%! synonyms: Road-vehicle\nlorry(X) :- object(X).'],
            "a.lp:2:4",
            "'Road-vehicle' is already a synonym of vehicle",
            id="two rules' synonym",
        ),
        pytest.param(
            ["#const k = 1. p(k).", "#const k = 2."],
            "b.lp:1:1",
            "is already in",
            id="two constants",
        ),
        pytest.param(["p(X) :- object(Y)."], "a.lp:1:1", "says what 'X' can be", id="unsafe"),
        pytest.param(["q. p(X) :- not object(X)."], "a.lp:1:4", "'X' can be", id="only negated"),
    ],
)
def test_a_fault_of_files_used_together(tmp_path, texts: list[str], place: str, fault: str) -> None:
    with pytest.raises(InputError) as error:
        load(tmp_path, *texts)
    assert f"/{place}: " in str(error.value)
    assert fault in str(error.value)


def test_an_undefined_predicate_can_be_announced(tmp_path) -> None:
    library = load(tmp_path, f"#defined extra/1.\n{BIG}big(X) :- extra(X).", shipped=False)
    assert len(library.closure(["big"])) == 2


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "p :- class(X, harbuor).", "unknown class 'harbuor' (did you mean harbor", id="class"
        ),
        pytest.param(
            "p :- class(X, (ship; windmil)).", "unknown class 'windmil'", id="class in a pool"
        ),
        pytest.param("#const ship = 3.", "#const ship would replace the class", id="constant"),
        pytest.param("#const solar = 3.", "#const solar would replace", id="catalogue's class"),
        pytest.param(
            "#const k = ship. p :- class(X, k).",
            "k is a #const, and no class",
            id="class by constant",
        ),
        pytest.param(
            '%! bridge(X): "a"\nbridge(X) :- class(X, dam).',
            "bridge hides the class bridge, which it does not contain",
            id="hidden class",
        ),
        pytest.param(
            '%! bridge(X, Y): "a"\nbridge(X, Y) :- near(X, Y).',
            "bridge hides the class bridge",
            id="class hidden by a relation",
        ),
    ],
)
def test_a_fault_that_shows_with_a_catalogue(tmp_path, text: str, fault: str) -> None:
    library = load(tmp_path, text)
    with pytest.raises(InputError) as error:
        library.vocabulary(["ship", "solar", "bridge"])
    assert fault in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("p :- class(X, solar).", id="the catalogue's"),
        pytest.param("%! class heliostat\n\np :- class(X, heliostat).", id="noted"),
        pytest.param("p :- class(X, windmill).", id="noted in another file"),
    ],
)
def test_a_class_that_is_known(tmp_path, text: str) -> None:
    assert load(tmp_path, text).vocabulary(["solar"]).predicate("solar").kind == "class"
