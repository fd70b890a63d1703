import struct

import numpy as np
import pytest
import rasterio
from PIL import Image

from rune_lp.errors import InputError
from rune_lp.scenes import Georeference
from rune_lp.scenes.formats.pictures import read_picture
from tests.scenes.formats.source_files import write


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "gif", "bmp", "webp", "ppm"])
def test_the_size_is_what_pillow_says(tmp_path, suffix, mode):
    path = tmp_path / f"a.{suffix}"
    Image.new(mode, (333, 217)).save(path)
    assert read_picture(path).size == (333, 217)


@pytest.mark.parametrize(
    "options", [{"progressive": True}, {"quality": 5}, {"comment": b"x" * 999}]
)
def test_the_size_of_a_jpeg_is_in_its_frame(tmp_path, options):
    path = tmp_path / "a.jpg"
    Image.new("RGB", (333, 217)).save(path, **options)
    assert read_picture(path).size == (333, 217)


def tiff(order: str, big: bool, **geo) -> bytes:
    """A TIFF file of 300 x 200 pixels without any, with GeoTIFF tags."""
    keys = geo.pop("keys", (1, 1, 0, 1, 1024, 0, 1, 1))
    fields = [(256, "H", (300,)), (257, "I", (200,))]
    fields += [(tag, "d", geo[name]) for name, tag in GEO.items() if name in geo]
    fields += [(34735, "H", keys)]
    kinds = {"H": 3, "I": 4, "d": 12}
    magic = {"<": b"II", ">": b"MM"}[order]
    head = magic + (struct.pack(f"{order}HHHQ", 43, 8, 0, 16) if big else b"")
    head += b"" if big else struct.pack(f"{order}HI", 42, 8)
    entry, inline = ("HHQ8s", 8) if big else ("HHI4s", 4)
    size = struct.calcsize(order + entry) * len(fields) + (16 if big else 6)
    directory, data = struct.pack(order + ("Q" if big else "H"), len(fields)), b""
    for tag, kind, values in fields:
        raw = struct.pack(f"{order}{len(values)}{kind}", *values)
        if len(raw) > inline:
            offset = len(head) + size + len(data)
            data += raw
            raw = struct.pack(order + ("Q" if big else "I"), offset)
        directory += struct.pack(order + entry, tag, kinds[kind], len(values), raw)
    return head + directory.ljust(size, b"\0") + data


GEO = {"scale": 33550, "ties": 33922, "matrix": 34264}

TIES = (0.0, 0.0, 0.0, 7e5, 5e6, 0.0)


@pytest.mark.parametrize("big", [False, True], ids=["TIFF", "BigTIFF"])
@pytest.mark.parametrize("order", ["<", ">"], ids=["little", "big"])
def test_a_geotiff_has_a_ground_sample_distance(tmp_path, order, big):
    path = write(tmp_path / "a.tif", tiff(order, big, scale=(0.3, 0.3, 0.0), ties=TIES))
    picture = read_picture(path)
    assert picture.size == (300, 200)
    assert picture.gsd == pytest.approx(0.3)
    assert picture.north == 0
    assert picture.georeference == Georeference((0.3, 0, 7e5, 0, -0.3, 5e6))


@pytest.mark.parametrize(
    ("a", "b", "d", "e", "north"),
    [
        (0.5, 0.0, 0.0, -0.5, 0),
        (0.0, 0.5, 0.5, 0.0, 90),
        (-0.5, 0.0, 0.0, 0.5, 180),
        (0.0, -0.5, -0.5, 0.0, 270),
    ],
    ids=["up", "right", "down", "left"],
)
def test_a_turned_geotiff_has_a_north(tmp_path, a, b, d, e, north):
    # Ground x = a·right + b·down, y = d·right + e·down; north is where y grows.
    matrix = (a, b, 0, 7e5, d, e, 0, 5e6, 0, 0, 0, 0, 0, 0, 0, 1)
    picture = read_picture(write(tmp_path / "a.tif", tiff("<", False, matrix=matrix)))
    assert picture.gsd == pytest.approx(0.5)
    assert picture.north == pytest.approx(north)


FEET = (1, 1, 0, 2, 1024, 0, 1, 1, 3076, 0, 1, 9002)


@pytest.mark.parametrize(
    ("geo", "remark"),
    [
        ({"scale": (1.0, 1.0, 0.0), "ties": TIES, "keys": FEET}, None),
        ({"scale": (1e9, 1e9, 0.0), "ties": TIES}, "gsd must be in 0.01..100 m/px"),
        ({"matrix": (0.0,) * 16}, "must be finite and invertible"),
        ({"scale": (1.0, 1.0, 0.0)}, None),
        ({}, None),
    ],
    ids=["feet", "nonsense", "singular", "no tie point", "no scale"],
)
def test_a_frame_that_is_not_in_metres_gives_no_distance(tmp_path, geo, remark):
    picture = read_picture(write(tmp_path / "a.tif", tiff("<", False, **geo)))
    assert (picture.size, picture.gsd) == ((300, 200), None)
    assert [remark in said for said in picture.remarks] == ([True] if remark else [])


def degrees(code: int = 4326) -> tuple[int, ...]:
    return (1, 1, 0, 2, 1024, 0, 1, 2, 2048, 0, 1, code)


def test_degrees_are_metres_at_the_latitude_of_the_image(tmp_path):
    # At 60° a degree of longitude is 55,800 m and one of latitude 111,412 m on WGS 84.
    ties = (0.0, 0.0, 0.0, 10.0, 60.001, 0.0)
    path = write(
        tmp_path / "a.tif", tiff("<", False, scale=(1e-5, 1e-5, 0), ties=ties, keys=degrees())
    )
    picture = read_picture(path)
    assert picture.gsd == pytest.approx((0.55800 * 1.11412) ** 0.5, rel=1e-4)
    assert picture.north == pytest.approx(0)


TRANSFORMS = {
    "upright": (0.5, 0, 7e5, 0, -0.5, 5e6),
    "turned": (0.4, 0.3, 7e5, 0.3, -0.4, 5e6),
    "mirrored": (0.5, 0, 7e5, 0, 0.5, 5e6),
    "oblong": (0.5, 0, 7e5, 0, -0.25, 5e6),
}


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
@pytest.mark.parametrize("crs", ["EPSG:32631", "EPSG:3857", "EPSG:2056", None])
@pytest.mark.parametrize("options", [{}, {"AREA_OR_POINT": "Point"}], ids=["area", "point"])
@pytest.mark.parametrize("transform", TRANSFORMS.values(), ids=TRANSFORMS)
def test_a_geotiff_is_where_rasterio_says(tmp_path, crs, options, transform):
    path = tmp_path / "a.tif"
    with rasterio.open(
        path, "w", "GTiff", 30, 20, 1, crs, rasterio.Affine(*transform), "uint8"
    ) as file:
        file.update_tags(**options)
    found = read_picture(path).georeference
    with rasterio.open(path) as file:
        assert found is not None
        assert found.transform == pytest.approx(tuple(file.transform)[:6])
        assert found.crs == (file.crs.to_string() if crs else None)


def test_a_system_without_a_code_is_read_by_rasterio(tmp_path):
    path = tmp_path / "a.tif"
    local = "+proj=tmerc +lat_0=50 +lon_0=5 +k=1 +x_0=0 +y_0=0 +ellps=WGS84 +units=m"
    with rasterio.open(
        path, "w", "GTiff", 30, 20, 1, local, rasterio.Affine(0.5, 0, 0, 0, -0.5, 0), "uint8"
    ):
        pass
    picture = read_picture(path)
    assert picture.gsd == pytest.approx(0.5, rel=1e-6)
    assert picture.north == pytest.approx(0, abs=1e-3) or picture.north > 359.999
    assert "Transverse_Mercator" in picture.georeference.crs


def test_a_jpeg_2000_is_read_by_rasterio(tmp_path):
    path = tmp_path / "a.jp2"
    with rasterio.open(
        path,
        "w",
        "JP2OpenJPEG",
        64,
        48,
        1,
        "EPSG:32631",
        rasterio.Affine(0.5, 0, 7e5, 0, -0.5, 5e6),
        "uint8",
    ) as file:
        file.write(np.zeros((1, 48, 64), dtype=np.uint8))
    picture = read_picture(path)
    assert picture.size == (64, 48)
    assert picture.georeference == Georeference((0.5, 0, 7e5, 0, -0.5, 5e6), "EPSG:32631")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not a picture"),
        (b"no picture at all", "is not a picture"),
        (b"\x89PNG\r\n\x1a\n", "is a damaged picture"),
        (b"\xff\xd8\xff\xe0", "is a damaged picture"),
        (b"\xff\xd8\xff\xe0\0\4xxyy", "is a damaged picture"),
        (b"II*\0\xff\xff\xff\xff", "is a damaged picture"),
        (b"II*\0\x08\0\0\0\0\0", "is a damaged picture"),
        (b"GIF89a\0\0\0\0", "is a picture of no size"),
    ],
)
def test_what_is_no_picture_is_refused(tmp_path, content, message):
    with pytest.raises(InputError, match=message):
        read_picture(write(tmp_path / "a.png", content))


def test_a_picture_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_picture(tmp_path / "a.png")
