import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rune_lp.errors import InputError
from rune_lp.scenes.formats import FORMATS, Notice, ReadOptions, find_pictures, read_scenes
from tests.scenes.formats.source_files import BOX, png, read, shown, write

JSONL = json.dumps({"image": "P9", "width": 40, "height": 30, "objects": []})


def test_a_second_image_of_a_name_is_a_fault_and_not_merged(tmp_path):
    first = write(tmp_path / "a/P1.txt", f"{BOX} ship 0\n")
    write(tmp_path / "b/P1.txt", f"{BOX} plane 0\n")
    scenes, faults, _ = read(tmp_path)
    assert scenes["P1"].labels == ("ship",)
    (fault,) = shown(faults, tmp_path)
    assert fault == (
        "b/P1.txt: image 'P1' must be given once, but was read from a/P1.txt too: "
        "this one is left out"
    )
    scenes, faults, notices = read(first, first)
    assert (len(scenes["P1"]), faults, len(notices)) == (1, [], 1)


def test_results_of_two_folders_are_not_merged(tmp_path):
    write(tmp_path / "a/Task1_ship.txt", f"P1 0.5 {BOX}\n")
    write(tmp_path / "b/Task1_plane.txt", f"P1 0.5 {BOX}\nP2 0.5 {BOX}\n")
    scenes, faults, _ = read(tmp_path)
    assert [scene.labels for scene in scenes.values()] == [("ship",), ("plane",)]
    assert shown(faults, tmp_path)[0].startswith("b/Task1_plane.txt:1: image 'P1' must be given")


def test_strict_stops_at_the_first_fault_but_at_no_notice(tmp_path):
    path = write(tmp_path / "P1.txt", f"gsd:null\n{BOX} ship 0\n0 0 ship\n")
    items = read_scenes([path], strict=True)
    assert isinstance(next(items), Notice)
    with pytest.raises(InputError, match=r"P1\.txt:3: label must be"):
        next(items)


def test_standard_input_is_jsonl(monkeypatch, tmp_path):
    path = write(tmp_path / "a", JSONL)
    with path.open() as stream:
        monkeypatch.setattr("sys.stdin", stream)
        (scene,) = read_scenes(["-"])
    assert scene.image == "P9"
    with pytest.raises(InputError, match="standard input must be jsonl, but got coco"):
        list(read_scenes(["-"], ReadOptions(format="coco")))


def test_pictures_give_sizes_and_paths(tmp_path):
    write(tmp_path / "labels/P1.txt", f"{BOX} ship 0\n")
    write(tmp_path / "labels/P2.txt", f"{BOX} ship 0\n")
    picture = write(tmp_path / "pictures/deep/P1.PNG", png(40, 30))
    pictures, _ = find_pictures(tmp_path / "pictures")
    options = ReadOptions(pictures=pictures, image_size=(99, 77), gsd=0.5)
    scenes, faults, notices = read(tmp_path / "labels", options=options)
    assert (faults, notices) == ([], [])
    one, two = scenes["P1"], scenes["P2"]
    assert (one.width, one.height, one.size_known, one.path) == (40, 30, True, str(picture))
    assert (two.width, two.height, two.size_known, two.path) == (99, 77, True, None)
    assert (one.gsd, two.gsd) == (0.5, 0.5)


def test_what_the_source_says_counts_before_picture_and_default(tmp_path):
    path = write(tmp_path / "a.jsonl", JSONL.replace("}", ', "gsd": 0.25}'))
    write(tmp_path / "pictures/P9.png", png(41, 30))
    pictures, _ = find_pictures(tmp_path / "pictures")
    options = ReadOptions(pictures=pictures, image_size=(99, 77), gsd=0.5)
    scenes, faults, notices = read(path, options=options)
    assert (scenes["P9"].width, scenes["P9"].gsd, faults) == (40, 0.25, [])
    assert "must be 40x30 px as its source says, but got 41x30" in notices[0].message


def test_a_damaged_picture_is_a_fault_and_the_image_is_kept(tmp_path):
    path = write(tmp_path / "P1.txt", f"{BOX} ship 0\n")
    pictures = {"P1": write(tmp_path / "P1.png", "no picture")}
    scenes, faults, _ = read(path, options=ReadOptions(pictures=pictures))
    assert (len(scenes["P1"]), scenes["P1"].size_known) == (1, False)
    assert shown(faults, tmp_path) == ["P1.png: is not a picture"]


def test_pictures_of_no_image_are_noticed_or_images_with_no_objects(tmp_path):
    path = write(tmp_path / "Task1_ship.txt", f"P1 0.5 {BOX}\n")
    pictures = {name: write(tmp_path / f"{name}.png", png(40, 30)) for name in ("P1", "P2", "P3")}
    scenes, faults, notices = read(path, options=ReadOptions(pictures=pictures))
    assert (list(scenes), faults) == (["P1"], [])
    assert str(notices[0]).startswith("2 pictures belong to no image of the sources")
    options = ReadOptions(pictures=pictures, all_pictures=True)
    scenes, faults, notices = read(path, options=options)
    assert ({n: len(s) for n, s in scenes.items()}, notices) == ({"P1": 1, "P2": 0, "P3": 0}, [])
    assert scenes["P3"].size_known


SAMPLES = {
    "dota": f"gsd:0.3\n{BOX} ship 0\n".encode(),
    "dota-results": f"P1 0.9 {BOX}\n".encode(),
    "yolo-obb": b"0 0.1 0.1 0.3 0.1 0.3 0.2 0.1 0.2 0.9\n",
    "yolo": b"0 0.5 0.5 0.2 0.1 0.9\n",
    "coco": b'{"images": [{"id": 1, "file_name": "a"}], "categories": [{"id": 1, "name": "s"}], '
    b'"annotations": [{"image_id": 1, "category_id": 1, "bbox": [0, 0, 4, 2]}]}',
    "geojson": b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": '
    b'{"class": "s"}, "geometry": {"type": "Polygon", "coordinates": [[[0,0],[1,0],[0,1]]]}}]}',
    "jsonl": JSONL.encode(),
}

TOKENS = st.sampled_from(
    [b"null", b"-1", b"1e999", b"[]", b"{}", b'""', b"\0", b"\xff", b"\r", b","]
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(FORMATS), st.data())
def test_whatever_is_in_a_file_is_scenes_and_faults(tmp_path, form, data):
    sample = SAMPLES[form]
    start = data.draw(st.integers(0, len(sample)), label="start")
    end = data.draw(st.integers(start, min(len(sample), start + 12)), label="end")
    middle = data.draw(TOKENS | st.binary(max_size=8), label="in between")
    path = write(tmp_path / "a.txt", sample[:start] + middle + sample[end:])
    names = write(tmp_path / "names.list", "ship\n")
    for given_format in (form, None):
        options = ReadOptions(format=given_format, names=names, image_size=(40, 30))
        scenes, faults, _ = read(path, options=options)
        assert scenes or faults
        for fault in faults:
            assert "\n" not in str(fault)
            assert fault.place is not None
        for scene in scenes.values():
            assert np.isfinite(scene.corners).all()
            assert ((scene.scores >= 0) & (scene.scores <= 1)).all()


def test_coordinates_survive_as_they_are_written(tmp_path):
    text = "0.1 0.2 4.3 0.7000000000000001 1e1 7 0 2.5 ship 0\n"
    scenes, _, _ = read(write(tmp_path / "P1.txt", text))
    assert scenes["P1"].corners.reshape(8).tolist() == list(map(float, text.split()[:8]))
