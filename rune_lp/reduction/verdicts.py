"""Verdicts: what the columns of a block decide of each image, and what they leave open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.reduction.bounds import Bounds
from rune_lp.reduction.evaluate import Evaluator
from rune_lp.reduction.joins import Joins
from rune_lp.reduction.rows import Rows
from rune_lp.reduction.segments import kth_greatest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rune_lp.asp.question import Question
    from rune_lp.logic.syntax import Formula
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.scenes.block import Block

__all__ = ["Verdicts", "verdicts", "weakest_links"]

_MIDDLE = 0.5
"""The threshold at which a detection that does no harm helps as much as it might do harm."""

_FEW = 40
"""Objects of an image that are all looked at together."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What is known of the truth of a question for the images of a block.

    Attributes:
        possible: Whether an image may satisfy the question, bool (m,); where it may not, it does
            not.
        certain: Whether it does, whatever is left open, bool (m,).
        known: Bounds of the weakest-link degrees, (m,), whatever the detections below the
            threshold are; of images whose truth is open they say nothing.
    """

    possible: NDArray[np.bool_]
    certain: NDArray[np.bool_]
    known: Bounds

    @property
    def degrees(self) -> NDArray[np.float64]:
        """The weakest-link degrees, nan where they are not known yet."""
        return np.where(self.known.low == self.known.high, self.known.low, np.nan)


def verdicts(
    question: Question, block: Block, library: RuleLibrary, sentence: Formula | None = None
) -> Verdicts:
    """Return what the columns of a block decide.

    If more detections can only help, the degrees come with the truth; else they are left to
    `weakest_links`, which needs the detections below the threshold too.

    Args:
        question: What is asked.
        block: The images, with all detections at the threshold that the question can reach.
        library: The loaded rule files.
        sentence: A part of the question that is a sentence, if that is meant.
    """
    threshold = question.min_score
    kept = block.scores >= threshold
    scores = np.where(kept, block.scores, 0.0)
    if question.monotone and threshold > 0.0:
        # Among the detections at the threshold a degree above 0 is one at the threshold.
        found = _evaluated(question, block, library, scores, sentence)
        most = np.where(found.high > 0.0, found.high, threshold)
        return Verdicts(found.high > 0.0, found.low > 0.0, Bounds(found.low, most))
    most = Bounds.unknown(len(block)).high
    if threshold == _MIDDLE:
        # Among these a degree above the middle is truth, and one below it is not, for what helps
        # helps with the middle at least, and what does harm leaves the middle at most. Of one that
        # is above, no detection below the threshold can help; it can only do harm.
        found = _evaluated(question, block, library, scores, sentence)
        possible, certain = found.high >= _MIDDLE, found.low > _MIDDLE
        most = np.maximum(found.high, _MIDDLE)
        if (possible & ~certain).any():
            found = _evaluated(question, block, library, kept.astype(np.float64), sentence)
            possible, certain = found.high == 1.0, found.low == 1.0
    else:
        found = _evaluated(question, block, library, kept.astype(np.float64), sentence)
        possible, certain = found.high == 1.0, found.low == 1.0
    # At a level of no more than the threshold t and than 1 - t, more objects help than at the
    # threshold and fewer do harm; at one above both it is the other way round.
    least, greatest = sorted((threshold, 1.0 - threshold))
    low, high = np.where(certain, least, 0.0), np.where(possible, most, greatest)
    return Verdicts(possible, certain, Bounds(low, high))


def weakest_links(
    question: Question,
    block: Block,
    library: RuleLibrary,
    known: Bounds | None = None,
    sentence: Formula | None = None,
) -> NDArray[np.float64]:
    """Return the degrees (m,) to which images satisfy a question, nan where the columns leave it.

    Args:
        question: What is asked.
        block: The images, with all detections that the question can reach; but those that help
            with no more than the known lower bound and leave the upper one may be left out.
        library: The loaded rule files.
        known: Bounds of the degrees, (m,).
        sentence: A part of the question that is a sentence, if that is meant.
    """
    found = _evaluated(question, block, library, block.scores, sentence, known)
    return np.where(found.low == found.high, found.low, np.nan)


def _evaluated(
    question: Question,
    block: Block,
    library: RuleLibrary,
    weights: NDArray[np.float64],
    sentence: Formula | None,
    known: Bounds | None = None,
) -> Bounds:
    rows = Rows(block, question.profile)
    kept = block.scores >= question.min_score
    # From the rarest objects outwards, most others are never looked at.
    decision = sentence or question.plan.decided_in_order(
        lambda classes: int(rows.mask(classes).sum())
    )
    found = Bounds.unknown(len(block)) if known is None else known
    joins = {measured: Joins(rows) for measured in (False, True)}

    def closer(
        helping: NDArray[np.bool_], *, measured: bool, level: NDArray[np.float64] | None = None
    ) -> Bounds:
        """Return closer bounds.

        Args:
            helping: Which rows help.
            measured: Whether outlines are measured.
            level: What an image's degree is compared with, if only that is to be told.
        """
        low, most = found.low, found.high if level is None else level
        left = (found.low < found.high)[rows.image]
        # What is counted is counted among all that are kept, whichever of them are looked at.
        evaluator = Evaluator(
            rows,
            np.where(helping & left & (weights > low[rows.image]), weights, 0.0),
            kept & left,
            question.vocabulary,
            library,
            measured=measured,
            harmful=np.where(left & (1.0 - weights < most[rows.image]), weights, 0.0),
            joins=joins[measured],
        )
        told = evaluator.sentence(decision)
        low = np.clip(told.low, low, most)
        if level is None:
            return Bounds(low, np.clip(told.high, low, most))
        return Bounds(low, np.where(told.high < level, level, found.high))

    def open_() -> bool:
        return bool((found.low < found.high).any())

    every = np.ones(len(rows), dtype=np.bool_)
    if question.monotone:
        # The better half first: where that matches, little of the rest can do better.
        better = _better(rows, weights)
        first = closer(better, measured=False)
        # An assignment with another row is worth no more than that row.
        rest = kth_greatest(np.where(better, 0.0, weights), rows.image, len(block), 1)
        high = np.maximum(first.high, np.minimum(rest, found.high))
        found = Bounds(first.low, high)
    elif known is not None:
        # Whether it is the most that is possible is told by what helps that much, and whether it
        # is in the upper half by what helps so much, and leaves less.
        for share in (0.0, 0.5):
            level = found.high - share * (found.high - found.low)
            if (found.low < np.minimum(level, found.high)).any():
                found = closer(weights >= level[rows.image], measured=False, level=level)
    # At a glance first: where that decides an image, its outlines are never measured.
    for measured in (False, True):
        if open_():
            found = closer(every, measured=measured)
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
