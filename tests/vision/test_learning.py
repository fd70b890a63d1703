from __future__ import annotations

import numpy as np
import pytest
import shapely

torch = pytest.importorskip("torch")

from rune_lp.errors import Place  # noqa: E402
from rune_lp.vision.learning import sampling, supervised  # noqa: E402
from rune_lp.vision.learning.examples import CLASSES, Example, cut_out, rendered  # noqa: E402
from rune_lp.vision.learning.network import STRIDES, Network, Readable  # noqa: E402
from rune_lp.vision.learning.supervised import Settings, train  # noqa: E402
from rune_lp.vision.learning.targets import loss, target_of  # noqa: E402
from rune_lp.vision.output import decoded  # noqa: E402
from rune_lp.vision.suppression import suppressed  # noqa: E402
from tests.vision.boxes import box  # noqa: E402


def example(*boxes, side=128):
    """Return a black picture with boxes (label, corners)."""
    labels = np.array([label for label, _ in boxes], dtype=np.int64)
    corners = np.array([corners for _, corners in boxes]).reshape(-1, 4, 2)
    pixels = np.zeros((side, side, 3), dtype=np.uint8)
    return Example(pixels, corners, labels, np.zeros(len(boxes), dtype=bool))


def even(classes):
    """Return that every class counts the same."""
    return np.ones(classes)


class Oracle(torch.nn.Module):
    """Says what it was told to say."""

    def __init__(self, target, side=128):
        super().__init__()
        heat = torch.logit(torch.from_numpy(target.heat).clamp(1e-4, 1 - 1e-4))
        said = torch.cat([heat, torch.from_numpy(target.geometry)])
        sides = [side // stride for stride in STRIDES]
        levels = said.split([number**2 for number in sides], dim=1)
        self.said = [
            level.unflatten(1, (number, number))
            for level, number in zip(levels, sides, strict=True)
        ]

    def forward(self, pixels):
        return [level.expand(len(pixels), -1, -1, -1) for level in self.said]


def found_by_oracle(target, classes):
    rows = Readable(Oracle(target), classes)(torch.zeros(1, 3, 128, 128))[0].numpy()
    found = decoded(rows, classes, 0.9, Place("oracle"))
    return found.at(suppressed(found.corners, found.scores, found.labels, 0.3))


@pytest.mark.parametrize(
    "corners",
    [
        pytest.param(box(40, 70, 40, 12), id="upright"),
        pytest.param(box(41.3, 66.7, 40, 12, 30), id="turned"),
        pytest.param(box(64, 64, 12, 50, 45), id="taller than wide"),
        pytest.param(box(60, 60, 24, 24, 20), id="square"),
        pytest.param(box(33, 90, 9, 4, 170), id="small"),
        pytest.param(box(64, 64, 110, 60, 75), id="large"),
        pytest.param(box(64, 64, 100, 9, 20), id="long and thin"),
        pytest.param(box(64, 64, 60, 28, 100), id="of two levels"),
    ],
)
def test_who_says_what_is_asked_finds_the_box(corners):
    found = found_by_oracle(target_of(example((1, corners)), even(3)), 3)
    assert found.labels.tolist() == [1]
    # Which corner is the first is nobody's business.
    apart = np.linalg.norm(found.corners[0][:, None] - corners[None], axis=2)
    assert apart.min(axis=0) == pytest.approx(np.zeros(4), abs=0.05)


def test_small_objects_are_asked_for_on_large_ones():
    both = example((0, box(64, 64, 100, 90)), (1, box(64, 64, 10, 6)))
    found = found_by_oracle(target_of(both, even(2)), 2)
    sides = np.ptp(found.corners[found.labels == 1], axis=1)
    assert sides[0] == pytest.approx([10, 6], abs=0.05)


def test_cars_that_are_parked_side_by_side_are_all_found():
    # Five pixels from one middle to the next: most are in neighbouring cells.
    cars = [(0, box(20 + 5 * place, 60, 4, 9, 0)) for place in range(15)]
    found = found_by_oracle(target_of(example(*cars), even(1)), 1)
    assert sorted(found.corners.mean(axis=1)[:, 0].round(1).tolist()) == [
        20.0 + 5 * place for place in range(15)
    ]


@pytest.mark.parametrize("seed", range(6))
def test_a_cut_keeps_boxes_on_their_objects(seed):
    # A white rectangle on black: wherever a cut puts it, its pixels are those in its box.
    scene = example((0, box(64, 64, 60, 20)))
    scene.pixels[54:74, 34:94] = 255
    cut = cut_out(scene, 200, np.random.default_rng(seed))
    down, across = np.mgrid[0:200, 0:200] + 0.5
    inside = shapely.contains_xy(shapely.Polygon(cut.corners[0]), across, down)
    bright = cut.pixels.mean(axis=2) > 145
    assert len(cut.corners) == 1
    assert (inside & bright).sum() > 0.9 * max(inside.sum(), bright.sum())


@pytest.mark.parametrize(
    ("label", "corners", "along"),
    [
        pytest.param("storage-tank", box(64, 64, 30, 30), True, id="a tank"),
        pytest.param("roundabout", box(64, 64, 40, 40), True, id="a roundabout"),
        pytest.param("storage-tank", box(64, 64, 30, 24), False, id="a tank that is cut"),
        pytest.param("plane", box(64, 64, 30, 30), False, id="a plane"),
    ],
)
def test_round_things_lie_along_the_axes_however_a_cut_is_turned(label, corners, along):
    scene = example((CLASSES.index(label), corners))
    for seed in range(6):
        (seen,) = cut_out(scene, 200, np.random.default_rng(seed)).corners
        leaning = np.abs(seen[1] - seen[0]).min() / np.linalg.norm(seen[1] - seen[0])
        assert (leaning < 1e-9) == along
        scale = np.sqrt(shapely.area(shapely.Polygon(seen)) / shapely.Polygon(corners).area)
        assert 0.85 <= scale <= 1.2


def batch_of(target):
    return [torch.from_numpy(column)[None] for column in target]


def test_saying_what_is_asked_costs_least():
    target = target_of(example((1, box(64, 64, 40, 20, 30))), even(3))
    oracle = Oracle(target)
    right, columns, counts = oracle(torch.zeros(1, 3, 128, 128)), batch_of(target), torch.ones(3)
    cost = loss(right, columns, counts)
    moved = [level.clone() for level in right]
    for level in moved:
        level[:, 3:5] += 1.0
    assert cost < 0.1
    assert loss(moved, columns, counts) > cost + 0.1
    assert loss([torch.zeros_like(level) for level in right], columns, counts) > cost + 1


def test_what_is_said_of_an_ignored_object_costs_nothing():
    shown = example((1, box(64, 64, 40, 20, 30)))
    ignored = Example(shown.pixels, shown.corners, shown.labels, np.ones(1, dtype=bool))
    found = Oracle(target_of(shown, even(3)))(torch.zeros(1, 3, 128, 128))
    silent = Oracle(target_of(example(), even(3)))(torch.zeros(1, 3, 128, 128))
    columns, counts = batch_of(target_of(ignored, even(3))), torch.ones(3)
    assert loss(found, columns, counts) < loss(silent, columns, counts) + 0.1
    assert loss(found, batch_of(target_of(example(), even(3))), counts) > 1


def test_a_cut_is_about_the_object_that_is_asked_for():
    scene = example((0, box(30, 30, 20, 10)), (1, box(400, 420, 60, 30)), side=480)
    for seed in range(20):
        cut = cut_out(scene, 128, np.random.default_rng(seed), about=1)
        whole = (cut.labels == 1) & ((cut.corners > 0) & (cut.corners < 128)).all(axis=(1, 2))
        assert whole.any()


def test_a_part_of_a_plane_counts_neither_way_and_a_part_of_a_bridge_is_one():
    bridge, plane = CLASSES.index("bridge"), CLASSES.index("plane")
    scene = example((bridge, box(240, 240, 400, 30)), (plane, box(240, 240, 400, 100)), side=480)
    cut = cut_out(scene, 160, np.random.default_rng(0), about=0)
    sides = {
        label: (np.linalg.norm(corners[1] - corners[0]), ignored)
        for label, corners, ignored in zip(cut.labels, cut.corners, cut.ignored, strict=True)
    }
    assert sides[plane][0] > 300
    assert sides[plane][1]
    assert sides[bridge][0] < 160 * 2**0.5
    assert not sides[bridge][1]


def test_rare_classes_are_seen_as_often_as_frequent_ones(monkeypatch):
    monkeypatch.setattr(sampling, "CUTS", ((96, 60),))
    monkeypatch.setattr(sampling, "AIMED", 1.0)
    cars = [(0, box(20 + 12 * place, 30, 9, 4)) for place in range(30)]
    scenes = (example(*cars, side=400), example((1, box(200, 200, 40, 20)), side=400))
    sampler = sampling.Sampler(scenes.__getitem__, 2, seed=3)
    assert sampler.importance[1] > 2 * sampler.importance[0]
    pixels, (heat, *_) = sampler.batch(0)
    assert pixels.shape == (60, 3, 96, 96)
    shown = (heat == 1).any(dim=2)
    assert 15 < shown[:, 1].sum() < 45
    again, _ = sampler.batch(0)
    other, _ = sampler.batch(1)
    assert torch.equal(pixels, again)
    assert not torch.equal(pixels, other)


def test_a_rendered_scene_is_kept(tmp_path):
    made = rendered(5, 1, tmp_path)
    kept = rendered(5, 1, tmp_path)
    assert np.array_equal(made.pixels, kept.pixels)
    assert np.array_equal(made.corners, kept.corners)
    assert len(CLASSES) == 15
    assert [path.name for path in tmp_path.iterdir()] == ["5-00001.npz"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
def test_a_training_learns_goes_on_and_is_exported(tmp_path, monkeypatch):
    pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    from rune_lp.vision.onnx_detector import OnnxDetector

    monkeypatch.setattr(sampling, "CUTS", ((64, 2),))
    monkeypatch.setattr(supervised, "SAVED", 2)
    settings = Settings(scenes=2, steps=4)
    told: list[str] = []
    path = train(tmp_path, settings, told.append)
    assert told[-1].startswith("step 4 of 4")
    detector = OnnxDetector(path)
    assert detector.names == CLASSES
    assert detector.detect([np.zeros((50, 90, 3), np.uint8)], 0.0)[0].corners.shape[1:] == (4, 2)
    first = path.read_bytes()
    told.clear()
    # What is finished is not done again, and comes out as it was.
    assert train(tmp_path, settings, told.append).read_bytes() == first
    assert told == []


def test_the_network_is_small():
    assert sum(weight.numel() for weight in Network(15).parameters()) < 2_000_000
