"""Segment Anything models from files of weights, run by Ultralytics: SAM, SAM 2 and MobileSAM.

Ultralytics is under the AGPL, so it is imported only for such a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest import mock

import numpy as np

from rune_lp.errors import InputError, Place
from rune_lp.optional import require
from rune_lp.vision.ultralytics_detector import offline_ultralytics

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["SamSegmenter"]

SIDE = 1024
"""The side in pixels of the pictures that these models were trained on."""

AT_ONCE = 16
"""Boxes that are given to the model together: so many masks of a view are in memory."""


class SamSegmenter:
    """A Segment Anything model; the file's name tells which, as Ultralytics calls them.

    The file has to hold tensors and nothing else, and is loaded as such: it can run nothing.

    Args:
        path: The file, such as `sam2.1_t.pt` or `mobile_sam.pt`.
        device: A device of torch, such as `cpu`, `cuda` or `0`.
        threads: How many of the processor's threads torch may use; 0 for its own choice.
        side: The side of the pictures that the model is given.

    Raises:
        InputError: Ultralytics is not installed, or the file is not of such a model.
    """

    def __init__(
        self, path: Path, *, device: str = "cpu", threads: int = 0, side: int = SIDE
    ) -> None:
        place = Place(str(path))
        if not path.is_file():
            raise InputError.of("no such file of weights", place)
        require("torch", extra="ultralytics")
        offline_ultralytics()
        import torch
        from ultralytics.models.sam import build
        from ultralytics.models.sam.predict import Predictor, SAM2Predictor

        known = [name for name in build.sam_model_map if path.name.endswith(name)]
        if not known:
            hint = f"the name tells which model it is: {', '.join(build.sam_model_map)}"
            raise InputError.of("is not called as a known Segment Anything model", place, hint=hint)
        if threads:
            torch.set_num_threads(threads)
        kind = Predictor if not known[0].startswith("sam2") else SAM2Predictor
        settings = {"imgsz": side, "device": device, "save": False, "verbose": False}
        try:
            # Its own loader unpickles, and looks on the network for what it does not find.
            with mock.patch.object(build, "_load_checkpoint", _load):
                network = build.build_sam(str(path))
            self._predictor = kind(overrides=settings)
            self._predictor.setup_model(network, verbose=False)
        # A file that is something else may raise anything.
        except Exception as error:
            reason = (str(error) or type(error).__name__).splitlines()[0].rstrip(":")
            message = f"cannot be loaded as {known[0].removesuffix('.pt')} on {device!r}: {reason}"
            raise InputError.of(message, place) from None
        self._place = place
        self._side = side

    @property
    def side(self) -> int:
        """The side in pixels of the pictures that the model is given."""
        return self._side

    def segment(
        self, pixels: NDArray[np.uint8], boxes: NDArray[np.float64], points: NDArray[np.float64]
    ) -> Iterator[NDArray[np.bool_]]:
        """Yield the pixels of each box's object; see `Segmenter`."""
        predictor = self._predictor
        try:
            # It takes arrays in OpenCV's order: blue first.
            predictor.set_image(np.ascontiguousarray(pixels[..., ::-1]))
            for first in range(0, len(boxes), AT_ONCE):
                some = slice(first, first + AT_ONCE)
                masks, _ = predictor.inference_features(
                    predictor.features,
                    pixels.shape[:2],
                    bboxes=boxes[some],
                    points=points[some, None],
                    labels=np.ones((len(boxes[some]), 1)),
                )
                yield from masks.cpu().numpy()
        except RuntimeError as error:
            reason = str(error).strip().splitlines()[0]
            raise InputError.of(f"stops with {reason}", self._place) from None


def _load(network: Any, checkpoint: str) -> Any:
    """Fill a network from a file of tensors, in place of Ultralytics' function of this use."""
    import torch

    tensors = torch.load(checkpoint, map_location="cpu", weights_only=True)
    nested = tensors.get("model")
    network.load_state_dict(nested if isinstance(nested, dict) else tensors)
    return network
