"""Detectors in ONNX files, run by onnxruntime: graphs of its operators, no code of their own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from rune_lp.errors import InputError, Place
from rune_lp.optional import require
from rune_lp.vision.output import batched, decoded, listed, metadata_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from rune_lp.vision.detector import Found

__all__ = ["OnnxDetector"]

STRIDE = 32
"""What sides are multiples of where the file does not say."""

PROVIDERS = {"cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider"}
"""Onnxruntime's names for devices."""


class OnnxDetector:
    """A detector in an ONNX file whose output is as `vision.output` has it.

    The file's metadata `names`, `stride` and `end2end` are used where it has them.

    Args:
        path: The file.
        names: The classes, where the file does not name them; else these go before its own.
        device: `cpu` or `cuda`.
        threads: How many of the processor's threads it may use; 0 for all.

    Raises:
        InputError: onnxruntime is not installed or has no such device, or the file is no usable
            network or has no names.
    """

    def __init__(
        self, path: Path, names: Sequence[str] = (), *, device: str = "cpu", threads: int = 0
    ) -> None:
        require("onnxruntime", extra="vision")
        # From 1.32 on it reports its use to its maker, and keeps an identifier in the user's home.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime

        self._place = Place(str(path))
        provider = PROVIDERS.get(device)
        if provider not in onnxruntime.get_available_providers():
            hint = "cpu" if device == "cpu" else "cpu, or install onnxruntime-gpu for cuda"
            raise InputError.of(f"device {device!r} is not to be had here", hint=hint)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=[provider])
        # Its errors have no root of their own below Exception.
        except Exception as error:
            reason = str(error).splitlines()[0]
            raise InputError.of(f"cannot be loaded as ONNX: {reason}", self._place) from None
        inputs = self._session.get_inputs()
        if len(inputs) != 1 or len(inputs[0].shape) != 4 or inputs[0].type != "tensor(float)":
            described = ", ".join(f"{one.name}: {one.type} {one.shape}" for one in inputs)
            raise InputError.of(
                f"must take one float32 tensor (n, 3, height, width), but takes {described}",
                self._place,
            )
        self._input = inputs[0].name
        count, _, height, width = inputs[0].shape
        self._fixed_batch = count if isinstance(count, int) else None
        fixed = isinstance(height, int) and isinstance(width, int)
        if fixed and height != width:
            raise InputError.of(
                f"must take square tiles, but takes {height} x {width}", self._place
            )
        self._tile: int | None = height if fixed else None
        known = self._session.get_modelmeta().custom_metadata_map
        stride = known.get("stride", "")
        self._stride = int(stride) if stride.isdecimal() and int(stride) > 0 else STRIDE
        self._read = listed if known.get("end2end") == "True" else decoded
        self._names = tuple(names) or metadata_names(known.get("names"))
        if not self._names:
            raise InputError.of("does not name its classes", self._place, hint="give --names FILE")

    @property
    def names(self) -> tuple[str, ...]:
        """The classes."""
        return self._names

    @property
    def tile(self) -> int | None:
        """The side in pixels that the network takes, or None if it takes any."""
        return self._tile

    def detect(self, tiles: Sequence[NDArray[np.uint8]], min_score: float) -> list[Found]:
        """Return what is found in each tile; see `Detector`."""
        size = self._fixed_batch or len(tiles)
        found: list[Found] = []
        for first in range(0, len(tiles), size):
            some = list(tiles[first : first + size])
            batch = batched([*some, *[some[-1]] * (size - len(some))], self._stride, self._tile)
            output = self._output(batch)
            found += [
                self._read(rows, len(self._names), min_score, self._place)
                for rows in output[: len(some)]
            ]
        return found

    def _output(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        try:
            output: NDArray[np.float32] = self._session.run(None, {self._input: batch})[0]
        # Its errors have no root of their own below Exception.
        except Exception as error:
            reason = str(error).splitlines()[0]
            raise InputError.of(f"stops with {reason}", self._place) from None
        return output
