"""Surfaces: the colour and the texture of each kind of ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rune_lp.sample.site import Colour

__all__ = ["SURFACES", "Surface"]


@dataclass(frozen=True, slots=True)
class Surface:
    """How a kind of ground looks; the amounts are standard deviations in grey levels.

    Attributes:
        colour: The mean colour.
        grain: Texture of a pixel or two.
        mottle: Patches of some metres.
        drift: Slow change over tens of metres.
        rows: Strength of parallel rows (a ploughed field), 0 for none.
        green: Whether trees may grow on it.
    """

    colour: Colour
    grain: float
    mottle: float
    drift: float
    rows: float = 0.0
    green: bool = False


SURFACES: dict[str, Surface] = {
    "water": Surface((38, 58, 56), 2.0, 1.4, 3),
    "sea": Surface((32, 56, 68), 2.4, 1.6, 3.5),
    "shallows": Surface((74, 98, 90), 2.0, 4.0, 6),
    "grass": Surface((88, 102, 66), 5.0, 8.0, 8, green=True),
    "lawn": Surface((84, 108, 64), 3.0, 4.0, 5, green=True),
    "turf": Surface((82, 116, 66), 2.5, 3.0, 4),
    "dry grass": Surface((142, 132, 96), 5.0, 8.0, 9, green=True),
    "scrub": Surface((72, 86, 56), 8.0, 11.0, 8, green=True),
    "earth": Surface((154, 133, 106), 4.0, 7.0, 9, green=True),
    "bare earth": Surface((158, 138, 112), 4.0, 6.0, 7),
    "sand": Surface((190, 174, 142), 3.5, 5.0, 7),
    "gravel": Surface((150, 144, 134), 6.0, 5.0, 6),
    "asphalt": Surface((94, 95, 96), 3.0, 4.0, 5),
    "old asphalt": Surface((126, 124, 120), 3.5, 5.0, 6),
    "concrete": Surface((168, 164, 154), 3.0, 4.0, 5),
    "paving": Surface((158, 150, 138), 5.0, 4.0, 4),
    "hard court green": Surface((78, 118, 92), 1.5, 2.0, 2),
    "hard court blue": Surface((66, 96, 132), 1.5, 2.0, 2),
    "hard court red": Surface((150, 92, 76), 1.5, 2.0, 2),
    "clay": Surface((172, 112, 80), 2.5, 3.0, 3),
    "wheat": Surface((176, 158, 108), 4.0, 5.0, 8, rows=5.0),
    "crop": Surface((92, 116, 66), 4.0, 6.0, 8, rows=7.0),
    "plough": Surface((128, 104, 82), 4.5, 6.0, 9, rows=6.0),
}
"""Every surface by name. The means were judged by eye against public aerial imagery."""
