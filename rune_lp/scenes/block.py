"""A block: the detections of many images as columns, for questions asked of all of them at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.scenes.georeference import Georeferences
from rune_lp.scenes.masks import known_masks
from rune_lp.scenes.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from rune_lp.scenes.masks import Mask

__all__ = ["Block"]


@dataclass(frozen=True, eq=False, slots=True)
class Block:
    """The detections of m images, n rows in all, an image's rows together in the source's order.

    Attributes:
        names: The images' names, sorted.
        offsets: Where each image's rows begin and the last one's end, int64 (m + 1,).
        class_index: For each detection the position of its label in `class_names`, int32 (n,).
        scores: Confidences in 0..1, float64 (n,).
        corners: The oriented boxes' corners in image pixels, float64 (n, 4, 2).
        ids: The objects' ids within their image, int64 (n,).
        widths: The images' widths in pixels, float64 (m,).
        heights: The images' heights in pixels, float64 (m,).
        size_known: Whether the source gave the image's size, bool (m,).
        gsds: Ground sample distances in metres per pixel, nan if unknown, float64 (m,).
        norths: Degrees of north clockwise from the image's up, nan if unknown, float64 (m,).
        georeferences: Where the images' pixels are on the ground.
        class_names: The labels, sorted.
        paths: The image files, None where the source names none; empty if it names none at all.
        masks: As in `Scene`, one for each detection, or None.
        rectangles: As in `Scene`, float64 (n, 3), or None.

    The arrays are read-only. Two blocks are equal if they hold equal scenes.

    >>> box = [(0, 0), (4, 0), (4, 2), (0, 2)]
    >>> ships = Scene.of("P2", ["ship", "ship"], [0.9, 0.8], [box, box], gsd=0.3)
    >>> block = Block.of([ships, Scene.of("P1", ["plane"], [0.7], [box])])
    >>> block.names, block.offsets.tolist(), block.class_index.tolist(), block.gsds.tolist()
    (('P1', 'P2'), [0, 1, 3], [0, 1, 1], [nan, 0.3])
    >>> block.scene(1) == ships
    True
    """

    names: tuple[str, ...]
    offsets: NDArray[np.int64]
    class_index: NDArray[np.int32]
    scores: NDArray[np.float64]
    corners: NDArray[np.float64]
    ids: NDArray[np.int64]
    widths: NDArray[np.float64]
    heights: NDArray[np.float64]
    size_known: NDArray[np.bool_]
    gsds: NDArray[np.float64]
    norths: NDArray[np.float64]
    georeferences: Georeferences
    class_names: tuple[str, ...]
    paths: tuple[str | None, ...] = ()
    masks: tuple[Mask | None, ...] | None = None
    rectangles: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        images, rows = len(self.names), len(self.ids)
        columns = (self.class_index, self.scores, self.corners, self.ids)
        per_image = (self.widths, self.heights, self.size_known, self.gsds, self.norths)
        shapes = [column.shape for column in (*columns, *per_image, self.offsets)]
        flat = (rows,)
        if shapes != [flat, flat, (rows, 4, 2), flat, *[(images,)] * 5, (images + 1,)]:
            raise ValueError(
                f"columns of a block must have one row per detection or image, but got {shapes}"
            )
        if self.rectangles is not None and self.rectangles.shape != (rows, 3):
            raise ValueError(f"a block of {rows} detections must have as many rectangles")
        if self.masks is not None and len(self.masks) != rows:
            raise ValueError(f"a block of {rows} detections must have as many masks")
        if len(self.georeferences) != images:
            raise ValueError(f"a block of {images} images must have as many georeferences")
        if self.offsets[0] != 0 or self.offsets[-1] != rows or len(self.paths) not in (0, images):
            raise ValueError("a block's images must share out all its rows, and have a path each")
        for column in (*columns, *per_image, self.offsets):
            column.setflags(write=False)

    @classmethod
    def of(cls, scenes: Iterable[Scene]) -> Block:
        """Return the block of some images' scenes, in whatever order they come.

        Raises:
            ValueError: Two scenes are of one image.
        """
        ordered = sorted(scenes, key=lambda scene: scene.image)
        names = tuple(scene.image for scene in ordered)
        if len(set(names)) != len(names):
            raise ValueError("a block has one scene of each image")
        labels = sorted({name for scene in ordered for name in scene.class_names})
        position = {name: index for index, name in enumerate(labels)}
        coded = [
            np.array([position[name] for name in scene.class_names], dtype=np.int32)[
                scene.class_index
            ]
            for scene in ordered
        ]
        paths = tuple(scene.path for scene in ordered)
        return cls(
            names=names,
            offsets=np.cumsum([0, *map(len, ordered)], dtype=np.int64),
            class_index=np.concatenate([np.empty(0, dtype=np.int32), *coded]),
            scores=np.concatenate([np.empty(0), *(scene.scores for scene in ordered)]),
            corners=np.concatenate([np.empty((0, 4, 2)), *(scene.corners for scene in ordered)]),
            ids=np.concatenate(
                [np.empty(0, dtype=np.int64), *(scene.ids for scene in ordered)], dtype=np.int64
            ),
            widths=np.array([scene.width for scene in ordered], dtype=np.float64),
            heights=np.array([scene.height for scene in ordered], dtype=np.float64),
            size_known=np.array([scene.size_known for scene in ordered], dtype=np.bool_),
            gsds=_numbers(scene.gsd for scene in ordered),
            norths=_numbers(scene.north for scene in ordered),
            georeferences=Georeferences.of(scene.georeference for scene in ordered),
            class_names=tuple(labels),
            paths=paths if any(path is not None for path in paths) else (),
            masks=known_masks(
                mask for scene in ordered for mask in scene.masks or (None,) * len(scene)
            ),
            rectangles=_measured(ordered),
        )

    def __len__(self) -> int:
        return len(self.names)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Block):
            return NotImplemented
        return self.names == other.names and all(
            self.scene(position) == other.scene(position) for position in range(len(self))
        )

    __hash__ = None  # type: ignore[assignment]

    def scene(self, position: int) -> Scene:
        """Return the scene of the image at a position of `names`; its columns are views.

        Its `class_names` are all the labels of the block.
        """
        rows = slice(self.offsets[position], self.offsets[position + 1])
        return Scene(
            image=self.names[position],
            class_names=self.class_names,
            class_index=self.class_index[rows],
            scores=self.scores[rows],
            corners=self.corners[rows],
            ids=self.ids[rows],
            width=float(self.widths[position]),
            height=float(self.heights[position]),
            size_known=bool(self.size_known[position]),
            gsd=_known(self.gsds[position]),
            north=_known(self.norths[position]),
            path=self.paths[position] if self.paths else None,
            georeference=self.georeferences[position],
            masks=None if self.masks is None else known_masks(self.masks[rows]),
            rectangles=None if self.rectangles is None else self.rectangles[rows],
        )

    def between(self, first: int, last: int) -> Block:
        """Return the block of the images from position `first` to before `last`, as views."""
        images = slice(first, last)
        rows = slice(self.offsets[first], self.offsets[last])
        return Block(
            names=self.names[images],
            offsets=self.offsets[first : last + 1] - self.offsets[first],
            class_index=self.class_index[rows],
            scores=self.scores[rows],
            corners=self.corners[rows],
            ids=self.ids[rows],
            widths=self.widths[images],
            heights=self.heights[images],
            size_known=self.size_known[images],
            gsds=self.gsds[images],
            norths=self.norths[images],
            georeferences=self.georeferences.at(images),
            class_names=self.class_names,
            paths=self.paths[images],
            masks=None if self.masks is None else known_masks(self.masks[rows]),
            rectangles=None if self.rectangles is None else self.rectangles[rows],
        )


def _numbers(values: Iterable[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _measured(scenes: Sequence[Scene]) -> NDArray[np.float64] | None:
    """Return the rectangles of all scenes' detections, if they are known of every one."""
    found = [scene.rectangles for scene in scenes if scene.rectangles is not None]
    return np.concatenate(found) if found and len(found) == len(scenes) else None


def _known(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)
