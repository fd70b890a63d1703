"""Are two formulas equivalent? A search for a small structure that tells them apart.

Structures are abstract: classes, relations and numbers are drawn at random, but keep what holds in
every image: one class per object, irreflexive relations, converses, symmetric distances. Half of
them are built to make one of the formulas true and then changed a little, since most sentences are
false of a random structure.
"""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass, field, fields, is_dataclass

from rune_lp.geometry.attributes import ATTRIBUTES
from rune_lp.geometry.relations import RELATIONS
from rune_lp.logic.evaluate import holds
from rune_lp.logic.syntax import (
    And,
    Atom,
    Attribute,
    Compare,
    Count,
    Counted,
    Exists,
    Forall,
    Iff,
    Implies,
    Not,
    Number,
    Or,
    Product,
    Sum,
)
from rune_lp.quantities import DIMENSIONS, fixed_literal

CLASSES_OF = {"vehicle": ("small_vehicle", "large_vehicle")}
"""Rule-defined kinds, as the classes whose objects they hold of."""

_CANONICAL = {
    "right_of": "left_of",
    "below": "above",
    "south_of": "north_of",
    "west_of": "east_of",
    "contains": "inside",
    "smaller": "larger",
}


@dataclass
class AbstractStructure:
    """A structure whose facts are drawn when they are first asked for, and then kept."""

    rng: random.Random
    labels: list[str]
    density: float
    numbers: dict[str, tuple[int, ...]]
    facts: dict[tuple, bool] = field(default_factory=dict)
    values: dict[tuple, int] = field(default_factory=dict)

    @property
    def domain(self) -> range:
        return range(len(self.labels))

    def relates(self, predicate: str, arguments: tuple[int, ...]) -> bool:
        if predicate in CLASSES_OF:
            return self.labels[arguments[0]] in CLASSES_OF[predicate]
        if predicate == "same_class":
            return len(set(arguments)) == 2 and len({self.labels[each] for each in arguments}) == 1
        if predicate == "same_size":
            pairs = (arguments, arguments[::-1])
            return len(set(arguments)) == 2 and not any(
                self.relates("larger", pair) for pair in pairs
            )
        if predicate == "far":
            return len(set(arguments)) == 2 and not self.relates("near", arguments)
        if predicate in RELATIONS or predicate == "isolated":
            key = self.key(predicate, arguments)
            if len(set(arguments)) < len(arguments):
                return False
            if predicate in ("larger", "smaller") and self.facts.get((key[0], *key[:0:-1])):
                return False
            if key not in self.facts:
                self.facts[key] = self.rng.random() < self.density
            return self.facts[key]
        return self.labels[arguments[0]] == predicate

    def measures(self, attribute: str, arguments: tuple[int, ...], _unit: str | None) -> int:
        if attribute == "distance":
            if arguments[0] == arguments[1]:
                return 0
            arguments = tuple(sorted(arguments))
        key = (attribute, *arguments)
        if key not in self.values:
            near = self.numbers.get(attribute, (0, 100))
            self.values[key] = self.rng.choice(near)
        return self.values[key]

    @staticmethod
    def key(predicate: str, arguments: tuple[int, ...]) -> tuple:
        if predicate in _CANONICAL:
            return (_CANONICAL[predicate], *arguments[::-1])
        if RELATIONS[predicate].converse == predicate if predicate in RELATIONS else False:
            return (predicate, *sorted(arguments))
        if predicate == "between":
            return (predicate, arguments[0], *sorted(arguments[1:]))
        return (predicate, *arguments)

    def changed(self, classes: list[str]) -> AbstractStructure:
        """Return a copy with one or two facts, labels or objects changed."""
        other = copy.copy(self)
        other.labels = list(self.labels)
        other.facts, other.values = dict(self.facts), dict(self.values)
        for _ in range(self.rng.choice((0, 1, 1, 2))):
            kind = self.rng.random()
            if kind < 0.5 and other.facts:
                key = self.rng.choice(list(other.facts))
                other.facts[key] = not other.facts[key]
            elif kind < 0.6 and other.values:
                key = self.rng.choice(list(other.values))
                del other.values[key]
            elif kind < 0.7 and other.labels:
                other.labels.pop()
            elif kind < 0.85 and other.labels:
                other.labels[self.rng.randrange(len(other.labels))] = self.rng.choice(classes)
            else:
                other.labels.append(self.rng.choice(classes))
        return other


def counterexample(one, other, *, samples: int = 240, seed: int = 0) -> AbstractStructure | None:
    """Return a structure in which two formulas differ, or None if the search finds none."""
    rng = random.Random(f"{seed}{one}")
    nodes = [*_nodes(one), *_nodes(other)]
    classes = _classes(nodes)
    numbers = _numbers(nodes)
    bounds = [node.bound for node in nodes if isinstance(node, Counted)]
    bounds += [int(node.value) for node in nodes if isinstance(node, Number) and node.unit is None]
    sizes = [0, 1, 2, 2, 3, 3, 4, 4, 5]
    sizes += [bound + extra for bound in bounds if bound < 40 for extra in (0, 1)]
    widest = max((len(node.variables) for node in nodes if isinstance(node, Exists)), default=0)
    for sample in range(samples):
        density = rng.choice((0.1, 0.3, 0.5, 0.7, 0.9))
        size = rng.choice(sizes) if widest < 4 else rng.choice((0, 1, 2, 3, 4, 5))
        labels = [rng.choice(classes[: rng.choice((1, 2, 9))]) for _ in range(size)]
        structure = AbstractStructure(rng, labels, density, numbers)
        if sample % 2:
            structure.labels = structure.labels[: rng.choice((0, 0, 1))]
            _suppose(rng.choice((one, other)), structure, {}, rng)
            structure = structure.changed(classes)
        if holds(one, structure, {}) != holds(other, structure, {}):
            return structure
        rng.shuffle(classes)
    return None


def _suppose(formula, structure: AbstractStructure, assignment: dict, rng: random.Random) -> None:
    """Add objects and facts that go some way towards making a formula true."""
    match formula:
        case Atom(predicate, arguments):
            objects = tuple(assignment[name] for name in arguments)
            if predicate == "far":
                structure.facts[structure.key("near", objects)] = False
            elif predicate in RELATIONS or predicate == "isolated":
                structure.facts[structure.key(predicate, objects)] = True
            else:
                structure.labels[objects[0]] = rng.choice(CLASSES_OF.get(predicate, (predicate,)))
        case Not(Atom(predicate, arguments)) if predicate in RELATIONS:
            objects = tuple(assignment[name] for name in arguments)
            structure.facts[structure.key(predicate, objects)] = False
        case And(parts):
            for part in parts:
                _suppose(part, structure, assignment, rng)
        case Or(parts):
            _suppose(rng.choice(parts), structure, assignment, rng)
        case Exists(variables, body):
            objects = [_object(structure, rng) for _ in variables]
            inner = {**assignment, **dict(zip(variables, objects, strict=True))}
            _suppose(body, structure, inner, rng)
        case Counted(_, bound, variable, body):
            _suppose_some(bound, variable, body, structure, assignment, rng)
        case Compare(_, left, right):
            for term in (left, right):
                term = term.term if isinstance(term, Product) else term
                term = term.left if isinstance(term, Sum) else term
                if isinstance(term, Count):
                    number = rng.choice((0, 1, 2, 3, 4))
                    _suppose_some(number, term.variable, term.body, structure, assignment, rng)
        case Forall(variables, Implies(premise, conclusion)):
            for _ in range(rng.choice((0, 1, 2))):
                objects = [_object(structure, rng) for _ in variables]
                inner = {**assignment, **dict(zip(variables, objects, strict=True))}
                _suppose(premise, structure, inner, rng)
                _suppose(conclusion, structure, inner, rng)
        case Implies(premise, conclusion) | Iff(premise, conclusion):
            _suppose(premise, structure, assignment, rng)
            _suppose(conclusion, structure, assignment, rng)
        case _:
            pass


def _suppose_some(number, variable, body, structure, assignment, rng) -> None:
    for _ in range(max(0, number + rng.choice((-1, 0, 0, 0, 1)))):
        structure.labels.append("other")
        inner = {**assignment, variable: len(structure.labels) - 1}
        _suppose(body, structure, inner, rng)


def _object(structure: AbstractStructure, rng: random.Random) -> int:
    if structure.labels and rng.random() < 0.25:
        return rng.randrange(len(structure.labels))
    structure.labels.append("other")
    return len(structure.labels) - 1


def _classes(nodes: list) -> list[str]:
    names = {node.predicate for node in nodes if isinstance(node, Atom)} - set(RELATIONS)
    names -= {"isolated"}
    named = [each for name in sorted(names) for each in CLASSES_OF.get(name, (name,))]
    return [*dict.fromkeys(named), "other"]


def _numbers(nodes: list) -> dict[str, tuple[int, ...]]:
    """Return for each attribute the values around the numbers it is compared with."""
    found: dict[str, set[int]] = {}
    for node in nodes:
        if isinstance(node, Compare):
            names = {each.name for each in _nodes(node) if isinstance(each, Attribute)}
            values = [each.value for each in _nodes(node) if isinstance(each, Number)]
            for name in names:
                dimension = DIMENSIONS[ATTRIBUTES[name].dimension]
                around = found.setdefault(name, {0, 10, 20, 30})
                for value in values:
                    fixed = fixed_literal(value, dimension)
                    around |= {fixed - 1, fixed, fixed + 1, fixed + 100}
    return {name: tuple(sorted(values)) for name, values in found.items()}


def _nodes(value) -> list:
    if isinstance(value, tuple):
        return [node for each in value for node in _nodes(each)]
    if not is_dataclass(value):
        return []
    parts = [getattr(value, each.name) for each in fields(value) if each.name != "span"]
    return [value, *(node for part in parts for node in _nodes(part))]
