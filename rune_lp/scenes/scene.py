"""A scene: the detections of one image, as immutable columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.scenes.masks import known_masks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from rune_lp.scenes.georeference import Georeference
    from rune_lp.scenes.masks import Mask

__all__ = ["Scene"]


@dataclass(frozen=True, eq=False, slots=True)
class Scene:
    """The detections of one image, one row each, in the source's order.

    Attributes:
        image: The image's name, without folder and extension.
        class_names: The distinct labels in the source's spelling, sorted.
        class_index: For each detection the position of its label in `class_names`, int32 (n,).
        scores: Confidences in 0..1, float64 (n,); 1.0 where the source has none (ground truth).
        corners: The oriented boxes' corners in image pixels, x right and y down, in order around
            the box, float64 (n, 4, 2); they may leave the image.
        ids: The objects' ids, int64 (n,): 0-based positions in the source's order for this image.
            `at_least` keeps them, so that an object has one name at every threshold.
        width: The image's width in pixels.
        height: The image's height in pixels.
        size_known: Whether the source gave the image's size. Where it did not, width and height
            are the largest x and y of all its detections, at whatever score.
        gsd: The ground sample distance in metres per pixel, or None if unknown.
        north: The direction of north in degrees clockwise from the image's up, or None if
            unknown (then up is north).
        path: The image file, if the source names one.
        georeference: Where the pixels are on the ground, or None if unknown.
        masks: The pixels that each object covers, None where they are not known; None if they
            are of no object, or not asked for.
        rectangles: The length, width and angle of the smallest rectangle around each box, float64
            (n, 3), or None where they are not known beforehand; see `geometry.boxes`.

    The arrays are read-only. Two scenes are equal if every column is.

    >>> scene = Scene.of("P1", ["ship"], [0.9], [[(0, 0), (4, 0), (4, 2), (0, 2)]])
    >>> len(scene), scene.labels, scene.corners.shape
    (1, ('ship',), (1, 4, 2))
    """

    image: str
    class_names: tuple[str, ...]
    class_index: NDArray[np.int32]
    scores: NDArray[np.float64]
    corners: NDArray[np.float64]
    ids: NDArray[np.int64]
    width: float
    height: float
    size_known: bool
    gsd: float | None = None
    north: float | None = None
    path: str | None = None
    georeference: Georeference | None = None
    masks: tuple[Mask | None, ...] | None = None
    rectangles: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        count = len(self.ids)
        if self.masks is not None and len(self.masks) != count:
            raise ValueError(f"a scene of {count} detections must have as many masks")
        shapes = (self.class_index.shape, self.scores.shape, self.corners.shape)
        if self.rectangles is not None and self.rectangles.shape != (count, 3):
            raise ValueError(f"a scene of {count} detections must have as many rectangles")
        if shapes != ((count,), (count,), (count, 4, 2)):
            raise ValueError(
                f"columns of a scene must have one row per detection, but got {shapes}"
            )
        for column in (self.class_index, self.scores, self.corners, self.ids):
            column.setflags(write=False)

    @classmethod
    def of(
        cls,
        image: str,
        labels: Sequence[str],
        scores: ArrayLike,
        corners: ArrayLike,
        *,
        width: float | None = None,
        height: float | None = None,
        gsd: float | None = None,
        north: float | None = None,
        path: str | None = None,
        georeference: Georeference | None = None,
        masks: Sequence[Mask | None] | None = None,
    ) -> Scene:
        """Return the scene of detections listed in the source's order.

        Args:
            image: The image's name.
            labels: A label for each of the n detections.
            scores: n confidences in 0..1.
            corners: n boxes of four (x, y) corners.
            width: The image's width in pixels, or None if unknown.
            height: The image's height in pixels, or None if unknown.
            gsd: Metres per pixel.
            north: Degrees clockwise from the image's up.
            path: The image file.
            georeference: Where the pixels are on the ground.
            masks: The pixels that each object covers; without any, the scene has none.
        """
        names = tuple(sorted(set(labels)))
        position = {name: index for index, name in enumerate(names)}
        boxes = np.array(corners, dtype=np.float64).reshape(len(labels), 4, 2)
        extent = boxes.max(axis=(0, 1)) if len(labels) else np.zeros(2)
        size_known = width is not None and height is not None
        return cls(
            image=image,
            class_names=names,
            class_index=np.array([position[label] for label in labels], dtype=np.int32),
            scores=np.array(scores, dtype=np.float64).reshape(len(labels)),
            corners=boxes,
            ids=np.arange(len(labels), dtype=np.int64),
            width=float(extent[0]) if width is None or height is None else float(width),
            height=float(extent[1]) if width is None or height is None else float(height),
            size_known=size_known,
            gsd=gsd,
            north=north,
            path=path,
            georeference=georeference,
            masks=None if masks is None else known_masks(masks),
        )

    def __len__(self) -> int:
        return len(self.ids)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Scene):
            return NotImplemented
        return (
            self._values() == other._values()
            and self.labels == other.labels
            and np.array_equal(self.scores, other.scores)
            and np.array_equal(self.corners, other.corners)
            and np.array_equal(self.ids, other.ids)
            and self.masks == other.masks
        )

    __hash__ = None  # type: ignore[assignment]

    def _values(self) -> tuple[object, ...]:
        size = (self.width, self.height, self.size_known)
        return (self.image, size, self.gsd, self.north, self.path, self.georeference)

    @property
    def labels(self) -> tuple[str, ...]:
        """The label of each detection, in the source's spelling."""
        return tuple(self.class_names[index] for index in self.class_index)

    def at_least(self, min_score: float) -> Scene:
        """Return the scene of the detections with `score >= min_score`, ids kept.

        >>> box = [(0, 0), (4, 0), (4, 2), (0, 2)]
        >>> Scene.of("P1", ["ship", "ship"], [0.2, 0.9], [box, box]).at_least(0.5).ids.tolist()
        [1]
        """
        return self.rows(np.flatnonzero(self.scores >= min_score))

    def rows(self, positions: NDArray[np.intp]) -> Scene:
        """Return the scene of the detections at the given row positions, ids kept."""
        return replace(
            self,
            class_index=self.class_index[positions],
            scores=self.scores[positions],
            corners=self.corners[positions],
            ids=self.ids[positions],
            masks=None
            if self.masks is None
            else known_masks(self.masks[row] for row in positions.tolist()),
            rectangles=None if self.rectangles is None else self.rectangles[positions],
        )
