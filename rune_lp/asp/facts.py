"""Ground facts of an image: all of them, or the subset that a query can reach."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.asp.needed import measured, related
from rune_lp.errors import NotSolvedError
from rune_lp.geometry.attributes import ATTRIBUTES, measure
from rune_lp.geometry.boxes import Boxes
from rune_lp.geometry.relations import RELATIONS
from rune_lp.plan.reach import Classes, NumberNeed, RelationNeed, fact_name, union
from rune_lp.vocabulary import predicate_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from rune_lp.geometry.profile import Profile
    from rune_lp.plan.reach import Reach
    from rune_lp.rulefiles.facts import Signature
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.rulefiles.reach import Reach as RulesReach
    from rune_lp.scenes import Scene

__all__ = [
    "PROLOG_OWN",
    "Subject",
    "Subset",
    "everything",
    "facts",
    "joined",
    "prolog_declarations",
    "prolog_facts",
    "rules_subset",
    "subset_of",
]

PROLOG_OWN = frozenset({("length", 2), ("between", 3)})
"""Facts that SWI-Prolog has predicates of its own of that name: of lists, and of integers."""


@dataclass(frozen=True, slots=True)
class Subset:
    """Which facts of an image to write.

    Attributes:
        objects: The classes of the objects.
        relations: The relations, each over objects of the given classes.
        numbers: The attributes, likewise.
        centers: The classes of the objects to write `center` of.
    """

    objects: Classes
    relations: tuple[RelationNeed, ...]
    numbers: tuple[NumberNeed, ...]
    centers: Classes = frozenset()


@dataclass(frozen=True, eq=False)
class Subject:
    """A scene with what is computed from it once: its boxes and its objects' class predicates.

    Attributes:
        scene: The detections.
        pairs: The pairs of row positions (k, 2) that facts of pairs are limited to, or None.

    >>> from rune_lp.scenes import Scene
    >>> box = [(0, 0), (4, 0), (4, 2), (0, 2)]
    >>> subject = Subject(Scene.of("P1", ["small-vehicle"], [0.9], [box]))
    >>> subject.predicates
    ('small_vehicle',)
    """

    scene: Scene
    pairs: NDArray[np.intp] | None = None

    @cached_property
    def boxes(self) -> Boxes:
        """The scene's boxes, row for row."""
        return Boxes.of(self.scene)

    @cached_property
    def predicates(self) -> tuple[str, ...]:
        """The class predicate of each row."""
        return tuple(self._names[index] for index in self.scene.class_index)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(predicate_name(name) for name in self.scene.class_names)

    def among(self, rows: NDArray[np.intp], pairs: NDArray[np.intp] | None = None) -> Subject:
        """Return the subject of some rows, ascending; objects keep their ids.

        Args:
            rows: Row positions.
            pairs: Pairs of row positions (k, 2), to which what is said of pairs is limited.
        """
        if pairs is None:
            return Subject(self.scene.rows(rows))
        place = np.full(len(self.scene), -1)
        place[rows] = np.arange(len(rows))
        inside = place[pairs]
        return Subject(self.scene.rows(rows), inside[(inside >= 0).all(axis=1)])

    def rows(self, classes: Classes) -> NDArray[np.intp]:
        """Return the positions of the objects of the classes, ascending; of all for None."""
        if classes is None:
            return np.arange(len(self.scene))
        wanted = np.array([name in classes for name in self._names], dtype=bool)
        return np.flatnonzero(wanted[self.scene.class_index])

    def pairs_of(self, domains: tuple[Classes, ...]) -> NDArray[np.intp] | None:
        """Return the pairs to look at for two domains, or None if there is no limit."""
        if self.pairs is None or len(domains) != 2:
            return None
        left, right = (np.isin(self.pairs[:, k], self.rows(domains[k])) for k in (0, 1))
        return self.pairs[left & right]


def subset_of(own: Reach, library: RuleLibrary) -> Subset:
    """Return the facts that a formula can reach, directly and through the rules it uses."""
    calls = ((call.name, call.domains) for call in own.calls)
    rules = rules_subset(library.reach(calls))
    return Subset(
        union([own.objects, rules.objects]),
        tuple(sorted({*own.relations, *rules.relations}, key=repr)),
        tuple(sorted({*own.numbers, *rules.numbers}, key=repr)),
        rules.centers,
    )


def rules_subset(reach: RulesReach) -> Subset:
    """Return the facts that rules can touch."""
    numbers = (
        NumberNeed(read.name, read.domains, None, alike=read.alike, among=read.among)
        for read in reach.attributes
        if read.name != "center"
    )
    centers = (read.domains[0] for read in reach.attributes if read.name == "center")
    relations = (
        RelationNeed(read.name, read.domains, read.alike, read.among) for read in reach.relations
    )
    return Subset(reach.classes, tuple(relations), tuple(numbers), union(centers))


def everything(*, gsd_known: bool) -> Subset:
    """Return the request for all facts of an image, in pixels.

    Args:
        gsd_known: Whether the image has a ground sample distance to write.
    """
    relations = (RelationNeed(r.name, (None,) * r.arity) for r in RELATIONS.values())
    numbers = (
        NumberNeed(a.name, (None,) * a.arity, None)
        for a in ATTRIBUTES.values()
        if gsd_known or a.name != "gsd"
    )
    return Subset(None, tuple(relations), tuple(numbers), None)


def joined(one: Subset, other: Subset) -> Subset:
    """Return the request for the facts of both."""
    return Subset(
        union([one.objects, other.objects]),
        tuple(dict.fromkeys((*one.relations, *other.relations))),
        tuple(dict.fromkeys((*one.numbers, *other.numbers))),
        union([one.centers, other.centers]),
    )


def facts(subject: Subject, subset: Subset, profile: Profile) -> Iterator[str]:
    """Yield an image's facts, a line for each object or relation.

    Numbers are fixed point: lengths, areas and angles in tenths, scores in hundredths. Facts in
    metres have a predicate of their own, such as `distance_m`.

    Raises:
        NotSolvedError: if a number is beyond clingo's integers, or the image lacks a ground
            sample distance that is asked for.

    >>> from rune_lp.geometry.profile import Profile
    >>> from rune_lp.scenes import Scene
    >>> box = [(0, 0), (4, 0), (4, 2), (0, 2)]
    >>> subject = Subject(Scene.of("P1", ["ship"], [0.875], [box]))
    >>> needs = Subset(None, (), (NumberNeed("area", (None,), None),))
    >>> list(facts(subject, needs, Profile()))
    ['object(0). class(0,ship).', 'area(0,80).']
    """
    ids = subject.scene.ids
    for row in subject.rows(subset.objects):
        yield f"object({ids[row]}). class({ids[row]},{subject.predicates[row]})."
    yield from _centers(subject, subset.centers)
    for name, needs in _grouped(subset.relations):
        for objects in related(subject, needs, profile):
            yield f"{name}({','.join(map(str, ids[objects].tolist()))})."
    for need in _merged(subset.numbers):
        yield from _numbers(subject, need, profile)


def prolog_facts(lines: Iterable[str]) -> Iterator[str]:
    """Yield the same facts for Prolog, which wants each predicate's clauses together.

    >>> list(prolog_facts(["object(0). class(0,ship).", "object(1). class(1,ship)."]))[2:]
    ['object(0).', 'object(1).', 'class(0,ship).', 'class(1,ship).']
    """
    clauses: dict[Signature, list[str]] = {}
    for line in lines:
        for clause in line.split(" "):
            name, _, arguments = clause.partition("(")
            clauses.setdefault((name, arguments.count(",") + 1), []).append(clause)
    yield from prolog_declarations(clauses)
    for group in clauses.values():
        yield from group


def prolog_declarations(signatures: Iterable[Signature]) -> Iterator[str]:
    """Yield the directives for fact predicates that several files may have clauses of, or none.

    >>> list(prolog_declarations([("near", 2)]))
    [':- multifile near/2.', ':- dynamic near/2.']
    """
    signatures = list(signatures)
    for name, arity in sorted(PROLOG_OWN.intersection(signatures)):
        head = f"{name}({', '.join('_' * arity)})"
        known = f"predicate_property({head}, dynamic)"
        yield f":- {known} -> true ; redefine_system_predicate({head})."
    together = ", ".join(f"{name}/{arity}" for name, arity in signatures)
    if together:
        yield f":- multifile {together}."
        yield f":- dynamic {together}."


def _centers(subject: Subject, classes: Classes) -> Iterator[str]:
    rows = subject.rows(classes)
    xs, ys = (measure(name, subject.boxes, None, rows).tolist() for name in ("cx", "cy"))
    for object_, x, y in zip(subject.scene.ids[rows].tolist(), xs, ys, strict=True):
        yield f"center({object_},{x},{y})."


def _grouped(needs: Iterable[RelationNeed]) -> list[tuple[str, list[RelationNeed]]]:
    groups: dict[str, list[RelationNeed]] = {}
    for need in needs:
        groups.setdefault(need.name, []).append(need)
    return sorted(groups.items())


def _merged(needs: Iterable[NumberNeed]) -> list[NumberNeed]:
    """Return the needs with each attribute, unit and classes once: widest limit, least ceiling."""
    merged: dict[tuple[object, ...], NumberNeed] = {}
    for need in needs:
        key = (need.name, need.unit, need.domains, need.alike, need.among)
        other = merged.get(key, need)
        unlimited = need.limit is None or other.limit is None
        limit = None if unlimited else max(need.limit or 0, other.limit or 0)
        ceiling = min(need.ceiling, other.ceiling)
        merged[key] = replace(need, limit=limit, ceiling=ceiling)
    return list(merged.values())


def _numbers(subject: Subject, need: NumberNeed, profile: Profile) -> Iterator[str]:
    boxes = subject.boxes
    pairs = measured(subject, need, profile)
    values = np.atleast_1d(measure(need.name, boxes, need.unit, *pairs.T))
    if need.limit is not None:
        pairs, values = pairs[values <= need.limit], values[values <= need.limit]
    if values.size and np.abs(values).max() > need.ceiling:
        raise NotSolvedError(f"{need.name} is beyond the solver's integers in this image")
    name = fact_name(need.name, need.unit)
    ids = subject.scene.ids[pairs].tolist()
    for objects, value in zip(ids, values.tolist(), strict=True):
        yield f"{name}({','.join(map(str, [*objects, value]))})."
