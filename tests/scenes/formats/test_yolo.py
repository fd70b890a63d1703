import numpy as np
import pytest

from rune_lp.scenes.formats import ReadOptions
from tests.scenes.formats.source_files import png, read, shown, write

OBB = "1 0.1 0.1 0.3 0.1 0.3 0.2 0.1 0.2"
SIZED = ReadOptions(image_size=(200, 100))


def named(folder, text):
    write(folder / "classes.txt", "plane\nship\n")
    return write(folder / "P1.txt", text)


def test_oriented_boxes_are_fractions_of_the_image(tmp_path):
    scenes, faults, notices = read(named(tmp_path, f"{OBB}\n{OBB} 0.75\n"), options=SIZED)
    assert (faults, notices) == ([], [])
    scene = scenes["P1"]
    for corners in scene.corners:
        assert corners == pytest.approx(np.array([[20, 10], [60, 10], [60, 20], [20, 20]]))
    assert (scene.labels, scene.scores.tolist()) == (("ship", "ship"), [1.0, 0.75])
    assert (scene.width, scene.height, scene.size_known) == (200, 100, True)
    assert scene.class_names == ("plane", "ship")


def test_upright_boxes_are_centre_and_sides(tmp_path):
    scenes, faults, _ = read(named(tmp_path, "0 0.5 0.5 0.2 0.4 0.9\n0 .5 .5 .2 .4"), options=SIZED)
    for corners in scenes["P1"].corners:
        assert corners == pytest.approx(np.array([[80, 30], [120, 30], [120, 70], [80, 70]]))
    assert (scenes["P1"].scores.tolist(), faults) == ([0.9, 1.0], [])


def test_a_data_set_has_its_pictures_and_names_about_its_labels(tmp_path):
    write(tmp_path / "data.yaml", "path: .\nnames:\n  0: plane\n  1: ship\n")
    write(tmp_path / "labels/val/P1.txt", OBB)
    write(tmp_path / "labels/val/P2.txt", "")
    write(tmp_path / "images/val/P1.png", png(1000, 500))
    write(tmp_path / "images/val/P2.png", png(400, 300))
    scenes, faults, notices = read(tmp_path)
    assert (faults, notices) == ([], [])
    assert scenes["P1"].corners[0, 2].tolist() == [300, 100]
    assert (len(scenes["P2"]), scenes["P2"].width, scenes["P2"].size_known) == (0, 400, True)


def test_without_a_size_no_image_is_made_up(tmp_path):
    scenes, faults, _ = read(named(tmp_path, OBB))
    assert scenes == {}
    (fault,) = shown(faults, tmp_path)
    assert fault == (
        "P1.txt: coordinates are fractions of the image's size, which is not known "
        "(give --images DIR or --image-size WxH)"
    )


def test_without_names_no_class_is_made_up(tmp_path):
    scenes, faults, _ = read(write(tmp_path / "a/b/c/P1.txt", OBB), options=SIZED)
    assert scenes == {}
    (fault,) = shown(faults, tmp_path)
    assert fault.startswith("a/b/c/P1.txt: class indices must have names, but there is no names")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2 0.1 0.1 0.3 0.1 0.3 0.2 0.1 0.2", "2:1: class must be an index into 2 names"),
        ("ship 0.1 0.1 0.3 0.1 0.3 0.2 0.1 0.2", "2:1: class must be an index into 2 names"),
        ("-1 0.1 0.1 0.3 0.1 0.3 0.2 0.1 0.2", "2:1: class must be an index into 2 names"),
        ("1 0.1 0.1 0.3 0.1 0.3 0.2 0.1", "2: label must be class x1 y1 x2 y2 x3 y3 x4 y4"),
        ("1 0.5 0.5 0.1 0.1", "2: label must be class x1 y1"),
        ("1 0.1 0.1 30 0.1 0.3 0.2 0.1 0.2", "2:11: coordinate must be a fraction of the image"),
        ("1 0.1 0.1 x 0.1 0.3 0.2 0.1 0.2", "2:11: coordinate must be a number, but got 'x'"),
        ("1 0.1 0.1 0.3 0.1 0.3 0.2 0.1 nan", "2:31: coordinate must be finite"),
        ("1 0.1 0.1 0.3 0.1 0.3 0.1 0.1 0.1", "2:3: box must have an area"),
        (f"{OBB} 1.5", "2:35: score must be in 0..1, but got '1.5'"),
    ],
)
def test_a_bad_label_is_reported_with_its_place_and_the_rest_loads(tmp_path, line, message):
    path = named(tmp_path, f"{OBB}\n{line}\n{OBB}\n")
    scenes, faults, _ = read(path, options=SIZED)
    assert len(scenes["P1"]) == 2
    (fault,) = shown(faults, tmp_path)
    assert fault.startswith(f"P1.txt:{message}")


def test_a_flat_upright_box_is_reported(tmp_path):
    scenes, faults, _ = read(named(tmp_path, "0 0.5 0.5 0.2 0\n"), options=SIZED)
    assert len(scenes["P1"]) == 0
    assert faults[0].message.startswith("box must have an area")


def test_boxes_of_the_other_kind_are_recognised(tmp_path):
    path = named(tmp_path, OBB)
    _, faults, _ = read(path, options=ReadOptions(format="yolo", image_size=(200, 100)))
    assert faults[0].hint == "--from yolo-obb reads oriented boxes"
    assert faults[1].message == "must hold YOLO labels, but has none: no image is made of it"
