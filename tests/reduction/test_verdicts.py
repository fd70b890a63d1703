"""What the columns decide, and what they leave open."""

from __future__ import annotations

import numpy as np
import pytest

from rune_lp.reduction.verdicts import verdicts
from rune_lp.scenes.block import Block
from tests.asp.examples import LIBRARY, harbour, question


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
            False,
            None,
            id="a cycle is left open",
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
    found = verdicts(question(fol), Block.of([harbour()]), LIBRARY)

    assert (found.possible[0], found.certain[0]) == (possible, certain)
    if degree is None:
        assert np.isnan(found.degrees[0])
        assert not found.decided[0]
    else:
        assert found.degrees[0] == pytest.approx(degree)
        assert found.decided[0]
