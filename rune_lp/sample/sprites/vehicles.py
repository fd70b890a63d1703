"""How vehicles and vessels look from above, and the containers one may take for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rune_lp.sample.shapes import disc, rectangle, rounded
from rune_lp.sample.sprites.part import Part, part, shade, solid

if TYPE_CHECKING:
    from rune_lp.sample.site import Thing

__all__ = ["boat", "bus", "car", "cargo_ship", "container", "lorry", "van"]

GLASS = (34, 40, 46)
WHITE = (226, 227, 224)


def car(thing: Thing, sun: float) -> list[Part]:  # noqa: ARG001 - the sprites' common shape
    """Draw a saloon car: bonnet, windscreen, roof, rear window."""
    long, wide = thing.length, thing.width
    roof = [(-0.22, -0.36), (0.1, -0.36), (0.1, 0.36), (-0.22, 0.36)]
    screen = [(0.1, -0.38), (0.24, -0.44), (0.24, 0.44), (0.1, 0.38)]
    rear = [(-0.34, -0.4), (-0.22, -0.36), (-0.22, 0.36), (-0.34, 0.4)]
    size = np.array([long, wide])
    return [
        solid(rounded(0, 0, long, wide, 0.55), thing.colour),
        part(rectangle(-0.05 * long, 0, 0.56 * long, 0.9 * wide), shade(thing.colour, 0.72)),
        part(np.array(screen) * size, GLASS),
        part(np.array(rear) * size, GLASS),
        part(np.array(roof) * size, shade(thing.colour, 1.1)),
        part(rectangle(0.36 * long, 0, 0.12 * long, 0.6 * wide), shade(thing.colour, 1.12), 0.6),
    ]


def van(thing: Thing, sun: float) -> list[Part]:  # noqa: ARG001
    """Draw a van or an estate car: one long roof behind a windscreen."""
    long, wide = thing.length, thing.width
    return [
        solid(rounded(0, 0, long, wide, 0.45), thing.colour),
        part(rectangle(0.27 * long, 0, 0.12 * long, 0.8 * wide), GLASS),
        part(rectangle(-0.44 * long, 0, 0.05 * long, 0.7 * wide), GLASS, 0.8),
        part(rectangle(-0.12 * long, 0, 0.6 * long, 0.8 * wide), shade(thing.colour, 1.07)),
    ]


def bus(thing: Thing, sun: float) -> list[Part]:  # noqa: ARG001
    """Draw a bus: a long roof with hatches, the bonnet or windscreen before it."""
    long, wide = thing.length, thing.width
    roof = shade(thing.colour, 1.06)
    front = long / 2
    parts = [
        solid(rounded(0, 0, long, wide, 0.3), shade(thing.colour, 0.9)),
        part(rectangle(-0.02 * long, 0, 0.92 * long, 0.84 * wide), roof),
        part(rectangle(front - 0.9, 0, 0.55, 0.86 * wide), GLASS),
        part(rectangle(0, -0.3 * wide, 0.9 * long, 0.1), shade(roof, 1.15), 0.7),
        part(rectangle(0, 0.3 * wide, 0.9 * long, 0.1), shade(roof, 0.85), 0.7),
    ]
    hatches = (-0.28, 0.18) if thing.detail % 2 else (-0.05,)
    parts += [part(rectangle(at * long, 0, 0.9, 0.8), shade(roof, 0.78)) for at in hatches]
    return parts


def lorry(thing: Thing, sun: float) -> list[Part]:  # noqa: ARG001
    """Draw a lorry: a cab, a gap, and a load (a box, a tank or an open bed)."""
    long, wide = thing.length, thing.width
    cab = min(2.3, 0.28 * long)
    load = long - cab - 0.5
    middle = -long / 2 + load / 2
    rng = np.random.default_rng(thing.detail)
    cab_colour = [(190, 60, 50), (232, 232, 230), (60, 84, 140), (210, 170, 60)][
        int(rng.integers(4))
    ]
    parts = [
        solid(rounded(long / 2 - cab / 2, 0, cab, 0.94 * wide, 0.25), cab_colour, 0.8),
        part(rectangle(long / 2 - 0.45, 0, 0.4, 0.8 * wide), GLASS),
        part(rectangle(long / 2 - cab - 0.3, 0, 0.7, 0.45 * wide), (56, 54, 52)),
        solid(rectangle(middle, 0, load, wide), thing.colour),
    ]
    style = int(rng.integers(4))
    if style == 0:
        bed = shade(thing.colour, 0.55)
        parts.append(part(rectangle(middle, 0, load - 0.4, wide - 0.4), bed, grain=9))
    elif style == 1:
        parts.append(part(rectangle(middle, 0, load, 0.36 * wide), shade(thing.colour, 1.18)))
    else:
        ribs = np.arange(-load / 2 + 0.8, load / 2, 1.2)
        parts += [
            part(rectangle(middle + at, 0, 0.18, 0.94 * wide), shade(thing.colour, 0.9))
            for at in ribs
        ]
    return parts


def container(thing: Thing, sun: float) -> list[Part]:
    """Draw a shipping container: corrugated, sharp-cornered, without a cab."""
    long, wide = thing.length, thing.width
    low = np.cos(sun) * np.array([0.0, 0.1])
    parts = [
        solid(rectangle(0, 0, long, wide), thing.colour, grain=4),
        part(rectangle(0, 0, long - 0.3, wide - 0.3) + low, shade(thing.colour, 1.08), 0.8),
    ]
    ribs = np.arange(-long / 2 + 0.5, long / 2 - 0.2, 0.75)
    parts += [part(rectangle(at, 0, 0.2, wide), shade(thing.colour, 0.8), 0.7) for at in ribs]
    return parts


def _hull(long: float, wide: float, bow: float = 0.42) -> list[tuple[float, float]]:
    """Return a boat's outline; the bow takes up the share `bow` of its length."""
    tip, stern = long / 2, -long / 2
    shoulder = tip - bow * long
    half = wide / 2
    side = [
        (stern, -0.78 * half),
        (stern + 0.12 * long, -0.95 * half),
        (stern + 0.35 * long, -half),
        (shoulder + 0.1 * long, -0.93 * half),
        (tip - 0.14 * long, -0.52 * half),
        (tip, 0.0),
    ]
    return side + [(x, -y) for x, y in reversed(side[:-1])]


def boat(thing: Thing, sun: float) -> list[Part]:
    """Draw a yacht, a sailing boat with a mast, or an open motor boat."""
    long, wide = thing.length, thing.width
    rng = np.random.default_rng(thing.detail)
    hull = np.array(_hull(long, wide))
    deck = hull * np.array([0.92, 0.78])
    teak = (176, 150, 118)
    tone = shade(WHITE, float(rng.uniform(0.84, 1.06)))
    parts = [solid(hull, thing.colour, 0.4), part(deck, tone)]
    style = int(rng.integers(3)) if long > 6 else 2
    if style == 0:
        cabin = rounded(0.08 * long, 0, 0.4 * long, 0.5 * wide, 0.25 * wide)
        parts += [
            part(rounded(-0.3 * long, 0, 0.28 * long, 0.6 * wide, 0.2), teak),
            solid(cabin, shade(tone, 0.93), 0.5),
            part(rectangle(0.08 * long, 0, 0.3 * long, 0.3 * wide), (70, 84, 100), 0.8),
            part(rectangle(-0.04 * long, 0, 0.72 * long, 0.16), (238, 238, 238)),
            solid(rectangle(0.1 * long, 0, 0.22, 0.22), (240, 240, 240), 3.2),
            part(rectangle(-0.16 * long, 0, 0.42 * long, 0.1 * wide), (52, 78, 128), 0.9),
        ]
    elif style == 1:
        parts += [
            solid(rounded(0.0, 0, 0.5 * long, 0.68 * wide, 0.2 * wide), shade(tone, 0.97), 0.8),
            part(rectangle(0.2 * long, 0, 0.1 * long, 0.6 * wide), GLASS),
            part(rectangle(-0.1 * long, 0, 0.2 * long, 0.5 * wide), shade(tone, 0.8)),
            part(rectangle(-0.38 * long, 0, 0.16 * long, 0.62 * wide), teak),
        ]
    else:
        inside = shade((150, 140, 126), float(rng.uniform(0.7, 1.2)))
        parts += [
            part(hull * np.array([0.78, 0.62]) - np.array([0.06 * long, 0]), inside),
            part(rectangle(0.02 * long, 0, 0.14 * long, 0.5 * wide), tone),
            part(rectangle(-0.44 * long, 0, 0.1 * long, 0.26 * wide), (44, 44, 46)),
        ]
    glint = np.sign(np.sin(sun)) * 0.4 * wide
    parts.append(part(rectangle(-0.1 * long, glint, 0.6 * long, 0.08 * wide), (255, 255, 252), 0.5))
    return parts


def cargo_ship(thing: Thing, sun: float) -> list[Part]:
    """Draw a freighter or a tanker: hatches or pipes, the bridge aft."""
    long, wide = thing.length, thing.width
    rng = np.random.default_rng(thing.detail)
    hull = np.array(_hull(long, wide, 0.2))
    deck_colour = [(120, 64, 52), (78, 100, 84), (112, 112, 110)][int(rng.integers(3))]
    parts = [
        solid(hull, thing.colour, 0.5),
        part(hull * np.array([0.97, 0.88]), deck_colour, grain=5),
    ]
    if rng.random() < 0.6:
        hold = np.linspace(-0.26, 0.34, int(rng.integers(4, 7)))
        width = 0.5 * long * (hold[1] - hold[0]) * 1.5
        loaded = rng.random() < 0.6
        for at in hold:
            parts.append(part(rectangle(at * long, 0, width, 0.7 * wide), (142, 134, 120)))
            if not loaded:
                continue
            for row in np.linspace(-0.27, 0.27, 5):
                tint = CARGO[int(rng.integers(len(CARGO)))]
                parts.append(
                    solid(rectangle(at * long, row * wide, 0.94 * width, 0.125 * wide), tint, 0.6)
                )
    else:
        parts += [
            part(rectangle(0.08 * long, side * wide, 0.62 * long, 0.02 * wide), (186, 178, 166))
            for side in (-0.1, -0.03, 0.03, 0.1)
        ]
        parts += [
            part(rectangle(at * long, 0, 0.012 * long, 0.7 * wide), (176, 168, 158))
            for at in np.linspace(-0.2, 0.38, 6)
        ]
    bridge = rectangle(-0.38 * long, 0, 0.1 * long, 0.8 * wide)
    parts += [
        solid(bridge, (222, 222, 216), 1.0),
        part(bridge + np.array([0.02 * long, 0.04 * wide * np.sin(sun)]), (204, 204, 198), 0.8),
        solid(disc(-0.44 * long, 0, 0.22 * wide), (64, 60, 96), 1.1),
    ]
    return parts


CARGO = [(148, 66, 50), (58, 84, 128), (70, 104, 84), (196, 190, 176), (170, 120, 60)]
"""Colours of containers: rust, blue, green, grey, ochre."""
