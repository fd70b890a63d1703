"""The ground below an image: metres per pixel, the direction of north, and longitude and latitude.

A reference system's own grid is not the ground: a metre of Web Mercator at 60° north is half a
metre, and north of a UTM grid is up to 3° off. So all is measured on the ellipsoid, by pyproj.
Where pyproj is not installed, the grid stands in, for metres and degrees only.
"""

from __future__ import annotations

import math
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

import numpy as np

from rune_lp.errors import InputError
from rune_lp.optional import require

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from rune_lp.scenes.georeference import Georeference

__all__ = ["GroundFrame", "Unit", "can_project", "check_system", "ground_frame", "lon_lat"]

Unit: TypeAlias = Literal["metre", "degree"]

STEP = 4.0
"""Pixels to either side of the centre between which the ground is measured: over one pixel of
0.1 m the rounding of degrees would show in the sixth digit."""

EQUATOR = 6_378_137.0
"""The semi-major axis of WGS 84 in metres."""

ECCENTRICITY2 = 0.00669437999014
"""The squared eccentricity of WGS 84."""


class GroundFrame(NamedTuple):
    """How an image lies on the ground, at its centre.

    Attributes:
        gsd: Metres per pixel: the side of a square as large as a pixel; None if unknown.
        north: The direction of north in degrees clockwise from the image's up.
    """

    gsd: float | None
    north: float


def can_project() -> bool:
    """Return whether reference systems can be told apart and reckoned with."""
    return find_spec("pyproj") is not None


def check_system(crs: str) -> None:
    """Check that a text names a reference system with coordinates on the Earth.

    Raises:
        InputError: It does not, or pyproj is not installed.
    """
    _to_degrees(crs, None)


def ground_frame(
    reference: Georeference, size: tuple[float, float], unit: Unit | None = None
) -> GroundFrame:
    """Return how an image lies on the ground.

    Args:
        reference: Where its pixels are.
        size: Its width and height in pixels.
        unit: What its coordinates are in, for where the reference system is not known or pyproj
            not installed; then north is the grid's.

    Raises:
        InputError: The reference system is not known to pyproj, or the image's centre lies
            outside of where it is defined.

    >>> from rune_lp.scenes.georeference import Georeference
    >>> ground_frame(Georeference((0.3, 0, 0, 0, -0.3, 0)), (100, 100), "metre")
    GroundFrame(gsd=0.3, north=0.0)
    """
    center = np.array(size) / 2
    if reference.crs is not None and can_project():
        steps = _measured(reference, center)
        return GroundFrame(_side(steps), _north(steps))
    a, b, _, d, e, _ = reference.transform
    steps = np.array([(a, b), (d, e)])
    if unit == "degree":
        steps = steps * np.array(_metres_per_degree(reference.coordinates(center)[1]))[:, None]
    return GroundFrame(_side(steps) if unit else None, _north(steps))


def lon_lat(reference: Georeference, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the WGS 84 lon_lat and latitudes in degrees of pixel positions (…, 2).

    Raises:
        InputError: The reference system is unknown, or not to pyproj, pyproj is not installed, or
            a point lies outside of where the system is defined.
    """
    if reference.crs is None:
        raise InputError.of("the coordinate reference system is not known")
    return _degrees(reference, points, "EPSG:4326")


def _measured(reference: Georeference, center: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the metres east and north (rows) of a step right and one down (columns)."""
    from pyproj import CRS

    arms = np.array([(-STEP, 0), (STEP, 0), (0, -STEP), (0, STEP)])
    left, right, top, bottom = _degrees(reference, center + arms, None).tolist()
    geod: Any = CRS.from_user_input(reference.crs).get_geod()
    columns = []
    for (lon1, lat1), (lon2, lat2) in ((left, right), (top, bottom)):
        azimuth, _, metres = geod.inv(lon1, lat1, lon2, lat2)
        bearing = math.radians(azimuth)
        step = metres / (2 * STEP)
        columns.append((step * math.sin(bearing), step * math.cos(bearing)))
    return np.array(columns).T


def _side(steps: NDArray[np.float64]) -> float:
    return math.sqrt(abs(float(np.linalg.det(steps))))


def _north(steps: NDArray[np.float64]) -> float:
    # Going north by one metre is going by (right, down) pixels: the inverse of the matrix.
    (east_right, east_down), (north_right, north_down) = steps.tolist()
    determinant = east_right * north_down - east_down * north_right
    right, down = -east_down / determinant, east_right / determinant
    # Without the sum a north of -0.0 would be printed.
    return math.degrees(math.atan2(right, -down)) % 360 + 0.0


def _metres_per_degree(latitude: float) -> tuple[float, float]:
    """Return the metres of a degree of longitude and of latitude, on WGS 84.

    They are N·cos φ and M times π/180, N and M the radii of curvature in the prime vertical and in
    the meridian.
    """
    sine = math.sin(math.radians(latitude))
    root = math.sqrt(1 - ECCENTRICITY2 * sine * sine)
    across = EQUATOR / root * math.cos(math.radians(latitude))
    along = EQUATOR * (1 - ECCENTRICITY2) / root**3
    return math.radians(across), math.radians(along)


def _degrees(
    reference: Georeference, points: NDArray[np.float64], target: str | None
) -> NDArray[np.float64]:
    placed = reference.coordinates(points)
    transformer = _to_degrees(str(reference.crs), target)
    found: Sequence[Any] = transformer.transform(placed[..., 0], placed[..., 1])
    degrees = np.stack([np.asarray(axis, dtype=np.float64) for axis in found[:2]], axis=-1)
    if not np.isfinite(degrees).all():
        message = f"the image lies outside of where {_short(str(reference.crs))} is defined"
        raise InputError.of(message, hint="is the transform that of this reference system?")
    return degrees


@lru_cache(maxsize=64)
def _to_degrees(crs: str, target: str | None) -> Any:
    """Return the transformer from a system to another's, or its own datum's, lon and lat."""
    require("pyproj", extra="geo")
    from pyproj import CRS, Transformer
    from pyproj.exceptions import ProjError

    try:
        system = CRS.from_user_input(crs)
        geographic = CRS.from_user_input(target) if target else system.geodetic_crs
        if geographic is None:
            hint = "EPSG:32631, for example"
            raise InputError.of(f"{_short(crs)} has no place on the Earth", hint=hint)
        return Transformer.from_crs(system, geographic, always_xy=True)
    except ProjError:
        message = f"{_short(crs)} is not a coordinate reference system"
        raise InputError.of(message, hint="EPSG:32631 or WKT, for example") from None


def _short(crs: str) -> str:
    """Return a system's name as an error has room for."""
    return repr(crs if len(crs) <= 40 else f"{crs[:36]}…")
