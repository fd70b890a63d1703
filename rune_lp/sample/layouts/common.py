"""What every layout builds from: colours, single things, trees, houses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from rune_lp.sample.site import Area, Site, Stroke, Thing
from rune_lp.sample.surfaces import SURFACES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rune_lp.sample.shapes import Points
    from rune_lp.sample.site import Colour

__all__ = [
    "area",
    "colour_of",
    "hall",
    "house",
    "house_colours",
    "line",
    "planted",
    "seed_of",
    "trees_at",
]

PAINT: Colour = (222, 220, 212)
"""Road paint."""

GREENS: list[Colour] = [(62, 84, 46), (72, 94, 52), (56, 76, 50), (84, 98, 56), (66, 80, 44)]

house_colours: list[Colour] = [
    (142, 86, 66), (156, 104, 82), (118, 112, 106), (98, 94, 92), (168, 158, 146), (128, 100, 84),
]  # fmt: skip
"""Roofs of dwellings: tile, slate, shingle."""

HALL_COLOURS: list[Colour] = [
    (186, 184, 180), (206, 206, 204), (150, 150, 148), (166, 160, 150), (124, 132, 140), (150, 96, 84),
]  # fmt: skip


def seed_of(rng: np.random.Generator) -> int:
    """Return a seed for a thing's detail."""
    return int(rng.integers(1 << 30))


def colour_of(
    rng: np.random.Generator, colours: Sequence[Colour], spread: float = 12.0
) -> Colour:
    """Return one of the colours, a little lighter or darker."""
    base = colours[int(rng.integers(len(colours)))]
    change = float(rng.uniform(-spread, spread))
    red, green, blue = (int(np.clip(level + change, 0, 255)) for level in base)
    return red, green, blue


def area(surface: str, outline: Points) -> Site:
    """Return the site that is one piece of ground."""
    return Site(ground=(Area(surface, outline),))


def line(
    path: Points | list[tuple[float, float]],
    width: float,
    colour: Colour = PAINT,
    opacity: float = 0.8,
) -> Site:
    """Return the site that is one painted line."""
    return Site(ground=(Stroke(np.asarray(path, dtype=np.float64), width, colour, opacity),))


def house(rng: np.random.Generator, x: float, y: float, angle: float = 0.0) -> Thing:
    """Return a dwelling."""
    length, width = float(rng.uniform(11, 16)), float(rng.uniform(8, 11))
    height = float(rng.uniform(4.5, 7))
    colour = colour_of(rng, house_colours)
    return Thing("house", x, y, length, width, angle, height, colour, detail=seed_of(rng))


def hall(
    rng: np.random.Generator, x: float, y: float, length: float, width: float, angle: float = 0.0
) -> Thing:
    """Return a flat-roofed building."""
    height = float(rng.uniform(5, 9))
    colour = colour_of(rng, HALL_COLOURS)
    return Thing("hall", x, y, length, width, angle, height, colour, detail=seed_of(rng))


def trees_at(
    rng: np.random.Generator, spots: Points, size: tuple[float, float] = (3.5, 8.0)
) -> Site:
    """Return trees at the given places, crowns of the given range of diameters (metres)."""
    things = []
    for x, y in spots.tolist():
        crown = float(rng.uniform(*size))
        colour = colour_of(rng, GREENS, 8)
        things.append(
            Thing("tree", x, y, crown, crown, 0.0, 1.0 * crown, colour, detail=seed_of(rng))
        )
    return Site(things=tuple(things))


def planted(
    rng: np.random.Generator,
    site: Site,
    base: str,
    reach: float,
    count: int,
    size: tuple[float, float] = (3.5, 8.0),
    clumping: float = 0.6,
) -> Site:
    """Return the site with up to `count` trees where they may grow, some of them in clumps.

    Args:
        rng: The source of chance.
        site: The site, its middle at the origin.
        base: The surface under everything.
        reach: Trees stand within this many metres of the origin, both ways.
        count: How many to try; those that would stand on a road or over a thing are not planted.
        size: The range of crown diameters in metres.
        clumping: The share that stand next to an earlier one.
    """
    crowns = rng.uniform(*size, count)
    spots = rng.uniform(-reach, reach, (count, 2))
    for index in range(1, count):
        if rng.random() < clumping:
            near = spots[int(rng.integers(index))]
            spots[index] = near + rng.normal(0, 0.9, 2) * size[1]
    free = _growing(site, base, spots, crowns)
    grown = trees_at(rng, spots[free], size)
    # The crowns drawn above are those that were found to fit.
    fitted = tuple(
        Thing(t.kind, t.x, t.y, crown, crown, t.angle, crown, t.colour, None, t.detail)
        for t, crown in zip(grown.things, crowns[free].tolist(), strict=True)
    )
    return site + Site(things=fitted)


def _growing(site: Site, base: str, spots: Points, crowns: Points) -> list[int]:
    """Return which spots lie on green ground and clear of things and painted lines."""
    discs = shapely.buffer(shapely.points(spots), 0.42 * crowns)
    green = np.full(len(spots), SURFACES[base].green)
    for piece in site.ground:
        if isinstance(piece, Area):
            on = shapely.contains_xy(shapely.make_valid(shapely.Polygon(piece.outline)), spots)
            green[on] = SURFACES[piece.surface].green
    if site.things:
        boxes = shapely.STRtree(shapely.polygons([thing.corners() for thing in site.things]))
        taken, _ = boxes.query(discs, predicate="intersects")
        green[taken] = False
    hard = [
        piece.outline
        for piece in site.ground
        if isinstance(piece, Area) and not SURFACES[piece.surface].green
    ]
    if hard:
        edges = shapely.STRtree([shapely.LinearRing(outline) for outline in hard])
        touching, _ = edges.query(
            shapely.buffer(shapely.points(spots), 0.2 * crowns), predicate="intersects"
        )
        green[touching] = False
    return np.flatnonzero(green).tolist()
