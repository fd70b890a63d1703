"""`rune-lp rules`: its verbs as their users call them."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

from rune_lp.cli.rules import VERBS
from tests.cli.program import call, refused, spawn

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs/schema/rules.schema.json").read_text(encoding="utf-8")
)

GOOD = """\
%! big(S): "a big ship"
%! because: "{S} is {A} large"
big(S) :- class(S, ship), area(S, A), A >= 5000.

%? test: ten times fifty
%? scene: ship s at 9 9 50x10
%? expect: big(s)
"""
WARNED = GOOD.replace("area(S, A)", "area(S, A), near(S, X)")
WRONG = GOOD.replace("area(", "aera(")
FAILING = GOOD.replace("50x10", "40x10")
SCRIPTED = """\
#script (python)
from clingo import Number
def half(area):
    return Number(area.number // 2)
#end.
%! big(S): "a big ship"
big(S) :- class(S, ship), area(S, A), @half(A) >= 900.
%? scene: ship s at 9 9 20x10
%? expect: big(s)
"""


@pytest.fixture
def write(tmp_path):
    def write(text: str, name: str = "a.lp") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_help_names_every_verb_with_an_example():
    assert all(f"  {verb} " in call("rules", "--help").out for verb in VERBS)
    for verb in VERBS:
        assert f"Example: rune-lp rules {verb}" in call("rules", verb, "--help").out


def test_an_unknown_verb_is_refused():
    assert "did you mean check?" in refused(call("rules", "chek"))


@pytest.mark.parametrize(
    ("text", "code", "last"),
    [
        pytest.param(GOOD, 0, "1 file: 0 errors, 0 warnings", id="nothing"),
        pytest.param(WARNED, 1, "1 file: 0 errors, 1 warning", id="a warning"),
        pytest.param(WRONG, 2, "1 file: 1 error, 0 warnings", id="an error"),
    ],
)
def test_check_says_how_it_went(write, text, code, last):
    ran = call("rules", "check", write(text))
    assert (ran.code, ran.out.splitlines()[-1], ran.err) == (code, last, "")


def test_check_draws_a_fault(write):
    path = write(WRONG)
    said = "R010 no rule and no fact defines aera/2 (did you mean area or marina or larger?)"
    assert call("rules", "check", path).out.splitlines()[:3] == [
        f"{path}:3:27: {said}",
        "  big(S) :- class(S, ship), aera(S, A), A >= 5000.",
        "                            ^^^^^^^^^^",
    ]


def test_check_as_json_and_sarif(write):
    path = write(WRONG)
    ran = call("rules", "check", path, "--format", "json")
    (fault,) = ran.json["faults"]
    assert (ran.code, ran.json["files"]) == (2, [str(path)])
    assert (fault["code"], fault["name"], fault["severity"]) == ("R010", "undefined", "error")
    assert (fault["line"], fault["column"], fault["length"]) == (3, 27, 10)
    (result,) = call("rules", "check", path, "--format", "sarif").json["runs"][0]["results"]
    assert result["ruleId"] == "R010"


def test_without_a_file_the_shipped_rules_are_meant():
    assert call("rules", "check").code == 0
    assert call("rules", "test").code == 0
    assert "vehicle(V)" in call("rules", "docs").out


@pytest.mark.parametrize(
    ("text", "code", "last"),
    [
        pytest.param(GOOD, 0, "1 test: 1 passed, 0 failed", id="passes"),
        pytest.param(FAILING, 1, "1 test: 0 passed, 1 failed", id="fails"),
        pytest.param(WRONG, 2, "0 tests: 0 passed, 0 failed; 1 file at fault", id="faulty file"),
    ],
)
def test_test_says_how_it_went(write, text, code, last):
    ran = call("rules", "test", write(text))
    assert (ran.code, ran.out.splitlines()[-1]) == (code, last)


def test_a_test_that_fails_is_shown_with_what_was_missing(write):
    path = write(FAILING)
    lines = call("rules", "test", path).out.splitlines()
    assert lines[0] == f"FAILED {path}:5 ten times fifty"
    assert lines[1] == f"{path}:7:12: big(s) is expected, but does not hold"
    assert "      ✗ A >= 5000  with A = 4000 (400.0 px2)" in lines


def test_passed_tests_are_named_if_asked(write):
    path = write(GOOD)
    assert f"passed {path}:5 ten times fifty" in call("rules", "test", path, "-v").out


def test_tests_as_json(write):
    ran = call("rules", "test", write(FAILING), "--format", "jsonl")
    (report,) = ran.lines
    assert (report["passed"], report["untested"]) == (False, [])
    (test,) = report["tests"]
    assert (test["line"], test["title"], test["passed"]) == (5, "ten times fifty", False)
    assert test["failures"][0]["derivation"][0] == "✗ big(s)"
    assert call("rules", "test", write(FAILING), "--format", "json").json == {"files": [report]}


def test_format_changes_files_and_only_once(write):
    path = write(GOOD.replace(", ", " ,"))
    assert call("rules", "format", path).err == f"formatted: {path}\n"
    assert path.read_text(encoding="utf-8") == GOOD
    assert call("rules", "format", path).err == ""


def test_format_can_only_look(write):
    text = GOOD.replace(", ", " ,")
    path = write(text)
    ran = call("rules", "format", "--check", path)
    assert (ran.code, ran.out) == (1, f"would change: {path}\n")
    ran = call("rules", "format", "--diff", path)
    assert ran.code == 1
    assert "+big(S) :- class(S, ship), area(S, A), A >= 5000." in ran.out.splitlines()
    assert path.read_text(encoding="utf-8") == text
    assert call("rules", "format", "--check", write(GOOD, "b.lp")).code == 0


def test_format_leaves_prolog_as_it_is(write, tmp_path):
    path = write("p:-q;r.", "a.pl")
    ran = call("rules", "format", "--check", tmp_path)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"left as it is: {path} (Prolog; only .lp files are laid out)\n"


def test_format_reads_standard_input():
    assert call("rules", "format", "-", stdin=b"p:-q.").out == "p :- q.\n"


def test_format_touches_no_file_if_one_cannot_be_read(write, tmp_path):
    path = write("p:-q.")
    message = refused(call("rules", "format", path, tmp_path / "none.lp"))
    assert message.startswith(f"{tmp_path}/none.lp: cannot read the rule file")
    assert path.read_text(encoding="utf-8") == "p:-q."


def test_list_names_the_place_the_meaning_and_the_sentence(write):
    path = write(GOOD)
    out = call("rules", "list", path).out
    assert f"  a big ship  [{path}:3]" in out
    assert "because: {S} is {A} large" in out
    assert "near(x, y)" in out
    only = call("rules", "list", path, "--kind", "rule", "--format", "jsonl").lines
    assert {line["kind"] for line in only} == {"rule"}
    assert only[-1]["name"] == "big"
    assert call("rules", "list", "--format", "json").json["predicates"]


@pytest.mark.parametrize("text", [GOOD, WARNED, WRONG, FAILING], ids="gwef")
@pytest.mark.parametrize("verb", ["check", "test", "list"])
def test_json_follows_its_schema(write, verb, text):
    ran = call("rules", verb, write(text), "--format", "json")
    if verb == "list" and text == WRONG:
        assert "no fact defines aera/2" in refused(ran)
    else:
        schema = {**SCHEMA, "anyOf": [{"$ref": f"#/$defs/{verb}"}]}
        jsonschema.validate(ran.json, schema)


def test_docs_are_written_to_a_file(write, tmp_path):
    ran = call("rules", "docs", write(GOOD), "--format", "html", "-o", tmp_path / "a.html")
    assert (ran.code, ran.out) == (0, "")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "A big ship" in page
    assert "vehicle" not in page


def test_new_begins_a_file_that_passes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert call("rules", "new", "quay").code == 0
    assert call("rules", "check", "quay.lp").code == 0
    assert call("rules", "test", "quay.lp").code == 0
    assert refused(call("rules", "new", "quay")) == "quay.lp: is there already (name another by -o)"
    assert call("rules", "new", "quay", "-o", "-").out.startswith("% What this file adds")


def test_new_refuses_a_name_in_force():
    assert "vehicle is already defined in" in refused(call("rules", "new", "vehicle"))


@pytest.mark.parametrize("verb", ["check", "test"])
def test_scripts_run_only_where_they_are_allowed(write, verb):
    path = write(SCRIPTED)
    refusal = call("rules", verb, path)
    assert refusal.code == 2
    assert "#script is not allowed in a rule file" in refusal.out
    assert call("rules", verb, path, "--allow-scripts").code == 0


def test_a_question_can_use_a_script_that_is_allowed(write, catalog):
    arguments = ("search", catalog, "--fol", "exists x. big(x)", "--rules", write(SCRIPTED))
    assert "#script is not allowed" in refused(call(*arguments))
    ran = spawn(*arguments, "--allow-scripts", "--format", "jsonl")
    assert [line["image"] for line in ran.lines[1:]] == ["P1", "P2 été"]
    facts = call("facts", catalog, "P1", *arguments[2:], "--allow-scripts").out
    assert "area(1,2000)." in facts


def test_watching_does_it_again_when_a_file_changes(write):
    path = write(WRONG)
    command = [sys.executable, "-m", "rune_lp", "rules", "check", str(path), "--watch"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as watching:
        try:
            assert watching.stdout is not None
            seen = [watching.stdout.readline() for _ in range(4)]
            assert seen[-1] == "1 file: 1 error, 0 warnings\n"
            time.sleep(0.1)
            path.write_text(GOOD, encoding="utf-8")
            assert watching.stdout.readline() == "1 file: 0 errors, 0 warnings\n"
        finally:
            watching.terminate()


def test_json_is_ascii_safe_for_any_name(write):
    ran = call("rules", "check", write(WRONG, "größe [1].lp"), "--format", "sarif")
    uri = json.loads(ran.out)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert uri["artifactLocation"]["uri"].endswith("gr%C3%B6%C3%9Fe%20%5B1%5D.lp")


@pytest.mark.parametrize("verb", ["check", "test"])
def test_rules_without_an_end_are_ended(write, verb):
    text = '%! p(X): "p"\np(1).\np(X + 1) :- p(X).\n%? scene: ship s at 9 9\n%? forbid: p(s)\n'
    path = write(text + GOOD)
    ran = call("rules", verb, path, "--time-limit", 1)
    assert ran.code == {"check": 2, "test": 1}[verb]
    assert f"{path}:4:1: " in ran.out
    assert "not solved within 1 s (does a rule make ever new terms" in ran.out
