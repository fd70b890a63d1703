"""Detectors from files of each kind, with networks that are made here."""

from __future__ import annotations

import json
import os
from importlib.util import find_spec

import numpy as np
import pytest
from PIL import Image

from rune_lp.errors import InputError
from rune_lp.vision.loading import find_weights, load_detector
from tests.vision.boxes import box

TILE = np.zeros((40, 70, 3), dtype=np.uint8)


def test_the_detector_that_ships_runs_on_tiles_of_any_size():
    pytest.importorskip("onnxruntime")
    detector = load_detector(find_weights("demo"), threads=1)
    assert len(detector.names) == 15
    assert {"harbor", "plane", "ship"} <= set(detector.names)
    assert detector.tile is None
    found = detector.detect([TILE, TILE[:7, :5]], 0.001)
    assert len(found) == 2
    assert all(((one.scores >= 0.001) & (one.scores <= 1)).all() for one in found)


@pytest.fixture
def script(tmp_path):
    """Write a TorchScript network that finds two boxes at fixed places, and return its path."""
    torch = pytest.importorskip("torch")

    class Fixed(torch.nn.Module):
        def __init__(self):
            super().__init__()
            rows = [[20.0, 10, 8, 2, 0.2, 0.9, np.pi / 2], [50.0, 20, 6, 6, 0.7, 0.1, 0.0]]
            self.register_buffer("rows", torch.tensor(rows).T[None])

        def forward(self, pixels):
            return self.rows.expand(pixels.shape[0], -1, -1) + 0 * pixels.sum()

    def write(**known):
        path = tmp_path / "a.torchscript"
        scripted = torch.jit.trace(Fixed(), torch.zeros(1, 3, 64, 96))
        torch.jit.save(scripted, str(path), _extra_files={"config.txt": json.dumps(known)})
        return path

    return write


TRACING = "ignore:.*torch.jit:DeprecationWarning"


@pytest.mark.filterwarnings(TRACING)
def test_torchscript_in_the_documented_format(script):
    weights = find_weights(str(script(names={"0": "plane", "1": "ship"})))
    assert (weights.kind, weights.warning) == ("torchscript", None)
    detector = load_detector(weights)
    assert detector.names == ("plane", "ship")
    for found in detector.detect([TILE, TILE], 0.5):
        assert found.labels.tolist() == [1, 0]
        assert found.corners[0] == pytest.approx(box(20, 10, 8, 2, 90), abs=1e-4)
        assert found.corners[1] == pytest.approx(box(50, 20, 6, 6), abs=1e-4)


@pytest.mark.filterwarnings(TRACING)
def test_a_network_that_is_end2end_says_so_in_its_metadata(script):
    detector = load_detector(find_weights(str(script(names=["a"], end2end=True))))
    with pytest.raises(InputError, match="must have 6 or 7 columns, but got 7 x 2"):
        detector.detect([TILE], 0.5)


@pytest.mark.filterwarnings(TRACING)
@pytest.mark.parametrize(
    ("names", "message"),
    [((), "does not name its classes"), (("a", "b", "c", "d"), r"must have 4 \+ 4 rows")],
    ids=["no names", "too many"],
)
def test_names_must_be_known_and_fit(script, names, message):
    with pytest.raises(InputError, match=message):
        load_detector(find_weights(str(script())), names).detect([TILE], 0.5)


ULTRALYTICS = pytest.mark.skipif(
    find_spec("ultralytics") is None, reason="ultralytics is not installed"
)
WARNINGS = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
NOISE = np.random.default_rng(0).integers(0, 255, (64, 96, 3), dtype=np.uint8)


@pytest.fixture
def library(tmp_path, monkeypatch):
    monkeypatch.setenv("YOLO_CONFIG_DIR", str(tmp_path / "settings"))
    from rune_lp.vision.ultralytics_detector import offline_ultralytics

    return offline_ultralytics()


def drawn_at_random(library, name):
    """Return a model that finds many things, whatever it is shown."""
    import torch

    torch.manual_seed(0)
    model = library.YOLO(f"{name}.yaml", verbose=False)
    for head in ("cv3", "one2one_cv3"):
        for scale in getattr(model.model.model[-1], head, None) or ():
            scale[-1].bias.data += 12
    return model


@ULTRALYTICS
@WARNINGS
def test_ultralytics_is_imported_such_that_it_stays_offline(library):
    assert Image.open.__module__ == "PIL.Image"
    assert os.environ["YOLO_OFFLINE"] == "true"
    assert library.settings["sync"] is False


@ULTRALYTICS
@WARNINGS
@pytest.mark.parametrize("name", ["yolo11n-obb", "yolo26n-obb", "yolov8n", "yolo26n-seg"])
def test_an_ultralytics_model_finds_the_boxes_that_the_library_does(tmp_path, library, name):
    drawn_at_random(library, name).save(str(tmp_path / "a.pt"))
    weights = find_weights(str(tmp_path / "a.pt"))
    assert weights.kind == "ultralytics"
    assert "is a pickle" in str(weights.warning)
    detector = load_detector(weights, threads=1)
    assert len(detector.names) == 80
    first, second = detector.detect([NOISE, NOISE], 0.3)
    assert len(first) > 5
    assert np.allclose(first.corners, second.corners, atol=1e-3)
    (result,) = library.YOLO(str(tmp_path / "a.pt")).predict(
        NOISE[..., ::-1], conf=0.3, iou=0.7, max_det=3000, imgsz=(64, 96), verbose=False
    )
    boxes = result.boxes if result.obb is None else result.obb
    assert first.scores == pytest.approx(boxes.conf.numpy(), abs=1e-4)
    assert first.labels.tolist() == boxes.cls.int().tolist()
    known = boxes.xyxy if result.obb is None else boxes.xyxyxyxy
    # The corners' order is not said to be the same; their extremes and sums tell the boxes.
    theirs = known.numpy().reshape(len(known), -1, 2)
    for measure in (np.min, np.max, np.mean):
        assert measure(first.corners, axis=1) == pytest.approx(measure(theirs, axis=1), abs=0.02)


@ULTRALYTICS
@WARNINGS
def test_names_given_to_an_ultralytics_model_must_be_as_many(tmp_path, library):
    drawn_at_random(library, "yolo11n-obb").save(str(tmp_path / "a.pt"))
    with pytest.raises(InputError, match="has 80 classes, but 2 names were given"):
        load_detector(find_weights(str(tmp_path / "a.pt")), ["plane", "ship"])
