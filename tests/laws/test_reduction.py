"""The law of the reduction: what the columns of many images decide is what the oracle says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rune_lp.logic.degree import degree_of
from rune_lp.logic.evaluate import satisfies
from rune_lp.reduction.verdicts import verdicts
from rune_lp.scenes.block import Block
from tests.laws.test_agreement import LIBRARY, law, queries, question_of, structure_of
from tests.strategies import scenes

if TYPE_CHECKING:
    from rune_lp.logic.syntax import Query
    from rune_lp.scenes import Scene


@st.composite
def collections(draw: st.DrawFn) -> list[Scene]:
    """Draw some images of one catalogue, empty ones among them."""
    from dataclasses import replace

    drawn = draw(st.lists(scenes(), min_size=1, max_size=4))
    return [replace(scene, image=f"P{number}") for number, scene in enumerate(drawn)]


@settings(law, max_examples=1000)
@given(queries, collections(), st.booleans())
def test_what_the_columns_decide_is_what_the_oracle_says(
    query: Query, images: list[Scene], everything: bool
) -> None:
    question = question_of(query)
    block = Block.of(images)

    found = verdicts(question, block, LIBRARY, everything=everything)

    for place, scene in enumerate(images):
        structure = structure_of(scene)
        true = satisfies(question.plan.query, structure)
        assert found.possible[place] or not true
        assert not found.certain[place] or true
        if not np.isnan(found.degrees[place]) and (true or everything):
            wanted = degree_of(question.plan.query, structure.everything())
            assert found.degrees[place] == pytest.approx(wanted, abs=1e-9)
