"""The pipeline: a question asked of every image of a catalogue, and the images ranked.

    scene -> facts the question can reach -> clingo -> answer -> ranked results -> reasons

Each image is an `ImageResult`: matched, not matched, or not solved, three outcomes that are never
confused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rune_lp.asp.answer import answer
from rune_lp.errors import NotSolvedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rune_lp.asp.answer import Answer
    from rune_lp.asp.question import Question
    from rune_lp.scenes import Scene

__all__ = ["ImageResult", "ranked", "results"]


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


def ranked(found: Iterable[ImageResult]) -> list[ImageResult]:
    """Return results by outcome (matched, not matched, not solved), then by score, then by name."""

    def key(result: ImageResult) -> tuple[int, float, str]:
        if result.answer is None:
            return 2, 0.0, result.scene.image
        return int(not result.answer.satisfied), -result.answer.degree, result.scene.image

    return sorted(found, key=key)
