"""Themes: the kinds of place an image may show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from rune_lp.sample.layout import Camera, framed
from rune_lp.sample.layouts import airfields, country, harbours, sports, towns, traffic
from rune_lp.sample.layouts.common import area, cleared, hall, house, on_green, planted
from rune_lp.sample.shapes import rectangle
from rune_lp.sample.site import Site

if TYPE_CHECKING:
    from rune_lp.sample.layout import Layout

__all__ = ["THEMES", "Theme", "composed"]

Recipe: TypeAlias = Callable[[np.random.Generator, float], Site]
"""Makes a site about the origin that fills a frame of so many metres, however it is turned."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A kind of place: the surface under it, the scales it is seen at, how it is made.

    Attributes:
        base: The surface under everything.
        gsd: The least and the most metres per pixel.
        recipe: What makes the site.
    """

    base: str
    gsd: tuple[float, float]
    recipe: Recipe


def composed(name: str, theme: str, rng: np.random.Generator, size: tuple[int, int]) -> Layout:
    """Return the layout of an image of the theme.

    Args:
        name: The image's name.
        theme: A key of `THEMES`.
        rng: The source of chance.
        size: Width and height in pixels.
    """
    kind = THEMES[theme]
    gsd = round(float(rng.uniform(*kind.gsd)), 4)
    site = kind.recipe(rng, max(size) * gsd)
    known = bool(rng.random() < 0.9)
    camera = Camera(size, gsd, known, float(rng.uniform(0, 2 * np.pi)))
    return framed(name, theme, site, kind.base, camera)


def _marina(rng: np.random.Generator, span: float) -> Site:
    return harbours.marina(rng, 0.72 * span, int(rng.integers(2, 5)), float(rng.uniform(0.7, 1.0)))


def _port(rng: np.random.Generator, span: float) -> Site:
    return harbours.port(rng, 0.72 * span)


def _jetty(rng: np.random.Generator, span: float) -> Site:
    site = harbours.jetty(rng, 0.72 * span, int(rng.random() < 0.6))
    homes = [
        house(rng, x, 0.34 * span + float(rng.uniform(-4, 4)), float(rng.normal(0, 0.2)))
        for x in np.arange(-0.4 * span, 0.5 * span, 24.0).tolist()
    ]
    site += Site(things=tuple(on_green(site, "water", homes)))
    return planted(rng, site, "water", 0.75 * span, 150)


def _open_water(rng: np.random.Generator, span: float) -> Site:
    site = country.coast(rng, 0.72 * span)
    heading = float(rng.uniform(-0.5, 0.5))
    for index in range(int(rng.integers(2, 6))):
        x = (-0.28 + 0.14 * index) * span
        y = float(rng.uniform(-0.3, 0.05)) * span
        length = float(rng.uniform(9, 26))
        turn = heading + float(rng.normal(0, 0.3)) + (np.pi if rng.random() < 0.4 else 0.0)
        site += harbours.under_way(rng, x, y, length, turn, 2.8)
    return planted(rng, site, "sea", 0.75 * span, 120, clumping=0.85)


def _terminal(rng: np.random.Generator, span: float) -> Site:
    return airfields.apron(rng, 0.72 * span, int(rng.integers(3, 7)))


def _taxiway(rng: np.random.Generator, span: float) -> Site:
    return airfields.taxiway(rng, 0.72 * span, int(rng.integers(1, 3)))


def _flying_club(rng: np.random.Generator, span: float) -> Site:
    site = airfields.flying_club(rng, 0.72 * span, int(rng.integers(2, 4)))
    pad = airfields.helicopter(rng, -0.3 * span, 0.44 * span, float(rng.uniform(0, 6.28)))
    site += Site(things=(pad,) if rng.random() < 0.7 else ())
    return planted(rng, site, "grass", 0.75 * span, 60)


def _heliport(rng: np.random.Generator, span: float) -> Site:
    site = area("asphalt", rectangle(0, 24, 3 * span, 9)) + airfields.heliport(
        rng, int(rng.integers(2, 4))
    )
    return planted(rng, site, "grass", 0.75 * span, 160)


def _shopping(rng: np.random.Generator, span: float) -> Site:
    store = hall(rng, 0, -0.41 * span, 0.98 * span, 0.24 * span)
    site = area("asphalt", rectangle(0, 0, 3 * span, 3 * span))
    lot = traffic.car_park(rng, 0.96 * span, 0.62 * span, float(rng.uniform(0.72, 0.95)))
    way = np.array([(-1.5 * span, 0.46 * span), (1.5 * span, 0.46 * span)])
    site += lot.moved(0, 0.08 * span) + traffic.road(rng, way, 26, 4) + Site(things=(store,))
    site += area("grass", rectangle(0, 0.62 * span, 3 * span, 0.2 * span))
    for side in (-1, 1):
        site += area("grass", rectangle(side * 0.62 * span, 0, 0.2 * span, 1.0 * span))
    return planted(rng, site, "grass", 0.75 * span, 160)


def _office(rng: np.random.Generator, span: float) -> Site:
    site = traffic.car_park(rng, 0.72 * span, 0.4 * span, float(rng.uniform(0.2, 0.6)))
    site = site.moved(0, 0.12 * span)
    block = hall(rng, -0.1 * span, -0.28 * span, 0.5 * span, 0.22 * span)
    way = np.array([(-1.5 * span, 0.42 * span), (1.5 * span, 0.42 * span)])
    site += Site(things=(block,)) + traffic.road(rng, way, 18)
    site += area("asphalt", rectangle(0.3 * span, 0.37 * span, 7, 0.1 * span))
    return planted(rng, site, "lawn", 0.75 * span, 220)


def _depot(rng: np.random.Generator, span: float) -> Site:
    kind = "bus" if rng.random() < 0.5 else "lorry"
    site = traffic.depot(rng, 0.8 * span, 0.6 * span, kind).moved(0, 0.06 * span)
    site += area("gravel", rectangle(0, -0.38 * span, 0.9 * span, 0.24 * span))
    site += traffic.containers(rng, 4, int(rng.integers(3, 6))).moved(-0.1 * span, -0.37 * span)
    few = traffic.car_park(rng, 0.4 * span, 17, 0.4, islands=False)
    site += few.moved(0.2 * span, 0.48 * span)
    return planted(rng, site, "scrub", 0.75 * span, 320)


def _school(rng: np.random.Generator, span: float) -> Site:
    site = sports.track_field(rng, rng.random() < 0.75).moved(0.06 * span, 0.1 * span)
    site += sports.tennis(rng, int(rng.integers(2, 5)), 1).moved(-0.24 * span, -0.31 * span)
    site += sports.basketball(rng, 2).moved(0.06 * span, -0.32 * span)
    building = hall(rng, 0.34 * span, -0.34 * span, 0.22 * span, 0.12 * span)
    site += Site(things=(building,))
    if rng.random() < 0.5:
        site += sports.pool(rng, 25, 12).moved(0.2 * span, -0.2 * span)
    lot = traffic.car_park(rng, 0.5 * span, 17, 0.5, islands=False)
    site += lot.moved(0, 0.42 * span)
    return planted(rng, site, "grass", 0.75 * span, 260)


def _tennis_club(rng: np.random.Generator, span: float) -> Site:
    columns = int(rng.integers(2, 4))
    width = float(rng.uniform(10, 13))
    if rng.random() < 0.7:
        x, y, half = -0.1 * span, -0.16 * span, 16.5 * columns / 2 + 1.2
        site = sports.tennis(rng, columns, 1).moved(x, y)
        site += sports.pool(rng, 25, width).moved(x + half + width / 2, y, np.pi / 2)
        site += sports.pool(rng, 11, 6).moved(x - half - 3, y, np.pi / 2)
    else:
        site = sports.tennis(rng, columns, 1).moved(-0.14 * span, -0.16 * span)
        site += sports.pool(rng, 25, width).moved(-0.1 * span, 0.2 * span)
        site += sports.basketball(rng).moved(0.34 * span, -0.14 * span)
    club = house(rng, 0.3 * span, 0.22 * span)
    lot = traffic.car_park(rng, 0.7 * span, 11, 0.5, islands=False)
    site += Site(things=(club,)) + lot.moved(0, 0.41 * span)
    return planted(rng, site, "lawn", 0.75 * span, 240)


def _ballpark(rng: np.random.Generator, span: float) -> Site:
    site = sports.ballpark(rng, float(rng.uniform(42, 48))).moved(-0.2 * span, -0.2 * span, 0.5)
    if rng.random() < 0.7:
        site += sports.ballpark(rng, 34).moved(0.26 * span, 0.27 * span, np.pi + 0.5)
    else:
        site += sports.pitch(rng, 66).moved(0.1 * span, 0.28 * span)
    lot = traffic.car_park(rng, 0.6 * span, 18, 0.55)
    site += lot.moved(0.2 * span, -0.41 * span)
    return planted(rng, site, "grass", 0.75 * span, 200)


def _suburb(rng: np.random.Generator, span: float) -> Site:
    pools = float(rng.uniform(0.25, 0.7))
    site = towns.street(rng, 0.85 * span, pools).moved(0, -0.26 * span)
    site += towns.street(rng, 0.85 * span, pools).moved(0, -0.26 * span + 84)
    site += towns.street(rng, 0.85 * span, pools).moved(0, -0.26 * span - 84)
    if rng.random() < 0.5:
        site += area("lawn", rectangle(0.22 * span, -0.26 * span + 40, 44, 38))
        site = cleared(site, 0.22 * span, -0.26 * span + 40, 48, 40)
        site += sports.tennis(rng, 1, 1).moved(0.22 * span, -0.26 * span + 40, np.pi / 2)
    return planted(rng, site, "grass", 0.75 * span, 420, (2.5, 7.5))


def _tanks(rng: np.random.Generator, span: float) -> Site:
    size = float(rng.uniform(22, 32))
    across, down = int(rng.integers(3, 5)), int(rng.integers(2, 4))
    site = towns.tank_farm(rng, across, down, size).moved(0, -0.08 * span)
    site += towns.tank_farm(rng, 5, 1, 12).moved(-0.05 * span, 0.36 * span)
    way = np.array([(-1.5 * span, 0.27 * span), (1.5 * span, 0.27 * span)])
    site += traffic.road(rng, way, 16)
    return planted(rng, site, "dry grass", 0.75 * span, 140)


def _river(rng: np.random.Generator, span: float) -> Site:
    width = float(rng.uniform(0.2, 0.3)) * span
    site, path = country.river(rng, 0.72 * span, width)
    lanes = 4 if rng.random() < 0.5 else 2
    crossings = ([-0.28, 0.02, 0.3], [-0.16, 0.22], [0.04])[int(rng.integers(3))]
    for share in crossings:
        x = share * span
        y = float(np.interp(x, path[:, 0], path[:, 1]))
        site += country.bridge(
            rng, x, y, width + 14, 0.72 * span, lanes, float(rng.uniform(20, 40))
        )
    for share in (-0.36, 0.38):
        if rng.random() < 0.6 and min(abs(share - other) for other in crossings) > 0.17:
            x = share * span
            y = float(np.interp(x, path[:, 0], path[:, 1]))
            turn = float(rng.normal(0, 0.15)) + (np.pi if rng.random() < 0.5 else 0.0)
            site += harbours.under_way(rng, x, y, float(rng.uniform(8, 15)), turn, 1.6)
    homes = [
        house(rng, x, side * (0.5 * width + float(rng.uniform(26, 50))), float(rng.normal(0, 0.3)))
        for side in (-1, 1)
        for x in np.arange(-0.6 * span, 0.6 * span, 38.0).tolist()
    ]
    site += Site(things=tuple(on_green(site, "grass", homes)))
    return planted(rng, site, "grass", 0.75 * span, 320)


def _canal(rng: np.random.Generator, span: float) -> Site:
    width = float(rng.uniform(17, 24))
    site = area("paving", rectangle(0, 0, 3 * span, 3 * span))
    site += area("concrete", rectangle(0, 0, 3 * span, width + 8))
    site += area("water", rectangle(0, 0, 3 * span, width))
    crossings = np.array([-0.31, 0.02, 0.33]) * span
    for x in crossings.tolist():
        site += country.bridge(rng, x, 0, width + 7, 0.8 * span, 2, float(rng.uniform(24, 44)))
    edges = [-0.8 * span, *crossings.tolist(), 0.8 * span]
    for left, right in pairwise(edges):
        middle, long = (left + right) / 2, right - left - 17
        for side in (-1, 1):
            block = towns.block(rng, long, 0.34 * span)
            site += block.moved(middle, side * (width / 2 + 8 + 0.17 * span))
            mooring = side * (width / 2 - 2.4)
            x = left + 14
            while x < right - 14:
                length = float(rng.uniform(7, 13))
                if rng.random() < 0.35:
                    site += Site(things=(harbours.boat(rng, x + length / 2, mooring, length, 0.0),))
                x += length + float(rng.uniform(2, 6))
    return planted(rng, site, "paving", 0.75 * span, 120, (3.0, 6.0), 0.3)


def _roundabout(rng: np.random.Generator, span: float) -> Site:
    size = float(rng.uniform(34, 46))
    site = traffic.roundabout(rng, size, int(rng.integers(3, 5)), 0.8 * span)
    corners = []
    for across, down in ((1, 1), (-1, 1), (1, -1), (-1, -1)):
        x, y = (rng.uniform(0.24, 0.42, 2) * span * (across, down)).tolist()
        corners.append(house(rng, x, y, float(rng.uniform(0, 3))))
    clear = [home for home in corners if rng.random() < 0.5]
    site += Site(things=tuple(on_green(site, "dry grass", clear)))
    return planted(rng, site, "dry grass", 0.75 * span, 240)


def _centre(rng: np.random.Generator, span: float) -> Site:
    pitch = float(rng.uniform(78, 92))
    site = area("paving", rectangle(0, 0, 3 * span, 3 * span))
    reach = 0.8 * span
    lanes = 4 if rng.random() < 0.6 else 2
    across = np.array([(-reach, 0.0), (reach, 0.0)])
    down = np.array([(0.0, -reach), (0.0, reach)])
    site += traffic.road(rng, across, 32, lanes, clear=(0.0, 0.0))
    site += traffic.road(rng, down, 0, lanes)
    site += area("asphalt", rectangle(0, 0, lanes * 3.4, lanes * 3.4))
    for x in (-1.5, -0.5, 0.5, 1.5):
        for y in (-1.5, -0.5, 0.5, 1.5):
            site += towns.block(rng, pitch - 20, pitch - 20).moved(x * pitch, y * pitch)
    return planted(rng, site, "paving", 0.75 * span, 160, (3.0, 6.0), 0.3)


def _farmland(rng: np.random.Generator, span: float) -> Site:
    site = country.fields(rng, 0.72 * span)
    return planted(rng, site, "grass", 0.75 * span, 110, (3.5, 8.0), 0.85)


def _wood(rng: np.random.Generator, span: float) -> Site:
    site = country.woods(rng, 0.72 * span)
    return planted(rng, site, "scrub", 0.75 * span, 700, (4.0, 9.0), 0.9)


THEMES: dict[str, Theme] = {
    "marina": Theme("water", (0.16, 0.26), _marina),
    "shopping": Theme("grass", (0.2, 0.25), _shopping),
    "terminal": Theme("concrete", (0.36, 0.5), _terminal),
    "canal": Theme("paving", (0.2, 0.27), _canal),
    "suburb": Theme("grass", (0.16, 0.24), _suburb),
    "river": Theme("grass", (0.2, 0.34), _river),
    "school": Theme("grass", (0.48, 0.6), _school),
    "depot": Theme("scrub", (0.15, 0.22), _depot),
    "port": Theme("sea", (0.42, 0.6), _port),
    "tennis club": Theme("lawn", (0.17, 0.23), _tennis_club),
    "jetty": Theme("water", (0.16, 0.24), _jetty),
    "tanks": Theme("dry grass", (0.3, 0.45), _tanks),
    "roundabout": Theme("dry grass", (0.18, 0.28), _roundabout),
    "flying club": Theme("grass", (0.16, 0.24), _flying_club),
    "ballpark": Theme("grass", (0.36, 0.46), _ballpark),
    "heliport": Theme("grass", (0.13, 0.2), _heliport),
    "office": Theme("lawn", (0.14, 0.2), _office),
    "taxiway": Theme("dry grass", (0.38, 0.55), _taxiway),
    "centre": Theme("paving", (0.2, 0.3), _centre),
    "open water": Theme("sea", (0.2, 0.36), _open_water),
    "farmland": Theme("grass", (0.2, 0.45), _farmland),
    "wood": Theme("scrub", (0.16, 0.3), _wood),
}
"""Every theme by name; a sample takes them in this order, again and again."""
