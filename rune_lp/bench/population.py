"""The population that benchmark images are drawn from: a few fitted numbers of real detections.

The numbers in `population.json` were fitted (see `fitting`) to what an oriented detector found in
158 images of DOTA: how many objects of each class an image shows, how large they are, how they
stand together, and beside what.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "LEVELS",
    "THRESHOLD",
    "ClassShape",
    "ImageCounts",
    "Population",
    "load_population",
    "read_population",
]

THRESHOLD = 0.5
"""Detections of at least this score are *sure*: the objects that questions are about."""

LEVELS = np.linspace(0.0, 1.0, 11)
"""The shares at which a distribution's quantiles are kept."""

FILE = "population.json"


@dataclass(frozen=True, slots=True)
class ImageCounts:
    """One real image, without its objects' places.

    Attributes:
        width: The extent of its detections in pixels.
        height: Likewise.
        scale: The mean logarithm of its objects' lengths over those of their classes.
        counts: For each class, how many detections, and how many of them are sure.
    """

    width: float
    height: float
    scale: float
    counts: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class ClassShape:
    """How the objects of a class look and stand.

    Attributes:
        length: The median length in pixels.
        between: The standard deviation of an image's mean logarithm of lengths, scale aside.
        within: The standard deviation of the logarithm of lengths in one image.
        aspect: The median of length over width.
        aspect_spread: The standard deviation of the logarithm of that.
        group: The mean number of objects that stand in one group, each near another.
        pitch: The median distance of an object's centre to the next of its class, in widths.
        sure_scores: Quantiles, at `LEVELS`, of the scores of sure detections.
        unsure_scores: Quantiles, at `LEVELS`, of the others' scores.
        hosts: The share of the objects that are near an object of a larger class, where an image
            shows both, by class.
    """

    length: float
    between: float
    within: float
    aspect: float
    aspect_spread: float
    group: float
    pitch: float
    sure_scores: tuple[float, ...]
    unsure_scores: tuple[float, ...]
    hosts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Population:
    """What images are drawn from.

    Attributes:
        images: The real images' counts.
        classes: By label, the largest objects first, so that hosts come before their guests.
    """

    images: tuple[ImageCounts, ...]
    classes: Mapping[str, ClassShape]

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels, sorted."""
        return tuple(sorted(self.classes))

    def to_json(self) -> str:
        """Return the population as the text that `read_population` reads, an entry a line."""
        images = ",\n".join(f"  {json.dumps(asdict(image))}" for image in self.images)
        classes = ",\n".join(
            f"  {json.dumps(label)}: {json.dumps(asdict(shape))}"
            for label, shape in self.classes.items()
        )
        return f'{{"images": [\n{images}\n ],\n "classes": {{\n{classes}\n }}\n}}\n'


def read_population(text: str) -> Population:
    """Return the population that `Population.to_json` wrote.

    >>> read_population(load_population().to_json()) == load_population()
    True
    """
    found = json.loads(text)
    images = [
        ImageCounts(
            **image | {"counts": {label: (n, sure) for label, (n, sure) in image["counts"].items()}}
        )
        for image in found["images"]
    ]
    classes = {
        label: ClassShape(
            **shape | {key: tuple(shape[key]) for key in ("sure_scores", "unsure_scores")}
        )
        for label, shape in found["classes"].items()
    }
    return Population(tuple(images), classes)


def load_population() -> Population:
    """Return the population that ships with the package.

    >>> population = load_population()
    >>> len(population.images), len(population.classes)
    (158, 15)
    """
    return read_population((files(__package__) / FILE).read_text(encoding="utf-8"))
