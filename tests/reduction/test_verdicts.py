"""What the columns decide, and what they leave open."""

from __future__ import annotations

import numpy as np
import pytest

from rune_lp.logic.degree import degree_of
from rune_lp.reduction.verdicts import verdicts, weakest_links
from rune_lp.scenes import Scene
from rune_lp.scenes.block import Block
from rune_lp.structure import SceneStructure
from tests.asp.examples import LIBRARY, box, harbour, question


@pytest.mark.parametrize(
    ("fol", "possible", "certain", "degree"),
    [
        pytest.param("exists x. ship(x)", True, True, 0.9, id="a class"),
        pytest.param("exists x. plane(x)", False, False, 0.0, id="an absent class"),
        pytest.param("exists x y. ship(x) & harbor(y) & near(x, y)", True, True, 0.8, id="a pair"),
        pytest.param("~(exists x. vehicle(x))", True, True, 0.7, id="no superclass"),
        pytest.param(
            "exists y. harbor(y) & exists>=2 x. ship(x) & near(x, y)", True, True, 0.6, id="counted"
        ),
        pytest.param("count(x: ship(x)) > 2 * count(y: harbor(y))", True, True, 1.0, id="counts"),
        pytest.param(
            "exists x y z. ship(x) & ship(y) & harbor(z) & x != y & near(x, z) & near(y, z)"
            " & near(x, y)",
            True,
            True,
            0.6,
            id="a triangle",
        ),
        pytest.param(
            "exists x y z u. ship(x) & ship(y) & harbor(z) & ship(u) & near(x, z) & near(y, z)"
            " & near(x, y) & near(u, z) & ~near(u, x) & ~near(u, y)",
            True,
            False,
            None,
            id="a scope of three other variables is left open",
        ),
        pytest.param(
            "exists x y z. ship(x) & ship(y) & plane(z) & between(x, y, z)",
            False,
            False,
            0.0,
            id="a cycle of an absent class is not",
        ),
        pytest.param(
            "(exists x. ship(x)) | (exists x y z. between(x, y, z))",
            True,
            True,
            0.9,
            id="what is left open does not matter where it cannot be better",
        ),
    ],
)
def test_verdicts(fol: str, possible: bool, certain: bool, degree: float | None) -> None:
    asked, block = question(fol), Block.of([harbour()])
    found = verdicts(asked, block, LIBRARY)

    assert (found.possible[0], found.certain[0]) == (possible, certain)
    assert np.isnan(found.degrees[0]) or found.degrees[0] == pytest.approx(degree)
    (link,) = weakest_links(asked, block, LIBRARY)
    assert np.isnan(link) if degree is None else link == pytest.approx(degree)


def test_what_is_counted_is_counted_among_all_that_are_kept() -> None:
    boxes = [box(50, 0, 25, 5), box(0, 0, 25, 5), box(0, 0, 5, 5)]
    scene = Scene.of("P1", ["ship"] * 3, [0.55, 0.5, 0.55], boxes, width=80, height=80)
    asked = question("exists y. count(x: far(y, x)) < count(x: parallel(y, x)) + 1")
    wanted = degree_of(asked.plan.query, SceneStructure(scene, asked.profile, 0.5).everything())

    (link,) = weakest_links(asked, Block.of([scene]), LIBRARY)

    assert link == pytest.approx(wanted)
