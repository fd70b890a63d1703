from __future__ import annotations

import pytest

from rune_lp.errors import NotSolvedError
from rune_lp.geometry.profile import Profile
from rune_lp.scenes import Scene
from rune_lp.structure import SceneStructure


def box(x: float, y: float, width: float = 10.0, height: float = 4.0) -> list[tuple[float, float]]:
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def structure(*, threshold: float = 0.5, gsd: float | None = 0.5, **options) -> SceneStructure:
    scene = Scene.of(
        "P1",
        ["ship", "small-vehicle", "ship", "harbor"],
        [0.9, 0.5, 0.3, 0.8],
        [box(0, 0), box(20, 0), box(40, 0), box(0, 50, 60, 20)],
        width=100.0,
        height=80.0,
        gsd=gsd,
    )
    return SceneStructure(scene, Profile(), threshold, **options)


@pytest.mark.parametrize(
    ("threshold", "domain"),
    [(0.0, [0, 1, 2, 3]), (0.5, [0, 1, 3]), (0.51, [0, 3]), (0.95, []), (1.0, [])],
)
def test_the_domain_is_the_detections_at_the_threshold_under_their_ids(threshold, domain):
    assert list(structure(threshold=threshold).domain) == domain


def test_all_detections_are_there_for_degrees():
    everything = structure().everything()
    assert list(everything.domain) == [0, 1, 2, 3]
    assert [everything.score(object_) for object_ in everything.domain] == [0.9, 0.5, 0.3, 0.8]
    assert list(everything.kept.domain) == [0, 1, 3]


@pytest.mark.parametrize("whole", [False, True], ids=["at the threshold", "all detections"])
@pytest.mark.parametrize(
    ("predicate", "objects", "true"),
    [
        pytest.param("ship", (0,), True, id="class"),
        pytest.param("ship", (1,), False, id="another class"),
        pytest.param("small_vehicle", (1,), True, id="class of another spelling"),
        pytest.param("plane", (0,), False, id="class that the image lacks"),
        pytest.param("near", (0, 1), True, id="relation"),
        pytest.param("near", (0, 3), False, id="relation that fails"),
        pytest.param("near", (0, 0), False, id="of itself"),
        pytest.param("left_of", (0, 1), True, id="in this order"),
        pytest.param("left_of", (1, 0), False, id="not in that"),
        pytest.param("near", (1, 2), True, id="an object below the threshold"),
        pytest.param("between", (1, 0, 2), True, id="ternary"),
        pytest.param("between", (0, 1, 2), False, id="ternary that fails"),
        pytest.param("in_top", (0,), True, id="place in the image"),
        pytest.param("in_top", (3,), False, id="another place"),
    ],
)
def test_predicates_hold_of_objects_by_their_ids(predicate, objects, true, whole):
    image = structure().everything() if whole else structure()
    assert image.relates(predicate, objects) is true


@pytest.mark.parametrize("whole", [False, True], ids=["at the threshold", "all detections"])
@pytest.mark.parametrize(
    ("attribute", "objects", "unit", "value"),
    [
        ("area", (0,), "px2", 400),
        ("area", (0,), None, 400),
        ("area", (0,), "m2", 100),
        ("length", (3,), "px", 600),
        ("length", (3,), "m", 300),
        ("width", (3,), "px", 200),
        ("score", (2,), None, 30),
        ("distance", (0, 1), "px", 100),
        ("distance", (0, 2), "m", 150),
        ("distance", (2, 2), "px", 0),
        ("image_width", (), "px", 1000),
        ("image_height", (), "m", 400),
        ("gsd", (), None, 500),
    ],
)
def test_numbers_are_fixed_point_in_the_unit_asked_for(attribute, objects, unit, value, whole):
    image = structure().everything() if whole else structure()
    assert image.measures(attribute, objects, unit) == value


def test_ids_are_not_rows():
    scene = structure().scene.at_least(0.5)
    image = SceneStructure(scene, Profile())
    assert list(image.domain) == [0, 1, 3]
    assert image.relates("harbor", (3,))
    assert image.measures("length", (3,), "px") == 600


def test_metres_need_a_ground_sample_distance():
    image = structure(gsd=None)
    with pytest.raises(NotSolvedError, match="no ground sample distance"):
        image.measures("length", (0,), "m")
    assert image.measures("length", (0,), "px") == 100


def test_a_rule_is_true_of_its_extension():
    image = structure(extensions={"vehicle": frozenset({(1,)}), "pair": frozenset({(0, 1)})})
    assert image.relates("vehicle", (1,))
    assert not image.relates("vehicle", (0,))
    assert image.relates("pair", (0, 1))
    assert not image.relates("pair", (1, 0))


def test_a_rule_hides_the_class_of_its_name():
    image = structure(extensions={"ship": frozenset({(1,)})})
    assert image.relates("ship", (1,))
    assert not image.relates("ship", (0,))


def test_an_image_without_detections_has_an_empty_domain():
    scene = Scene.of("P2", [], [], [], width=9.0, height=9.0)
    image = SceneStructure(scene, Profile())
    assert list(image.domain) == list(image.everything().domain) == []
    assert image.measures("image_width", (), "px") == 90


def test_relations_follow_the_profile():
    image = structure()
    wide = SceneStructure(image.scene, Profile(near_factor=9.0), 0.5)
    assert wide.relates("near", (0, 3))
