"""Sports grounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rune_lp.sample.layouts.common import area, colour_of, seed_of
from rune_lp.sample.shapes import rectangle, turned
from rune_lp.sample.site import Site, Thing

if TYPE_CHECKING:
    from rune_lp.sample.site import Colour

__all__ = ["ballpark", "basketball", "pitch", "pool", "tennis", "track_field"]

COURTS: dict[str, tuple[str, Colour]] = {
    "green": ("hard court green", (66, 104, 132)),
    "blue": ("hard court blue", (88, 124, 96)),
    "red": ("hard court red", (92, 128, 98)),
    "clay": ("clay", (180, 112, 78)),
}
"""Tennis: the surround's surface and the court's own colour."""


def tennis(rng: np.random.Generator, across: int, down: int) -> Site:
    """Return a block of tennis courts about the origin, inside one fence."""
    surround, colour = COURTS[list(COURTS)[int(rng.integers(len(COURTS)))]]
    pitch_x, pitch_y = 16.5, 34.0
    site = area("concrete", rectangle(0, 0, across * pitch_x + 3, down * pitch_y + 3))
    site += area(surround, rectangle(0, 0, across * pitch_x + 2, down * pitch_y + 2))
    things = tuple(
        Thing(
            "tennis court",
            (column - (across - 1) / 2) * pitch_x,
            (row - (down - 1) / 2) * pitch_y,
            23.77,
            10.97,
            np.pi / 2,
            1.0,
            colour,
            "tennis-court",
            seed_of(rng),
        )
        for column in range(across)
        for row in range(down)
    )
    return site + Site(things=things)


def basketball(rng: np.random.Generator, courts: int = 1) -> Site:
    """Return basketball courts side by side about the origin."""
    paint: list[Colour] = [(104, 128, 108), (96, 112, 138), (166, 112, 84), (132, 132, 130)]
    colour = colour_of(rng, paint, 8)
    site = area("old asphalt", rectangle(0, 0, courts * 19 + 4, 34))
    things = tuple(
        Thing(
            "basketball court",
            (index - (courts - 1) / 2) * 19,
            0.0,
            28.0,
            15.0,
            np.pi / 2,
            3.0,
            colour,
            "basketball-court",
            seed_of(rng),
        )
        for index in range(courts)
    )
    return site + Site(things=things)


def pitch(rng: np.random.Generator, length: float = 105.0) -> Site:
    """Return a football pitch about the origin."""
    width = length * float(rng.uniform(0.61, 0.67))
    colour = colour_of(rng, [(86, 122, 66), (96, 124, 72), (78, 112, 64)], 6)
    field = Thing(
        "soccer field", 0, 0, length, width, 0.0, 0.0, colour, "soccer-ball-field", seed_of(rng)
    )
    return area("turf", rectangle(0, 0, length + 9, width + 9)) + Site(things=(field,))


def track_field(rng: np.random.Generator, with_pitch: bool = True) -> Site:
    """Return a running track about the origin, most with a football pitch inside."""
    length, width = 176.0, 92.0
    colour = colour_of(rng, [(158, 84, 66), (146, 74, 60), (96, 104, 128)], 6)
    oval = Thing("track", 0, 0, length, width, 0.0, 0.0, colour, "ground-track-field", seed_of(rng))
    site = area("grass", rectangle(0, 0, length + 16, width + 16)) + Site(things=(oval,))
    stand = Thing("hall", 0, -width / 2 - 9, 70, 9, 0.0, 6.0, (176, 178, 182), None, seed_of(rng))
    site += Site(things=(stand,))
    return site + Site(things=pitch(rng, 96.0).things) if with_pitch else site


def ballpark(rng: np.random.Generator, size: float = 46.0) -> Site:
    """Return a baseball field about its infield, the outfield to the right."""
    colour = colour_of(rng, [(178, 142, 104), (166, 120, 88), (188, 160, 124)], 6)
    infield = Thing(
        "baseball diamond", 0, 0, size, size, 0.0, 0.0, colour, "baseball-diamond", seed_of(rng)
    )
    home = np.array([-0.42 * size, 0.0])
    turn = np.linspace(-np.pi / 4, np.pi / 4, 24)
    reach = 1.85 * size
    fan = np.column_stack([np.cos(turn), np.sin(turn)]) * reach
    warning = np.concatenate([[home - (6, 0)], fan * 1.03 + home])
    outfield = np.concatenate([[home - (3, 0)], fan * 0.97 + home])
    site = area("earth", warning) + area("turf", outfield)
    dugouts = [turned([[0.55 * size, side * 6.5]], side * np.pi / 4)[0] + home for side in (-1, 1)]
    boxes = tuple(
        Thing("hall", x, y, 11, 3, side * np.pi / 4, 2.5, (150, 152, 154), None, seed_of(rng))
        for (x, y), side in zip((spot.tolist() for spot in dugouts), (-1, 1), strict=True)
    )
    return site + Site(things=(infield, *boxes))


def pool(rng: np.random.Generator, length: float, width: float) -> Site:
    """Return a swimming pool about the origin on its terrace."""
    basin = Thing(
        "pool", 0, 0, length, width, 0.0, 0.0, (86, 168, 190), "swimming-pool", seed_of(rng)
    )
    terrace = rectangle(0.4, 0.3, length + 3.4, width + 3.0)
    return area("paving", terrace) + Site(things=(basin,))
