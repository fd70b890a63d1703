import pytest
from PIL import Image
from pyproj import CRS

from rune_lp.scenes import Georeference
from rune_lp.scenes.formats.pictures import read_picture

WORLD = "0.5\n0.0\n0.0\n-0.5\n500000.25\n4599999.75\n"
TRANSFORM = (0.5, 0, 500_000, 0, -0.5, 4_600_000)


def picture(folder, name="a.jpg", **files):
    Image.new("RGB", (40, 30)).save(folder / name)
    for suffix, text in files.items():
        (folder / f"a.{suffix}").write_text(text, encoding="utf-8")
    return folder / name


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("a.jpg", "jgw"),
        ("a.jpg", "jpgw"),
        ("a.jpg", "wld"),
        ("a.png", "PGW"),
        ("a.tif", "tfw"),
        ("a.tif", "tifw"),
    ],
)
def test_a_world_file_places_the_picture_beside_it(tmp_path, name, suffix):
    found = read_picture(picture(tmp_path, name, **{suffix: WORLD}))
    assert found.georeference == Georeference(TRANSFORM)
    assert (found.gsd, found.north) == (None, 0)


def test_its_system_is_in_a_file_beside_it(tmp_path):
    wkt = CRS("EPSG:32631").to_wkt("WKT1_ESRI", pretty=True)
    found = read_picture(picture(tmp_path, jgw=WORLD, prj=wkt))
    assert found.gsd == pytest.approx(0.5, rel=1e-3)
    assert CRS(found.georeference.crs) == CRS(wkt)
    assert "\n" not in found.georeference.crs


def test_its_system_may_be_given(tmp_path):
    found = read_picture(picture(tmp_path, jgw=WORLD), crs="EPSG:32631")
    assert found.georeference == Georeference(TRANSFORM, "EPSG:32631")
    assert found.gsd == pytest.approx(0.5, rel=1e-3)


def test_a_decimal_comma_is_read(tmp_path):
    found = read_picture(picture(tmp_path, jgw=WORLD.replace(".", ",")))
    assert found.georeference == Georeference(TRANSFORM)


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("", "must have 6 numbers, but got 0"),
        (WORLD + "1\n", "must have 6 numbers, but got 7"),
        (WORLD.replace("-0.5", "north"), "line 4 must be a number, but got 'north'"),
        ("0\n0\n0\n0\n1\n1\n", "must be finite and invertible"),
    ],
    ids=["empty", "seven", "word", "singular"],
)
def test_a_broken_world_file_is_told_and_the_size_kept(tmp_path, text, remark):
    found = read_picture(picture(tmp_path, jgw=text))
    assert found.size == (40, 30)
    assert found.georeference is None
    (said,) = found.remarks
    assert "a.jgw" in said
    assert remark in said


def test_a_system_that_is_none_is_told(tmp_path):
    found = read_picture(picture(tmp_path, jgw=WORLD, prj="the moon"))
    (said,) = found.remarks
    assert "'the moon' is not a coordinate reference system" in said
