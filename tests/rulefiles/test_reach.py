"""What rules can touch: the facts of an image without which they derive the same."""

from collections.abc import Iterator
from itertools import product

import clingo
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rune_lp.rulefiles.demand import is_stratified
from rune_lp.rulefiles.guards import Guard
from rune_lp.rulefiles.library import RuleLibrary
from rune_lp.rulefiles.reach import Reach, Read
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
            Reach(AB, (Read("near", (A, B)),), ()),
            id="relation",
        ),
        pytest.param(
            "p(X) :- class(X, a), not near(X, Y) : class(Y, b).",
            Reach(AB, (Read("near", (A, B)),), ()),
            id="condition",
        ),
        pytest.param(
            "p(X) :- class(X, a), #sum { V, Y : near(X, Y), area(Y, V) } > 3.",
            Reach(A, (Read("near", (A, None)),), (Read("area", (None,)),)),
            id="aggregate",
        ),
        pytest.param(
            "p(X) :- q(X), distance(X, Y, D), q(Y). q(X) :- class(X, a), center(X, _, _).",
            Reach(A, (), (Read("center", (A,)), Read("distance", (A, A)))),
            id="through a rule",
        ),
        pytest.param(
            "p(X) :- between(X, Y, Z), class(Z, a), elongated(Z), near(3, Y).",
            Reach(
                A,
                (
                    Read("between", (None, None, A)),
                    Read("elongated", (A,)),
                    Read("near", (None, None)),
                ),
                (),
            ),
            id="unguarded",
        ),
        pytest.param(
            "p(X) :- class(X, a), near(X, X). p(X) :- class(X, b), near(X, X).",
            Reach(AB, (Read("near", (A, A), True), Read("near", (B, B), True)), ()),
            id="two places",
        ),
        pytest.param(
            "p(X) :- class(X, a), class(X, b), near(X, X).", Reach(frozenset(), (), ()), id="never"
        ),
        pytest.param("p(X) :- class(X, a), not class(X, b).", Reach(A, (), ()), id="other class"),
        pytest.param(
            "p(X) :- near(X, Y), class(X, a), class(Y, b), not left_of(X, Y), distance(Y, X, 3).",
            Reach(
                AB,
                (Read("left_of", (A, B), among="near"), Read("near", (A, B))),
                (Read("distance", (B, A), among="near"),),
            ),
            id="among near ones",
        ),
        pytest.param(
            "p(X) :- inside(X, Y), larger(X, Y), larger(Y, X), not near(X, Z), larger(X, Z).",
            Reach(
                frozenset(),
                (
                    Read("inside", (None, None)),
                    Read("larger", (None, None)),
                    Read("larger", (None, None), among="inside"),
                    Read("near", (None, None)),
                ),
                (),
            ),
            id="among the pairs of a relation that is not symmetric",
        ),
        pytest.param(
            "p(X) :- class(X, C), class(Y, C), near(X, Y).",
            Reach(None, (Read("near", (None, None), alike=True),), ()),
            id="of one class by a variable",
        ),
        pytest.param(
            "p(X) :- q(X, Y), larger(X, Y), class(Y, a)."
            "q(X, Y) :- same_class(X, Y), near(X, Y). q(X, Z) :- q(X, Y), q(Z, Y).",
            Reach(
                A,
                (
                    Read("larger", (A, A), alike=True),
                    Read("near", (A, A), alike=True),
                    Read("same_class", (A, A), alike=True, among="near"),
                ),
                (),
            ),
            id="of one class through rules",
        ),
        pytest.param(
            "p(X) :- gsd(X).", Reach(frozenset(), (), (Read("gsd", ()),)), id="of the image"
        ),
    ],
)
def test_the_reach_of_a_predicate(rules: str, reach: Reach) -> None:
    library = library_of(HEAD, rules)
    assert library.reach([("p", (None,))]) == reach
    assert library.reach([("ship", (A,)), ("near", (A, B))]) == Reach(frozenset(), (), ())


@pytest.mark.parametrize(
    ("rules", "reads"),
    [
        pytest.param(
            "p(X) :- object(X), not near(X, _).", {Read("near", (B, None))}, id="of the head"
        ),
        pytest.param(
            "p(X) :- q(X, Y). q(X, X) :- object(X). q(X, Z) :- q(X, Y), r(Y, Z)."
            "r(X, Y) :- near(X, Y), same_class(X, Y).",
            {Read("near", (B, B), True), Read("same_class", (B, B), True, "near")},
            id="of one class in a recursion",
        ),
        pytest.param(
            "p(X) :- q(X). q(X) :- class(X, a), near(X, Y). q(X) :- class(X, b), larger(X, Y).",
            {Read("larger", (B, None))},
            id="not of a rule for other classes",
        ),
        pytest.param(
            "p(X) :- object(X), #count { Y : q(X, Y) } > 1. q(X, Y) :- near(X, Y), elongated(Y).",
            {Read("near", (B, None)), Read("elongated", (None,))},
            id="inside an aggregate",
        ),
        pytest.param(
            "p(X) :- object(X), not near(X, _). p(X) :- p(X), not p(X).",
            {Read("near", (None, None))},
            id="of everything where rules deny themselves",
        ),
    ],
)
def test_the_reach_of_a_predicate_that_is_asked_of_one_class(rules: str, reads: set[Read]) -> None:
    assert set(library_of(HEAD, rules).reach([("p", (B,))]).relations) == reads


BINDERS = ["class({0}, a)", "class({0}, (a; b))", "class({0}, C), class({1}, C)", "object({0})"]
BINDERS += [
    "r({0}, {1})",
    "p(X), class(Y, c)",
    "q({0}), object({1})",
    "near({0}, {1})",
    "q(X; Y), object(X), object(Y)",
]
LITERALS = ["near(X, Y)", "not near(Y, X)", "not class({0}, b)", "class({0}, (b; c))", "q({0})"]
LITERALS += ["area({0}, V), V > 2", "#count {{ Z : near({0}, Z), class(Z, a) }} >= 1", "not p(Y)"]
LITERALS += ["near({0}, Z) : class(Z, b), object(Z)", "1 {{ near(X, Z) : class(Z, a), q(Z) }} 2"]
LITERALS += ["not q({0})", "elongated({0})", "not elongated({0}) : class({0}, a)", "-q({0})"]
LITERALS += ["left_of(X, Y)", "not left_of({0}, {1}), near({0}, {1})", "r({0}, Z), elongated(Z)"]
LITERALS += ["left_of(X, Y), not near(X, Y)", "q(Y), not r(Y, X)", "r({0}, Z), q(Z)"]
LITERALS += ["same_class(X, Y)", "not same_class(X, Z), near(X, Z)", "r({0}, {1})", "not r(X, Y)"]
HEADS = [
    "r(X, Y)",
    "r({0}, {1})",
    "p(X)",
    "q(X)",
    "q(Y)",
    "q(X; Y)",
    "{{ q(X) }}",
    "{{ q(Z) : near(X, Z), class(Z, c) }}",
]
HEADS += ["p(X); q(Y)", "-q(X)", ""]


@st.composite
def rule(draw: st.DrawFn, heads: list[str] = HEADS) -> str:
    def pick(pool: list[str]) -> str:
        return draw(st.sampled_from(pool)).format(*draw(st.permutations("XY")))

    literals = [pick(LITERALS) for _ in range(draw(st.integers(0, 2)))]
    bound = [draw(st.sampled_from(BINDERS)).format(*pair) for pair in ("XY", "YX")]
    return f"{pick(heads)} :- {'; '.join((*bound, *literals))}."


CLASSES = st.lists(st.sampled_from("abc"), min_size=2, max_size=4)


NEAR = st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=6)


def facts(classes: list[str], near: set[tuple[int, int]], reach: Reach | None) -> Iterator[str]:
    """Yield the facts of an image, or those that are reached."""
    near = near | {(two, one) for one, two in near}

    def reached(reads: tuple[Read, ...], name: str, *objects: int) -> bool:
        named = [classes[object_] for object_ in objects]
        return any(
            read.name == name
            and all(g is None or c in g for c, g in zip(named, read.domains, strict=True))
            and not (read.alike and len(set(named)) > 1)
            and (read.among is None or objects in near)
            for read in reads
        )

    def written(name: str, *objects: int) -> bool:
        return reach is None or reached((*reach.relations, *reach.attributes), name, *objects)

    for number, name in enumerate(classes):
        if reach is None or reach.classes is None or name in reach.classes:
            yield f"object({number}). class({number}, {name})."
        if written("area", number):
            yield f"area({number}, {number + 1})."
        if number % 2 and written("elongated", number):
            yield f"elongated({number})."
    for one, two in product(range(len(classes)), repeat=2):
        relations = {
            "near": (one, two) in near,
            "left_of": one < two,
            "same_class": one != two and classes[one] == classes[two],
        }
        for name, holds in relations.items():
            if holds and written(name, one, two):
                yield f"{name}({one}, {two})."


def models(*texts: str) -> set[frozenset[clingo.Symbol]]:
    """Return the stable models of a program: their atoms of p, q and r."""
    control = clingo.Control(["0"], logger=lambda _code, _text: None)
    control.add("base", [], "\n".join(texts))
    control.ground([("base", [])])
    with control.solve(yield_=True) as handle:
        return {
            frozenset(atom for atom in model.symbols(atoms=True) if atom.name in ("p", "q", "r"))
            for model in handle
        }


def library_and_program(rules: list[str]) -> tuple[RuleLibrary, str]:
    defined = ("p(X) :- q(X).", "q(X) :- class(X, b), elongated(X).", "r(X, X) :- class(X, c).")
    library = library_of(HEAD, *defined, *rules)
    return library, "\n".join(statement.text for statement in library.closure(["p"]))


@settings(max_examples=300)
@given(st.lists(rule(), min_size=1, max_size=4), CLASSES, NEAR)
def test_facts_out_of_reach_change_no_stable_model(rules, classes, near) -> None:
    library, program = library_and_program(rules)
    some = facts(classes, near, library.reach([("p", (None,))]))
    if not is_stratified(library.closure(["p"])):
        assert models(program, *some) == models(program, *facts(classes, near, None))
        return
    (reduced,), (whole,) = models(program, *some), models(program, *facts(classes, near, None))
    assert {atom for atom in reduced if atom.name == "p"} == {
        atom for atom in whole if atom.name == "p"
    }


STRATIFIED_HEADS = ["p(X)", "q(X)", "q({0})", "r(X, Y)", "r({0}, {1})"]
DOMAINS = st.none() | st.sets(st.sampled_from("abc")).map(frozenset)


@settings(max_examples=300)
@given(st.lists(rule(STRATIFIED_HEADS), min_size=1, max_size=4), CLASSES, NEAR, DOMAINS)
def test_what_is_asked_about_is_so_by_the_facts_in_reach(rules, classes, near, asked) -> None:
    library, program = library_and_program(rules)
    assume(is_stratified(library.closure(["p"])))
    reach = library.reach([("p", (asked,))])
    (reduced,) = models(program, *facts(classes, near, reach))
    (whole,) = models(program, *facts(classes, near, None))

    def told(model: frozenset[clingo.Symbol]) -> set[int]:
        found = {atom.arguments[0].number for atom in model if atom.name == "p"}
        return {object_ for object_ in found if asked is None or classes[object_] in asked}

    assert told(reduced) == told(whole)
