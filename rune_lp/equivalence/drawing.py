"""Drawing structures: a search for boxes that stand to each other as a structure says."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.equivalence.layout import Layouts, misfit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from rune_lp.equivalence.finder import AbstractStructure
    from rune_lp.equivalence.world import World
    from rune_lp.scenes import Scene

    Floats = NDArray[np.float64]

__all__ = ["drawings"]

FRAME = 900.0
"""Width and height of a drawn image in pixels: divisible by 3, so that a centre can lie on the edge
of a third."""

_POPULATION = 40
_GENERATIONS = 70
_RESTARTS = 6

_STEPS = np.array([1.0, 2.0, 5.0, 10.0, 30.0, 100.0])
_TURNS = np.array([1.0, 5.0, 15.0, 45.0, 90.0])
_NORTHS = np.array([0.0, 30.0, 90.0, 180.0])
_GSDS = np.array([0.1, 0.3, 0.5, 1.0, 2.0])


def drawings(
    structure: AbstractStructure, world: World, *, seed: int = 0, seconds: float = 5.0
) -> Iterator[Scene]:
    """Yield scenes ever closer to a structure; the last of them need not be one of it.

    Args:
        structure: What is so of the objects.
        world: The labels of the classes, and the parameters of the relations.
        seed: Of the search, which is random but for it.
        seconds: How long to search.
    """
    labels = world.labels
    classes = tuple(labels.get(name, name) for name in structure.classes)
    ends = time.monotonic() + seconds
    search = _Search(structure, world, classes, np.random.default_rng(seed))
    if not classes and not structure.cuts:
        yield search.started(1).scene(0, turned=False)
        return
    for _ in range(_RESTARTS):
        for layouts in search.descents():
            yield layouts.scene(0, turned=search.turned)
            if time.monotonic() > ends:
                return


class _Search:
    """A hill climb: of the best layout many are made with one thing changed, and the best kept."""

    def __init__(
        self,
        structure: AbstractStructure,
        world: World,
        classes: tuple[str, ...],
        rng: np.random.Generator,
    ) -> None:
        self.structure, self.world, self.classes, self.rng = structure, world, classes, rng
        terms = [term for form, _ in structure.cuts for term in form.terms]
        self.scaled = any(t.unit in ("m", "m2") or t.attribute == "gsd" for t in terms)
        self.framed = any(t.attribute in ("image_width", "image_height") for t in terms)
        self.scored = [
            min(1.0, max(world.min_score, (number + shift) / 100))
            for form, number in structure.cuts
            if any(term.attribute == "score" for term in form.terms)
            for shift in (-1, 0, 1)
        ]
        self.turned = "north_of" in structure.relations

    def descents(self) -> Iterator[Layouts]:
        """Yield the best layout of a new start, and then each better one."""
        layouts = self.started(_POPULATION)
        least = np.inf
        for _ in range(_GENERATIONS):
            costs = misfit(layouts, self.structure, self.world.profile)
            best = int(costs.argmin())
            if costs[best] < least:
                least = float(costs[best])
                yield layouts.only(np.array([best]))
            if least == 0:
                return
            layouts = self.changed(layouts.only(np.full(_POPULATION, best)))

    def started(self, count: int) -> Layouts:
        """Return layouts that are in order: of cones, of areas, of length and width."""
        size, rng = len(self.classes), self.rng
        places = self._places(count)
        ranks = np.array([self._rank(number) for number in range(size)])
        length = rng.choice([30.0, 40.0, 60.0], (count, 1)) * 1.4**ranks
        long = self.structure.relations.get("elongated")
        share = [0.7 if long is None else 0.4 if (n,) in long else 0.96 for n in range(size)]
        angles = rng.choice([0.0, 0.0, 90.0, 30.0], (count, size))
        widths = np.maximum(1.0, np.round(length * np.array(share)))
        shapes = np.stack(
            [*np.moveaxis(places, 2, 0), np.round(length), widths, angles], axis=2
        ).reshape(count, size, 5)
        scores = np.full((count, size), max(self.world.min_score, 0.9))
        if self.scored:
            scores = rng.choice(self.scored, (count, size))
        return Layouts(
            self.classes,
            shapes,
            scores,
            np.full((count, 2), FRAME),
            rng.choice(_GSDS, count) if self.scaled else np.ones(count),
            rng.choice(_NORTHS, count) if self.turned else np.zeros(count),
        )

    def _places(self, count: int) -> Floats:
        size = len(self.classes)
        relations = self.structure.relations
        names = ("left_of", "above") if "left_of" in relations else ("west_of", "north_of")
        step = self.rng.choice([20.0, 40.0, 90.0, 150.0], (count, 1))
        if size == 0 or names[0] not in relations:
            spread = step[..., None] * np.sqrt(max(1, size))
            places: Floats = np.round(
                FRAME / 2 + spread * self.rng.uniform(-1, 1, (count, size, 2))
            )
            return places
        left, above = (relations[name] for name in names)
        sums, differences = np.zeros(size), np.zeros(size)
        for one in range(size):
            for other in range(size):
                before, over = (other, one) in left, (other, one) in above
                sums[one] += before or over
                differences[one] += before or (one, other) in above
        middle = (sums - sums.mean(), differences - differences.mean())
        x, y = (middle[0] + middle[1]) / 2, (middle[0] - middle[1]) / 2
        centred: Floats = step[..., None] * np.stack([x, y], axis=-1)
        return np.round(FRAME / 2 + centred)

    def _rank(self, number: int) -> int:
        """Return how many objects one must be larger than."""
        relations = self.structure.relations
        smaller = {y for x, y in relations.get("larger", ()) if x == number}
        inner = {x for x, y in relations.get("inside", ()) if y == number}
        return len(smaller | inner) + 2 * len(inner)

    def changed(self, layouts: Layouts) -> Layouts:
        """Return the layouts, the first as it was, each other with something changed."""
        rng = self.rng
        count, size = layouts.scores.shape
        shapes, scores = layouts.shapes.copy(), layouts.scores.copy()
        frames, gsds, norths = layouts.frames.copy(), layouts.gsds.copy(), layouts.norths.copy()
        for row in range(1, count):
            for _ in range(int(rng.integers(1, 3)) if size else 0):
                object_, part = int(rng.integers(size)), int(rng.integers(6))
                self._change(shapes[row], object_, part)
                if part == 5 and self.scored:
                    scores[row, object_] = rng.choice(self.scored)
            if self.framed and rng.random() < 0.5:
                frames[row, rng.integers(2)] += rng.choice(_STEPS) * rng.choice([-1, 1])
            if self.scaled and rng.random() < 0.2:
                gsds[row] = rng.choice(_GSDS)
            if self.turned and rng.random() < 0.2:
                norths[row] = rng.choice(_NORTHS)
        frames = np.maximum(1.0, frames)
        return replace(
            layouts, shapes=shapes, scores=scores, frames=frames, gsds=gsds, norths=norths
        )

    def _change(self, shapes: Floats, object_: int, part: int) -> None:
        """Change one object: its place along an axis or both, its sides or its direction."""
        rng, box = self.rng, shapes[object_]
        sign = rng.choice([-1.0, 1.0])
        match part:
            case 0 | 1:
                box[part] += sign * rng.choice(_STEPS)
            case 2 | 3:
                if rng.random() < 0.5:
                    box[part] += sign * rng.choice(_STEPS)
                else:
                    box[2:4] = np.round(box[2:4] * rng.choice([0.5, 0.8, 0.95, 1.05, 1.25, 2.0]))
                box[2:4] = np.maximum(1.0, box[2:4])
            case 4:
                box[4] = (box[4] + sign * rng.choice(_TURNS)) % 180.0
            case _:
                self._align(shapes, object_)

    def _align(self, shapes: Floats, object_: int) -> None:
        """Put an object where, or as, another is; or onto the edge of a third of the image."""
        rng = self.rng
        other = int(rng.integers(len(shapes)))
        match int(rng.integers(4)):
            case 0:
                shapes[object_, :2] = shapes[other, :2]
            case 1:
                shapes[object_, 2:] = shapes[other, 2:]
            case 2:
                axis = int(rng.integers(2))
                shapes[object_, axis] = rng.choice([FRAME / 6, FRAME / 3, FRAME / 2, FRAME / 1.5])
            case _:
                axis = int(rng.integers(2))
                shapes[object_, axis] = rng.choice([10.0, FRAME - 10.0, FRAME * 5 / 6])
