"""The workers of a Dask cluster, as a runner.

A Dask task is a batch of items. It runs the guarded pool with one process, so that the limits of
each item hold there as here; a task takes seconds, which pays for starting that process. If a
worker is lost, Dask gives its tasks to another one, and the answers are the same. The workers
open the catalogue themselves, at the same path as the client.
"""

from __future__ import annotations

import logging
import pickle
import pkgutil
import time
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from rune_lp import __version__
from rune_lp.catalog import Catalog
from rune_lp.errors import Fault, InputError, Place
from rune_lp.optional import require
from rune_lp.pool.limits import Limits
from rune_lp.pool.outcome import Failure, Outcome, Task
from rune_lp.pool.runner import Local

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from distributed import Client, Future

    from rune_lp.catalog.manifest import Manifest

__all__ = ["Cluster", "cluster"]

Payload = TypeVar("Payload")
Value = TypeVar("Value")
Result = TypeVar("Result")

_CONNECTING = 10
"""Seconds to wait for the scheduler, and for a first worker."""

_ALONE = 60.0
"""Seconds to wait for another worker when all are lost: longer than one takes to be restarted."""

_BATCH = 64, 4096
"""Images in a batch: an image takes milliseconds, and a batch the start of a process beside."""

_AHEAD = 8
"""Batches for each of the cluster's threads that are sent before they are asked for."""

_PATIENCE = 0.05
"""Seconds after which futures are looked at and `stop` is asked again."""

_GONE = "the connection to the cluster was lost"

_REMEDY = "the catalogue must be at the same path on every machine"


@contextmanager
def cluster(
    scheduler: str,
    catalog: Catalog,
    *,
    time_limit: float | None = None,
    memory_limit: int | None = None,
) -> Iterator[Cluster]:
    """Give the workers of a Dask cluster, until the block is left.

    Args:
        scheduler: The address of a Dask scheduler, such as `tcp://10.0.0.1:8786`.
        catalog: The catalogue, which every worker of the cluster finds at the same path.
        time_limit: Seconds for each item, or None.
        memory_limit: Megabytes for each item, or None.

    Raises:
        InputError: The scheduler cannot be reached or has no workers, or a worker has another
            version of this package or not the same catalogue.
    """
    limits = Limits(time_limit, memory_limit)
    with _connected(scheduler) as client:
        yield Cluster(client, _checked(client, scheduler, catalog), limits)


class Cluster:
    """The workers of a Dask cluster, as a runner; made by `cluster`.

    Args:
        client: Dask's client.
        workers: How many threads the cluster has.
        limits: Those of each item.
    """

    def __init__(self, client: Client, workers: int, limits: Limits) -> None:
        self.workers = workers
        self._client = client
        self._limits = limits
        self._lost: str | None = None

    @property
    def batch(self) -> tuple[int, int]:
        """How many images a batch should have at least, and at most."""
        return _BATCH

    def run(
        self,
        tasks: Iterable[Task[Value]],
        *,
        work: Callable[[Payload, Value], Result],
        payload: Payload,
        patience: float | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> Iterator[Outcome[Result]]:
        """Yield the outcome of each item of each task, in their order; see `Runner`.

        Raises:
            InputError: A worker finds another catalogue at the path.
        """
        client, job = self._client, _Job(work, pickle.dumps(payload), patience, self._limits)
        waiting = iter(tasks)
        begun: deque[tuple[Task[Value], Future[Any]]] = deque()
        alone = _Alone(client)
        try:
            while not (stop and stop()):
                if client.status == "closed":
                    self._lost = _GONE
                if self._lost is not None:
                    for left in [*(batch for batch, _ in begun), *waiting]:
                        yield from _failed(left, Failure("lost", self._lost))
                    return
                while (
                    len(begun) < _AHEAD * self.workers
                    and (batch := next(waiting, None)) is not None
                ):
                    begun.append((batch, client.submit(_answered, job, batch, pure=False)))
                if not begun:
                    break
                batch, future = begun[0]
                if future.done():  # type: ignore[no-untyped-call]
                    begun.popleft()
                    yield from _told(batch, future)
                    continue
                self._lost = alone.too_long()
                if self._lost is None:
                    time.sleep(_PATIENCE)
            for batch, future in begun:
                if future.status == "finished":
                    yield from _told(batch, future)
        finally:
            if client.status == "running":
                client.cancel([future for _, future in begun], force=True)  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class _Job:
    """What is sent with every batch; a worker that cannot have the payload must say so itself."""

    work: Callable[[Any, Any], Any]
    payload: bytes
    patience: float | None
    limits: Limits


@contextmanager
def _connected(scheduler: str) -> Iterator[Client]:
    require("distributed", extra="cluster")
    from distributed import Client
    from distributed.comm.addressing import get_address_host_port

    place = Place("--scheduler")
    hint = "start one with dask scheduler, and give the address that it prints"
    try:
        _, port = get_address_host_port(scheduler, strict=True)
        if port not in range(1, 65_536):  # for which Dask waits for ever
            raise ValueError(f"a port must be in 1..65535, but got {port}")
    except ValueError as error:
        raise InputError.of(f"is no address: {error}", place, hint=hint) from None
    with _quiet():
        try:
            client = Client(scheduler, timeout=_CONNECTING, set_as_default=False)  # type: ignore[no-untyped-call]
        except OSError as error:
            raise InputError.of(f"cannot reach the scheduler: {error}", place, hint=hint) from None
        try:
            with client:
                yield client
        finally:
            # A client that has lost its scheduler closes itself, but does not end its thread; and
            # beside a thread, workers can no longer be forked.
            client._loop_runner.stop()  # type: ignore[no-untyped-call]


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask from logging what is told once, as an error or a failure."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _checked(client: Client, scheduler: str, catalog: Catalog) -> int:
    """Return the number of the cluster's threads, once every worker is known to be fit."""
    try:
        client.wait_for_workers(1, timeout=_CONNECTING)
    except TimeoutError:
        hint = f"start some with dask worker {scheduler}"
        raise InputError.of("the scheduler has no workers", Place(scheduler), hint=hint) from None
    # Of the standard library, so that a worker without this package can answer, too.
    versions = client.run(pkgutil.resolve_name, "rune_lp:__version__", on_error="return")
    for worker, version in sorted(versions.items()):
        if version != __version__:
            got = f"none ({version})" if isinstance(version, Exception) else version
            message = f"a worker must have rune_lp {__version__}, but got {got}"
            hint = "install the same version on every machine"
            raise InputError.of(message, Place(worker), hint=hint)
    path = catalog.path.resolve()
    for worker, found in sorted(client.run(_found, path, on_error="return").items()):
        if found != catalog.manifest:
            message = (
                str(found)
                if isinstance(found, Fault | Exception)
                else f"{path}: the worker has another catalogue there than the client"
            )
            raise InputError.of(message, Place(worker), hint=_REMEDY)
    return max(1, sum(client.nthreads().values()))  # type: ignore[no-untyped-call]


def _found(path: Path) -> Manifest | Fault:
    """Return what a worker finds at a path."""
    try:
        return Catalog.open(path).manifest
    except InputError as error:
        return error.fault


def _told(batch: Task[Value], future: Future[Any]) -> Iterator[Outcome[Any]]:
    """Yield the outcomes of a batch that is done."""
    from concurrent.futures import CancelledError

    from distributed import KilledWorker

    try:
        told = future.result(timeout=_ALONE)
    except KilledWorker:
        yield from _failed(batch, Failure("death", "the workers of the cluster die of its batch"))
        return
    except (CancelledError, OSError):
        yield from _failed(batch, Failure("lost", _GONE))
        return
    if isinstance(told, Fault):
        raise InputError(told)
    yield from told


def _failed(batch: Task[Value], failure: Failure) -> Iterator[Outcome[Any]]:
    for item in batch:
        yield Outcome(item.name, None, failure)


class _Alone:
    """How long a client has been without any worker."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._since: float | None = None

    def too_long(self) -> str | None:
        """Return what is wrong if there has been no worker for long."""
        reached = self._client.status == "running"
        if reached and self._client.scheduler_info(n_workers=-1)["workers"]:
            self._since = None
            return None
        now = time.monotonic()
        self._since = self._since or now
        if now - self._since < _ALONE:
            return None
        return "the cluster has no workers left" if reached else "the scheduler is gone"


def _answered(job: _Job, batch: Task[Value]) -> list[Outcome[Any]] | Fault:
    """Return the outcomes of a batch; this is what runs on the cluster."""
    from distributed import get_worker

    limits = job.limits
    try:
        local = Local(1, limits.seconds, limits.megabytes)
        payload = pickle.loads(job.payload)  # noqa: S301, of our own making
        return list(
            local.run(
                [batch], work=job.work, payload=payload, patience=job.patience, stop=_cancelled
            )
        )
    except InputError as error:
        return Fault(str(error), Place(get_worker().address), hint=_REMEDY)


def _cancelled() -> bool:
    """Return whether the client no longer wants the task that this thread works on."""
    from distributed import get_worker

    worker: Any = get_worker()
    task = worker.state.tasks.get(worker.get_current_task())
    return task is None or task.state == "cancelled"
