"""The largest part of a question that an image does satisfy, and what fails beside it.

Each witness is given an object of the classes that are asked for, or none, so that as many
conjuncts as possible are true. Of equally many, those objects are taken that come nearest to what
fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rune_lp.asp.facts import Subject, facts
from rune_lp.asp.program import BIND, CONJUNCT
from rune_lp.asp.solve import ground, program_texts
from rune_lp.errors import NotSolvedError
from rune_lp.explain.why_not.misses import nearest_misses
from rune_lp.geometry.relations import RELATIONS
from rune_lp.logic.scope import free_variables
from rune_lp.logic.syntax import Atom, Counted, Equal, Exists, Formula, Not, Truth
from rune_lp.plan.normal import conjunction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from clingo import Control

    from rune_lp.asp.question import Question
    from rune_lp.scenes import Scene

__all__ = ["Held", "held_part", "refuse_prolog"]

_NEGATED = re.compile(r"(?P<head>.*) :- (?P<bound>.*), not (?P<atom>\w+\([^()]*\))\.")

_COUNTED = re.compile(
    r"(?P<name>\w+)\((?P<variable>\w+)\) :- (?P<domain>.*?)\d+ <= (?P<count>#count \{.*\})\."
)

_UNKNOWN = 1_000_000
"""The miss of objects that are not among the nearest ones, in hundredths of a length."""

_TRIED = 8
"""Pairs of each object that may be the nearest miss."""


@dataclass(frozen=True, slots=True)
class Held:
    """What holds of a question's conjuncts, and what fails.

    Attributes:
        objects: The objects of the witnesses that have one.
        held: The conjuncts that are true of them.
        failing: What is false: conjuncts, those that speak of witnesses without an object
            together, closed by `exists`.
    """

    objects: Mapping[str, int]
    held: tuple[Formula, ...]
    failing: tuple[Formula, ...]


def refuse_prolog(question: Question) -> None:
    """Raise NotSolvedError where a question needs a rule that only Prolog can run."""
    if any(rule.kind == "clause" for rule in question.rules):
        raise NotSolvedError("it is found by clingo, which cannot run a rule in Prolog")


def held_part(question: Question, scene: Scene, *, seconds: float = 1.0) -> Held:
    """Return the largest part of a question that a scene satisfies, though not all of it.

    Args:
        question: What is asked.
        scene: All detections of the image, those below the threshold included.
        seconds: How long to look for a larger part, or a nearer miss.

    Raises:
        NotSolvedError: The rules decide nothing here, or clingo cannot run them.
    """
    refuse_prolog(question)
    plan = question.plan
    subject = Subject(scene.at_least(question.min_score))
    lines = facts(subject, question.subset, question.profile)
    program = question.program(*question.matrix.rules, facts={("object", 1), ("class", 2)})
    options = ["--models=0", "--opt-mode=opt"]
    shown = [(BIND, 2), (CONJUNCT, 1)]
    encoded = (
        *program_texts(program),
        *_choices(question),
        *_nearest(question, subject),
        *_fullest(question),
    )
    found = _best(ground([*encoded, *lines], shown, options), seconds)
    true = {place for (place,) in found[CONJUNCT]}
    parts = list(enumerate(plan.matrix))
    held = tuple(part for place, part in parts if place in true)
    named = frozenset[str]().union(*map(free_variables, held))
    bound = {plan.witnesses[place]: object_ for place, object_ in found[BIND]}
    objects = {name: bound[name] for name in plan.witnesses if name in named}
    failing = tuple(_closed([part for place, part in parts if place not in true], objects))
    # Of a witness that nothing is asked of there must be some object.
    asked = frozenset[str]().union(*map(free_variables, plan.matrix))
    free = tuple(name for name in plan.witnesses if name not in asked)
    if free and not len(subject.scene):
        failing += (Exists(free[:1], Truth(True)),)
    return Held(objects, held, failing)


def _choices(question: Question) -> Iterator[str]:
    """Yield the choice of objects, and that as many conjuncts as possible must be true."""
    plan = question.plan
    yield f"#defined {BIND}/2. #defined {CONJUNCT}/1."
    for place, name in enumerate(plan.witnesses):
        classes = plan.guards[name]
        domain = "object(X)" if classes is None else f"class(X,({';'.join(sorted(classes))}))"
        if classes != frozenset():
            yield f"{{ {BIND}({place},X) : {domain} }} 1."
    for place, (part, rule) in enumerate(zip(plan.matrix, question.matrix.conjuncts, strict=True)):
        yield from _linear(place, part, rule, plan.witnesses)
    yield f"#maximize {{ 1@2,I : {CONJUNCT}(I) }}."


def _linear(place: int, part: Formula, rule: str, witnesses: tuple[str, ...]) -> Iterator[str]:
    """Yield the rule of a conjunct; a negated literal by its exceptions, which are few."""
    negated = _NEGATED.fullmatch(rule)
    if isinstance(part, Not) and isinstance(part.body, Equal):
        places = [witnesses.index(name) for name in (part.body.left, part.body.right)]
        both = ", ".join(f"{BIND}({one},_)" for one in places)
        same = ", ".join(f"{BIND}({one},X)" for one in places)
        yield f"_denied({place}) :- {same}."
        yield f"{CONJUNCT}({place}) :- {both}, not _denied({place})."
    elif isinstance(part, Not) and isinstance(part.body, Atom) and negated:
        places = sorted({witnesses.index(name) for name in part.body.arguments})
        both = ", ".join(f"{BIND}({one},_)" for one in places)
        yield f"_denied({place}) :- {negated['bound']}, {negated['atom']}."
        yield f"{CONJUNCT}({place}) :- {both}, not _denied({place})."
    else:
        yield rule


def _nearest(question: Question, subject: Subject) -> Iterator[str]:
    """Yield how much pairs of objects miss the relations that are asked of two witnesses."""
    plan = question.plan
    yield "#defined _miss/4. #defined _close/1."
    for place, part in enumerate(plan.matrix):
        if not isinstance(part, Atom) or part.predicate not in RELATIONS:
            continue
        names = part.arguments
        if len(set(names)) != 2 or len(names) != 2:
            continue
        rows = [subject.rows(plan.guards[name]) for name in names]
        found = nearest_misses(part.predicate, subject.boxes, question.profile, rows, _TRIED)
        ids = subject.scene.ids[found.rows].tolist()
        costs = np.minimum(found.misses * 100, _UNKNOWN - 1).astype(int).tolist()
        yield from (
            f"_miss({place},{one},{other},{cost})."
            for (one, other), cost in zip(ids, costs, strict=True)
        )
        left, right = (plan.witnesses.index(name) for name in names)
        pair = f"{BIND}({left},X), {BIND}({right},Y)"
        yield f"_close({place}) :- _miss({place},X,Y,_), {pair}."
        yield f":~ _miss({place},X,Y,C), {pair}. [C@1,{place}]"
        yield f":~ not {CONJUNCT}({place}), not _close({place}). [{_UNKNOWN}@1,{place}]"


def _fullest(question: Question) -> Iterator[str]:
    """Yield how many objects are counted of each object that does not have enough of them."""
    plan, matrix = question.plan, question.matrix
    yield "#defined _size/3."
    for place, part in enumerate(plan.matrix):
        names = sorted(free_variables(part))
        if not isinstance(part, Counted) or len(names) != 1:
            continue
        head = matrix.auxiliaries[part, (plan.guards[names[0]],)]
        lines = (line for rule in matrix.rules for line in rule.splitlines())
        found = (_COUNTED.fullmatch(line) for line in lines)
        for match in (one for one in found if one and one["name"] == head):
            witness = plan.witnesses.index(names[0])
            yield f"_size({place},{match['variable']},N) :- {match['domain']}N = {match['count']}."
            yield f":~ {BIND}({witness},X), _size({place},X,N). [-N@0,{place}]"


def _best(control: Control, seconds: float) -> dict[str, list[tuple[int, ...]]]:
    """Return the shown atoms of the best model that is found in time, by predicate."""
    found: dict[str, list[tuple[int, ...]]] = {BIND: [], CONJUNCT: []}
    with control.solve(yield_=True, async_=True) as handle:
        while True:
            handle.resume()
            if not handle.wait(seconds):
                handle.cancel()
                return found
            model: Any = handle.model()
            if model is None:
                return found
            found = {BIND: [], CONJUNCT: []}
            for symbol in model.symbols(shown=True):
                found[symbol.name].append(tuple(one.number for one in symbol.arguments))


def _closed(failing: Iterable[Formula], objects: Mapping[str, int]) -> Iterator[Formula]:
    """Yield what fails: conjuncts that share a witness without an object as one formula."""
    groups: list[tuple[set[str], list[Formula]]] = []
    for part in failing:
        names, parts = set(free_variables(part) - objects.keys()), [part]
        for group in [one for one in groups if one[0] & names]:
            groups.remove(group)
            names, parts = names | group[0], [*group[1], *parts]
        groups.append((names, parts))
    for names, parts in groups:
        body = conjunction(parts)
        yield Exists(tuple(sorted(names)), body) if names else body
