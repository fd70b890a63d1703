import struct

import pytest
from PIL import Image

from rune_lp.errors import InputError
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


GEO = {"scale": 33550, "matrix": 34264}


@pytest.mark.parametrize("big", [False, True], ids=["TIFF", "BigTIFF"])
@pytest.mark.parametrize("order", ["<", ">"], ids=["little", "big"])
def test_a_geotiff_has_a_ground_sample_distance(tmp_path, order, big):
    path = write(tmp_path / "a.tif", tiff(order, big, scale=(0.3, 0.3, 0.0)))
    picture = read_picture(path)
    assert picture.size == (300, 200)
    assert picture.gsd == pytest.approx(0.3)
    assert picture.north is None


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


@pytest.mark.parametrize(
    "geo",
    [
        {"keys": (1, 1, 0, 1, 1024, 0, 1, 2), "scale": (1e-5, 1e-5, 0)},
        {"keys": (1, 1, 0, 2, 1024, 0, 1, 1, 3076, 0, 1, 9002), "scale": (1, 1, 0)},
        {"scale": (1e9, 1e9, 0)},
        {"matrix": (0.0,) * 16},
        {},
    ],
    ids=["degrees", "feet", "nonsense", "singular", "no scale"],
)
def test_a_frame_that_is_not_in_metres_gives_no_distance(tmp_path, geo):
    picture = read_picture(write(tmp_path / "a.tif", tiff("<", False, **geo)))
    assert (picture.size, picture.gsd, picture.north) == ((300, 200), None, None)


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
