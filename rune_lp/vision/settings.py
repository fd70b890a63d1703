"""How pictures are read and what is kept, and where the time of it went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rune_lp.vision.detector import Detector

__all__ = ["Settings", "Spent"]

TILE = 512
"""Pixels: the side of tiles where the detector has none of its own."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How pictures are read and what is kept.

    Attributes:
        min_score: The least score of a detection.
        max_iou: Of two boxes of a class with a larger intersection over union one goes.
        tile: The side of tiles in pixels; None for the detector's own.
        overlap: What neighbouring tiles share, in pixels; None for a quarter of the side. An
            object that is longer may be cut by every tile it is in.
        bands: The band that is shown in grey, or those of red, green and blue, 0-based; None for
            the first three, or the first where there are fewer.
        batch: How many tiles the detector gets at once.
    """

    min_score: float = 0.05
    max_iou: float = 0.3
    tile: int | None = None
    overlap: int | None = None
    batch: int = 4
    bands: tuple[int, ...] | None = None

    def side(self, detector: Detector) -> int:
        """Return the side of tiles for a detector."""
        return self.tile or detector.tile or TILE


class Spent(NamedTuple):
    """Where time went, in seconds.

    Attributes:
        read: Opening pictures and reading windows of them.
        infer: The detector.
        merge: Suppression within tiles and between them.
        mask: The segmenter, and reading for it.
        write: The catalogue.

    >>> Spent(1.0, 2.0) + Spent(0.5)
    Spent(read=1.5, infer=2.0, merge=0.0, mask=0.0, write=0.0)
    """

    read: float = 0.0
    infer: float = 0.0
    merge: float = 0.0
    mask: float = 0.0
    write: float = 0.0

    def __add__(self, other: tuple[object, ...]) -> Spent:
        if not isinstance(other, Spent):
            return NotImplemented
        return Spent(*(one + more for one, more in zip(self, other, strict=True)))
