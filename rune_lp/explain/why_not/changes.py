"""The least changes to an image that would make it match, found by clingo as an optimum.

The program that decides the question is grounded over the image's facts once, each fact that an
edit concerns with the edit in its rule's body. Which edits are made is clingo's choice, that the
sentence is true a constraint, and their cost is minimised. Alternatives are changes of another
sort: after each one found, the sorts of edits in it must not occur together again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from rune_lp.asp.facts import facts
from rune_lp.asp.program import SATISFIED
from rune_lp.asp.solve import ground, program_texts, solve
from rune_lp.errors import NotSolvedError
from rune_lp.explain.why_not.bounded import bounded_facts
from rune_lp.explain.why_not.exclusion import exclusive_pairs
from rune_lp.explain.why_not.held import refuse_prolog
from rune_lp.explain.why_not.loose import clauses_of, objects_in
from rune_lp.explain.why_not.space import space_of
from rune_lp.rulefiles.demand import is_stratified

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from clingo import Control

    from rune_lp.asp.question import Question
    from rune_lp.explain.why_not.edits import Edit, Space
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.scenes import Scene

__all__ = ["Change", "Changes", "changes_in", "least_changes"]

SECONDS = 1.0
"""How long the least change is looked for beyond grounding, unless told; others half as long."""

_DEARER = 400
"""An alternative is told if it costs no more than twice the least change and this."""

_EDIT, _COST, _WAY = "_edit", "_cost", "_way"
"""Predicates of the search, which begin as no name of a rule file should."""


@dataclass(frozen=True, slots=True)
class Change:
    """Edits that together make an image match.

    Attributes:
        edits: The edits; none of them can be left out at the same cost.
        cost: What they cost together, in hundredths.
    """

    edits: tuple[Edit, ...]
    cost: int


@dataclass(frozen=True)
class Changes:
    """The least changes of an image, of different sorts.

    Attributes:
        found: The changes, the cheapest first.
        minimal: Whether it is proved that no change costs less than the first one; where none was
            found, that none of those that are looked at makes the image match.
        space: What was looked at.
    """

    found: tuple[Change, ...]
    minimal: bool
    space: Space


def least_changes(
    question: Question,
    scene: Scene,
    library: RuleLibrary,
    *,
    number: int = 3,
    seconds: float = SECONDS,
) -> Changes:
    """Return the least changes that make a scene match a question.

    Args:
        question: What is asked; the scene does not match it.
        scene: All detections of the image, those below the threshold included.
        library: The loaded rule files.
        number: How many changes to find at most.
        seconds: How long to look for them; then the best so far are returned.

    Raises:
        NotSolvedError: The question needs rules that clingo cannot run, or several stable models
            decide nothing.
    """
    refuse_prolog(question)
    return changes_in(space_of(question, scene, library), question, number=number, seconds=seconds)


def changes_in(space: Space, question: Question, *, number: int, seconds: float) -> Changes:
    """Return the least changes within a space; see `least_changes`."""
    encoded = list(_encoded(space, question))
    control = ground(
        [*encoded, *_search(space)], [(_EDIT, 1)], ["--models=0", "--heuristic=domain"]
    )
    stratified = is_stratified(question.rules)
    found: list[Change] = []
    minimal, left = True, True
    while left and len(found) < number:
        best, proved = _best(control, seconds / (2 if found else 1))
        minimal = minimal and (proved or bool(found))
        left = bool(best) and proved
        if best:
            edits = tuple(space.edits[place] for place in best)
            if not stratified:
                _check(encoded, best)
            cost = sum(edit.cost for edit in edits)
            if found and cost > found[0].cost * 2 + _DEARER:
                break
            found.append(Change(edits, cost))
            _forbid(control, len(found), space, edits)
    cost = found[0].cost if found else space.omitted
    known = cost <= space.omitted if found else True
    return Changes(tuple(found), minimal and known, space)


def _best(control: Control, seconds: float) -> tuple[list[int] | None, bool]:
    """Return the places of the edits of the best model, and whether it is proved to be optimal.

    Branch and bound, the dear edits left out first, finds a good model at once; that there is no
    better one is often proved sooner by unsatisfiable cores. Each has half of the time.
    """
    first = _solved(control, ("bb,lin", "domain", "opt"), seconds / 2)
    if first.proved:
        return first.edits, True
    bound = "opt" if first.edits is None else f"opt,{first.cost - 1}"
    second = _solved(control, ("usc,k,7", "vsids", bound), seconds / 2)
    return (first.edits if second.edits is None else second.edits), second.proved


class _Solved(NamedTuple):
    edits: list[int] | None
    cost: int
    proved: bool


def _solved(control: Control, manner: tuple[str, str, str], seconds: float) -> _Solved:
    """Return the best model within a time limit; manner is strategy, heuristic and mode."""
    configuration: Any = control.configuration
    configuration.solver.opt_strategy, configuration.solver.heuristic = manner[:2]
    configuration.solve.opt_mode = manner[2]
    deadline = time.monotonic() + seconds
    best: list[int] | None = None
    cost = 0
    with control.solve(yield_=True, async_=True) as handle:
        while True:
            handle.resume()
            if not handle.wait(max(0.0, deadline - time.monotonic())):
                handle.cancel()
                return _Solved(best, cost, proved=False)
            model = handle.model()
            if model is None:
                return _Solved(best, cost, proved=bool(handle.get().exhausted))
            shown = model.symbols(shown=True)
            best = sorted(one.arguments[0].number for one in shown if one.match(_EDIT, 1))
            (cost,) = model.cost


def _check(encoded: Sequence[str], edits: Iterable[int]) -> None:
    """Raise NotSolvedError unless the edits decide the sentence: rules may have several models."""
    told = (f"{_EDIT}({place})." for place in edits)
    if SATISFIED not in solve([*encoded, *told], [(SATISFIED, 0)]):
        raise NotSolvedError("with the changes that were found the rules do not decide the image")


def _forbid(control: Control, step: int, space: Space, edits: Iterable[Edit]) -> None:
    ways = _ways(space)
    told = sorted({ways[edit.way] for edit in edits if not space.is_detail(edit)})
    name = f"other_{step}"
    control.add(name, [], f":- {', '.join(f'{_WAY}({way})' for way in told)}.")
    control.ground([(name, [])])


def _ways(space: Space) -> dict[str, int]:
    return {way: place for place, way in enumerate(sorted({edit.way for edit in space.edits}))}


def _search(space: Space) -> Iterator[str]:
    """Yield the choice of edits, what they cost, and that the sentence must be true."""
    ways = _ways(space)
    for place, edit in enumerate(space.edits):
        yield f"{_COST}({place},{edit.cost})."
        if not space.is_detail(edit):
            yield f"{_WAY}({ways[edit.way]}) :- {_EDIT}({place})."
    # Added objects of a class are alike: the first ones come first.
    last: dict[str, int] = {}
    for place, edit in enumerate(space.edits):
        if edit.kind == "add":
            if edit.name in last:
                yield f":- {_EDIT}({place}), not {_EDIT}({last[edit.name]})."
            last[edit.name] = place
    yield f"#defined {_COST}/2. #defined {_WAY}/1."
    yield f"{{ {_EDIT}(I) : {_COST}(I,_) }}."
    yield f"#minimize {{ C,I : {_EDIT}(I), {_COST}(I,C) }}."
    yield f":- not {SATISFIED}."
    yield f"#heuristic {_EDIT}(I) : {_COST}(I,C). [C,false]"


def _encoded(space: Space, question: Question) -> Iterator[str]:
    """Yield the program of the question over an image's facts as edits leave them.

    What is the same for all facts of a predicate is said once, by rules over facts about facts:
    clingo reads these three times as fast as a rule for each.
    """
    yield from program_texts(question.program(*question.decision.rules))
    yield f"#defined {_EDIT}/1. #defined _brings/2. #defined _takes/2."
    yield f"_there(X) :- {_EDIT}(I), _brings(I,X). _there(X) :- _takes(I,X), not {_EDIT}(I)."
    lines = [
        *facts(space.subject, question.subset, question.profile),
        *bounded_facts(space, question),
        *(f"{name}({_listed(values)})." for name, values in space.defaults),
        *(f"object({one}). class({one},{name})." for one, name in space.added.items()),
    ]
    found = clauses_of(lines)
    yield from (f"_was_{name}({arguments})." for name, arguments in found)
    shapes = {(name, arguments.count(",") + 1, objects_in(name)) for name, arguments in found}
    loose = set(space.added)
    for place, edit in enumerate(space.edits):
        if edit.kind in ("relation", "number"):
            shapes.update((n, len(each) + len(edit.values), len(each)) for n, each in edit.tuples)
            sign = "_sets" if edit.kind == "number" else "_gives" if edit.holds else "_denies"
            for name, each in edit.tuples:
                yield f"{sign}_{name}({_listed((place, *each, *edit.values))})."
            yield from (f"_denies_{name}({_listed((place, *each))})." for name, each in edit.denied)
        else:
            yield f"{'_takes' if edit.kind == 'remove' else '_brings'}({place},{edit.objects[0]})."
            loose.add(edit.objects[0])
    fixed = (one for one in space.subject.scene.ids.tolist() if one not in loose)
    yield from (f"_there({one})." for one in fixed)
    for name, arity, objects in sorted(shapes):
        yield from _changed(name, arity, objects)
    names = {name: arity for name, arity, _ in shapes}
    for one, other in exclusive_pairs():
        if one in names and other in names:
            every = _listed(f"X{number}" for number in range(names[one]))
            yield f":- {one}({every}), {other}({every})."


def _changed(name: str, arity: int, objects: int) -> Iterator[str]:
    """Yield the rules of a fact predicate: what was there and is not changed, and what is given."""
    names = [f"X{number}" for number in range(arity)]
    own, rest = names[:objects], names[objects:]
    every, place = _listed(names), _listed(["I", *own])
    there = "".join(f", _there({one})" for one in own)
    given = "_sets" if rest else "_gives"
    value = _listed(["I", *names])
    blank = _listed(["I", *own, *("_" for _ in rest)])
    head = f"{name}({every})" if names else name
    yield f"#defined _was_{name}/{arity}. #defined {given}_{name}/{arity + 1}."
    yield f"{head} :- {_EDIT}(I), {given}_{name}({value}){there}."
    if rest:
        yield f"_changed_{name}({_listed(own)}) :- {_EDIT}(I), _sets_{name}({blank})."
        other = _listed(["J", *own, *("_" for _ in rest)])
        yield (f":- _sets_{name}({blank}), _sets_{name}({other}), I < J, {_EDIT}(I), {_EDIT}(J).")
    else:
        yield f"#defined _denies_{name}/{arity + 1}."
        yield f"_changed_{name}({_listed(own)}) :- {_EDIT}(I), _denies_{name}({place})."
    yield f"{head} :- _was_{name}({every}){there}, not _changed_{name}({_listed(own)})."


def _listed(arguments: Iterable[object]) -> str:
    return ",".join(map(str, arguments))
