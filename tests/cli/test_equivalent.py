"""`rune-lp equivalent`: two formulas → whether they ask the same."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from rune_lp.logic.evaluate import satisfies
from rune_lp.logic.parse import parse_query
from rune_lp.scenes import Scene
from rune_lp.scenes.formats import read_scenes
from tests.cli.program import call, check_schema, refused, spawn
from tests.translate.proposers import WORLD

TWO = "exists>=2 x. ship(x)"
ALSO_TWO = "exists x y. ship(x) & ship(y) & x != y"
PERHAPS_ONE = "exists x y. ship(x) & ship(y)"


def test_the_same_question_states_its_bound():
    ran = spawn("equivalent", TWO, ALSO_TWO)
    assert (ran.code, ran.out, ran.err) == (0, "equivalent on every image of up to 4 objects\n", "")
    assert call("equivalent", TWO, ALSO_TWO, "--bound", 7).out.endswith("of up to 7 objects\n")


def test_another_question_has_an_image():
    ran = call("equivalent", TWO, PERHAPS_ONE)
    assert ran.code == 1
    assert ran.out == (
        "different: of an image with one ship, the second formula is true and the first formula "
        "is not\n"
    )


def test_the_image_is_one_that_search_can_read(tmp_path):
    near, beside = (
        f"exists x y. ship(x) & harbor(y) & {name}(x, y)" for name in ("near", "next_to")
    )
    ran = call("equivalent", near, beside, "--format", "json")
    check_schema(ran.json, "equivalence")
    assert ran.code == 1
    path = tmp_path / "apart.jsonl"
    path.write_text(json.dumps(ran.json["scene"]), encoding="utf-8")
    (scene,) = read_scenes([path])
    assert isinstance(scene, Scene)
    found = [satisfies(parse_query(text), WORLD.structure(scene, ())) for text in (near, beside)]
    assert found == ran.json["holds"] == [True, False]


@pytest.mark.parametrize(
    ("arguments", "code", "equivalent"),
    [
        pytest.param([TWO, ALSO_TWO], 0, True, id="same"),
        pytest.param([TWO, PERHAPS_ONE], 1, False, id="different"),
        pytest.param(["exists>=40 x. ship(x)", "exists>=41 x. ship(x)"], 3, None, id="not decided"),
    ],
)
def test_json_says_it_in_one_line_if_asked(arguments, code, equivalent):
    ran = call("equivalent", *arguments, "--format", "jsonl")
    assert ran.code == code
    (document,) = ran.lines
    check_schema(document, "equivalence")
    assert document["equivalent"] is equivalent


def test_what_is_not_decided_says_why():
    ran = call("equivalent", "exists>=40 x. ship(x)", "exists>=41 x. ship(x)")
    assert ran.out == ("not decided: the formulas speak of 41 objects, and were compared on 30\n")


def test_the_image_is_drawn(tmp_path):
    path = tmp_path / "apart.svg"
    ran = call("equivalent", "{x | ship(x)}", "{x | plane(x)}", "--draw", path)
    assert ran.code == 1
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    texts = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts in (["ship 0"], ["plane 0"])


def test_nothing_is_drawn_where_nothing_differs(tmp_path):
    path = tmp_path / "apart.svg"
    ran = call("equivalent", TWO, ALSO_TWO, "--draw", path)
    assert ran.code == 0
    assert not path.exists()
    assert "nothing tells them apart" in ran.err


def test_classes_are_those_of_the_catalogue(catalog):
    pair = ("exists x. vehicle(x)", "exists x. small_vehicle(x) | ship(x)")
    assert call("equivalent", *pair).code == 1
    message = refused(call("equivalent", *pair, "--catalog", catalog))
    assert message.startswith("G:1:11: unknown predicate small_vehicle")


def test_distinct_variables_are_meant_if_asked_for():
    assert call("equivalent", TWO, PERHAPS_ONE, "--distinct-variables").code == 0


def test_one_formula_can_come_from_standard_input():
    assert call("equivalent", "-", ALSO_TWO, stdin=TWO.encode()).code == 0
    assert refused(call("equivalent", "-", "-", stdin=TWO.encode())).startswith("only one formula")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["exists x. shpi(x)", TWO], "F:1:11: unknown predicate shpi", id="first"),
        pytest.param([TWO, "exists x. ship(x"], "G:1:17: the query ends too early", id="second"),
        pytest.param(
            ["{x | ship(x)}", TWO], "one query asks for 1 object, the other for images", id="forms"
        ),
        pytest.param([TWO, TWO, "--time-limit", "inf"], "--time-limit must be finite", id="limit"),
        pytest.param([TWO, TWO, "--bound", "-1"], "Invalid value for '--bound'", id="bound"),
        pytest.param([TWO, TWO, "--catalog", "no.catalog"], "no.catalog", id="catalogue"),
        pytest.param(
            [TWO, PERHAPS_ONE, "--draw", "/no/such/folder/a.svg"],
            "/no/such/folder/a.svg: cannot be written",
            id="drawing",
        ),
    ],
)
def test_faults_of_the_input_are_refused(arguments, message):
    assert refused(call("equivalent", *arguments)).startswith(message)
