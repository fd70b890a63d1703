"""`--geojson`: answers as features on the ground, checked against known coordinates."""

from __future__ import annotations

import json

import numpy as np
import pytest
import rasterio
import shapely
from PIL import Image

from tests.cli.program import call, refused

NEAR = "a ship near a harbor"

# 48.8583° N, 2.2945° E is 448251.8 m E, 5411943.8 m N in UTM zone 31.
EAST, NORTH = 448_251.8, 5_411_943.8

BOXES = {
    "harbor": [[0, 0], [40, 0], [40, 20], [0, 20]],
    "ship": [[50, 0], [70, 0], [70, 10], [50, 10]],
}


def detections(*images: str) -> str:
    objects = [{"class": name, "score": 0.9, "polygon": box} for name, box in BOXES.items()]
    return "".join(json.dumps({"image": image, "objects": objects}) + "\n" for image in images)


def geotiff(path, transform, crs="EPSG:32631"):
    affine = rasterio.Affine(*transform)
    with rasterio.open(path, "w", "GTiff", 200, 100, 3, crs, affine, "uint8") as file:
        file.write(np.zeros((3, 100, 200), dtype=np.uint8))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "found.jsonl").write_text(detections("P1"))
    (tmp_path / "images").mkdir()
    return tmp_path


def indexed(folder, *options):
    path = folder / "x.catalog"
    ran = call("index", folder / "found.jsonl", "-o", path, "--images", folder / "images", *options)
    assert ran.code == 0, ran
    return path


def written(path):
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["type"] == "FeatureCollection"
    for feature in document["features"]:
        ring = shapely.geometry.shape(feature["geometry"])
        assert ring.is_valid
        assert all(part.exterior.is_ccw for part in getattr(ring, "geoms", [ring]))
    return document["features"]


def test_a_witness_is_where_it_is_on_the_ground(folder):
    geotiff(folder / "images/P1.tif", (0.5, 0, EAST, 0, -0.5, NORTH))
    catalog = indexed(folder)
    ran = call("search", catalog, NEAR, "--geojson", folder / "a.geojson")
    assert (ran.code, ran.err) == (0, "")
    outline, ship, harbor = written(folder / "a.geojson")
    assert set(outline["properties"]) == {"image", "score", "explanation"}
    assert ship["properties"]["variable"] == "x"
    assert ship["properties"]["class"] == "ship"
    assert harbor["properties"]["id"] == 0
    # The harbour's first corner is the image's: the known place.
    corners = harbor["geometry"]["coordinates"][0]
    assert min(np.hypot(lon - 2.2945, lat - 48.8583) for lon, lat in corners) < 2e-6
    # At 48.86° a degree is 73,360 m of longitude and 111,207 m of latitude (WGS 84).
    lons, lats = np.array(corners).T
    assert (lons.max() - lons.min()) * 73_360 == pytest.approx(20, abs=0.2)
    assert (lats.max() - lats.min()) * 111_207 == pytest.approx(10, abs=0.4)


def test_metres_can_be_asked_for(folder):
    geotiff(folder / "images/P1.tif", (0.5, 0, EAST, 0, -0.5, NORTH))
    catalog = indexed(folder)
    # The ship is 10 px from the harbour: 5 m.
    formula = "exists x y. ship(x) & harbor(y) & distance(x, y) {} 5.1 m"
    assert call("search", catalog, "--fol", formula.format("<=")).code == 0
    assert call("search", catalog, "--fol", formula.format(">")).code == 1


@pytest.mark.parametrize(
    ("transform", "relation"),
    [
        ((0.5, 0, EAST, 0, -0.5, NORTH), "east_of"),
        ((0, 0.5, EAST, 0.5, 0, NORTH), "north_of"),
        ((-0.5, 0, EAST, 0, 0.5, NORTH), "west_of"),
        ((0, -0.5, EAST, -0.5, 0, NORTH), "south_of"),
        ((0.5, 0, EAST, 0, 0.5, NORTH), "east_of"),
        ((0, -0.5, EAST, 0.5, 0, NORTH), "north_of"),
    ],
    ids=["up", "left", "down", "right", "mirrored", "mirrored and turned"],
)
def test_directions_are_those_on_the_map(folder, transform, relation):
    geotiff(folder / "images/P1.tif", transform)
    catalog = indexed(folder)
    found = [
        name
        for name in ("north_of", "east_of", "south_of", "west_of")
        if call("search", catalog, "--fol", f"exists x y. ship(x) & harbor(y) & {name}(x, y)").code
        == 0
    ]
    assert found == [relation]
    call("search", catalog, NEAR, "--geojson", folder / "a.geojson")
    _, ship, harbor = (
        shapely.geometry.shape(one["geometry"]) for one in written(folder / "a.geojson")
    )
    east = (ship.centroid.x - harbor.centroid.x) * 73_360
    north = (ship.centroid.y - harbor.centroid.y) * 111_207
    on_the_map = {"north_of": north, "east_of": east, "south_of": -north, "west_of": -east}
    assert max(on_the_map, key=on_the_map.get) == relation


def test_what_crosses_the_antimeridian_is_cut(folder):
    geotiff(folder / "images/P1.tif", (1e-5, 0, 179.9999, 0, -1e-5, 10), "EPSG:4326")
    catalog = indexed(folder)
    assert call("explain", catalog, "P1", NEAR, "--geojson", folder / "a.geojson").code == 0
    outline, ship, harbor = written(folder / "a.geojson")
    assert [one["geometry"]["type"] for one in (outline, ship, harbor)] == [
        "MultiPolygon",
        "Polygon",
        "MultiPolygon",
    ]
    (east,), (west,) = harbor["geometry"]["coordinates"]
    assert max(lon for lon, _ in east) == 180
    assert min(lon for lon, _ in west) == -180
    assert max(lon for lon, _ in west) == pytest.approx(-180 + 3e-4)


def test_a_world_file_and_a_given_system_place_an_image(folder):
    Image.new("RGB", (200, 100)).save(folder / "images/P1.jpg")
    (folder / "images/P1.jgw").write_text(f"0.5 0 0 -0.5 {EAST + 0.25} {NORTH - 0.25}")
    catalog = indexed(folder)
    assert "no known place" not in refused(call("explain", catalog, "P1", NEAR, "--geojson", "x"))
    catalog = indexed(folder, "--crs", "EPSG:32631")
    assert call("explain", catalog, "P1", NEAR, "--geojson", folder / "a.geojson").code == 0
    lon, lat = np.array(written(folder / "a.geojson")[0]["geometry"]["coordinates"][0]).T
    assert (lon.min(), lat.max()) == pytest.approx((2.2945, 48.8583), abs=1e-5)


def test_images_without_a_place_are_named(folder):
    geotiff(folder / "images/P1.tif", (0.5, 0, EAST, 0, -0.5, NORTH))
    (folder / "found.jsonl").write_text(detections("P1", "P2"))
    catalog = indexed(folder)
    ran = call("search", catalog, NEAR, "--geojson", folder / "a.geojson")
    assert ran.code == 3
    assert "P2: it is not known where the image is on the ground" in ran.err
    assert {one["properties"]["image"] for one in written(folder / "a.geojson")} == {"P1"}


@pytest.mark.parametrize("verb", [["search"], ["explain"]], ids=["search", "explain"])
def test_where_nothing_has_a_place_it_is_refused(catalog, tmp_path, verb):
    image = ["P1"] if verb == ["explain"] else []
    path = tmp_path / "a.geojson"
    ran = call(*verb, catalog, *image, NEAR, "--geojson", path)
    assert "has a known place for --geojson (index with --images DIR" in refused(ran)
    assert not path.exists()


def test_a_system_that_is_none_is_refused(folder):
    ran = call("index", folder / "found.jsonl", "-o", folder / "x", "--crs", "EPSG:0")
    assert "'EPSG:0' is not a coordinate reference system" in refused(ran)
