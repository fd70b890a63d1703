"""Pictures of scenes."""

from __future__ import annotations

from xml.etree import ElementTree

from rune_lp.equivalence.picture import svg
from rune_lp.scenes import Scene

NS = "{http://www.w3.org/2000/svg}"
BOX = [(10, 10), (40, 10), (40, 20), (10, 20)]


def drawn(scene, *arguments, **options):
    return ElementTree.fromstring(svg(scene, *arguments, **options))


def test_every_object_is_drawn_to_scale_with_its_name():
    moved = [(x + 50, y + 60) for x, y in BOX]
    scene = Scene.of("P1", ["ship", "harbor"], [1, 1], [BOX, moved], width=100, height=200)
    root = drawn(scene, [1])
    assert (root.get("width"), root.get("height")) == ("480", "960")
    first, second = root.iter(f"{NS}polygon")
    assert first.get("points") == "48,48 192,48 192,96 48,96"
    assert first.get("fill") != second.get("fill")
    assert float(first.get("fill-opacity")) < float(second.get("fill-opacity"))
    assert [each.text for each in root.iter(f"{NS}text")] == ["ship 0", "harbor 1"]


def test_labels_and_titles_cannot_be_markup():
    scene = Scene.of("P1", ["<script>&"], [1], [BOX], width=100, height=100)
    root = drawn(scene, title="a < b & </title>")
    assert [each.text for each in root.iter(f"{NS}text")] == ["<script>& 0"]
    assert root.find(f"{NS}title").text == "a < b & </title>"


def test_north_is_shown_where_it_is_known():
    scene = Scene.of("P1", ["ship"], [1], [BOX], width=100, height=100, north=30.0)
    (turned,) = drawn(scene).iter(f"{NS}g")
    assert turned.get("transform").startswith("rotate(30 ")


def test_an_empty_image_is_an_empty_frame():
    root = drawn(Scene.of("P1", [], [], []))
    assert not list(root.iter(f"{NS}polygon"))
