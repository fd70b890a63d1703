"""Sprites: what each kind of thing looks like from above, as polygons in metres."""

from rune_lp.sample.sprites.aircraft import airliner, helicopter, light_plane
from rune_lp.sample.sprites.buildings import (
    bridge,
    hall,
    house,
    pier,
    pool,
    roundabout,
    tank,
    tower,
)
from rune_lp.sample.sprites.fields import (
    baseball_diamond,
    basketball_court,
    soccer_field,
    tennis_court,
    track,
)
from rune_lp.sample.sprites.part import Part, Sprite
from rune_lp.sample.sprites.plants import tree
from rune_lp.sample.sprites.vehicles import boat, bus, car, cargo_ship, container, lorry, van

__all__ = ["SPRITES", "TIERS", "Part", "Sprite"]

TIERS: tuple[dict[str, Sprite], ...] = (
    {
        "track": track,
        "roundabout": roundabout,
        "pool": pool,
        "tennis court": tennis_court,
        "basketball court": basketball_court,
        "soccer field": soccer_field,
        "baseball diamond": baseball_diamond,
    },
    {"pier": pier},
    {
        "boat": boat,
        "cargo ship": cargo_ship,
    },
    {"bridge": bridge},
    {
        "car": car,
        "van": van,
        "bus": bus,
        "lorry": lorry,
        "container": container,
        "airliner": airliner,
        "light plane": light_plane,
        "helicopter": helicopter,
    },
    {"house": house, "hall": hall, "tower": tower, "tank": tank},
    {"tree": tree},
)
"""The sprites by kind, in tiers from the lowest to the highest: what may lie over what.

A tier's shadows fall on every tier below it and on its own ground, not on its own things.
"""

SPRITES: dict[str, Sprite] = {kind: sprite for tier in TIERS for kind, sprite in tier.items()}
