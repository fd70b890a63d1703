"""`rune-lp search` and `explain` by workers: limits, jobs, interrupts, progress, a cluster."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from rune_lp.cli import INTERRUPTED
from rune_lp.pool import searching
from tests.cli.program import call, check_schema, refused, spawn
from tests.pool.dask import scheduler, worker
from tests.pool.images import EXPLODING, scattered, write_catalog

NEAR = "a ship near a harbor"
ENDED = "not solved within 1 s"


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A catalogue of ten images, the last but one of which has thousands of objects."""
    path = tmp_path_factory.mktemp("catalogs") / "large.catalog"
    scenes = [scattered(f"P{number}", number, seed=number) for number in range(10)]
    scenes[8] = scattered("P8", 2000)
    return write_catalog(path, scenes).path


@pytest.mark.parametrize(
    "options",
    [
        ["--jobs", 2],
        ["--time-limit", 0],
        ["--time-limit", 0, "--jobs", 3],
        ["--time-limit", 0.5, "--memory-limit", 1000],
    ],
    ids=lambda options: " ".join(map(str, options)),
)
def test_limits_and_jobs_change_no_answer(catalog, options):
    arguments = ["search", catalog, NEAR, "--all", "--format", "jsonl", "--explanations", 5]
    assert call(*arguments, *options) == call(*arguments)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_image_that_explodes_is_ended_and_named_and_the_others_answered(large, jobs):
    arguments = ["--time-limit", 1, "--jobs", jobs, "--all", "--format", "jsonl"]
    ran = call("search", large, "--fol", EXPLODING, *arguments)
    assert ran.code == 3
    assert ran.err == f"rune-lp: not solved: P8: {ENDED}\n"
    lines = {line["image"]: line for line in ran.lines[1:]}
    assert sorted(lines) == [f"P{number}" for number in range(10)]
    assert lines["P8"] == {"image": "P8", "satisfied": None, "error": ENDED}
    check_schema(lines["P8"], "result")
    others = [line["satisfied"] for name, line in lines.items() if name != "P8"]
    assert None not in others


def test_an_image_that_takes_too_much_memory_is_named(large):
    ran = call("search", large, "--fol", EXPLODING, "--memory-limit", 100, "--time-limit", 0)
    assert ran.code == 3
    assert ran.err == ("rune-lp: not solved: P8: needs more than the 100 MB that it may have\n")


def test_explain_has_a_time_limit(large):
    arguments = ["explain", large, "P8", "--fol", EXPLODING, "--time-limit", 1]
    ran = call(*arguments)
    assert ran.code == 3
    assert ran.out.splitlines()[-1] == f"P8  not solved: {ENDED}"
    line = call(*arguments, "--format", "jsonl").lines[0]
    assert (line["satisfied"], line["error"]) == (None, ENDED)


def test_a_refusal_that_takes_too_long_to_explain_is_a_refusal_still(catalog, monkeypatch):
    monkeypatch.setattr("rune_lp.asking.explaining.why_not", lambda *_: time.sleep(60))
    ran = call("explain", catalog, "P3", NEAR, "--time-limit", 1)
    assert ran.code == 1
    assert ran.out.splitlines()[3] == "P3  no match  score 0.0000"
    # What would have to change is found all the same.
    assert "would match" in ran.out.splitlines()[-2]
    assert ran.err == f"rune-lp: why it does not match could not be found: {ENDED}\n"


def test_a_bug_is_named_with_its_image_and_stops_no_other(catalog, monkeypatch):
    whole = searching.results

    def broken(question, scenes, **options):
        (scene,) = scenes
        if scene.image == "P3":
            raise ValueError("odd")
        return whole(question, [scene], **options)

    monkeypatch.setattr(searching, "results", broken)
    ran = call("search", catalog, NEAR, "--all")
    assert ran.code == 3
    assert ran.err.startswith("rune-lp: not solved: P3: internal error: ValueError: odd (at ")
    assert ran.out.splitlines()[-1] == "2 of 4 images match; 1 not solved"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--jobs", 0], "Invalid value for '--jobs'"),
        (["--jobs", "two"], "Invalid value for '--jobs'"),
        (["--time-limit", -1], "Invalid value for '--time-limit'"),
        (["--time-limit", "nan"], "Invalid value for '--time-limit': nan is not in the range"),
        (["--time-limit", "inf"], "Invalid value for '--time-limit'"),
        (["--memory-limit", 0], "Invalid value for '--memory-limit'"),
        (["--jobs", 2, "--scheduler", "tcp://127.0.0.1:1"], "--jobs and --scheduler exclude"),
        (["--scheduler", "somewhere"], "--scheduler: is no address: "),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, list) else "",
)
def test_an_option_at_fault_is_one_line_and_exit_2(catalog, arguments, message):
    if "--scheduler" in arguments:
        pytest.importorskip("distributed")
    assert refused(call("search", catalog, NEAR, *arguments)).startswith(message)


def test_without_the_extra_a_cluster_is_refused_with_the_remedy(catalog, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    message = refused(call("search", catalog, NEAR, "--scheduler", "tcp://127.0.0.1:1"))
    assert message == "distributed is not installed (pip install 'rune-lp[cluster]')"


def processes_of(group: int) -> list[int]:
    """Return the living processes of a process group."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _, member = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
            except OSError:  # it is gone
                continue
            if int(member) == group and state != "Z":
                found.append(int(entry.name))
    return found


def interrupted(number, *arguments):
    """Send a signal to a search, and to nothing else, once its worker works; return its end."""
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "rune_lp", "search", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 20
    while len(processes_of(process.pid)) < 2:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    # By then all but one image is done.
    time.sleep(4)
    process.send_signal(number)
    return process, process.communicate(timeout=20)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupt_keeps_what_is_finished_and_leaves_no_process(large, number, jobs):
    process, (out, err) = interrupted(
        number, large, "--fol", EXPLODING, "--all", "--format", "jsonl", "--jobs", jobs
    )
    assert process.returncode == INTERRUPTED
    assert processes_of(process.pid) == []
    finished = {json.loads(line)["image"] for line in out.splitlines()[1:]}
    assert finished >= {f"P{number}" for number in range(8)}
    assert "P8" not in finished
    left = 10 - len(finished)
    assert err == f"rune-lp: interrupted: {left} of 10 images were not searched\n"


def test_a_search_that_is_killed_leaves_no_process(large):
    process, _ = interrupted(signal.SIGKILL, large, "--fol", EXPLODING)
    assert process.returncode == -signal.SIGKILL
    deadline = time.monotonic() + 5
    while processes_of(process.pid):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_progress_has_a_rate_and_the_time_left(large):
    parent, child = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "rune_lp", "search", large, "--fol", EXPLODING, "--time-limit", "1"],
        stdout=subprocess.DEVNULL,
        stderr=child,
        env={**os.environ, "TERM": "xterm"},
        check=False,
    )
    os.close(child)
    shown = os.read(parent, 100_000).decode()
    os.close(parent)
    assert done.returncode == 3
    assert "solving" in shown
    assert "10/10" in shown
    assert "images/s" in shown


@pytest.mark.skipif(find_spec("distributed") is None, reason="the cluster extra is not installed")
def test_a_cluster_gives_the_same_answers(catalog, tmp_path):
    arguments = ["search", catalog, NEAR, "--all", "--format", "jsonl"]
    with scheduler(tmp_path) as (_, address), worker(address, tmp_path):
        assert spawn(*arguments, "--scheduler", address) == call(*arguments)
