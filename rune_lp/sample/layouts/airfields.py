"""Airports, airfields and heliports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rune_lp.sample.layouts.common import area, colour_of, hall, line, seed_of
from rune_lp.sample.layouts.traffic import large, small
from rune_lp.sample.shapes import disc, rectangle
from rune_lp.sample.site import Site, Thing

if TYPE_CHECKING:
    from rune_lp.sample.site import Colour

__all__ = ["airliner", "apron", "flying_club", "helicopter", "heliport", "taxiway"]

FUSELAGES: list[Colour] = [(234, 235, 236), (228, 229, 230), (210, 214, 218)]
YELLOW: Colour = (214, 178, 70)


def airliner(rng: np.random.Generator, x: float, y: float, length: float, angle: float) -> Thing:
    """Return a jet airliner."""
    span = length * float(rng.uniform(0.86, 0.98))
    colour = colour_of(rng, FUSELAGES, 5)
    return Thing("airliner", x, y, length, span, angle, 6.0, colour, "plane", seed_of(rng))


def light_plane(rng: np.random.Generator, x: float, y: float, angle: float) -> Thing:
    """Return a light aircraft."""
    length = float(rng.uniform(7.2, 9.0))
    colour = colour_of(rng, FUSELAGES, 8)
    return Thing(
        "light plane", x, y, length, 1.3 * length, angle, 2.4, colour, "plane", seed_of(rng)
    )


def helicopter(rng: np.random.Generator, x: float, y: float, angle: float) -> Thing:
    """Return a helicopter; its box holds its rotor."""
    rotor = float(rng.uniform(10, 14))
    paint: list[Colour] = [
        (70, 80, 66),
        (186, 60, 52),
        (226, 226, 224),
        (60, 76, 116),
        (210, 168, 60),
    ]
    colour = colour_of(rng, paint)
    return Thing(
        "helicopter", x, y, 1.22 * rotor, rotor, angle, 3.2, colour, "helicopter", seed_of(rng)
    )


def apron(rng: np.random.Generator, reach: float, planes: int) -> Site:
    """Return a terminal's apron: airliners nose in, side by side, with their ground crew."""
    face = -float(rng.uniform(0.3, 0.42)) * reach
    site = area("concrete", rectangle(0, 0, 4 * reach, 4 * reach))
    step = float(rng.uniform(15, 20))
    for at in np.arange(-1.6 * reach, 1.6 * reach, step).tolist():
        site += line([(at, -1.6 * reach), (at, 1.6 * reach)], 0.3, (140, 136, 128), 0.5)
        site += line([(-1.6 * reach, at), (1.6 * reach, at)], 0.3, (140, 136, 128), 0.5)
    site += area("asphalt", rectangle(0, 1.35 * reach, 4 * reach, 1.1 * reach))
    size = float(rng.uniform(34, 44))
    pitch = 1.0 * size + float(rng.uniform(5, 9))
    lane = face + 1.9 * size
    site += line([(-1.6 * reach, lane), (1.6 * reach, lane)], 0.5, YELLOW)
    building = hall(rng, 0, face - 26, 2.6 * reach, 40)
    things: list[Thing] = [building]
    for index in range(planes):
        x = (index - (planes - 1) / 2) * pitch
        long = size * float(rng.uniform(0.88, 1.06))
        site += line([(x, face + 4), (x, lane)], 0.4, YELLOW)
        things.append(airliner(rng, x, face + 5 + long / 2, long, -np.pi / 2))
        bridge = Thing("hall", x - 0.16 * size, face + 3, 14, 3.0, -1.1, 4.5, (176, 178, 182))
        things.append(bridge)
        for _ in range(int(rng.integers(1, 4))):
            side = 1 if rng.random() < 0.5 else -1
            spot = (
                x + side * float(rng.uniform(0.2, 0.42)) * size,
                face + float(rng.uniform(7, 15)),
            )
            make = large if rng.random() < 0.3 else small
            vehicle = make(rng, *spot, float(rng.uniform(-0.3, 0.3)) + np.pi / 2)
            if vehicle.length < 10:
                things.append(vehicle)
    if rng.random() < 0.6:
        x = float(rng.uniform(-0.4, 0.4)) * reach
        things.append(
            airliner(rng, x, lane + 0.72 * size, size, 0.0 if rng.random() < 0.5 else np.pi)
        )
    return site + Site(things=tuple(_apart(things)))


def _apart(things: list[Thing]) -> list[Thing]:
    """Return the things without the vehicles whose middles lie within 6 m of an earlier one's."""
    kept: list[Thing] = []
    for thing in things:
        vehicle = thing.label in ("small-vehicle", "large-vehicle")
        close = any(np.hypot(thing.x - o.x, thing.y - o.y) < 6 for o in kept)
        if not (vehicle and close):
            kept.append(thing)
    return kept


def taxiway(rng: np.random.Generator, reach: float, planes: int) -> Site:
    """Return a runway and a taxiway across grass, with a few airliners far from one another."""
    site = area("dry grass", rectangle(0, 0, 4 * reach, 4 * reach))
    site += area("concrete", rectangle(0, 0.42 * reach, 4 * reach, 30))
    site += area("asphalt", rectangle(0, -0.4 * reach, 4 * reach, 52))
    for side in (-1, 1):
        edge = -0.4 * reach + side * 23
        site += line([(-2 * reach, edge), (2 * reach, edge)], 0.9)
    for at in np.arange(-1.5 * reach, 1.5 * reach, 50.0).tolist():
        site += line([(at, -0.4 * reach), (at + 30, -0.4 * reach)], 0.9)
    for bar in np.linspace(-18, 18, 10).tolist():
        y = -0.4 * reach + bar
        site += line([(-0.55 * reach, y), (-0.55 * reach + 30, y)], 1.8)
    site += line([(-2 * reach, 0.42 * reach), (2 * reach, 0.42 * reach)], 0.5, YELLOW)
    link = np.array([(0.25 * reach, 0.42 * reach), (0.25 * reach, -0.4 * reach)])
    site += area("concrete", rectangle(0.25 * reach, 0.0, 26, 0.8 * reach))
    site += line(link, 0.5, YELLOW)
    size = float(rng.uniform(34, 42))
    spots = [(-0.16 * reach, 0.42 * reach, 0.0), (0.2 * reach, -0.4 * reach, np.pi)][:planes]
    things = tuple(airliner(rng, x, y, size, angle) for x, y, angle in spots)
    return site + Site(things=things)


def flying_club(rng: np.random.Generator, reach: float, rows: int) -> Site:
    """Return an airfield's tie-down area: light aircraft in rows, hangars, a few cars."""
    site = area("grass", rectangle(0, 0, 4 * reach, 4 * reach))
    site += area("old asphalt", rectangle(0, 0.1 * reach, 4 * reach, 1.15 * reach))
    lane = -0.42 * reach
    things: list[Thing] = []
    for row in range(rows):
        y = (row - (rows - 1) / 2) * 17 + 0.16 * reach
        slant = float(rng.normal(0, 0.05))
        for x in np.arange(-0.62 * reach, 0.63 * reach, 13.0).tolist():
            site += line([(x, y - 5), (x, y + 5)], 0.2, YELLOW, 0.7)
            if rng.random() < 0.78:
                angle = -np.pi / 2 + slant + float(rng.normal(0, 0.03))
                things.append(light_plane(rng, x, y + float(rng.normal(0, 0.4)), angle))
    for x in np.arange(-0.9 * reach, 0.9 * reach, 27.0).tolist():
        things.append(hall(rng, x, lane - 16, 24, 18))
        if rng.random() < 0.5:
            things.append(small(rng, x + float(rng.uniform(-8, 8)), lane - 3, 0.0))
    return site + Site(things=tuple(things))


def heliport(rng: np.random.Generator, pads: int) -> Site:
    """Return a heliport: pads in a row, helicopters on most, a hangar, cars."""
    pitch = 22.0
    length = pads * pitch + 14
    site = area("concrete", rectangle(0, 0, length, 34))
    things: list[Thing] = []
    for pad in range(pads):
        x = (pad - (pads - 1) / 2) * pitch
        site += area("asphalt", disc(x, 0, 17))
        for size in (17.0, 16.0):
            ring = disc(x, 0, size - 0.6)
            site += line(np.concatenate([ring, ring[:1]]), 0.35, (226, 224, 216))
        for side in (-1, 1):
            site += line([(x + 1.5 * side, -2.2), (x + 1.5 * side, 2.2)], 0.6)
        site += line([(x - 1.5, 0), (x + 1.5, 0)], 0.6)
        if pad == 0 or rng.random() < 0.65:
            angle = float(rng.choice([-1.0, 1.0])) * np.pi / 2 + float(rng.normal(0, 0.2))
            things.append(helicopter(rng, x, 0.0, angle))
    things.append(hall(rng, 0, -31, 0.6 * length, 22))
    spots = (-0.42 * length, -0.42 * length + 3.2, 0.4 * length)
    things += [small(rng, x, -24, np.pi / 2) for x in spots]
    return site + Site(things=tuple(things))
