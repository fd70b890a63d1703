"""How trees look from above."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rune_lp.sample.shapes import disc
from rune_lp.sample.sprites.part import Part, part, shade, solid

if TYPE_CHECKING:
    from rune_lp.sample.site import Thing

__all__ = ["tree"]


def tree(thing: Thing, sun: float) -> list[Part]:
    """Draw a crown of several boughs, paler towards the sun."""
    size = thing.length
    rng = np.random.default_rng(thing.detail)
    towards = np.array([np.cos(sun), np.sin(sun)])
    count = 7 if size < 6 else 11
    spots = rng.normal(0, 0.2, (count, 2)) * size
    spots *= np.minimum(1, 0.34 * size / np.maximum(np.linalg.norm(spots, axis=1), 1e-9))[:, None]
    spots = spots[np.argsort(spots @ towards)]
    spread = rng.uniform(0.24, 0.46, count) * size
    base = shade(thing.colour, 0.72)
    parts = [
        solid(disc(x, y, 1.1 * wide, sides=11), base, 0.8, grain=9)
        for (x, y), wide in zip(spots.tolist(), spread.tolist(), strict=True)
    ]
    for (x, y), wide in zip(spots.tolist(), spread.tolist(), strict=True):
        light = 1 + 0.5 * float(np.dot((x, y), towards)) / (0.34 * size)
        glow = towards * 0.1 * wide
        tone = shade(thing.colour, float(np.clip(0.86 + 0.26 * light, 0.6, 1.3)))
        parts.append(part(disc(x + glow[0], y + glow[1], 0.78 * wide, sides=9), tone, 0.75, 10))
    return parts
