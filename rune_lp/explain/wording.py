"""Words for ground literals: what an object is called, and a relation with its numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rune_lp.geometry.relations import RELATIONS, evidence
from rune_lp.logic.syntax import Attribute, Compare, Number, Product, Sum, Term
from rune_lp.logic.terms import measure_of
from rune_lp.quantities import shown

if TYPE_CHECKING:
    from rune_lp.asp.facts import Subject
    from rune_lp.geometry.conditions import Measurement
    from rune_lp.geometry.profile import Profile
    from rune_lp.structure import SceneStructure
    from rune_lp.vocabulary import Predicate, Vocabulary

__all__ = ["Wording"]

_SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠"}


@dataclass(frozen=True)
class Wording:
    """How the objects, relations and numbers of one image are put into words.

    Attributes:
        subject: The image's detections.
        vocabulary: What names mean.
        profile: The parameters of the relations.
        structure: The same detections as a structure.
    """

    subject: Subject
    vocabulary: Vocabulary
    profile: Profile
    structure: SceneStructure

    def named(self, object_: int) -> str:
        """Return what an object is called: its class and id."""
        row = self._row(object_)
        return f"{self.subject.predicates[row].replace('_', ' ')} {object_}"

    def _row(self, object_: int) -> int:
        return int(self.subject.scene.ids.searchsorted(object_))

    def atom(self, predicate: str, objects: tuple[int, ...], *, holds: bool) -> str:
        """Return a sentence that says an atom holds, or does not, with the numbers behind it."""
        entry = self.vocabulary.predicates[predicate]
        if entry.kind == "relation":
            return self._relation(predicate, objects, holds=holds)
        names = [self.named(object_) for object_ in objects]
        if entry.kind == "class" or entry.because is None or not holds:
            verb = "is" if holds else "is not"
            return f"{', '.join(names)} {verb} {_article(predicate.replace('_', ' '))}"
        return _filled(entry, names)

    def _relation(self, name: str, objects: tuple[int, ...], *, holds: bool) -> str:
        found = evidence(name, self.subject.boxes, self.profile, *map(self._row, objects))
        names = [self.named(object_) for object_ in objects]
        telling = [entry for entry in found if holds or not entry.holds] or list(found)
        gap = next((entry for entry in telling if entry.quantity == "gap"), None)
        if gap is not None and len(names) == 2:
            not_ = "" if holds else "not "
            sign = _SIGNS.get(gap.comparison, gap.comparison)
            means = f"{not_}{name.replace('_', ' ')}, which means {sign} {_number(gap, gap.bound)}"
            return f"{names[0]} is {_number(gap, gap.value)} from {names[1]}: {means}"
        phrase = _phrase(RELATIONS[name].gloss, names)
        if not holds:
            phrase = f"it is not so that {phrase}"
        measured = ", ".join(_measurement(entry, names) for entry in telling)
        return f"{phrase} ({measured})" if measured else phrase

    def compare(self, compare: Compare, objects: dict[str, int]) -> str:
        """Return a comparison of attributes with the values filled in."""
        measure = measure_of(compare, self.vocabulary.attributes)

        def side(term: Term) -> str:
            match term:
                case Number(value, _):
                    return f"{value:f}{f' {measure.unit}' if measure.unit else ''}"
                case Attribute(name, arguments):
                    ids = tuple(objects[argument] for argument in arguments)
                    number = self.structure.measures(name, ids, measure.unit)
                    whose = " and ".join(self.named(object_) for object_ in ids)
                    called = f"{name.replace('_', ' ')}{f' of {whose}' if whose else ''}"
                    return f"{called} ({shown(number, measure.dimension, measure.unit)})"
                case Product(factor, inner):
                    return f"{factor:f} × {side(inner)}"
                case Sum(left, right, minus):
                    return f"{side(left)} {'-' if minus else '+'} {side(right)}"
                case _:
                    raise TypeError(f"not a plain number term: {term}")

        sign = _SIGNS.get(compare.operator, compare.operator)
        return f"the {side(compare.left)} {sign} {side(compare.right)}"


def _article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _phrase(gloss: str, names: list[str]) -> str:
    """Return the first clause of a relation's gloss with the objects in place of x, y and z."""
    clause = re.split(r"[:,]", gloss)[0]
    slots = dict(zip("xyz", names, strict=False))
    return re.sub(r"\b([xyz])\b", lambda match: slots.get(match[1], match[1]), clause)


def _measurement(entry: Measurement, names: list[str]) -> str:
    quantity = re.sub(
        r"\b([xyz])\b",
        lambda match: dict(zip("xyz", names, strict=False)).get(match[1], match[1]),
        entry.quantity,
    )
    sign = _SIGNS.get(entry.comparison, entry.comparison)
    return f"{quantity} {_number(entry, entry.value)} {sign} {_number(entry, entry.bound)}"


def _number(entry: Measurement, value: float) -> str:
    return f"{value} {entry.unit}" if entry.unit else f"{value}"


def _filled(entry: Predicate, names: list[str]) -> str:
    """Return a rule's sentence; with slots besides its arguments, its meaning instead."""
    slots = dict(zip(entry.arguments, names, strict=False))
    sentence = entry.because or ""
    if set(re.findall(r"\{(\w+)\}", sentence)) <= set(slots):
        return re.sub(r"\{(\w+)\}", lambda match: slots[match[1]], sentence)
    return f"{', '.join(names)}: {entry.name.replace('_', ' ')}, {entry.gloss}"
