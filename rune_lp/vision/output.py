"""What exported networks take and put out, and how it is read.

In goes one float32 tensor (n, 3, height, width): RGB, 0..1, the sides a multiple of the network's
stride. Out comes as the first output float32 (n, rows, candidates). The rows of a candidate are:

    centre x, centre y, width, height        in pixels of the input
    a score in 0..1 for each class
    a direction in radians                   of the width, from x towards y (clockwise on screen)

Without the last row boxes are upright. The names of the classes tell which it is: there is a row
for each. This is what Ultralytics' `export` writes for its YOLO and YOLO-OBB models without
`nms=True`, so its ONNX and TorchScript files are read as they are.

A network that needs no suppression, as YOLO26's may be exported, says in its metadata that it is
`end2end`. It puts out (n, boxes, columns): left, top, right, bottom, a score and a class; or
centre x, centre y, width, height, a score, a class and a direction.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.errors import InputError
from rune_lp.vision.detector import Found

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from rune_lp.errors import Place

__all__ = ["batched", "decoded", "listed", "metadata_names", "rotated_corners"]

CANDIDATES = 3000
"""The most boxes of one tile; those of the highest scores are kept."""

GREY = 114
"""The level of what is added to a tile below and to the right, as YOLO's training has it."""


def batched(
    tiles: Sequence[NDArray[np.uint8]], stride: int, side: int | None
) -> NDArray[np.float32]:
    """Return tiles as one input tensor, grey below and to the right of those that are smaller.

    Args:
        tiles: RGB, uint8 (height, width, 3) each.
        stride: What the tensor's sides are multiples of.
        side: Its sides, where the network takes no other.

    >>> batched([np.zeros((5, 40, 3), np.uint8)], 32, None).shape
    (1, 3, 32, 64)
    """
    height = side or -(-max(tile.shape[0] for tile in tiles) // stride) * stride
    width = side or -(-max(tile.shape[1] for tile in tiles) // stride) * stride
    batch = np.full((len(tiles), 3, height, width), GREY / 255, dtype=np.float32)
    for place, tile in zip(batch, tiles, strict=True):
        place[:, : tile.shape[0], : tile.shape[1]] = tile.transpose(2, 0, 1)
        place[:, : tile.shape[0], : tile.shape[1]] /= 255
    return batch


def decoded(rows: NDArray[np.floating], classes: int, min_score: float, place: Place) -> Found:
    """Return the boxes that a network's output for one tile stands for.

    Args:
        rows: (4 + classes, candidates), or one row more with directions.
        classes: How many names there are.
        min_score: The least score of a box.
        place: The file, for the fault.

    Raises:
        InputError: The output is not in this format, or does not fit the names.

    >>> from rune_lp.errors import Place
    >>> found = decoded(np.array([[10, 5, 4, 2, 0.1, 0.9, 0.0]]).T, 2, 0.5, Place("a.onnx"))
    >>> found.corners[0].tolist(), found.labels.tolist()
    ([[8.0, 4.0], [12.0, 4.0], [12.0, 6.0], [8.0, 6.0]], [1])
    """
    if rows.ndim != 2 or len(rows) not in (4 + classes, 5 + classes):
        raise InputError.of(
            f"output must have 4 + {classes} rows, or one more for directions, "
            f"but got {' x '.join(map(str, rows.shape))}",
            place,
            hint="export it without NMS, and see that --names has all its classes",
        )
    scores = rows[4 : 4 + classes]
    cells = np.flatnonzero((scores >= min_score).any(axis=0))
    labels, positions = np.nonzero(scores[:, cells] >= min_score)
    candidates = cells[positions]
    values = scores[labels, candidates]
    best = np.argsort(-values, kind="stable")[:CANDIDATES]
    candidates, labels, values = candidates[best], labels[best], values[best]
    box = rows[:4, candidates].astype(np.float64)
    oriented = len(rows) == 5 + classes
    angles = rows[-1, candidates].astype(np.float64) if oriented else np.zeros(len(best))
    corners = rotated_corners(box[0], box[1], box[2], box[3], angles)
    usable = np.isfinite(corners).all(axis=(1, 2)) & (box[2] > 0) & (box[3] > 0)
    found = Found(corners, labels.astype(np.int64), np.clip(values.astype(np.float64), 0, 1))
    return found.at(usable)


def listed(rows: NDArray[np.floating], classes: int, min_score: float, place: Place) -> Found:
    """Return the boxes that the output of an `end2end` network for one tile stands for.

    Args:
        rows: (boxes, 6), or (boxes, 7) with directions.
        classes: How many names there are.
        min_score: The least score of a box.
        place: The file, for the fault.

    Raises:
        InputError: The output is not in this format, or does not fit the names.

    >>> from rune_lp.errors import Place
    >>> found = listed(np.array([[8, 4, 12, 6, 0.9, 1]]), 2, 0.5, Place("a.onnx"))
    >>> found.corners[0].tolist(), found.labels.tolist()
    ([[8.0, 4.0], [12.0, 4.0], [12.0, 6.0], [8.0, 6.0]], [1])
    """
    if rows.ndim != 2 or rows.shape[1] not in (6, 7):
        message = f"output must have 6 or 7 columns, but got {' x '.join(map(str, rows.shape))}"
        raise InputError.of(message, place, hint="its metadata say that it is end2end")
    kept = rows[rows[:, 4] >= min_score].astype(np.float64)
    labels = kept[:, 5].astype(np.int64)
    if len(labels) and labels.max() >= classes:
        message = f"output has a class {labels.max()}, but there are {classes} names"
        raise InputError.of(message, place, hint="see that --names has all its classes")
    if rows.shape[1] == 7:
        x, y, width, height = kept[:, :4].T
        angles = kept[:, 6]
    else:
        (x, y), (width, height) = (kept[:, :2] + kept[:, 2:4]).T / 2, (kept[:, 2:4] - kept[:, :2]).T
        angles = np.zeros(len(kept))
    corners = rotated_corners(x, y, width, height, angles)
    usable = np.isfinite(corners).all(axis=(1, 2)) & (width > 0) & (height > 0)
    return Found(corners, labels, np.clip(kept[:, 4], 0, 1)).at(usable)


def rotated_corners(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    width: NDArray[np.float64],
    height: NDArray[np.float64],
    angles: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the corners of boxes by their middles, sides and the width's directions in radians.

    Returns:
        float64 (n, 4, 2), clockwise on screen.
    """
    along = np.stack([np.cos(angles), np.sin(angles)], axis=1) * (width / 2)[:, None]
    aside = np.stack([-np.sin(angles), np.cos(angles)], axis=1) * (height / 2)[:, None]
    middle = np.stack([x, y], axis=1)
    return np.stack(
        [middle - along - aside, middle + along - aside, middle + along + aside,
         middle - along + aside],
        axis=1,
    )  # fmt: skip


def metadata_names(text: str | None) -> tuple[str, ...]:
    """Return the classes that a file's metadata names, none if it names none.

    Ultralytics writes a Python mapping, and JSON's are read too.

    >>> metadata_names("{0: 'plane', 1: 'ship'}"), metadata_names(None)
    (('plane', 'ship'), ())
    """
    if not text:
        return ()
    try:
        names = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return ()
    if isinstance(names, dict):
        try:
            return tuple(str(names[key]) for key in sorted(names, key=int))
        except (TypeError, ValueError):
            return ()
    return tuple(map(str, names)) if isinstance(names, (list, tuple)) else ()
