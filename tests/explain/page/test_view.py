"""What the viewer is given of an image."""

from __future__ import annotations

import pytest

from rune_lp.explain.page.view import entry_of, unsolved_view, view_of
from rune_lp.explain.why.report import result_json, unsolved_json
from rune_lp.scenes import Scene
from tests.explain.images import HARBOUR
from tests.explain.why.test_report import told

NEAR = "exists x y. harbor(x) & ship(y) & near(x, y)"


def test_an_image_has_its_result_and_the_objects_above_the_threshold():
    result = result_json(told(NEAR))
    view = view_of(result, HARBOUR, 0.5)
    assert {key: view[key] for key in ("image", "score", "satisfied")} == {
        "image": "P1",
        "score": 0.8,
        "satisfied": True,
    }
    objects = view["objects"]
    assert objects["ids"] == [0, 1, 2, 3, 4, 6]  # The plane has 0.4.
    labels = [objects["labels"][place] for place in objects["classes"]]
    assert labels == ["harbor", "ship", "ship", "ship", "small-vehicle", "船"]
    assert objects["spoken"][objects["labels"].index("small-vehicle")] == "small vehicle"
    assert objects["corners"][1] == [212.4, 100, 232.4, 100, 232.4, 110, 212.4, 110]
    assert view["assignments"][0]["links"][0]["label"] == "near 12.4 px"


@pytest.mark.parametrize(
    "why_not",
    [
        {"changes": [{"edits": [{"objects": [5]}]}]},
        {"held": {"bindings": {"x": {"id": 5}}}},
        {"assignments": [], "failing": [
            {"fol": "near(5, 0)", "sentence": "", "objects": [5, 0], "numbers": []}
        ]},
    ],
    ids=["a change", "a witness", "a failure"],
)  # fmt: skip
def test_objects_that_are_spoken_of_are_there_whatever_their_score(why_not):
    result = {"image": "P1", "satisfied": False, "assignments": [], "why_not": why_not}
    assert 5 in view_of(result, HARBOUR, 0.5)["objects"]["ids"]


def test_the_size_is_the_picture_s_where_it_is_known():
    unknown = Scene.of("P1", ["ship"], [0.9], [[(0, 0), (9, 0), (9, 4), (0, 4)]])
    result = {"image": "P1", "satisfied": True, "assignments": []}
    assert [view_of(result, unknown, 0.5)[side] for side in ("width", "height")] == [9, 4]
    pictured = view_of(result, unknown, 0.5, size=(640, 480))
    assert [pictured[side] for side in ("width", "height")] == [640, 480]


def test_the_index_counts_classes_and_names_causes():
    matched = entry_of(view_of(result_json(told(NEAR)), HARBOUR, 0.5))
    assert matched == {
        "image": "P1",
        "satisfied": True,
        "score": 0.8,
        "classes": [["harbor", 1], ["ship", 3], ["small-vehicle", 1], ["船", 1]],
    }
    unsolved = entry_of(unsolved_view(unsolved_json("P2", "too large")))
    assert unsolved == {
        "image": "P2",
        "satisfied": None,
        "score": None,
        "classes": [],
        "error": "too large",
    }
