import io
import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

from rune_lp.scenes.formats import write_jsonl
from rune_lp.scenes.formats.jsonl import read_jsonl
from tests.scenes.formats.source_files import CORNERS, read, shown, write
from tests.scenes.scene_strategies import collections

SCHEMA = json.loads(
    (Path(__file__).parents[3] / "docs/schema/detections.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

SHIP = {"class": "ship", "score": 0.9, "polygon": CORNERS}


def line(**members) -> str:
    return json.dumps({"image": "P1", "objects": [SHIP]} | members)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(collections())
def test_what_is_written_is_read_as_it_was(tmp_path, scenes):
    stream = io.StringIO()
    write_jsonl(scenes, stream)
    found, faults, notices = read(write(tmp_path / "a.jsonl", stream.getvalue()))
    assert (faults, notices) == ([], [])
    assert list(found.values()) == scenes


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(collections())
def test_ids_and_the_extent_survive_a_threshold(tmp_path, scenes):
    kept = [scene.at_least(0.5) for scene in scenes]
    stream = io.StringIO()
    write_jsonl(kept, stream)
    found, _, _ = read(write(tmp_path / "a.jsonl", stream.getvalue()))
    assert list(found.values()) == kept
    assert [scene.class_names for scene in found.values()] == [s.class_names for s in kept]


@given(collections())
def test_what_is_written_is_valid_by_the_schema(scenes):
    stream = io.StringIO()
    write_jsonl(scenes, stream)
    for written in stream.getvalue().splitlines():
        VALIDATOR.validate(json.loads(written))


def test_what_may_be_left_out(tmp_path):
    text = line(objects=[{"class": "ship", "polygon": CORNERS}])
    scenes, faults, notices = read(write(tmp_path / "a.jsonl", f"{text}\r\n\n"))
    assert (faults, notices) == ([], [])
    assert scenes["P1"].scores.tolist() == [1.0]
    assert (scenes["P1"].gsd, scenes["P1"].size_known) == (None, False)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"image": "P1", "objects"', "1:26: is not JSON: Expecting ':' delimiter"),
        ("[]", "1: line must be an image, a JSON object, but is none"),
        ("[" * 100_000, "1: is not JSON: "),
        ('{"objects": []}', "1: image must be a name, but got None"),
        (line(image=3), "1: image must be a name, but got 3"),
        (line(image=" "), "1: image must be a name, but got ' '"),
        ('{"image": "P1"}', "1: objects must be a list"),
        (line(objects={}), "1: objects must be a list"),
        (line(width=40), "1: height must be a number, but got None"),
        (line(width=0, height=5), "1: image must have a size, but got 0x5"),
        (line(width="40 px", height=5), "1: width must be a number, but got '40 px'"),
        (line(north="up"), "1: north must be a number, but got 'up'"),
        (line(path=3), "1: path must be text"),
        (line(classes="ship"), "1: classes must be a list of names"),
        (line(classes=[1]), "1: class must be a name, but got 1"),
        (line(size_known="no"), "1: size_known must be true or false"),
    ],
)
def test_a_line_that_is_no_image_is_reported_and_the_others_load(tmp_path, text, message):
    other = line(image="P2")
    scenes, faults, _ = read(write(tmp_path / "a.jsonl", f"{text}\n{other}\n"))
    assert list(scenes) == ["P2"]
    (fault,) = shown(faults, tmp_path)
    assert fault.startswith(f"a.jsonl:{message}")


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("ship", "must be a JSON object, but is none"),
        ({"class": "ship"}, "polygon must be four corners [x, y]"),
        (SHIP | {"polygon": CORNERS[:3]}, "polygon must be four corners [x, y]"),
        (SHIP | {"polygon": [0, 0, 4, 0]}, "polygon must be four corners [x, y]"),
        (SHIP | {"polygon": [[0, 0]] * 4}, "box must have an area"),
        (SHIP | {"polygon": [*CORNERS[:3], [0, None]]}, "coordinate must be a number"),
        (SHIP | {"polygon": [*CORNERS[:3], [0, float("nan")]]}, "coordinate must be finite"),
        (SHIP | {"score": 1.5}, "score must be in 0..1, but got 1.5"),
        (SHIP | {"score": None}, "score must be a number, but got None"),
        (SHIP | {"class": ""}, "class must be a name, but got ''"),
        ({"polygon": CORNERS}, "class must be a name, but got None"),
        (SHIP | {"id": -1}, "id must be a whole number from 0 on"),
        (SHIP | {"id": 2**31}, "id must be a whole number from 0 on"),
        (SHIP | {"id": 0.5}, "id must be a whole number from 0 on"),
        (SHIP | {"id": 0}, "id must be its own, but 0 is another object's"),
    ],
)
def test_a_bad_object_is_reported_and_the_others_load(tmp_path, entry, message):
    text = line(objects=[SHIP, entry, SHIP])
    scenes, faults, _ = read(write(tmp_path / "a.jsonl", text))
    assert scenes["P1"].ids.tolist() == [0, 1]
    (fault,) = shown(faults, tmp_path)
    assert fault.startswith(f"a.jsonl:1: objects[1]: {message}")


def test_a_key_that_is_not_read_is_noticed(tmp_path):
    text = line(objects=[{"class": "ship", "confidence": 0.3, "polygon": CORNERS}], sensor="x")
    scenes, faults, notices = read(write(tmp_path / "a.jsonl", text))
    assert (len(scenes["P1"]), faults) == (1, [])
    assert shown(notices, tmp_path) == [
        "a.jsonl:1: key 'sensor' is not known, and not read",
        "a.jsonl:1: objects[0]: key 'confidence' is not known, and not read",
    ]


def test_a_nonsense_gsd_is_noticed_and_unknown(tmp_path):
    scenes, faults, notices = read(write(tmp_path / "a.jsonl", line(gsd=2.7e-6)))
    assert (scenes["P1"].gsd, faults, len(notices)) == (None, [], 1)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"transform": [1, 0, 0, 0, -1]}, "transform must be six numbers"),
        ({"transform": [1, 0, 0, 0, 0, 0]}, "a transform must be finite and invertible"),
        ({"transform": [1, 0, 0, 0, -1, "0m"]}, "transform must be a number, but got '0m'"),
        ({"transform": [1, 0, 0, 0, -1, 0], "crs": 32631}, "crs must be a name, but got 32631"),
        ({"crs": "EPSG:32631"}, "transform must be six numbers"),
    ],
    ids=["five", "singular", "a word", "a bare code", "no transform"],
)
def test_a_place_that_is_none_is_a_fault(tmp_path, said, message):
    line = json.dumps({"image": "P1", "objects": []} | said)
    (fault,) = read_jsonl(write(tmp_path / "a.jsonl", line))
    assert message in str(fault)


BOXED = {"class": "ship", "polygon": [[0, 0], [4, 0], [4, 2], [0, 2]]}


@pytest.mark.parametrize(
    ("mask", "message"),
    [
        ([], "mask must be an object with offset, size and counts"),
        ({"size": [2, 2], "counts": [0, 4]}, "mask's offset must be [left, top]"),
        ({"offset": [0, 0], "counts": [0, 4]}, "mask's size must be [height, width]"),
        ({"offset": [0, 0], "size": [2, 2], "counts": [0, 3]}, "must make up 2 x 2 pixels"),
        ({"offset": [0, 0], "size": [2, 2], "counts": 4}, "mask's counts must be run lengths"),
    ],
    ids=["a list", "no offset", "no size", "too short", "a number"],
)
def test_an_object_with_a_mask_that_is_none_is_left_out(tmp_path, mask, message):
    line = json.dumps({"image": "P1", "objects": [BOXED | {"mask": mask}, BOXED]})
    fault, placed = read_jsonl(write(tmp_path / "a.jsonl", line))
    assert message in str(fault)
    assert len(placed.scene) == 1
