from __future__ import annotations

import numpy as np
import pytest
import shapely

torch = pytest.importorskip("torch")

from rune_lp.errors import Place  # noqa: E402
from rune_lp.vision.learning.examples import CLASSES, Example, cut_out, rendered  # noqa: E402
from rune_lp.vision.learning.network import Network, Readable  # noqa: E402
from rune_lp.vision.learning.supervised import Settings, train  # noqa: E402
from rune_lp.vision.learning.targets import loss, target_of  # noqa: E402
from rune_lp.vision.output import decoded  # noqa: E402
from tests.vision.boxes import box  # noqa: E402


def example(*boxes, side=128):
    """Return a black picture with boxes (label, corners)."""
    labels = np.array([label for label, _ in boxes], dtype=np.int64)
    corners = np.array([corners for _, corners in boxes]).reshape(-1, 4, 2)
    pixels = np.zeros((side, side, 3), dtype=np.uint8)
    return Example(pixels, corners, labels, np.zeros(len(boxes), dtype=bool))


class Oracle(torch.nn.Module):
    """Says what it was told to say."""

    def __init__(self, target, classes):
        super().__init__()
        self.classes = classes
        heat = torch.logit(torch.from_numpy(target.heat).clamp(1e-4, 1 - 1e-4))
        self.said = torch.cat([heat, torch.from_numpy(target.geometry)])[None]

    def forward(self, pixels):
        return self.said.expand(len(pixels), -1, -1, -1)


@pytest.mark.parametrize(
    "corners",
    [
        pytest.param(box(40, 70, 40, 12), id="upright"),
        pytest.param(box(41.3, 66.7, 40, 12, 30), id="turned"),
        pytest.param(box(64, 64, 12, 50, 45), id="taller than wide"),
        pytest.param(box(60, 60, 24, 24, 20), id="square"),
        pytest.param(box(33, 90, 9, 4, 170), id="small"),
        pytest.param(box(64, 64, 110, 60, 75), id="large"),
    ],
)
def test_who_says_what_is_asked_finds_the_box(corners):
    target = target_of(example((1, corners)), 3)
    rows = Readable(Oracle(target, 3))(torch.zeros(1, 3, 128, 128))[0].numpy()
    found = decoded(rows, 3, 0.9, Place("oracle"))
    assert found.labels.tolist() == [1]
    # Which corner is the first is nobody's business.
    apart = np.linalg.norm(found.corners[0][:, None] - corners[None], axis=2)
    assert apart.min(axis=0) == pytest.approx(np.zeros(4), abs=0.05)


def test_small_objects_are_asked_for_on_large_ones():
    target = target_of(example((0, box(64, 64, 100, 90)), (1, box(64, 64, 10, 6))), 2)
    rows = Readable(Oracle(target, 2))(torch.zeros(1, 3, 128, 128))[0].numpy()
    found = decoded(rows, 2, 0.9, Place("oracle"))
    sides = np.ptp(found.corners[found.labels == 1], axis=1)
    assert sides[0] == pytest.approx([10, 6], abs=0.05)


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


def test_saying_what_is_asked_costs_least():
    target = target_of(example((1, box(64, 64, 40, 20, 30))), 3)
    heat, geometry, weight = (torch.from_numpy(column)[None] for column in target)
    right = Oracle(target, 3)(torch.zeros(1, 3, 128, 128))
    even = torch.ones(3)
    cost = loss(right, heat, geometry, weight, even)
    moved = right.clone()
    moved[:, 3:5] += 1.0
    assert cost < 0.1
    assert loss(moved, heat, geometry, weight, even) > cost + 0.1
    assert loss(torch.zeros_like(right), heat, geometry, weight, even) > cost + 1


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
    from rune_lp.vision.learning import supervised
    from rune_lp.vision.onnx_detector import OnnxDetector

    monkeypatch.setattr(supervised, "CUTS", ((64, 2),))
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
    assert sum(weight.numel() for weight in Network(15).parameters()) < 1_000_000
