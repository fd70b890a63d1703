"""Which lines are drawn of an answer, and what is written on them."""

from __future__ import annotations

import re

import pytest

from rune_lp.explain.pictures.links import MOST, assignment_links, failing_links
from rune_lp.explain.why.report import result_json
from tests.explain.images import HARBOUR
from tests.explain.why.test_report import told


def node(text, kind="relation", *, holds=True, numbers=(), sentence="", objects=None):
    found = [int(id_) for id_ in re.findall(r"(?<=[(, ])\d+(?=[,)])", text)]
    return {
        "text": text,
        "kind": kind,
        "holds": holds,
        "numbers": list(numbers),
        "sentence": sentence,
        "objects": found if objects is None else objects,
    }


def number(value, unit="px"):
    return {"quantity": "gap", "value": value, "unit": unit, "comparison": "<=", "bound": 9.0}


def drawn(*nodes):
    links = assignment_links({"proof": {"nodes": list(nodes)}, "because": [], "reasons": []})
    return [(link["objects"], link["label"], link["holds"]) for link in links]


@pytest.mark.parametrize(
    ("nodes", "lines"),
    [
        pytest.param(
            [node("near(1, 2)", numbers=[number(4.5)])],
            [([1, 2], "near 4.5 px", True)],
            id="measured",
        ),
        pytest.param([node("left_of(1, 2)")], [([1, 2], "left of", True)], id="not measured"),
        pytest.param(
            [node("near(1, 2)", numbers=[number(4.5)]), node("left_of(2, 1)")],
            [([1, 2], "near 4.5 px; left of", True)],
            id="of one pair on one line",
        ),
        pytest.param(
            [
                node("distance(1, 2, 45)", "number", numbers=[number(4.5)], objects=[1, 2]),
                node("width(1, 95)", "number", numbers=[number(9.5)], objects=[1]),
                node("moored_at(1, 2)", "rule"),
                node("near(1, 2)", numbers=[number(4.5)]),
            ],
            [([1, 2], "moored at; near 4.5 px", True)],
            id="values of facts are no objects, and told once",
        ),
        pytest.param(
            [node("near(1, 2)", holds=False, numbers=[number(240.3)])],
            [([1, 2], "not near 240.3 px", False)],
            id="does not hold",
        ),
        pytest.param(
            [node("~near(1, 2)"), node("near(1, 2)", holds=False)],
            [([1, 2], "not near", False)],
            id="a negation and what it denies",
        ),
        pytest.param(
            [node("distance(1, 2) <= 9", "number", holds=False, numbers=[number(12.0)])],
            [([1, 2], "distance 12.0 px", False)],
            id="a comparison has no negation before it",
        ),
        pytest.param([node("area_ratio(1, 2) > 3", "number", numbers=[number(4, None)])],
                     [([1, 2], "area ratio 4", True)], id="no unit"),
        pytest.param([node("between(1, 2, 3)")],
                     [([1, 2], "between", True), ([1, 3], "between", True)], id="three objects"),
        pytest.param([node("ship(1)", "class"), node("1 != 2", "equality")], [], id="no relation"),
        pytest.param([node("near(1, 2) & far(2, 3)", "formula")], [], id="a formula"),
        pytest.param([node("near(1, 1)", holds=False)], [], id="one object twice"),
    ],
)  # fmt: skip
def test_relations_and_comparisons_of_a_proof_are_lines(nodes, lines):
    assert drawn(*nodes) == lines


def test_without_a_proof_the_reasons_tell():
    formula = "exists x y. harbor(x) & ship(y) & near(x, y) & distance(x, y) > 11"
    (assignment,) = result_json(told(formula, HARBOUR))["assignments"]
    assert assignment_links(assignment) == [
        {"objects": [0, 1], "label": "near 12.4 px", "holds": True}
    ]


def test_a_line_is_drawn_between_any_objects_that_a_conjunct_fails_of():
    failing = {
        "fol": "exists z. between(z, 4, 2)",
        "sentence": "",
        "objects": [4, 2],
        "numbers": [],
    }
    assert failing_links(failing) == [{"objects": [4, 2], "label": "", "holds": False}]


def test_more_lines_than_a_picture_bears_are_left_out():
    assert len(drawn(*(node(f"near({n}, {n + 1})") for n in range(200)))) == MOST
