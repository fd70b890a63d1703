"""Verdicts: what the columns of a block decide of each image, and what they leave open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.reduction.bounds import Bounds
from rune_lp.reduction.evaluate import Evaluator
from rune_lp.reduction.rows import Rows
from rune_lp.reduction.segments import kth_greatest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rune_lp.asp.question import Question
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.scenes.block import Block

__all__ = ["Verdicts", "verdicts", "weakest_links"]

_FEW = 40
"""Objects of an image that are all looked at together."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What is known of the truth of a question for the images of a block.

    Attributes:
        possible: Whether an image may satisfy the question, bool (m,); where it may not, it does
            not.
        certain: Whether it does, whatever is left open, bool (m,).
        degrees: The weakest-link degrees of those that do, nan where they are not known yet.
    """

    possible: NDArray[np.bool_]
    certain: NDArray[np.bool_]
    degrees: NDArray[np.float64]


def verdicts(question: Question, block: Block, library: RuleLibrary) -> Verdicts:
    """Return what the columns of a block decide.

    If more detections can only help, the degrees come with the truth; else they are left to
    `weakest_links`, which needs the detections below the threshold too.

    Args:
        question: What is asked.
        block: The images, with all detections at the threshold that the question can reach.
        library: The loaded rule files.
    """
    kept = block.scores >= question.min_score
    if question.monotone and question.min_score > 0.0:
        # Among the detections at the threshold a degree above 0 is one at the threshold.
        found = _evaluated(question, block, library, np.where(kept, block.scores, 0.0))
        return Verdicts(found.high > 0.0, found.low > 0.0, _known(found))
    found = _evaluated(question, block, library, kept.astype(np.float64))
    unknown = np.full(len(block), np.nan)
    return Verdicts(found.high == 1.0, found.low == 1.0, unknown)


def weakest_links(question: Question, block: Block, library: RuleLibrary) -> NDArray[np.float64]:
    """Return the degrees (m,) to which images satisfy a question, nan where the columns leave it.

    Args:
        question: What is asked.
        block: The images, with all detections that the question can reach, whatever their score.
        library: The loaded rule files.
    """
    return _known(_evaluated(question, block, library, block.scores))


def _evaluated(
    question: Question, block: Block, library: RuleLibrary, weights: NDArray[np.float64]
) -> Bounds:
    rows = Rows(block, question.profile)
    kept = block.scores >= question.min_score
    # From the rarest objects outwards, most others are never looked at.
    decision = question.plan.decided_in_order(lambda classes: int(rows.mask(classes).sum()))

    # What is counted is counted among all that are kept, whichever of them are looked at.
    def evaluated(
        weights: NDArray[np.float64], kept: NDArray[np.bool_], *, measured: bool
    ) -> Bounds:
        evaluator = Evaluator(rows, weights, kept, question.vocabulary, library, measured=measured)
        return evaluator.sentence(decision)

    found = Bounds.unknown(len(block))
    if question.monotone:
        # The better half first: where that matches, little of the rest can do better.
        better = _better(rows, weights)
        first = evaluated(np.where(better, weights, 0.0), kept, measured=False)
        # An assignment with another row is worth no more than that row.
        rest = kth_greatest(np.where(better, 0.0, weights), rows.image, len(block), 1)
        found = Bounds(first.low, np.maximum(first.high, rest))
    # At a glance first: where that decides an image, its outlines are never measured.
    for measured in (False, True):
        left = found.low < found.high
        if not left.any():
            break
        among = unknown = left[rows.image]
        if question.monotone:
            # Only what is better than the assignments that are known can change the degree.
            among = unknown & (weights > found.low[rows.image])
        closer = evaluated(np.where(among, weights, 0.0), kept & unknown, measured=measured)
        low = np.where(left, np.maximum(found.low, closer.low), found.low)
        high = np.where(left, np.maximum(found.low, closer.high), found.high)
        found = Bounds(low, np.minimum(found.high, high))
    return found


def _better(rows: Rows, weights: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which rows are better than the mean of their image and class, or have few others."""
    images, classes = len(rows.block), len(rows.block.class_names)
    group = rows.image * classes + rows.block.class_index
    numbers = np.bincount(group, weights > 0.0, minlength=images * classes)
    sums = np.bincount(group, weights, minlength=images * classes)
    few = np.bincount(rows.image, minlength=images) <= _FEW
    better: NDArray[np.bool_] = weights >= (sums / np.maximum(numbers, 1.0))[group]
    return better | few[rows.image]


def _known(bounds: Bounds) -> NDArray[np.float64]:
    return np.where(bounds.low == bounds.high, bounds.low, np.nan)
