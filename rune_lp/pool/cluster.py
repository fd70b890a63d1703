"""A question asked of the images of a catalogue by a Dask cluster.

A Dask task is a batch of images. It runs the guarded pool with one process, so that the limits of
each image hold there as here; a task takes seconds, which pays for starting that process. If a
worker is lost, Dask gives its tasks to another one, and the answers are the same. The workers
open the catalogue themselves, at the same path as the client.
"""

from __future__ import annotations

import logging
import math
import pkgutil
import time
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rune_lp import __version__
from rune_lp.catalog import Catalog
from rune_lp.errors import Fault, InputError, Place
from rune_lp.optional import require
from rune_lp.pool.batches import batches
from rune_lp.pool.outcome import Failure, Item, Outcome
from rune_lp.pool.pool import run
from rune_lp.pool.searching import Search, Told, answer_image, counted, open_search, result_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from distributed import Client, Future

    from rune_lp.asp.question import Question
    from rune_lp.search import ImageResult

__all__ = ["solved_by_cluster"]

_CONNECTING = 10
"""Seconds to wait for the scheduler, and for a first worker."""

_ALONE = 60.0
"""Seconds to wait for another worker when all are lost: longer than one takes to be restarted."""

_SMALLEST, _LARGEST = 64, 4096
"""Images in a batch: an image takes milliseconds, and a batch the start of a process beside."""

_OBJECTS = 100
"""Objects for each of them that a batch has at most."""

_SHARE = 4
"""Batches for each of the cluster's threads, so that none waits long for another at the end."""

_PATIENCE = 0.05
"""Seconds after which futures are looked at and `stop` is asked again."""

_REMEDY = "the catalogue must be at the same path on every machine"


def solved_by_cluster(
    question: Question,
    catalog_path: Path,
    names: Sequence[str],
    *,
    scheduler: str,
    explanations: int = 3,
    everything: bool = False,
    time_limit: float | None = None,
    memory_limit: int | None = None,
    stop: Callable[[], bool] | None = None,
) -> Iterator[ImageResult]:
    """Yield the outcome for each image, in their order, as `rune_lp.search.results` does.

    Args:
        question: What is asked.
        catalog_path: The catalogue, which every worker of the cluster finds at this path too.
        names: The images to ask.
        scheduler: The address of a Dask scheduler, such as `tcp://10.0.0.1:8786`.
        explanations: How many assignments to find for each image at most.
        everything: Whether images that do not match get a degree too.
        time_limit: Seconds for each image, or None.
        memory_limit: Megabytes for each image, or None.
        stop: Asked several times a second; when it says so, the cluster is told to leave off, and
            what is finished by then is yielded.

    Raises:
        InputError: The scheduler cannot be reached or has no workers, or a worker has another
            version of this package or not the same catalogue.
    """
    search = Search(question, catalog_path.resolve(), explanations, everything)
    catalog = Catalog.open(search.path)
    with _connected(scheduler) as client:
        threads = _checked(client, scheduler, search.path, catalog)
        size = min(_LARGEST, max(_SMALLEST, math.ceil(len(names) / (_SHARE * threads))))
        work = _Work(search, time_limit, memory_limit)
        tasks = batches(counted(catalog, names), images=size, objects=_OBJECTS * size)
        for outcome in _outcomes(client, work, tasks, 2 * _SHARE * threads, stop):
            yield result_of(search, catalog, outcome)


@dataclass(frozen=True, slots=True)
class _Work:
    """What is sent with every batch."""

    search: Search
    time_limit: float | None
    memory_limit: int | None


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
        with client:
            yield client


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


def _checked(client: Client, scheduler: str, path: Path, catalog: Catalog) -> int:
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
    ours = _extent(catalog)
    for worker, found in sorted(client.run(_found, path, on_error="return").items()):
        if found != ours:
            message = (
                str(found)
                if isinstance(found, Fault | Exception)
                else f"{path}: the worker has another catalogue there than the client"
            )
            raise InputError.of(message, Place(worker), hint=_REMEDY)
    return max(1, sum(client.nthreads().values()))  # type: ignore[no-untyped-call]


def _extent(catalog: Catalog) -> tuple[int, dict[str, int]]:
    return len(catalog), dict(catalog.class_counts)


def _found(path: Path) -> tuple[int, dict[str, int]] | Fault:
    """Return what a worker finds at a path."""
    try:
        return _extent(Catalog.open(path))
    except InputError as error:
        return error.fault


def _outcomes(
    client: Client,
    work: _Work,
    tasks: Iterator[list[Item[str]]],
    ahead: int,
    stop: Callable[[], bool] | None,
) -> Iterator[Outcome[Told]]:
    begun: deque[tuple[list[Item[str]], Future[Any]]] = deque()
    alone = _Alone(client)
    try:
        while not (stop and stop()):
            while len(begun) < ahead and (batch := next(tasks, None)) is not None:
                begun.append((batch, client.submit(_answered, work, batch, pure=False)))
            if not begun:
                break
            batch, future = begun[0]
            if future.done():  # type: ignore[no-untyped-call]
                begun.popleft()
                yield from _told(batch, future)
                continue
            if lost := alone.too_long():
                for batch in [*(batch for batch, _ in begun), *tasks]:
                    yield from _failed(batch, lost)
                return
            time.sleep(_PATIENCE)
        for batch, future in begun:
            if future.status == "finished":
                yield from _told(batch, future)
    finally:
        client.cancel([future for _, future in begun], force=True)  # type: ignore[no-untyped-call]


def _told(batch: list[Item[str]], future: Future[Any]) -> Iterator[Outcome[Told]]:
    """Yield the outcomes of a batch that is done."""
    from concurrent.futures import CancelledError

    from distributed import KilledWorker

    try:
        told = future.result(timeout=_ALONE)
    except KilledWorker:
        yield from _failed(batch, "the workers of the cluster die of its batch")
        return
    except (CancelledError, OSError):
        yield from _failed(batch, "the connection to the cluster was lost")
        return
    if isinstance(told, Fault):
        raise InputError(told)
    yield from told


def _failed(batch: list[Item[str]], message: str) -> Iterator[Outcome[Told]]:
    for item in batch:
        yield Outcome(item.name, None, Failure("death", message))


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


def _answered(work: _Work, batch: list[Item[str]]) -> list[Outcome[Told]] | Fault:
    """Return the outcomes of a batch; this is what runs on the cluster."""
    from distributed import get_worker

    try:
        return list(
            run(
                [batch],
                initialise=open_search,
                work=answer_image,
                payload=work.search,
                time_limit=work.time_limit,
                memory_limit=work.memory_limit,
                stop=_cancelled,
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
