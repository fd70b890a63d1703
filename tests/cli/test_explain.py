"""`rune-lp explain`: why one image matches, or why not."""

from __future__ import annotations

import re

import pytest

from tests.cli.program import call, check_schema, refused, spawn
from tests.cli.test_page import PAGE, shown

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


def test_the_lengths_are_one_sentence_the_essentials_and_everything(catalog):
    short, default, long = (
        call("explain", catalog, "P1", NEAR, "--explanations", "1", *option).out.splitlines()[3:]
        for option in (["--short"], [], ["--long"])
    )
    near = "ship 1 is 5.0 px from harbor 0, near means ≤ 20.0 px"
    hangs_on = "     hangs on harbor 0 (0.90): without it, no match"
    assert short == ["P1  score 0.8000  2 assignments", f"     because {near}"]
    assert default[1:] == [
        "     x = ship 1 (0.80), y = harbor 0 (0.90)",
        f"       because {near}",
        hangs_on,
    ]
    assert long[1:] == [
        "     x = ship 1 (0.80), y = harbor 0 (0.90)",
        "       ✓ ship(1) & harbor(0) & near(1, 0)",
        "         ✓ ship 1 is a ship",
        "         ✓ harbor 0 is a harbor",
        f"         ✓ {near}  [gap 5 px ≤ 20 px]",
        hangs_on,
    ]


@pytest.mark.parametrize(
    ("image", "sentence"), [("P1", "ship 1 is 5.0 px from harbor 0"), ("P3", "no ship is detected")]
)
@pytest.mark.parametrize(
    ("kind", "begins"),
    [("markdown", "query:"), ("mermaid", "flowchart TD"), ("dot", "digraph proof {")],
)
def test_a_proof_is_written_and_drawn_for_both_outcomes(catalog, image, sentence, kind, begins):
    ran = call("explain", catalog, image, NEAR, "--format", kind)
    assert ran.code == (0 if image == "P1" else 1)
    assert ran.out.startswith(begins)
    assert sentence in ran.out.replace("\\n", " ").replace("<br>", " ")


def test_a_proof_tells_which_rule_fired(catalog):
    ran = call("explain", catalog, "P1", "--fol", "exists x. moored(x)", "--format", "json")
    check_schema(ran.json, "explanation")
    nodes = ran.json["assignments"][0]["proof"]["nodes"]
    places = {node["text"]: node["place"] for node in nodes}
    assert places["moored(1)"].startswith("rules/maritime.lp:")
    assert {"moored_at(1, 0)", "watercraft(1)", "near(1, 0)", "ship(1)"} <= places.keys()
    (compared,) = (node for node in nodes if node["text"].startswith("D <= W"))
    assert compared["numbers"] == [
        {
            "quantity": "distance of ship 1 and harbor 0",
            "value": 5.0,
            "comparison": "<=",
            "bound": 10.0,
            "unit": "px",
            "holds": True,
        }
    ]


def test_the_page_on_explanations_shows_what_is_printed(tmp_path, update):
    (source,) = re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "harbour.jsonl").write_text(source, encoding="utf-8")
    call("index", tmp_path / "harbour.jsonl", "-o", tmp_path / "harbour.catalog")
    page = PAGE.with_name("explanations.md")
    text = page.read_text(encoding="utf-8")
    rerun = re.sub(
        r"```console\n(.*?)```",
        lambda match: f"```console\n{shown(match[1], tmp_path)}```",
        text,
        flags=re.DOTALL,
    )
    if update:
        page.write_text(rerun, encoding="utf-8")
    assert rerun.splitlines() == text.splitlines()


def test_what_would_have_to_change_is_said(catalog):
    question = "a harbor with at least two ships near it"
    ran = call("explain", catalog, "P2 été", question, "--format", "json")
    check_schema(ran.json, "explanation")
    against = ran.json["why_not"]
    assert against["held"]["bindings"]["x"]["id"] == 0
    assert [one["objects"] for one in against["failing"]] == [[0]]
    assert against["changes"][0] == {
        "cost": 0.5,
        "sentence": "if ship 2 counted (detected at 0.30, below the threshold 0.5)",
        "edits": [
            {
                "kind": "score",
                "text": "ship(2)",
                "objects": [2],
                "sentence": "if ship 2 counted (detected at 0.30, below the threshold 0.5)",
            }
        ],
    }
    assert (against["minimal"], against["fault"]) == (True, None)
    text = call("explain", catalog, "P2 été", question)
    assert "       would match if ship 2 counted (detected at 0.30" in text.out


def test_what_the_answer_hangs_on_is_said(catalog):
    ran = call("explain", catalog, "P1", NEAR, "--format", "json")
    assert ran.json["hangs_on"] == [{"id": 0, "class": "harbor", "score": 0.9}]
    assert ran.json["what_if"] is None


def test_what_if_is_said(catalog):
    arguments = ["--without", "ship:1", "--with-score", "0.75", "--set", "near.factor=50"]
    ran = call("explain", catalog, "P1", NEAR, *arguments, "--format", "json")
    check_schema(ran.json, "explanation")
    found = ran.json["what_if"]
    assert (found["without"], found["min_score"]) == ([1], 0.75)
    assert found["profile"] == {"near_factor": 50.0}
    assert (found["before"]["score"], found["after"]["score"]) == (0.8, 0.9)
    ids = [[one["x"]["id"] for one in found[key]] for key in ("goes", "comes")]
    assert ids == [[1, 2], [3]]
    text = call("explain", catalog, "P1", NEAR, "--without", "0")
    assert text.code == 0
    assert "what if harbor 0 (0.90) were not there: no longer a match" in text.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["--without", "9"], "P1: has no object 9", id="no object"),
        pytest.param(["--without", "plane:0"], "P1: object 0 is no plane", id="another class"),
        pytest.param(
            ["--set", "nearfactor=2"], "no parameter is called 'nearfactor'", id="no name"
        ),
    ],
)
def test_what_cannot_be_supposed_is_refused(catalog, arguments, message):
    assert refused(call("explain", catalog, "P1", NEAR, *arguments)).startswith(message)


def test_rules_that_contradict_themselves_are_named(catalog, tmp_path):
    rules = tmp_path / "strict.lp"
    rules.write_text(
        '%! lonely(X): "a ship that no ship is near"\n'
        "lonely(X) :- class(X, ship), not company(X).\n"
        "company(X) :- near(X, Y), class(Y, ship).\n"
        ":- lonely(X), near(X, Y), class(Y, harbor).\n",
        encoding="utf-8",
    )
    arguments = ["--fol", "exists x. lonely(x)", "--rules", rules, "--set", "near_factor=1"]
    ran = call("explain", catalog, "P2 été", *arguments, "--format", "json")
    assert ran.code == 3
    check_schema(ran.json, "explanation")
    against = ran.json["why_not"]
    assert (ran.json["satisfied"], against["fault"]) == (None, "rules")
    (constraint,) = against["failing"]
    assert constraint["fol"] == ":- lonely(X), near(X, Y), class(Y, harbor)."
    assert constraint["sentence"].startswith("the constraint at strict.lp:4 is violated: ")
    assert constraint["objects"] == [0, 1]
    text = call("explain", catalog, "P2 été", *arguments)
    assert "the constraint at strict.lp:4 is violated" in text.out
