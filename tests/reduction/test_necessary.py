"""The condition on class counts: as strong as it can be, and no stronger."""

from __future__ import annotations

import numpy as np
import pytest

from rune_lp.reduction.necessary import may_satisfy
from tests.asp.examples import LIBRARY, VOCABULARY, question

SHIPS = np.array([0, 1, 2, 3])
"""Images with so many ships; each has one harbor and no plane."""


def counts(classes: frozenset[str] | None) -> np.ndarray:
    if classes is None:
        return SHIPS + 1
    return SHIPS * ("ship" in classes) + ("harbor" in classes)


@pytest.mark.parametrize(
    ("fol", "may"),
    [
        pytest.param("exists x. ship(x)", [0, 1, 1, 1], id="a class"),
        pytest.param("exists x y. ship(x) & harbor(y) & near(x, y)", [0, 1, 1, 1], id="a pair"),
        pytest.param("exists x y. ship(x) & plane(y)", [0, 0, 0, 0], id="an absent class"),
        pytest.param("exists>=2 x. ship(x) & elongated(x)", [0, 0, 1, 1], id="counted"),
        pytest.param("exists<=1 x. ship(x)", [1, 1, 0, 0], id="at most"),
        pytest.param("exists<=1 x. ship(x) & elongated(x)", [1, 1, 1, 1], id="at most of some"),
        pytest.param("~(exists x. ship(x))", [1, 0, 0, 0], id="negation"),
        pytest.param("(exists x. plane(x)) | exists>=3 x. ship(x)", [0, 0, 0, 1], id="or"),
        pytest.param("forall x. ship(x) -> near(x, x)", [1, 1, 1, 1], id="a universal"),
        pytest.param("forall x. harbor(x)", [1, 1, 1, 1], id="a universal class"),
        pytest.param("exists x. vehicle(x)", [0, 0, 0, 0], id="an absent superclass"),
        pytest.param("exists x. vehicle(x) | ship(x)", [0, 1, 1, 1], id="a superclass or a class"),
        pytest.param(
            "count(x: ship(x)) > 2 * count(y: harbor(y))", [0, 0, 0, 1], id="counts compared"
        ),
        pytest.param("exists x y. ship(x) & near(x, y)", [0, 1, 1, 1], id="any class"),
    ],
)
def test_images_that_may_match(fol: str, may: list[int]) -> None:
    decision = question(fol).plan.decision

    found = may_satisfy(decision, counts, len(SHIPS), VOCABULARY, LIBRARY)

    assert found.astype(int).tolist() == may
