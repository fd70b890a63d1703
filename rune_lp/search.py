"""The pipeline: a question asked of every image of a catalogue, and the images ranked.

    blocks of scenes -> verdicts by columns -> clingo for what is left open -> ranked images
    shown images -> facts the question can reach -> clingo -> assignments -> reasons

An image matches, does not match, or is not solved: three outcomes that are never confused. The
columns decide an image where their bounds agree (see `reduction.evaluate`); clingo decides the
others, and gives the assignments of every image that is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from rune_lp.asp.answer import NO_GSD, answer
from rune_lp.errors import NotSolvedError
from rune_lp.reduction.necessary import may_satisfy
from rune_lp.reduction.verdicts import verdicts
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

__all__ = ["ImageResult", "Verdict", "judged", "ranked", "results", "solve_here"]

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
) -> Iterator[Verdict]:
    """Yield the verdict on each image of a catalogue, block by block.

    Args:
        question: What is asked.
        catalog: The images.
        library: The loaded rule files.
        solve: How to solve the images that the columns leave open.
        everything: Whether images that do not match get a degree too.
        verify: Whether clingo decides every image that may match; where the columns say
            otherwise, the image is not solved, and the reason is a bug of this program.
    """
    objects = question.subset.objects
    labels = [name for name in catalog.labels if objects is None or predicate_name(name) in objects]
    every = everything or not question.monotone or question.min_score == 0.0
    floor = 0.0 if every else question.min_score
    # A question in metres is refused of every image without a scale, whatever its counts.
    every_image = everything or question.needs_gsd
    may = None if every_image else _may_satisfy(question, catalog, library)
    if may is not None:
        names = catalog.images
        yield from (Verdict(names[place], False) for place in np.flatnonzero(~may).tolist())
    for block in catalog.blocks(min_score=floor, labels=labels, images=may):
        found = _by_columns(question, block, library, everything=everything)
        left = [
            verdict.image
            for verdict in found
            if verdict.satisfied is None and verdict.failure is None
        ]
        if verify:
            left += [verdict.image for verdict in found if verdict.satisfied]
        solved = {result.scene.image: _verdict(result) for result in solve(sorted(left))}
        for verdict in found:
            yield _agreed(verdict, solved.get(verdict.image, verdict))


def _may_satisfy(question: Question, catalog: Catalog, library: RuleLibrary) -> NDArray[np.bool_]:
    """Return which images may satisfy a question, by the catalogue's class counts."""

    def counts(classes: Classes) -> NDArray[np.int64]:
        wanted = [
            name for name in catalog.labels if classes is None or predicate_name(name) in classes
        ]
        if not wanted:
            return np.zeros(len(catalog), dtype=np.int64)
        return np.asarray(catalog.counts_by_image(question.min_score, wanted).sum(axis=1))

    decision = question.plan.decision
    return may_satisfy(decision, counts, len(catalog), question.vocabulary, library)


def _by_columns(
    question: Question, block: Block, library: RuleLibrary, *, everything: bool
) -> list[Verdict]:
    """Return the verdicts on a block; those left open are neither true nor false nor failed."""
    unknown = np.isnan(block.gsds) & question.needs_gsd
    if unknown.any():
        block = replace(block, gsds=np.nan_to_num(block.gsds, nan=1.0))
    found = verdicts(question, block, library, everything=everything)
    known = found.decided if not everything else found.decided & ~np.isnan(found.degrees)
    scores = np.where(found.certain | everything, found.degrees, 0.0)
    columns = zip(
        block.names,
        unknown.tolist(),
        known.tolist(),
        found.certain.tolist(),
        scores.tolist(),
        strict=True,
    )
    return [
        Verdict(name, None, failure=NO_GSD)
        if no_gsd
        else Verdict(name, certain, score)
        if decided
        else Verdict(name, None)
        for name, no_gsd, decided, certain, score in columns
    ]


def _verdict(result: ImageResult) -> Verdict:
    if result.answer is None:
        return Verdict(result.scene.image, None, failure=result.failure)
    return Verdict(result.scene.image, result.answer.satisfied, result.answer.degree)


def _agreed(columns: Verdict, solver: Verdict) -> Verdict:
    """Return the solver's verdict, unless the columns had decided otherwise."""
    if columns.satisfied is None or solver.satisfied is None or columns is solver:
        return solver
    same = columns.satisfied == solver.satisfied and abs(columns.score - solver.score) < 1e-9
    if same:
        return solver
    said = f"{columns.satisfied} {columns.score:.4f}, clingo {solver.satisfied} {solver.score:.4f}"
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
