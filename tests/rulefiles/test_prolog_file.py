"""Prolog rule files: what is read of them, what is refused, and that nothing is run to find out."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from rune_lp.errors import InputError
from rune_lp.rulefiles.library import load_rule_files
from rune_lp.rulefiles.prolog_file import examine_prolog_file
from rune_lp.rulefiles.source import Source

if TYPE_CHECKING:
    from pathlib import Path

    from rune_lp.rulefiles.library import RuleLibrary

pytestmark = pytest.mark.skipif(shutil.which("swipl") is None, reason="SWI-Prolog is not installed")

MARINA = """\
% Häfen
/* %! no doc line */
%! marina(H): "a harbour with ships"
%! synonyms: yacht harbour
%! because: "{H} has {N} ships"
marina(H) :-
    class(H, harbor),
    aggregate_all(count, S, (class(S, ship), next_to(S, H)), N),
    N >= 5.
"""


def library_of(path: Path, text: str, name: str = "a.pl") -> RuleLibrary:
    file = path / name
    file.write_text(text, encoding="utf-8")
    return load_rule_files([file], shipped=False)


def test_the_doc_block_makes_a_predicate(tmp_path: Path) -> None:
    (marina,) = library_of(tmp_path, MARINA).exports
    assert (marina.name, marina.arity, marina.kind) == ("marina", 1, "rule")
    assert (marina.gloss, marina.synonyms) == ("a harbour with ships", ("yacht harbour",))


def test_a_clause_is_a_statement_where_it_stands(tmp_path: Path) -> None:
    (file,) = library_of(tmp_path, MARINA).files
    (clause,) = file.rules
    assert clause.kind == "clause"
    assert clause.text == MARINA[MARINA.index("marina(H) :-") :].strip()
    assert MARINA[slice(*clause.span)] == clause.text
    assert clause.uses == {("class", 2), ("next_to", 2)}
    assert clause.variables == {"H", "S", "N"}


@pytest.mark.parametrize(
    ("body", "left", "right"),
    [
        pytest.param("class(S, ship), near(S, H)", {"ship"}, {"harbor"}, id="conjunction"),
        pytest.param("near(S, H), class(S, ship)", {"ship"}, {"harbor"}, id="in any order"),
        pytest.param("\\+ (class(S, ship), near(S, H))", {"ship"}, {"harbor"}, id="negation"),
        pytest.param("\\+ near(S, H), class(S, ship)", None, {"harbor"}, id="before it is known"),
        pytest.param("class(S, ship), \\+ near(S, H)", {"ship"}, {"harbor"}, id="after it is"),
        pytest.param("(near(S, H) ; class(S, ship))", None, {"harbor"}, id="cases"),
        pytest.param("near(S, H), !, class(S, ship)", None, None, id="a cut"),
        pytest.param("findall(S, near(S, H), L), member(S, L)", None, {"harbor"}, id="findall"),
        pytest.param("class(S, C), near(S, H)", None, {"harbor"}, id="a class by variable"),
        pytest.param("include(near(S), [1], _)", None, None, id="a closure"),
    ],
)
def test_clauses_reach_no_more_facts_than_they_must(
    tmp_path: Path, body: str, left: set[str] | None, right: set[str] | None
) -> None:
    text = f'%! p(H): "p"\np(H) :- class(H, harbor), {body}.'
    reach = library_of(tmp_path, text).reach([("p", (None,))])
    (near,) = [read.domains for read in reach.relations if read.name == "near"]
    assert near == (left and frozenset(left), right and frozenset(right))


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        pytest.param(":- initialization(halt).", 1, "the directive initialization/1", id="start"),
        pytest.param(":- shell(ls).", 1, "the directive shell/1", id="directive"),
        pytest.param(":- use_module(library(process)).", 1, "library(process)", id="library"),
        pytest.param("p(X) :- object(X), shell(ls).", 20, "shell/1", id="shell"),
        pytest.param("p(X) :- open(a, read, X).", 9, "open/3", id="file"),
        pytest.param("p(X) :- assertz(q(X)).", 9, "assertz/1", id="database"),
        pytest.param('p(X) :- format("~w", X).', 9, "format/2", id="output"),
        pytest.param("p(X) :- forall(object(X), halt).", 27, "halt/0", id="within another"),
        pytest.param("p(X) :- maplist(consult, [X]).", 17, "consult/1", id="closure"),
        pytest.param("p(X) :- maplist([Y]>>shell(Y), [X]).", 22, "shell/1", id="lambda"),
        pytest.param("p(X) :- findall(Y, Y^shell(Y), X).", 22, "shell/1", id="^"),
        pytest.param("p(X) :- object(X), X.", 20, "a goal that is a variable", id="variable"),
        pytest.param("p(X) :- X =.. [shell, ls], call(X).", 33, "a goal that is a", id="made up"),
        pytest.param("p(X) :- maplist(X, [1]).", 17, "a goal that is a variable", id="any closure"),
        pytest.param("p(X) :- system:shell(X).", 9, "a goal of another module", id="module"),
        pytest.param("system:p(X) :- q(X).", 1, "a clause for", id="head of another module"),
        pytest.param("atom(X) :- object(X).", 1, "a clause for atom/1", id="built in"),
        pytest.param("shell(X) :- q(X).", 1, "a clause for shell/1", id="a command's name"),
        pytest.param("last(X, Y) :- q(X, Y).", 1, "a clause for last/2", id="a library's name"),
        pytest.param("p --> q.", 1, "a grammar rule", id="grammar"),
        pytest.param("?- halt.", 1, "a query", id="query"),
    ],
)
def test_what_runs_code_is_refused_where_it_stands(text: str, column: int, message: str) -> None:
    _, faults = examine_prolog_file(Source("a.pl", text))
    assert faults[0].message.startswith(message)
    assert faults[0].message.endswith("is not allowed in a rule file")
    assert faults[0].place is not None
    assert (faults[0].place.line, faults[0].place.column) == (1, column)


def test_scripts_may_be_allowed() -> None:
    source = Source("a.pl", "p(X) :- object(X), shell(ls).")
    assert examine_prolog_file(source, allow_scripts=True)[1] == ()
    directive = Source("a.pl", ":- shell(ls).")
    assert len(examine_prolog_file(directive, allow_scripts=True)[1]) == 1


def test_reading_runs_nothing(tmp_path: Path) -> None:
    made = tmp_path / "made"
    goal = f"shell('touch {made}')"
    texts = (
        f":- {goal}.",
        f":- initialization({goal}).",
        f"p :- {goal}.",
        f"term_expansion(_, _) :- {goal}.",
    )
    for text in texts:
        examine_prolog_file(Source("a.pl", f"{text}\nq(1)."), allow_scripts=True)
    assert not made.exists()


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        pytest.param("p(X) :- object(X)", 1, "unexpected end", id="no full stop"),
        pytest.param("p(1).\nq(X :- p(X).\n", 2, "SWI-Prolog cannot read this", id="bracket"),
        pytest.param("p(X) :- nera(X, Y).", 1, "no rule and no fact defines nera", id="?"),
        pytest.param("near(X, Y) :- object(X), object(Y).", 1, "near comes with", id="a fact"),
        pytest.param('%! p(X): "p"\nq(X) :- object(X).', 1, "this doc block", id="doc"),
        pytest.param("%! what\np(1).", 1, "this doc line", id="doc line"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    with pytest.raises(InputError) as caught:
        library_of(tmp_path, text)
    fault = caught.value.fault
    assert message in fault.message
    assert fault.place is not None
    assert fault.place.line == line


def test_an_unknown_class_is_refused(tmp_path: Path) -> None:
    library = library_of(tmp_path, '%! p(X): "p"\np(X) :- class(X, shpi).')
    with pytest.raises(InputError, match="unknown class 'shpi'"):
        library.vocabulary(["ship"])


def test_without_swi_prolog_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rune_lp.rulefiles.prolog_file.shutil.which", lambda _: None)
    with pytest.raises(InputError, match="apt-get install swi-prolog-nox"):
        library_of(tmp_path, MARINA)
