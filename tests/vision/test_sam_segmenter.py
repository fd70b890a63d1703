"""Real Segment Anything networks with weights drawn at random: no others can be had here."""

from __future__ import annotations

import pickle
from importlib.util import find_spec

import numpy as np
import pytest

from rune_lp.errors import InputError
from rune_lp.vision import sam_segmenter
from rune_lp.vision.sam_segmenter import SamSegmenter

if find_spec("ultralytics") is None:
    pytest.skip("ultralytics is not installed", allow_module_level=True)

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")

SIDE = 256
PIXELS = np.random.default_rng(2).integers(0, 255, (90, 160, 3), dtype=np.uint8)
BOXES = np.array([[10.0, 12, 60, 40], [80, 20, 150, 85], [0, 0, 160, 90]])
POINTS = (BOXES[:, :2] + BOXES[:, 2:]) / 2


@pytest.fixture(scope="module", params=["mobile_sam.pt", "sam2.1_t.pt"])
def weights(request, tmp_path_factory):
    """Write a network's tensors, as they are handed out, and return their path."""
    from rune_lp.vision.ultralytics_detector import offline_ultralytics

    offline_ultralytics()
    import torch
    from ultralytics.models.sam import build

    torch.manual_seed(3)
    path = tmp_path_factory.mktemp("weights") / f"my_{request.param}"
    # The name tells 2.1 from 2, whose networks differ; without a file at it nothing is loaded.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "_load_checkpoint", lambda network, checkpoint: network)  # noqa: ARG005
        network = build.build_sam(str(path))
    tensors = network.state_dict()
    # The library drops masks whose score is below 0, as half of those of random weights are.
    head = "sam_mask_decoder" if "sam2" in request.param else "mask_decoder"
    tensors[f"{head}.iou_prediction_head.layers.2.bias"] += 1
    torch.save({"model": tensors} if "sam2" in request.param else tensors, path)
    return path


@pytest.fixture(scope="module")
def segmenter(weights):
    return SamSegmenter(weights, side=SIDE, threads=1)


def test_masks_are_those_that_the_library_gives_for_the_same_prompts(weights, segmenter):
    from ultralytics import SAM

    assert segmenter.side == SIDE
    masks = list(segmenter.segment(PIXELS, BOXES, POINTS))
    assert [mask.shape for mask in masks] == [(90, 160)] * 3
    assert any(0 < mask.mean() < 1 for mask in masks)
    (result,) = SAM(str(weights)).predict(
        PIXELS[..., ::-1],
        bboxes=BOXES.tolist(),
        points=POINTS[:, None].tolist(),
        labels=[[1]] * 3,
        imgsz=SIDE,
        conf=0.0,
        verbose=False,
        save=False,
    )
    assert np.array_equal(np.array(masks), result.masks.data.cpu().numpy())


def test_boxes_that_are_shown_one_by_one_have_the_same_masks(segmenter, monkeypatch):
    together = np.array(list(segmenter.segment(PIXELS, BOXES, POINTS)))
    monkeypatch.setattr(sam_segmenter, "AT_ONCE", 1)
    apart = np.array(list(segmenter.segment(PIXELS, BOXES, POINTS)))
    assert (together != apart).mean() < 0.001


class Touch:
    """Makes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


@pytest.mark.parametrize(
    ("name", "make", "message"),
    [
        pytest.param("mobile_sam.pt", None, "no such file of weights", id="missing"),
        pytest.param("sam2_x.pt", b"", "the name tells which model it is: sam_h.pt", id="unknown"),
        pytest.param("mobile_sam.pt", b"text", "cannot be loaded as mobile_sam", id="broken"),
        pytest.param("mobile_sam.pt", {"a": 1}, "cannot be loaded as mobile_sam", id="another"),
    ],
)
def test_a_file_that_is_no_model_is_refused(tmp_path, monkeypatch, name, make, message):
    import torch

    monkeypatch.chdir(tmp_path)
    path = tmp_path / name
    if isinstance(make, bytes):
        path.write_bytes(make)
    elif make is not None:
        torch.save(make, path)
    with pytest.raises(InputError, match=message):
        SamSegmenter(path)
    assert path.exists() == (make is not None)


def test_a_file_that_would_run_something_does_not(tmp_path):
    path = tmp_path / "mobile_sam.pt"
    path.write_bytes(pickle.dumps(Touch(tmp_path / "touched")))
    with pytest.raises(InputError, match="cannot be loaded as mobile_sam"):
        SamSegmenter(path)
    assert not (tmp_path / "touched").exists()
