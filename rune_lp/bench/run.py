"""The run: every entrant asked every case at every point of growth, in turn, several times."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rune_lp.bench.cases import CASES, CHAINS
from rune_lp.bench.data import DataSet, prepared
from rune_lp.bench.worker import Limits, Outcome, Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from rune_lp.bench.cases import Case
    from rune_lp.bench.entrants import Entrant

__all__ = ["PLANS", "Point", "Settings", "measured", "points"]


_SMALL = 3
"""Images that new processes are warmed up with."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is run.

    Attributes:
        seed: Of the generated catalogues.
        images: The numbers of images that growth along images is measured at.
        objects: The numbers of sure objects of an image for growth along objects.
        images_of_objects: How many images those catalogues have.
        chains: The numbers of variables for growth along variables.
        images_of_chains: How many images that catalogue has.
        repeats: How often each entrant is asked each case.
        limits: What an entrant may use for a case.
    """

    seed: int = 1
    images: tuple[int, ...] = (1_000, 10_000, 100_000)
    objects: tuple[int, ...] = (30, 400, 2_000)
    images_of_objects: int = 100
    chains: tuple[int, ...] = (2, 3, 4, 5, 6)
    images_of_chains: int = 1_000
    repeats: int = 3
    limits: Limits = field(default_factory=Limits)


PLANS: dict[str, Settings] = {
    "full": Settings(),
    "quick": Settings(
        images=(25,),
        objects=(30, 60),
        images_of_objects=4,
        chains=(2, 4),
        images_of_chains=25,
        repeats=1,
        limits=Limits(seconds=2.0),
    ),
}
"""The settings by name."""


@dataclass(frozen=True)
class Point:
    """One point of growth: a data set, its cases, and what came of asking them.

    Attributes:
        series: `images`, `objects` or `variables`: along what this is a point.
        value: How many.
        data: The data set.
        cases: What is asked.
        outcomes: What came of it so far, for each entrant and case by name, a repeat each.
        peaks: The most memory that each entrant held, in bytes.
    """

    series: str
    value: int
    data: DataSet
    cases: tuple[Case, ...]
    outcomes: dict[tuple[str, str], list[Outcome]] = field(default_factory=dict)
    peaks: dict[str, int] = field(default_factory=dict)


def points(settings: Settings, cases: Sequence[Case] = CASES) -> list[Point]:
    """Return the points of all series, nothing measured yet.

    >>> [(point.series, point.value) for point in points(PLANS["quick"])]
    [('images', 25), ('objects', 30), ('objects', 60), ('variables', 2), ('variables', 4)]
    """
    seed = settings.seed
    along_images = [
        Point("images", images, DataSet(seed, images), tuple(cases)) for images in settings.images
    ]
    along_objects = [
        Point("objects", objects, DataSet(seed, settings.images_of_objects, objects), tuple(cases))
        for objects in settings.objects
    ]
    along_variables = [
        Point("variables", chain.variables, DataSet(seed, settings.images_of_chains), (chain,))
        for chain in CHAINS
        if chain.variables in settings.chains
    ]
    return [*along_images, *along_objects, *along_variables]


def measured(
    todo: Sequence[Point],
    entrants: Sequence[Entrant],
    settings: Settings,
    folder: Path,
    told: Callable[[str], None] = lambda _: None,
) -> Iterator[Point]:
    """Yield the points once they are measured.

    At each point the entrants take turns at every case, another one first each time. Who did not
    answer a case in time is not asked it again, nor at a later point of the same series.

    Args:
        todo: The points, smaller ones first in each series.
        entrants: Who takes part.
        settings: How often, and within what limits.
        folder: Where data sets are made, and used again.
        told: What to say in between.
    """
    given_up: dict[tuple[str, str, str], Outcome] = {}
    small = prepared(DataSet(settings.seed, _SMALL), folder)
    for point in todo:
        told(f"making {point.data.name}")
        place = prepared(point.data, folder)
        with ExitStack() as stack:
            workers = [
                stack.enter_context(Worker(entrant, place, small, settings.limits))
                for entrant in entrants
            ]
            for repeat in range(settings.repeats):
                for number, case in enumerate(point.cases):
                    turn = (repeat + number) % max(1, len(workers))
                    for worker in [*workers[turn:], *workers[:turn]]:
                        told(f"{point.series} {point.value}: {case.name}: {worker.entrant.name}")
                        _ask(point, worker, case, given_up)
        yield point


def _ask(
    point: Point, worker: Worker, case: Case, given_up: dict[tuple[str, str, str], Outcome]
) -> None:
    name = worker.entrant.name
    # Along variables each point has a case of its own, but it grows from the one before.
    key = (name, point.series, case.name if point.series != "variables" else "chain")
    before = given_up.get(key)
    if before is not None:
        again = Outcome(before.status, before.seconds, None, 0, "not at a smaller point")
        point.outcomes.setdefault((name, case.name), [again])
        return
    outcome = worker.ask(case)
    point.outcomes.setdefault((name, case.name), []).append(outcome)
    point.peaks[name] = worker.peak
    if outcome.status != "answered":
        given_up[key] = outcome
