"""The law of the reduction: what the columns of many images decide is what the oracle says."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rune_lp.logic.degree import degree_of
from rune_lp.logic.evaluate import satisfies
from rune_lp.reduction.necessary import may_satisfy
from rune_lp.reduction.verdicts import verdicts, weakest_links
from rune_lp.scenes.block import Block
from rune_lp.vocabulary import predicate_name
from tests.laws.test_agreement import LIBRARY, VOCABULARY, law, queries, question_of, structure_of
from tests.strategies import scenes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rune_lp.logic.syntax import Query
    from rune_lp.plan.reach import Classes
    from rune_lp.scenes import Scene


@st.composite
def collections(draw: st.DrawFn) -> list[Scene]:
    """Draw some images of one catalogue, empty ones among them."""
    from dataclasses import replace

    drawn = draw(st.lists(scenes(), min_size=1, max_size=4))
    return [replace(scene, image=f"P{number}") for number, scene in enumerate(drawn)]


@pytest.mark.parametrize(
    ("few", "min_score"),
    [
        pytest.param(0, 0.5, id="the better half first"),
        pytest.param(40, 0.5, id="all at once"),
        pytest.param(40, 0.3, id="at a low threshold"),
        pytest.param(40, 0.8, id="at a high threshold"),
    ],
)
@settings(law, max_examples=400)
@given(query=queries, images=collections())
def test_what_the_columns_decide_is_what_the_oracle_says(
    few: int, min_score: float, query: Query, images: list[Scene]
) -> None:
    question = question_of(query, min_score=min_score)

    with patch("rune_lp.reduction.verdicts._FEW", few):
        kept = Block.of(scene.at_least(question.min_score) for scene in images)
        found = verdicts(question, kept, LIBRARY)
        degrees = weakest_links(question, Block.of(images), LIBRARY)
        floor = float(np.minimum(found.known.low, 1.0 - found.known.high).min())
        read = Block.of(scene.at_least(floor) for scene in images)
        closer = weakest_links(question, read, LIBRARY, found.known)

    for place, scene in enumerate(images):
        structure = structure_of(scene, min_score)
        true = satisfies(question.plan.query, structure)
        assert found.possible[place] or not true
        assert not found.certain[place] or true
        wanted = degree_of(question.plan.query, structure.everything())
        assert np.isnan(degrees[place]) or degrees[place] == pytest.approx(wanted, abs=1e-9)
        decided = found.certain[place] or not found.possible[place]
        low, high = (bound[place] for bound in (found.known.low, found.known.high))
        assert not decided or low - 1e-9 <= wanted <= high + 1e-9
        assert not decided or np.isnan(closer[place]) or closer[place] == pytest.approx(wanted)
        known = true and not np.isnan(found.degrees[place])
        assert not known or found.degrees[place] == pytest.approx(wanted, abs=1e-9)


@settings(law, max_examples=500)
@given(queries, collections())
def test_no_image_is_passed_over_that_matches(query: Query, images: list[Scene]) -> None:
    question = question_of(query)

    def counts(classes: Classes) -> NDArray[np.int64]:
        kept = [scene.at_least(question.min_score).labels for scene in images]
        named = [[predicate_name(label) for label in labels] for labels in kept]
        wanted = [[name for name in names if classes is None or name in classes] for names in named]
        return np.array([len(names) for names in wanted])

    found = may_satisfy(question.plan.decision, counts, len(images), VOCABULARY, LIBRARY)

    for place, scene in enumerate(images):
        assert found[place] or not satisfies(question.plan.query, structure_of(scene))
