"""Detectors in TorchScript files, run by torch's own interpreter of its script."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rune_lp.errors import InputError, Place
from rune_lp.optional import require
from rune_lp.vision.output import batched, decoded, listed, metadata_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from rune_lp.vision.detector import Found

__all__ = ["TorchScriptDetector"]

METADATA = "config.txt"
"""The file inside the archive where Ultralytics' export puts what is known of the network."""

STRIDE = 32
"""What sides are multiples of where the file does not say."""


class TorchScriptDetector:
    """A detector in a TorchScript file whose output is as `vision.output` has it.

    Args:
        path: The file.
        names: The classes, where the file does not name them; else these go before its own.
        device: A device of torch, such as `cpu` or `cuda`.
        threads: How many of the processor's threads torch may use; 0 for its own choice.

    Raises:
        InputError: torch is not installed or has no such device, or the file is no usable network
            or has no names.
    """

    def __init__(
        self, path: Path, names: Sequence[str] = (), *, device: str = "cpu", threads: int = 0
    ) -> None:
        require("torch", extra="vision")
        import torch

        self._place = Place(str(path))
        if threads:
            torch.set_num_threads(threads)
        inside = {METADATA: ""}
        try:
            self._device = torch.device(device)
            self._network = torch.jit.load(str(path), self._device, _extra_files=inside).eval()
        except (RuntimeError, ValueError) as error:
            reason = str(error).splitlines()[0]
            message = f"cannot be loaded as TorchScript on {device!r}: {reason}"
            raise InputError.of(message, self._place) from None
        known = _metadata(inside[METADATA])
        self._names = tuple(names) or metadata_names(str(known.get("names", "")))
        self._read = listed if known.get("end2end") is True else decoded
        sides = known.get("imgsz")
        fixed = isinstance(sides, list) and bool(sides) and not known.get("dynamic")
        self._tile: int | None = int(sides[0]) if fixed and sides else None
        self._stride = int(known.get("stride", STRIDE))
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
        import torch

        batch = torch.from_numpy(batched(tiles, self._stride, self._tile)).to(self._device)
        try:
            with torch.inference_mode():
                output = self._network(batch)
        except RuntimeError as error:
            reason = str(error).strip().splitlines()[-1]
            raise InputError.of(f"stops with {reason}", self._place) from None
        first = output[0] if isinstance(output, (list, tuple)) else output
        return [
            self._read(rows, len(self._names), min_score, self._place)
            for rows in first.float().cpu().numpy()
        ]


def _metadata(text: str | bytes) -> dict[str, Any]:
    try:
        known = json.loads(text)
    except ValueError:
        return {}
    return known if isinstance(known, dict) else {}
