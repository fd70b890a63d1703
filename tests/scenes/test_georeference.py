import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.scenes import Block, Georeference, Georeferences, Scene
from tests.scenes.scene_strategies import georeferences

SOME = Georeference((0.5, 0, 7e5, 0, -0.5, 5e6), "EPSG:32631")


@pytest.mark.parametrize(
    "transform",
    [(0, 0, 1, 0, 0, 1), (1, 1, 0, 1, 1, 0), (math.nan, 0, 0, 0, 1, 0), (1, 0, math.inf, 0, 1, 0)],
    ids=["zero", "a line", "nan", "infinite"],
)
def test_a_transform_that_places_nothing_is_refused(transform):
    with pytest.raises(ValueError, match="must be finite and invertible"):
        Georeference(transform)


@given(st.lists(st.none() | georeferences, max_size=6))
def test_columns_hold_what_they_are_made_of(references):
    columns = Georeferences.of(references)
    assert [columns[position] for position in range(len(columns))] == references
    expected = [one is not None and one.mirrored for one in references]
    assert columns.mirrored.tolist() == expected


@given(st.lists(st.none() | georeferences, max_size=6), st.data())
def test_parts_merge_to_the_whole(references, data):
    part = data.draw(
        st.lists(st.integers(0, 1), min_size=len(references), max_size=len(references))
    )
    indices = [np.flatnonzero(np.array(part, dtype=int) == number) for number in (0, 1)]
    parts = [Georeferences.of([references[index] for index in chosen]) for chosen in indices]
    merged = Georeferences.merged(parts, indices)
    assert [merged[position] for position in range(len(merged))] == references


def test_a_block_has_a_georeference_for_each_image():
    scenes = [
        Scene.of(name, [], [], [], georeference=where) for name, where in (("A", None), ("B", SOME))
    ]
    block = Block.of(scenes)
    assert [block.scene(position).georeference for position in (0, 1)] == [None, SOME]
    assert block.between(1, 2).scene(0) == scenes[1]
    assert scenes[0] != Scene.of("A", [], [], [], georeference=SOME)
