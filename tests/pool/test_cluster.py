"""Searches on a Dask cluster: a real scheduler and real workers, on the loopback interface."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import numpy as np
import pytest

from rune_lp.errors import InputError
from rune_lp.pool.searching import Workers
from rune_lp.search import Here, judged, results
from tests.pool.dask import scheduler, worker
from tests.pool.images import EXPLODING, outcome_of, scattered, search_of, write_catalog

pytest.importorskip("distributed", reason="the cluster extra is not installed")

from rune_lp.pool.cluster import cluster as cluster_of  # after the skip

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


@contextmanager
def engine(text, catalog, address, *, everything=False, **limits):
    """Give the engine of a cluster."""
    with cluster_of(address, catalog, **limits) as runner:
        yield Workers(search_of(text, catalog, everything=everything), catalog, runner)


def test_without_workers_there_is_no_search(folder, catalog, monkeypatch):
    monkeypatch.setattr("rune_lp.pool.cluster._CONNECTING", 1)
    with (
        scheduler(folder) as (_, idle),
        pytest.raises(InputError) as raised,
        cluster_of(idle, catalog),
    ):
        pass
    assert str(raised.value) == (
        f"{idle}: the scheduler has no workers (start some with dask worker {idle})"
    )


def test_a_worker_with_another_version_is_named(folder, catalog, tmp_path):
    package = tmp_path / "rune_lp"
    package.mkdir()
    (package / "__init__.py").write_text('__version__ = "0.0.1"\n')
    with ExitStack() as stack:
        idle = stack.enter_context(scheduler(folder))[1]
        stack.enter_context(worker(idle, folder, PYTHONPATH=str(tmp_path)))
        with pytest.raises(InputError, match=r"^tcp://.*a worker must have rune_lp .* got 0\.0\.1"):
            stack.enter_context(cluster_of(idle, catalog))


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
    with pytest.raises(InputError) as raised, cluster_of(address, catalog):
        pass
    assert str(raised.value).startswith(message)


def test_another_catalogue_at_the_path_is_named(cluster, catalog):
    other = replace(catalog, manifest=replace(catalog.manifest, faults=99))
    with (
        pytest.raises(InputError, match="the worker has another catalogue there"),
        cluster_of(cluster[0], other),
    ):
        pass


def test_a_catalogue_that_changes_meanwhile_is_named(cluster, folder):
    changing = write_catalog(folder / "changing.catalog", [scattered("P1", 3)])
    with engine(NEAR, changing, cluster[0]) as there:
        write_catalog(folder / "changing.catalog", [scattered("P2", 3)])
        with pytest.raises(InputError, match="has changed"):
            list(there.solve(["P1"]))


def test_a_limit_holds_on_the_cluster(cluster, catalog):
    with engine(EXPLODING, catalog, cluster[0], time_limit=1) as there:
        found = list(there.solve(["P008", "P200", "P007"]))
    assert [result.failure for result in found] == [None, "not solved within 1 s", None]


def test_who_stops_ends_the_work_on_the_cluster(cluster, catalog):
    began = time.monotonic()
    with engine(EXPLODING, catalog, cluster[0]) as there:
        names = ["P008", "P200"]
        assert list(there.solve(names, stop=lambda: time.monotonic() - began > 2)) == []
        # The worker is free again, although nothing limits the time of the image it was at.
        assert len(list(there.solve(["P001"]))) == 1


@pytest.mark.parametrize("options", [{}, {"everything": True}], ids=str)
def test_the_cluster_judges_as_this_process_does(cluster, catalog, monkeypatch, options):
    monkeypatch.setattr("rune_lp.pool.searching._SPAN", (500, 500))
    with engine(NEAR, catalog, cluster[0], **options) as there:
        wanted = list(judged(Here(there.search, catalog)))
        assert list(judged(there)) == wanted


def test_a_worker_that_is_killed_costs_no_answer(cluster, catalog):
    address, second = cluster
    with engine(NEAR, catalog, address, everything=True) as there:
        wanted = list(results(there.search.question, catalog.scenes(), everything=True))
        found = []
        for result in there.solve(catalog.images, explanations=3):
            if not found:
                second.kill()
            found.append(result)
    assert second.wait(5) == -signal.SIGKILL
    assert list(map(outcome_of, found)) == list(map(outcome_of, wanted))


def test_a_scheduler_that_is_lost_leaves_the_rest_unsolved(folder, catalog):
    threads = threading.active_count()
    with scheduler(folder) as (process, address), worker(address, folder):
        names = ["P001", *(f"P{number}" for number in range(210, 330)), "P200"]
        found = []
        with engine(EXPLODING, catalog, address) as there:
            for result in there.solve(names):
                if not found:
                    process.kill()
                found.append(result)
            # Nor is it waited for again.
            (later,) = there.judge(np.array([3]))
    assert [result.scene.image for result in found] == names
    assert found[0].failure is None
    lost = "the connection to the cluster was lost"
    assert found[-1].failure == lost
    assert later.failures == {3: lost}
    assert threading.active_count() == threads
