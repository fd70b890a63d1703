"""`rune-lp translate`: a sentence or a formula → logic or rules."""

from __future__ import annotations

import pytest

from tests.cli.program import call, check_schema, refused, spawn

NEAR = "a ship near a harbor"
FORMULA = "exists x y. ship(x) & harbor(y) & near(x, y)"


def test_the_formula_is_all_there_is_on_standard_output():
    ran = spawn("translate", NEAR)
    assert (ran.code, ran.out) == (0, f"{FORMULA}\n")
    assert ran.err == f"{NEAR} (translator: controlled, confidence 1.00)\n"


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        pytest.param(["∃x SmallVehicle(x)"], "exists x. small_vehicle(x)", id="canonical"),
        pytest.param(["exists x. ship(x)", "--unicode"], "∃x. ship(x)", id="unicode"),
        pytest.param(
            ["exists x y. near(x, y)", "--distinct-variables"],
            "exists x y. x != y & near(x, y)",
            id="distinct variables",
        ),
    ],
)
def test_a_formula_is_printed_in_its_canonical_form(arguments, printed):
    ran = call("translate", "--fol", *arguments)
    assert (ran.code, ran.out, ran.err) == (0, f"{printed}\n", "")


def test_rules_are_a_program_with_the_sentence_in_comments():
    ran = call("translate", "no ships", "--emit", "asp")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[:2] == [
        "% no ships (translator: controlled, confidence 1.00)",
        "% ~(exists x. ship(x))",
    ]
    assert lines[-1] == "#show satisfied/0."


def test_json_has_the_program_if_it_is_asked_for():
    ran = call("translate", NEAR, "--format", "json")
    check_schema(ran.json, "translation")
    assert ran.json["fol"] == FORMULA
    assert "asp" not in ran.json
    line = call("translate", NEAR, "--format", "jsonl", "--emit", "asp")
    (document,) = line.lines
    check_schema(document, "translation")
    assert document.pop("asp").startswith(f"% {FORMULA}\n")
    assert document == ran.json


def test_a_dash_reads_the_sentence():
    assert call("translate", "-", stdin=b"a ship near a harbor").out == f"{FORMULA}\n"


def test_words_are_those_of_the_catalogue(catalog):
    assert call("translate", "a helicopter").code == 0
    message = refused(call("translate", "a helicopter", "--catalog", catalog))
    assert message.startswith("query:1:3: 'helicopter' is not understood")
