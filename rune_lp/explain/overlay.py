"""An answer drawn on its image: the witnesses' boxes with their ids, and how they are related."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely

from rune_lp.errors import InputError, Place
from rune_lp.optional import require

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from os import PathLike

    from numpy.typing import NDArray
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

    from rune_lp.scenes import Scene

    Points: TypeAlias = NDArray[np.float64]

__all__ = ["draw"]

PAPER = (236, 234, 228)
"""The background where there is no picture."""

OTHERS = (250, 250, 250, 190)
OTHERS_ON_PAPER = (120, 120, 120, 255)
LINK = (255, 255, 255, 255)
INK = (20, 20, 20, 255)

WITNESSES = (
    (230, 159, 0, 255), (86, 180, 233, 255), (0, 158, 115, 255),
    (240, 228, 66, 255), (213, 94, 0, 255), (204, 121, 167, 255),
)  # fmt: skip
"""A colour for each witness in turn: those of Okabe and Ito, which the colour-blind can tell
apart (Color Universal Design, 2008)."""

LEGIBLE = 900
"""Pixels: a smaller picture is enlarged to about this, so that labels fit beside the boxes."""

MARGIN = 0.6
"""A crop reaches this share of the witnesses' extent beyond them."""

SMOOTH_PIXELS = 4_000_000
"""Larger pictures are drawn on without antialiasing, to spare memory."""

Colour: TypeAlias = tuple[int, int, int, int]
Rect: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _View:
    """The part of the image that is shown (left, top, right, bottom) and its enlargement."""

    window: tuple[int, int, int, int]
    scale: float

    @property
    def size(self) -> tuple[int, int]:
        left, top, right, bottom = self.window
        return max(1, round((right - left) * self.scale)), max(
            1, round((bottom - top) * self.scale)
        )

    def place(self, points: Points) -> Points:
        shifted: Points = (points - np.array(self.window[:2])) * self.scale
        return shifted


def draw(
    picture: str | PathLike[str] | None,
    scene: Scene,
    witnesses: Mapping[str, int],
    relations: Iterable[tuple[str, int, int]] = (),
    *,
    crop: bool = False,
) -> Image:
    """Return an answer drawn on its image, RGB.

    The witnesses' boxes are thick, with labels such as `ship 7` inside the frame; all other
    objects of the scene are thin. A relation is an arrow from its first object to its second.

    Args:
        picture: The image file, or None for a plain plan of the boxes.
        scene: The objects that are drawn.
        witnesses: Each variable's object, by id.
        relations: What to write on an arrow, and the ids of its two objects.
        crop: Show the surroundings of the witnesses only.

    Raises:
        InputError: Pillow is not installed, the picture cannot be read or is of another size
            than the scene, or the scene has no object of such an id.

    >>> from rune_lp.scenes import Scene
    >>> boxes = [[(10, 10), (40, 10), (40, 20), (10, 20)], [(60, 10), (70, 10), (70, 80), (60, 80)]]
    >>> scene = Scene.of("P1", ["ship", "harbor"], [0.9, 0.8], boxes, width=100, height=90)
    >>> image = draw(None, scene, {"x": 0, "y": 1}, [("near, 20.0 px", 0, 1)])
    >>> image.mode, image.size
    ('RGB', (900, 810))
    """
    require("PIL", extra="sample")
    from PIL import Image as Images
    from PIL import ImageDraw

    rows = {int(id_): row for row, id_ in enumerate(scene.ids)}
    links: dict[tuple[int, int], list[str]] = {}
    for label, first, second in relations:
        links.setdefault((first, second), []).append(label)
    shown = list(dict.fromkeys((*witnesses.values(), *(id_ for pair in links for id_ in pair))))
    for id_ in shown:
        if id_ not in rows:
            raise InputError.of(f"image {scene.image!r} has no object {id_}")
    ground = _ground(picture, scene)
    corners = {id_: scene.corners[rows[id_]] for id_ in shown}
    view = _view(ground.size, list(corners.values()) if crop else [])
    ground = ground.crop(view.window).resize(view.size, Images.Resampling.BICUBIC)
    smooth = 2 if view.size[0] * view.size[1] <= SMOOTH_PIXELS else 1
    sheet = _View(view.window, view.scale * smooth)
    layer = Images.new("RGBA", (view.size[0] * smooth, view.size[1] * smooth))
    pen = ImageDraw.Draw(layer)
    unit = smooth * max(1.0, max(view.size) / LEGIBLE)
    thin = OTHERS_ON_PAPER if picture is None else OTHERS
    for id_, row in rows.items():
        if id_ not in corners:
            _outline(pen, sheet.place(scene.corners[row]), thin, unit)
    placed = {id_: sheet.place(box) for id_, box in corners.items()}
    names = [f"{scene.labels[rows[id_]]} {id_}" for id_ in shown]
    _mark(pen, layer.size, placed, names, links, unit)
    flat = layer.resize(view.size, Images.Resampling.LANCZOS) if smooth > 1 else layer
    ground.paste(flat, (0, 0), flat)
    return ground


def _mark(
    pen: ImageDraw,
    size: tuple[int, int],
    placed: Mapping[int, Points],
    names: list[str],
    links: Mapping[tuple[int, int], list[str]],
    unit: float,
) -> None:
    """Draw the witnesses' boxes, the arrows between them, and the captions of both."""
    ends = [_ends(placed[first], placed[second]) for first, second in links]
    for start, end in ends:
        _arrow(pen, start, end, unit)
    wanted: list[tuple[str, Points, Colour]] = []
    for name, box, colour in zip(names, placed.values(), cycle(WITNESSES), strict=False):
        _outline(pen, box, INK, 5 * unit)
        _outline(pen, box, colour, 3 * unit)
        wanted.append((name, np.concatenate([box, (box + np.roll(box, -1, axis=0)) / 2]), colour))
    shares = np.array([0.5, 0.35, 0.65])[:, None]
    for labels, (start, end) in zip(links.values(), ends, strict=True):
        wanted.append(("; ".join(labels), start + shares * (end - start), LINK))
    _captions(pen, size, wanted, [_hull(box) for box in placed.values()], unit)


def _ground(picture: str | PathLike[str] | None, scene: Scene) -> Image:
    """Return what is drawn on: the picture, or empty paper of the scene's size."""
    from PIL import Image as Images
    from PIL import UnidentifiedImageError

    if picture is None:
        size = (max(1, int(np.ceil(scene.width))), max(1, int(np.ceil(scene.height))))
        return Images.new("RGB", size, PAPER)
    place = Place(str(picture))
    try:
        with Images.open(picture) as opened:
            ground = opened.convert("RGB")
    except UnidentifiedImageError:
        raise InputError.of("is no picture that Pillow can read", place) from None
    except Images.DecompressionBombError:
        raise InputError.of("picture is too large to draw on", place) from None
    except OSError as error:
        raise InputError.of(f"cannot be read: {error.strerror or error}", place) from None
    if scene.size_known and ground.size != (scene.width, scene.height):
        message = (
            f"picture must be {scene.width:g}x{scene.height:g} px as image {scene.image!r} is, "
            f"but got {ground.width}x{ground.height}"
        )
        raise InputError.of(message, place)
    return ground


def _view(size: tuple[int, int], boxes: list[Points]) -> _View:
    """Return the view of the whole picture, or of the boxes' surroundings where there are any."""
    window = (0, 0, *size)
    if boxes:
        points = np.concatenate(boxes)
        low, high = points.min(axis=0), points.max(axis=0)
        reach = MARGIN * float(max(high - low)) + 20
        left, top = np.clip(np.floor(low - reach), 0, np.array(size) - 1).astype(int).tolist()
        right, bottom = np.clip(np.ceil(high + reach), (left + 1, top + 1), size).tolist()
        window = (left, top, int(right), int(bottom))
    longest = max(window[2] - window[0], window[3] - window[1])
    return _View(window, max(1.0, LEGIBLE / longest))


def _outline(pen: ImageDraw, corners: Points, colour: Colour, width: float) -> None:
    ring = np.concatenate([corners, corners[:2]])
    pen.line(ring.ravel().tolist(), fill=colour, width=max(1, round(width)), joint="curve")


def _arrow(pen: ImageDraw, start: Points, end: Points, unit: float) -> None:
    """Draw an arrow between two centres, white on a dark edge."""
    along = end - start
    length = float(np.hypot(*along))
    head = min(12 * unit, length / 3)
    ends = (*start.tolist(), *end.tolist())
    for colour, width in ((INK, 4 * unit), (LINK, 2 * unit)):
        pen.line(ends, fill=colour, width=max(1, round(width)))
    if length > 0:
        way = along / length
        side = np.array([-way[1], way[0]]) * head / 2
        tip = [end, end - way * head + side, end - way * head - side]
        pen.polygon(np.concatenate(tip).tolist(), fill=LINK, outline=INK)


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
    pen: ImageDraw,
    size: tuple[int, int],
    wanted: list[tuple[str, Points, Colour]],
    boxes: list[shapely.Polygon],
    unit: float,
) -> None:
    """Write texts, each beside one of its points, off one another and off the boxes."""
    from PIL import ImageFont

    font = ImageFont.load_default(size=15 * unit)
    written: list[tuple[str, Rect, Colour]] = []
    for text, targets, fill in wanted:
        _, top, right, bottom = pen.textbbox((0, 0), text, font=font)
        extent = (right + 0.5 * (bottom - top), 1.7 * (bottom - top))
        taken = [shapely.box(*rect) for _, rect, _ in written]
        target, rect = _room(size, targets, extent, boxes, taken)
        nearest = np.clip(target, rect[:2], rect[2:])
        if np.hypot(*(nearest - target)) > 3 * unit:
            pen.line((*target.tolist(), *nearest.tolist()), fill=fill, width=round(1.5 * unit))
        written.append((text, rect, fill))
    # The leaders are under all the captions.
    for text, rect, fill in written:
        pen.rectangle(rect, fill=fill, outline=INK)
        middle = ((rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2)
        pen.text(middle, text, font=font, fill=INK, anchor="mm")


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
