"""A structure as edits leave it, for the reference evaluator: no clingo, no facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from rune_lp.explain.why_not.edits import FAR_AWAY
from rune_lp.plan.reach import fact_name
from rune_lp.structure import SceneStructure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from rune_lp.explain.why_not.edits import Edit, Space
    from rune_lp.geometry.profile import Profile


@dataclass(frozen=True, eq=False)
class Edited:
    """An image after some edits of a space.

    Attributes:
        space: The space that the edits are of.
        edits: The edits.
        profile: The parameters of the relations.
        superclasses: The classes that rule-defined predicates take in.
        rules: What other rule-defined predicates say, in terms of the edited structure.
    """

    space: Space
    edits: tuple[Edit, ...]
    profile: Profile
    superclasses: Mapping[str, frozenset[str]]
    rules: Mapping[str, Callable[..., bool]] = field(default_factory=dict)

    @cached_property
    def _scene(self) -> SceneStructure:
        return SceneStructure(self.space.subject.scene, self.profile)

    @cached_property
    def domain(self) -> tuple[int, ...]:
        there = set(self.space.kept)
        there |= {edit.objects[0] for edit in self._of("score", "add")}
        there -= {edit.objects[0] for edit in self._of("remove")}
        return tuple(sorted(there))

    def _of(self, *kinds: str) -> Iterable[Edit]:
        return [edit for edit in self.edits if edit.kind in kinds]

    @cached_property
    def _relations(self) -> dict[tuple[str, tuple[int, ...]], bool]:
        relations = self._of("relation")
        denied = {key: False for edit in relations for key in edit.denied}
        return denied | {key: edit.holds for edit in relations for key in edit.tuples}

    @cached_property
    def _numbers(self) -> dict[tuple[str, tuple[int, ...]], int | None]:
        usual = {(name, tuple_[:-1]): tuple_[-1] for name, tuple_ in self.space.defaults}
        return {**usual, **{key: edit.value for edit in self._of("number") for key in edit.tuples}}

    def relates(self, predicate: str, arguments: tuple[int, ...]) -> bool:
        if predicate in self.rules:
            return self.rules[predicate](self, *arguments)
        if predicate == "far":
            return arguments[0] != arguments[1] and not self.relates("near", arguments)
        if (predicate, arguments) in self._relations:
            return self._relations[predicate, arguments]
        classes = self.superclasses.get(predicate, frozenset({predicate}))
        if len(arguments) == 1 and arguments[0] in self.space.added:
            return self.space.added[arguments[0]] in classes
        if not self.space.added.keys().isdisjoint(arguments):
            return False
        if predicate in self.superclasses:
            return any(self._scene.relates(name, arguments) for name in classes)
        return self._scene.relates(predicate, arguments)

    def measures(self, attribute: str, arguments: tuple[int, ...], unit: str | None) -> int:
        changed = self._numbers.get((fact_name(attribute, unit), arguments))
        if changed is not None:
            return changed
        if not self.space.added.keys().isdisjoint(arguments):
            # Outside of the guards no number matters.
            return 1000 if len(arguments) == 1 else FAR_AWAY
        return self._scene.measures(attribute, arguments, unit)
