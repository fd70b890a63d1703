"""Vehicles, roads and car parks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rune_lp.sample.layouts.common import PAINT, area, colour_of, line, seed_of
from rune_lp.sample.shapes import band, disc, rectangle, wobbly
from rune_lp.sample.site import Site, Thing

if TYPE_CHECKING:
    from rune_lp.sample.shapes import Points
    from rune_lp.sample.site import Colour

__all__ = ["LANE", "car_park", "containers", "depot", "large", "road", "roundabout", "small"]

LANE = 3.4
"""Metres: a lane's width."""

CAR_COLOURS: list[Colour] = [
    (228, 228, 226), (226, 226, 224), (186, 188, 190), (182, 184, 188), (124, 126, 128),
    (52, 54, 58), (44, 46, 50), (48, 50, 52), (56, 76, 116), (150, 48, 44), (132, 116, 96),
    (78, 92, 82),
]  # fmt: skip

BUS_COLOURS: list[Colour] = [(222, 172, 52), (226, 180, 60), (230, 230, 228), (70, 110, 150)]

LORRY_COLOURS: list[Colour] = [
    (232, 232, 230), (224, 224, 222), (206, 206, 204), (168, 170, 172), (92, 116, 152),
    (176, 96, 70),
]  # fmt: skip

CONTAINER_COLOURS: list[Colour] = [
    (150, 72, 56), (138, 62, 50), (62, 88, 130), (78, 108, 92), (190, 186, 176), (168, 118, 62),
]  # fmt: skip


def small(rng: np.random.Generator, x: float, y: float, angle: float) -> Thing:
    """Return a small vehicle: a car, or now and then a van."""
    is_van = rng.random() < 0.18
    length = float(rng.uniform(4.7, 5.4) if is_van else rng.uniform(4.0, 4.8))
    width = float(rng.uniform(1.75, 2.0))
    height = 2.0 if is_van else 1.5
    kind = "van" if is_van else "car"
    colour = colour_of(rng, CAR_COLOURS)
    return Thing(kind, x, y, length, width, angle, height, colour, "small-vehicle", seed_of(rng))


def large(
    rng: np.random.Generator, x: float, y: float, angle: float, kind: str | None = None
) -> Thing:
    """Return a large vehicle: a bus or a lorry, whichever `kind` says, or either."""
    chosen = kind or ("bus" if rng.random() < 0.4 else "lorry")
    if chosen == "bus":
        length, colour = float(rng.uniform(9.5, 12.2)), colour_of(rng, BUS_COLOURS, 6)
    else:
        length, colour = float(rng.uniform(7.5, 16.0)), colour_of(rng, LORRY_COLOURS)
    return Thing(chosen, x, y, length, 2.55, angle, 3.3, colour, "large-vehicle", seed_of(rng))


def road(
    rng: np.random.Generator,
    path: Points,
    traffic: float = 12.0,
    lanes: int = 2,
    surface: str = "asphalt",
    clear: tuple[float, float] = (0.0, 0.0),
) -> Site:
    """Return a road along a path with its markings and its vehicles.

    Args:
        rng: The source of chance.
        path: (n, 2) metres, the middle line.
        traffic: Vehicles per lane and kilometre.
        lanes: Lanes in all, even.
        surface: What it is made of.
        clear: Metres at the path's beginning and end that no vehicle stands on.
    """
    path = np.asarray(path, dtype=np.float64)
    width = lanes * LANE
    site = area("paving", band(path, width + 3.4)) + area(surface, band(path, width + 0.6))
    site += line(path, 0.2, (214, 184, 88) if lanes == 4 else PAINT)
    for side in (-1, 1):
        site += line(_beside(path, side * (width / 2 - 0.1)), 0.16)
    for lane in range(1, lanes // 2):
        for side in (-1, 1):
            site += _dashes(_beside(path, side * lane * LANE))
    things: list[Thing] = []
    for lane in range(lanes):
        offset = (lane + 0.5 - lanes / 2) * LANE
        things += _queue(rng, _beside(path, offset), traffic, offset < 0, clear)
    return site + Site(things=tuple(things))


def _beside(path: Points, offset: float) -> Points:
    """Return the path shifted sideways, to the right of its direction for a positive offset."""
    outline = band(path, 2 * abs(offset))
    return outline[len(path) :][::-1] if offset > 0 else outline[: len(path)]


def _along(path: Points, at: float) -> tuple[float, float, float]:
    """Return the point so many metres along a path, and the path's direction there."""
    steps = np.diff(path, axis=0)
    run = np.concatenate([[0.0], np.cumsum(np.linalg.norm(steps, axis=1))])
    index = int(np.clip(np.searchsorted(run, at, side="right") - 1, 0, len(steps) - 1))
    share = (at - run[index]) / (run[index + 1] - run[index])
    x, y = (path[index] + share * steps[index]).tolist()
    return x, y, float(np.arctan2(steps[index][1], steps[index][0]))


def _length(path: Points) -> float:
    return float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())


def _dashes(path: Points) -> Site:
    site = Site()
    for at in np.arange(2.0, _length(path) - 4, 8.0).tolist():
        x, y, angle = _along(path, at)
        way = np.array([np.cos(angle), np.sin(angle)]) * 1.5
        site += line(np.array([(x, y)]) + np.array([-way, way]), 0.16)
    return site


def _queue(
    rng: np.random.Generator,
    path: Points,
    traffic: float,
    backwards: bool,
    clear: tuple[float, float],
) -> list[Thing]:
    """Return the vehicles of one lane, apart from one another."""
    things: list[Thing] = []
    if traffic <= 0:
        return things
    gap = 1000 / traffic
    end = _length(path) - clear[1] - 8
    at = clear[0] + 4 + float(rng.exponential(0.6 * gap))
    while at < end:
        x, y, angle = _along(path, at)
        angle += np.pi if backwards else 0.0
        angle += float(rng.normal(0, 0.02))
        thing = large(rng, x, y, angle) if rng.random() < 0.15 else small(rng, x, y, angle)
        things.append(thing)
        at += thing.length / 2 + 11 + float(rng.exponential(max(1.0, gap - 14)))
    return things


def car_park(
    rng: np.random.Generator,
    length: float,
    depth: float,
    filled: float = 0.7,
    surface: str = "asphalt",
    bay: tuple[float, float] = (2.5, 5.0),
    kind: str = "small",
    islands: bool = True,
) -> Site:
    """Return a car park about the origin: double rows of bays between aisles.

    Args:
        rng: The source of chance.
        length: Metres along the rows (x).
        depth: Metres across them (y).
        filled: The share of bays that are taken; each row has its own share about it.
        surface: What it is paved with.
        bay: Width and depth of a bay in metres.
        kind: `small` or `large` vehicles.
        islands: Whether green islands end the rows.
    """
    wide, deep = bay
    aisle = 6.5 if kind == "small" else 12.0
    site = area(surface, rectangle(0, 0, length, depth))
    things: list[Thing] = []
    rows = max(1, int((depth + aisle) / (2 * deep + aisle)))
    bays = int((length - 8) / wide)
    start = -bays * wide / 2
    pitch = 2 * deep + aisle
    for row in range(rows):
        middle = (row - (rows - 1) / 2) * pitch
        site += line([(start, middle), (-start, middle)], 0.14)
        for side in (-1, 1):
            taken = float(np.clip(filled + rng.normal(0, 0.12), 0.0, 0.98)) if filled else 0.0
            y = middle + side * deep / 2
            for index in range(bays + 1):
                x = start + index * wide
                site += line([(x, y - deep / 2), (x, y + deep / 2)], 0.13, PAINT, 0.7)
                if index == bays or rng.random() >= taken:
                    continue
                centre = x + wide / 2 + float(rng.normal(0, 0.08))
                nudge = float(rng.normal(0, 0.16))
                angle = (np.pi / 2) * side * (1 if rng.random() < 0.7 else -1)
                angle += float(rng.normal(0, 0.02))
                make = small if kind == "small" else large
                thing = make(rng, centre, y + nudge, angle)
                if thing.length < deep + 1.5:
                    things.append(thing)
        if islands:
            for end in (start - 1.6, -start + 1.6):
                island = disc(end, middle, 2.6, 2 * deep, 20)
                site += area("concrete", island * 1.0) + area(
                    "grass", disc(end, middle, 2.0, 2 * deep - 0.8, 20)
                )
    stains = rng.uniform(-0.46, 0.46, (6, 2)) * (length, depth)
    for x, y in stains.tolist():
        site += area("old asphalt", wobbly(rng, disc(x, y, rng.uniform(3, 9), 2.5, 16), 0.8))
    return site + Site(things=tuple(things))


def depot(rng: np.random.Generator, length: float, depth: float, kind: str | None = None) -> Site:
    """Return a yard of buses or lorries parked in rows side by side."""
    site = area("old asphalt", rectangle(0, 0, length, depth))
    things: list[Thing] = []
    pitch = 24.0
    rows = max(1, int(depth / pitch))
    for row in range(rows):
        y = (row - (rows - 1) / 2) * pitch
        x = -length / 2 + 5
        slant = float(rng.normal(0, 0.03))
        while x < length / 2 - 5:
            site += line([(x - 1.9, y - 7), (x - 1.9, y + 7)], 0.16, PAINT, 0.6)
            if rng.random() < 0.72:
                thing = large(rng, x, y + float(rng.normal(0, 0.5)), np.pi / 2 + slant, kind)
                things.append(thing)
            x += float(rng.uniform(3.3, 4.0))
    return site + Site(things=tuple(things))


def containers(rng: np.random.Generator, stacks: int, rows: int) -> Site:
    """Return a block of shipping containers about the origin, which look like lorries."""
    things = []
    for stack in range(stacks):
        for row in range(rows):
            if rng.random() < 0.18:
                continue
            length = 12.2 if rng.random() < 0.7 else 6.1
            x = (stack - (stacks - 1) / 2) * 13.0 + float(rng.normal(0, 0.15))
            y = (row - (rows - 1) / 2) * 2.75
            colour = colour_of(rng, CONTAINER_COLOURS)
            height = 2.6 * int(rng.integers(1, 4))
            things.append(
                Thing("container", x, y, length, 2.45, 0.0, height, colour, None, seed_of(rng))
            )
    return Site(things=tuple(things))


def roundabout(rng: np.random.Generator, size: float, arms: int, reach: float) -> Site:
    """Return a roundabout about the origin with its arms and traffic."""
    start = float(rng.uniform(0, 2 * np.pi))
    site = Site()
    for arm in range(arms):
        turn = start + 2 * np.pi * arm / arms + float(rng.normal(0, 0.1))
        way = np.array([np.cos(turn), np.sin(turn)])
        path = np.array([way * 0.3 * size, way * reach])
        site += road(rng, path, traffic=22, clear=(0.32 * size, 0.0))
        # The splitter island and the zebra crossing before the ring.
        island = np.array([way * 0.52 * size, way * 0.8 * size])
        site += area("grass", band(island, 1.4))
        normal = np.array([-way[1], way[0]])
        for step in np.linspace(-LANE + 0.5, LANE - 0.5, 7).tolist():
            at = way * 0.88 * size + normal * step
            site += line(np.array([at - way * 1.4, at + way * 1.4]), 0.5)
    ring = Thing(
        "roundabout", 0.0, 0.0, size, size, 0.0, 0.0, label="roundabout", detail=seed_of(rng)
    )
    things = [ring]
    for turn in np.arange(0, 2 * np.pi, 2 * np.pi / 9):
        if rng.random() < 0.3:
            radius = 0.41 * size if rng.random() < 0.6 else 0.31 * size
            x, y = radius * np.cos(turn), radius * np.sin(turn)
            things.append(small(rng, float(x), float(y), float(turn - np.pi / 2)))
    return site + Site(things=tuple(things))
