import json

import pytest

from rune_lp.scenes.formats import detect_format
from rune_lp.scenes.formats.recognise import member_keys
from tests.scenes.formats.source_files import BOX, CORNERS, write

OBB = "1 0.1 0.1 0.3 0.1 0.3 0.2 0.1 0.2"
COCO = {"info": {}, "images": [], "annotations": [], "categories": []}
JSONL = json.dumps({"image": "P1", "objects": []})


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("P1.txt", f"{BOX} ship 0", "dota"),
        ("P1.txt", f"imagesource:GF\ngsd:null\n{BOX} ship", "dota"),
        ("P1.txt", "imagesource:GF", "dota"),
        ("P1.txt", f"\ufeff{BOX} ship 0\r\n", "dota"),
        ("P1.txt", "10 10 40 10 40 20 10 20 3 0", "dota"),
        ("P1.txt", f"Read me\n{BOX} ship 0\n{BOX} ship 0\nnonsense", "dota"),
        ("P1.txt", "", "dota"),
        ("Task1_ship.txt", f"P1 0.9 {BOX}", "dota-results"),
        ("Task1_ship.txt", "", "dota-results"),
        ("Task1_ship.txt", "nonsense", "dota-results"),
        ("ship.txt", f"P1 0.9 {BOX}", "dota-results"),
        ("ship.txt", f"0042 0.9 {BOX}", "dota-results"),
        ("P1.txt", OBB, "yolo-obb"),
        ("P1.txt", f"{OBB} 0.87", "yolo-obb"),
        ("P1.txt", "0 0 0 1 0 1 1 0 1", "yolo-obb"),
        ("P1.txt", "1 0.5 0.5 0.2 0.1", "yolo"),
        ("P1.txt", "1 0.5 0.5 0.2 0.1 0.87", "yolo"),
        ("a.json", json.dumps(COCO), "coco"),
        ("a.json", json.dumps(COCO, indent=1), "coco"),
        ("a.json", '[{"image_id": 1, "category_id": 1, "bbox": [0, 0, 1, 1]}]', "coco"),
        ("a.json", "[]", "coco"),
        ("a.json", '{"images": [' + '{"id": 1},\n' * 20_000, "coco"),
        ("a.json", '{"type": "FeatureCollection", "features": []}', "geojson"),
        ("a.geojson", '{"type": "Feature", "geometry": null}', "geojson"),
        ("a.json", '{"name": "x", "features": []}', "geojson"),
        ("a.jsonl", JSONL, "jsonl"),
        ("a.json", f"{JSONL}\n{JSONL}", "jsonl"),
        ("a.txt", JSONL, "jsonl"),
        ("a.jsonl", "nonsense", "jsonl"),
        ("a.jsonl", "", "jsonl"),
        ("README.md", "# Read me\nfirst of all", None),
        ("a.json", "{}", None),
        ("a.json", '{"a": 1}', None),
        ("a.json", "[1, 2]", None),
        ("a.json", "", None),
        ("a.bin", b"\0\1\2", None),
        ("a.txt", b"\xff\xfe1\x000\x00", None),
        ("a.txt", "1 2 3\n4 5 6\n", None),
    ],
)
def test_a_format_is_seen_in_the_content(tmp_path, name, content, expected):
    assert detect_format(write(tmp_path / name, content)) == expected


def test_a_long_line_of_jsonl_is_recognised_by_its_beginning(tmp_path):
    objects = [{"class": "ship", "score": 0.5, "polygon": CORNERS}] * 5000
    path = write(tmp_path / "a.json", json.dumps({"image": "P1", "objects": objects}))
    assert detect_format(path) == "jsonl"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("{}", []),
        ('{"a": {"b": 1}, "c"', ["a", "c"]),
        ('{"a": [1, 2', ["a"]),
        ('{ "a"\n:\n1\n,"b":2}', ["a", "b"]),
        ('{"a": ' + "[" * 100_000, ["a"]),
        ("{1: 2}", []),
    ],
)
def test_keys_are_read_as_far_as_the_text_goes(text, keys):
    assert member_keys(text) == keys
