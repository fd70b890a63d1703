"""A search whose images are shared out among workers that can be ended.

    columns of a span of images -> those left open, image by image -> clingo

Both are items of a runner. A span of images is as large as it pays. If it takes much longer than
columns do, or more than the limits that one image has, it is cut into small spans, and these into
images, which alone may take all that the limits allow. So only the image that is at fault is named,
the others do not wait for it, and limits that are too tight for thousands of images at once cost no
answer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np

from rune_lp.asp.answer import Answer
from rune_lp.asp.facts import Subject
from rune_lp.errors import NotSolvedError
from rune_lp.pool.batches import batches, spans
from rune_lp.pool.outcome import Item
from rune_lp.reduction.judging import Judgements, judge
from rune_lp.search import ImageResult, results

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from rune_lp.catalog import Catalog
    from rune_lp.pool.outcome import Outcome
    from rune_lp.pool.runner import Runner
    from rune_lp.search import Search, Stop

    Places: TypeAlias = NDArray[np.intp]

__all__ = ["Workers"]

Told: TypeAlias = "dict[str, Any]"
"""An answer as a worker tells it: its fields, save the detections, which the parent has too."""

_SHARE = 4
"""Parts of the work for each worker, so that none waits long for another at the end."""

_SPAN = 20_000, 400_000
"""Detections that a span of images should have at least, and at most: 0.1 to 2 seconds' work."""

_START, _PACE = 0.5, 20_000
"""Seconds before a span is given up, and detections for each further one: a tenth of the pace of
most questions."""

_SMALL_SPAN = 64
"""Images in a span that is done again."""

_OBJECTS = 100
"""Objects for each image that a batch has at most, so that large images come in small ones."""


@dataclass(frozen=True, slots=True)
class _Work:
    """What every worker is given."""

    search: Search
    catalog: Catalog
    explanations: int = 0
    decomposed: bool = True


@dataclass(frozen=True, slots=True)
class Workers:
    """The engine that shares images out among workers.

    Attributes:
        search: What is asked.
        catalog: The images. A worker that is no fork of this process opens them itself.
        runner: Where the workers are.
    """

    search: Search
    catalog: Catalog
    runner: Runner

    def judge(self, places: Places, *, stop: Stop | None = None) -> Iterator[Judgements]:
        """Yield what the columns say of the images at some positions, ascending, part by part.

        Parts that had to be done again come last.
        """
        weights = self.catalog.row_counts + 1
        total = int(weights[places].sum())
        size = _clamped(total / (_SHARE * self.runner.workers), _SPAN)
        todo = spans(places, weights[places], size)
        slow: list[Places] = []
        while todo or slow:
            # Images that are slow even alone come last, and may take what the limits allow.
            last = not todo
            parts, todo, slow = (slow, [], []) if last else (todo, [], slow)
            for outcome in self.runner.run(
                # Parts are named by number, for an interrupt leaves some out.
                ([Item(str(number), part)] for number, part in enumerate(parts)),
                work=_judged,
                payload=_Work(self.search, self.catalog),
                patience=None if last else max(_patience(weights[part]) for part in parts),
                stop=stop,
            ):
                part = parts[int(outcome.name)]
                if (why := outcome.failure) is None:
                    yield cast("Judgements", outcome.result)
                elif why.kind == "lost" or (len(part) == 1 and (last or why.kind != "time")):
                    yield Judgements.failed(part, why.message)
                elif len(part) == 1:
                    slow.append(part)
                else:
                    todo += _cut(part)

    def solve(
        self,
        names: Sequence[str],
        *,
        explanations: int = 0,
        decomposed: bool = True,
        stop: Stop | None = None,
    ) -> Iterator[ImageResult]:
        """Yield clingo's outcome for each of the named images, in their order.

        Raises:
            InputError: The catalogue has no image of that name.
        """
        size = _clamped(len(names) / (_SHARE * self.runner.workers), self.runner.batch)
        tasks = batches(self._counted(names), images=size, objects=_OBJECTS * size)
        work = _Work(self.search, self.catalog, explanations, decomposed)
        for outcome in self.runner.run(tasks, work=_answered, payload=work, stop=stop):
            yield self._result(outcome)

    def _counted(self, names: Iterable[str]) -> Iterator[tuple[str, int]]:
        """Yield images with their numbers of objects; one that is not there has none."""
        entries = self.catalog.entries
        for name in names:
            entry = entries.get(name)
            yield name, entry.count if entry else 0

    def _result(self, outcome: Outcome[Told]) -> ImageResult:
        scene = self.catalog.scene(outcome.name)
        if outcome.failure:
            return ImageResult(scene, None, outcome.failure.message)
        kept = Subject(scene.at_least(self.search.question.min_score))
        return ImageResult(scene, Answer(**(outcome.result or {}), subject=kept))


def _clamped(size: float, bounds: tuple[int, int]) -> int:
    return min(bounds[1], max(bounds[0], math.ceil(size)))


def _patience(weights: NDArray[np.int64]) -> float:
    """Return the seconds after which the columns of some images are given up as one span."""
    return _START + float(weights.sum()) / _PACE


def _cut(part: Places) -> list[Places]:
    """Return a span in smaller ones: in spans of few images, or in images."""
    size = _SMALL_SPAN if len(part) > _SMALL_SPAN else 1
    return np.split(part, range(size, len(part), size))


def _judged(work: _Work, places: Places) -> Judgements:
    """Return a worker's judgements of a span of images."""
    search = work.search
    found = judge(
        search.question, work.catalog, search.library, places, everything=search.everything
    )
    return Judgements.joined(found)


def _answered(work: _Work, name: str) -> Told:
    """Return a worker's answer for an image.

    Raises:
        NotSolvedError: if the image cannot be decided.
    """
    (result,) = results(
        work.search.question,
        [work.catalog.scene(name)],
        explanations=work.explanations,
        everything=work.search.everything,
        decomposed=work.decomposed,
    )
    if result.answer is None:
        raise NotSolvedError(str(result.failure))
    return {name: getattr(result.answer, name) for name in _TOLD}


_TOLD = tuple(field.name for field in fields(Answer) if field.name != "subject")
