import json

import pytest

from rune_lp.scenes.formats import ReadOptions
from tests.scenes.formats.source_files import CORNERS, read, shown, write

RING = [*CORNERS, CORNERS[0]]


def feature(ring=RING, **properties):
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "geometry": geometry, "properties": {"class": "ship"} | properties}


def read_features(folder, *features, **members):
    value = {"type": "FeatureCollection", "features": list(features)} | members
    return read(write(folder / "P1.geojson", json.dumps(value, indent=1)))


def test_a_ring_of_four_corners_is_the_box(tmp_path):
    skew = [[0, 0], [4, 1], [5, 3], [0, 2]]
    scenes, faults, notices = read_features(
        tmp_path, feature(), feature([*skew, skew[0]], score=0.5)
    )
    assert (faults, notices) == ([], [])
    assert scenes["P1"].corners.tolist() == [CORNERS, skew]
    assert scenes["P1"].scores.tolist() == [1.0, 0.5]


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Polygon", "coordinates": [[[0, 0], [4, 0], [4, 2], [2, 1], [0, 2], [0, 0]]]},
        {"type": "Polygon", "coordinates": [RING, [[1, 1], [2, 1], [2, 2], [1, 1]]]},
        {"type": "Polygon", "coordinates": [[[0, 0, 9], [4, 0, 9], [4, 2, 9], [0, 2, 9]]]},
        {
            "type": "MultiPolygon",
            "coordinates": [[[[0, 0], [1, 0], [0, 2], [0, 0]]], [[[4, 0], [4, 2], [3, 2], [4, 0]]]],
        },
    ],
    ids=["many corners", "hole", "heights, not closed", "parts"],
)
def test_any_polygon_becomes_its_minimum_area_rectangle(tmp_path, geometry):
    scenes, faults, _ = read_features(tmp_path, feature() | {"geometry": geometry})
    assert faults == []
    assert sorted(scenes["P1"].corners[0].round(9).tolist()) == sorted(CORNERS)


@pytest.mark.parametrize("key", ["class", "class_name", "label", "category", "category_name"])
def test_the_class_is_found_under_its_usual_names(tmp_path, key):
    entry = feature() | {"properties": {key: "harbor", "score": 0.5}}
    assert read_features(tmp_path, entry)[0]["P1"].labels == ("harbor",)


def test_a_classification_object_has_the_class_as_its_name(tmp_path):
    entry = feature() | {"properties": {"classification": {"name": "harbor", "color": [1, 2, 3]}}}
    assert read_features(tmp_path, entry)[0]["P1"].labels == ("harbor",)


@pytest.mark.parametrize("key", ["score", "confidence", "conf", "probability"])
def test_the_score_is_found_under_its_usual_names(tmp_path, key):
    assert read_features(tmp_path, feature(**{key: 0.25}))[0]["P1"].scores.tolist() == [0.25]


def test_features_say_their_images(tmp_path):
    features = [feature(image="a/P7.png"), feature(image_id=9), feature(), feature(file_name="P7")]
    scenes, _, _ = read_features(tmp_path, *features)
    assert {name: len(scene) for name, scene in scenes.items()} == {"P7": 2, "9": 1, "P1": 1}


def test_the_collection_says_what_holds_for_all(tmp_path):
    scenes, faults, _ = read_features(
        tmp_path, feature(), width=200, height=100, gsd=0.3, properties={"image": "P7.tif"}
    )
    scene = scenes["P7"]
    assert (scene.width, scene.height, scene.size_known, scene.gsd) == (200, 100, True, 0.3)
    assert faults == []


def test_a_collection_without_features_is_an_image_with_no_objects(tmp_path):
    scenes, faults, _ = read_features(tmp_path, width=200, height=100)
    assert (len(scenes["P1"]), scenes["P1"].size_known, faults) == (0, True, [])


def test_one_feature_alone_is_read_too(tmp_path):
    scenes, faults, _ = read(write(tmp_path / "P1.geojson", json.dumps(feature(image="P7"))))
    assert (len(scenes["P7"]), faults) == (1, [])


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("ship", "must be a Feature"),
        ({"type": "ship"}, "must be a Feature"),
        (feature() | {"properties": []}, "must have a class, but has none"),
        (feature() | {"properties": [1]}, "properties must be an object"),
        (feature() | {"properties": None}, "must have a class, but has none"),
        (feature(**{"class": 3}), "class must be a name, but got 3"),
        (feature(score="high"), "score must be a number, but got 'high'"),
        (feature(score=87), "score must be in 0..1, but got 87"),
        (feature() | {"geometry": None}, "geometry must be a Polygon, but got None"),
        (
            feature() | {"geometry": {"type": "Point"}},
            "geometry must be a Polygon, but got 'Point'",
        ),
        (feature() | {"geometry": {"type": "Polygon"}}, "coordinates must be rings of positions"),
        (feature([0, 0, 4, 0]), "coordinates must be rings of positions"),
        (feature([[0], [4]]), "coordinates must be rings of positions"),
        (feature([]), "polygon must have three corners or more"),
        (feature([[0, 0], [4, 0], [0, 0]]), "polygon must have three corners or more"),
        (feature([[0, 0], [4, 0], [9, 0], [0, 0]]), "polygon must have an area"),
        (feature([[0, 0], [4, 0], [9, 0], [5, 0], [0, 0]]), "box must have an area"),
        (feature([[0, 0], [4, "x"], [9, 0], [0, 0]]), "coordinate must be a number"),
        (feature([[0, 0], [4, float("nan")], [9, 0], [0, 0]]), "coordinate must be finite"),
    ],
)
def test_a_bad_feature_is_reported_with_its_place_and_the_rest_loads(tmp_path, entry, message):
    scenes, faults, _ = read_features(tmp_path, feature(), entry, feature())
    assert len(scenes["P1"]) == 2
    (fault,) = faults
    assert fault.message.startswith(f"features[1]: {message}")
    assert fault.place is not None
    assert fault.place.line > 4


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            {"type": "FeatureCollection", "crs": {"type": "name"}, "features": []},
            "crs: coordinates",
        ),
        ({"type": "FeatureCollection"}, "must be a FeatureCollection or a Feature"),
        ({"type": "FeatureCollection", "features": {}}, "features: must be a list"),
    ],
)
def test_a_collection_that_cannot_be_read_is_one_fault(tmp_path, value, message):
    path = write(tmp_path / "P1.geojson", json.dumps(value))
    scenes, faults, _ = read(path, options=ReadOptions(format="geojson"))
    assert scenes == {}
    assert shown(faults, tmp_path)[0].split(" ", 1)[1].startswith(message)


def test_a_bad_size_is_a_fault_of_the_collection(tmp_path):
    scenes, faults, notices = read_features(tmp_path, feature(), width=-1, height=1, gsd="null")
    assert (len(scenes["P1"]), scenes["P1"].size_known) == (1, False)
    assert faults[0].message == "image must have a size, but got -1x1"
    assert notices[0].message == "gsd must be a number, but got 'null': taken as unknown"
