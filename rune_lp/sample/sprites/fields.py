"""How courts, pitches and tracks look from above: their markings, true to size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rune_lp.sample.shapes import band, disc, rectangle, stadium, turned
from rune_lp.sample.sprites.part import Part, part, shade, solid

if TYPE_CHECKING:
    from rune_lp.sample.shapes import Points
    from rune_lp.sample.site import Colour, Thing

__all__ = ["baseball_diamond", "basketball_court", "soccer_field", "tennis_court", "track"]

LINE: Colour = (232, 232, 226)


def _path(points: list[tuple[float, float]] | Points, width: float, colour: Colour = LINE) -> Part:
    return part(band(points, width), colour, 0.85)


def _frame(length: float, width: float, line: float, colour: Colour = LINE) -> list[Part]:
    """Return the four lines just inside a rectangle."""
    a, b = (length - line) / 2, (width - line) / 2
    return [_path([(-a - line / 2, y), (a + line / 2, y)], line, colour) for y in (-b, b)] + [
        _path([(x, -b), (x, b)], line, colour) for x in (-a, a)
    ]


def _arc(x: float, y: float, radius: float, start: float, end: float, line: float) -> Part:
    turn = np.linspace(start, end, 24)
    points = np.column_stack([x + radius * np.cos(turn), y + radius * np.sin(turn)])
    return _path(points, line)


def tennis_court(thing: Thing, sun: float) -> list[Part]:  # noqa: ARG001 - the sprites' shape
    """Draw a tennis court: singles and service lines, the net and its shadow."""
    long, wide = thing.length, thing.width
    line = 0.16
    singles = wide / 2 - 1.37 * wide / 10.97
    service = 6.4 * long / 23.77
    return [
        part(rectangle(0, 0, long, wide), thing.colour, grain=1.5),
        *_frame(long, wide, line),
        *[_path([(-long / 2, y), (long / 2, y)], line) for y in (-singles, singles)],
        *[_path([(x, -singles), (x, singles)], line) for x in (-service, service)],
        _path([(-service, 0), (service, 0)], line),
        part(rectangle(0.25, 0, 0.35, wide + 1.6), (30, 34, 34), 0.45),
        part(rectangle(0, 0, 0.16, wide + 1.6), (214, 214, 210)),
    ]


def basketball_court(thing: Thing, sun: float) -> list[Part]:  # noqa: ARG001
    """Draw a basketball court: keys, three-point arcs, the centre circle."""
    long, wide = thing.length, thing.width
    unit = long / 28
    line = 0.16
    key = shade(thing.colour, 0.72) if thing.detail % 2 else (170, 96, 72)
    parts = [part(rectangle(0, 0, long, wide), thing.colour, grain=2), *_frame(long, wide, line)]
    for side in (-1, 1):
        base = side * long / 2
        lane = rectangle(base - side * 2.9 * unit, 0, 5.8 * unit, 4.9 * unit)
        parts += [
            part(lane, key),
            *[
                _path([(base, y), (base - side * 5.8 * unit, y)], line)
                for y in (-2.45 * unit, 2.45 * unit)
            ],
            _path([(base - side * 5.8 * unit, y) for y in (-2.45 * unit, 2.45 * unit)], line),
            _arc(
                base - side * 1.6 * unit, 0, 6.75 * unit,
                np.pi / 2 if side > 0 else -np.pi / 2, 1.5 * np.pi if side > 0 else np.pi / 2, line,
            ),
            _arc(
                base - side * 5.8 * unit, 0, 1.8 * unit,
                np.pi / 2 if side > 0 else -np.pi / 2, 1.5 * np.pi if side > 0 else np.pi / 2, line,
            ),
            solid(rectangle(base - side * 1.0, 0, 0.3, 1.8), (235, 235, 235)),
        ]  # fmt: skip
    return [
        *parts,
        _path([(0, -wide / 2), (0, wide / 2)], line),
        _arc(0, 0, 1.8 * unit, 0, 2 * np.pi, line),
    ]


def _pitch_lines(long: float, wide: float, line: float) -> list[Part]:
    """Return the lines of a football pitch."""
    unit = long / 105
    parts = [
        *_frame(long, wide, line),
        _path([(0, -wide / 2), (0, wide / 2)], line),
        _arc(0, 0, 9.15 * unit, 0, 2 * np.pi, line),
    ]
    for side in (-1, 1):
        base = side * long / 2
        for depth, half in ((16.5, 20.16), (5.5, 9.16)):
            front, reach = base - side * depth * unit, min(half * unit, 0.42 * wide)
            parts += [_path([(base, y), (front, y)], line) for y in (-reach, reach)]
            parts.append(_path([(front, -reach), (front, reach)], line))
        parts.append(part(rectangle(base + side * 0.5, 0, 1.2, 7.3 * unit), (238, 238, 238), 0.7))
    return parts


def soccer_field(thing: Thing, sun: float) -> list[Part]:  # noqa: ARG001
    """Draw a football pitch: mown stripes, worn goal mouths, lines."""
    long, wide = thing.length, thing.width
    parts = [part(rectangle(0, 0, long, wide), thing.colour, grain=3)]
    stripes = 14
    step = long / stripes
    parts += [
        part(rectangle(-long / 2 + (at + 0.5) * step, 0, step, wide), shade(thing.colour, 1.08))
        for at in range(0, stripes, 2)
    ]
    worn = (158, 148, 112)
    parts += [
        part(disc(x, 0, 0.08 * long, 0.14 * wide, 20), worn, 0.35)
        for x in (-0.46 * long, 0, 0.46 * long)
    ]
    return parts + _pitch_lines(long, wide, max(0.2, 0.0028 * long))


def track(thing: Thing, sun: float) -> list[Part]:  # noqa: ARG001
    """Draw a ground track field: lanes about an infield."""
    long, wide = thing.length, thing.width
    lanes = 0.105 * wide
    parts = [part(stadium(0, 0, long, wide), thing.colour, grain=2.5)]
    for lane in range(7):
        inset = lanes * lane / 7
        ring = stadium(0, 0, long - 2 * inset, wide - 2 * inset)
        parts.append(_path(np.concatenate([ring, ring[:1]]), 0.22))
    turf = (84, 112, 66)
    inner_long, inner_wide = long - 2 * lanes, wide - 2 * lanes
    reach = 0.4 * (inner_long - inner_wide) + 0.24 * inner_wide
    return [
        *parts,
        part(stadium(0, 0, inner_long, inner_wide), turf, grain=3),
        part(disc(reach, 0, 0.3 * wide, sides=28), shade(thing.colour, 1.05), 0.85),
        part(rectangle(-reach, 0.22 * wide, 0.18 * wide, 0.07 * wide), (206, 190, 150)),
        part(rectangle(0, -wide / 2 + lanes / 2, 0.35, lanes), (240, 240, 236)),
    ]


def baseball_diamond(thing: Thing, sun: float) -> list[Part]:  # noqa: ARG001
    """Draw a baseball infield, home plate at the left corner: skin, grass, bases, mound."""
    size = thing.length
    home = np.array([-0.42 * size, 0.0])
    turn = np.linspace(-np.pi / 4, np.pi / 4, 20)
    fan = np.column_stack([np.cos(turn), np.sin(turn)]) * 0.9 * size
    skin = np.concatenate([[home], np.clip(fan + home, -0.5 * size, 0.5 * size)])
    base = 0.52 * size
    grass = turned(np.array([(0.12, 0.12), (0.88, 0.12), (0.88, 0.88), (0.12, 0.88)]), -np.pi / 4)
    middle = turned(np.array([(0.5, 0.5)]), -np.pi / 4)[0] * base + home
    corners = turned(np.array([(1, 0), (1, 1), (0, 1)]), -np.pi / 4) * base + home
    chalk = turned(np.array([(1, 0), (0, 1)]), -np.pi / 4) * 0.9 * size + home
    return [
        part(disc(home[0], 0, 0.16 * size, sides=24), thing.colour, grain=4),
        part(skin, thing.colour, grain=4),
        part(grass * base + home, (88, 114, 66), grain=4),
        part(disc(middle[0], middle[1], 0.1 * size, sides=20), thing.colour, grain=3),
        *[part(rectangle(x, y, 0.9, 0.9, np.pi / 4), (245, 245, 240)) for x, y in corners],
        *[_path([tuple(home.tolist()), tuple(end.tolist())], 0.22) for end in chalk],
    ]
