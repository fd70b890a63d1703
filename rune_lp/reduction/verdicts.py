"""Verdicts: what the columns of a block decide of each image, and what they leave open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.reduction.evaluate import Evaluator
from rune_lp.reduction.rows import Rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rune_lp.asp.question import Question
    from rune_lp.reduction.bounds import Bounds
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.scenes.block import Block

__all__ = ["Verdicts", "verdicts"]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What is known of the images of a block.

    Attributes:
        names: The images' names.
        possible: Whether an image may satisfy the question, bool (m,); where it may not, it does
            not.
        certain: Whether it does, whatever is left open, bool (m,).
        degrees: The weakest-link degrees, nan where they are left open or were not asked for.
    """

    names: tuple[str, ...]
    possible: NDArray[np.bool_]
    certain: NDArray[np.bool_]
    degrees: NDArray[np.float64]

    @property
    def decided(self) -> NDArray[np.bool_]:
        """Whether the truth of each image is known, and its degree if it matches."""
        known = ~self.possible | self.certain
        found: NDArray[np.bool_] = known & (~self.certain | ~np.isnan(self.degrees))
        return found


def verdicts(
    question: Question, block: Block, library: RuleLibrary, *, everything: bool = False
) -> Verdicts:
    """Return what the columns of a block decide.

    Args:
        question: What is asked.
        block: The images, with all rows that the question can reach: those at the threshold, and
            the others too unless more detections can only help and `everything` is not asked.
        library: The loaded rule files.
        everything: Whether images that do not match are to have a degree too.
    """
    rows = Rows(block, question.profile)
    kept = block.scores >= question.min_score
    decision = question.plan.decision

    def evaluated(weights: NDArray[np.float64]) -> Bounds:
        evaluator = Evaluator(rows, weights, kept, question.vocabulary, library)
        return evaluator.sentence(decision)

    if question.monotone and not everything and question.min_score > 0.0:
        # Among the detections at the threshold a degree above 0 is one at the threshold.
        degrees = evaluated(np.where(kept, block.scores, 0.0))
        possible, certain = degrees.high > 0.0, degrees.low > 0.0
    else:
        truth = evaluated(kept.astype(np.float64))
        possible, certain = truth.high == 1.0, truth.low == 1.0
        degrees = truth
        if everything or possible.any():
            degrees = evaluated(block.scores)
    exact = degrees.low == degrees.high
    return Verdicts(block.names, possible, certain, np.where(exact, degrees.low, np.nan))
