"""The parameters of the relations: the `default` profile, and profiles read from files."""

from __future__ import annotations

import difflib
import math
import re
import sys
import tomllib
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from rune_lp.errors import Fault, InputError, Place

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Profile"]

_RANGES = {
    "factor": (0.0, math.inf),
    "fraction": (math.ulp(0.0), 1.0),
    "degrees": (0.0, 90.0),
    "ratio": (1.0, math.inf),
    "pixels": (0.0, math.inf),
}
"""The least and the greatest value of a parameter, by the last word of its name.

A fraction of 0 would make two boxes that do not meet lie inside each other.
"""


@dataclass(frozen=True, slots=True)
class Profile:
    """The parameters that the relations' definitions leave open, with their defaults.

    Attributes:
        near_factor: `near` reaches this many mean lengths.
        next_to_factor: `next_to` reaches this many mean lengths.
        inside_fraction: `inside` wants at least this fraction of the area covered.
        overlaps_fraction: `overlaps` wants at least this fraction of the smaller area.
        parallel_degrees: `parallel` allows long sides at most this far apart.
        perpendicular_degrees: `perpendicular` wants long sides at least this far apart.
        line_degrees: `in_line` and `side_by_side` allow the direction between centres to be off
            by at most this.
        elongated_ratio: `elongated` wants length >= this times width.
        larger_ratio: `larger` wants area >= this times the other's.
        border_pixels: `at_border` reaches this far from the image's frame.

    Raises:
        ValueError: A parameter is out of range.

    >>> Profile().near_factor, Profile(near_factor=2).near_factor
    (1.0, 2)
    """

    near_factor: float = 1.0
    next_to_factor: float = 0.25
    inside_fraction: float = 0.8
    overlaps_fraction: float = 0.1
    parallel_degrees: float = 10.0
    perpendicular_degrees: float = 80.0
    line_degrees: float = 15.0
    elongated_ratio: float = 1.2
    larger_ratio: float = 1.2
    border_pixels: float = 2.0

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            fault = _fault(name, value)
            if fault is not None:
                raise ValueError(fault.message)

    def with_setting(self, name: str, value: float, place: Place | None = None) -> Profile:
        """Return the profile with one parameter changed.

        Args:
            name: The parameter.
            value: Its new value.
            place: Where the setting was written, for the error.

        Raises:
            InputError: There is no such parameter, or the value is not a number in its range.

        >>> Profile().with_setting("near_factor", 1.5).near_factor
        1.5
        >>> Profile().with_setting("nearfactor", 1.5)
        Traceback (most recent call last):
        rune_lp.errors.InputError: no parameter is called 'nearfactor' (near_factor?)
        """
        fault = _fault(name, value)
        if fault is not None:
            raise InputError(replace(fault, place=place))
        return replace(self, **{name: float(value)})

    @classmethod
    def from_toml(cls, path: Path) -> Profile:
        """Return the default profile with the parameters that a TOML file sets.

        The file has a line for each, `near_factor = 1.5`.

        Raises:
            InputError: The file cannot be read, is not TOML, or sets what is no parameter or to
                what is no number in the parameter's range.
        """
        try:
            text = path.read_text(encoding="utf-8-sig")
            settings = tomllib.loads(text)
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputError.of(f"cannot read the profile: {reason}", Place(str(path))) from error
        except UnicodeDecodeError as error:
            raise InputError.of(
                "the profile is not UTF-8 text", Place(str(path)), hint="save it as UTF-8"
            ) from error
        except tomllib.TOMLDecodeError as error:
            raise InputError(_toml_fault(str(error), path, text)) from error
        profile = cls()
        for name, value in settings.items():
            profile = profile.with_setting(name, value, Place(str(path), _line_of(name, text)))
        return profile


def _fault(name: str, value: Any) -> Fault | None:
    """Return what is wrong with a setting, or None."""
    names = [field.name for field in fields(Profile)]
    if name not in names:
        close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
        hint = f"{close[0]}?" if close else f"the parameters are {', '.join(names)}"
        return Fault(f"no parameter is called {name!r}", hint=hint)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not abs(value) <= sys.float_info.max:
        return Fault(f"{name} must be a finite number, but got {value!r}")
    low, high = _RANGES[name.rsplit("_", 1)[1]]
    if not low <= value <= high:
        least = f"above {low:.0f}" if 0 < low < 1 else f"at least {low:g}"
        most = "" if math.isinf(high) else f" and at most {high:g}"
        return Fault(f"{name} must be {least}{most}, but got {value!r}")
    return None


def _toml_fault(message: str, path: Path, text: str) -> Fault:
    """Return the fault that tomllib describes, whose place it has only in words."""
    reason, _, where = message.partition(" (at ")
    found = re.match(r"line (\d+), column (\d+)", where)
    last = len(text.splitlines()) or 1
    place = Place(str(path), int(found[1]), int(found[2])) if found else Place(str(path), last)
    return Fault(f"not a TOML file: {reason}", place, hint="write near_factor = 1.5, for example")


def _line_of(name: str, text: str) -> int | None:
    """Return the line on which a TOML text sets a top-level name."""
    spelled = rf"""\s*\[*\s*["']?{re.escape(name)}\b"""
    lines = enumerate(text.splitlines(), start=1)
    return next((number for number, line in lines if re.match(spelled, line)), None)
