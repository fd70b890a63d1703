"""Answers drawn into a folder, as PNG and as SVG."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from rune_lp.explain.pictures.album import Album
from rune_lp.explain.pictures.layout import WITNESSES
from rune_lp.explain.pictures.overlay_svg import draw_svg
from rune_lp.explain.pictures.overlays import file_names, write_overlays
from rune_lp.explain.pictures.picture import embedded
from rune_lp.explain.why.report import result_json
from tests.explain.images import HARBOUR
from tests.explain.pictures.test_overlay import THREE, scene
from tests.explain.why.test_report import told

NEAR = "exists x y. harbor(x) & ship(y) & near(x, y)"
SVG = "{http://www.w3.org/2000/svg}"


def drawing(*args, **kwargs):
    return ElementTree.fromstring(draw_svg(*args, **kwargs))


def test_svg_has_what_the_overlay_has():
    root = drawing(None, THREE, {"x": 0, "y": 1}, [("near, 20.0 px", 0, 1)])
    assert root.get("viewBox") == "0 0 1000 900"
    assert [text.text for text in root.iter(f"{SVG}text")] == [
        "ship 0",
        "harbor 1",
        "near, 20.0 px",
    ]
    strokes = [shape.get("stroke") for shape in root.iter(f"{SVG}polygon")]
    for red, green, blue, _ in WITNESSES[:2]:
        assert f"#{red:02x}{green:02x}{blue:02x}" in strokes
    assert len(list(root.iter(f"{SVG}image"))) == 0


def test_svg_holds_the_picture_and_boxes_keep_the_image_s_pixels(tmp_path):
    Image.new("RGB", (1000, 900), "navy").save(tmp_path / "P1.png")
    picture = embedded(tmp_path / "P1.png", long_side=100)
    root = drawing(picture, THREE, {"x": 0})
    (image,) = root.iter(f"{SVG}image")
    assert image.get("href").startswith("data:image/jpeg;base64,")
    assert (image.get("width"), image.get("height")) == ("1000", "900")
    outlines = [shape.get("points") for shape in root.iter(f"{SVG}polygon")]
    own = " ".join(f"{x:.1f},{y:.1f}".replace(".0", "") for x, y in THREE.corners[0])
    assert own in outlines


@given(st.text())
def test_no_name_breaks_an_svg(label):
    odd = scene(THREE.corners[0], labels=[label])
    root = drawing(None, odd, {"x": 0}, [(label, 0, 0)])
    assert len(list(root.iter(f"{SVG}text"))) == 2
    assert len(list(root.iter(f"{SVG}script"))) == 0


@given(st.lists(st.text(min_size=1), unique=True))
def test_every_image_has_a_file_of_its_own_inside_the_folder(images):
    names = file_names(images)
    assert len({name.casefold() for name in names}) == len(images)
    for name in names:
        assert re.fullmatch(r"[\w.-]+", name)
        assert not name.startswith(".")


@pytest.mark.parametrize("image", ["P0003", "S0001_x-2.tile"])
def test_a_plain_name_is_kept(image):
    assert file_names([image]) == [image]


@pytest.mark.parametrize(
    "image", ["../../etc/passwd", "a/b", "NUL", ".hidden", "x" * 300, "a~2", "\udcff"]
)
def test_a_name_that_could_do_harm_is_changed(image):
    (name,) = file_names([image])
    assert name != image
    assert len(name) < 100


def test_each_assignment_is_a_file(tmp_path):
    result = result_json(told(NEAR, HARBOUR, number=2))
    write_overlays(tmp_path, [(result, HARBOUR)], 0.5, ["png", "svg"], Album())
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "P1.png", "P1.svg", "P1~2.png", "P1~2.svg",
    ]  # fmt: skip
    first, second = (np.asarray(Image.open(tmp_path / f"{name}.png")) for name in ("P1", "P1~2"))
    assert first.shape == (1000, 1000, 3)
    assert (first != second).any()
    assert "near 12.4 px" in (tmp_path / "P1.svg").read_text()


def test_what_fails_is_drawn_too(tmp_path):
    failing = {"fol": "near(3, 0)", "sentence": "400.0 px apart", "objects": [3, 0], "numbers": []}
    result = {"image": "P1", "assignments": [], "why_not": {"failing": [failing]}}
    write_overlays(tmp_path, [(result, HARBOUR)], 0.5, ["svg"], Album())
    assert "not near 400.0 px" in (tmp_path / "P1.svg").read_text()


def test_an_image_without_anything_to_draw_has_no_file(tmp_path):
    result = {"image": "P1", "assignments": [], "why_not": None}
    write_overlays(tmp_path, [(result, HARBOUR)], 0.5, ["png", "svg"], Album())
    assert list(tmp_path.iterdir()) == []


def test_a_picture_that_cannot_be_read_is_noted_and_a_plan_is_drawn(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/P1.png").write_text("no picture")
    album = Album(tmp_path / "in")
    (tmp_path / "out").mkdir()
    result = result_json(told(NEAR))
    write_overlays(tmp_path / "out", [(result, HARBOUR)], 0.5, ["png"], album)
    assert list(album.faults.values()) == ["is no picture that Pillow can read"]
    with Image.open(tmp_path / "out/P1.png") as drawn:
        assert drawn.size == (1000, 1000)
