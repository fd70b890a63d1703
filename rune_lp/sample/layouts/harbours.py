"""Marinas, ports and jetties."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rune_lp.sample.layouts.common import area, colour_of, hall, line, seed_of, tree
from rune_lp.sample.layouts.traffic import car_park, containers, large, road
from rune_lp.sample.shapes import rectangle, wobbly
from rune_lp.sample.site import Site, Thing

if TYPE_CHECKING:
    from rune_lp.sample.site import Colour

__all__ = ["boat", "jetty", "marina", "port", "under_way"]

HULLS: list[Colour] = [
    (236, 236, 234), (230, 231, 230), (224, 224, 220), (214, 210, 200), (60, 76, 110),
    (112, 46, 44),
]  # fmt: skip

FOAM: Colour = (214, 224, 224)

DECKS: list[Colour] = [(150, 112, 88), (168, 150, 124), (176, 170, 158), (138, 88, 70)]


def boat(
    rng: np.random.Generator, x: float, y: float, length: float, angle: float, beam: float = 0.31
) -> Thing:
    """Return a yacht or a motor boat."""
    width = length * beam * float(rng.uniform(0.92, 1.06))
    colour = colour_of(rng, HULLS, 6)
    return Thing("boat", x, y, length, width, angle, 2.6, colour, "ship", seed_of(rng))


def moored(
    rng: np.random.Generator, length: float, size: float, side: int, edge: float, filled: float
) -> list[Thing]:
    """Return boats moored at right angles to a pier along x, hull to hull where it is full.

    Args:
        rng: The source of chance.
        length: The pier's length in metres.
        size: The usual length of its boats.
        side: 1 for the boats below the pier, -1 for those above.
        edge: Metres from the pier's middle line to its edge.
        filled: The share of berths that are taken.
    """
    things: list[Thing] = []
    x = -length / 2 + 1.0
    while True:
        long = size * float(rng.uniform(0.82, 1.18))
        beam = long * 0.31
        if x + beam > length / 2 - 0.5:
            return things
        if rng.random() < filled:
            y = side * (edge + long / 2 + float(rng.uniform(0.3, 1.0)))
            bow_out = 1 if rng.random() < 0.65 else -1
            angle = side * bow_out * np.pi / 2 + float(rng.normal(0, 0.025))
            things.append(boat(rng, x + beam / 2, y, long, angle))
        x += beam * 1.06 + float(rng.uniform(0.1, 0.55))


def pier(rng: np.random.Generator, length: float, width: float, colour: Colour) -> Thing:
    """Return a pier along x about the origin."""
    return Thing("pier", 0, 0, length, width, 0.0, 1.2, colour, "harbor", seed_of(rng))


def marina(rng: np.random.Generator, reach: float, piers: int, filled: float) -> Site:
    """Return a marina: a quay across the site below its middle, piers upwards from it.

    Args:
        rng: The source of chance.
        reach: Metres from the middle that the site must fill.
        piers: How many piers.
        filled: The share of berths taken.
    """
    shore = float(rng.uniform(0.22, 0.42)) * reach
    land = rectangle(0, shore + reach, 4 * reach, 2 * reach)
    site = area("concrete", land) + area("paving", land + np.array([0, 7.0]))
    site += line([(-2 * reach, shore + 0.4), (2 * reach, shore + 0.4)], 0.9, (206, 202, 194))
    colour = colour_of(rng, DECKS)
    size = float(rng.uniform(8, 13))
    pitch = 2.0 * size * 1.18 + 0.9 * size
    for index in range(piers):
        long = float(rng.uniform(0.72, 0.92)) * (shore + 0.66 * reach)
        x = (index - (piers - 1) / 2) * pitch + float(rng.normal(0, 0.5))
        one = [pier(rng, long, 2.4, colour)]
        share = filled * float(rng.uniform(0.75, 1.05))
        for side in (-1, 1):
            one += moored(rng, long, size * float(rng.uniform(0.85, 1.1)), side, 1.2, share)
        site += Site(things=tuple(one)).moved(x, shore - long / 2 - 0.4, np.pi / 2)
    walk = np.array([(-1.6 * reach, shore + 10), (1.6 * reach, shore + 10)])
    site += road(rng, walk + np.array([0, 5.0]), traffic=14)
    avenue = np.arange(-reach, reach, 11.0).tolist()
    trees = [tree(rng, x, shore + 6, float(rng.uniform(2.6, 4.2))) for x in avenue]
    site += Site(things=tuple(trees))
    lot = car_park(rng, 1.5 * reach, 34, 0.5, islands=False)
    site += lot.moved(float(rng.uniform(-0.2, 0.2)) * reach, shore + 42)
    return site


def port(rng: np.random.Generator, reach: float) -> Site:
    """Return a cargo port: a quay with freighters alongside, containers, lorries, sheds."""
    shore = float(rng.uniform(-0.05, 0.15)) * reach
    site = area("concrete", rectangle(0, shore + reach, 4 * reach, 2 * reach))
    site += line([(-2 * reach, shore + 0.6), (2 * reach, shore + 0.6)], 1.2, (120, 116, 110))
    for gauge in (4.0, 16.0):
        path = [(-2 * reach, shore + gauge), (2 * reach, shore + gauge)]
        site += line(path, 0.6, (110, 104, 98))
    mole_length, mole_width = 0.62 * reach, 16.0
    mole = pier(rng, mole_length, mole_width, (166, 162, 152))
    at = float(rng.uniform(-0.15, 0.15)) * reach
    site += Site(things=(mole,)).moved(at, shore - mole_length / 2, np.pi / 2)
    things: list[Thing] = []
    for side in (-1, 1):
        long = float(rng.uniform(0.4, 0.56)) * reach
        wide = long / float(rng.uniform(5.2, 6.4))
        x = at + side * (mole_width / 2 + wide / 2 + 2.0)
        things.append(freighter(rng, x, shore - mole_length / 2, long, wide, -np.pi / 2))
        long = float(rng.uniform(0.4, 0.5)) * reach
        wide = long / 6.0
        x = at + side * (0.3 * reach + long / 2 * float(rng.uniform(0.7, 1.0)))
        if rng.random() < 0.75:
            things.append(freighter(rng, x, shore - wide / 2 - 2.0, long, wide, 0.0))
    for _ in range(2):
        x, y = float(rng.uniform(-0.6, 0.6)) * reach, shore - 0.75 * reach
        things.append(boat(rng, x, y, float(rng.uniform(18, 26)), float(rng.uniform(0, 6.3)), 0.26))
    site += Site(things=tuple(things))
    for x in np.arange(-0.9 * reach, 0.9 * reach, 62.0).tolist():
        block = containers(rng, 4, int(rng.integers(4, 8)))
        site += block.moved(x + 31, shore + 36)
    lane = shore + 58
    for x in np.arange(-0.9 * reach, 0.9 * reach, 17.0).tolist():
        if rng.random() < 0.55:
            site += Site(things=(large(rng, x, lane + float(rng.normal(0, 0.5)), 0.0, "lorry"),))
    for x in np.arange(-0.8 * reach, 0.9 * reach, 74.0).tolist():
        shed = hall(rng, x, shore + 88, float(rng.uniform(44, 62)), float(rng.uniform(22, 30)))
        site += Site(things=(shed,))
    return site


def freighter(
    rng: np.random.Generator, x: float, y: float, length: float, width: float, angle: float
) -> Thing:
    """Return a cargo ship."""
    hull = colour_of(rng, [(60, 64, 70), (112, 50, 44), (48, 66, 96), (82, 82, 80)], 8)
    turn = angle if rng.random() < 0.5 else angle + np.pi
    return Thing("cargo ship", x, y, length, width, turn, 12.0, hull, "ship", seed_of(rng))


def jetty(rng: np.random.Generator, reach: float, boats: int) -> Site:
    """Return a lake's shore with one wooden jetty and a few boats at it."""
    shore = float(rng.uniform(0.0, 0.2)) * reach
    land = wobbly(rng, rectangle(0, shore + reach, 4 * reach, 2 * reach), 0.05 * reach)
    site = area("shallows", land + np.array([0, -5.0])) + area("sand", land)
    site += area("grass", land + np.array([0, 6.0]))
    long = float(rng.uniform(0.35, 0.5)) * reach
    colour = colour_of(rng, DECKS)
    one: list[Thing] = [pier(rng, long, 2.6, colour)]
    spots = rng.permutation(6)[:boats]
    for spot in spots.tolist():
        size = float(rng.uniform(5.5, 8.5))
        side, place = (1 if spot % 2 else -1), spot // 2
        x = -0.42 * long + place * 0.3 * long + size / 2
        y = side * (1.5 + 0.16 * size + float(rng.uniform(0.2, 0.6)))
        one.append(boat(rng, x, y, size, float(rng.normal(0, 0.05)), 0.34))
    x = float(rng.uniform(-0.3, 0.3)) * reach
    return site + Site(things=tuple(one)).moved(x, shore + 4 - long / 2, np.pi / 2)


def under_way(
    rng: np.random.Generator, x: float, y: float, length: float, angle: float, wake: float = 4.0
) -> Site:
    """Return a boat under way, its wake so many lengths long."""
    way = np.array([np.cos(angle), np.sin(angle)])
    normal = np.array([-way[1], way[0]])
    start = np.array([x, y])
    site = Site()
    stern = start - way * 0.42 * length
    # Many faint strokes of growing length: foam fades with the distance from the stern.
    for share in np.linspace(0.08, 1.0, 18).tolist():
        reach = way * length * wake * share
        churned = np.array([stern, stern - reach])
        site += line(churned, (0.1 + 0.14 * share) * length, FOAM, 0.04)
        for side in (-1, 1):
            edge = stern - reach + normal * side * 0.13 * length * (0.5 + wake * share)
            site += line(np.array([stern, edge]), 0.05 * length, FOAM, 0.045)
    return site + Site(things=(boat(rng, x, y, length, angle),))
