"""Words for ground literals: what an object is called, and a relation with its numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from rune_lp.explain.words.phrases import AMOUNTS, Phrases
from rune_lp.geometry.conditions import Measurement
from rune_lp.geometry.relations import evidence
from rune_lp.logic.syntax import Attribute, Compare, Number, Product, Sum, Term
from rune_lp.logic.terms import measure_of
from rune_lp.quantities import COUNT, DIMENSIONS, shown
from rune_lp.translate.phrases import relation_verb, spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rune_lp.asp.facts import Subject
    from rune_lp.geometry.profile import Profile
    from rune_lp.structure import SceneStructure
    from rune_lp.vocabulary import Predicate, Vocabulary

__all__ = ["SIGNS", "WORDLESS", "Wording", "unit_text"]

SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠"}
"""Comparison signs that are spelled otherwise in print; the others are as they are."""

WORDLESS = "“"
"""What a sentence begins with that is about a predicate without words: the predicate's name."""

_SLOT = re.compile(r"\{(\w+)\}")

_UNITS = {"deg": "°", "px2": " px²", "m2": " m²"}


@dataclass(frozen=True)
class Wording:
    """How the objects, relations and numbers of one image are put into words.

    Attributes:
        subject: The image's detections.
        vocabulary: What names mean.
        profile: The parameters of the relations.
        structure: The same detections as a structure.
        names: What objects are called, where not by their ids.
        values: The values of the variables of the rule that derives an atom, put into words.
    """

    subject: Subject
    vocabulary: Vocabulary
    profile: Profile
    structure: SceneStructure
    names: Mapping[int, str] = field(default_factory=dict)
    values: Callable[[str, tuple[int, ...]], Mapping[str, str]] | None = None

    @property
    def phrases(self) -> Phrases:
        """The phrases that this vocabulary has."""
        return Phrases(self.vocabulary)

    def named(self, object_: int) -> str:
        """Return what an object is called: its class and id."""
        row = self._row(object_)
        scene = self.subject.scene
        label = scene.class_names[scene.class_index[row]]
        name = self.names.get(object_, object_)
        return f"{spoken(label, self.subject.predicates[row])} {name}"

    def _row(self, object_: int) -> int:
        return int(self.subject.scene.ids.searchsorted(object_))

    def atom(self, predicate: str, objects: tuple[int, ...], *, holds: bool) -> str:
        """Return a sentence that says an atom holds, or does not, with the numbers behind it."""
        entry = self.vocabulary.predicates[predicate]
        names = tuple(self.named(object_) for object_ in objects)
        if entry.kind == "relation":
            return self.relation(predicate, objects, holds=holds)
        if holds and entry.because is not None:
            return self._because(entry, entry.because, objects, names)
        verb = "is" if holds else "is not"
        if entry.arity == 1:
            return f"{names[0]} {verb} {self.phrases.class_noun([predicate]).an}"
        truth = "holds" if holds else "does not hold"
        return f"{predicate.replace('_', ' ')} {truth} of {', '.join(names)}"

    def _because(
        self, entry: Predicate, because: str, objects: tuple[int, ...], names: tuple[str, ...]
    ) -> str:
        """Return a rule's sentence, its slots filled; where that cannot be, its meaning."""
        slots = dict(zip(entry.arguments, names, strict=True))
        wanted = set(_SLOT.findall(because))
        if not wanted <= slots.keys() and self.values is not None:
            slots = {**self.values(entry.name, objects), **slots}
        if wanted <= slots.keys():
            return _SLOT.sub(lambda match: slots[match[1]], because)
        return f"{', '.join(names)}: {entry.name.replace('_', ' ')}, {entry.gloss}"

    def measured(self, value: int, dimension: str | None) -> str:
        """Return a fixed-point number of a dimension with its unit; a plain one for None."""
        entry = DIMENSIONS.get(dimension or "", COUNT)
        return f"{shown(value, entry)}{unit_text(entry.default_unit)}"

    def relation(self, name: str, objects: tuple[int, ...], *, holds: bool) -> str:
        """Return a sentence that says a relation holds, or does not, with its numbers."""
        names = tuple(map(self.named, objects))
        said = f"{names[0]} {relation_verb(name, names[1:], holds=holds).one}"
        if len(set(objects)) < len(objects):
            return f"{said}, for no object is so to itself"
        found = evidence(name, self.subject.boxes, self.profile, *map(self._row, objects))
        gap = next((entry for entry in found if entry.quantity == "gap"), None)
        if gap is not None and len(names) == 2:
            means = means_of(name, gap)
            distance = f"{names[0]} is {_number(gap, gap.value)} from {names[1]}"
            if holds:
                return f"{distance}, {means}"
            return f"{distance}, not {means.replace(' means ', ', which means ', 1)}"
        telling = [entry for entry in found if entry.holds is holds and entry.unit is not None]
        if not holds:
            # The first condition that fails is enough, and a later one may be about it.
            telling = telling[:1]
        measured = ", ".join(_measurement(entry, names) for entry in telling)
        return f"{said} ({measured})" if measured else said

    def gap_to(self, relation: str, one: int, other: int) -> str | None:
        """Return how far two objects are apart and what a relation makes of it.

        None for a relation that is not decided by the gap alone.
        """
        found = evidence(
            relation, self.subject.boxes, self.profile, self._row(one), self._row(other)
        )
        if len(found) != 1 or found[0].quantity != "gap":
            return None
        return f"{self.named(one)} at {_number(found[0], found[0].value)}, " + means_of(
            relation, found[0]
        )

    def measurements(self, name: str, objects: tuple[int, ...]) -> tuple[Measurement, ...]:
        """Return the numbers that make a relation true or false, with the objects' names."""
        found = evidence(name, self.subject.boxes, self.profile, *map(self._row, objects))
        names = tuple(map(self.named, objects))
        return tuple(replace(entry, quantity=_quantity(entry, names)) for entry in found)

    def compared(self, compare: Compare, objects: dict[str, int]) -> Measurement:
        """Return the numbers of a comparison of attributes, which is true."""
        measure = measure_of(compare, self.vocabulary.attributes)

        def value(term: Term) -> Fraction:
            match term:
                case Number():
                    return Fraction(term.value)
                case Attribute(name, arguments):
                    ids = tuple(objects[argument] for argument in arguments)
                    fixed = self.structure.measures(name, ids, measure.unit)
                    return Fraction(fixed, measure.dimension.steps)
                case Product(factor, inner):
                    return Fraction(factor) * value(inner)
                case Sum(left, right, minus):
                    return value(left) - value(right) if minus else value(left) + value(right)
                case _:
                    raise TypeError(f"not a plain number term: {term}")

        def quantity(term: Term) -> str:
            match term:
                case Attribute(name, arguments):
                    whose = " and ".join(self.named(objects[argument]) for argument in arguments)
                    return f"{name.replace('_', ' ')}{f' of {whose}' if whose else ''}"
                case Product(factor, inner):
                    return f"{factor:f} × ({quantity(inner)})"
                case Sum(left, right, minus):
                    return f"{quantity(left)} {'−' if minus else '+'} {quantity(right)}"
                case Number(number):
                    return f"{number:f}"
                case _:
                    raise TypeError(f"not a plain number term: {term}")

        return Measurement(
            quantity(compare.left),
            float(value(compare.left)),
            compare.operator,
            float(value(compare.right)),
            measure.unit,
            holds=True,
        )

    def compare(self, compare: Compare, objects: dict[str, int]) -> str:
        """Return a comparison of attributes with the values filled in."""
        measure = measure_of(compare, self.vocabulary.attributes)

        def number(term: Number) -> str:
            return f"{term.value:f}{unit_text(measure.unit)}"

        def value(term: Attribute) -> str:
            ids = tuple(objects[argument] for argument in term.arguments)
            digits = shown(self.structure.measures(term.name, ids, measure.unit), measure.dimension)
            return f"{digits}{unit_text(measure.unit)}"

        def called(term: Attribute) -> str:
            whose = " and ".join(self.named(objects[argument]) for argument in term.arguments)
            return f"{term.name.replace('_', ' ')}{f' of {whose}' if whose else ''}"

        def side(term: Term) -> str:
            match term:
                case Number():
                    return number(term)
                case Attribute():
                    return f"the {called(term)} ({value(term)})"
                case Product(factor, inner):
                    bracketed = f"({side(inner)})" if isinstance(inner, Sum) else side(inner)
                    return f"{factor:f} × {bracketed}"
                case Sum(left, right, minus):
                    return f"{side(left)} {'−' if minus else '+'} {side(right)}"
                case _:
                    raise TypeError(f"not a plain number term: {term}")

        match compare:
            case Compare(operator, Attribute("distance", (one, other)) as left, Number() as right):
                apart = f"{self.named(objects[one])} is {value(left)} from"
                bound = f"{AMOUNTS[operator]} {number(right)}"
                return f"{apart} {self.named(objects[other])}, {bound}"
            case Compare(operator, Attribute() as left, Number() as right):
                return f"the {called(left)} is {value(left)}, {AMOUNTS[operator]} {number(right)}"
            case _:
                sign = SIGNS.get(compare.operator, compare.operator)
                return f"{side(compare.left)} {sign} {side(compare.right)}"


def means_of(relation: str, gap: Measurement) -> str:
    """Return what a relation that is decided by the gap means for one pair."""
    sign = SIGNS.get(gap.comparison, gap.comparison)
    return f"{relation.replace('_', ' ')} means {sign} {_number(gap, gap.bound)}"


def _quantity(entry: Measurement, names: tuple[str, ...]) -> str:
    slots = dict(zip("xyz", names, strict=False))
    return re.sub(r"\b([xyz])\b", lambda match: slots.get(match[1], match[1]), entry.quantity)


def _measurement(entry: Measurement, names: tuple[str, ...]) -> str:
    quantity = _quantity(entry, names)
    value, bound = _number(entry, entry.value), _number(entry, entry.bound)
    # Of a direction the offset is told as one: "12.0 px to the left".
    way = re.fullmatch(r"distance (?!of|from)(.*)", quantity)
    told = f"{value} {way[1]}" if way else f"{quantity}: {value}"
    sign = SIGNS.get(entry.comparison, entry.comparison)
    if not entry.holds:
        return f"{told}, which must be {sign} {bound}"
    return (
        told if way or (entry.comparison == ">" and entry.bound == 0) else f"{told} {sign} {bound}"
    )


def _number(entry: Measurement, value: float) -> str:
    return f"{value}{unit_text(entry.unit)}"


def unit_text(unit: str | None) -> str:
    """Return a unit as it follows a number, with a space where one is usual."""
    return _UNITS.get(unit, f" {unit}") if unit else ""
