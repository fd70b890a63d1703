"""The difference between two readings, in a sentence: an image that is right for one alone."""

from __future__ import annotations

from collections import Counter
from itertools import permutations
from typing import TYPE_CHECKING

from rune_lp.geometry.attributes import ATTRIBUTES
from rune_lp.geometry.relations import RELATIONS
from rune_lp.logic.scope import subformulas
from rune_lp.logic.syntax import Atom, Attribute, Compare, Product, Sum
from rune_lp.logic.terms import measure_of
from rune_lp.quantities import DIMENSIONS, shown
from rune_lp.translate.phrases import Noun, listed, relation_verb, spoken
from rune_lp.vocabulary import predicate_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rune_lp.equivalence.verdict import Different
    from rune_lp.equivalence.world import World
    from rune_lp.logic.syntax import Formula, Query, Term
    from rune_lp.scenes import Scene
    from rune_lp.structure import SceneStructure

__all__ = ["difference"]

_FACTS = 4
"""Facts of an image that a sentence names."""

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def difference(
    verdict: Different,
    one: Query,
    other: Query,
    world: World,
    names: tuple[str, str] = ("the first", "the second"),
) -> str:
    """Return the sentence that says how two queries differ.

    Args:
        verdict: What tells them apart.
        one: The first query.
        other: The second.
        world: What names mean.
        names: What the queries are called.

    >>> from rune_lp.equivalence.compare import compare
    >>> from rune_lp.equivalence.world import World
    >>> from rune_lp.logic.parse import parse_query
    >>> from rune_lp.vocabulary import Vocabulary
    >>> world = World(Vocabulary.of(["ship", "harbor"]))
    >>> one, two = map(parse_query, ("exists x. ship(x)", "exists>=2 x. ship(x)"))
    >>> difference(compare(one, two, world), one, two, world)
    'of an image with one ship, the first is true and the second is not'
    """
    yes, no = names if verdict.first else names[::-1]
    scene = verdict.scene
    called = _called(scene)
    facts = list(_facts(world.structure(scene, ()), (one.formula, other.formula), called))
    # Of what is so the sentence names a few facts; the drawing shows the rest.
    told = listed([*facts[:_FACTS], "more"] if len(facts) > _FACTS else facts) if facts else ""
    image = f"an image with {_objects(scene)}{f', where {told},' if told else ','}"
    if verdict.answer:
        found = listed(called[object_] for object_ in verdict.answer)
        return f"in {image} {found} answers {yes} and not {no}"
    return f"of {image} {yes} is true and {no} is not"


def _objects(scene: Scene) -> str:
    counts = Counter(scene.labels)
    words = []
    for label, number in counts.items():
        noun = Noun(spoken(label, predicate_name(label)))
        amount = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
        words.append(f"{amount} {noun.singular if number == 1 else noun.plural}")
    return listed(words) if words else "no objects"


def _called(scene: Scene) -> dict[int, str]:
    """Return what each object is called: by its class alone where it is the only one."""
    counts = Counter(scene.labels)
    names = {}
    for id_, label in zip(scene.ids.tolist(), scene.labels, strict=True):
        noun = spoken(label, predicate_name(label))
        names[id_] = f"the {noun}" if counts[label] == 1 else f"{noun} {id_}"
    return names


def _facts(
    seen: SceneStructure, formulas: tuple[Formula, ...], called: dict[int, str]
) -> Iterator[str]:
    """Yield what formulas speak of and is so: relations, then numbers."""
    parts = [part for formula in formulas for part in subformulas(formula)]
    atoms = (part.predicate for part in parts if isinstance(part, Atom))
    for name in dict.fromkeys(atoms):
        if name in RELATIONS:
            yield from _related(name, seen, called)
    measured = {
        (leaf.name, len(leaf.arguments), measure_of(part, ATTRIBUTES).unit): None
        for part in parts
        if isinstance(part, Compare)
        for leaf in (*_attributes(part.left), *_attributes(part.right))
    }
    for name, arity, unit in measured:
        yield from _measured(name, arity, unit, seen, called)


def _related(name: str, seen: SceneStructure, called: dict[int, str]) -> Iterator[str]:
    relation = RELATIONS[name]
    found = [
        objects
        for objects in permutations(seen.domain, relation.arity)
        # Of a symmetric relation one direction is enough.
        if relation.converse != name or objects[0] < objects[1]
        if seen.relates(name, objects)
    ]
    for first, *others in found:
        verb = relation_verb(name, tuple(called[object_] for object_ in others))
        yield f"{called[first]} {verb.one}"
    if not found and 1 <= relation.arity <= 2 and len(seen.domain) >= relation.arity:
        yield f"no object {relation_verb(name, ('another',)).one}"


def _measured(
    name: str, arity: int, unit: str | None, seen: SceneStructure, called: dict[int, str]
) -> Iterator[str]:
    definition = ATTRIBUTES[name]
    dimension = DIMENSIONS[definition.dimension]
    words = name.replace("_", " ")
    for objects in permutations(seen.domain, arity):
        if arity < 2 or objects[0] < objects[1]:
            value = shown(seen.measures(name, objects, unit), dimension, unit)
            owners = f" of {listed(called[object_] for object_ in objects)}" if objects else ""
            yield f"the {words}{owners} is {value}"


def _attributes(term: Term) -> Iterator[Attribute]:
    match term:
        case Attribute():
            yield term
        case Product(_, inner):
            yield from _attributes(inner)
        case Sum(left, right):
            yield from _attributes(left)
            yield from _attributes(right)
        case _:
            pass
