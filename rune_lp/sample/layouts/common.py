"""What every layout builds from: colours, single things, trees, houses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from rune_lp.sample.site import Area, Site, Stroke, Thing
from rune_lp.sample.surfaces import SURFACES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from rune_lp.sample.shapes import Points
    from rune_lp.sample.site import Colour

__all__ = [
    "PAINT",
    "area",
    "cleared",
    "colour_of",
    "hall",
    "house",
    "line",
    "on_green",
    "planted",
    "seed_of",
    "tree",
]

PAINT: Colour = (222, 220, 212)
"""Road paint."""

GREENS: list[Colour] = [(62, 84, 46), (72, 94, 52), (56, 76, 50), (84, 98, 56), (66, 80, 44)]

HOUSE_COLOURS: list[Colour] = [
    (142, 86, 66), (156, 104, 82), (118, 112, 106), (98, 94, 92), (168, 158, 146), (128, 100, 84),
]  # fmt: skip
"""Roofs of dwellings: tile, slate, shingle."""

HALL_COLOURS: list[Colour] = [
    (186, 184, 180), (206, 206, 204), (150, 150, 148), (166, 160, 150), (124, 132, 140),
    (150, 96, 84),
]  # fmt: skip


def seed_of(rng: np.random.Generator) -> int:
    """Return a seed for a thing's detail."""
    return int(rng.integers(1 << 30))


def colour_of(rng: np.random.Generator, colours: Sequence[Colour], spread: float = 12.0) -> Colour:
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
    colour = colour_of(rng, HOUSE_COLOURS)
    return Thing("house", x, y, length, width, angle, height, colour, detail=seed_of(rng))


def hall(
    rng: np.random.Generator, x: float, y: float, length: float, width: float, angle: float = 0.0
) -> Thing:
    """Return a flat-roofed building."""
    height = float(rng.uniform(5, 9))
    colour = colour_of(rng, HALL_COLOURS)
    return Thing("hall", x, y, length, width, angle, height, colour, detail=seed_of(rng))


def tree(rng: np.random.Generator, x: float, y: float, crown: float) -> Thing:
    """Return a tree with a crown so many metres across, and as high."""
    colour = colour_of(rng, GREENS, 8)
    return Thing("tree", x, y, crown, crown, 0.0, crown, colour, detail=seed_of(rng))


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
    points = shapely.points(spots)
    bodies, feet = (shapely.buffer(points, share * crowns) for share in (0.42, 0.2))
    free = _free(site, base, spots, bodies, feet)
    rows = zip(spots[free].tolist(), crowns[free].tolist(), strict=True)
    return site + Site(things=tuple(tree(rng, x, y, crown) for (x, y), crown in rows))


def on_green(site: Site, base: str, things: Sequence[Thing]) -> list[Thing]:
    """Return those of the things that would stand on green ground and clear of other things."""
    if not things:
        return []
    boxes = shapely.polygons([thing.corners() for thing in things])
    spots = np.array([(thing.x, thing.y) for thing in things])
    return [things[index] for index in _free(site, base, spots, boxes, boxes)]


def cleared(site: Site, x: float, y: float, across: float, down: float) -> Site:
    """Return the site without the things whose middles lie in a rectangle about (x, y)."""
    things = tuple(
        thing
        for thing in site.things
        if abs(thing.x - x) > across / 2 or abs(thing.y - y) > down / 2
    )
    return Site(site.ground, things)


def _free(
    site: Site,
    base: str,
    spots: Points,
    bodies: NDArray[np.object_],
    feet: NDArray[np.object_],
) -> list[int]:
    """Return which spots lie on green ground, their bodies off things, their feet off edges.

    An edge is the outline of ground on which nothing grows.
    """
    green = np.full(len(spots), SURFACES[base].green)
    edges = []
    for piece in site.ground:
        if isinstance(piece, Area):
            ground = shapely.make_valid(shapely.Polygon(piece.outline))
            on = shapely.contains_xy(ground, spots)
            green[on] = SURFACES[piece.surface].green
            if not SURFACES[piece.surface].green:
                edges.append(shapely.LinearRing(piece.outline))
    if edges:
        touching, _ = shapely.STRtree(edges).query(feet, predicate="intersects")
        green[touching] = False
    if site.things:
        boxes = shapely.STRtree(shapely.polygons([thing.corners() for thing in site.things]))
        taken, _ = boxes.query(bodies, predicate="intersects")
        green[taken] = False
    return np.flatnonzero(green).tolist()
