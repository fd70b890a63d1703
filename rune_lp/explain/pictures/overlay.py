"""An answer drawn on its image: the witnesses' boxes with their ids, and how they are related."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from rune_lp.errors import InputError, Place
from rune_lp.explain.pictures.layout import LINK, WITNESSES, Colour, Layout, laid_out, paper_size
from rune_lp.explain.pictures.picture import open_picture, size_fault
from rune_lp.optional import require

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from os import PathLike

    from numpy.typing import NDArray
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

    from rune_lp.scenes import Scene

    Points: TypeAlias = NDArray[np.float64]

__all__ = ["INK", "PAPER", "WITNESSES", "draw"]

PAPER = (236, 234, 228)
"""The background where there is no picture."""

OTHERS = (250, 250, 250, 190)
OTHERS_ON_PAPER = (120, 120, 120, 255)
INK = (20, 20, 20, 255)

SMOOTH_PIXELS = 4_000_000
"""Larger pictures are drawn on without antialiasing, to spare memory."""


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

    ground = _ground(picture, scene)
    layout = laid_out(scene, witnesses, relations, ground.size, _measure, crop=crop)
    ground = ground.crop(layout.window).resize(layout.size, Images.Resampling.BICUBIC)
    smooth = 2 if layout.size[0] * layout.size[1] <= SMOOTH_PIXELS else 1
    layer = Images.new("RGBA", (layout.size[0] * smooth, layout.size[1] * smooth))
    thin = OTHERS_ON_PAPER if picture is None else OTHERS
    _mark(ImageDraw.Draw(layer), layout, smooth, thin)
    flat = layer.resize(layout.size, Images.Resampling.LANCZOS) if smooth > 1 else layer
    ground.paste(flat, (0, 0), flat)
    return ground


def _ground(picture: str | PathLike[str] | None, scene: Scene) -> Image:
    """Return what is drawn on: the picture, or empty paper of the scene's size."""
    from PIL import Image as Images

    if picture is None:
        return Images.new("RGB", paper_size(scene), PAPER)
    ground, size = open_picture(Path(picture))
    if (fault := size_fault(size, scene)) is not None:
        raise InputError.of(fault, Place(str(picture)))
    return ground


def _measure(text: str, unit: float) -> tuple[float, float]:
    from PIL import ImageFont

    left, top, right, bottom = ImageFont.load_default(size=15 * unit).getbbox(text)
    return right - min(0, left), bottom - top


def _mark(pen: ImageDraw, layout: Layout, smooth: int, thin: Colour) -> None:
    """Draw the boxes, the arrows between them, and the captions of both."""
    from PIL import ImageFont

    unit = layout.unit * smooth
    for box in layout.others:
        _outline(pen, box * smooth, thin, unit)
    for start, end in layout.arrows:
        _arrow(pen, start * smooth, end * smooth, unit)
    for box, colour in layout.boxes:
        _outline(pen, box * smooth, INK, 5 * unit)
        _outline(pen, box * smooth, colour, 3 * unit)
    # The leaders are under all the captions.
    for caption in layout.captions:
        if caption.leader is not None:
            ends = (np.concatenate(caption.leader) * smooth).tolist()
            pen.line(ends, fill=caption.colour, width=round(1.5 * unit))
    font = ImageFont.load_default(size=15 * unit)
    for caption in layout.captions:
        left, top, right, bottom = (side * smooth for side in caption.rect)
        pen.rectangle((left, top, right, bottom), fill=caption.colour, outline=INK)
        middle = ((left + right) / 2, (top + bottom) / 2)
        pen.text(middle, caption.text, font=font, fill=INK, anchor="mm")


def _outline(pen: ImageDraw, corners: Points, colour: Colour, width: float) -> None:
    ring = np.concatenate([corners, corners[:2]])
    pen.line(ring.ravel().tolist(), fill=colour, width=max(1, round(width)), joint="curve")


def _arrow(pen: ImageDraw, start: Points, end: Points, unit: float) -> None:
    """Draw an arrow between two points, white on a dark edge."""
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
