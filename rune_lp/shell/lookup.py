"""Facts looked up by a pattern, such as `near(3, X)`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.asp.facts import Subject, Subset, facts
from rune_lp.errors import Fault, InputError, Place
from rune_lp.geometry.relations import RELATIONS
from rune_lp.plan.reach import NumberNeed, RelationNeed
from rune_lp.rulefiles.facts import FACT_ARITY, FACTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rune_lp.geometry.profile import Profile
    from rune_lp.scenes import Scene
    from rune_lp.vocabulary import Vocabulary

__all__ = ["Pattern", "matching", "parse_pattern"]

_ATOM = re.compile(r"\s*([a-z]\w*)\s*(?:\(([^()]*)\))?\s*\.?\s*")
_TERM = re.compile(r"-?\d+|[a-z]\w*|[A-Z_]\w*")


@dataclass(frozen=True, slots=True)
class Pattern:
    """An atom: numbers and names match themselves, variables anything, the same one the same."""

    predicate: str
    arguments: tuple[str, ...]

    def matches(self, arguments: tuple[str, ...]) -> bool:
        """Return whether a fact's arguments match.

        >>> Pattern("near", ("3", "X")).matches(("3", "7"))
        True
        >>> Pattern("near", ("X", "X")).matches(("3", "7"))
        False
        """
        bound: dict[str, str] = {}
        return len(arguments) == len(self.arguments) and all(
            wanted == "_" or value == (bound.setdefault(wanted, value) if _free(wanted) else wanted)
            for wanted, value in zip(self.arguments, arguments, strict=True)
        )


def parse_pattern(text: str, vocabulary: Vocabulary) -> Pattern:
    """Return the pattern that a text spells; a bare name matches all facts of it.

    `ship(X)` is read as `class(X, ship)`.

    Raises:
        InputError: It is no atom, or no fact has that name or number of arguments.

    >>> from rune_lp.vocabulary import Vocabulary
    >>> parse_pattern("ship(X)", Vocabulary.of(["ship"]))
    Pattern(predicate='class', arguments=('X', 'ship'))
    """
    found = _ATOM.fullmatch(text)
    terms = [] if not found or found[2] is None else [part.strip() for part in found[2].split(",")]
    if not found or not all(map(_TERM.fullmatch, terms)):
        raise _error(
            text, f"a fact is asked for by a pattern, but got {text!r}", "as in near(3, X)"
        )
    name = found[1]
    entry = vocabulary.predicates.get(name)
    if entry is not None and entry.kind == "class" and len(terms) <= 1:
        return Pattern("class", (*(terms or ["_"]), name))
    if name not in FACT_ARITY:
        near = ", ".join(vocabulary.nearest(name) or vocabulary.nearest(name, attributes=True))
        hint = f"did you mean {near}?" if near else "such as near, distance, class, area"
        if entry is not None:
            hint = f"it is defined by rules: ask {{x | {name}(x)}}"
        raise _error(text, f"there are no facts of {name}", hint)
    if terms and len(terms) != FACT_ARITY[name]:
        wanted = f"{name} takes {FACT_ARITY[name]}, but got {len(terms)}"
        raise _error(text, wanted, f"as in {name}({', '.join('XYZ'[: FACT_ARITY[name]])})")
    return Pattern(name, tuple(terms or ["_"] * FACT_ARITY[name]))


def matching(pattern: Pattern, scene: Scene, profile: Profile) -> Iterator[str]:
    """Yield the facts of an image's objects that match a pattern, in order.

    Of pairs, only those of the object that a number names are looked at.

    Raises:
        NotSolvedError: The image lacks what the fact says, such as a ground sample distance.
    """
    name = pattern.predicate
    objects = FACTS[name, FACT_ARITY[name]]
    free: tuple[None, ...] = (None,) * objects
    nothing: frozenset[str] = frozenset()
    if name in RELATIONS:
        subset = Subset(nothing, (RelationNeed(name, free),), ())
    elif name == "center":
        subset = Subset(nothing, (), (), None)
    elif name in ("object", "class"):
        subset = Subset(None, (), ())
    else:
        subset = Subset(nothing, (), (NumberNeed(name, free, None),))
    for line in facts(_about(pattern, scene, objects), subset, profile):
        for fact in line.split(" "):
            predicate, _, inside = fact.rstrip(".").partition("(")
            arguments = tuple(inside.rstrip(")").split(",")) if inside else ()
            if predicate == name and pattern.matches(arguments):
                yield fact


def _about(pattern: Pattern, scene: Scene, objects: int) -> Subject:
    """Return the image, limited to the pairs that a pattern can match."""
    if objects != 2:
        return Subject(scene)
    everyone = np.arange(len(scene))
    sides = [
        np.flatnonzero(scene.ids == int(term)) if term.lstrip("-").isdigit() else everyone
        for term in pattern.arguments[:2]
    ]
    grid = np.meshgrid(*sides, indexing="ij")
    return Subject(scene, np.stack(grid, axis=-1).reshape(-1, 2))


def _free(term: str) -> bool:
    return term[0] == "_" or term[0].isupper()


def _error(text: str, message: str, hint: str) -> InputError:
    return InputError(Fault(message, Place("facts", 1, 1), hint, text, max(1, len(text))))
