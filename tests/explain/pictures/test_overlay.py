from __future__ import annotations

import importlib.util
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from rune_lp.errors import InputError
from rune_lp.explain.pictures.overlay import INK, PAPER, WITNESSES, draw
from rune_lp.sample.shapes import rectangle
from rune_lp.scenes import Scene
from rune_lp.scenes.formats import read_scenes

DATA = Path(__file__).parents[3] / "shared/data"


def scene(*boxes, width=1000, height=900, labels=None):
    names = labels or ["ship"] * len(boxes)
    return Scene.of("P1", names, np.ones(len(boxes)), list(boxes), width=width, height=height)


SHIP = rectangle(300, 300, 80, 30, 0.4)
HARBOR = rectangle(500, 500, 200, 40, 1.2)
OTHER = rectangle(800, 200, 60, 60)
THREE = scene(SHIP, HARBOR, OTHER, labels=["ship", "harbor", "plane"])


def pixels(image):
    return np.asarray(image).astype(int)


def where(image, colour, tolerance=40):
    """Return the pixels (x, y) of about this colour."""
    close = np.abs(pixels(image) - colour[:3]).sum(axis=2) <= tolerance
    down, across = np.nonzero(close)
    return np.column_stack([across, down])


def caption(image, colour, box):
    """Return the extent of a name's ground: the colour's pixels well off the box's own outline."""
    found = where(image, colour)
    corners = np.concatenate([box, box[:1]])
    apart = np.full(len(found), np.inf)
    for start, end in pairwise(corners):
        along = end - start
        share = np.clip(((found - start) @ along) / (along @ along), 0, 1)
        apart = np.minimum(apart, np.hypot(*(found - start - share[:, None] * along).T))
    off = found[apart > 6]
    return off.min(axis=0), off.max(axis=0)


def test_without_a_picture_the_boxes_lie_on_paper_of_the_image_s_size():
    image = draw(None, THREE, {})
    assert (image.mode, image.size) == ("RGB", (1000, 900))
    assert image.getpixel((20, 20)) == PAPER
    assert image.getpixel((800, 171)) != PAPER  # The plane's upper edge.


def test_each_witness_has_its_own_colour_along_its_outline():
    image = draw(None, THREE, {"x": 0, "y": 1})
    for colour, box in zip(WITNESSES, (SHIP, HARBOR), strict=False):
        found = where(image, colour)
        # On every side of the box some of its colour.
        for start, end in zip(box, np.roll(box, -1, axis=0), strict=True):
            middle = (start + end) / 2
            assert np.hypot(*(found - middle).T).min() < 4


def test_names_do_not_hide_the_witnesses():
    image = draw(None, THREE, {"x": 0, "y": 1})
    for colour, box in zip(WITNESSES, (SHIP, HARBOR), strict=False):
        low, high = caption(image, colour, box)
        assert (high - low > 15).all()
        centre = box.mean(axis=0)
        assert ((centre < low) | (centre > high)).any()


def test_one_object_of_two_variables_is_named_once():
    once, twice = draw(None, THREE, {"x": 0}), draw(None, THREE, {"x": 0, "y": 0})
    assert np.array_equal(pixels(once), pixels(twice))


def test_a_relation_is_an_arrow_from_the_first_to_the_second():
    plain = pixels(draw(None, THREE, {"x": 0, "y": 1}))
    forth = pixels(draw(None, THREE, {"x": 0, "y": 1}, [("near", 0, 1)]))
    back = pixels(draw(None, THREE, {"x": 0, "y": 1}, [("near", 1, 0)]))
    line = SHIP.mean(axis=0) + 0.2 * (HARBOR.mean(axis=0) - SHIP.mean(axis=0))
    column, row = line.astype(int)
    window = np.s_[row - 6 : row + 7, column - 6 : column + 7]
    assert (forth[window] != plain[window]).any()
    assert not np.array_equal(forth, back)


def test_relations_of_one_pair_share_an_arrow_and_its_text():
    both = draw(None, THREE, {}, [("near, 12.4 px", 0, 1), ("left of", 0, 1)])
    text = draw(None, THREE, {}, [("near, 12.4 px; left of", 0, 1)])
    assert np.array_equal(pixels(both), pixels(text))


def test_related_objects_are_drawn_as_witnesses_though_no_variable_names_them():
    image = draw(None, THREE, {}, [("near", 0, 1)])
    assert len(where(image, WITNESSES[0])) > 100
    assert len(where(image, WITNESSES[1])) > 100


def test_ids_are_the_scene_s_and_not_its_rows():
    rows = THREE.rows(np.array([2, 1]))
    image = draw(None, rows, {"x": 2})
    assert np.hypot(*(where(image, WITNESSES[0]) - (800, 171)).T).min() < 4
    with pytest.raises(InputError, match="image 'P1' has no object 0"):
        draw(None, rows, {"x": 0})


NAME_PIXELS = 700
"""The ground of `ship 0` has at least this many pixels besides its letters, if it is whole."""


# Drawing is slow for a property's usual hundred examples, and its time varies.
@settings(max_examples=25, deadline=None)
@example(places=[(0, 0, 0.0), (-44, -53, 0.0)])
@example(places=[(-50, -50, 0.0)] * 6)
@given(
    st.lists(
        st.tuples(st.integers(-60, 560), st.integers(-60, 460), st.floats(0, 3.1)),
        min_size=2,
        max_size=6,
    )
)
def test_every_name_is_whole_and_in_the_frame_wherever_the_boxes_are(places):
    boxes = [rectangle(x, y, 8, 4, angle) for x, y, angle in places]
    crowd = scene(*boxes, width=500, height=400)
    image = draw(None, crowd, {f"x{index}": index for index in range(len(boxes))})
    found = pixels(image)
    for colour in WITNESSES[: len(boxes)]:
        assert (np.abs(found - colour[:3]).sum(axis=2) <= 40).sum() > NAME_PIXELS


def test_names_of_crowded_witnesses_do_not_cover_one_another():
    boxes = [rectangle(400 + 9 * index, 400, 40, 8, 1.5) for index in range(5)]
    image = draw(None, scene(*boxes), {f"x{index}": index for index in range(5)})
    for colour in WITNESSES[:5]:
        spots = where(image, colour)
        low, high = np.percentile(spots, 2, axis=0), np.percentile(spots, 98, axis=0)
        assert len(spots) > 500
        assert (high - low)[0] > 25


def test_a_small_picture_is_enlarged_until_names_fit(tmp_path):
    path = tmp_path / "P1.png"
    Image.new("RGB", (90, 60), (10, 90, 10)).save(path)
    image = draw(path, scene(rectangle(40, 30, 20, 8), width=90, height=60), {"x": 0})
    assert image.size == (900, 600)
    assert image.getpixel((5, 5)) == (10, 90, 10)


def test_a_crop_shows_the_witnesses_and_their_surroundings():
    whole, part = draw(None, THREE, {"x": 0}), draw(None, THREE, {"x": 0}, crop=True)
    assert whole.size == (1000, 900)
    assert max(part.size) == 900
    # The box is larger, and in the middle.
    assert len(where(part, WITNESSES[0])) > 1.5 * len(where(whole, WITNESSES[0]))
    low, high = (np.percentile(where(part, WITNESSES[0]), share, axis=0) for share in (5, 95))
    assert (np.abs((low + high) / 2 - np.array(part.size) / 2) < 100).all()


@pytest.mark.parametrize(
    "mode", ["RGBA", "L", "P", "CMYK", "1"], ids=["alpha", "grey", "palette", "print", "bits"]
)
def test_pictures_of_any_mode_are_drawn_on(tmp_path, mode):
    path = tmp_path / ("P1.tif" if mode == "CMYK" else "P1.png")
    Image.new(mode, (1000, 900)).save(path)
    image = draw(str(path), THREE, {"x": 0})
    assert image.mode == "RGB"
    assert len(where(image, WITNESSES[0])) > 100


def test_an_empty_scene_is_an_empty_picture():
    image = draw(None, scene(), {})
    assert (pixels(image) == PAPER).all()


def test_a_scene_of_no_size_at_all_is_drawn():
    assert draw(None, Scene.of("P1", [], [], []), {}).mode == "RGB"


def broken(tmp_path):
    path = tmp_path / "P1.png"
    path.write_text("not a picture")
    return path


def truncated(tmp_path):
    path = tmp_path / "P1.png"
    Image.effect_noise((1000, 900), 50).convert("RGB").save(path)
    path.write_bytes(path.read_bytes()[:4000])
    return path


def of_another_size(tmp_path):
    path = tmp_path / "P1.png"
    Image.new("RGB", (100, 90)).save(path)
    return path


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: folder / "P1.png", "cannot be read: No such file or directory"),
        (lambda folder: folder, "cannot be read: Is a directory"),
        (broken, "is no picture that Pillow can read"),
        (truncated, "cannot be read: "),
        (of_another_size, "picture must be 1000x900 px as image 'P1' is, but got 100x90"),
    ],
    ids=["missing", "a folder", "not a picture", "truncated", "of another size"],
)
def test_a_picture_that_will_not_do_is_a_fault_with_its_place(tmp_path, make, message):
    path = make(tmp_path)
    with pytest.raises(InputError) as caught:
        draw(path, THREE, {"x": 0})
    assert str(caught.value).startswith(f"{path}: {message}")
    assert "\n" not in str(caught.value)


def test_without_pillow_the_extra_is_named(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(InputError, match=r"PIL is not installed \(pip install 'rune-lp\[sample"):
        draw(None, THREE, {"x": 0})


@pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not there")
def test_a_real_answer_is_drawn_on_its_image():
    [real] = (
        item for item in read_scenes([DATA / "dota-labels/P0706.txt"]) if isinstance(item, Scene)
    )
    harbor = real.labels.index("harbor")
    image = draw(DATA / "dota-images/P0706.png", real, {"h": harbor}, [("near", 0, harbor)])
    assert image.size == (1111, 1182)
    assert len(where(image, WITNESSES[0])) > 100
    assert len(where(image, INK, 10)) > 100
