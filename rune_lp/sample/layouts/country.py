"""Fields, woods, rivers and open water."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from rune_lp.sample.layouts.common import area, line
from rune_lp.sample.layouts.traffic import LANE, road
from rune_lp.sample.shapes import band, rectangle, wandering, wobbly
from rune_lp.sample.site import Site, Thing

if TYPE_CHECKING:
    from rune_lp.sample.shapes import Points

__all__ = ["bridge", "coast", "fields", "river", "woods"]


def fields(rng: np.random.Generator, reach: float) -> Site:
    """Return farmland: fields of several crops, hedges between, a track."""
    crops = ["wheat", "crop", "plough", "dry grass", "grass", "earth"]
    site = Site()
    rows = np.cumsum(rng.uniform(0.35, 0.8, 8)) * reach - 1.8 * reach
    for top, bottom in pairwise(rows):
        columns = np.cumsum(rng.uniform(0.4, 1.0, 8)) * reach - 2.2 * reach
        for left, right in pairwise(columns):
            outline = rectangle(
                (left + right) / 2, (top + bottom) / 2, right - left - 2.0, bottom - top - 2.0
            )
            crop = crops[int(rng.integers(len(crops)))]
            site += area(crop, wobbly(rng, outline, 0.5))
    track = wandering(rng, (-1.5 * reach, 0.2 * reach), (1.5 * reach, -0.1 * reach), 0.08 * reach)
    site += area("earth", band(track, 4.0))
    for side in (-0.8, 0.8):
        site += line(track + np.array([0, side]), 0.5, (176, 156, 128), 0.7)
    return site


def woods(rng: np.random.Generator, reach: float) -> Site:
    """Return glades and a path, for a wood to be planted about."""
    site = Site()
    for _ in range(int(rng.integers(1, 4))):
        x, y = (rng.uniform(-0.6, 0.6, 2) * reach).tolist()
        glade = rectangle(x, y, float(rng.uniform(0.3, 0.6)) * reach, 0.3 * reach)
        site += area("dry grass", wobbly(rng, glade, 0.06 * reach))
    trail = wandering(rng, (-1.5 * reach, -0.4 * reach), (1.5 * reach, 0.5 * reach), 0.14 * reach)
    return site + area("earth", band(trail, 3.0))


def coast(rng: np.random.Generator, reach: float) -> Site:
    """Return a beach across the site below its middle."""
    shore = float(rng.uniform(0.2, 0.45)) * reach
    land = wobbly(rng, rectangle(0, shore + reach, 4 * reach, 2 * reach), 0.06 * reach)
    site = area("shallows", land - np.array([0, 0.06 * reach]))
    site += line(land[: len(land) // 3], 2.0, (220, 226, 222), 0.5)
    return site + area("sand", land) + area("scrub", land + np.array([0, 0.22 * reach]))


def river(rng: np.random.Generator, reach: float, width: float) -> tuple[Site, Points]:
    """Return a river along x and its middle line."""
    path = wandering(rng, (-1.6 * reach, 0.0), (1.6 * reach, 0.0), 0.1 * reach)
    bank = wobbly(rng, band(path, width + 9), 1.6)
    site = area("scrub", wobbly(rng, band(path, width + 22), 3.5)) + area("earth", bank)
    return site + area("water", wobbly(rng, band(path, width), 1.0)), path


def bridge(
    rng: np.random.Generator,
    x: float,
    y: float,
    length: float,
    reach: float,
    lanes: int,
    traffic: float,
) -> Site:
    """Return a road along y that crosses a river at (x, y) on a bridge of the given length."""
    way = np.array([(x, y - 2 * reach), (x, y + 2 * reach)])
    deck = Thing(
        "bridge", x, y, length, lanes * LANE + 4.6, np.pi / 2, 6.5, (186, 182, 172), "bridge"
    )
    return road(rng, way, traffic, lanes) + Site(things=(deck,))
