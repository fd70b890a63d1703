from __future__ import annotations

import numpy as np
import pytest
import shapely

from rune_lp.sample.canvas import Canvas, noise
from rune_lp.sample.layout import Camera, framed
from rune_lp.sample.render import render
from rune_lp.sample.shapes import rectangle
from rune_lp.sample.site import Area, Site, Thing
from rune_lp.sample.sprites import SPRITES, TIERS
from rune_lp.sample.themes import composed


def pixels(image):
    return np.asarray(image, dtype=np.float64)


def inside(truth, image, shrink=0.0):
    """Return the mean colour of the picture inside a box."""
    width, height = image.size
    down, across = np.mgrid[0:height, 0:width] + 0.5
    polygon = shapely.Polygon(truth.corners).buffer(-shrink)
    return pixels(image)[shapely.contains_xy(polygon, across, down)].mean(axis=0)


def test_a_polygon_covers_its_share_of_each_pixel():
    canvas = Canvas(6, 4, (0, 0, 0))
    canvas.fill(np.array([(1.5, 1.0), (4.0, 1.0), (4.0, 3.0), (1.5, 3.0)]), (100, 200, 50))
    expected = np.zeros((4, 6))
    expected[1:3, 1:4] = 50, 100, 100
    # Pillow's polygons hold the points on their edges: a sixth of a pixel, at this sampling.
    assert canvas.levels[..., 0] == pytest.approx(expected, abs=17)


@pytest.mark.parametrize(
    "outline",
    [rectangle(-50, -50, 10, 10), rectangle(500, 2, 10, 10)],
    ids=["above and left", "right"],
)
def test_what_is_out_of_the_picture_changes_nothing(outline):
    canvas = Canvas(6, 4, (7, 7, 7))
    canvas.fill(outline, (200, 200, 200))
    assert (canvas.levels == 7).all()


def test_opacity_mixes_with_what_is_under_it():
    canvas = Canvas(4, 4, (100, 100, 100))
    canvas.fill(rectangle(2, 2, 40, 40), (200, 0, 100), 0.25)
    assert canvas.levels[1, 1].tolist() == [125, 75, 100]


def test_noise_is_level_on_average_and_smooth_within_a_cell():
    field = noise(np.random.default_rng(3), 200, 150, 20.0)
    assert field.shape == (150, 200)
    assert field.mean() == pytest.approx(0, abs=1e-3)
    assert field.std() == pytest.approx(1, abs=1e-3)
    assert np.abs(np.diff(field, axis=1)).mean() < 0.15


def test_no_kind_of_thing_is_in_two_tiers():
    assert len(SPRITES) == sum(map(len, TIERS))


@pytest.mark.parametrize("kind", SPRITES)
def test_every_kind_of_thing_is_drawn_within_its_box_or_nearly(kind):
    square = ("tank", "tree", "roundabout", "baseball diamond")
    long, wide = (10.0, 10.0) if kind in square else (20.0, 8.0)
    for detail in range(6):
        thing = Thing(kind, 0, 0, long, wide, height=3.0, detail=detail)
        parts = SPRITES[kind](thing, 0.8)
        points = np.concatenate([part.outline for part in parts])
        assert (np.abs(points) <= np.array([long, wide]) / 2 * 1.15 + 1.7).all()
        # A box much larger than what is drawn in it would be a loose label.
        reach = points.max(axis=0) - points.min(axis=0)
        assert (reach >= 0.7 * np.array([long, wide])).all()


def test_a_picture_has_the_layout_s_size_and_repeats_for_one_seed():
    layout = composed("S", "office", np.random.default_rng(1), (320, 256))
    first, second, other = (render(layout, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert (first.size, first.mode) == ((320, 256), "RGB")
    assert np.array_equal(pixels(first), pixels(second))
    assert not np.array_equal(pixels(first), pixels(other))


def test_a_thing_casts_its_shadow_on_the_ground_and_not_beyond_its_reach():
    def picture(*things):
        layout = framed("S", "t", Site(things=things), "concrete", Camera((200, 200), 0.2, True, 0))
        return pixels(render(layout, np.random.default_rng(4))).mean(axis=2)

    change = picture(Thing("hall", 0, 0, 8, 8, height=6)) - picture()
    down, across = np.mgrid[0:200, 0:200] - 100
    outside = np.maximum(abs(down), abs(across)) > 24
    assert (change[outside] < -30).sum() > 200  # 8 m = 40 px wide, at least 2.7 m long.
    assert (np.abs(change[np.hypot(down, across) > 75]) < 12).all()


@pytest.mark.parametrize("theme", ["marina", "open water"])
def test_ships_are_paler_than_the_water_about_them(theme):
    layout = composed("S", theme, np.random.default_rng(2), (416, 416))
    image = render(layout, np.random.default_rng(2))
    ships = [inside(truth, image, 1.0).mean() for truth in layout.truths if truth.label == "ship"]
    empty = framed("S", "t", Site(), layout.base, Camera((416, 416), layout.gsd, True, 0))
    water = pixels(render(empty, np.random.default_rng(2))).mean()
    assert ships
    assert min(ships) > water + 15


def test_pools_are_blue_and_running_tracks_have_green_infields():
    club = composed("S", "tennis club", np.random.default_rng(2), (416, 416))
    image = render(club, np.random.default_rng(2))
    for truth in club.truths:
        if truth.label == "swimming-pool":
            red, _, blue = inside(truth, image, 3.0)
            assert blue > red + 40
    school = composed("S", "school", np.random.default_rng(2), (416, 416))
    image = render(school, np.random.default_rng(2))
    [oval] = [truth for truth in school.truths if truth.label == "ground-track-field"]
    red, green, blue = inside(oval, image, 40.0)
    assert green > max(red, blue) + 10


def test_areas_lie_over_one_another_in_order():
    lower = Area("sand", rectangle(0, 0, 40, 40))
    upper = Area("water", rectangle(0, 0, 40, 40))
    means = []
    for ground in ((lower, upper), (upper, lower)):
        layout = framed("S", "t", Site(ground), "grass", Camera((60, 60), 0.2, True, 0.0))
        means.append(pixels(render(layout, np.random.default_rng(1))).mean())
    assert means[0] + 60 < means[1]
