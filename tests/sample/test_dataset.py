from __future__ import annotations

import builtins
import importlib.util

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from rune_lp.errors import InputError
from rune_lp.sample.__main__ import main
from rune_lp.sample.dataset import detections_of, label_text, layout_of, picture_of, write_sample
from rune_lp.sample.detector import truth_scene
from rune_lp.sample.themes import THEMES
from rune_lp.scenes.formats import read_scenes

SEEDS = [(7, 0), (7, 12), (123, 3)]


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize(("seed", "index"), SEEDS)
def test_an_image_is_the_same_each_time(seed, index):
    one, two = layout_of(seed, index), layout_of(seed, index)
    assert label_text(one) == label_text(two)
    assert detections_of(seed, index, one) == detections_of(seed, index, two)
    pictures = [np.asarray(picture_of(seed, index, layout)) for layout in (one, two)]
    assert np.array_equal(*pictures)


@pytest.mark.parametrize(("seed", "index"), SEEDS)
def test_another_seed_or_index_gives_another_image(seed, index):
    themes = ["marina"]
    one = label_text(layout_of(seed, index, themes))
    assert one != label_text(layout_of(seed + 1, index, themes))
    assert one != label_text(layout_of(seed, index + 1, themes))


def test_making_the_picture_does_not_disturb_the_detections():
    layout = layout_of(7, 8)
    before = detections_of(7, 8, layout)
    picture_of(7, 8, layout)
    assert detections_of(7, 8, layout) == before


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder, seed=3, images=4)
    return folder


def test_a_longer_sample_begins_with_the_shorter_one(sample, tmp_path):
    write_sample(tmp_path, seed=3, images=2)
    longer, shorter = contents(sample), contents(tmp_path)
    for name in shorter:
        if not name.startswith("detections"):
            assert shorter[name] == longer[name]
    for name in ("Task1_ship.txt", "Task1_small-vehicle.txt"):
        lines = (sample / "detections" / name).read_text().splitlines()
        kept = [line for line in lines if line.startswith(("S0000", "S0001"))]
        assert (tmp_path / "detections" / name).read_text().splitlines() == kept


def test_labels_read_back_are_the_layouts(sample):
    scenes = list(read_scenes([sample / "labels"], strict=True))
    assert [scene.image for scene in scenes] == ["S0000", "S0001", "S0002", "S0003"]
    for index, scene in enumerate(scenes):
        layout = layout_of(3, index)
        truth = truth_scene(layout)
        assert scene.labels == truth.labels
        assert np.array_equal(scene.corners, truth.corners)
        assert scene.gsd == (layout.gsd if layout.gsd_known else None)
        assert (scene.width, scene.height) == (layout.width, layout.height) or not scene.size_known


def test_detections_read_back_are_what_the_detector_found(sample):
    for scene in read_scenes([sample / "detections"], strict=True):
        index = int(scene.image[1:])
        found = detections_of(3, index, layout_of(3, index))
        assert scene.labels == found.labels
        assert np.array_equal(scene.scores, found.scores)
        assert np.array_equal(scene.corners, found.corners)


def test_pictures_have_the_sizes_of_their_layouts(sample):
    for index in range(4):
        layout = layout_of(3, index)
        with Image.open(sample / "images" / f"{layout.name}.jpg") as picture:
            assert picture.size == (layout.width, layout.height)


def test_some_headers_have_no_ground_sample_distance():
    known = [layout_of(7, index).gsd_known for index in range(60)]
    assert 0.02 < np.mean(np.logical_not(known)) < 0.3
    lacking = layout_of(7, known.index(False))
    assert label_text(lacking).splitlines()[1] == "gsd:null"


def test_images_take_the_themes_in_turn():
    themes = [layout_of(1, index).theme for index in range(2 * len(THEMES))]
    assert themes == list(THEMES) * 2


def test_an_earlier_sample_is_replaced_and_other_files_stay(tmp_path):
    write_sample(tmp_path, 1, 3, ["office", "jetty"])
    (tmp_path / "labels/notes.txt").write_text("mine")
    write_sample(tmp_path, 1, 0)
    assert contents(tmp_path) == {"labels/notes.txt": b"mine"}


def test_a_sample_of_no_images_is_three_empty_folders(tmp_path):
    write_sample(tmp_path, 1, 0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["detections", "images", "labels"]


def test_an_unknown_theme_is_refused_with_those_there_are(tmp_path):
    with pytest.raises(InputError, match=r"no such theme: 'moon' \(one of marina, shopping, "):
        write_sample(tmp_path / "new", 1, 1, ["moon"])
    assert not (tmp_path / "new").exists()


def test_a_folder_that_cannot_be_made_is_refused_with_its_place(tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(InputError, match=r"taken/images: cannot make the folder: "):
        write_sample(tmp_path / "taken", 1, 1)


def test_without_pillow_the_extra_is_named_and_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(
        InputError, match=r"PIL is not installed \(pip install 'rune-lp\[sample\]'\)"
    ):
        write_sample(tmp_path / "new", 1, 1)
    assert not (tmp_path / "new").exists()


def test_labels_and_detections_need_no_pillow(monkeypatch):
    imported = builtins.__import__

    def refusing(name, *rest, **more):
        if name.partition(".")[0] == "PIL":
            raise ModuleNotFoundError(name)
        return imported(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refusing)
    layout = layout_of(7, 0)
    assert len(label_text(layout).splitlines()) == len(layout.truths) + 2
    assert len(detections_of(7, 0, layout)) > 10


def test_the_command_writes_a_sample(sample, tmp_path):
    result = CliRunner().invoke(main, ["--seed", "3", "--images", "4", "-o", str(tmp_path)])
    assert (result.exit_code, result.output) == (0, "")
    assert contents(tmp_path) == contents(sample)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Missing option '-o'"),
        (["-o", "x", "--seed", "-1"], "-1 is not in the range x>=0"),
        (["-o", "x", "--theme", "moon"], "'moon' is not one of 'marina'"),
    ],
    ids=["no output", "negative seed", "unknown theme"],
)
def test_the_command_refuses_in_words(arguments, message):
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert message in result.output


def test_the_command_tells_a_fault_in_one_line(tmp_path):
    (tmp_path / "images").write_text("a file")
    result = CliRunner().invoke(main, ["-o", str(tmp_path), "--images", "1"])
    assert result.exit_code == 2
    assert result.output.count("\n") == 1
    assert "cannot make the folder" in result.output
