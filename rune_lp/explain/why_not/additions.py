"""Objects that nothing was detected of, which may be added, and what may be said of them."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import numpy as np

from rune_lp.explain.why_not.edits import ADDITION, DETAIL, FAR_AWAY, Edit, Fact
from rune_lp.explain.why_not.turning import ceiling_of
from rune_lp.geometry.attributes import ATTRIBUTES, measure
from rune_lp.logic.terms import linear, measure_of
from rune_lp.plan.reach import fact_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rune_lp.asp.facts import Subject
    from rune_lp.asp.question import Question
    from rune_lp.explain.why_not.wishes import Domains, Wishes
    from rune_lp.logic.syntax import Attribute, Compare
    from rune_lp.logic.terms import Linear
    from rune_lp.plan.reach import Classes, Guards

__all__ = ["Additions"]

_MOST_DETAILS = 12_000
"""What may be said of all added objects together, about."""

_MOST_KINDS = 4
"""Of the classes that an added object may have, so many: the commonest of the image."""

_USUAL = {"score": 100, "angle": 0, "aspect": 20}
"""The numbers of an added object of a class that the image has none of; others are 100.0."""


@dataclass
class Additions:
    """The objects that may be added to an image.

    Their relations are free: each may be said of them, and what is not said is false. Their numbers
    are the usual ones of their class in the image, or those at which a comparison turns. They are
    far away from everything unless said otherwise.

    Attributes:
        question: What is asked.
        wishes: What would help.
        subject: The image's objects.
        first: The first id that no object has.
        edits: The objects, and what may be said of them.
        added: The class of each.
        defaults: The numbers that they have unless an edit changes them, as facts.
        omitted: No set of changes that adds more objects costs less.
    """

    question: Question
    wishes: Wishes
    subject: Subject
    first: int
    edits: list[Edit] = field(default_factory=list)
    added: dict[int, str] = field(default_factory=dict)
    omitted: float = math.inf

    def __post_init__(self) -> None:
        self._facts: dict[Fact, None] = {}
        wanted: Counter[str] = Counter()
        for classes, number in self.wishes.more.items():
            wanted.update(dict.fromkeys(self._kinds(classes), number))
        related = any(len(domains) > 1 for _, domains in self.wishes.relations)
        room = _MOST_DETAILS // max(1, len(self.subject.scene)) if related else _MOST_DETAILS
        total = sum(wanted.values())
        for name, number in sorted(wanted.items()):
            fitting = number if total <= room else max(1, number * room // total)
            self.omitted = min(self.omitted, ADDITION * (fitting + 1))
            for object_ in range(
                self.first + len(self.added), self.first + len(self.added) + fitting
            ):
                self.added[object_] = name
                self.edits.append(Edit("add", name, (object_,), ADDITION))
        self._said()

    @property
    def defaults(self) -> tuple[Fact, ...]:
        """The numbers of the objects unless an edit changes them, as facts."""
        return tuple(self._facts)

    def _kinds(self, classes: Classes) -> list[str]:
        """Return the classes that objects are added of: of many the commonest of the image."""
        present = Counter(self.subject.predicates)
        known = {entry.name for entry in self.question.vocabulary.classes()} | set(present)
        named = set(classes or ())
        if classes is None:
            each = (*self.wishes.more, *self.wishes.fewer)
            named = {name for one in each for name in one or ()}
        ranked = sorted(named & known, key=lambda name: (-present[name], name))[:_MOST_KINDS]
        if classes is None:
            # An object of any kind may have to be one of none that is named.
            ranked += sorted(known - named, key=lambda name: (-present[name], name))[:1]
        return ranked

    def _said(self) -> None:
        """Note what may be said of the objects: relations, what rules say of them, numbers."""
        told = [
            (name, domains)
            for (name, domains), signs in self.wishes.relations.items()
            if True in signs
        ]
        for name, domains in (*told, *self.wishes.atoms.items()):
            for objects in self._tuples(domains):
                self.edits.append(Edit("relation", name, objects, DETAIL))
        for compare, guards, _ in self.wishes.numbers:
            self._numbers(compare, guards)
        for need in self.question.subset.numbers:
            if len(need.domains) == 1:
                for object_ in self._members(need.domains[0]):
                    value = self._usual(need.name, need.unit, object_)
                    self._facts[fact_name(need.name, need.unit), (object_, value)] = None

    def _members(self, classes: Classes) -> list[int]:
        return [one for one, name in self.added.items() if classes is None or name in classes]

    def _tuples(self, domains: Domains) -> Iterator[tuple[int, ...]]:
        """Yield the objects and pairs over some classes that an added object is among."""
        new = [self._members(classes) for classes in domains]
        if len(domains) == 1:
            yield from ((one,) for one in new[0])
        elif len(domains) == 2:
            ids = self.subject.scene.ids
            old = [ids[self.subject.rows(classes)].tolist() for classes in domains]
            for one in new[0]:
                yield from ((one, other) for other in (*old[1], *new[1]) if one != other)
            for other in new[1]:
                yield from ((one, other) for one in old[0])

    def _numbers(self, compare: Compare, guards: Guards) -> None:
        """Note the values of the objects' numbers at which a comparison turns."""
        unit = measure_of(compare, ATTRIBUTES)
        form = linear(compare, unit.dimension)
        for coefficient, term in form.coefficients:
            leaf = cast("Attribute", term)
            fact = fact_name(leaf.name, unit.unit)
            domains = tuple(guards[name] for name in leaf.arguments)
            values = self._turning(leaf, unit.unit, form, coefficient, domains)
            for objects in self._tuples(domains):
                self.edits += [Edit("number", fact, objects, DETAIL, value=one) for one in values]
                if len(objects) == 2:
                    self._facts[fact, (*objects, FAR_AWAY)] = None
                    self._facts[fact, (*objects[::-1], FAR_AWAY)] = None
            if len(domains) == 2:
                own = set(self._members(domains[0])) & set(self._members(domains[1]))
                self._facts.update(dict.fromkeys((fact, (one, one, 0)) for one in sorted(own)))

    def _turning(
        self, leaf: Attribute, unit: str | None, form: Linear, coefficient: int, domains: Domains
    ) -> list[int]:
        if len(form.coefficients) == 1 and coefficient:
            middle = form.bound // coefficient
            candidates = [middle - 1, middle, middle + 1, middle + 2]
        elif len(domains) == 2:
            candidates = [0]
        else:
            rows = self.subject.rows(None)
            found = measure(leaf.name, self.subject.boxes, unit, rows).tolist() if domains else []
            candidates = [min(found) // 2, 2 * max(found) + 1] if found else []
        return [one for one in candidates if 0 <= one <= ceiling_of(leaf.name)]

    def _usual(self, name: str, unit: str | None, object_: int) -> int:
        rows = self.subject.rows(frozenset({self.added[object_]}))
        if not len(rows):
            return _USUAL.get(name, 1000)
        return int(np.median(measure(name, self.subject.boxes, unit, rows)))
