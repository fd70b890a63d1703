"""`rune-lp explain`: why one image matches, or why not."""

from __future__ import annotations

import pytest

from tests.cli.program import call, check_schema, refused, spawn

NEAR = "a ship near a harbor"


def test_text_shows_the_best_assignments_with_the_numbers(catalog):
    ran = spawn("explain", catalog, "P1", NEAR)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        f"query:   {NEAR}",
        "formula: exists x y. ship(x) & harbor(y) & near(x, y)",
        "",
        "P1  score 0.8000  2 assignments",
        "     x = ship 1 (0.80), y = harbor 0 (0.90)",
        "       because ship 1 is 5.0 px from harbor 0, near means ≤ 20.0 px",
        "     x = ship 2 (0.70), y = harbor 0 (0.90)",
        "       because ship 2 is 10.0 px from harbor 0, near means ≤ 20.0 px",
        "     hangs on harbor 0 (0.90): without it, no match",
    ]


@pytest.mark.parametrize(
    ("image", "question", "reasons"),
    [
        pytest.param(
            "P3", NEAR, ["no ship is detected with score ≥ 0.5, the best has 0.40"], id="no class"
        ),
        pytest.param("P4", "a ship", ["no ship is detected with score ≥ 0.5"], id="no objects"),
        pytest.param(
            "P1",
            "every ship is near a harbor",
            ["no harbor is near ship 3 (the only one: harbor 0 at 180.0 px, near means ≤ 20.0 px)"],
            id="a counterexample",
        ),
        pytest.param(
            "P1",
            "at least three ships near a harbor",
            ["only 2 ships are near a harbor: ship 1 and ship 2"],
            id="too few",
        ),
        pytest.param("P3", "no planes", [], id="there is one after all"),
    ],
)
def test_an_image_that_does_not_match_is_told_why(catalog, image, question, reasons):
    ran = call("explain", catalog, image, question, "--format", "json")
    assert ran.code == 1
    check_schema(ran.json, "explanation")
    assert (ran.json["satisfied"], ran.json["assignments"]) == (False, [])
    (contrary,) = ran.json["why_not"]["assignments"]
    told = [
        sentence for sentence in contrary["reasons"] if not sentence.endswith((" ship", " plane"))
    ]
    assert told == reasons
    text = call("explain", catalog, image, question)
    assert text.code == 1
    assert [line.strip() for line in text.out.splitlines() if "because" in line] == [
        f"because {reason}" for reason in reasons
    ]


def test_a_counterexample_is_bound(catalog):
    formula = "forall x. ship(x) -> (exists y. harbor(y) & near(x, y))"
    ran = call("explain", catalog, "P1", "--fol", formula, "--format", "json")
    (contrary,) = ran.json["why_not"]["assignments"]
    assert {name: each["id"] for name, each in contrary["bindings"].items()} == {"x": 3}
    assert ran.json["explanation"].startswith("no harbor is near ship 3")
    assert "     x = ship 3 (0.95)" in call("explain", catalog, "P1", "--fol", formula).out


def test_an_image_that_matches_needs_no_excuse(catalog):
    ran = call("explain", catalog, "P1", NEAR, "--format", "json")
    assert ran.code == 0
    check_schema(ran.json, "explanation")
    assert (ran.json["image"], ran.json["why_not"]) == ("P1", None)
    assert len(ran.json["assignments"]) == 2
    line = call("explain", catalog, "P1", NEAR, "--format", "jsonl")
    assert line.lines == [ran.json]


def test_a_set_query_is_explained_either_way(catalog):
    arguments = ["--fol", "{x | plane(x)}", "--format", "json"]
    assert call("explain", catalog, "P3", *arguments).json["assignment_count"] == 1
    other = call("explain", catalog, "P1", *arguments)
    assert other.code == 1
    assert other.json["why_not"]["fol"] == "~(exists x. plane(x))"
    assert other.json["explanation"] == "no plane is detected with score ≥ 0.5"


def test_an_image_that_cannot_be_decided_is_exit_3(catalog):
    ran = call("explain", catalog, "P3", "a ship longer than 10 m")
    assert ran.code == 3
    assert "P3  not solved: the image has no ground sample distance" in ran.out
    assert call("explain", catalog, "P3", "a ship longer than 10 m", "--format", "json").code == 3


@pytest.mark.parametrize(
    ("image", "hint"),
    [
        pytest.param("P2 ete", "(did you mean P2 été?)", id="like another"),
        pytest.param("nothing like it", "(it has 4 images)", id="like none"),
    ],
)
def test_an_unknown_image_is_said(catalog, image, hint):
    message = refused(call("explain", catalog, image, NEAR))
    assert message.startswith(f"{catalog}: has no image {image!r} {hint}")
