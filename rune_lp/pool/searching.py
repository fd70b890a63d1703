"""A question asked of the images of a catalogue, by guarded workers."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeAlias

from rune_lp.asp.answer import Answer
from rune_lp.asp.facts import Subject
from rune_lp.catalog import Catalog
from rune_lp.errors import NotSolvedError
from rune_lp.pool.batches import batches
from rune_lp.pool.pool import run
from rune_lp.search import ImageResult, results

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from rune_lp.asp.question import Question
    from rune_lp.pool.outcome import Outcome
    from rune_lp.scenes import Scene

__all__ = ["Search", "Told", "answer_image", "counted", "open_search", "result_of", "solved"]

Told: TypeAlias = "dict[str, Any]"
"""An answer as a worker tells it: its fields, save the detections, which the parent has too."""


@dataclass(frozen=True, slots=True)
class Search:
    """What every worker of a search is given.

    Attributes:
        question: What is asked.
        path: The catalogue, which each worker opens itself.
        explanations: How many assignments to find for each image at most.
        everything: Whether images that do not match get a degree too.
    """

    question: Question
    path: Path
    explanations: int = 3
    everything: bool = False


def solved(
    question: Question,
    catalog_path: Path,
    names: Iterable[str],
    *,
    explanations: int = 3,
    everything: bool = False,
    jobs: int = 1,
    time_limit: float | None = None,
    memory_limit: int | None = None,
    stop: Callable[[], bool] | None = None,
) -> Iterator[ImageResult]:
    """Yield the outcome for each image, in their order, as `rune_lp.search.results` does.

    One job without limits needs no guard and is done in this process.

    Args:
        question: What is asked.
        catalog_path: The catalogue.
        names: The images to ask.
        explanations: How many assignments to find for each image at most.
        everything: Whether images that do not match get a degree too.
        jobs: How many workers there are at most.
        time_limit: Seconds for each image, or None.
        memory_limit: Megabytes for each image, or None.
        stop: Asked now and then; when it says so, only what is finished is yielded.

    Raises:
        InputError: The catalogue cannot be opened, or has no image of that name.
    """
    search = Search(question, catalog_path, explanations, everything)
    catalog = Catalog.open(catalog_path)
    if jobs == 1 and time_limit is None and memory_limit is None:
        yield from _solved_here(search, catalog, names, stop)
        return
    outcomes = run(
        batches(counted(catalog, names)),
        initialise=open_search,
        work=answer_image,
        payload=search,
        jobs=jobs,
        time_limit=time_limit,
        memory_limit=memory_limit,
        stop=stop,
    )
    for outcome in outcomes:
        yield result_of(search, catalog, outcome)


def _solved_here(
    search: Search, catalog: Catalog, names: Iterable[str], stop: Callable[[], bool] | None
) -> Iterator[ImageResult]:
    scenes = (catalog.scene(name) for name in names)
    for result in _results(search, scenes):
        yield result
        if stop and stop():
            return


def counted(catalog: Catalog, names: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield images with their numbers of objects; one that is not there has none."""
    for name in names:
        entry = catalog.entries.get(name)
        yield name, entry.count if entry else 0


def open_search(search: Search) -> tuple[Search, Catalog]:
    """Return the state of a worker."""
    return search, Catalog.open(search.path)


def answer_image(state: tuple[Search, Catalog], name: str) -> Told:
    """Return a worker's answer for an image.

    Raises:
        NotSolvedError: if the image cannot be decided.
    """
    search, catalog = state
    (result,) = _results(search, [catalog.scene(name)])
    if result.answer is None:
        raise NotSolvedError(str(result.failure))
    return {name: getattr(result.answer, name) for name in _TOLD}


_TOLD = tuple(field.name for field in fields(Answer) if field.name != "subject")


def result_of(search: Search, catalog: Catalog, outcome: Outcome[Told]) -> ImageResult:
    """Return the result that a worker told."""
    scene = catalog.scene(outcome.name)
    if outcome.failure:
        return ImageResult(scene, None, outcome.failure.message)
    kept = Subject(scene.at_least(search.question.min_score))
    return ImageResult(scene, Answer(**(outcome.result or {}), subject=kept))


def _results(search: Search, scenes: Iterable[Scene]) -> Iterator[ImageResult]:
    return results(
        search.question, scenes, explanations=search.explanations, everything=search.everything
    )
