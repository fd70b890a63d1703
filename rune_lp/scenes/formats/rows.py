"""The rows of one image while it is being read, and the scene they become."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rune_lp.scenes.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rune_lp.errors import Place
    from rune_lp.scenes.masks import Mask

__all__ = ["Placed", "Rows", "with_classes"]


class Placed(NamedTuple):
    """A scene, and where its source begins."""

    scene: Scene
    place: Place


@dataclass(slots=True)
class Rows:
    """Detections of one image in the source's order, 80 bytes each without their masks.

    >>> rows = Rows()
    >>> rows.add("ship", 0.9, [0, 0, 4, 0, 4, 2, 0, 2])
    >>> len(rows.scene("P1"))
    1
    """

    labels: list[str] = field(default_factory=list)
    scores: array[float] = field(default_factory=lambda: array("d"))
    corners: array[float] = field(default_factory=lambda: array("d"))
    masks: list[Mask | None] = field(default_factory=list)

    def add(
        self, label: str, score: float, corners: Sequence[float], mask: Mask | None = None
    ) -> None:
        """Append a detection: its label, its confidence, `x1 y1 … x4 y4`, its mask."""
        self.masks.append(mask)
        self.labels.append(label)
        self.scores.append(score)
        self.corners.extend(corners)

    def scene(
        self,
        image: str,
        *,
        size: tuple[float, float] | None = None,
        gsd: float | None = None,
        north: float | None = None,
        path: str | None = None,
        classes: Iterable[str] = (),
    ) -> Scene:
        """Return the scene of the rows.

        Args:
            image: The image's name.
            size: Its width and height in pixels, or None if unknown.
            gsd: Metres per pixel.
            north: Degrees clockwise from the image's up.
            path: The image file.
            classes: Labels that the source knows, whether or not the image has any.
        """
        width, height = size or (None, None)
        scene = Scene.of(
            image,
            self.labels,
            np.array(self.scores),
            np.array(self.corners),
            width=width,
            height=height,
            gsd=gsd,
            north=north,
            path=path,
            masks=self.masks,
        )
        return with_classes(scene, classes)


def with_classes(scene: Scene, classes: Iterable[str]) -> Scene:
    """Return the scene with more labels known: a class without a detection is still a class.

    >>> box = [(0, 0), (4, 0), (4, 2), (0, 2)]
    >>> with_classes(Scene.of("P1", ["ship"], [0.9], [box]), ["plane"]).class_names
    ('plane', 'ship')
    """
    names = tuple(sorted({*scene.class_names, *classes}))
    if names == scene.class_names:
        return scene
    position = {name: index for index, name in enumerate(names)}
    recoded = np.array([position[name] for name in scene.class_names], dtype=np.int32)
    index = recoded[scene.class_index] if len(scene) else scene.class_index
    return replace(scene, class_names=names, class_index=index)
