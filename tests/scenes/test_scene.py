import numpy as np
import pytest

from rune_lp.scenes import Scene

BOX = [(0, 0), (4, 0), (4, 2), (0, 2)]
FAR_BOX = [(90, 10), (94, 10), (94, 72), (90, 72)]


def two_ships_and_a_harbor() -> Scene:
    labels, scores = ["ship", "harbor", "ship"], [0.2, 0.9, 0.5]
    return Scene.of("P1", labels, scores, [BOX, BOX, FAR_BOX])


def test_columns_are_in_the_source_s_order_and_labels_are_sorted():
    scene = two_ships_and_a_harbor()
    assert scene.class_names == ("harbor", "ship")
    assert scene.class_index.tolist() == [1, 0, 1]
    assert scene.labels == ("ship", "harbor", "ship")
    assert scene.ids.tolist() == [0, 1, 2]


def test_a_threshold_keeps_ids_and_the_extent_of_all_detections():
    scene = two_ships_and_a_harbor().at_least(0.51)
    assert scene.ids.tolist() == [1]
    assert (scene.width, scene.height, scene.size_known) == (94, 72, False)


def test_the_threshold_itself_is_kept():
    assert two_ships_and_a_harbor().at_least(0.5).ids.tolist() == [1, 2]


def test_columns_cannot_be_written():
    with pytest.raises(ValueError, match="read-only"):
        two_ships_and_a_harbor().scores[0] = 1.0


def test_columns_of_different_lengths_are_refused():
    scene = two_ships_and_a_harbor()
    with pytest.raises(ValueError, match="one row per detection"):
        Scene(
            image="P1",
            class_names=("ship",),
            class_index=np.zeros(2, dtype=np.int32),
            scores=scene.scores,
            corners=scene.corners,
            ids=scene.ids,
            width=1,
            height=1,
            size_known=True,
        )


@pytest.mark.parametrize(
    "other",
    [
        Scene.of("P2", ["ship"], [0.9], [BOX]),
        Scene.of("P1", ["harbor"], [0.9], [BOX]),
        Scene.of("P1", ["ship"], [0.8], [BOX]),
        Scene.of("P1", ["ship"], [0.9], [FAR_BOX]),
        Scene.of("P1", ["ship"], [0.9], [BOX], width=4, height=2),
        Scene.of("P1", ["ship"], [0.9], [BOX], gsd=0.3),
        Scene.of("P1", ["ship"], [0.9], [BOX], north=90),
        Scene.of("P1", [], [], []),
    ],
    ids=["image", "label", "score", "corners", "size", "gsd", "north", "count"],
)
def test_scenes_that_differ_in_one_column_are_not_equal(other):
    scene = Scene.of("P1", ["ship"], [0.9], [BOX])
    assert scene == Scene.of("P1", ["ship"], [0.9], [BOX])
    assert scene != other


def test_a_size_needs_both_sides():
    scene = Scene.of("P1", ["ship"], [0.9], [BOX], width=40)
    assert (scene.width, scene.size_known) == (4, False)
