"""What explanations cost is measured for the cases that have something to explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rune_lp.bench.cases import case_named
from rune_lp.bench.explaining import NUMBER, explanation_costs
from rune_lp.catalog import Catalog

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def test_the_first_matching_image_of_each_case_is_explained(
    data: Path, truth: Mapping[str, list[str]]
) -> None:
    cases = [case_named(name) for name in ("pair", "unsatisfiable", "negation")]
    pair, negation = explanation_costs(data, cases, repeats=1)
    assert (pair.case, negation.case) == ("pair", "negation")
    for cost in (pair, negation):
        assert cost.image == min(truth[cost.case])
        assert cost.objects == len(Catalog.open(data / "catalog").scene(cost.image))
        assert 0 < cost.explanations <= NUMBER
        assert cost.answer > 0
        assert cost.reasons > 0
