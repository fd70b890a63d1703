"""The pipeline: a question asked of every image of a catalogue, and the images ranked.

    blocks of scenes -> verdicts by columns -> a solver for what is left open -> ranked images
    shown images -> facts the question can reach -> solver -> assignments -> reasons

An image matches, does not match, or is not solved: three outcomes that are never confused. The
columns decide an image where their bounds agree (see `reduction.evaluate`); the solver decides the
others, and gives the assignments of every image that is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias, cast

import numpy as np

from rune_lp.asp.answer import NO_GSD, answer
from rune_lp.errors import NotSolvedError
from rune_lp.reduction.necessary import may_satisfy
from rune_lp.reduction.verdicts import Verdicts, verdicts, weakest_links
from rune_lp.vocabulary import predicate_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from rune_lp.asp.answer import Answer
    from rune_lp.asp.question import Question
    from rune_lp.catalog import Catalog
    from rune_lp.plan.reach import Classes
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.scenes import Scene
    from rune_lp.scenes.block import Block

__all__ = ["ImageResult", "Solve", "Verdict", "judged", "ranked", "results", "solve_here"]

Solve: TypeAlias = "Callable[[Sequence[str]], Iterable[ImageResult]]"
"""Solves the named images one by one, in their order."""


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


def results(
    question: Question, scenes: Iterable[Scene], *, explanations: int = 3, everything: bool = False
) -> Iterator[ImageResult]:
    """Yield the outcome for each scene, in their order.

    Args:
        question: What is asked.
        scenes: The images, all their detections.
        explanations: How many assignments to find for each image at most.
        everything: Whether images that do not match get a degree too.

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
            found = answer(question, scene, explanations=explanations, degree=everything)
        except NotSolvedError as error:
            yield ImageResult(scene, None, str(error))
        else:
            yield ImageResult(scene, found)


def solve_here(
    question: Question, catalog: Catalog, *, explanations: int = 0, everything: bool = False
) -> Solve:
    """Return the way to solve named images of a catalogue one after another in this process."""

    def solve(names: Sequence[str]) -> Iterator[ImageResult]:
        scenes = (catalog.scene(name) for name in names)
        return results(question, scenes, explanations=explanations, everything=everything)

    return solve


def judged(
    question: Question,
    catalog: Catalog,
    library: RuleLibrary,
    solve: Solve,
    *,
    everything: bool = False,
    verify: bool = False,
    columns: bool = True,
    stop: Callable[[], bool] | None = None,
) -> Iterator[Verdict]:
    """Yield the verdict on each image of a catalogue, block by block.

    Args:
        question: What is asked.
        catalog: The images.
        library: The loaded rule files.
        solve: How to solve the images that the columns leave open.
        everything: Whether images that do not match get a degree too.
        verify: Whether the solver decides every image that may match; where the columns say
            otherwise, the image is not solved, and the reason is a bug of this program.
        columns: Whether the columns decide what they can. Without them the solver decides every
            image that is not ruled out by its class counts.
        stop: Asked after each block; when it says so, only what is finished is yielded.
    """
    labels = _labels(catalog, question.subset.objects)
    # A question in metres is refused of every image without a scale, whatever its counts; and an
    # image that does not match has a degree by more than the counts of what is at the threshold.
    may = np.ones(len(catalog), dtype=bool)
    if not (everything or question.needs_gsd):
        may = _may_satisfy(question, catalog, library)
        names = catalog.images
        yield from (Verdict(names[place], False) for place in np.flatnonzero(~may).tolist())
    places = np.flatnonzero(may)
    for block in catalog.blocks(min_score=question.min_score, labels=labels, images=may):
        if not columns:
            yield from map(_verdict, solve(sorted(block.names)))
            if stop is not None and stop():
                return
            continue
        here, places = np.split(places, [len(block)])
        found = verdicts(question, _scaled(question, block), library)
        degrees = found.degrees
        wanted = np.isnan(degrees) & (found.certain | everything)
        if wanted.any():
            chosen = np.zeros(len(catalog), dtype=bool)
            chosen[here[wanted]] = True
            parts = catalog.blocks(labels=labels, images=chosen)
            degrees[wanted] = np.concatenate(
                [weakest_links(question, _scaled(question, part), library) for part in parts]
            )
        yield from _settled(question, block, found, solve, everything=everything, verify=verify)
        if stop is not None and stop():
            return


def _labels(catalog: Catalog, classes: Classes) -> list[str]:
    """Return the catalogue's labels of some classes; of all for None."""
    return [name for name in catalog.labels if classes is None or predicate_name(name) in classes]


def _scaled(question: Question, block: Block) -> Block:
    """Return the block with a scale for images that have none; their verdicts are not used."""
    if not question.needs_gsd or not np.isnan(block.gsds).any():
        return block
    return replace(block, gsds=np.nan_to_num(block.gsds, nan=1.0))


def _settled(
    question: Question,
    block: Block,
    found: Verdicts,
    solve: Solve,
    *,
    everything: bool,
    verify: bool,
) -> Iterator[Verdict]:
    """Yield the verdicts on a block, clingo's on what the columns leave open."""
    known = (~found.possible | found.certain) & ~np.isnan(found.degrees)
    known |= ~found.possible & (not everything)
    by_columns: dict[str, Verdict] = {}
    unknown_gsd = np.isnan(block.gsds) & question.needs_gsd
    scores = np.where(np.isnan(found.degrees), 0.0, found.degrees)
    columns = zip(
        block.names,
        unknown_gsd.tolist(),
        known.tolist(),
        found.certain.tolist(),
        scores.tolist(),
        strict=True,
    )
    for name, no_gsd, decided, certain, score in columns:
        if no_gsd:
            by_columns[name] = Verdict(name, None, failure=NO_GSD)
        elif decided:
            by_columns[name] = Verdict(name, certain, score)
    asked = [name for name in block.names if name not in by_columns]
    if verify:
        asked += [name for name, verdict in by_columns.items() if verdict.satisfied]
    results_of = solve(sorted(asked)) if asked else ()
    solved = {result.scene.image: _verdict(result) for result in results_of}
    for name in block.names:
        # An interrupted solver leaves images out; they have no verdict.
        if name in by_columns or name in solved:
            yield _agreed(by_columns.get(name), solved.get(name), question.solver.name)


def _may_satisfy(question: Question, catalog: Catalog, library: RuleLibrary) -> NDArray[np.bool_]:
    """Return which images may satisfy a question, by the catalogue's class counts."""

    def counts(classes: Classes) -> NDArray[np.int64]:
        wanted = _labels(catalog, classes)
        if not wanted:
            return np.zeros(len(catalog), dtype=np.int64)
        return np.asarray(catalog.counts_by_image(question.min_score, wanted).sum(axis=1))

    decision = question.plan.decision
    return may_satisfy(decision, counts, len(catalog), question.vocabulary, library)


def _verdict(result: ImageResult) -> Verdict:
    if result.answer is None:
        return Verdict(result.scene.image, None, failure=result.failure)
    return Verdict(result.scene.image, result.answer.satisfied, result.answer.degree)


def _agreed(columns: Verdict | None, solver: Verdict | None, name: str) -> Verdict:
    """Return the solver's verdict, or the columns'; but none, if the two decide differently."""
    if columns is None or solver is None:
        return cast("Verdict", solver or columns)
    same = columns.satisfied == solver.satisfied and abs(columns.score - solver.score) < 1e-9
    if same or solver.satisfied is None:
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
