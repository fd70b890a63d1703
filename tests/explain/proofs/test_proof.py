"""Proofs as data."""

from __future__ import annotations

import json

from rune_lp.errors import Place
from rune_lp.explain.proofs.proof import Node, Proof, proof_json
from rune_lp.geometry.conditions import Measurement


def test_a_proof_is_json_with_its_numbers_and_places():
    gap = Measurement("gap", 12.4, "<=", 96.1, "px", True)
    near = Node("near(7, 2)", "ship 7 is 12.4 px from harbor 2", "relation", True, (7, 2), (gap,))
    pier = Node("pier(2)", "harbor 2 is a pier", "rule", True, (2,), (), Place("a.lp", 3), 1, (1,))
    told = json.loads(json.dumps(proof_json(Proof((pier, near)))))
    assert told["nodes"][0]["place"] == "a.lp:3"
    assert told["nodes"][0]["children"] == [1]
    assert told["nodes"][1]["numbers"] == [
        {
            "quantity": "gap",
            "value": 12.4,
            "comparison": "<=",
            "bound": 96.1,
            "unit": "px",
            "holds": True,
        }
    ]
