from __future__ import annotations

import pickle
import zipfile
from importlib.util import find_spec

import numpy as np
import pytest
from PIL import Image

from rune_lp.catalog import Catalog
from tests.cli.program import call, refused, spawn

pytest.importorskip("onnxruntime")


@pytest.fixture
def pictures(tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    rng = np.random.default_rng(1)
    for name in ("one.png", "two.jpg"):
        pixels = rng.integers(0, 255, (70, 150, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / name)
    return folder


def test_pictures_become_images_of_a_catalogue(tmp_path, pictures):
    ran = call("detect", pictures, "-o", tmp_path / "x.catalog", "--weights", "demo")
    assert ran.code == 0, ran
    assert "2 images" in ran.out
    assert "images/s" in ran.out
    assert all(f"{part} " in ran.out for part in ("read", "infer", "merge", "write"))
    catalog = Catalog.open(tmp_path / "x.catalog")
    assert catalog.images == ("one", "two")
    assert catalog.scene("one").width == 150


def test_an_unreadable_picture_is_named_and_the_rest_goes_on(tmp_path, pictures):
    (pictures / "bad.png").write_text("no picture")
    target = tmp_path / "x.catalog"
    ran = call("detect", pictures, "-o", target, "--weights", "demo", "--format", "json")
    assert ran.code == 3
    assert ran.err == f"{pictures / 'bad.png'}: is not a picture\n"
    assert (ran.json["images"], ran.json["unreadable"], ran.json["unchanged"]) == (2, 1, 0)
    assert ran.json["seconds"] >= ran.json["infer"] > 0


def test_append_goes_on_from_what_is_there(tmp_path, pictures):
    options = ("-o", tmp_path / "x.catalog", "--weights", "demo", "--append", "--format", "jsonl")
    call("detect", pictures / "one.png", *options)
    ran = call("detect", pictures, *options)
    assert (ran.json["images"], ran.json["unchanged"]) == (1, 1)
    assert Catalog.open(tmp_path / "x.catalog").images == ("one", "two")


def test_a_large_picture_is_read_by_tiles(tmp_path, pictures):
    options = ("--weights", "demo", "--tile", "64", "--overlap", "10")
    ran = call("detect", pictures / "one.png", "-o", tmp_path / "x.catalog", *options)
    assert ran.code == 0, ran


def test_no_warning_and_nothing_on_standard_error_or_in_the_home(tmp_path, pictures):
    home = tmp_path / "home"
    home.mkdir()
    command = ("detect", pictures, "-o", tmp_path / "x.catalog", "--weights", "demo")
    ran = spawn(*command, env={"HOME": str(home), "XDG_CACHE_HOME": ""})
    assert (ran.code, ran.err) == (0, "")
    # onnxruntime would leave an identifier there, and send reports.
    assert list(home.rglob("*")) == []


def broken_onnx(path):
    path.write_bytes(b"no network")


def labels(path):
    path.write_text("0 0 9 0 9 9 0 9 ship 0\n")


def odd(path):
    path.write_bytes(b"\0\1")


@pytest.mark.parametrize(
    ("name", "make", "message"),
    [
        pytest.param("a.onnx", None, "no such file of weights", id="missing"),
        pytest.param("a.onnx", broken_onnx, "cannot be loaded as ONNX", id="broken"),
        pytest.param("a.txt", labels, "detections that are there already", id="labels"),
        pytest.param("a.bin", odd, "is not a known kind of weights", id="unknown"),
    ],
)
def test_weights_that_are_none_are_refused(tmp_path, pictures, name, make, message):
    weights = tmp_path / name
    if make:
        make(weights)
    target = tmp_path / "x.catalog"
    assert message in refused(call("detect", pictures, "-o", target, "--weights", weights))
    assert not target.exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param(["--overlap", "512"], "--overlap must be less than", id="overlap"),
        pytest.param(["--device", "tpu"], "'tpu' is not to be had here", id="device"),
        pytest.param(["--gsd", "0"], "gsd", id="gsd"),
        pytest.param(["--classes", "ship"], "--classes is for weights that take", id="classes"),
        pytest.param(["--classes", "ship,"], "must be different words", id="no word"),
        pytest.param(["--bands", "1,2"], "must be like 4,3,2 or 1", id="bands"),
        pytest.param(["--min-score", "0"], "--min-score", id="score"),
    ],
)
def test_options_that_cannot_be_are_refused(tmp_path, pictures, options, message):
    ran = call("detect", pictures, "-o", tmp_path / "x", "--weights", "demo", *options)
    assert message in refused(ran)


def test_nothing_readable_is_an_error_and_makes_nothing(tmp_path):
    (tmp_path / "bad.png").write_text("no picture")
    target = tmp_path / "x.catalog"
    ran = call("detect", tmp_path / "bad.png", "-o", target, "--weights", "demo")
    assert ran.code == 2
    assert "no image could be read" in ran.err
    assert not target.exists()


@pytest.mark.skipif(find_spec("ultralytics") is None, reason="ultralytics is not installed")
def test_pickled_weights_are_warned_of(tmp_path, pictures):
    weights = tmp_path / "a.pt"
    with zipfile.ZipFile(weights, "w") as archive:
        archive.writestr("a/data.pkl", pickle.dumps({"no": "model"}))
    ran = call("detect", pictures, "-o", tmp_path / "x.catalog", "--weights", weights)
    assert ran.code == 2
    warned, said = ran.err.splitlines()
    assert warned.startswith(f"warning: {weights}: is a pickle, and loading one runs what it says")
    assert "cannot be loaded as a YOLO model" in said


def test_a_class_of_which_nothing_is_found_can_be_asked_for(tmp_path, pictures):
    target = tmp_path / "x.catalog"
    call("detect", pictures, "-o", target, "--weights", "demo", "--min-score", "1")
    assert "helicopter" in Catalog.open(target).labels
    assert call("search", target, "a helicopter").code == 1
