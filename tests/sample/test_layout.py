from __future__ import annotations

import numpy as np
import pytest

from rune_lp.sample.layout import Camera, framed
from rune_lp.sample.site import Site, Thing

CAMERA = Camera(size=(200, 100), gsd=0.5, gsd_known=True, angle=0.0)
"""100 m by 50 m of ground about the origin."""


def layout(*things, camera=CAMERA):
    return framed("S", "test", Site(things=things), "grass", camera)


def car(x, y, **more):
    return Thing("car", x, y, 8.0, 4.0, label="small-vehicle", **more)


def test_metres_about_the_origin_become_pixels_from_the_top_left():
    [truth] = layout(car(-10, 5)).truths
    assert truth.corners.tolist() == [[72, 56], [88, 56], [88, 64], [72, 64]]
    assert (truth.label, truth.difficult, truth.visible) == ("small-vehicle", False, 1.0)


def test_a_turned_camera_turns_the_boxes():
    [truth] = layout(car(0, 0), camera=Camera((200, 100), 0.5, True, np.pi / 2)).truths
    assert truth.corners.tolist() == [[104, 42], [104, 58], [96, 58], [96, 42]]


@pytest.mark.parametrize(
    ("x", "labelled", "difficult"),
    [(46, True, False), (47, True, True), (49, False, None), (60, False, None)],
    ids=["in frame", "cut a little", "cut by more than a quarter", "out of frame"],
)
def test_what_the_frame_cuts_is_difficult_or_not_there_at_all(x, labelled, difficult):
    found = layout(car(x, 0))
    assert len(found.site.things) == len(found.truths) == int(labelled)
    if labelled:
        [truth] = found.truths
        assert truth.difficult is difficult
        assert truth.corners[:, 0].max() <= 200


@pytest.mark.parametrize(
    ("crown", "labelled", "difficult"),
    [(1.0, True, False), (2.6, True, True), (6.0, False, None)],
    ids=["a twig", "partly under a tree", "mostly under a tree"],
)
def test_what_a_tree_hides_is_difficult_or_not_there_at_all(crown, labelled, difficult):
    found = layout(car(0, 0), Thing("tree", 1, 0, crown, crown))
    assert [truth.difficult for truth in found.truths] == ([difficult] if labelled else [])
    assert len(found.site.things) == 1 + labelled


def test_a_car_on_a_bridge_hides_none_of_it():
    deck = Thing("bridge", 0, 0, 60, 12, label="bridge")
    assert [truth.visible for truth in layout(deck, car(0, 0)).truths] == [1.0, 1.0]


def test_a_pier_is_labelled_as_far_as_it_is_in_frame():
    [truth] = layout(Thing("pier", 40, 0, 60, 4, label="harbor")).truths
    assert truth.corners.tolist() == [[120, 46], [200, 46], [200, 54], [120, 54]]
    assert truth.difficult


def test_round_things_have_upright_boxes():
    tank = Thing("tank", 0, 0, 20, 20, angle=0.7, label="storage-tank")
    [truth] = layout(tank).truths
    assert truth.corners.tolist() == [[80, 30], [120, 30], [120, 70], [80, 70]]


def test_a_tiny_object_is_difficult():
    far = Camera(size=(200, 100), gsd=0.95, gsd_known=True, angle=0.0)
    assert [truth.difficult for truth in layout(car(0, 0), camera=far).truths] == [True]
