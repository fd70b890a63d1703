"""Proofs of answers: each node is true, the leaves entail the rest, and others are counted."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from rune_lp.asp.answer import answer
from rune_lp.asp.question import make_question
from rune_lp.explain.why.prover import Prover
from rune_lp.explain.why.reasons import Explainer
from rune_lp.logic.evaluate import holds
from rune_lp.logic.parse import parse_query
from tests.explain.images import CLASSES as NAMES
from tests.explain.images import HARBOUR, RULES
from tests.laws.test_agreement import structure_of
from tests.strategies import CLASSES, scenes, sentences, set_queries

if TYPE_CHECKING:
    from rune_lp.explain.proofs.proof import Node, Proof
    from rune_lp.logic.syntax import Query
    from rune_lp.scenes import Scene
    from rune_lp.structure import SceneStructure

OF_CLASSES = {name.replace("-", "_") for name in (*CLASSES, "vehicle")}


def proofs_of(query: Query, image: Scene, names: tuple[str, ...] = CLASSES):
    """Yield an answer's proofs and reasons, and how many assignments it has."""
    question = make_question(query, RULES.vocabulary(names), RULES)
    found = answer(question, image)
    explainer = Explainer(question, found, RULES, image)
    prover = Prover(explainer)
    for assignment in found.assignments:
        yield prover.proof(assignment), explainer.reasons(assignment), found


def proof_of(formula: str, image: Scene = HARBOUR) -> Proof:
    (proof, *_), *_ = proofs_of(parse_query(formula), image, NAMES)
    return proof


def true_in(node: Node, structure) -> bool:
    """Whether the oracle finds a node's text true, ids being names of the objects."""
    text = re.sub(
        r"(?<=\w)\(([\w, ]+)\)",
        lambda match: f"({re.sub(r'(?<![0-9A-Za-z_])(?=[0-9])', 'o', match[1])})",
        node.text,
    )
    text = re.sub(r"(?<![\w.)])(\d+)(?= !?= (\d+|[xyz]\d*)(?![\w.(]))", r"o\1", text)
    text = re.sub(r"(?<![\w.)])(o\d+|[xyz]\d*)( !?= )(\d+)(?![\w.])", r"\1\2o\3", text)
    names = sorted(set(re.findall(r"\bo\d+\b", text)))
    head = f"{{{', '.join(names)} | " if names else ""
    query = parse_query(f"{head}{text}{'}' if head else ''}")
    return holds(query.formula, structure, {name: int(name[1:]) for name in names}) is node.holds


def is_rule(node: Node) -> bool:
    """Whether a node is a rule that does not fire, or says what rules alone can say."""
    return " :- " in node.text or "_)" in node.text


def is_denied(node: Node, proof: Proof) -> bool:
    """Whether a node is a rule's atom that does not hold, with the rules that do not fire."""
    return any(is_rule(proof.nodes[child]) for child in node.children)


@settings(deadline=None, max_examples=40)
@given(sentences() | set_queries(), scenes())
def test_every_node_is_true_in_the_image(query, image):
    structure = structure_of(image)
    for proof, *_ in proofs_of(query, image):
        for node in proof.nodes:
            assert is_rule(node) or true_in(node, structure), node


@settings(deadline=None, max_examples=40)
@given(sentences() | set_queries(), scenes())
def test_a_proof_has_no_circle_and_no_node_twice(query, image):
    for proof, *_ in proofs_of(query, image):
        reached = {0}
        for place, node in enumerate(proof.nodes):
            assert place in reached
            assert all(child > place for child in node.children)
            assert len(set(node.children)) == len(node.children)
            reached.update(node.children)
        texts = [(node.text, node.holds) for node in proof.nodes if not is_rule(node)]
        assert len(set(texts)) == len(texts)


class Otherwise:
    """An image that differs in what no leaf says: relations at random, and numbers.

    What the objects are stays as it is: the proofs rest on which objects there are.
    """

    def __init__(self, structure: SceneStructure, chance: float, seed: int) -> None:
        self.structure = structure
        self.domain = structure.domain
        self.chance = chance
        self.seed = seed

    def _drawn(self, *what: object) -> random.Random:
        return random.Random(repr((self.seed, what)))

    def relates(self, predicate: str, arguments: tuple[int, ...]) -> bool:
        true = self.structure.relates(predicate, arguments)
        if predicate in OF_CLASSES:
            return true
        return true is (self._drawn(predicate, arguments).random() >= self.chance)

    def measures(self, attribute: str, arguments: tuple[int, ...], unit: str | None) -> int:
        value = self.structure.measures(attribute, arguments, unit)
        drawn = self._drawn(attribute, arguments, unit)
        return value if drawn.random() >= self.chance else value + drawn.randint(-100, 100)


@settings(deadline=None, max_examples=40)
@given(sentences() | set_queries(), scenes(), st.integers(0, 1000))
def test_the_leaves_alone_entail_the_answer(query, image, seed):
    structure = structure_of(image)
    for proof, *_ in proofs_of(query, image):
        leaves = [
            node
            for node in proof.nodes
            if not is_rule(node) and (not node.children or node.left_out or is_denied(node, proof))
        ]
        for chance in (0.05, 0.3, 0.6):
            other = Otherwise(structure, chance, seed)
            if all(true_in(leaf, other) for leaf in leaves):
                assert true_in(proof.root, other)


@settings(deadline=None, max_examples=40)
@given(sentences() | set_queries(), scenes())
def test_the_flat_reasons_are_among_the_nodes(query, image):
    for proof, reasons, _ in proofs_of(query, image):
        if not any(node.left_out for node in proof.nodes):
            sentences = {node.sentence for node in proof.nodes}
            texts = {re.sub(r"\bx\d*\b|\by\b|\bz\b", "_", node.text) for node in proof.nodes}
            for reason in reasons:
                assert re.sub(r"\bx\d*\b|\by\b|\bz\b", "_", reason.text) in texts
                if not reason.sentence.endswith("not shown)"):
                    assert reason.sentence in sentences
