"""`rune-lp facts`: an image as facts that the plain engines load."""

from __future__ import annotations

import shutil
import subprocess

import clingo
import pytest

from tests.cli.program import call, refused, spawn

NEAR = "a ship near a harbor"


def answer_set(*programs: str) -> set[str]:
    """Return what plain clingo shows of the one answer set of some programs."""
    control = clingo.Control()
    control.add("\n".join(programs))
    control.ground()
    models: list[set[str]] = []
    control.solve(on_model=lambda model: models.append(set(map(str, model.symbols(shown=True)))))
    assert len(models) == 1
    return models[0]


def test_a_question_reaches_few_facts(catalog):
    ran = spawn("facts", catalog, "P1", NEAR)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "% image P1, 4 objects",
        "object(0). class(0,harbor).",
        "object(1). class(1,ship).",
        "object(2). class(2,ship).",
        "object(3). class(3,ship).",
        "near(1,0).",
        "near(2,0).",
    ]


def test_without_a_question_there_are_all(catalog):
    facts = answer_set(call("facts", catalog, "P1").out)
    assert {"class(3,ship)", "score(3,95)", "area(3,2000)", "distance(1,0,50)"} <= facts
    assert {"near(0,1)", "left_of(0,1)", "far(0,3)", "gsd(500)", "image_width(4000)"} <= facts


def test_the_threshold_applies(catalog):
    assert call("facts", catalog, "P3").out.startswith("% image P3, 1 object\n")
    low = call("facts", catalog, "P3", "--min-score", "0.4")
    assert low.out.startswith("% image P3, 2 objects\n")


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([NEAR], id="text"),
        pytest.param(["--query", NEAR], id="query"),
        pytest.param(["-"], id="standard input"),
        pytest.param(["--fol", "exists x y. ship(x) & harbor(y) & near(x, y)"], id="formula"),
    ],
)
def test_the_question_comes_in_any_way(catalog, arguments):
    ran = call("facts", catalog, "P1", *arguments, stdin=NEAR.encode())
    assert ran == call("facts", catalog, "P1", NEAR)


@pytest.mark.parametrize("image", ["P1", "P2 été", "P3", "P4"])
@pytest.mark.parametrize(
    "question",
    [NEAR, "no ships", "every ship is near a harbor", "more ships than harbors", "a vehicle"],
)
def test_facts_and_rules_are_a_program_that_clingo_solves_to_the_same_answer(
    catalog, image, question
):
    rules = call("translate", question, "--emit", "asp").out
    facts = call("facts", catalog, image, question).out
    matches = call("explain", catalog, image, question).code == 0
    assert answer_set(rules, facts) == ({"satisfied"} if matches else set())


@pytest.mark.skipif(shutil.which("swipl") is None, reason="SWI-Prolog is not installed")
def test_prolog_loads_them(catalog, tmp_path):
    file = tmp_path / "p1.pl"
    file.write_text(call("facts", catalog, "P1", NEAR, "--prolog").out, encoding="utf-8")
    goal = "forall((class(S, ship), near(S, H)), (print(S-H), nl)), halt"
    ran = subprocess.run(
        ["swipl", "-q", "-g", goal, str(file)], capture_output=True, text=True, check=True
    )
    assert (ran.stdout, ran.stderr) == ("1-0\n2-0\n", "")


def test_what_cannot_be_known_of_the_image_is_exit_3_and_no_facts(catalog):
    ran = call("facts", catalog, "P3", "a ship within 10 m of a harbor")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("rune-lp: P3: the image has no ground sample distance")


def test_a_question_given_twice_is_refused(catalog):
    message = refused(call("facts", catalog, "P1", NEAR, "--query", NEAR))
    assert message == "the question is given twice (as TEXT or by --query)"
