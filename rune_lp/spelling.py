"""One spelling of each name: what makes `SmallVehicle` and `small-vehicle` one class."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

__all__ = ["snake_case", "spelling_key"]


@cache
def snake_case(label: str) -> str:
    """Return a label in ASCII snake case; characters without an ASCII form become their number.

    >>> [snake_case(label) for label in ("SmallVehicle", "small-vehicle", "Größe", "船")]
    ['small_vehicle', 'small_vehicle', 'grosse', 'u8239']
    """
    text = unicodedata.normalize("NFKD", label.replace("ß", "ss"))
    text = "".join(character for character in text if not unicodedata.combining(character))
    text = "".join(c if c.isascii() else f"_u{ord(c):x}_" for c in text)
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text)
    return re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_").lower()


def spelling_key(name: str) -> str:
    """Return what the spellings of one name have in common.

    >>> spelling_key("SmallVehicle") == spelling_key("small-vehicle") == "smallvehicle"
    True
    """
    return re.sub(r"[^a-z0-9]", "", name.lower())
