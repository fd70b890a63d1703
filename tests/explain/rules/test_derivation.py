"""Derivations of rule-defined atoms, over answer sets of every kind of rule."""

from __future__ import annotations

import pytest
from clingo import parse_term
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.asp.facts import Subject
from rune_lp.asp.solve import answer_sets
from rune_lp.explain.rules.body import derivables, in_order, parts_of
from rune_lp.explain.rules.derivation import Deriver
from rune_lp.explain.rules.steps import Step, drawn
from rune_lp.explain.rules.world import World
from rune_lp.explain.words.naming import Naming
from rune_lp.explain.words.wording import Wording
from rune_lp.geometry.profile import Profile
from rune_lp.rulefiles.rulefile import read_rule_file
from rune_lp.rulefiles.sorts import sorts_of
from rune_lp.rulefiles.source import Source
from rune_lp.scenes import Scene
from rune_lp.structure import SceneStructure
from rune_lp.vocabulary import Vocabulary

EMPTY = Scene.of("P1", [], [], [])


def deriver(rules: str) -> tuple[Deriver, frozenset]:
    file = read_rule_file(Source("a.lp", rules))
    (atoms,) = answer_sets([rules])
    structure = SceneStructure(EMPTY, Profile())
    wording = Wording(Subject(EMPTY), Vocabulary.of([]), Profile(), structure)
    naming = Naming(wording, sorts_of(file.rules, {}))
    given = [rule.text for rule in file.rules if rule.kind == "const"]
    return Deriver(World(atoms, given), file.rules, naming, lambda _: "here"), atoms


def holding(step: Step) -> set[bool | None]:
    """Return what a derivation says of its lines."""
    return {step.holds}.union(*(holding(part) for part in step.parts))


def leaves(step: Step) -> list[str]:
    """Return the lines of a derivation that rest on nothing, rules without a body apart."""
    below = [part for rule in step.parts for part in rule.parts]
    return [leaf for part in below for leaf in leaves(part)] if below else [step.text]


@pytest.mark.parametrize(
    ("rules", "atom", "lines"),
    [
        pytest.param("p(1..3).", "p(2)", ["✓ p(2)", "  here: p(1..3)."], id="an interval"),
        pytest.param(
            "q(4). p(X + 1) :- q(X).",
            "p(5)",
            ["✓ p(5)", "  here: p(X + 1) :- q(X).", "    ✓ q(4)", "      here: q(4)."],
            id="arithmetic in the head",
        ),
        pytest.param(
            "p(1; 2) :- q. q.",
            "p(2)",
            ["✓ p(2)", "  here: p(1; 2) :- q.", "    ✓ q", "      here: q."],
            id="a pool in the head",
        ),
        pytest.param(
            "q(1). p(Y) :- Y = X * 2, q(X).",
            "p(2)",
            [
                "✓ p(2)",
                "  here: p(Y) :- Y = X * 2, q(X).",
                "    ✓ q(1)",
                "      here: q(1).",
                "    ✓ Y = (X*2)  with X = 1, Y = 2",
            ],
            id="an equation before what it needs",
        ),
        pytest.param(
            "q(1;3). p(S) :- S = #sum { X : q(X) }.",
            "p(4)",
            [
                "✓ p(4)",
                "  here: p(S) :- S = #sum { X : q(X) }.",
                "    ✓ S = #sum { X: q(X) }  with S = 4",
                "      2 in it: 1, 3",
            ],
            id="a sum and its members",
        ),
        pytest.param(
            "q(2). -q(1). p(X) :- -q(X), not q(X).",
            "p(1)",
            [
                "✓ p(1)",
                "  here: p(X) :- -q(X), not q(X).",
                "    ✓ -q(1)",
                "      here: -q(1).",
                "    ✓ not q(X)  with X = 1",
            ],
            id="both negations",
        ),
        pytest.param(
            '#const k = "a b". p(k).', 'p("a b")', ['✓ p("a b")', "  here: p(k)."], id="a constant"
        ),
    ],
)
def test_why_an_atom_holds(rules: str, atom: str, lines: list[str]) -> None:
    found, atoms = deriver(rules)
    assert parse_term(atom) in atoms
    assert list(drawn(found.why(parse_term(atom)))) == lines


@pytest.mark.parametrize(
    ("rules", "name", "arguments", "lines"),
    [
        pytest.param(
            "p(1..3).",
            "p",
            "4",
            ["✗ p(4)", "  here: p(1..3).", "    ✗ its head is another"],
            id="head",
        ),
        pytest.param(
            "q(1). p(X) :- q(X), X > 1.",
            "p",
            "1",
            ["✗ p(1)", "  here: p(X) :- q(X), X > 1.", "    ✓ q(1)", "    ✗ X > 1  with X = 1"],
            id="comparison",
        ),
        pytest.param(
            "q(1). r(1). p(X) :- q(X), not r(X).",
            "p",
            "1",
            [
                "✗ p(1)",
                "  here: p(X) :- q(X), not r(X).",
                "    ✓ q(1)",
                "    ✗ not r(X)  with X = 1",
                "      ✓ r(1)",
                "        here: r(1).",
            ],
            id="negation",
        ),
    ],
)
def test_why_an_atom_does_not_hold(rules, name, arguments, lines) -> None:
    found, _ = deriver(rules)
    assert list(drawn(found.why_not(name, [parse_term(arguments)]))) == lines


def test_any_argument_is_none_that_is_known() -> None:
    found, _ = deriver("q(1). p(X) :- X > 3, q(X).")
    assert list(drawn(found.why_not("p", [None]))) == [
        "✗ p(_)",
        "  here: p(X) :- X > 3, q(X).",
        "    ✓ q(1)",
        "    ✗ X > 3  with X = 1",
    ]


@pytest.mark.parametrize(
    "rule",
    [
        "p(X, Y) :- Y = X + 1, X = Z, q(Z).",
        "p(X, Y) :- q(X), Y = 1..X, not q(Y).",
        "p(X, Y) :- q(X + Y), q(X), q(Y).",
        "p(X, Y) :- q(X), Y = #sum { Z, W : q(Z), q(W), Z < X }, Y != 7.",
        "p(X, Y) :- q(X), q(Y), X != Y, #false : q(Z), Z > X; #true.",
        "p(X, Y) :- (X, Y) = (Z, W), q(Z), q(W), 2 { q(V) : V > X } 3.",
        "p(X, Y) : q(X) ; p(Y, X) : q(Y) :- q(X + Y), X = 1..4, q(Y), X > 9.",
        "p(X, X + Y) :- q(X), q(Y), Y / X > 1, 1 < #max { V : q(V), V < X } < 3.",
    ],
)
@pytest.mark.parametrize("arguments", ["1,9", "_,9", "1,_", "_,_", "9,9", "a,b"])
def test_every_shape_of_rule_has_its_reasons(rule: str, arguments: str) -> None:
    found, atoms = deriver(f"q(1..3). {rule}")
    given = [None if each == "_" else parse_term(each) for each in arguments.split(",")]
    step = found.why_not("p", given)
    assert step.holds is False
    for atom in sorted(atoms):
        assert holding(found.why(atom)) <= {True, None}


edges = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=8)


@given(edges, st.integers(1, 4), st.integers(1, 4))
def test_a_recursive_atom_is_derived_from_facts_or_fails(pairs, one, two) -> None:
    facts = " ".join(f"edge({one},{two})." for one, two in pairs)
    rules = f"{facts} path(X, Y) :- edge(X, Y). path(X, Z) :- path(X, Y), path(Y, Z)."
    found, atoms = deriver(rules)
    atom = parse_term(f"path({one},{two})")
    if atom in atoms:
        step = found.why(atom)
        assert all(leaf.startswith("edge(") or leaf.endswith("…") for leaf in leaves(step))
        assert holding(step) == {True, None}
    else:
        step = found.why_not("path", atom.arguments)
        assert step.holds is False
        assert all(False in holding(rule) for rule in step.parts)


def test_a_binding_has_the_values_of_a_rules_variables() -> None:
    found, _ = deriver("q(1, 7). q(1, 8). p(X) :- q(X, Y), Z = Y + 1.")
    binding = found.binding(parse_term("p(1)"))
    assert binding is not None
    assert {name: str(value) for name, value in binding.values.items()} == {
        "X": "1",
        "Y": "7",
        "Z": "8",
    }
    assert found.binding(parse_term("p(2)")) is None


@pytest.mark.parametrize(
    ("rule", "order"),
    [
        ("p :- X > 1, q(X).", ["q(X)", "X > 1"]),
        ("p :- Y = X + 1, X = 3, q(Z), Z < Y.", ["X = 3", "Y = (X+1)", "q(Z)", "Z < Y"]),
        ("p :- not q(X), r(X).", ["r(X)", "not q(X)"]),
        ("p :- q(X + 1), r(X).", ["r(X)", "q((X+1))"]),
        ("p :- N > 1, N = #count { Y : q(Y, X) }, r(X).", None),
        ("p :- q(Y) : r(Y, X); s(X).", ["s(X)", "q(Y): r(Y,X)"]),
    ],
)
def test_each_literal_comes_after_those_that_bind_what_it_needs(rule, order) -> None:
    (found,) = derivables(rule)
    parts = [part.text for part in in_order(parts_of(found.body, found.variables), frozenset())]
    assert parts == (order or ["r(X)", "N = #count { Y: q(Y,X) }", "N > 1"])


@pytest.mark.parametrize(
    ("rule", "signatures"),
    [
        ("p(X) :- q(X).", [("p", 1)]),
        ("p ; -q(X) :- r(X).", [("-q", 1), ("p", 0)]),
        ("{ p(X) : q(X) ; r } 1.", [("p", 1), ("r", 0)]),
        ("#sum { 1, X : p(X) : q(X) } 3.", [("p", 1)]),
        (":- p.", []),
        ("not p :- q.", []),
        ("#const k = 3.", []),
    ],
)
def test_what_a_rule_derives(rule: str, signatures: list[tuple[str, int]]) -> None:
    assert sorted(found.signature for found in derivables(rule)) == sorted(signatures)
