"""What rules can touch: guards, and the facts of an image that rules cannot tell apart."""

from collections.abc import Iterator
from itertools import product

import clingo
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.rulefiles.library import RuleLibrary
from rune_lp.rulefiles.reach import Guard, Reach
from rune_lp.rulefiles.rulefile import read_rule_file
from rune_lp.rulefiles.source import Source

A, B, AB = frozenset("a"), frozenset("b"), frozenset("ab")


def library_of(*rules: str) -> RuleLibrary:
    """Return the library of rules for p, which is exported, and q, which is not."""
    return RuleLibrary((read_rule_file(Source("a.lp", "\n".join(rules))),))


HEAD = '%! p(X): "p"\n'


@pytest.mark.parametrize(
    ("rules", "guard"),
    [
        pytest.param("p(X) :- class(X, a).", A, id="class"),
        pytest.param("p(X) :- class(X, (a; b)).", AB, id="pool of classes"),
        pytest.param("p(X) :- class(X, a). p(X) :- class(X, b).", AB, id="two rules"),
        pytest.param("p(X) :- class(X, a), class(X, (a; b)).", A, id="both"),
        pytest.param("p(X) :- q(X). q(X) :- class(X, a).", A, id="through a rule"),
        pytest.param("p(X) :- q(Y, X). q(X, Y) :- class(X, a), class(Y, b).", B, id="by place"),
        pytest.param("p(X) :- class(X, a). p(X) :- p(Y), near(X, Y), class(X, b).", AB, id="loop"),
        pytest.param("p(X) :- p(X).", frozenset(), id="never derived"),
        pytest.param("{ p(X) : class(X, a) }.", A, id="choice"),
        pytest.param("{ p(X) } :- class(X, a).", A, id="choice under a body"),
        pytest.param("p(X); q(X) :- class(X, a).", A, id="disjunction"),
        pytest.param("p(X) :- object(X).", None, id="any object"),
        pytest.param("p(X) :- object(X), not class(X, a).", None, id="negated"),
        pytest.param("p(X) :- object(X), not not class(X, a).", None, id="doubly negated"),
        pytest.param("p(X) :- class(X, C), class(Y, C), near(X, Y).", None, id="class variable"),
        pytest.param("p(X) :- class(Y, a), X = Y.", None, id="equality"),
        pytest.param("p(1).", None, id="fact"),
        pytest.param("p(X) :- object(X), class(Y, a) : near(X, Y).", None, id="consequent"),
        pytest.param("p(X) :- object(X), #count { Y : class(Y, a) } > 1.", None, id="aggregate"),
        pytest.param(
            "p(X) :- object(X), object(Y), q(X; Y). q(X) :- class(X, a).", None, id="pool"
        ),
        pytest.param("p(X) :- class(_, a), object(X), near(_, X).", None, id="anonymous"),
    ],
)
def test_the_guard_of_a_predicate(rules: str, guard: Guard) -> None:
    assert library_of(HEAD, rules).guards("p") == (guard,)


@pytest.mark.parametrize(
    ("rules", "reach"),
    [
        pytest.param("p(X) :- class(X, a).", Reach(A, (), ()), id="class"),
        pytest.param("p(X) :- object(X).", Reach(None, (), ()), id="object"),
        pytest.param(
            "p(X) :- class(X, a), near(X, Y), class(Y, b), Y != X.",
            Reach(AB, (("near", (A, B)),), ()),
            id="relation",
        ),
        pytest.param(
            "p(X) :- class(X, a), not near(X, Y) : class(Y, b).",
            Reach(AB, (("near", (A, B)),), ()),
            id="condition",
        ),
        pytest.param(
            "p(X) :- class(X, a), #sum { V, Y : near(X, Y), area(Y, V) } > 3.",
            Reach(A, (("near", (A, None)),), (("area", (None,)),)),
            id="aggregate",
        ),
        pytest.param(
            "p(X) :- q(X), distance(X, Y, D), q(Y). q(X) :- class(X, a), center(X, _, _).",
            Reach(A, (), (("center", (A,)), ("distance", (A, A)))),
            id="through a rule",
        ),
        pytest.param(
            "p(X) :- between(X, Y, Z), class(Z, a), elongated(Z), near(3, Y).",
            Reach(
                A, (("between", (None, None, A)), ("elongated", (A,)), ("near", (None, None))), ()
            ),
            id="unguarded",
        ),
        pytest.param(
            "p(X) :- class(X, a), near(X, X). p(X) :- class(X, b), near(X, X).",
            Reach(AB, (("near", (A, A)), ("near", (B, B))), ()),
            id="two places",
        ),
        pytest.param(
            "p(X) :- class(X, a), class(X, b), near(X, X).", Reach(frozenset(), (), ()), id="never"
        ),
        pytest.param("p(X) :- class(X, a), not class(X, b).", Reach(A, (), ()), id="other class"),
        pytest.param("p(X) :- gsd(X).", Reach(frozenset(), (), (("gsd", ()),)), id="of the image"),
    ],
)
def test_the_reach_of_a_predicate(rules: str, reach: Reach) -> None:
    library = library_of(HEAD, rules)
    assert library.reach(["p"]) == reach
    assert library.reach(["ship", "near"]) == Reach(frozenset(), (), ())


BINDERS = ["class({0}, a)", "class({0}, (a; b))", "class({0}, C), class({1}, C)", "object({0})"]
BINDERS += [
    "p(X), class(Y, c)",
    "q({0}), object({1})",
    "near({0}, {1})",
    "q(X; Y), object(X), object(Y)",
]
LITERALS = ["near(X, Y)", "not near(Y, X)", "not class({0}, b)", "class({0}, (b; c))", "q({0})"]
LITERALS += ["area({0}, V), V > 2", "#count {{ Z : near({0}, Z), class(Z, a) }} >= 1", "not p(Y)"]
LITERALS += ["near({0}, Z) : class(Z, b), object(Z)", "1 {{ near(X, Z) : class(Z, a), q(Z) }} 2"]
LITERALS += ["not q({0})", "elongated({0})", "not elongated({0}) : class({0}, a)", "-q({0})"]
HEADS = ["p(X)", "q(X)", "q(Y)", "q(X; Y)", "{{ q(X) }}", "{{ q(Z) : near(X, Z), class(Z, c) }}"]
HEADS += ["p(X); q(Y)", "-q(X)", ""]


@st.composite
def rule(draw: st.DrawFn) -> str:
    def pick(pool: list[str]) -> str:
        return draw(st.sampled_from(pool)).format(*draw(st.permutations("XY")))

    bound = [draw(st.sampled_from(BINDERS)).format(*pair) for pair in ("XY", "YX")]
    return f"{pick(HEADS)} :- {'; '.join((*bound, *(pick(LITERALS) for _ in range(2))))}."


CLASSES = st.lists(st.sampled_from("abc"), max_size=4)


def facts(classes: list[str], near: set[tuple[int, int]], reach: Reach | None) -> Iterator[str]:
    """Yield the facts of an image, or those that are reached."""

    def reached(entries: object, name: str, *objects: int) -> bool:
        return reach is None or any(
            entry == name
            and all(g is None or classes[o] in g for o, g in zip(objects, guards, strict=True))
            for entry, guards in entries
        )

    for number, name in enumerate(classes):
        if reach is None or reach.classes is None or name in reach.classes:
            yield f"object({number}). class({number}, {name})."
        if reached(reach and reach.attributes, "area", number):
            yield f"area({number}, {number + 1})."
        if number % 2 and reached(reach and reach.relations, "elongated", number):
            yield f"elongated({number})."
    for one, two in product(range(len(classes)), repeat=2):
        if (one, two) in near and reached(reach and reach.relations, "near", one, two):
            yield f"near({one}, {two})."


def models(*texts: str) -> set[frozenset[str]]:
    control = clingo.Control(["0"], logger=lambda _code, _text: None)
    control.add("base", [], "\n".join(texts))
    control.ground([("base", [])])
    found = set()
    with control.solve(yield_=True) as handle:
        for model in handle:
            atoms = (str(atom) for atom in model.symbols(atoms=True))
            found.add(frozenset(atom for atom in atoms if atom.lstrip("-")[0] in "pq"))
    return found


@given(
    st.lists(rule(), min_size=1, max_size=4),
    CLASSES,
    st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=8),
)
def test_facts_out_of_reach_change_no_stable_model(rules, classes, near) -> None:
    library = library_of(HEAD, "p(X) :- class(X, a), q(X).", "q(X) :- class(X, b).", *rules)
    program = "\n".join(statement.text for statement in library.closure(["p"]))
    some = facts(classes, near, library.reach(["p"]))
    assert models(program, *some) == models(program, *facts(classes, near, None))
