"""Selection: of several candidates the meaning that most of them share.

Candidates are grouped by logical equivalence, whatever their form, and the group of the most
weight is chosen. Its share of the weight is the confidence; the other groups are the runners-up,
each with an image that is right for one reading alone.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rune_lp.equivalence.compare import compare, possible
from rune_lp.equivalence.verdict import Different, Equivalent, NotDecided
from rune_lp.errors import InputError
from rune_lp.logic.printing import to_text
from rune_lp.translate.difference import difference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rune_lp.equivalence.verdict import Verdict
    from rune_lp.equivalence.world import World
    from rune_lp.logic.syntax import Query
    from rune_lp.translate.candidate import Candidate
    from rune_lp.translate.repair import Dropped, Understood

__all__ = ["Reading", "RunnerUp", "Selection", "select"]

_PAIR_SECONDS = 3.0
"""How long two readings are compared."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of a sentence.

    Attributes:
        query: The meaning, as the first candidate of it was written.
        share: Its share of all candidates' weight, those included that were dropped, 0..1.
        candidates: Those that mean it, in the order they were proposed.
        notes: Names in its first candidate that were read as others, and what was mended.
    """

    query: Query
    share: float
    candidates: tuple[Candidate, ...]
    notes: tuple[str, ...] = ()

    @property
    def fol(self) -> str:
        """Its formula."""
        return to_text(self.query)


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """A reading that was not chosen.

    Attributes:
        reading: The reading.
        verdict: An image that tells it (the first) from the chosen one (the second), or why there
            is none.
        sentence: The difference in words.
    """

    reading: Reading
    verdict: Different | NotDecided
    sentence: str


@dataclass(frozen=True, slots=True)
class Selection:
    """What a sentence was taken to mean, and what else it may mean.

    Attributes:
        chosen: The reading of the greatest share; of equals the one proposed first.
        runners_up: The others, by share.
        dropped: The candidates that are no formulas of the vocabulary.
        warning: That the chosen reading is false of every image, or true of every one; or None.
    """

    chosen: Reading
    runners_up: tuple[RunnerUp, ...]
    dropped: tuple[Dropped, ...]
    warning: str | None

    @property
    def readings(self) -> tuple[Reading, ...]:
        """All readings, the chosen one first."""
        return (self.chosen, *(each.reading for each in self.runners_up))


@dataclass
class _Group:
    """The candidates of one meaning so far, and images that tell it from other groups."""

    query: Query
    members: list[Understood]
    apart: dict[int, Different | NotDecided]


def select(
    candidates: Sequence[Understood],
    world: World,
    *,
    dropped: Sequence[Dropped] = (),
    chosen: int = 0,
    seconds: float = 30.0,
) -> Selection:
    """Return the selection among candidates that were understood, one at least.

    Args:
        candidates: What was understood, the likeliest first.
        world: What names mean.
        dropped: What was not understood; it counts as weight that agrees with nothing.
        chosen: Which reading to choose instead, by its place in `Selection.readings`.
        seconds: How long to compare. Candidates that are not compared in time count as different.

    Raises:
        ValueError: There is no candidate, or no such reading.

    >>> from rune_lp.equivalence.world import World
    >>> from rune_lp.translate.candidate import Candidate
    >>> from rune_lp.translate.repair import understood
    >>> from rune_lp.vocabulary import Vocabulary
    >>> world = World(Vocabulary.of(["ship"]))
    >>> texts = ["exists>=2 x. ship(x)", "exists x y. ship(x) & ship(y)", "~(forall x. ~ship(x))"]
    >>> found = select([understood(Candidate(text), world) for text in texts], world)
    >>> found.chosen.fol, round(found.chosen.share, 2)
    ('exists x y. ship(x) & ship(y)', 0.67)
    >>> found.runners_up[0].sentence
    'of an image with one ship, the chosen reading is true and this one is not'
    """
    if not candidates:
        raise ValueError("there must be at least one candidate")
    ends = time.monotonic() + seconds
    groups = _grouped(candidates, world, ends)
    weights = [each.candidate.weight for each in candidates]
    total = sum([*weights, *(each.candidate.weight for each in dropped)]) or 1.0
    readings = [
        Reading(
            group.query,
            sum(member.candidate.weight for member in group.members) / total,
            tuple(member.candidate for member in group.members),
            group.members[0].notes,
        )
        for group in groups
    ]
    order = sorted(range(len(readings)), key=lambda place: -readings[place].share)
    if not 0 <= chosen < len(order):
        raise ValueError(f"there are {len(order)} readings, but number {chosen} was chosen")
    best = order.pop(chosen)
    return Selection(
        readings[best],
        tuple(_runner_up(groups, readings, place, best, world) for place in order),
        tuple(dropped),
        _warning(readings[best].query, world),
    )


def _grouped(candidates: Sequence[Understood], world: World, ends: float) -> list[_Group]:
    groups: list[_Group] = []
    for one in candidates:
        verdicts: dict[int, Different | NotDecided] = {}
        for place, group in enumerate(groups):
            verdict = _verdict(one.query, group.query, world, ends)
            if isinstance(verdict, Equivalent):
                group.members.append(one)
                break
            verdicts[place] = verdict
        else:
            groups.append(_Group(one.query, [one], verdicts))
    return groups


def _verdict(one: Query, other: Query, world: World, ends: float) -> Verdict:
    left = ends - time.monotonic()
    if one == other:
        return Equivalent(None)
    if left <= 0:
        return NotDecided("there was no time left to compare them")
    try:
        return compare(one, other, world, seconds=min(left, _PAIR_SECONDS))
    except InputError as error:
        return NotDecided(error.fault.message)  # one asks for images, the other for objects


def _runner_up(
    groups: list[_Group], readings: list[Reading], place: int, best: int, world: World
) -> RunnerUp:
    # The later of two groups was compared with the earlier.
    verdict = groups[max(place, best)].apart[min(place, best)]
    reading = readings[place]
    if isinstance(verdict, NotDecided):
        return RunnerUp(reading, verdict, f"not known to differ: {verdict.reason}")
    if best > place:
        verdict = verdict.turned()
    names = ("this one", "the chosen reading")
    sentence = difference(verdict, reading.query, readings[best].query, world, names)
    return RunnerUp(reading, verdict, sentence)


def _warning(query: Query, world: World) -> str | None:
    verdict = possible(query, world, seconds=_PAIR_SECONDS)
    if isinstance(verdict, Equivalent):
        return f"this reading is false of {verdict.images}"
    return None
