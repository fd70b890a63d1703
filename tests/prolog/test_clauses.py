"""Rules as clauses: over the same facts, Prolog derives what clingo does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rune_lp.asp.solve import CLINGO
from rune_lp.asp.solver import Program
from rune_lp.prolog.clauses import parsed, rule_clauses
from rune_lp.prolog.solver import PROLOG
from rune_lp.rulefiles.rulefile import read_rule_file
from rune_lp.rulefiles.source import Source
from tests.prolog.installed import needs_prolog

pytestmark = needs_prolog

EDGES = ((1, 2), (2, 3), (3, 1), (3, 4), (5, 5), (6, 7))
SIZES = ((1, 7), (2, -7), (3, 0), (4, 7), (5, 12))
FACTS = (
    *(f"object({one})." for one in range(1, 9)),
    *(f"near({one},{two})." for one, two in EDGES),
    *(f"area({one},{size})." for one, size in SIZES),
    "class(1,ship).",
    "class(2,ship).",
    "class(3,dock).",
    "class(4,plane).",
)
USED = frozenset({("object", 1), ("near", 2), ("area", 2), ("class", 2)})

RULES = {
    "join": "p(X) :- near(X, Y), class(Y, dock).",
    "cross product": "p(X, Y) :- class(X, ship), class(Y, ship).",
    "repeated variable": "p(X) :- near(X, X).",
    "anonymous variables": "p(X) :- near(X, _), not near(_, X).",
    "negation first": "p(X) :- not near(X, 1), object(X).",
    "double negation": "p(X) :- object(X), not not near(X, 2).",
    "helper": "q(X) :- class(X, ship). p(X) :- object(X), not q(X).",
    "no argument": "q :- near(X, X). p(X) :- q, class(X, plane).",
    "true and false": "p(X) :- object(X), #true. p(X) :- near(X, _), #false.",
    "facts": "p(7). p(9).",
    "comparison": "p(X, Y) :- area(X, A), area(Y, B), A < B.",
    "chain": "p(X) :- area(X, A), -7 <= A < 12.",
    "negated comparison": "p(X) :- area(X, A), not A < 7.",
    "disequality": "p(X, Y) :- class(X, C), class(Y, D), C != D.",
    "order of names": "p(X, Y) :- class(X, C), class(Y, D), C < D.",
    "names after numbers": "p(X, Y) :- class(X, C), area(Y, A), A < C.",
    "sum": "p(X, A+1) :- area(X, A).",
    "division": "p(X, A/2, A\\3) :- area(X, A).",
    "negative division": "p(X, A/(0-2), A\\(0-3)) :- area(X, A).",
    "power": "p(X, A**2, 2**A) :- area(X, A), A < 8.",
    "bits": "p(X, A&5, A?8, A^3, ~A, |A|) :- area(X, A).",
    "assignment": "p(X, B) :- area(X, A), B = 2*A-1, B > 0.",
    "assignment from the right": "p(X, B) :- area(X, A), A+3 = B.",
    "computed argument": "p(X) :- object(X), near(X, X+1).",
    "inverted sum": "p(X) :- near(_, X+1), near(X, _).",
    "inverted sum of the unbound": "p(X) :- near(1, X+1).",
    "inverted difference": "p(X) :- area(_, X-5).",
    "interval": "p(X) :- X = 2..4, not near(X, 4).",
    "interval in the head": "p(X, 1..3) :- class(X, ship).",
    "interval of variables": "p(X, Y) :- area(X, A), Y = 1..A, A < 8.",
    "interval in an argument": "p(X) :- near(X, 2..3).",
    "interval of the bound": "p(X) :- area(X, A), A = 5..9.",
    "pool": "p(X) :- class(X, (ship; plane)).",
    "pool in the head": "p(X, (1; 5)) :- class(X, dock).",
    "pool in a negation": "p(X) :- object(X), not near(X, (1; 2)).",
    "count": "p(X, N) :- object(X), N = #count { Y : near(X, Y) }.",
    "count first": "p(X) :- #count { Y : near(X, Y) } >= 2, object(X).",
    "counted twice": "p(X) :- object(X), 1 <= #count { Y : near(X, Y); Y : near(Y, X) } <= 2.",
    "count of tuples": "p(N) :- N = #count { X, Y : near(X, Y), X != Y }.",
    "count of a set": "p(X) :- object(X), 1 { near(X, Y) : class(Y, (ship; dock)) } 1.",
    "negated count": "p(X) :- object(X), not #count { Y : near(X, Y) } > 0.",
    "same local variable": (
        "p(N, M) :- N = #count { X : class(X, ship) }, M = #count { X : near(X, X) }."
    ),
    "sum of weights": "p(S) :- S = #sum { A, X : area(X, A) }.",
    "sum of a set": "p(S) :- S = #sum { A : area(_, A) }.",
    "positive sum": "p(S) :- S = #sum+ { A, X : area(X, A), A > 0 }.",
    "sum of the computed": "p(S) :- S = #sum { A*2, X : area(X, A), A > 0 }.",
    "greatest": "p(M) :- M = #max { A : area(_, A) }.",
    "least": "p(X) :- object(X), #min { A : area(Y, A), near(X, Y) } <= 0.",
    "least of nothing": "p(X) :- object(X), #min { Y : near(X, Y) } > 100.",
    "greatest of nothing": "p(X) :- object(X), #max { Y : near(X, Y) } < 1.",
    "two guards": "p(X, N) :- object(X), N = #count { Y : near(X, Y) } > 0.",
    "condition": "p(X) :- object(X), class(Y, ship) : near(X, Y).",
    "negated condition": "p(X) :- object(X), not class(Y, ship) : near(X, Y).",
    "compared condition": "p(X) :- object(X), Y > X : near(X, Y).",
    "transitive closure": "p(X, Y) :- near(X, Y). p(X, Y) :- p(X, Z), near(Z, Y).",
    "right recursion": "p(X, Y) :- near(X, Y). p(X, Y) :- near(X, Z), p(Z, Y).",
    "doubled recursion": "p(X, Y) :- near(X, Y). p(X, Y) :- p(X, Z), p(Z, Y).",
    "mutual recursion": "p(X) :- near(1, X). p(X) :- q(X). q(X) :- p(Y), near(Y, X).",
    "negated closure": (
        "r(X, Y) :- near(X, Y). r(X, Y) :- r(X, Z), near(Z, Y). "
        "p(X, Y) :- object(X), object(Y), not r(X, Y)."
    ),
    "counted closure": (
        "r(X, Y) :- near(X, Y). r(X, Y) :- r(X, Z), near(Z, Y). "
        "p(X, N) :- object(X), N = #count { Y : r(X, Y) }."
    ),
    "bounded recursion": "p(0). p(N+1) :- p(N), N < 5.",
    "constant": "#const k = 7. p(X) :- area(X, A), A >= k.",
    "constant of a constant": "#const k = 2*m. #const m = 3. p(X) :- area(X, A), A > k+1.",
    "constant in the head": "#const k = 3. p(X, k) :- class(X, ship).",
    "function": "q(f(X, Y)) :- near(X, Y). p(X) :- q(f(_, X)).",
    "tuple": "q((X, Y)) :- near(X, Y). p(X) :- q((X, 3)).",
    "unification": "q(f(X)) :- class(X, ship). p(X) :- q(F), F = f(X).",
    "string": 'q(X, "a \\"b\\" % c") :- class(X, ship). p(X) :- q(X, "a \\"b\\" % c").',
    "odd names": "_q'(X') :- class(X', ship). p(X) :- _q'(X).",
    "names of Prolog": (
        "print(X) :- class(X, ship). member(X, Y) :- near(X, Y). p(X) :- print(X), member(X, _)."
    ),
    "a fresh variable's name": "p(V1, V1+1) :- class(V1, ship).",
    "constraint that holds": "p(X) :- class(X, ship). :- p(X), class(X, dock).",
}
"""Rules for `p`, which is compared; by what they show."""


def derived(solver: object, text: str, facts: tuple[str, ...]) -> dict[object, object]:
    statements = read_rule_file(Source("a.lp", text)).rules
    heads = {one for rule in statements for one in rule.defines if one[0] == "p"}
    program = Program((), statements, USED)
    found = solver.solve(program, facts, heads).tuples  # type: ignore[attr-defined]
    return dict(found)


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in RULES.items()])
def test_prolog_derives_what_clingo_does(text: str) -> None:
    wanted = derived(CLINGO, text, FACTS)
    assert derived(PROLOG, text, FACTS) == wanted
    assert wanted


def test_the_table_derives_something() -> None:
    # So that the comparison above is not one of nothing with nothing.
    empty = [name for name, text in RULES.items() if not any(derived(CLINGO, text, FACTS).values())]
    assert empty == []


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(sorted(RULES)),
    st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), max_size=8),
    st.lists(st.tuples(st.integers(1, 5), st.integers(-9, 9)), max_size=5),
)
def test_it_does_so_over_any_facts(
    name: str, edges: list[tuple[int, int]], sizes: list[tuple[int, int]]
) -> None:
    facts = (
        *(f"object({one})." for one in range(1, 6)),
        *(f"near({one},{two})." for one, two in edges),
        *(f"area({one},{size})." for one, size in sizes),
        "class(1,ship).",
        "class(3,dock).",
    )
    text = RULES[name]
    assert derived(PROLOG, text, facts) == derived(CLINGO, text, facts)


@pytest.mark.parametrize(
    ("rule", "clause"),
    [
        pytest.param(
            "p(X) :- object(X), class(X, ship), near(X, Y), class(Y, dock).",
            "p(X) :- class(X, ship), object(X), near(X, Y), class(Y, dock).",
            id="from the head to what is near it",
        ),
        pytest.param(
            "p :- object(X), object(Y), near(X, Y), class(X, ship).",
            "p :- class(X, ship), object(X), near(X, Y), object(Y).",
            id="what names a class first, joins before products",
        ),
        pytest.param(
            "p(X) :- near(X, Y), area(X, A), A > 3.",
            "p(X) :- near(X, _Y), area(X, A), A > 3.",
            id="a variable that occurs once",
        ),
        pytest.param(
            "p(N) :- N = #count { X : near(X, Y), class(Y, dock) }.",
            "p(N) :- aggregate_all(count, X, (class(Y, dock), near(X, Y)), N).",
            id="an aggregate",
        ),
    ],
)
def test_a_body_is_ordered(rule: str, clause: str) -> None:
    (found,) = rule_clauses(parsed(rule)[0], {})
    assert found.text == clause
