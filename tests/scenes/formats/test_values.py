import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.scenes.formats.values import (
    BadValueError,
    box,
    ground_sample_distance,
    image_name,
    label,
    number,
    pixels,
    score,
    size,
)
from tests.scenes.formats.source_files import BOX

PERCENTAGE = "a percentage? divide by 100"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("", "must be a number, but got ''"),
        ("one", "must be a number, but got 'one'"),
        ("1_000", "must be a number, but got '1_000'"),
        (None, "must be a number, but got None"),
        (True, "must be a number, but got True"),
        ([1], r"must be a number, but got \[1\]"),
        ("nan", "must be finite, but got 'nan'"),
        ("-inf", "must be finite, but got '-inf'"),
        (float("nan"), "must be finite, but got nan"),
        ("1e999", "must be finite, but got '1e999'"),
        (10**400, "must be finite, but got 1000"),
        pytest.param(
            10**5000, "must be finite, but got an integer of thousands of digits", id="5001 digits"
        ),
        ("x" * 1000, "must be a number, but got 'x{39}…$"),
    ],
)
def test_what_is_no_finite_number_is_refused(value, message):
    with pytest.raises(BadValueError, match=f"^width {message}"):
        number(value, "width")


@pytest.mark.parametrize("value", ["0", "1", "0.5", 0, 1, 1e-300])
def test_scores_are_in_0_to_1_inclusive(value):
    assert 0 <= score(value) <= 1


@pytest.mark.parametrize(
    ("value", "hint"),
    [("1.0001", PERCENTAGE), ("87", PERCENTAGE), ("-0.1", None), ("101", None)],
)
def test_scores_beyond_are_refused_and_percentages_recognised(value, hint):
    with pytest.raises(BadValueError, match=r"score must be in 0\.\.1, but got") as caught:
        score(value)
    assert caught.value.hint == hint


def test_a_coordinate_no_image_has_is_refused():
    assert pixels("-1e7") == -1e7
    with pytest.raises(BadValueError, match="coordinate must be within 10,000,000 px"):
        pixels("1e8")


@pytest.mark.parametrize(
    "values",
    ["1 1 1 1 1 1 1 1", "0 0 1 1 2 2 3 3", "0 0 5 0 5 0 0 0", "0 0 0 0 0 0 3 4"],
    ids=["point", "diagonal", "flat", "two points"],
)
def test_a_box_without_area_is_refused(values):
    with pytest.raises(BadValueError, match="box must have an area"):
        box(values.split())


@pytest.mark.parametrize(
    "values",
    ["0 0 4 2 4 0 0 2", "0 0 4 0 1 1 0 4", "0 0 0 0 4 0 0 4"],
    ids=["crossed", "one corner inside", "triangle"],
)
def test_a_box_whose_hull_has_an_area_is_a_box(values):
    assert box(values.split()) == [float(value) for value in values.split()]


@given(st.integers(0, 7), st.sampled_from(["nan", "x", "1e9"]))
def test_the_position_of_a_bad_coordinate_is_told(position, word):
    words = BOX.split()
    words[position] = word
    with pytest.raises(BadValueError) as caught:
        box(words)
    assert caught.value.position == position


@pytest.mark.parametrize("value", ["2.68e-06", "0.0099", "100.1", "null", "", None, "-1", "nan"])
def test_a_gsd_that_no_camera_has_is_refused(value):
    with pytest.raises(BadValueError, match="gsd must be"):
        ground_sample_distance(value)


@pytest.mark.parametrize("value", [0.01, "0.3", 100])
def test_a_gsd_within_is_metres_per_pixel(value):
    assert ground_sample_distance(value) == float(value)


@pytest.mark.parametrize(("width", "height"), [(0, 5), (5, -1), (None, 5), (5, None), ("a", 5)])
def test_half_a_size_is_none(width, height):
    with pytest.raises(BadValueError):
        size(width, height)


@pytest.mark.parametrize("value", ["", "  ", None, 3, ["ship"], "a\nb", "a\0b"])
def test_what_is_no_name_is_refused(value):
    with pytest.raises(BadValueError, match="class must be"):
        label(value)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("P0003", "P0003"),
        ("P0003.png", "P0003"),
        ("a/b/P0003.TIFF", "P0003"),
        (r"c:\val\P0003.jpg", "P0003"),
        ("P0003.v2", "P0003.v2"),
        ("P0003.v2.png", "P0003.v2"),
        (".png", ".png"),
    ],
)
def test_an_image_is_called_as_its_file_without_folder_and_extension(name, expected):
    assert image_name(name) == expected
