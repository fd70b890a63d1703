"""One rule file: its statements, and what may not stand in it."""

import pytest

from rune_lp.errors import InputError
from rune_lp.rulefiles.rulefile import RuleFile, read_rule_file
from rune_lp.rulefiles.source import Source


def read(text: str, *, allow_scripts: bool = False) -> RuleFile:
    return read_rule_file(Source("a.lp", text), allow_scripts=allow_scripts)


@pytest.mark.parametrize(
    ("text", "kind", "defines", "uses"),
    [
        pytest.param("p(X) :- q(X), not r.", "rule", {("p", 1)}, {("q", 1), ("r", 0)}, id="rule"),
        pytest.param("p(1..3).", "rule", {("p", 1)}, set(), id="fact"),
        pytest.param(":- p, q.", "constraint", set(), {("p", 0), ("q", 0)}, id="constraint"),
        pytest.param("1 < 0 :- p.", "constraint", set(), {("p", 0)}, id="comparison"),
        pytest.param("not p :- q.", "constraint", set(), {("p", 0), ("q", 0)}, id="negated head"),
        pytest.param("p; q :- r.", "rule", {("p", 0), ("q", 0)}, {("r", 0)}, id="disjunction"),
        pytest.param(
            "{ p(X) : q(X) } :- r.", "rule", {("p", 1)}, {("q", 1), ("r", 0)}, id="choice"
        ),
        pytest.param(
            "#sum { X : p(X) : q(X) } 3.", "rule", {("p", 1)}, {("q", 1)}, id="head aggregate"
        ),
        pytest.param("p(X;Y) :- q(X, Y).", "rule", {("p", 1)}, {("q", 2)}, id="pool"),
        pytest.param("-p :- not -q.", "rule", {("-p", 0)}, {("-q", 0)}, id="classical negation"),
        pytest.param("p :- q(X) : r(X).", "rule", {("p", 0)}, {("q", 1), ("r", 1)}, id="condition"),
        pytest.param(
            "p :- #sum { A, X : q(X, A) } > 3.", "rule", {("p", 0)}, {("q", 2)}, id="aggregate"
        ),
        pytest.param(
            "p :- 1 { q(X) : r(X) } 2.", "rule", {("p", 0)}, {("q", 1), ("r", 1)}, id="set"
        ),
        pytest.param("#const k = 3.", "const", set(), set(), id="const"),
        pytest.param("#defined p/1.", "defined", set(), set(), id="defined"),
    ],
)
def test_what_a_statement_defines_and_uses(
    text: str, kind: str, defines: set[object], uses: set[object]
) -> None:
    (statement,) = read(text).rules
    assert (statement.kind, statement.text) == (kind, text)
    assert (statement.defines, statement.uses) == (defines, uses)


def test_the_text_of_a_statement_is_its_authors() -> None:
    text = "% first\np(X) :-\n    object(X),   % any\n    not q(X).\n q(3)."
    assert [rule.text for rule in read(text).rules] == [text[8:-7], "q(3)."]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("#show p/1.", "#show"),
        ("#show X : object(X).", "#show"),
        ("#project p/1.", "#project"),
        ("#minimize { 1 : object(X) }.", "#minimize"),
        (":~ object(X). [1]", "a weak constraint"),
        ("#external p(X) : object(X).", "#external"),
        ("#heuristic p : object(X). [1,true]", "#heuristic"),
        ("#edge (X, Y) : near(X, Y).", "#edge"),
        ("#theory t {}.", "#theory"),
        ("&t { 1 } :- object(X).", "a theory atom"),
        ("p :- &t { 1 }.", "a theory atom"),
        ("#program check.", "#program"),
        ("#script (lua) x() #end.", "#script"),
        ("p(@f(1)).", "@f"),
        ("p :- #count { @f(X) : object(X) } > 1.", "@f"),
    ],
)
def test_what_runs_code_or_alters_solving_is_refused_by_name(text: str, name: str) -> None:
    with pytest.raises(InputError) as error:
        read(f"{text}\n")
    assert f"{name} is not allowed in a rule file" in str(error.value)


@pytest.mark.parametrize(
    "text", ["#script (lua) x() #end.", "p(@f(1)).", "p :- #count { @f(X) : object(X) } > 1."]
)
def test_scripts_can_be_allowed(text: str) -> None:
    assert read(text, allow_scripts=True).rules[0].text == text


@pytest.mark.parametrize(
    ("text", "place", "fault"),
    [
        pytest.param("p(X :- q.", "1:5", "unexpected :-", id="bracket"),
        pytest.param("p(X) :- q(X)\n\n% end\n", "1:12", "end the last rule with a", id="full stop"),
        pytest.param("p :- q\nr.", "2:1", "unexpected 'r' (is a comma", id="comma"),
        pytest.param("p :- q. $", "1:9", "unexpected $", id="letter"),
        pytest.param("near(X, Y) :- near(Y, X).", "1:1", "comes with the facts", id="relation"),
        pytest.param(
            "p(X) :- object(X). area(X, 3) :- p(X).", "1:20", "comes with", id="attribute"
        ),
        pytest.param("{ class(X, a) } :- object(X).", "1:3", "comes with the facts", id="class"),
        pytest.param("-object(1).", "1:1", "comes with the facts", id="negated fact"),
        pytest.param("p :- class(X, a-b).", "1:15", "write class(X, a_b)", id="class with hyphen"),
        pytest.param('p :- class(X, "a b").', "1:15", "write class(X, a_b)", id="class as string"),
        pytest.param("p :- class(X, 3).", "1:15", "must be a name, but got 3", id="class a number"),
    ],
)
def test_a_file_that_cannot_be_read(text: str, place: str, fault: str) -> None:
    with pytest.raises(InputError) as error:
        read(text)
    assert str(error.value).startswith(f"a.lp:{place}: ")
    assert fault in str(error.value)


def test_a_fault_is_drawn_with_a_caret() -> None:
    with pytest.raises(InputError) as error:
        read("p :- object(X).\n  p :- class(X, small-vehicle).")
    assert error.value.fault.drawn().splitlines()[1:] == [
        "    p :- class(X, small-vehicle).",
        "                  ^^^^^^^^^^^^^",
    ]


def test_terms_may_nest_deeply() -> None:
    assert read(f"p :- X = {'f(' * 3000}1{')' * 3000}.").rules
