"""Which tuples can be related at all: spatial joins that spare measuring every tuple.

Each join yields blocks of candidates, so that memory stays bounded whatever the domains' sizes.
A candidate need not be a result, but every result is a candidate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from rune_lp.geometry.measures import Floats, Positions

__all__ = ["between_blocks", "collected", "product_blocks"]

_BLOCK = 1 << 20
"""The most tuples in a block: some tens of megabytes for the measures of one."""

_SLACK = 1e-9
"""The fraction by which candidates' bounds are loosened, far above the error of rounding."""


def product_blocks(*domains: Positions) -> Iterator[NDArray[np.intp]]:
    """Yield the tuples (k, arity) over the domains, lexicographically, in blocks.

    >>> [block.tolist() for block in product_blocks(np.array([4, 7]), np.array([0]))]
    [[[4, 0], [7, 0]]]
    """
    first, *rest = domains
    for rows in _row_blocks(first, int(np.prod([len(domain) for domain in rest]))):
        grids = np.meshgrid(rows, *rest, indexing="ij")
        yield np.stack([grid.ravel() for grid in grids], axis=1)


def between_blocks(
    centers: Floats, reach: Floats, xs: Positions, ys: Positions, zs: Positions
) -> Iterator[NDArray[np.intp]]:
    """Yield the triples (k, 3) where the centre of x is within reach of the segment of y and z.

    Args:
        centers: The centres, (n, 2).
        reach: How far from the segment x may be, (n,).
        xs: Row positions, sorted, as are the others.
        ys: Row positions.
        zs: Row positions.
    """
    for y_rows in _row_blocks(ys, len(zs)):
        for x_rows in _row_blocks(xs, len(y_rows) * len(zs)):
            to_y = centers[y_rows] - centers[x_rows][:, None]
            to_z = centers[zs] - centers[x_rows][:, None]
            y_squares = (to_y**2).sum(axis=2)[:, :, None]
            z_squares = (to_z**2).sum(axis=2)[:, None, :]
            rounding = _SLACK * (1 + max(y_squares.max(initial=0.0), z_squares.max(initial=0.0)))
            dots = to_y @ to_z.transpose(0, 2, 1)
            crosses = (to_y[..., ::-1] * np.array([-1.0, 1.0])) @ to_z.transpose(0, 2, 1)
            spans = y_squares + z_squares - 2 * dots + rounding
            limit = (reach[x_rows] ** 2 * (1 + _SLACK) + rounding)[:, None, None]
            # The foot is inside the segment iff the angles at y and z are acute, and the cross
            # product is the segment's length times the height of x over it.
            inside = dots < np.minimum(y_squares, z_squares) + rounding
            found = np.nonzero(inside & (crosses**2 <= limit * spans))
            yield np.stack([x_rows[found[0]], y_rows[found[1]], zs[found[2]]], axis=1)


def collected(
    blocks: Iterable[NDArray[np.intp]],
    arity: int,
    keep: Callable[..., NDArray[np.bool_]],
) -> NDArray[np.intp]:
    """Return the candidates that `keep` is true of, one row each, sorted lexicographically.

    Args:
        blocks: Candidates, (k, arity) each.
        arity: How many positions a tuple has.
        keep: From a column of positions per argument to booleans.
    """
    kept = [block[keep(*block.T)] for block in blocks]
    tuples = np.concatenate([np.empty((0, arity), dtype=np.intp), *kept])
    return tuples[np.lexsort(tuples.T[::-1])]


def _row_blocks(rows: Positions, width: int) -> Iterator[Positions]:
    size = max(1, _BLOCK // max(1, width))
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
