"""The guarded pool: order, limits, deaths, starts and ends, with real processes."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rune_lp.errors import InputError
from rune_lp.pool.outcome import Item
from rune_lp.pool.pool import run
from tests.pool import works

METHODS = pytest.mark.parametrize("method", ["fork", "spawn"])


def ran(*batches, initialise=works.keep, **options):
    """Run batches of values, each named by itself."""
    tasks = [[Item(str(value), value) for value in batch] for batch in batches]
    return run(tasks, initialise=initialise, work=works.do, payload=None, **options)


def told(outcomes):
    return [outcome.failure.kind if outcome.failure else outcome.result for outcome in outcomes]


def children():
    """Return the processes of this one, those that are dead and not buried included."""
    me = os.getpid()
    return {
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and parent_of(entry) == me
    }


def parent_of(process):
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # it is gone
        return None


@pytest.fixture(autouse=True)
def _no_process_is_left():
    before = children()
    yield
    assert children() == before


@METHODS
@pytest.mark.parametrize("jobs", [1, 3])
def test_every_item_has_its_outcome_in_the_order_of_the_tasks(method, jobs):
    # The first batch is the slowest.
    batches = [["nap 0.3", 0, 1], [2], [], [3, 4], [5]]
    outcomes = list(ran(*batches, jobs=jobs, method=method))
    assert [outcome.name for outcome in outcomes] == ["nap 0.3", "0", "1", "2", "3", "4", "5"]
    assert told(outcomes) == ["woke", 0, 1, 2, 3, 4, 5]


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from([1, 2, "unsolved x", "bug x", "exit 3"]), max_size=4)),
    st.integers(1, 3),
)
def test_the_outcomes_do_not_depend_on_the_batches_nor_on_the_jobs(batches, jobs):
    wanted = {"unsolved x": "unsolved", "bug x": "bug", "exit 3": "death"}
    values = [value for batch in batches for value in batch]
    assert told(ran(*batches, jobs=jobs)) == [wanted.get(value, value) for value in values]


@METHODS
@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [
        pytest.param("nap 60", "time", "not solved within 0.5 s", id="sleeps"),
        pytest.param("ground-long", "time", "not solved within 0.5 s", id="grounds"),
        pytest.param(
            "allocate 4000", "memory", "needs more than the 300 MB that it may have", id="allocates"
        ),
        pytest.param(
            "bad_alloc", "memory", "needs more than the 300 MB that it may have", id="bad_alloc"
        ),
        pytest.param("segfault", "death", "its process died of SIGSEGV", id="segfault"),
        pytest.param("abort", "death", "its process died of SIGABRT", id="abort"),
        pytest.param("kill", "death", "its process was killed, as when a machine is", id="killed"),
        pytest.param("exit 3", "death", "its process exited with status 3", id="exits"),
        pytest.param("sys.exit 3", "death", "its process exited with status 1", id="SystemExit"),
        pytest.param("unsolved too odd", "unsolved", "too odd", id="says so"),
        pytest.param("bug odd", "bug", "internal error: ValueError: odd (at works.py:", id="bug"),
        pytest.param("unpicklable", "bug", "internal error: ", id="unpicklable result"),
    ],
)
def test_an_item_that_fails_is_named_with_the_cause_and_the_others_answered(
    method, value, kind, message
):
    started = time.monotonic()
    outcomes = list(ran([1, value, 2], [3], time_limit=0.5, memory_limit=300, method=method))
    assert told(outcomes) == [1, kind, 2, 3]
    assert outcomes[1].name == value
    assert outcomes[1].failure.message.startswith(message)
    assert time.monotonic() - started < 10


def test_grounding_ends_at_the_memory_limit_too():
    assert told(ran(["ground-large", 1], time_limit=30, memory_limit=100)) == ["memory", 1]


def test_without_limits_nothing_is_ended():
    assert told(ran(["nap 0.2", "allocate 500"])) == ["woke", 500_000_000]


def test_what_an_item_may_take_is_its_own_and_not_what_is_left_by_others():
    assert told(ran(["nap 0.3", "nap 0.3", "nap 0.3"], time_limit=0.6)) == ["woke"] * 3
    assert told(ran(["allocate 200"] * 4, memory_limit=300)) == [200_000_000] * 4


def test_a_worker_killed_from_outside_costs_no_answer(tmp_path):
    path = tmp_path / "mark"
    assert told(ran([1, f"once {path}", 2])) == [1, "done", 2]


def test_workers_are_warm():
    outcomes = list(ran(*(["pid"] for _ in range(20))))
    assert len({outcome.result for outcome in outcomes}) == 1


def test_only_as_many_workers_start_as_there_are_batches():
    before = children()
    outcomes = ran(["pid"], ["nap 0.1"], jobs=8)
    next(outcomes)
    assert len(children() - before) <= 2
    assert told(outcomes) == ["woke"]


def test_tasks_are_taken_as_they_are_needed():
    taken = itertools.count()
    tasks = ([Item(str(number), number)] for number in taken)
    outcomes = run(tasks, initialise=works.keep, work=works.do, payload=None, jobs=2)
    assert [next(outcomes).result for _ in range(1000)] == list(range(1000))
    outcomes.close()
    assert next(taken) < 2000


def test_results_of_any_size_come_through():
    size = 5_000_000
    assert [len(outcome.result) for outcome in ran(["x" * size, "y" * size])] == [size, size]


@METHODS
def test_a_worker_that_cannot_start_for_the_input_is_the_inputs_fault(method):
    with pytest.raises(InputError) as raised:
        list(ran([1], initialise=works.refuse, method=method))
    assert str(raised.value) == "x.catalog: no such catalogue (make one)"


@pytest.mark.parametrize(
    ("initialise", "message"),
    [
        (works.break_down, "a worker could not start: internal error: KeyError: 'odd'"),
        (works.vanish, "a worker could not start: its process was killed"),
    ],
    ids=["bug", "death"],
)
def test_a_worker_that_cannot_start_otherwise_is_a_bug(initialise, message):
    with pytest.raises(RuntimeError, match=message):
        list(ran([1], [2], initialise=initialise, jobs=2))


def test_a_broken_source_of_tasks_leaves_no_process():
    def tasks():
        yield [Item("one", 1)]
        raise KeyError("odd")

    with pytest.raises(KeyError, match="odd"):
        list(run(tasks(), initialise=works.keep, work=works.do, payload=None))


def test_who_stops_keeps_what_is_finished():
    began = time.monotonic()
    outcomes = list(
        ran(["nap 60"], [1, 2], [3], jobs=2, stop=lambda: time.monotonic() - began > 0.5)
    )
    assert told(outcomes) == [1, 2, 3]
    assert time.monotonic() - began < 5


def test_who_looks_away_ends_the_workers():
    outcomes = ran([1], ["nap 60"], jobs=2)
    assert next(outcomes).result == 1
    outcomes.close()


def test_an_interrupt_of_the_whole_group_does_not_reach_the_workers():
    assert told(ran(["interrupt", 1])) == [None, 1]


def test_what_workers_print_goes_to_standard_error(capsys):
    assert told(ran(["say hello"])) == [None]
    assert capsys.readouterr() == ("", "hello\nhello\n")


def test_beside_other_threads_workers_are_spawned():
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        outcomes = ran(["pid"], ["nap 0"])
        pid = next(outcomes).result
        assert b"rune_lp.pool.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
        outcomes.close()
    finally:
        done.set()
        other.join()


PROGRAM = """
import sys
from rune_lp.pool.outcome import Item
from rune_lp.pool.pool import run
from tests.pool import works
tasks = [[Item("pid", "pid"), Item("nap", "{value}")]]
method = "{method}"
for outcome in run(tasks, initialise=works.keep, work=works.do, payload=None, method=method):
    print(outcome.result, flush=True)
"""


@METHODS
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("value", ["nap 60", "ground-long"])
def test_no_worker_outlives_its_parent(method, number, value):
    program = PROGRAM.format(method=method, value=value)
    parent = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    with parent:
        assert parent.stdout is not None
        worker = Path("/proc") / parent.stdout.readline().decode().strip()
        assert worker.exists()
        parent.send_signal(number)
    deadline = time.monotonic() + 5
    while running(worker):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def running(process):
    """Whether a process lives; a dead one that nobody has buried does not."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
