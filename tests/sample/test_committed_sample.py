"""The sample in `datasets/sample` is what the generator writes, and holds what it is for."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from rune_lp.geometry.boxes import Boxes
from rune_lp.geometry.profile import Profile
from rune_lp.geometry.relations import tuples
from rune_lp.sample.dataset import detections_of, label_text, layout_of, picture_of
from rune_lp.scenes.formats import Notice, ReadOptions, find_pictures, read_scenes

SAMPLE = Path(__file__).parents[2] / "datasets/sample"

pytestmark = pytest.mark.skipif(not SAMPLE.is_dir(), reason="datasets/sample is not there")

SEED = 7
IMAGES = 36
NAMES = [f"S{index:04}" for index in range(IMAGES)]


@cache
def read(kind):
    pictures, _ = find_pictures(SAMPLE / "images")
    options = ReadOptions(pictures=pictures, all_pictures=True)
    items = read_scenes([SAMPLE / kind], options, strict=True)
    return [item for item in items if not isinstance(item, Notice)]


def scenes(kind, min_score=0.0):
    return {scene.image: scene.at_least(min_score) for scene in read(kind)}


def test_there_are_36_images_in_under_4_megabytes():
    names = {path.stem for path in (SAMPLE / "images").iterdir()}
    assert names == {path.stem for path in (SAMPLE / "labels").iterdir()} == set(NAMES)
    assert sum(path.stat().st_size for path in SAMPLE.rglob("*") if path.is_file()) < 4e6


@pytest.mark.parametrize("index", range(IMAGES))
def test_labels_are_what_the_generator_writes(index):
    written = (SAMPLE / "labels" / f"{NAMES[index]}.txt").read_text(encoding="utf-8")
    assert written == label_text(layout_of(SEED, index))


def test_detections_are_what_the_generator_writes():
    found = scenes("detections")
    for index, name in enumerate(NAMES):
        made = detections_of(SEED, index, layout_of(SEED, index))
        assert found[name].labels == made.labels
        assert np.array_equal(found[name].scores, made.scores)
        assert np.array_equal(found[name].corners, made.corners)


@pytest.mark.parametrize("index", [0, 7, 19, 34])
def test_pictures_are_what_the_generator_paints(index):
    with Image.open(SAMPLE / "images" / f"{NAMES[index]}.jpg") as opened:
        kept = np.asarray(opened.convert("RGB"), dtype=np.float64)
    made = np.asarray(picture_of(SEED, index, layout_of(SEED, index)), dtype=np.float64)
    assert kept.shape == made.shape
    # JPEG loses a little, and releases of Pillow draw edges a little differently.
    assert np.abs(kept - made).mean() < 5


def test_every_dota_class_occurs():
    labels = {label for scene in scenes("labels").values() for label in scene.labels}
    assert len(labels) == 15


def test_there_are_an_empty_image_and_a_crowd():
    counts = {name: scene.labels.count("small-vehicle") for name, scene in scenes("labels").items()}
    sizes = {name: len(scene) for name, scene in scenes("labels").items()}
    assert min(sizes.values()) == 0
    assert max(counts.values()) > 200


def positions(scene, label):
    return np.array([at for at, other in enumerate(scene.labels) if other == label], dtype=np.intp)


def related(scene, relation, first, second):
    """Return the pairs of objects of two classes that a relation is true of."""
    boxes = Boxes.of(scene)
    return tuples(relation, boxes, Profile(), positions(scene, first), positions(scene, second))


def harbour_with_two_ships(scene):
    harbours, counts = np.unique(related(scene, "near", "harbor", "ship")[:, 0], return_counts=True)
    return len(harbours) > 0 and counts.max() >= 2


def every_plane_near_another(scene):
    planes = positions(scene, "plane")
    near = np.unique(related(scene, "near", "plane", "plane")[:, 0])
    return len(planes) > 0 and len(near) == len(planes)


def court_next_to_pool(scene):
    return len(related(scene, "next_to", "tennis-court", "swimming-pool")) > 0


def more_small_than_large(scene):
    return len(positions(scene, "small-vehicle")) > len(positions(scene, "large-vehicle"))


def vehicle_on_bridge(scene):
    small = related(scene, "inside", "small-vehicle", "bridge")
    return len(small) + len(related(scene, "inside", "large-vehicle", "bridge")) > 0


QUESTIONS = {
    "a harbor with at least two ships near it": (harbour_with_two_ships, "harbor"),
    "every plane is near another plane": (every_plane_near_another, "plane"),
    "a tennis court next to a swimming pool": (court_next_to_pool, "tennis-court"),
    "more small vehicles than large vehicles": (more_small_than_large, "large-vehicle"),
    "a vehicle on a bridge": (vehicle_on_bridge, "bridge"),
}


@pytest.mark.parametrize("min_score", [0.3, 0.5], ids=["from 0.3", "from 0.5"])
@pytest.mark.parametrize(("holds", "label"), QUESTIONS.values(), ids=QUESTIONS)
def test_interesting_questions_have_answers_of_both_kinds(holds, label, min_score):
    del label
    answers = [holds(scene) for scene in scenes("detections", min_score).values()]
    assert 0 < sum(answers) < len(answers)


@pytest.mark.parametrize(
    ("holds", "label"),
    [pair for text, pair in QUESTIONS.items() if "bridge" not in text],
    ids=[text for text in QUESTIONS if "bridge" not in text],
)
def test_images_that_show_the_class_answer_both_ways_too(holds, label):
    shown = [scene for scene in scenes("labels").values() if label in scene.labels]
    assert 0 < sum(map(holds, shown)) < len(shown)


def test_the_card_counts_what_is_there():
    card = (SAMPLE.parent / "README.md").read_text(encoding="utf-8")
    rows = {cells[1].strip(): cells[2:6] for cells in map(split_row, card.splitlines()) if cells}
    truths, found = scenes("labels").values(), scenes("detections").values()
    for label in sorted({label for scene in truths for label in scene.labels}):
        counts = [
            sum(label in scene.labels for scene in truths),
            sum(scene.labels.count(label) for scene in truths),
            sum(scene.labels.count(label) for scene in found),
            sum(scene.at_least(0.5).labels.count(label) for scene in found),
        ]
        assert [int(cell) for cell in rows[label]] == counts, label


def split_row(line):
    """Return the cells of a table's row of five columns, or nothing."""
    cells = line.split("|")
    return cells if len(cells) == 7 else []
