"""The run: turns are taken, repeats counted, and who is late is not asked again."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from rune_lp.bench.cases import CASES, CHAINS, case_named
from rune_lp.bench.contestants.contestant import Contestant
from rune_lp.bench.run import PLANS, Point, Settings, measured, points
from rune_lp.bench.worker import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from rune_lp.bench.cases import Case

ONE, OTHER = case_named("one class"), case_named("count comparison")


class Prompt(Contestant):
    """Answers at once, with nothing."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def ask(self, case: Case, started: Callable[[int], None]) -> list[str]:
        del case, started
        return []


class Late(Prompt):
    """Is late with one of the two cases."""

    def ask(self, case: Case, started: Callable[[int], None]) -> list[str]:
        if case == OTHER:
            time.sleep(60)
        return super().ask(case, started)


@dataclass(frozen=True)
class Stub:
    name: str
    contestant: type[Contestant]

    def load(self) -> type[Contestant]:
        return self.contestant


SETTINGS = Settings(images=(2, 4), repeats=2, limits=Limits(seconds=1.0))


def run(entrants: Iterable[Stub], folder: Path) -> tuple[list[Point], list[str]]:
    """Measure two points of growth along images; return them, and what was said."""
    told: list[str] = []
    todo = [point for point in points(SETTINGS, (ONE, OTHER)) if point.series == "images"]
    return list(measured(todo, list(entrants), SETTINGS, folder, told.append)), told  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Point], list[str]]:
    folder = tmp_path_factory.mktemp("run")
    return run([Stub("prompt", Prompt), Stub("late", Late)], folder)


def test_each_case_is_asked_as_often_as_told(done: tuple[list[Point], list[str]]) -> None:
    for point in done[0]:
        for case in (ONE, OTHER):
            outcomes = point.outcomes["prompt", case.name]
            assert [outcome.status for outcome in outcomes] == ["answered"] * 2


def test_another_one_is_first_each_time(done: tuple[list[Point], list[str]]) -> None:
    asked = [said for said in done[1] if said.startswith("images 2: one class")]
    assert [said.rpartition(": ")[2] for said in asked] == ["prompt", "late", "late", "prompt"]


def test_who_is_late_is_not_asked_again_and_it_is_said(
    done: tuple[list[Point], list[str]],
) -> None:
    first, second = (point.outcomes["late", OTHER.name] for point in done[0])
    assert [(outcome.status, outcome.note) for outcome in first] == [
        ("timed out", "ran out of time")
    ]
    assert [(outcome.status, outcome.note) for outcome in second] == [
        ("timed out", "not at a smaller point")
    ]


def test_who_is_late_with_one_case_is_asked_the_others(
    done: tuple[list[Point], list[str]],
) -> None:
    for point in done[0]:
        assert [o.status for o in point.outcomes["late", ONE.name]] == ["answered"] * 2


@pytest.mark.parametrize("plan", PLANS)
def test_a_plan_grows_along_each_series(plan: str) -> None:
    found = points(PLANS[plan])
    for series in ("images", "objects", "variables"):
        values = [point.value for point in found if point.series == series]
        assert values
        assert values == sorted(values)


def test_the_variables_are_those_of_chains() -> None:
    found = [p for p in points(replace(SETTINGS, images=())) if p.series == "variables"]
    assert [point.cases for point in found] == [(chain,) for chain in CHAINS]
    assert {point.cases for point in points(SETTINGS) if point.series == "images"} == {CASES}
