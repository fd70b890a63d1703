"""What a detector is: tiles of an image to oriented boxes with labels and scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Detector", "Found"]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What was found, one row for each box.

    Attributes:
        corners: The boxes' corners in pixels, in order around the box, float64 (n, 4, 2).
        labels: The positions of their labels in the detector's `names`, int64 (n,).
        scores: Confidences in 0..1, float64 (n,).

    >>> len(Found.nothing())
    0
    """

    corners: NDArray[np.float64]
    labels: NDArray[np.int64]
    scores: NDArray[np.float64]

    @classmethod
    def nothing(cls) -> Found:
        """Return no boxes."""
        return cls(np.empty((0, 4, 2)), np.empty(0, dtype=np.int64), np.empty(0))

    def __len__(self) -> int:
        return len(self.scores)

    def at(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Found:
        """Return some rows."""
        return Found(self.corners[rows], self.labels[rows], self.scores[rows])

    def moved(self, x: float, y: float) -> Found:
        """Return the boxes so many pixels further right and down."""
        return Found(self.corners + np.array([x, y]), self.labels, self.scores)


class Detector(Protocol):
    """Finds objects in tiles of an image."""

    @property
    def names(self) -> tuple[str, ...]:
        """The classes it knows; labels are positions in it."""
        ...

    @property
    def tile(self) -> int | None:
        """The side in pixels that it was made for, or None if any will do."""
        ...

    def detect(self, tiles: Sequence[NDArray[np.uint8]], min_score: float) -> list[Found]:
        """Return what is found in each tile, in its own pixels.

        One object may be found more than once; that is for others to mend.

        Args:
            tiles: RGB, uint8 (height, width, 3) each; they may differ in size.
            min_score: The least score of a box.
        """
        ...
