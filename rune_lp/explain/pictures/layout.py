"""An answer laid out to be drawn: boxes, arrows, and captions that do not cover one another."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely

from rune_lp.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from rune_lp.scenes import Scene

    Points: TypeAlias = NDArray[np.float64]

__all__ = ["LINK", "WITNESSES", "Caption", "Colour", "Layout", "Rect", "laid_out", "paper_size"]

WITNESSES = (
    (230, 159, 0, 255), (86, 180, 233, 255), (0, 158, 115, 255),
    (240, 228, 66, 255), (213, 94, 0, 255), (204, 121, 167, 255),
)  # fmt: skip
"""A colour for each witness in turn: those of Okabe and Ito, which the colour-blind can tell
apart (Color Universal Design, 2008)."""

LINK = (255, 255, 255, 255)

LEGIBLE = 900
"""Pixels: a smaller picture is enlarged to about this, so that labels fit beside the boxes."""

MARGIN = 0.6
"""A crop reaches this share of the witnesses' extent beyond them."""

Colour: TypeAlias = tuple[int, int, int, int]
Rect: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Caption:
    """A text on a ground of its own.

    Attributes:
        text: What it says.
        rect: Its ground: left, top, right, bottom.
        colour: The ground's colour.
        leader: The two ends of a line to what it is about, or None if it lies at that.
    """

    text: str
    rect: Rect
    colour: Colour
    leader: tuple[Points, Points] | None


@dataclass(frozen=True, slots=True)
class Layout:
    """What is drawn of an answer, in pixels of the drawing.

    Attributes:
        window: The part of the image that is shown: left, top, right, bottom.
        size: The drawing's width and height.
        unit: The width of a thin line; all else is a multiple of it.
        others: The boxes of objects that are no part of the answer, each (4, 2).
        boxes: The boxes of those that are, with their colours.
        arrows: Where each starts and ends.
        captions: The names of objects and of relations.
    """

    window: tuple[int, int, int, int]
    size: tuple[int, int]
    unit: float
    others: tuple[Points, ...]
    boxes: tuple[tuple[Points, Colour], ...]
    arrows: tuple[tuple[Points, Points], ...]
    captions: tuple[Caption, ...]


def paper_size(scene: Scene) -> tuple[int, int]:
    """Return the size of the paper that a scene without a picture is drawn on."""
    return max(1, int(np.ceil(scene.width))), max(1, int(np.ceil(scene.height)))


def laid_out(
    scene: Scene,
    witnesses: Mapping[str, int],
    relations: Iterable[tuple[str, int, int]],
    size: tuple[int, int],
    measure: Callable[[str, float], tuple[float, float]],
    *,
    crop: bool = False,
) -> Layout:
    """Return where everything is drawn.

    Args:
        scene: The objects that are drawn.
        witnesses: Each variable's object, by id.
        relations: What to write on an arrow, and the ids of its two objects.
        size: The image's width and height.
        measure: The width and height of a text in letters of 15 of these units.
        crop: Show the surroundings of the witnesses only.

    Raises:
        InputError: The scene has no object of such an id.
    """
    rows = {int(id_): row for row, id_ in enumerate(scene.ids)}
    links: dict[tuple[int, int], list[str]] = {}
    for label, first, second in relations:
        links.setdefault((first, second), []).append(label)
    shown = list(dict.fromkeys((*witnesses.values(), *(id_ for pair in links for id_ in pair))))
    for id_ in shown:
        if id_ not in rows:
            raise InputError.of(f"image {scene.image!r} has no object {id_}")
    window = _window(size, [scene.corners[rows[id_]] for id_ in shown] if crop else [])
    left, top, right, bottom = window
    scale = max(1.0, LEGIBLE / max(right - left, bottom - top))
    extent = max(1, round((right - left) * scale)), max(1, round((bottom - top) * scale))
    unit = max(1.0, max(extent) / LEGIBLE)
    placed = (scene.corners - np.array([left, top])) * scale
    corners = {id_: placed[rows[id_]] for id_ in shown}
    ends = [_ends(corners[first], corners[second]) for first, second in links]
    coloured = tuple(zip(corners.values(), cycle(WITNESSES), strict=False))
    wanted = [
        (f"{scene.labels[rows[id_]]} {id_}", _edges(box), colour)
        for id_, (box, colour) in zip(shown, coloured, strict=True)
    ]
    shares = np.array([0.5, 0.35, 0.65])[:, None]
    for labels, (start, end) in zip(links.values(), ends, strict=True):
        wanted.append(("; ".join(labels), start + shares * (end - start), LINK))
    return Layout(
        window,
        extent,
        unit,
        tuple(placed[row] for id_, row in rows.items() if id_ not in corners),
        coloured,
        tuple(ends),
        tuple(_captions(extent, wanted, list(corners.values()), unit, measure)),
    )


def _window(size: tuple[int, int], boxes: Sequence[Points]) -> tuple[int, int, int, int]:
    """Return the whole picture, or the boxes' surroundings where there are any."""
    if not boxes:
        return (0, 0, *size)
    points = np.concatenate(boxes)
    low, high = points.min(axis=0), points.max(axis=0)
    reach = MARGIN * float(max(high - low)) + 20
    left, top = np.clip(np.floor(low - reach), 0, np.array(size) - 1).astype(int).tolist()
    right, bottom = np.clip(np.ceil(high + reach), (left + 1, top + 1), size).astype(int).tolist()
    return left, top, right, bottom


def _edges(box: Points) -> Points:
    """Return a box's corners and the middles of its sides."""
    return np.concatenate([box, (box + np.roll(box, -1, axis=0)) / 2])


def _hull(box: Points) -> shapely.Polygon:
    return shapely.MultiPoint(box).convex_hull


def _ends(first: Points, second: Points) -> tuple[Points, Points]:
    """Return where an arrow from one box to another starts and ends.

    It runs from the middle of the first to the nearest point of the second, or to its middle
    where it lies about the first.
    """
    start, other = first.mean(axis=0), _hull(second)
    if other.contains(shapely.Point(start)):
        return start, second.mean(axis=0)
    to_second = shapely.shortest_line(shapely.Point(start), other)
    return start, np.asarray(shapely.get_coordinates(to_second)[1], dtype=np.float64)


def _captions(
    size: tuple[int, int],
    wanted: Iterable[tuple[str, Points, Colour]],
    boxes: Iterable[Points],
    unit: float,
    measure: Callable[[str, float], tuple[float, float]],
) -> list[Caption]:
    """Return the texts, each beside one of its points, off one another and off the boxes."""
    hulls = [_hull(box) for box in boxes]
    found: list[Caption] = []
    for text, targets, colour in wanted:
        width, height = measure(text, unit)
        taken = [shapely.box(*caption.rect) for caption in found]
        target, rect = _room(size, targets, (width + 0.5 * height, 1.7 * height), hulls, taken)
        nearest = np.clip(target, rect[:2], rect[2:])
        apart = np.hypot(*(nearest - target)) > 3 * unit
        found.append(Caption(text, rect, colour, (target, nearest) if apart else None))
    return found


def _room(
    size: tuple[int, int],
    targets: Points,
    extent: tuple[float, float],
    boxes: list[shapely.Polygon],
    taken: list[shapely.Polygon],
) -> tuple[Points, Rect]:
    """Return the target that a caption points to, and the rectangle found for it.

    The rectangle lies in the frame, off other captions where that can be, preferably off the
    boxes, and as near its target as that allows.
    """
    width, height = extent
    # Of a box outside the frame the nearest point inside is meant, or all places were one.
    targets = np.clip(targets, 0, size)
    turns = np.arange(12) * np.pi / 6
    ways = np.column_stack([np.cos(turns), np.sin(turns)])
    steps = [
        ways * (np.array(extent) / 2 + ring * height) for ring in (0.15, 0.8, 1.8, 3.2, 5, 8, 12)
    ]
    shifts = np.concatenate([np.zeros((1, 2)), *steps])
    middles = (targets[:, None] + shifts).reshape(-1, 2)
    low = np.clip(middles - np.array(extent) / 2, 0, np.maximum(0, np.array(size) - extent - 1))
    rects = shapely.box(low[:, 0], low[:, 1], low[:, 0] + width, low[:, 1] + height)
    cost = np.hypot(*(low + np.array(extent) / 2 - np.repeat(targets, len(shifts), axis=0)).T)
    for box in boxes:
        cost += 4 * height * shapely.intersects(rects, box)
    for other in taken:
        cost += 1000 * height * shapely.intersects(rects, other)
    best = int(cost.argmin())
    x, y = low[best].tolist()
    return targets[best // len(shifts)], (x, y, x + width, y + height)
