"""The plain way to give a logic engine an image: all facts of the relations that are named.

No class is left out, no pair is, and nothing is decided beforehand. The facts are the same for
every engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rune_lp.bench.population import THRESHOLD
from rune_lp.geometry.attributes import measure
from rune_lp.geometry.boxes import Boxes
from rune_lp.geometry.profile import Profile
from rune_lp.geometry.relations import tuples
from rune_lp.vocabulary import predicate_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rune_lp.scenes import Scene

__all__ = ["NAMED", "plain_facts"]

NAMED: dict[str, tuple[str, ...]] = {
    "one class": (),
    "pair": ("near",),
    "count": ("near",),
    "negation": ("near",),
    "universal": ("near",),
    "disjunction": ("next_to",),
    "cone": ("left_of",),
    "numbers": ("side", "distance"),
    "count comparison": (),
    "triangle": ("near",),
    "unsatisfiable": ("near", "left_of"),
    **{f"chain of {length}": ("near",) for length in range(2, 7)},
}
"""The relations and numbers that each case names; `side` is the length, which Prolog has its own
predicate of."""


def plain_facts(scene: Scene, named: tuple[str, ...]) -> Iterator[str]:
    """Yield the facts of an image's sure objects, a fact a line, each predicate's together.

    Numbers are in tenths of a pixel.

    >>> from rune_lp.scenes import Scene
    >>> box = np.array([(0, 0), (4, 0), (4, 2), (0, 2)])
    >>> scene = Scene.of("P1", ["ship", "ship"], [0.9, 0.8], [box, box + (6, 0)])
    >>> list(plain_facts(scene, ("near",)))
    ['class(0,ship).', 'class(1,ship).', 'near(0,1).', 'near(1,0).']
    """
    sure = scene.at_least(THRESHOLD)
    boxes = Boxes.of(sure)
    names = [predicate_name(name) for name in sure.class_names]
    rows = np.arange(len(sure))
    for object_, index in zip(rows.tolist(), sure.class_index.tolist(), strict=True):
        yield f"class({object_},{names[index]})."
    for name in named:
        if name == "side":
            lengths = measure("length", boxes, None, rows).tolist()
            yield from (f"side({object_},{value})." for object_, value in enumerate(lengths))
        elif name == "distance":
            for row in rows.tolist():
                values = measure("distance", boxes, None, np.array([row]), rows).tolist()
                yield from (
                    f"distance({row},{other},{value})." for other, value in enumerate(values)
                )
        else:
            for one, other in tuples(name, boxes, Profile(), rows, rows).tolist():
                yield f"{name}({one},{other})."
