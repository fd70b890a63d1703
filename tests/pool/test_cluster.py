"""Searches on a Dask cluster: a real scheduler and real workers, on the loopback interface."""

from __future__ import annotations

import signal
import time
from contextlib import ExitStack

import pytest

from rune_lp.errors import InputError
from rune_lp.search import results
from tests.pool.dask import scheduler, worker
from tests.pool.images import EXPLODING, outcome_of, question_of, scattered, write_catalog

pytest.importorskip("distributed", reason="the cluster extra is not installed")

from rune_lp.pool.cluster import solved_by_cluster  # after the skip

# What Dask leaves open or deprecates is its own matter.
pytestmark = pytest.mark.filterwarnings("ignore:::distributed", "ignore::ResourceWarning")

NEAR = "exists x y. ship(x) & harbor(y) & near(x, y)"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("cluster")


@pytest.fixture(scope="module")
def catalog(folder):
    scenes = [scattered(f"P{n:03}", n % 9, seed=n) for n in range(400)]
    scenes[200] = scattered("P200", 2000)
    return write_catalog(folder / "some.catalog", scenes)


@pytest.fixture(scope="module")
def address(folder):
    with scheduler(folder) as (_, address):
        yield address


@pytest.fixture(scope="module")
def cluster(address, folder):
    """The address of a scheduler with two workers, and the second one's process."""
    with worker(address, folder), worker(address, folder) as (second, _):
        yield address, second


def test_without_workers_there_is_no_search(folder, catalog, monkeypatch):
    monkeypatch.setattr("rune_lp.pool.cluster._CONNECTING", 1)
    question = question_of(NEAR, catalog)
    with scheduler(folder) as (_, idle), pytest.raises(InputError) as raised:
        list(solved_by_cluster(question, catalog.path, catalog.images, scheduler=idle))
    assert str(raised.value) == (
        f"{idle}: the scheduler has no workers (start some with dask worker {idle})"
    )


def test_a_worker_with_another_version_is_named(folder, catalog, tmp_path):
    package = tmp_path / "rune_lp"
    package.mkdir()
    (package / "__init__.py").write_text('__version__ = "0.0.1"\n')
    question = question_of(NEAR, catalog)
    with ExitStack() as stack:
        idle = stack.enter_context(scheduler(folder))[1]
        stack.enter_context(worker(idle, folder, PYTHONPATH=str(tmp_path)))
        with pytest.raises(InputError, match=r"^tcp://.*a worker must have rune_lp .* got 0\.0\.1"):
            list(solved_by_cluster(question, catalog.path, catalog.images, scheduler=idle))


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("", "--scheduler: is no address: "),
        ("somewhere", "--scheduler: is no address: "),
        ("odd://127.0.0.1:80", "--scheduler: is no address: unknown address scheme 'odd'"),
        ("tcp://127.0.0.1", "--scheduler: is no address: missing port number"),
        ("tcp://127.0.0.1:99999", "--scheduler: is no address: a port must be in 1..65535"),
    ],
)
def test_what_is_no_scheduler_is_said(catalog, address, message):
    question = question_of(NEAR, catalog)
    with pytest.raises(InputError) as raised:
        list(solved_by_cluster(question, catalog.path, catalog.images, scheduler=address))
    assert str(raised.value).startswith(message)


def test_another_catalogue_at_the_path_is_named(cluster, catalog, monkeypatch):
    question = question_of(NEAR, catalog)
    monkeypatch.setattr("rune_lp.pool.cluster._extent", lambda _: "other")
    with pytest.raises(InputError, match="the worker has another catalogue there"):
        list(solved_by_cluster(question, catalog.path, catalog.images, scheduler=cluster[0]))


def test_a_limit_holds_on_the_cluster(cluster, catalog):
    question = question_of(EXPLODING, catalog)
    names = ["P008", "P200", "P007"]
    found = list(
        solved_by_cluster(question, catalog.path, names, scheduler=cluster[0], time_limit=1)
    )
    assert [result.failure for result in found] == [None, "not solved within 1 s", None]


def test_who_stops_ends_the_work_on_the_cluster(cluster, catalog):
    began = time.monotonic()
    question = question_of(EXPLODING, catalog)
    found = solved_by_cluster(
        question,
        catalog.path,
        ["P008", "P200"],
        scheduler=cluster[0],
        stop=lambda: time.monotonic() - began > 2,
    )
    assert list(found) == []
    # The worker is free again, although nothing limits the time of the image it was at.
    assert len(list(solved_by_cluster(question, catalog.path, ["P001"], scheduler=cluster[0]))) == 1


def test_a_worker_that_is_killed_costs_no_answer(cluster, catalog):
    address, second = cluster
    question = question_of(NEAR, catalog)
    wanted = list(results(question, catalog.scenes(), everything=True))
    found = []
    for result in solved_by_cluster(
        question, catalog.path, catalog.images, scheduler=address, everything=True
    ):
        if not found:
            second.kill()
        found.append(result)
    assert second.wait(5) == -signal.SIGKILL
    assert list(map(outcome_of, found)) == list(map(outcome_of, wanted))


def test_a_scheduler_that_is_lost_leaves_the_rest_unsolved(folder, catalog):
    question = question_of(EXPLODING, catalog)
    with scheduler(folder) as (process, address), worker(address, folder):
        names = ["P001", *(f"P{number}" for number in range(210, 330)), "P200"]
        found = []
        for result in solved_by_cluster(question, catalog.path, names, scheduler=address):
            if not found:
                process.kill()
            found.append(result)
    assert [result.scene.image for result in found] == names
    assert found[0].failure is None
    assert found[-1].failure == "the connection to the cluster was lost"
