"""Processes of this machine as a runner."""

from __future__ import annotations

from operator import mul, truediv

import pytest

from rune_lp.pool.outcome import Item
from rune_lp.pool.runner import Local
from tests.pool import works


@pytest.mark.parametrize("workers", [1, 3])
def test_outcomes_come_in_the_order_of_the_items(workers):
    tasks = [[Item(str(value), value) for value in batch] for batch in ([3, 1], [2])]
    found = list(Local(workers).run(tasks, work=mul, payload=10))
    assert [(outcome.name, outcome.result) for outcome in found] == [
        ("3", 30),
        ("1", 10),
        ("2", 20),
    ]


def test_a_failure_is_its_items_own():
    tasks = [[Item("none", 0), Item("one", 1)]]
    first, second = Local().run(tasks, work=truediv, payload=1)
    assert (first.failure.kind, second.result) == ("bug", 1.0)


def test_the_limits_are_those_of_each_item():
    tasks = [[Item("long", "nap 60"), Item("short", 1)]]
    found = list(Local(1, time_limit=0.2).run(tasks, work=works.do, payload=None))
    assert [outcome.failure and outcome.failure.kind for outcome in found] == ["time", None]
