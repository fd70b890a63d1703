"""How aircraft look from above."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rune_lp.sample.shapes import disc, rectangle
from rune_lp.sample.sprites.part import Part, part, shade, solid

if TYPE_CHECKING:
    from rune_lp.sample.shapes import Points
    from rune_lp.sample.site import Colour, Thing

__all__ = ["airliner", "helicopter", "light_plane"]


def _mirrored(points: list[tuple[float, float]]) -> Points:
    """Return an outline given by its one side and completed by the other."""
    return np.array(points + [(x, -y) for x, y in reversed(points)])


def airliner(thing: Thing, sun: float) -> list[Part]:
    """Draw a jet: swept wings with engines, tailplane, a coloured fin."""
    size = np.array([thing.length, thing.width])
    white = thing.colour
    livery: list[Colour] = [(40, 66, 130), (176, 44, 44), (226, 170, 50), (50, 110, 80)]
    fin = livery[thing.detail % len(livery)]
    wing = np.array([(0.16, 0.04), (0.06, 0.06), (-0.17, 0.5), (-0.225, 0.5), (-0.09, 0.05)])
    tail = np.array([(-0.37, 0.03), (-0.46, 0.17), (-0.5, 0.17), (-0.46, 0.02)])
    body = _mirrored(
        [(0.5, 0), (0.475, 0.028), (0.42, 0.046), (-0.2, 0.05), (-0.4, 0.026), (-0.5, 0.006)]
    )
    parts: list[Part] = []
    for side in (-1, 1):
        flip = np.array([1, side])
        tone = shade(white, 0.86 + 0.07 * side * float(np.sin(sun)))
        parts += [
            solid(tail * flip * size, tone, 0.9),
            solid(wing * flip * size, tone, 0.7),
            part(
                np.array([(-0.09, 0.1), (-0.19, 0.47), (-0.205, 0.47), (-0.12, 0.1)]) * flip * size,
                shade(tone, 0.86),
            ),
            solid(rectangle(0.045, 0.19 * side, 0.1, 0.05) * size, shade(white, 0.62), 0.5),
        ]
        if thing.length > 55:
            engine = rectangle(-0.02, 0.31 * side, 0.08, 0.04) * size
            parts.append(solid(engine, shade(white, 0.62), 0.5))
    lit_side = np.sign(np.sin(sun)) * 0.016
    return [
        *parts,
        solid(body * size, shade(white, 0.97), 0.75),
        part((rectangle(0, -lit_side, 0.86, 0.03)) * size, shade(white, 0.84), 0.7),
        part((rectangle(0, lit_side, 0.86, 0.024)) * size, shade(white, 1.08), 0.8),
        part(rectangle(0.465, 0, 0.016, 0.04) * size, (40, 44, 52)),
        solid(rectangle(-0.43, 0, 0.13, 0.012) * size, fin, 1.5),
    ]


def light_plane(thing: Thing, sun: float) -> list[Part]:
    """Draw a light aircraft: straight wings, a propeller, a stripe."""
    size = np.array([thing.length, thing.width])
    white = thing.colour
    stripe = [(60, 80, 140), (170, 50, 50), (60, 110, 70)][thing.detail % 3]
    body = _mirrored([(0.46, 0.035), (0.3, 0.06), (0.0, 0.062), (-0.45, 0.02)])
    return [
        solid(rectangle(-0.42, 0, 0.13, 0.36) * size, shade(white, 0.95), 0.5),
        solid(body * size, shade(white, 0.94), 0.6),
        part(rectangle(-0.14, 0, 0.56, 0.026) * size, stripe, 0.8),
        solid(rectangle(0.13, 0, 0.17, 1.0) * size, white, 0.7),
        part(rectangle(0.13 + 0.05 * np.cos(sun), 0, 0.05, 0.98) * size, shade(white, 1.1), 0.6),
        part(rectangle(0.24, 0, 0.05, 0.11) * size, (44, 50, 60)),
        part(rectangle(0.485, 0, 0.012, 0.22) * size, (70, 70, 70), 0.7),
        solid(rectangle(-0.44, 0, 0.12, 0.012) * size, stripe, 1.2),
    ]


def helicopter(thing: Thing, sun: float) -> list[Part]:
    """Draw a helicopter: cabin, boom, tail rotor and main blades."""
    long, wide = thing.length, thing.width
    hub = np.array([0.5 * long - 0.5 * wide, 0.0])
    turn = np.random.default_rng(thing.detail).uniform(0, np.pi)
    blades = 4 if thing.detail % 2 else 3
    cabin = disc(hub[0] + 0.1 * wide, 0, 0.62 * wide, 0.24 * wide, 24)
    boom = np.array([(hub[0], 0.06 * wide), (-0.48 * long, 0.022 * wide)])
    boom = np.concatenate([boom, boom[::-1] * np.array([1, -1])])
    parts = [
        part(disc(hub[0], 0, wide), (190, 190, 190), 0.08),
        solid(boom, shade(thing.colour, 0.86), 0.6),
        solid(rectangle(-0.4 * long, 0, 0.05 * long, 0.22 * wide), shade(thing.colour, 0.8), 0.6),
        solid(rectangle(-0.47 * long, 0.04 * wide, 0.06 * long, 0.03 * wide), (60, 60, 60), 0.8),
        solid(cabin, thing.colour, 0.6),
        part(disc(hub[0] + 0.3 * wide, 0, 0.18 * wide, 0.18 * wide, 16), (36, 42, 52)),
        part(
            disc(hub[0], 0.05 * wide * np.sin(sun), 0.34 * wide, 0.08 * wide, 16),
            shade(thing.colour, 1.25),
            0.7,
        ),
    ]
    for blade in range(blades):
        angle = turn + 2 * np.pi * blade / blades
        tip = hub + 0.245 * wide * np.array([np.cos(angle), np.sin(angle)])
        parts.append(
            solid(rectangle(tip[0], tip[1], 0.49 * wide, 0.035 * wide, angle), (58, 58, 60), 1.0)
        )
    return [*parts, part(disc(hub[0], 0, 0.07 * wide, sides=12), (90, 90, 92))]
