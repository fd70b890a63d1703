"""How buildings and other works look from above."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rune_lp.sample.shapes import disc, rectangle, rounded, turned
from rune_lp.sample.sprites.part import Part, lit, part, shade, solid

if TYPE_CHECKING:
    from rune_lp.sample.site import Thing

__all__ = ["bridge", "hall", "house", "pier", "pool", "roundabout", "tank", "tower"]


def house(thing: Thing, sun: float) -> list[Part]:
    """Draw a house with a hipped roof, each slope lit as it faces the sun."""
    long, wide = thing.length, thing.width
    a, b = long / 2, wide / 2
    hip = b * (0.0 if thing.detail % 3 == 0 else 0.9)
    ridge_a, ridge_b = (-a + hip, 0.0), (a - hip, 0.0)
    slopes = [
        ([(-a, -b), (a, -b), ridge_b, ridge_a], -np.pi / 2),
        ([(a, b), (-a, b), ridge_a, ridge_b], np.pi / 2),
        ([(a, -b), (a, b), ridge_b], 0.0),
        ([(-a, b), (-a, -b), ridge_a], np.pi),
    ]
    parts = [solid(rectangle(0, 0, long, wide), thing.colour)]
    parts += [part(outline, lit(thing.colour, way, sun), grain=5) for outline, way in slopes]
    parts.append(part(rectangle(0, 0, 2 * (a - hip), 0.25), shade(thing.colour, 1.15), 0.6))
    rng = np.random.default_rng(thing.detail)
    x, y = (rng.uniform(-0.3, 0.3, 2) * (long, wide)).tolist()
    parts.append(solid(rectangle(x, y, 0.9, 0.7), (150, 132, 120), 1.3))
    if thing.detail % 4 == 1:
        panels = rectangle(0.1 * long, 0.25 * wide, 0.4 * long, 0.26 * wide)
        parts.append(part(panels, (38, 46, 70), 0.9))
    return parts


def hall(thing: Thing, sun: float) -> list[Part]:
    """Draw a flat-roofed hall: parapet, seams, ventilators, roof lights."""
    long, wide = thing.length, thing.width
    rng = np.random.default_rng(thing.detail)
    roof = thing.colour
    parts = [
        solid(rectangle(0, 0, long, wide), shade(roof, 1.12)),
        part(rectangle(0, 0, long - 0.9, wide - 0.9), roof, grain=3.5),
    ]
    lift_x, lift_y = 0.5 * float(np.cos(sun)), 0.5 * float(np.sin(sun))
    parts.append(part(rectangle(lift_x, lift_y, long - 1.4, wide - 1.4), shade(roof, 1.04), 0.6))
    parts += [
        part(rectangle(at, 0, 0.25, wide - 1.2), shade(roof, 0.9), 0.6)
        for at in np.arange(-long / 2 + 3, long / 2 - 2, float(rng.uniform(4, 8)))
    ]
    stain = rng.uniform(-0.35, 0.35, (4, 2)) * (long, wide)
    parts += [
        part(disc(x, y, 0.2 * wide, 0.12 * wide, 14), shade(roof, 0.8), 0.3) for x, y in stain
    ]
    count = int(np.clip(long * wide / 160, 2, 22))
    spots = rng.uniform(-0.42, 0.42, (count, 2)) * (long, wide)
    for x, y in spots.tolist():
        size = float(rng.uniform(0.9, 2.4))
        parts += [
            part(rectangle(x - lift_x * size, y - lift_y * size, size, size), (60, 60, 58), 0.6),
            part(rectangle(x, y, size, 0.8 * size), shade((196, 196, 192), rng.uniform(0.7, 1.1))),
        ]
    return parts


def tower(thing: Thing, sun: float) -> list[Part]:
    """Draw an L-shaped block of several storeys."""
    long, wide = thing.length, thing.width
    wing = (-0.22 * long, 0.0, 0.56 * long, wide)
    foot = (0.25 * long, 0.2 * wide, 0.5 * long, 0.6 * wide)
    glow = np.array([np.cos(sun), np.sin(sun)]) * 0.6
    parts: list[Part] = []
    for x, y, length, width in (wing, foot):
        parts.append(solid(rectangle(x, y, length, width), shade(thing.colour, 1.15)))
    for x, y, length, width in (wing, foot):
        parts.append(part(rectangle(x, y, length - 1.2, width - 1.2), thing.colour, grain=4))
        parts.append(
            part(
                rectangle(x - glow[0], y - glow[1], 0.3 * length, 0.24 * width),
                shade(thing.colour, 0.6),
                0.7,
            )
        )
        parts.append(
            solid(rectangle(x, y, 0.3 * length, 0.24 * width), shade(thing.colour, 0.92), 1.2)
        )
    return parts


def tank(thing: Thing, sun: float) -> list[Part]:
    """Draw a storage tank: a cone roof, or a floating roof deep in its shell."""
    size = thing.length
    towards = np.array([np.cos(sun), np.sin(sun)])
    tone = thing.colour
    parts = [solid(disc(0, 0, size), shade(tone, 1.08))]
    if thing.detail % 3 == 0:
        floor = shade(tone, 0.84)
        parts += [
            part(disc(0, 0, 0.95 * size), shade(tone, 0.42)),
            part(disc(0, 0, 0.79 * size) - towards * 0.09 * size, floor, grain=3),
            part(disc(0, 0, 0.3 * size) - towards * 0.09 * size, shade(floor, 0.93)),
        ]
    else:
        parts.append(part(disc(0, 0, 0.95 * size), tone, grain=2))
        for step in range(1, 5):
            shift = (towards * 0.055 * size * step).tolist()
            disc_size = (0.95 - 0.14 * step) * size
            parts.append(part(disc(shift[0], shift[1], disc_size), shade(tone, 1.05), 0.3))
        for turn in np.arange(0, np.pi, np.pi / 4):
            parts.append(part(rectangle(0, 0, 0.92 * size, 0.12, turn), shade(tone, 0.9), 0.5))
        parts.append(part(disc(0, 0, 0.06 * size, sides=12), (120, 116, 110)))
    turn = float(thing.detail % 7)
    stair = turned(rectangle(0.46 * size, 0, 0.06 * size, 0.3 * size), turn)
    return [*parts, part(stair, (110, 106, 100), 0.8)]


def pier(thing: Thing, sun: float) -> list[Part]:
    """Draw a pier: planks, a paler edge on the sunny side, bollards."""
    long, wide = thing.length, thing.width
    sunny = float(np.sign(np.sin(sun)))
    parts = [
        solid(rectangle(0, 0, long, wide), thing.colour, grain=4),
        part(rectangle(0, sunny * 0.44 * wide, long, 0.1 * wide), shade(thing.colour, 1.18), 0.8),
        part(rectangle(0, -sunny * 0.44 * wide, long, 0.1 * wide), shade(thing.colour, 0.8), 0.8),
    ]
    step = max(1.2, wide / 3)
    parts += [
        part(rectangle(at, 0, 0.12, wide), shade(thing.colour, 0.82), 0.6)
        for at in np.arange(-long / 2 + step, long / 2, step)
    ]
    return parts


def bridge(thing: Thing, sun: float) -> list[Part]:
    """Draw a road bridge: deck, kerbs, lane lines, joints."""
    long, wide = thing.length, thing.width
    parts = [
        solid(rectangle(0, 0, long, wide), (186, 182, 172)),
        part(rectangle(0, 0, long, wide - 2.0), (112, 112, 112), grain=3),
        part(rectangle(0, wide / 2 - 0.25, long, 0.3), (212, 208, 200)),
        part(rectangle(0, -wide / 2 + 0.25, long, 0.3), (212, 208, 200)),
    ]
    dashes = np.arange(-long / 2 + 2, long / 2 - 2, 6.0)
    parts += [part(rectangle(at, 0, 2.6, 0.18), (224, 222, 214), 0.85) for at in dashes]
    joints = np.linspace(-long / 2 + 0.4, long / 2 - 0.4, 4)
    glow = float(np.sign(np.cos(sun))) * 0.3
    parts += [part(rectangle(at + glow, 0, 0.4, wide), (84, 84, 82), 0.7) for at in joints]
    return parts


def roundabout(thing: Thing, sun: float) -> list[Part]:
    """Draw a roundabout: the carriageway's ring, an apron, a planted island."""
    size = thing.length
    core = 0.46 * size
    tilt = np.array([np.cos(sun), np.sin(sun)]) * 0.03 * core
    green = (84, 106, 62)
    parts = [
        part(disc(0, 0, size, sides=64), (102, 102, 102), grain=3),
        part(disc(0, 0, 0.97 * size, sides=64), (112, 111, 109), 0.6, grain=3),
        part(disc(0, 0, core + 2.4, sides=48), (178, 168, 152), grain=4),
        part(disc(0, 0, core, sides=48), green, grain=6),
        part(disc(0, 0, 0.8 * core, sides=40) + tilt, shade(green, 1.12), 0.7, grain=6),
    ]
    style = thing.detail % 3
    if style == 0:
        parts.append(part(disc(0, 0, 0.5 * core, sides=32), (164, 140, 112), grain=5))
    elif style == 1:
        parts.append(part(disc(0, 0, 0.4 * core, sides=32), (176, 196, 200)))
        parts.append(part(disc(0, 0, 0.3 * core, sides=32), (84, 128, 140)))
    dashes = np.arange(0, 2 * np.pi, np.pi / 16)
    radius = 0.36 * size
    parts += [
        part(
            rectangle(
                radius * np.cos(turn), radius * np.sin(turn), 1.6, 0.18, float(turn + np.pi / 2)
            ),
            (220, 218, 210),
            0.7,
        )
        for turn in dashes
    ]
    return parts


def pool(thing: Thing, sun: float) -> list[Part]:
    """Draw a swimming pool: coping, water, steps; rectangular, round-ended or oval."""
    long, wide = thing.length, thing.width
    style = thing.detail % 3
    blue = (86, 168, 190)
    if style == 0:
        rim, basin = (rectangle(0, 0, long, wide), rectangle(0, 0, long - 0.8, wide - 0.8))
    elif style == 1:
        rim = rounded(0, 0, long, wide, 0.5 * wide)
        basin = rounded(0, 0, long - 0.8, wide - 0.8, 0.5 * wide)
    else:
        rim, basin = disc(0, 0, long, wide), disc(0, 0, long - 0.8, wide - 0.8)
    tilt = np.array([np.cos(sun), np.sin(sun)]) * 0.3
    parts = [
        part(rim, (206, 200, 188)),
        part(basin, shade(blue, 0.72)),
        part(basin * 0.94 - tilt * 0.5, blue, grain=3),
        part(basin * np.array([0.55, 0.5]) - np.array([0.12 * long, 0]), shade(blue, 1.08), 0.5),
    ]
    if long > 20:
        lanes = np.linspace(-0.5, 0.5, 7)[1:-1] * (wide - 0.8)
        parts += [part(rectangle(0, lane, long - 1.4, 0.2), (226, 236, 238), 0.6) for lane in lanes]
    return parts
