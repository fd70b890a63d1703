"""A contestant's process: one that answers, one that is slow, one that fails, one that dies."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from rune_lp.bench.cases import case_named
from rune_lp.bench.contestants.contestant import Contestant
from rune_lp.bench.worker import Limits, Worker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rune_lp.bench.cases import Case
    from rune_lp.bench.worker import Outcome

CASE = case_named("one class")


class Odd(Contestant):
    """Does to a case that is not the warming up what the folder is called for."""

    def __init__(self, data: Path) -> None:
        self.data = data
        if data.name == "shut":
            raise OSError("the data are shut")

    def ask(self, case: Case, started: Callable[[int], None]) -> list[str]:
        del case
        started(4)
        match self.data.name:
            case "slow":
                time.sleep(60)
            case "wrong":
                raise ValueError("no such thing\nand more of it")
            case "dead":
                os._exit(7)
            case "greedy":
                return [str(len(bytearray(4 << 30)))]
            case "affinity" if hasattr(os, "sched_getaffinity"):
                return [str(len(os.sched_getaffinity(0))), os.environ["OMP_NUM_THREADS"]]
        return ["0000001"]


@dataclass(frozen=True)
class Stub:
    """An entrant whose contestant is this module's."""

    name: str = "odd"

    def load(self) -> type[Contestant]:
        return Odd


@pytest.fixture
def ask(tmp_path: Path) -> Callable[..., Outcome]:
    def asked(folder: str, seconds: float = 30.0) -> Outcome:
        limits = Limits(seconds, 3 << 30)
        with Worker(Stub(), tmp_path / folder, tmp_path / "small", limits) as worker:  # type: ignore[arg-type]
            return worker.ask(CASE)

    return asked


def test_an_answer_comes_with_its_time(ask: Callable[..., Outcome]) -> None:
    outcome = ask("quick")
    assert (outcome.status, outcome.matches) == ("answered", ("0000001",))
    assert 0 < outcome.seconds < 1


def test_a_slow_one_is_ended_and_the_image_named(ask: Callable[..., Outcome]) -> None:
    begun = time.monotonic()
    outcome = ask("slow", 0.5)
    assert time.monotonic() - begun < 20
    assert outcome.status == "timed out"
    assert outcome.note == "ran out of time, in its image 5"
    assert outcome.looked_at == 5


@pytest.mark.parametrize(
    ("folder", "note"),
    [
        ("wrong", "ValueError: no such thing"),
        ("shut", "OSError: the data are shut"),
        ("dead", "the process ended, perhaps out of memory, in its image 5"),
        ("greedy", "MemoryError"),
    ],
)
def test_a_failure_is_told_in_one_line(ask: Callable[..., Outcome], folder: str, note: str) -> None:
    outcome = ask(folder)
    assert (outcome.status, outcome.note) == ("failed", note)


@pytest.mark.skipif(sys.platform != "linux", reason="cores are chosen on Linux only")
def test_it_has_one_core_and_one_thread(ask: Callable[..., Outcome]) -> None:
    assert ask("affinity").matches == ("1", "1")


def test_after_a_slow_case_it_answers_again(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with Worker(Stub(), tmp_path / "slow", tmp_path / "small", Limits(0.3)) as worker:  # type: ignore[arg-type]
        assert worker.ask(CASE).status == "timed out"
        worker.data = tmp_path / "quick"
        assert worker.ask(CASE).status == "answered"


def test_the_most_memory_is_known(tmp_path: Path) -> None:
    with Worker(Stub(), tmp_path / "quick", tmp_path / "small", Limits()) as worker:  # type: ignore[arg-type]
        worker.ask(CASE)
        assert worker.peak > 1 << 20
