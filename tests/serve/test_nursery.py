"""Children of the nurse: what they say, how they end, and that none is left."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from rune_lp.pool.outcome import Item
from rune_lp.pool.pool import run
from rune_lp.serve.desk import BusyError, Desk
from rune_lp.serve.nursery import Ended, Nursery


def work(asked, line):
    match asked:
        case "sleep":
            line.say(os.getpid())
            time.sleep(60)
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "raise":
            raise ValueError("a bug")
        case "pool":
            items = [[Item("one", 1)], [Item("two", 2)]]
            outcomes = run(items, initialise=int, work=pow, payload="3", jobs=2)
            line.say([outcome.result for outcome in outcomes])
        case "stop":
            line.say("here")
            while not line.stops():
                time.sleep(0.01)
            line.say("stopped")
        case _:
            line.say(asked * 2)


@pytest.fixture(scope="module")
def nursery():
    with Nursery(work) as found:
        yield found


def heard(child):
    return [message for message in child.heard() if message is not None]


def test_a_child_answers_and_ends(nursery):
    with nursery.child("a") as child:
        assert heard(child) == ["aa", Ended(0)]


def test_long_messages_come_whole(nursery):
    with nursery.child("a" * 5_000_000) as child:
        message, ended = heard(child)
    assert (len(message), ended) == (10_000_000, Ended(0))


def test_threads_have_children_at_once(nursery):
    answers = {}

    def ask(number):
        with nursery.child(number) as child:
            answers[number] = heard(child)[0]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: 2 * number for number in range(20)}


def test_a_child_has_workers_of_its_own(nursery):
    with nursery.child("pool") as child:
        assert heard(child) == [[3, 9], Ended(0)]


def test_what_a_child_died_of_is_told(nursery):
    with nursery.child("die") as child:
        assert heard(child) == [Ended(-signal.SIGKILL)]
    with nursery.child("raise") as child:
        assert heard(child) == [Ended(1)]


def test_a_child_is_ended_wherever_it_is(nursery):
    with nursery.child("sleep") as child:
        pid = next(message for message in child.heard() if message is not None)
        assert Path(f"/proc/{pid}").exists()
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not Path(f"/proc/{pid}").exists()


def test_a_child_is_asked_to_stop(nursery):
    with nursery.child("stop") as child:
        messages = child.heard()
        assert next(message for message in messages if message is not None) == "here"
        child.stop()
        assert [message for message in messages if message is not None] == ["stopped", Ended(0)]


def test_no_more_are_at_work_than_may_be(nursery):
    desk = Desk(nursery, most=1, wait=0.05)
    with desk.child("sleep"), pytest.raises(BusyError), desk.child("a"):
        pass
    with desk.child("a") as child:
        assert heard(child)[0] == "aa"
