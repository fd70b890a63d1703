"""What the columns say of the images of a catalogue, block by block."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.asp.answer import NO_GSD
from rune_lp.reduction.necessary import may_satisfy
from rune_lp.reduction.verdicts import verdicts, weakest_links
from rune_lp.vocabulary import predicate_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from rune_lp.asp.question import Question
    from rune_lp.catalog import Catalog
    from rune_lp.plan.reach import Classes
    from rune_lp.reduction.bounds import Bounds
    from rune_lp.reduction.verdicts import Verdicts
    from rune_lp.rulefiles.library import RuleLibrary
    from rune_lp.scenes.block import Block

__all__ = ["FALSE", "OPEN", "TRUE", "Judgements", "candidates", "judge"]

TRUE, FALSE, OPEN = 1, 0, -1
"""What is known of an image: it matches, it does not, or the columns leave it open."""


@dataclass(frozen=True, slots=True)
class Judgements:
    """What the columns say of some images.

    Attributes:
        places: The images' positions in the catalogue, ascending, (k,).
        truths: `TRUE`, `FALSE` or `OPEN` for each, int8 (k,).
        scores: The weakest-link degrees of those that are decided, float64 (k,); 0 where an image
            does not match and its degree was not asked for.
        failures: Why images were not solved, by position; their truth is `OPEN`.
    """

    places: NDArray[np.intp]
    truths: NDArray[np.int8]
    scores: NDArray[np.float64]
    failures: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def failed(cls, places: NDArray[np.intp], why: str) -> Judgements:
        """Return what is known of images that were not solved.

        >>> Judgements.failed(np.array([3]), "too large").failures
        {3: 'too large'}
        """
        truths = np.full(len(places), OPEN, dtype=np.int8)
        return cls(places, truths, np.zeros(len(places)), dict.fromkeys(places.tolist(), why))

    @classmethod
    def joined(cls, parts: Iterable[Judgements]) -> Judgements:
        """Return the judgements of one or more parts as one.

        >>> parts = (Judgements.failed(np.array([place]), "too large") for place in (3, 5))
        >>> Judgements.joined(parts).places.tolist()
        [3, 5]
        """
        found = list(parts)
        return cls(
            np.concatenate([part.places for part in found]),
            np.concatenate([part.truths for part in found]),
            np.concatenate([part.scores for part in found]),
            {place: why for part in found for place, why in part.failures.items()},
        )


def candidates(
    question: Question, catalog: Catalog, library: RuleLibrary, *, everything: bool = False
) -> NDArray[np.bool_]:
    """Return which images may satisfy a question, by the catalogue's class counts.

    Args:
        question: What is asked.
        catalog: The images.
        library: The loaded rule files.
        everything: Whether images that do not match get a degree too; then all are.
    """
    # A question in metres is refused of every image without a scale, whatever its counts; and an
    # image that does not match has a degree by more than the counts of what is at the threshold.
    if everything or question.needs_gsd:
        return np.ones(len(catalog), dtype=bool)

    def counts(classes: Classes) -> NDArray[np.int64]:
        wanted = _labels(catalog, classes)
        if not wanted:
            return np.zeros(len(catalog), dtype=np.int64)
        return np.asarray(catalog.counts_by_image(question.min_score, wanted).sum(axis=1))

    decision = question.plan.decision
    return may_satisfy(decision, counts, len(catalog), question.vocabulary, library)


def judge(
    question: Question,
    catalog: Catalog,
    library: RuleLibrary,
    places: NDArray[np.intp],
    *,
    everything: bool = False,
) -> Iterator[Judgements]:
    """Yield what the columns say of some images, block by block.

    Args:
        question: What is asked.
        catalog: The images.
        library: The loaded rule files.
        places: Positions in `catalog.images`, ascending.
        everything: Whether images that do not match get a degree too.
    """
    labels = _labels(catalog, question.subset.objects)
    chosen = _chosen(catalog, places)
    for block in catalog.blocks(min_score=question.min_score, labels=labels, images=chosen):
        here, places = np.split(places, [len(block)])
        found = verdicts(question, _scaled(question, block), library)
        degrees = found.degrees
        decided = found.certain | ~found.possible
        wanted = np.isnan(degrees) & decided & (found.certain | everything)
        if wanted.any():
            left = found.known.at(np.flatnonzero(wanted))
            # What helps with no more than the one, or leaves as much as the other, is not read.
            floor = float(np.minimum(left.low, 1.0 - left.high).min())
            parts = catalog.blocks(floor, labels=labels, images=_chosen(catalog, here[wanted]))
            degrees[wanted] = _weakest_links(question, parts, library, left)
        yield _judgements(question, block, here, found, degrees, everything=everything)


def _weakest_links(
    question: Question, parts: Iterable[Block], library: RuleLibrary, known: Bounds
) -> NDArray[np.float64]:
    """Return the degrees of the images of consecutive blocks."""
    found, first = [], 0
    for part in parts:
        bounds = known.at(np.arange(first, first + len(part)))
        found.append(weakest_links(question, _scaled(question, part), library, bounds))
        first += len(part)
    return np.concatenate(found)


def _labels(catalog: Catalog, classes: Classes) -> list[str]:
    """Return the catalogue's labels of some classes; of all for None."""
    return [name for name in catalog.labels if classes is None or predicate_name(name) in classes]


def _chosen(catalog: Catalog, places: NDArray[np.intp]) -> NDArray[np.bool_]:
    chosen = np.zeros(len(catalog), dtype=bool)
    chosen[places] = True
    return chosen


def _scaled(question: Question, block: Block) -> Block:
    """Return the block with a scale for images that have none; their verdicts are not used."""
    if not question.needs_gsd or not np.isnan(block.gsds).any():
        return block
    return replace(block, gsds=np.nan_to_num(block.gsds, nan=1.0))


def _judgements(
    question: Question,
    block: Block,
    places: NDArray[np.intp],
    found: Verdicts,
    degrees: NDArray[np.float64],
    *,
    everything: bool,
) -> Judgements:
    unknown = np.isnan(degrees)
    decided = (~found.possible | found.certain) & ~unknown
    decided |= ~found.possible & (not everything)
    unscaled = np.isnan(block.gsds) & question.needs_gsd
    truths = np.where(decided & ~unscaled, found.certain, OPEN).astype(np.int8)
    scores = np.where(unknown, 0.0, degrees)
    return Judgements(places, truths, scores, dict.fromkeys(places[unscaled].tolist(), NO_GSD))
