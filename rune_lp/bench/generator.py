"""Drawing benchmark images from the fitted population, a block of images at a time.

Each image takes the class counts of a real one, jittered; its objects stand in groups, in rows
side by side as ships are moored and cars are parked, at places that their hosts or chance give
(see `population.ClassShape`). What is drawn depends on the seed and the image's number alone: a
small catalogue is the beginning of a large one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.bench.population import LEVELS, load_population
from rune_lp.scenes import Scene

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from rune_lp.bench.population import ClassShape, Population

__all__ = ["VERSION", "images"]

VERSION = 3
"""Of what is drawn from a seed, and of the files that it is written to."""

BLOCK = 256
"""Images drawn at once: what is in memory does not grow with their number."""

JITTER = 0.25
"""The standard deviation of the logarithm of an image's counts about those of its real one."""

ROWS = 2
"""Rows of guests along a side of a host, where they are many."""

ASTRAY = 0.5
"""The share of unsure detections that lie about a sure one of their class."""


def images(
    seed: int, number: int, objects: int | None = None, population: Population | None = None
) -> Iterator[Scene]:
    """Yield scenes, named by their number.

    Args:
        seed: What chance starts from.
        number: How many scenes.
        objects: How many sure detections each of them has; without it, as real images have.
        population: What they are drawn from; the one of the package without it.

    >>> [len(scene) for scene in images(1, 3)] == [len(scene) for scene in images(1, 2000)][:3]
    True
    """
    drawn_from = population or load_population()
    for start in range(0, number, BLOCK):
        rng = np.random.default_rng([seed, start, objects or 0])
        block = _Block(drawn_from, rng, objects)
        for place in range(min(BLOCK, number - start)):
            yield block.scene(place, f"{start + place:07d}")


@dataclass(frozen=True, slots=True)
class _Objects:
    """Objects of one class in a block, one row each, ordered by image."""

    image: NDArray[np.intp]
    sure: NDArray[np.bool_]
    scores: NDArray[np.float64]
    centers: NDArray[np.float64]
    lengths: NDArray[np.float64]
    widths: NDArray[np.float64]
    angles: NDArray[np.float64]


class _Block:
    """The images of one block, drawn class by class, hosts before their guests."""

    def __init__(
        self, population: Population, rng: np.random.Generator, objects: int | None
    ) -> None:
        self.rng = rng
        self.labels = population.labels
        models = population.images
        if objects is not None:
            models = tuple(image for image in models if any(s for _, s in image.counts.values()))
        chosen = [models[place] for place in rng.integers(len(models), size=BLOCK)]
        self.size = np.array([(image.width, image.height) for image in chosen], dtype=np.float64)
        self.scale = np.array([image.scale for image in chosen])
        counts = np.array(
            [[image.counts.get(label, (0, 0)) for label in population.classes] for image in chosen]
        )
        sure, unsure = self._counts(counts[:, :, 1], counts[:, :, 0] - counts[:, :, 1], objects)
        self.sure = dict(zip(population.classes, sure.T, strict=True))
        self.drawn: dict[str, _Objects] = {}
        for place, (label, shape) in enumerate(population.classes.items()):
            least = self._berths(label, population)
            self.drawn[label] = self._class(shape, sure[:, place], unsure[:, place], least)
        self._assemble()

    def scene(self, place: int, name: str) -> Scene:
        """Return one image."""
        rows = slice(self._starts[place], self._starts[place + 1])
        width, height = self.size[place].tolist()
        return Scene(
            image=name,
            class_names=self.labels,
            class_index=self._classes[rows],
            scores=self._scores[rows],
            corners=self._corners[rows],
            ids=np.arange(rows.stop - rows.start, dtype=np.int64),
            width=width,
            height=height,
            size_known=True,
        )

    def _counts(
        self, sure: NDArray[np.int64], unsure: NDArray[np.int64], objects: int | None
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        if objects is None:
            # Poisson about a jittered mean: a class that the real image lacks stays away.
            factor = np.exp(self.rng.normal(0, JITTER, (BLOCK, 1)))
            return self.rng.poisson(sure * factor), self.rng.poisson(unsure * factor)
        totals = sure.sum(axis=1, keepdims=True)
        return (
            self.rng.multinomial(objects, sure / totals),
            self.rng.poisson(unsure * (objects / totals)),
        )

    def _berths(self, label: str, population: Population) -> NDArray[np.float64]:
        """Return how long a host must be in each image for most of its guests to stand at it.

        Real ones are: the piers of a marina are much longer than others.
        """
        least = np.zeros(BLOCK)
        for guest, shape in population.classes.items():
            if shape.hosts.get(label, 0.0) > 0.5:
                a_side = self.sure[guest] / np.maximum(2 * self.sure[label], 1)
                berth = shape.pitch * shape.length / shape.aspect * np.exp(self.scale)
                least = np.maximum(least, a_side / ROWS * berth)
        return least

    def _class(
        self,
        shape: ClassShape,
        sure: NDArray[np.int64],
        unsure: NDArray[np.int64],
        least: NDArray[np.float64],
    ) -> _Objects:
        rng = self.rng
        image = np.repeat(np.arange(BLOCK), sure)
        # The scale is the mean over all objects: a class that is most of them cannot deviate.
        others = 1 - sure / np.maximum(sum(self.sure.values()), 1)
        of_image = self.scale + others * rng.normal(0, shape.between, BLOCK)
        usual = np.maximum(shape.length * np.exp(of_image), least)
        length = usual[image] * np.exp(rng.normal(0, shape.within, len(image)))
        aspect = np.exp(
            np.abs(np.log(shape.aspect) + rng.normal(0, shape.aspect_spread, len(image)))
        )
        width = length / aspect
        centers, angles = self._placed(shape, sure, image, length, width)
        found = _Objects(
            image,
            np.ones(len(image), dtype=np.bool_),
            np.interp(rng.random(len(image)), LEVELS, shape.sure_scores),
            centers,
            length,
            width,
            angles,
        )
        return self._with_unsure(shape, found, sure, unsure, of_image)

    def _placed(
        self,
        shape: ClassShape,
        counts: NDArray[np.int64],
        image: NDArray[np.intp],
        lengths: NDArray[np.float64],
        widths: NDArray[np.float64],
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the centres and directions of a class's objects, group by group."""
        rng = self.rng
        hosts = self._hosts(shape)
        # A side of a host has a group of its own, as even as chance makes them.
        size = np.where(hosts > 0, counts / np.maximum(2 * hosts, 1), shape.group)
        per_image = (counts > 0) + rng.binomial(
            np.maximum(counts - 1, 0), 1 / np.maximum(size, 1.0)
        )
        first = np.cumsum(per_image) - per_image
        group = np.sort(first[image] + rng.integers(per_image[image]))
        groups = int(per_image.sum())
        group_image = np.repeat(np.arange(BLOCK), per_image)
        members = np.bincount(group, minlength=groups)
        rank = np.arange(len(group)) - (np.cumsum(members) - members)[group]
        typical = np.zeros((groups, 2))
        np.maximum.at(typical, group, np.stack([lengths, widths], axis=1))

        anchors = rng.random((groups, 2)) * self.size[group_image]
        turns = rng.random(groups) * np.pi
        columns = np.ceil(np.sqrt(2.0 * members))
        self._hosted(shape, group_image, typical, anchors, turns, columns)

        column, row = rank % columns[group], rank // columns[group]
        last = columns[group] - 1
        across = (column - last / 2) * widths * shape.pitch * rng.lognormal(0, 0.05, len(group))
        # Rows stand in pairs with a lane between: 1.15 lengths from one to the next on average.
        along = (1.05 * row + 0.2 * (row // 2)) * lengths
        turn = turns[group]
        steps = np.stack(
            [
                along * np.cos(turn) - across * np.sin(turn),
                along * np.sin(turn) + across * np.cos(turn),
            ],
            axis=1,
        )
        centers = (anchors[group] + steps) % self.size[image]
        return centers, np.degrees(turn + rng.normal(0, 0.03, len(group))) % 180.0

    def _hosts(self, shape: ClassShape) -> NDArray[np.int64]:
        """Return how many sure objects of its likeliest host class each image shows."""
        for label in shape.hosts:
            return np.asarray(self.sure[label])
        return np.zeros(BLOCK, dtype=np.int64)

    def _hosted(
        self,
        shape: ClassShape,
        group_image: NDArray[np.intp],
        typical: NDArray[np.float64],
        anchors: NDArray[np.float64],
        turns: NDArray[np.float64],
        columns: NDArray[np.float64],
    ) -> None:
        """Move the groups that have hosts to the long sides of these, standing off from them."""
        rng = self.rng
        free = np.ones(len(group_image), dtype=np.bool_)
        for label, share in shape.hosts.items():
            hosts = self.drawn[label]
            rows = np.flatnonzero(hosts.sure)
            number = np.bincount(hosts.image[rows], minlength=BLOCK)
            first = np.cumsum(number) - number
            chance = rng.random(len(group_image))
            guests = np.flatnonzero(free & (chance < share) & (number[group_image] > 0))
            free[guests] = False
            within = group_image[guests]
            # Groups take the hosts' long sides in turn; when all are taken, they stand behind.
            turn_of = np.arange(len(guests)) - np.searchsorted(within, within)
            host = rows[first[within] + turn_of % number[within]]
            side = turn_of // number[within]
            turn = np.radians(hosts.angles[host] + 90.0 + 180.0 * (side % 2))
            length, width = np.maximum(typical[guests], 1.0).T
            off = hosts.widths[host] / 2 + length * (0.6 + 2.2 * (side // 2))
            turns[guests] = turn
            anchors[guests] = hosts.centers[host] + off[:, None] * np.stack(
                [np.cos(turn), np.sin(turn)], axis=1
            )
            fitting = np.ceil(hosts.lengths[host] / (width * shape.pitch))
            columns[guests] = np.maximum(fitting, columns[guests])

    def _with_unsure(
        self,
        shape: ClassShape,
        found: _Objects,
        sure: NDArray[np.int64],
        unsure: NDArray[np.int64],
        of_image: NDArray[np.float64],
    ) -> _Objects:
        """Return the sure objects and, beside them or anywhere, the unsure detections."""
        rng = self.rng
        image = np.repeat(np.arange(BLOCK), unsure)
        number = len(image)
        lengths = shape.length * np.exp(of_image[image] + rng.normal(0, 2 * shape.within, number))
        centers = rng.random((number, 2)) * self.size[image]
        beside = np.flatnonzero((sure[image] > 0) & (rng.random(number) < ASTRAY))
        first = np.cumsum(sure) - sure
        other = first[image[beside]] + rng.integers(sure[image[beside]])
        spread = found.lengths[other, None]
        centers[beside] = found.centers[other] + rng.normal(0, 1, (len(beside), 2)) * spread
        parts = _Objects(
            np.concatenate([found.image, image]),
            np.concatenate([found.sure, np.zeros(number, dtype=np.bool_)]),
            np.concatenate(
                [found.scores, np.interp(rng.random(number), LEVELS, shape.unsure_scores)]
            ),
            np.concatenate([found.centers, centers]),
            np.concatenate([found.lengths, lengths]),
            np.concatenate([found.widths, lengths / shape.aspect]),
            np.concatenate([found.angles, rng.random(number) * 180.0]),
        )
        order = np.argsort(parts.image, kind="stable")
        return _Objects(*(getattr(parts, name)[order] for name in _Objects.__slots__))

    def _assemble(self) -> None:
        """Bring the classes' objects together, image by image, a class after the other."""
        image = np.concatenate([self.drawn[label].image for label in self.labels])
        order = np.argsort(image, kind="stable")
        sizes = [len(self.drawn[label].image) for label in self.labels]
        self._classes = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[order]
        self._scores = np.concatenate([self.drawn[label].scores for label in self.labels])[order]
        corners = np.concatenate([_corners(self.drawn[label]) for label in self.labels])
        self._corners = corners[order]
        self._starts = np.searchsorted(image[order], np.arange(BLOCK + 1))


def _corners(objects: _Objects) -> NDArray[np.float64]:
    """Return the corners (n, 4, 2) of the boxes."""
    turn = np.radians(objects.angles)
    along = np.stack([np.cos(turn), np.sin(turn)], axis=1) * objects.lengths[:, None] / 2
    across = np.stack([-np.sin(turn), np.cos(turn)], axis=1) * objects.widths[:, None] / 2
    offsets = np.stack([along + across, across - along, -along - across, along - across], axis=1)
    return np.asarray(objects.centers[:, None] + offsets)
