"""Derivations by rules: never by way of themselves, others counted, the leaves enough."""

from __future__ import annotations

import re
from itertools import product

import pytest
from clingo import Control
from hypothesis import given, settings
from hypothesis import strategies as st

from rune_lp.asp.answer import answer
from rune_lp.asp.question import make_question
from rune_lp.explain.why.prover import Prover
from rune_lp.explain.why.reasons import Explainer
from rune_lp.logic.parse import parse_query
from rune_lp.rulefiles.library import load_rule_files
from tests.explain.images import RULES, scene
from tests.laws.test_agreement import structure_of
from tests.strategies import CLASSES, scenes

REACH = """\
%! linked(X, Y): "steps from near to near lead from X to Y"
linked(X, Y) :- near(X, Y).
linked(X, Y) :- linked(X, Z), near(Z, Y).
"""

OF_CLASSES = {name.replace("-", "_") for name in CLASSES}

UNARY = ("grouped", "group_head", "isolated", "clustered", "parked", "moored", "in_row", "vehicle")
BINARY = ("same_group", "nearest", "surrounded_by", "moored_at")


@pytest.fixture(scope="session")
def reach(tmp_path_factory):
    file = tmp_path_factory.mktemp("rules") / "reach.lp"
    file.write_text(REACH, encoding="utf-8")
    return load_rule_files([file], shipped=False)


def proofs(formula, image, rules):
    question = make_question(parse_query(formula), rules.vocabulary(CLASSES), rules)
    found = answer(question, image, explanations=5)
    prover = Prover(Explainer(question, found, rules, image))
    return question, [prover.proof(assignment) for assignment in found.assignments]


def facts_in(proof):
    """The facts that a proof's nodes say hold."""
    for node in proof.nodes:
        name, _, arguments = node.text.partition("(")
        if not node.holds or node.place is not None or not re.fullmatch(r"\w+", name):
            continue
        ids = arguments.rstrip(")").replace(" ", "")
        if name in OF_CLASSES:
            yield f"class({ids},{name})."
        elif re.fullmatch(r"-?\d+(,-?\d+)*", ids):
            yield f"{name}({ids})."


def derived(question, facts):
    control = Control(logger=lambda *_: None)
    control.add("base", [], "\n".join([*(rule.text for rule in question.rules), *facts]))
    control.ground([("base", [])])
    with control.solve(yield_=True) as handle:
        return [{str(atom) for atom in model.symbols(atoms=True)} for model in handle][-1]


@settings(deadline=None, max_examples=60)
@given(scenes(), st.data())
def test_the_facts_at_the_leaves_derive_what_is_proved(image, data):
    name = data.draw(st.sampled_from((*UNARY, *BINARY)))
    variables = ("x", "y")[: 1 + (name in BINARY)]
    formula = f"{{{', '.join(variables)} | {name}({', '.join(variables)})}}"
    question, found = proofs(formula, image, RULES)
    for proof in found:
        facts = [*facts_in(proof), *(f"object({one})." for one in image.at_least(0.5).ids)]
        assert proof.root.text.replace(" ", "") in derived(question, facts)
        assert proof.root.place is not None


def linked(near, without=None):
    """The least fixpoint of REACH by its definition, an atom left out of it."""
    found: set[tuple[int, int]] = set()
    grown = True
    while grown:
        new = {(x, y) for x, y in near} | {(x, y) for x, z in found for w, y in near if z == w}
        new.discard(without)
        grown = not new <= found
        found |= new
    return found


@settings(deadline=None, max_examples=60)
@given(scenes())
def test_others_are_the_instances_that_do_not_rest_on_the_atom(reach, image):
    structure = structure_of(image)
    near = {pair for pair in product(structure.domain, repeat=2) if structure.relates("near", pair)}
    _, found = proofs("{x, y | linked(x, y)}", image, reach)
    for proof in found:
        for place, node in enumerate(proof.nodes):
            assert all(child > place for child in node.children)
            if node.kind == "rule":
                x, y = map(int, re.findall(r"\d+", node.text))
                others = linked(near, without=(x, y))
                ways = ((x, y) in near) + sum((x, z) in others for z, w in near if w == y)
                assert node.alternatives == ways - 1, node


@settings(deadline=None, max_examples=40)
@given(scenes())
def test_a_chain_of_steps_has_no_step_that_is_not_needed(reach, image):
    question, found = proofs("{x, y | linked(x, y) & x != y}", image, reach)
    for proof in found:
        facts = list(facts_in(proof))
        root = proof.root.text.split(" & ")[0].replace(" ", "")
        assert root in derived(question, facts)
        for fact in facts:
            assert root not in derived(question, [one for one in facts if one != fact])


def test_the_best_derivation_has_the_best_weakest_object(reach):
    # Two ways from 0 to 3: by way of the doubtful 1, or of the sure 2.
    image = scene(
        ("ship", 0.9, 0, 0, 20, 20),
        ("ship", 0.55, 35, 0, 20, 20),
        ("ship", 0.8, 0, 35, 20, 20),
        ("ship", 0.9, 35, 35, 20, 20),
    )
    _, (proof, *_) = proofs("{x, y | linked(x, y) & x != y & ~near(x, y)}", image, reach)
    assert {object_ for node in proof.nodes for object_ in node.objects} == {0, 2, 3}


EVERYTHING = """\
#const most = 900.
%! odd(X): "odd"
odd(X) :- class(X, (ship; plane)), size(X, 1..9), not plain(X), not near(X, _), A != X,
    area(A, _), -dull(X), small(Y) : near(X, Y).
size(X, S + 1) :- class(X, (ship; plane)),
    S = #count { Y : near(X, Y); Z, W : larger(X, Z), width(Z, W) }.
-dull(X) :- class(X, ship), #sum { W, Y : width(Y, W) } >= 10, M < most,
    M = #min { W : width(_, W) }.
plain(X) :- class(X, ship), not lively(X).
lively(X) :- class(X, ship), not plain(X), not not size(X, 1).
:- plain(X), size(X, 1).
small(X) :- area(X, A), A < 10.
"""


def test_every_kind_of_literal_has_its_node(tmp_path):
    file = tmp_path / "everything.lp"
    file.write_text(EVERYTHING, encoding="utf-8")
    image = scene(("ship", 0.9, 0, 0, 20, 10), ("harbor", 0.8, 500, 500, 40, 20))
    _, (proof,) = proofs("exists x. odd(x)", image, load_rule_files([file], shipped=False))
    told = {node.text: node.sentence for node in proof.nodes}
    assert told["ship(0)"] == "ship 0 is a ship"
    assert told["size(0, 1)"] == "“size” holds of ship 0 and 1"
    assert told["~plain(0)"] == "“plain” does not hold of ship 0"
    assert told["~near(0, _)"].startswith("ship 0 is near nothing (nearest: harbor 1 at ")
    assert "-dull(0)" in told
    assert any("sum of" in sentence and "30.0 px" in sentence for sentence in told.values())
    assert any("least of W" in sentence for sentence in told.values())
    assert proof.root.place is not None
    assert (proof.root.place.source, proof.root.place.line) == (str(file), 3)


def test_a_rule_that_does_not_fire_tells_how_far_it_gets():
    image = scene(("harbor", 0.9, 0, 0, 100, 40), ("ship", 0.8, 110, 0, 20, 10))
    _, (proof, *_) = proofs("exists x. harbor(x) & ~marina(x)", image, RULES)
    (denied,) = (node for node in proof.nodes if node.text == "~marina(0)")
    (rule,) = (proof.nodes[child] for child in denied.children)
    assert (rule.holds, str(rule.place)) == (False, "rules/maritime.lp:30")
    *held, failing = (proof.nodes[child] for child in rule.children)
    assert [node.text.split("  ")[0] for node in held] == [
        "harbor(0)",
        "N = #count { S: moored_at(S,H) }",
    ]
    told = "the number of S with moored_at(S,harbor 0) (1) is not ≥ marina boats (5)"
    assert (failing.holds, failing.sentence) == (False, told)
    assert [(one.value, one.bound, one.holds) for one in failing.numbers] == [(1, 5, False)]
    assert rule.sentence == f"this rule does not fire: {told}"


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        pytest.param(
            "exists x. ship(x) & ~moored(x)",
            "this rule does not fire: “moored at” does not hold of ship 1 and anything",
            id="a positive literal",
        ),
        pytest.param(
            "exists x. ship(x) & ~isolated(x)",
            "this rule does not fire: “near” holds of ship 1 and anything",
            id="a negative literal",
        ),
    ],
)
def test_the_literal_that_fails_is_named(formula, sentence):
    image = scene(("ship", 0.9, 0, 0, 20, 10), ("ship", 0.95, 25, 0, 20, 10))
    _, (proof, *_) = proofs(formula, image, RULES)
    assert sentence in {node.sentence for node in proof.nodes}
