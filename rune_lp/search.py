"""The pipeline: a question asked of every image of a catalogue, and the images ranked.

    class counts -> columns of many images -> a solver for what is left open -> ranked images
    shown images -> facts the question can reach -> solver -> assignments -> reasons

An image matches, does not match, or is not solved: three outcomes that are never confused. The
columns decide an image where their bounds agree (see `reduction.evaluate`); the solver decides the
others, and gives the assignments of every image that is shown. Where the work is done is the
matter of an engine: in this process (`Here`), or by workers (`rune_lp.pool`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

import numpy as np

from rune_lp.asp.answer import answer, flat_answer
from rune_lp.errors import NotSolvedError
from rune_lp.reduction.judging import FALSE, OPEN, TRUE, Judgements, candidates, judge
from rune_lp.reduction.telling import shown_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from rune_lp.asp.answer import Answer
    from rune_lp.asp.question import Question
    from rune_lp.catalog import Catalog
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.scenes import Scene

__all__ = [
    "Engine",
    "Here",
    "ImageResult",
    "Search",
    "Stop",
    "Verdict",
    "judged",
    "ranked",
    "results",
]

Found = TypeVar("Found")

Stop: TypeAlias = "Callable[[], bool]"
"""Asked now and then; when it says so, only what is finished is yielded."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked of every image.

    Attributes:
        question: The question.
        library: The loaded rule files.
        everything: Whether images that do not match get a degree too.
        verify: Whether the solver decides every image that may match; where the columns say
            otherwise, the image is not solved, and the reason is a bug of this program.
        decomposed: Whether the question is decomposed; else the solver decides every image that
            may match by the flat program, for comparison.
        columns: Whether the columns decide what they can. Without them the solver decides every
            image that is not ruled out by its class counts.
    """

    question: Question
    library: RuleLibrary
    everything: bool = False
    verify: bool = False
    decomposed: bool = True
    columns: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an image satisfies a question.

    Attributes:
        image: Its name.
        satisfied: Whether it does; None if it was not solved.
        score: The weakest-link degree; 0 if it does not match and its degree was not asked for.
        failure: Why it was not solved, or None.
    """

    image: str
    satisfied: bool | None
    score: float = 0.0
    failure: str | None = None


@dataclass(frozen=True)
class ImageResult:
    """The outcome of a question for one image.

    Attributes:
        scene: The image, all its detections.
        answer: The solver's answer, or None if the image was not solved.
        failure: Why it was not solved, or None.
    """

    scene: Scene
    answer: Answer | None
    failure: str | None = None

    @property
    def satisfied(self) -> bool | None:
        """Whether the image matches; None if it was not solved."""
        return None if self.answer is None else self.answer.satisfied


class Engine(Protocol):
    """Where the work of a search is done."""

    @property
    def search(self) -> Search:
        """What is asked."""

    @property
    def catalog(self) -> Catalog:
        """The images."""

    def judge(self, places: NDArray[np.intp], *, stop: Stop | None = None) -> Iterable[Judgements]:
        """Yield what the columns say of the images at some positions, ascending, part by part."""

    def solve(
        self,
        names: Sequence[str],
        *,
        explanations: int = 0,
        decomposed: bool = True,
        stop: Stop | None = None,
    ) -> Iterable[ImageResult]:
        """Yield clingo's outcome for each of the named images, in their order."""


@dataclass(frozen=True, slots=True)
class Here:
    """The engine that does all in this process, without limits.

    Attributes:
        search: What is asked.
        catalog: The images.
    """

    search: Search
    catalog: Catalog

    def judge(self, places: NDArray[np.intp], *, stop: Stop | None = None) -> Iterator[Judgements]:
        """Yield what the columns say of the images at some positions, block by block."""
        search = self.search
        found = judge(
            search.question, self.catalog, search.library, places, everything=search.everything
        )
        return _until(stop, found)

    def solve(
        self,
        names: Sequence[str],
        *,
        explanations: int = 0,
        decomposed: bool = True,
        stop: Stop | None = None,
    ) -> Iterator[ImageResult]:
        """Yield clingo's outcome for each of the named images, in their order."""
        scenes = (self.catalog.scene(name) for name in names)
        found = results(
            self.search.question,
            scenes,
            explanations=explanations,
            everything=self.search.everything,
            decomposed=decomposed,
        )
        return _until(stop, found)


def _until(stop: Stop | None, found: Iterable[Found]) -> Iterator[Found]:
    for one in found:
        yield one
        if stop is not None and stop():
            return


def results(
    question: Question,
    scenes: Iterable[Scene],
    *,
    explanations: int = 3,
    everything: bool = False,
    decomposed: bool = True,
) -> Iterator[ImageResult]:
    """Yield clingo's outcome for each scene, in their order.

    Args:
        question: What is asked.
        scenes: The images, all their detections.
        explanations: How many assignments to find for each image at most.
        everything: Whether images that do not match get a degree too.
        decomposed: Whether by the decomposed program; the flat one finds no assignments.

    >>> from rune_lp.asp.question import make_question
    >>> from rune_lp.logic.parse import parse_query
    >>> from rune_lp.rulefiles.library import RuleLibrary
    >>> from rune_lp.scenes import Scene
    >>> from rune_lp.vocabulary import Vocabulary
    >>> box = [(0, 0), (4, 0), (4, 2), (0, 2)]
    >>> scenes = [Scene.of("P1", [], [], []), Scene.of("P2", ["ship"], [0.9], [box])]
    >>> query = parse_query("exists x. ship(x)")
    >>> question = make_question(query, Vocabulary.of(["ship"]), RuleLibrary(()))
    >>> [(result.scene.image, result.satisfied) for result in results(question, scenes)]
    [('P1', False), ('P2', True)]
    """
    for scene in scenes:
        try:
            if decomposed and explanations:
                found = shown_answer(question, scene, explanations, degree=everything)
            elif decomposed:
                found = answer(question, scene, explanations=0, degree=everything)
            else:
                found = flat_answer(question, scene, degree=everything)
        except NotSolvedError as error:
            yield ImageResult(scene, None, str(error))
        else:
            yield ImageResult(scene, found)


def judged(engine: Engine, *, stop: Stop | None = None) -> Iterator[Verdict]:
    """Yield the verdict on each image of a catalogue: first what is decided without a solver.

    Args:
        engine: What is asked of which images, and where.
        stop: Asked now and then; when it says so, only what is finished is yielded.
    """
    search, catalog = engine.search, engine.catalog
    names = catalog.images
    may = candidates(search.question, catalog, search.library, everything=search.everything)
    yield from (Verdict(names[place], False) for place in np.flatnonzero(~may).tolist())
    places = np.flatnonzero(may)
    by_columns: dict[str, Verdict] = {}
    if search.decomposed and (search.columns or search.verify):
        asked = []
        for part in engine.judge(places, stop=stop):
            for verdict in _verdicts(part, names):
                if verdict.satisfied is None and verdict.failure is None:
                    asked.append(verdict.image)
                elif verdict.satisfied and search.verify:
                    by_columns[verdict.image] = verdict
                    asked.append(verdict.image)
                else:
                    yield verdict
    else:
        asked = [names[place] for place in places.tolist()]
    if asked and not (stop and stop()):
        # Parts that had to be done again came late.
        for result in engine.solve(sorted(asked), decomposed=search.decomposed, stop=stop):
            told = by_columns.get(result.scene.image)
            yield _agreed(told, _verdict(result), search.question.solver.name)


def _verdicts(part: Judgements, names: Sequence[str]) -> Iterator[Verdict]:
    """Yield the columns' verdicts; an image that they leave open has neither truth nor failure."""
    known = {TRUE: True, FALSE: False, OPEN: None}
    columns = zip(part.places.tolist(), part.truths.tolist(), part.scores.tolist(), strict=True)
    for place, truth, score in columns:
        yield Verdict(names[place], known[truth], score, part.failures.get(place))


def _verdict(result: ImageResult) -> Verdict:
    if result.answer is None:
        return Verdict(result.scene.image, None, failure=result.failure)
    return Verdict(result.scene.image, result.answer.satisfied, result.answer.degree)


def _agreed(columns: Verdict | None, solver: Verdict, name: str) -> Verdict:
    """Return the solver's verdict; but none, if the columns decided differently."""
    if columns is None or solver.satisfied is None:
        return solver
    if columns.satisfied == solver.satisfied and abs(columns.score - solver.score) < 1e-9:
        return solver
    said = f"{columns.satisfied} {columns.score:.4f}, {name} {solver.satisfied} {solver.score:.4f}"
    return Verdict(columns.image, None, failure=f"a bug: the columns say {said}; please report it")


def ranked(found: Iterable[Verdict]) -> list[Verdict]:
    """Return verdicts by outcome (matched, not matched, not solved), then by score, then by name.

    >>> [one.image for one in ranked([Verdict("a", False), Verdict("c", True), Verdict("b", True)])]
    ['b', 'c', 'a']
    """

    def key(verdict: Verdict) -> tuple[int, float, str]:
        outcome = {True: 0, False: 1, None: 2}[verdict.satisfied]
        return outcome, -verdict.score, verdict.image

    return sorted(found, key=key)
