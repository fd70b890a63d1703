"""Values gathered by group: the greatest, the k-th greatest, and how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["counted", "kth_greatest"]


def kth_greatest(
    values: NDArray[np.float64], groups: NDArray[np.intp], size: int, k: int
) -> NDArray[np.float64]:
    """Return the k-th greatest value of each group, 0 where a group has fewer.

    Args:
        values: Values in 0..1, (n,).
        groups: The group of each value, in 0..size-1, (n,).
        size: The number of groups.
        k: 1 for the greatest.

    >>> kth_greatest(np.array([0.3, 0.9, 0.5]), np.array([0, 0, 1]), 3, 2).tolist()
    [0.3, 0.0, 0.0]
    """
    found = np.zeros(size)
    present = values > 0.0
    values, groups = values[present], groups[present]
    if k == 1:
        np.maximum.at(found, groups, values)
        return found
    order = np.lexsort((-values, groups))
    numbers = np.bincount(groups, minlength=size)
    firsts = np.cumsum(numbers) - numbers
    enough = numbers >= k
    found[enough] = values[order][firsts[enough] + k - 1]
    return found


def counted(values: NDArray[np.float64], groups: NDArray[np.intp], size: int) -> NDArray[np.int64]:
    """Return how many values of each group are 1.

    >>> counted(np.array([1.0, 1.0, 0.0]), np.array([1, 1, 0]), 2).tolist()
    [0, 2]
    """
    return np.bincount(groups[values == 1.0], minlength=size).astype(np.int64)
