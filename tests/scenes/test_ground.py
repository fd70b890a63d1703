import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from rune_lp.errors import InputError
from rune_lp.scenes import Georeference
from rune_lp.scenes import ground as module
from rune_lp.scenes.ground import check_system, ground_frame, lon_lat

SIZE = (1000, 800)


def turned(degrees: float, east: float, north: float, gsd: float = 0.5) -> Georeference:
    """An image of UTM zone 31 whose up is so many degrees clockwise from the grid's north."""
    sine, cosine = (round(f(math.radians(degrees)), 15) for f in (math.sin, math.cos))
    transform = (gsd * cosine, -gsd * sine, east, -gsd * sine, -gsd * cosine, north)
    return Georeference(transform, "EPSG:32631")


def off(first: float, second: float) -> float:
    """How far two directions are apart, in degrees."""
    return abs((first - second + 180) % 360 - 180)


@given(st.floats(0, 360), st.floats(2e5, 8e5), st.floats(1e5, 9e6))
def test_the_way_to_north_in_the_image_is_north_on_the_ground(degrees, east, north):
    reference = turned(degrees, east, north)
    frame = ground_frame(reference, SIZE)
    # From the centre 100 px towards what is said to be north, on the ellipsoid.
    bearing = math.radians(frame.north)
    center = np.array(SIZE) / 2
    ahead = center + 100 * np.array([math.sin(bearing), -math.cos(bearing)])
    (lon1, lat1), (lon2, lat2) = lon_lat(reference, np.array([center, ahead]))
    azimuth, _, metres = Geod(ellps="WGS84").inv(lon1, lat1, lon2, lat2)
    assert off(azimuth, 0) < 0.01
    assert metres == pytest.approx(100 * frame.gsd, rel=1e-5)


def test_north_of_a_grid_is_not_that_of_the_ground():
    # The convergence of a transverse Mercator grid is about Δλ·sin φ: 3° off the central meridian
    # at 52° north it is 2.4°.
    east, north = Transformer.from_crs(4326, 32631, always_xy=True).transform(5.99, 52.0)
    frame = ground_frame(turned(0, east, north), SIZE)
    assert off(frame.north, -2.99 * math.sin(math.radians(52))) < 0.02


def test_a_metre_of_web_mercator_is_less_on_the_ground():
    x, y = Transformer.from_crs(4326, 3857, always_xy=True).transform(10.0, 60.0)
    reference = Georeference((1, 0, x, 0, -1, y), "EPSG:3857")
    # On the ellipsoid the scale is cos φ / sqrt(1 - e² sin² φ) to the east, and less to the north.
    assert ground_frame(reference, (10, 10)).gsd == pytest.approx(0.5, rel=0.005)


@given(st.floats(-80, 80), st.floats(-170, 170))
def test_degrees_without_pyproj_are_those_with_it(latitude, longitude):
    reference = Georeference((2e-6, 0, longitude, 0, -1e-6, latitude), "EPSG:4326")
    exact = ground_frame(reference, SIZE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "find_spec", lambda _: None)
        assert ground_frame(reference, SIZE).gsd is None
        rough = ground_frame(reference, SIZE, "degree")
    assert rough.gsd == pytest.approx(exact.gsd, rel=1e-4)
    assert off(rough.north, exact.north) < 0.01


def test_where_the_system_is_unknown_metres_are_too():
    frame = ground_frame(Georeference((0.5, 0, 0, 0, -0.5, 0)), SIZE)
    assert frame == (None, 0)


def utm(lon: float, lat: float, meridian: float) -> tuple[float, float]:
    """Easting and northing on the northern half, by the series of Krüger (1912) to n³."""
    n = (1 / 298.257223563) / (2 - 1 / 298.257223563)
    radius = 6_378_137.0 / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    alpha = (
        n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16,
        13 * n**2 / 48 - 3 * n**3 / 5,
        61 * n**3 / 240,
    )
    phi, delta = math.radians(lat), math.radians(lon - meridian)
    k = 2 * math.sqrt(n) / (1 + n)
    t = math.sinh(math.atanh(math.sin(phi)) - k * math.atanh(k * math.sin(phi)))
    xi = math.atan2(t, math.cos(delta))
    eta = math.atanh(math.sin(delta) / math.hypot(1, t))
    east, north = eta, xi
    for j, a in enumerate(alpha, start=1):
        east += a * math.cos(2 * j * xi) * math.sinh(2 * j * eta)
        north += a * math.sin(2 * j * xi) * math.cosh(2 * j * eta)
    return 500_000 + 0.9996 * radius * east, 0.9996 * radius * north


@given(st.floats(0, 360), st.floats(2e5, 8e5), st.floats(1e5, 9e6), st.integers(0, 1000))
def test_pixels_are_where_the_series_of_krueger_has_them(degrees, east, north, pixel):
    reference = turned(degrees, east, north)
    point = np.array([pixel, 1000.0 - pixel])
    lon, lat = lon_lat(reference, point)
    assert utm(lon, lat, 3) == pytest.approx(tuple(reference.coordinates(point)), abs=0.005)


def test_a_known_place_is_where_it_is():
    # The Eiffel Tower: 48.8583° N, 2.2945° E is 448251.8 m E, 5411943.8 m N in zone 31.
    reference = Georeference((0.2, 0, 448_151.8, 0, -0.2, 5_412_043.8), "EPSG:32631")
    found = lon_lat(reference, np.array([500.0, 500.0]))
    assert found == pytest.approx([2.2945, 48.8583], abs=2e-6)


@pytest.mark.parametrize(
    ("crs", "message"),
    [
        ("EPSG:999999", "'EPSG:999999' is not a coordinate reference system"),
        ("the moon", "'the moon' is not"),
        ('LOCAL_CS["site"]', "has no place on the Earth"),
    ],
)
def test_what_is_no_system_is_refused(crs, message):
    with pytest.raises(InputError, match=message):
        check_system(crs)


def test_an_image_outside_of_its_system_is_refused():
    with pytest.raises(InputError, match="outside of where 'EPSG:32631' is defined"):
        ground_frame(Georeference((1, 0, 1e30, 0, -1, 1e30), "EPSG:32631"), SIZE)
