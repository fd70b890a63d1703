"""Proofs as text: what the default leaves unsaid, and that `long` has everything."""

from __future__ import annotations

import pytest

from rune_lp.explain.proofs.tree import tree
from tests.explain.images import HARBOUR, scene
from tests.explain.why.test_prover import proof_of

ROW = scene(*(("ship", 0.9 - number / 100, 30 * number, 0, 20, 10) for number in range(12)))


@pytest.mark.parametrize(
    ("formula", "image", "lines"),
    [
        pytest.param(
            "exists x y. ship(x) & harbor(y) & near(x, y)",
            HARBOUR,
            ["because ship 1 is 12.4 px from harbor 0, near means ≤ 60.0 px"],
            id="no classes",
        ),
        pytest.param(
            "exists x. harbor(x) & (exists>=2 y. ship(y) & near(y, x))",
            HARBOUR,
            [
                "because 2 ships are near harbor 0: ship 1 and ship 2",
                "  because ship 1 is 12.4 px from harbor 0, near means ≤ 60.0 px",
                "  because ship 2 is 10.0 px from harbor 0, near means ≤ 60.0 px",
            ],
            id="members below their count",
        ),
        pytest.param(
            "exists x. ship(x) & ~(exists y. harbor(y) & near(x, y))",
            HARBOUR,
            [
                (
                    "because no harbor is near ship 3 "
                    "(the only one: harbor 0 at 400.0 px, near means ≤ 60.0 px)"
                )
            ],
            id="a denial says it all",
        ),
        pytest.param("exists x. ship(x)", HARBOUR, [], id="a class goes without saying"),
        pytest.param(
            "exists x. vehicle(x) & length(x) < 15",
            HARBOUR,
            ["because the length of small vehicle 4 is 10.0 px, less than 15 px"],
            id="nor does a kind of class",
        ),
    ],
)
def test_the_default_says_what_is_new(formula, image, lines):
    assert tree(proof_of(formula, image)) == lines


def test_much_is_cut_and_what_is_cut_is_counted():
    lines = tree(proof_of("forall x. ship(x) -> exists y. ship(y) & y != x & near(x, y)", ROW))
    assert lines[0] == "because each of the 12 ships is near another ship"
    assert lines[-1] == "  … and 4 more"


def test_long_shows_every_node_once_with_its_numbers_and_others():
    proof = proof_of("exists x. harbor(x) & (plane(x) | (exists y. ship(y) & near(y, x)))")
    assert tree(proof, long=True) == [
        "✓ harbor(0) & (plane(0) | (exists y. ship(y) & near(y, 0)))",
        "  ✓ harbor 0 is a harbor",
        "  ✓ 2 ships are near harbor 0: ship 1 and ship 2",
        "    ✓ 2 ships are near harbor 0: ship 1 and ship 2  [1 other would do]",
        "      ✓ ship(1) & near(1, 0)",
        "        ✓ ship 1 is a ship",
        "        ✓ ship 1 is 12.4 px from harbor 0, near means ≤ 60.0 px  [gap 12.4 px ≤ 60 px]",
    ]


def test_what_stands_above_is_not_repeated():
    proof = proof_of(
        "(forall x. ship(x) -> exists y. vehicle(y) & larger(x, y))"
        " & (exists y. vehicle(y) & width(y) < 9)"
    )
    lines = tree(proof, long=True)
    told = [line.strip() for line in lines if "✓ small vehicle 4 is a kind of vehicle" in line]
    assert len(told) > 1
    assert [line.endswith("(see above)") for line in told] == [False, *[True] * (len(told) - 1)]
