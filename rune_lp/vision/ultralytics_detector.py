"""Ultralytics' YOLO models from their `.pt` files: oriented boxes, or upright ones.

Ultralytics is under the AGPL, so it is imported here alone, and only for such a file.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from typing import TYPE_CHECKING, Any

import numpy as np

from rune_lp.errors import InputError, Place
from rune_lp.optional import require
from rune_lp.torchvision_operators import declare_operators
from rune_lp.vision.detector import Found
from rune_lp.vision.output import batched, rotated_corners

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["UltralyticsDetector", "offline_ultralytics"]

SETTINGS = {"YOLO_OFFLINE": "true", "YOLO_AUTOINSTALL": "false", "YOLO_VERBOSE": "false"}
"""Keeps its import from looking hosts up, and its use from installing anything."""

OVERLAPPING = 0.7
"""Its own suppression of boxes is left this lenient: what is left is suppressed exactly."""

STRIDE = 32
"""What the sides of its models' input are multiples of."""

MOST = 3000
"""The most boxes of one tile."""


def offline_ultralytics() -> Any:
    """Import ultralytics such that nothing is looked up, fetched, installed or reported.

    Its settings go to a folder of this process's own, so that the user's stay as they are.

    Raises:
        InputError: It is not installed.
    """
    require("ultralytics", extra="ultralytics")
    os.environ.update(SETTINGS)
    if "YOLO_CONFIG_DIR" not in os.environ:
        os.environ["YOLO_CONFIG_DIR"] = folder = tempfile.mkdtemp(prefix="rune-lp-yolo-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    declared = declare_operators()
    from PIL import Image

    usual = Image.open
    import ultralytics
    import ultralytics.utils.patches

    # It puts a function of its own there, which tries to install a package for what is no picture.
    Image.open = usual
    if declared is not None:
        # torchvision has no suppression of boxes then. Ultralytics has one, which finds the same.
        import torchvision
        from ultralytics.utils.nms import TorchNMS

        torchvision.ops.nms = TorchNMS.nms
    ultralytics.settings.update({"sync": False})
    return ultralytics


class UltralyticsDetector:
    """A YOLO model in a `.pt` file, as Ultralytics' training writes it.

    Such a file is a pickle: loading it runs what it says. Whoever opens it warns of that.

    Args:
        path: The file.
        names: Other names for its classes, in their order.
        device: A device of torch, such as `cpu`, `cuda` or `0`.
        threads: How many of the processor's threads torch may use; 0 for its own choice.

    Raises:
        InputError: Ultralytics is not installed, or the file is no model that gives boxes.
    """

    def __init__(
        self, path: Path, names: Sequence[str] = (), *, device: str = "cpu", threads: int = 0
    ) -> None:
        require("torch", extra="ultralytics")
        ultralytics = offline_ultralytics()
        import torch

        place = Place(str(path))
        try:
            self._model = ultralytics.YOLO(str(path), verbose=False)
            task = self._model.task
        # Unpickling somebody's file may raise anything.
        except Exception as error:
            reason = (str(error) or type(error).__name__).splitlines()[0]
            raise InputError.of(f"cannot be loaded as a YOLO model: {reason}", place) from None
        if task not in ("obb", "detect", "segment"):
            raise InputError.of(f"must be a model that gives boxes, but its task is {task}", place)
        known = tuple(str(self._model.names[index]) for index in sorted(self._model.names))
        if names and len(names) != len(known):
            message = f"has {len(known)} classes, but {len(names)} names were given"
            raise InputError.of(message, place)
        if threads:
            torch.set_num_threads(threads)
        self._names = tuple(names) or known
        self._device = device
        self._place = place

    @property
    def names(self) -> tuple[str, ...]:
        """The classes."""
        return self._names

    @property
    def tile(self) -> int | None:
        """The side in pixels that the model was trained on, or None if it does not say."""
        side = self._model.overrides.get("imgsz")
        return side if isinstance(side, int) else None

    def detect(self, tiles: Sequence[NDArray[np.uint8]], min_score: float) -> list[Found]:
        """Return what is found in each tile; see `Detector`."""
        import torch

        # A tensor is taken as it is; tiles would be scaled to a side that all of them fit.
        batch = torch.from_numpy(batched(tiles, STRIDE, None))
        try:
            results = self._model.predict(
                batch,
                conf=min_score,
                iou=OVERLAPPING,
                max_det=MOST,
                device=self._device,
                verbose=False,
            )
        except (RuntimeError, ValueError) as error:
            reason = str(error).strip().splitlines()[0]
            raise InputError.of(f"stops with {reason}", self._place) from None
        return [_found(result) for result in results]


def _found(result: Any) -> Found:
    boxes = result.boxes if result.obb is None else result.obb
    if boxes is None or not len(boxes):
        return Found.nothing()
    columns = (boxes.xywh if result.obb is None else boxes.xywhr).cpu().numpy()
    columns = columns.astype(np.float64)
    angles = np.zeros(len(columns)) if result.obb is None else columns[:, 4]
    x, y, width, height = columns[:, :4].T
    corners = rotated_corners(x, y, width, height, angles)
    labels = boxes.cls.cpu().numpy().astype(np.int64)
    return Found(corners, labels, boxes.conf.cpu().numpy().astype(np.float64))
