"""Batches of images of about the same work, by their number of objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rune_lp.pool.outcome import Item

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

__all__ = ["batches", "spans"]


def batches(
    counts: Iterable[tuple[str, int]], *, images: int = 64, objects: int = 4_000
) -> Iterator[list[Item[str]]]:
    """Yield images in batches, in their order.

    Args:
        counts: Each image's name and its number of objects.
        images: How many images a batch has at most.
        objects: How many objects a batch has at most, unless it is one image.

    >>> counts = [("P1", 30), ("P2", 80), ("P3", 500), ("P4", 10)]
    >>> [[item.name for item in batch] for batch in batches(counts, images=3, objects=100)]
    [['P1'], ['P2'], ['P3'], ['P4']]
    >>> [[item.name for item in batch] for batch in batches(counts, images=3, objects=1000)]
    [['P1', 'P2', 'P3'], ['P4']]
    """
    batch: list[Item[str]] = []
    total = 0
    for name, count in counts:
        if batch and (len(batch) == images or total + count > objects):
            yield batch
            batch, total = [], 0
        batch.append(Item(name, name))
        total += count
    if batch:
        yield batch


def spans(
    places: NDArray[np.intp], weights: NDArray[np.int64], most: int
) -> list[NDArray[np.intp]]:
    """Return images cut into consecutive spans of about a weight.

    Args:
        places: The images' positions, (k,).
        weights: What each weighs, above 0, (k,).
        most: The weight of a span, which its last image may exceed.

    >>> [span.tolist() for span in spans(np.array([3, 4, 7, 9]), np.array([1, 5, 1, 1]), 3)]
    [[3, 4], [7, 9]]
    """
    before = np.cumsum(weights) - weights
    cuts = np.flatnonzero(np.diff(before // most)) + 1
    return [span for span in np.split(places, cuts) if len(span)]
