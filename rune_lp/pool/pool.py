"""`run`: which worker does what, and in which order outcomes come."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, TypeVar, cast

from rune_lp.errors import Fault, InputError
from rune_lp.pool.limits import Limits
from rune_lp.pool.outcome import Failure, Item, Outcome, Task
from rune_lp.pool.process import Method, Process, best_method
from rune_lp.pool.worker import Job

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

__all__ = ["run"]

Payload = TypeVar("Payload")
State = TypeVar("State")
Value = TypeVar("Value")
Result = TypeVar("Result")

_AHEAD = 256
"""Batches begun or waiting at most, so that one slow item holds back few results."""

_PATIENCE = 0.2
"""Seconds after which `stop` is asked again while nothing happens."""


def run(
    tasks: Iterable[Task[Value]],
    *,
    initialise: Callable[[Payload], State],
    work: Callable[[State, Value], Result],
    payload: Payload,
    jobs: int = 1,
    time_limit: float | None = None,
    memory_limit: int | None = None,
    stop: Callable[[], bool] | None = None,
    method: Method | None = None,
) -> Iterator[Outcome[Result]]:
    """Yield the outcome of each item of each task, in their order.

    Tasks are taken from the iterable as workers come to need them. A worker that dies of an item
    is replaced by a fresh one, which gets the rest of the batch. An item whose worker did not
    exceed the time limit, but died in another way with other items behind it, is tried once more
    by the fresh one: what it died of may have been theirs.

    Args:
        tasks: Batches of named items.
        initialise: Makes a worker's state, once in each worker.
        work: Works on one item's value. A `RuneError` is the item's failure, any other exception
            too, as a bug.
        payload: What `initialise` is given.
        jobs: How many workers there are at most.
        time_limit: Seconds for each item, or None.
        memory_limit: Megabytes for each item, or None.
        stop: Asked several times a second; when it says so, the workers are ended, and what is
            finished by then is yielded.
        method: How workers start. They are forked where that is safe; otherwise they are spawned,
            and functions, payload and values must be picklable.

    Raises:
        InputError: A worker could not be initialised for a fault of the input.
        RuntimeError: A worker could not be initialised for another reason.

    >>> from operator import truediv
    >>> tasks = [[Item("one", 1), Item("none", 0)], [Item("two", 2)]]
    >>> for outcome in run(tasks, initialise=float, work=truediv, payload="12"):
    ...     print(outcome.name, outcome.result, outcome.failure and outcome.failure.kind)
    one 12.0 None
    none None bug
    two 6.0 None
    """
    job = Job(initialise, work, payload, Limits(time_limit, memory_limit))
    queue = _Queue(iter(tasks))
    crew = _Crew(job, jobs, method or best_method())
    try:
        while not (stop and stop()):
            crew.feed(queue)
            if not crew.busy:
                break
            crew.listen(_PATIENCE)
            yield from queue.in_order()
    finally:
        crew.close()
    yield from queue.finished()


@dataclass(eq=False, slots=True)
class _Batch:
    items: Task[Any]
    outcomes: list[Outcome[Any]] = field(default_factory=list)
    yielded: int = 0

    @property
    def left(self) -> Sequence[Item[Any]]:
        return self.items[len(self.outcomes) :]

    def finish(self, result: Any) -> None:
        """Take the result, or the failure, of the first item that is left."""
        name = self.items[len(self.outcomes)].name
        if isinstance(result, Failure):
            self.outcomes.append(Outcome(name, None, result))
        else:
            self.outcomes.append(Outcome(name, result))

    def fresh(self) -> Iterator[Outcome[Any]]:
        """Yield the outcomes that were not yielded before."""
        while self.yielded < len(self.outcomes):
            self.yielded += 1
            yield self.outcomes[self.yielded - 1]


class _Queue:
    """The batches that are begun, in their order, and those to come."""

    def __init__(self, tasks: Iterator[Task[Any]]) -> None:
        self._tasks = tasks
        self._begun: deque[_Batch] = deque()

    def next(self) -> _Batch | None:
        """Return the next batch to begin, or None if there is none or enough are begun."""
        while len(self._begun) < _AHEAD and (items := next(self._tasks, None)) is not None:
            if items:
                self._begun.append(_Batch(items))
                return self._begun[-1]
        return None

    def in_order(self) -> Iterator[Outcome[Any]]:
        """Yield the outcomes that no unfinished item precedes."""
        while self._begun:
            yield from self._begun[0].fresh()
            if self._begun[0].left:
                return
            self._begun.popleft()

    def finished(self) -> Iterator[Outcome[Any]]:
        """Yield all outcomes that there are."""
        for batch in self._begun:
            yield from batch.fresh()


@dataclass(eq=False, slots=True)
class _Worker:
    process: Process
    batch: _Batch | None
    ready: bool = False
    answered: int = 0

    def give(self, batch: _Batch) -> None:
        self.batch = batch
        if self.ready:
            self.process.give([item.value for item in batch.left])

    def take(self, message: Any) -> None:
        """Take what the process said."""
        if not self.ready:
            if isinstance(message, Fault):
                raise InputError(message)
            if message is not None:
                raise RuntimeError(f"a worker could not start: {message}")
            self.ready = True
            if self.batch:
                self.give(self.batch)
        elif self.batch:
            self.answered += 1
            self.batch.finish(message)
            if not self.batch.left:
                self.batch = None


class _Crew:
    """The workers there are; they are started when there is something to do."""

    def __init__(self, job: Job, jobs: int, method: Method) -> None:
        self._job = job
        self._jobs = jobs
        self._method: Method = method
        self._workers: list[_Worker] = []

    @property
    def busy(self) -> bool:
        return any(worker.batch for worker in self._workers)

    def feed(self, queue: _Queue) -> None:
        """Give every worker something to do, as long as there is something."""
        idle = [worker for worker in self._workers if not worker.batch]
        while idle or len(self._workers) < self._jobs:
            batch = queue.next()
            if batch is None:
                return
            if idle:
                idle.pop().give(batch)
            else:
                self._start(batch)

    def listen(self, seconds: float) -> None:
        """Take what the workers say, waiting so long for the first."""
        speakers = {worker.process.connection.fileno(): worker for worker in self._workers}
        for descriptor in wait(list(speakers), seconds):
            worker = speakers[cast("int", descriptor)]
            try:
                for message in worker.process.heard():
                    worker.take(message)
            except EOFError:
                self._bury(worker)

    def _bury(self, worker: _Worker) -> None:
        """Name the item that a worker died of, and let a fresh worker do the rest."""
        self._workers.remove(worker)
        failure = worker.process.end()
        if not worker.ready:
            raise RuntimeError(f"a worker could not start: {failure.message}")
        if worker.batch:
            if failure.kind == "time" or not worker.answered:
                worker.batch.finish(failure)
            if worker.batch.left:
                self._start(worker.batch)

    def _start(self, batch: _Batch) -> None:
        others = [worker.process.connection for worker in self._workers]
        self._workers.append(_Worker(Process(self._job, self._method, others), batch))

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers:
            worker.process.close()
        self._workers.clear()
