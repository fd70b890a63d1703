"""Repair: what is wrong with a candidate goes back, with its place, to whoever wrote it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rune_lp.equivalence.compare import possible
from rune_lp.equivalence.verdict import Equivalent
from rune_lp.errors import Fault, InputError, Place
from rune_lp.logic.check import check
from rune_lp.logic.parse import parse_query
from rune_lp.translate.candidate import Embedder, Repairer
from rune_lp.translate.names import with_known_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rune_lp.equivalence.world import World
    from rune_lp.logic.syntax import Query
    from rune_lp.translate.candidate import Candidate, Proposer

__all__ = ["MAX_LENGTH", "ROUNDS", "Dropped", "Understood", "repaired", "understood"]

MAX_LENGTH = 4000
"""Characters of the longest formula that is read; no sentence needs as many."""

ROUNDS = 2
"""How often a candidate is sent back, unless told."""

_SECONDS = 2.0
"""How long to look for an image that a candidate is true of."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A candidate that is a formula of the vocabulary.

    Attributes:
        candidate: What was written.
        query: What it means, checked.
        notes: Names that were read as others, and what was mended.
    """

    candidate: Candidate
    query: Query
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """A candidate that is no formula of the vocabulary, and what is wrong with it."""

    candidate: Candidate
    fault: Fault


def understood(
    candidate: Candidate, world: World, embedder: Embedder | None = None
) -> Understood | Dropped:
    """Return what a candidate means, or what is wrong with it.

    >>> from rune_lp.equivalence.world import World
    >>> from rune_lp.translate.candidate import Candidate
    >>> from rune_lp.vocabulary import Vocabulary
    >>> world = World(Vocabulary.of(["ship"]))
    >>> str(understood(Candidate("exists x. ship(y)"), world).fault)[:45]
    'candidate:1:11: the variable y is free (quant'
    """
    text = candidate.text
    if candidate.objection is not None:
        return Dropped(candidate, Fault(candidate.objection, Place("candidate")))
    if len(text) > MAX_LENGTH:
        message = f"longer than {MAX_LENGTH:,} characters"
        return Dropped(candidate, Fault(message, Place("candidate")))
    try:
        query, notes = with_known_names(parse_query(text), world.vocabulary, embedder)
        checked = check(query, world.vocabulary, text)
    except InputError as error:
        return Dropped(candidate, error.in_source("candidate").fault)
    return Understood(candidate, checked, (*candidate.notes, *notes))


def repaired(
    text: str,
    candidates: Iterable[Candidate],
    proposer: Proposer,
    world: World,
    *,
    rounds: int = ROUNDS,
) -> tuple[list[Understood], list[Dropped]]:
    """Return the candidates that are understood, some after repair, and those that are not.

    What is sent back: syntax, names, types; and that no image satisfies a formula, up to the usual
    number of objects. A formula is sent back once, however often it was proposed. A candidate that
    its proposer makes no better stays as it was: an empty one is understood, a faulty one dropped.

    Args:
        text: The sentence.
        candidates: What was proposed for it.
        proposer: Who can be asked to mend them, if it is a `Repairer`.
        world: What names mean.
        rounds: How often at most.
    """
    embedder = proposer if isinstance(proposer, Embedder) else None
    kept: list[Understood] = []
    dropped: list[Dropped] = []
    answers: dict[str, Sequence[Candidate]] = {}
    waiting = [understood(candidate, world, embedder) for candidate in candidates]
    for left in range(rounds, -1, -1):
        again: list[Understood | Dropped] = []
        for one in waiting:
            anew: list[Candidate] = []
            if left and isinstance(proposer, Repairer):
                anew = _anew(text, one, proposer, world, answers)
            if anew:
                again.extend(understood(candidate, world, embedder) for candidate in anew)
            elif isinstance(one, Dropped):
                dropped.append(one)
            else:
                kept.append(one)
        waiting = again
    return kept, dropped


def _emptiness(one: Understood, world: World) -> Fault | None:
    verdict = possible(one.query, world, seconds=_SECONDS)
    if not isinstance(verdict, Equivalent):
        return None
    text = one.candidate.text
    place = Place("candidate", 1, 1)
    message = f"false of {verdict.images}"
    return Fault(message, place, excerpt=text.splitlines()[0], length=len(text))


def _anew(
    text: str,
    one: Understood | Dropped,
    repairer: Repairer,
    world: World,
    answers: dict[str, Sequence[Candidate]],
) -> list[Candidate]:
    """Return what is written in the place of a candidate with a fault, of the same weight."""
    fault = one.fault if isinstance(one, Dropped) else _emptiness(one, world)
    if fault is None:
        return []
    formula = one.candidate.text
    if formula not in answers:
        answers[formula] = repairer.repair(text, world.vocabulary, one.candidate, [fault])
    found = answers[formula]
    total = sum(candidate.weight for candidate in found)
    weight = one.candidate.weight / total if total > 0 else 0.0
    note = f"written anew, for the first was wrong: {fault.message}"
    return [replace(each, weight=each.weight * weight, notes=(*each.notes, note)) for each in found]
