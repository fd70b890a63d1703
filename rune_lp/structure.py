"""A scene as a first-order structure, for the reference evaluator."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.geometry.attributes import measure
from rune_lp.geometry.boxes import Boxes
from rune_lp.geometry.relations import RELATIONS, holds
from rune_lp.vocabulary import predicate_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from rune_lp.geometry.profile import Profile
    from rune_lp.scenes import Scene

__all__ = ["SceneStructure"]


@dataclass(frozen=True, eq=False)
class SceneStructure:
    """The structure of one image.

    Attributes:
        scene: The detections, those below the threshold included.
        profile: The parameters of the relations.
        threshold: The domain is the detections of at least this score; relations and numbers
            are known of the others too.
        extensions: The objects or tuples that each rule-defined predicate is true of.

    >>> from rune_lp.geometry.profile import Profile
    >>> from rune_lp.scenes import Scene
    >>> box = [(0, 0), (4, 0), (4, 2), (0, 2)]
    >>> structure = SceneStructure(Scene.of("P1", ["ship"], [0.9], [box]), Profile())
    >>> structure.relates("ship", (0,)), structure.measures("area", (0,), "px2")
    (True, 80)
    """

    scene: Scene
    profile: Profile
    threshold: float = 0.0
    extensions: Mapping[str, frozenset[tuple[int, ...]]] = field(default_factory=dict)
    _rows: dict[tuple[object, ...], NDArray[np.generic]] = field(default_factory=dict, repr=False)

    @property
    def domain(self) -> Sequence[int]:
        """The ids of the objects at the threshold, ascending."""
        return self._domain

    @cached_property
    def _domain(self) -> tuple[int, ...]:
        return tuple(self.scene.at_least(self.threshold).ids.tolist())

    @cached_property
    def _boxes(self) -> Boxes:
        return Boxes.of(self.scene)

    @cached_property
    def _positions(self) -> dict[int, int]:
        return {object_: row for row, object_ in enumerate(self.scene.ids.tolist())}

    @cached_property
    def _predicates(self) -> tuple[str, ...]:
        return tuple(map(predicate_name, self.scene.labels))

    def score(self, object_: int) -> float:
        """Return a detection's confidence."""
        return float(self.scene.scores[self._positions[object_]])

    def everything(self) -> _AllDetections:
        """Return the structure over all detections, whatever their score, for degrees."""
        return _AllDetections(self)

    def relates(self, predicate: str, arguments: tuple[int, ...]) -> bool:
        """Whether a predicate, by its canonical name, holds of objects."""
        if predicate in self.extensions:
            return arguments in self.extensions[predicate]
        rows = [self._positions[object_] for object_ in arguments]
        if predicate not in RELATIONS:
            return self._predicates[rows[0]] == predicate
        return bool(self._row(predicate, rows[:-1])[rows[-1]])

    def measures(self, attribute: str, arguments: tuple[int, ...], unit: str | None) -> int:
        """Return an attribute's fixed-point value in a unit."""
        rows = [self._positions[object_] for object_ in arguments]
        if not rows:
            return int(measure(attribute, self._boxes, unit)[0])
        return int(self._number_row(attribute, unit, rows[:-1])[rows[-1]])

    # One relation or number is asked for a row at a time (every last argument), and kept.
    def _row(self, predicate: str, first: list[int]) -> NDArray[np.generic]:
        key = (predicate, *first)
        if key not in self._rows:
            self._rows[key] = holds(predicate, self._boxes, self.profile, *self._columns(first))
        return self._rows[key]

    def _number_row(self, name: str, unit: str | None, first: list[int]) -> NDArray[np.generic]:
        key = (name, unit, *first)
        if key not in self._rows:
            self._rows[key] = measure(name, self._boxes, unit, *self._columns(first))
        return self._rows[key]

    def _columns(self, first: list[int]) -> list[NDArray[np.intp]]:
        last = np.arange(len(self.scene))
        return [*(np.full(len(last), row) for row in first), last]


@dataclass(frozen=True, eq=False)
class _AllDetections:
    """A structure over all detections of an image, which remembers the one at the threshold."""

    kept: SceneStructure

    @cached_property
    def domain(self) -> tuple[int, ...]:
        return tuple(self.kept.scene.ids.tolist())

    def score(self, object_: int) -> float:
        return self.kept.score(object_)

    def relates(self, predicate: str, arguments: tuple[int, ...]) -> bool:
        return self.kept.relates(predicate, arguments)

    def measures(self, attribute: str, arguments: tuple[int, ...], unit: str | None) -> int:
        return self.kept.measures(attribute, arguments, unit)
