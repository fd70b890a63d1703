"""Edits: single changes to an image's facts, each with what it costs.

An edit makes one fact true or false, gives one number another value, or brings or takes one
object. What hangs together is changed together: a relation with its converse, a distance both
ways. Costs are hundredths; docs/why-not.md has them in a table.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from rune_lp.explain.why_not.exclusion import excluded_by
from rune_lp.geometry.relations import RELATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rune_lp.asp.facts import Subject

__all__ = [
    "ADDITION",
    "BASE",
    "DETAIL",
    "FAR_AWAY",
    "REMOVAL",
    "RULE",
    "Edit",
    "Fact",
    "Space",
    "priced",
]

Kind: TypeAlias = Literal["relation", "number", "score", "add", "remove"]

Fact: TypeAlias = "tuple[str, tuple[int, ...]]"
"""A predicate and its arguments, all of them numbers."""

BASE = 10
"""What any change of a detection costs beside how much it changes."""

REMOVAL = 100
"""What it costs to take a detection away, beside its score."""

ADDITION = 300
"""What an object costs that nothing was detected of."""

DETAIL = 10
"""What it costs to say one thing of such an object."""

RULE = 100
"""What it costs to take a rule's atom for true, for each of its objects."""

FAR_AWAY = 1_000_000
"""The distance of an added object from others where none is chosen, in steps: 100,000 px."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change.

    Attributes:
        kind: What is changed: a relation (or a rule's atom), a number, a detection below the
            threshold that is taken in, an object that is added, or a detection that is removed.
        name: The relation, the fact predicate of the number, or the class of the object.
        objects: The ids of the objects that it is about; added objects have ids of their own.
        cost: What it costs, in hundredths.
        holds: Of a relation: whether it is made true.
        value: Of a number: its new value, in steps of its dimension.
    """

    kind: Kind
    name: str
    objects: tuple[int, ...]
    cost: int
    holds: bool = True
    value: int | None = None

    @property
    def way(self) -> str:
        """What sort of change it is; changes of other sorts are alternatives worth telling."""
        if self.kind in ("relation", "number"):
            return f"{self.kind} {self.name}{'' if self.holds else ' not'}"
        return self.kind

    @property
    def values(self) -> tuple[int, ...]:
        """The arguments of its facts beyond the objects."""
        return () if self.value is None else (self.value,)

    @property
    def tuples(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """The relations or numbers that it changes together, with their objects."""
        together = [(self.name, self.objects)]
        if self.kind == "relation" and self.name in RELATIONS and len(self.objects) == 2:
            converse = RELATIONS[self.name].converse
            together += [(converse, self.objects[::-1])] if converse else []
        elif self.kind == "number" and len(self.objects) == 2:
            together.append((self.name, self.objects[::-1]))
        return tuple(sorted(set(together)))

    @property
    def denied(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """The relations that are false of its objects because of the one that it makes true."""
        if self.kind != "relation" or not self.holds:
            return ()
        return tuple((other, each) for name, each in self.tuples for other in excluded_by(name))


@dataclass(frozen=True)
class Space:
    """The changes that are looked at in one image.

    Attributes:
        subject: The detections that may be there: those at the threshold, and some below.
        kept: The ids of those at the threshold.
        edits: The changes, no two of them the same.
        added: The objects that may be added, each with its class.
        defaults: The numbers that added objects have unless an edit changes them, as facts.
        omitted: No set of changes that holds one that is not looked at costs less.
    """

    subject: Subject
    kept: frozenset[int]
    edits: tuple[Edit, ...]
    added: Mapping[int, str]
    defaults: tuple[Fact, ...]
    omitted: int

    def is_detail(self, edit: Edit) -> bool:
        """Whether an edit only says something of an object that is added."""
        return edit.kind != "add" and not self.added.keys().isdisjoint(edit.objects)


def priced(miss: float, base: int = BASE) -> int:
    """Return the cost of a change by so many lengths.

    >>> priced(0.5), priced(0.001)
    (60, 11)
    """
    return base + math.ceil(round(100 * miss, 6))
