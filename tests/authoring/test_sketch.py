"""Sketched scenes: what they draw, and what is said of one that cannot be understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.authoring.sketch import MOST_OBJECTS, Sketch, read_sketch
from rune_lp.errors import InputError
from rune_lp.rulefiles.source import Source


def read(text: str) -> Sketch:
    return read_sketch(Source("a.lp", text), text, 0)


def centres(sketch: Sketch) -> dict[str, tuple[float, float]]:
    return {
        name: tuple(sketch.scene.corners[row].mean(axis=0).round(3).tolist())
        for name, row in sketch.ids.items()
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("ship s at 30 40", {"s": (30, 40)}, id="a point"),
        pytest.param("ship s at -3.5 40.25", {"s": (-3.5, 40.25)}, id="outside, with decimals"),
        pytest.param(
            "ship s1..s3 at 5 5 in a row of step 40 heading 90",
            {"s1": (5, 5), "s2": (5, 45), "s3": (5, 85)},
            id="a row",
        ),
        pytest.param(
            "ship s1..s3 step 40x20 in a grid of 2 columns at 5 5",
            {"s1": (5, 5), "s2": (45, 5), "s3": (5, 25)},
            id="a grid, in any order of words",
        ),
        pytest.param(
            "ship s08..s10 at 1 1 in a row step 1",
            {"s8": (1, 1), "s9": (2, 1), "s10": (3, 1)},
            id="numbers are numbers",
        ),
        pytest.param(
            "harbor h at 100 100 40x20; ship a left of h; ship b right of h gap 0; "
            "ship c above h; ship d below a gap 15",
            {"h": (100, 100), "a": (65, 100), "b": (130, 100), "c": (100, 80), "d": (65, 125)},
            id="sides",
        ),
        pytest.param(
            "bridge b at 50 50 100x20; small-vehicle v1..v2 on b",
            {"b": (50, 50), "v1": (25, 50), "v2": (75, 50)},
            id="on another",
        ),
        pytest.param(
            "plane p at 0 0; plane q1..q2 around p radius 30",
            {"p": (0, 0), "q1": (30, 0), "q2": (-30, 0)},
            id="around another",
        ),
        pytest.param("image 30x40", {}, id="nothing"),
    ],
)
def test_where_objects_lie(text: str, expected: dict[str, tuple[float, float]]) -> None:
    assert centres(read(text)) == expected


def test_what_else_can_be_said() -> None:
    scene = read('image 400x300; gsd 0.5; north 30; "Fishing Vessel" f at 1 1 score 0.3;').scene
    assert (scene.width, scene.height, scene.size_known) == (400, 300, True)
    assert (scene.gsd, scene.north) == (0.5, 30)
    assert (scene.labels, scene.scores.tolist()) == (("fishing_vessel",), [0.3])


def test_what_is_meant_unless_it_is_said() -> None:
    scene = read("ship s at 50 60").scene
    assert (scene.width, scene.height, scene.gsd, scene.north) == (1000, 1000, None, None)
    assert scene.scores.tolist() == [0.9]
    assert scene.corners.tolist() == [[[40, 55], [60, 55], [60, 65], [40, 65]]]


def test_an_angle_turns_from_right_to_down() -> None:
    corners = read("ship s at 0 0 40x10 angle 90").scene.corners[0]
    assert (corners.max(axis=0) - corners.min(axis=0)).tolist() == [10, 40]


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        pytest.param("", 1, "the scene is empty", id="nothing"),
        pytest.param("ship", 5, "ends too early (expected a name)", id="no name"),
        pytest.param("ship s", 7, "ends too early", id="no word"),
        pytest.param("ship s 30x20", 1, "this object has no place", id="no place"),
        pytest.param("ship s at 1", 12, "ends too early (expected a number)", id="half a place"),
        pytest.param("ship s at 1 1 angel 3", 15, "unexpected 'angel'", id="misspelt"),
        pytest.param("ship s at 1 1 $", 15, "unexpected '$'", id="odd letter"),
        pytest.param("ship at 1 1", 6, "unexpected 'at'", id="a word for a name"),
        pytest.param("ship S at 1 1", 6, "begin with a small letter", id="capital name"),
        pytest.param("ship s at 1 1; ship s at 2 2", 21, "two objects called s", id="name twice"),
        pytest.param("ship s1..t3 at 1 1", 6, "s1..t3 is no run", id="run of two names"),
        pytest.param("ship s3..s1 at 1 1", 6, "s3..s1 is no run", id="run backwards"),
        pytest.param("ship s1..s999 at 1 1", 6, "too many objects", id="run too long"),
        pytest.param("ship s at 1 1 at 2 2", 15, "at is given twice", id="word twice"),
        pytest.param("image 9x9; image 9x9", 12, "image is given twice", id="image twice"),
        pytest.param("image 0x9", 1, "must be above 0", id="no image"),
        pytest.param("ship s at 1 1 0x9", 15, "a box must have an area", id="no area"),
        pytest.param("ship s at 1 1 score 90", 15, "a score must be in 0..1", id="percent"),
        pytest.param("ship s beside h", 8, "there is no object h before", id="unknown host"),
        pytest.param("ship s beside s", 8, "there is no object s before", id="itself"),
        pytest.param("ship s1..s2 at 1 1", 1, "several objects at one place", id="one place"),
        pytest.param("ship s1..s2 at 1 1 in a row", 20, "a row needs a step", id="no step"),
        pytest.param("ship s at 1 1 in a row step 3x4", 24, "a row has one step", id="two steps"),
        pytest.param("ship s at 1 1 gap 3", 15, "gap does not go with at", id="gap at a point"),
        pytest.param("ship s at 1 1 heading 3", 15, "heading is for a row", id="heading alone"),
        pytest.param("ship s at 1 1; ship t around s", 23, "around needs a radius", id="no radius"),
        pytest.param(
            "ship s at 1 1; ship t at 2 2 left of s", 30, "two places for one", id="two places"
        ),
        pytest.param(
            "ship s at 1 1 step 3 in a grid of 0 columns", 22, "needs a column", id="no column"
        ),
    ],
)
def test_a_sketch_that_cannot_be_understood(text: str, column: int, message: str) -> None:
    with pytest.raises(InputError) as error:
        read(text)
    assert str(error.value).startswith(f"a.lp:1:{column}: ")
    assert message in str(error.value)
    assert error.value.fault.code == "R040"


def test_many_objects_are_still_a_sketch() -> None:
    text = f"ship s1..s{MOST_OBJECTS} at 1 1 in a grid of 20 columns step 30"
    assert len(read(text).scene) == MOST_OBJECTS


WORDS = (
    *("ship", "s1", "s2", "..", "at", "1", "-2.5", "in", "a", "row", "grid", "of", "columns", ";"),
    *("step", "40", "3x4", "0x0", "beside", "on", "left", "around", "radius", "score", "image"),
    *("$", '"x y"', "heading", "gap", "angle", "north", "gsd"),
)


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_any_words_are_drawn_or_refused_with_a_place(text: str) -> None:
    place = None
    try:
        read(text)
    except InputError as error:
        place = error.fault.place
    assert place is None or place.column is not None
