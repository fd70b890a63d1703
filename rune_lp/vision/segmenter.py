"""What a segmenter is: boxes in a part of a picture to the pixels that their objects cover."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Segmenter"]


class Segmenter(Protocol):
    """Tells which pixels the object in a box covers."""

    @property
    def side(self) -> int:
        """The side in pixels of the pictures that it was made for; smaller ones will do."""
        ...

    def segment(
        self, pixels: NDArray[np.uint8], boxes: NDArray[np.float64], points: NDArray[np.float64]
    ) -> Iterator[NDArray[np.bool_]]:
        """Yield the pixels of each box's object, bool (height, width), in the boxes' order.

        Args:
            pixels: RGB, uint8 (height, width, 3).
            boxes: Upright boxes around the objects: left, top, right, bottom, (n, 4).
            points: A point on each object: x, y, (n, 2).

        Raises:
            InputError: It cannot be used.
        """
        ...
