"""Suburbs, town centres and industry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rune_lp.sample.layouts.common import area, colour_of, hall, house, line, seed_of
from rune_lp.sample.layouts.sports import pool
from rune_lp.sample.layouts.traffic import LANE, road, small
from rune_lp.sample.shapes import band, disc, rectangle, rounded
from rune_lp.sample.site import Site, Thing

if TYPE_CHECKING:
    from rune_lp.sample.site import Colour

__all__ = ["block", "plot", "street", "tank_farm"]


def plot(rng: np.random.Generator, width: float, depth: float, pools: float) -> Site:
    """Return a house's plot about the origin: the street below it, the garden above.

    Args:
        rng: The source of chance.
        width: Metres along the street.
        depth: Metres away from it.
        pools: How likely a swimming pool is.
    """
    site = area("lawn" if rng.random() < 0.75 else "dry grass", rectangle(0, 0, width - 0.6, depth))
    home = house(rng, float(rng.uniform(-1.5, 1.5)), 0.12 * depth, float(rng.normal(0, 0.02)))
    side = 1 if rng.random() < 0.5 else -1
    x = side * (0.5 * width - 3.2)
    drive = [(x, 0.5 * depth), (x, 0.02 * depth)]
    site += area("concrete", band(drive, 4.2))
    things = [home]
    if rng.random() < 0.6:
        things.append(small(rng, x, 0.36 * depth, np.pi / 2 + float(rng.normal(0, 0.03))))
    if rng.random() < pools:
        length, wide = float(rng.uniform(7, 11)), float(rng.uniform(4, 5.2))
        at = -side * float(rng.uniform(0.0, 0.16)) * width
        site += pool(rng, length, wide).moved(
            at, -0.32 * depth, float(rng.choice([0.0, 0.3, 1.57]))
        )
    elif rng.random() < 0.5:
        shed = (float(rng.uniform(-0.3, 0.3)) * width, -0.36 * depth)
        things.append(Thing("house", *shed, 4.2, 3.2, 0.0, 2.4, (126, 110, 96), None, seed_of(rng)))
    fence = [(-width / 2, depth / 2), (-width / 2, -depth / 2), (width / 2, -depth / 2)]
    site += line(fence, 0.22, (110, 98, 82), 0.7)
    return site + Site(things=tuple(things))


def street(rng: np.random.Generator, reach: float, pools: float, traffic: float = 10.0) -> Site:
    """Return a street along x with plots on both sides."""
    depth = float(rng.uniform(30, 36))
    site = Site()
    for side in (0.0, np.pi):
        x = -reach
        while x < reach:
            width = float(rng.uniform(19, 25))
            middle = LANE + 2.2 + depth / 2
            one = plot(rng, width, depth, pools).moved(x + width / 2, -middle)
            site += one.moved(angle=side)
            x += width
    way = np.array([(-reach, 0.0), (reach, 0.0)])
    site += road(rng, way, traffic)
    parked = [
        small(rng, x, LANE + 0.6, float(rng.normal(0, 0.02)))
        for x in np.arange(-reach, reach, 7.5).tolist()
        if rng.random() < 0.16
    ]
    return site + Site(things=tuple(parked))


def block(rng: np.random.Generator, length: float, width: float) -> Site:
    """Return a block of a town centre about the origin: buildings about a yard."""
    site = area("paving", rounded(0, 0, length, width, 5))
    site += area("lawn", rectangle(0, 0, 0.36 * length, 0.3 * width))
    tall: list[Colour] = [
        (168, 162, 152),
        (142, 138, 134),
        (184, 178, 168),
        (128, 96, 84),
        (112, 112, 116),
    ]
    things: list[Thing] = []
    for side_x in (-1, 1):
        for side_y in (-1, 1):
            long, wide = (float(rng.uniform(0.3, 0.4)) * size for size in (length, width))
            x, y = side_x * 0.26 * length, side_y * 0.27 * width
            kind = "tower" if rng.random() < 0.5 else "hall"
            height = float(rng.uniform(9, 22))
            colour = colour_of(rng, tall)
            things.append(Thing(kind, x, y, long, wide, 0.0, height, colour, None, seed_of(rng)))
    return site + Site(things=tuple(things))


def tank_farm(rng: np.random.Generator, across: int, down: int, size: float) -> Site:
    """Return storage tanks in bunds about the origin, pipes between them.

    Args:
        rng: The source of chance.
        across: Tanks in a row.
        down: Rows.
        size: The usual diameter in metres.
    """
    pitch = 1.55 * size
    site = area("gravel", rectangle(0, 0, (across + 0.8) * pitch, (down + 0.8) * pitch))
    things: list[Thing] = []
    paints: list[Colour] = [(226, 226, 222), (214, 212, 204), (190, 188, 180), (150, 112, 92)]
    paint = paints[int(rng.integers(len(paints)))]
    for row in range(down):
        y = (row - (down - 1) / 2) * pitch
        for column in range(across):
            x = (column - (across - 1) / 2) * pitch
            site += area("concrete", rounded(x, y, 0.96 * pitch, 0.96 * pitch, 2))
            site += area("bare earth", rounded(x, y, 0.92 * pitch, 0.92 * pitch, 2))
            site += line([(x, y), (x, y + 0.5 * pitch)], 0.7, (196, 192, 184))
            draw = rng.random()
            if draw < 0.08:
                continue
            wide = size * float(rng.uniform(0.88, 1.1)) * (1.0 if draw < 0.85 else 0.55)
            things.append(
                Thing(
                    "tank", x, y, wide, wide, 0.0, float(rng.uniform(0.4, 0.65)) * size,
                    colour_of(rng, [paint], 8), "storage-tank", seed_of(rng),
                )
            )  # fmt: skip
        run = (across + 0.6) * pitch / 2
        for pipe in (-0.6, 0.0, 0.6):
            offset = y + 0.5 * pitch + pipe
            site += line([(-run, offset), (run, offset)], 0.35, (188, 184, 176), 0.9)
    control = hall(rng, -(across + 1.6) * pitch / 2, 0, 18, 11, np.pi / 2)
    site += area("concrete", disc(control.x, control.y, 30, 26))
    return site + Site(things=(*things, control))
