"""Faults as SARIF, looked at as a reader of the format does."""

from rune_lp.authoring.sarif import sarif
from rune_lp.errors import Fault, Place
from rune_lp.rulefiles.codes import CODES

FAULTS = (
    Fault("no rule defines naer/2", Place("dir a/b.lp", 3, 9), "near?", "p :- naer.", 4, "R010"),
    Fault("Y occurs once", Place("/abs/c.lp", 1, 2), None, "p(Y)", 1, "R022"),
    Fault("cannot be read", Place("d.lp"), "check the path", code="R007"),
)


def test_the_log_has_one_run_with_every_code_as_a_rule() -> None:
    log = sarif(FAULTS)
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(CODES)
    levels = {rule["defaultConfiguration"]["level"] for rule in rules}
    assert levels == {"error", "warning"}


def test_a_result_points_to_its_rule_and_place() -> None:
    run = sarif(FAULTS)["runs"][0]
    first, second, third = run["results"]
    assert [run["tool"]["driver"]["rules"][each["ruleIndex"]]["id"] for each in run["results"]] == [
        "R010",
        "R022",
        "R007",
    ]
    assert [each["level"] for each in run["results"]] == ["error", "warning", "error"]
    assert first["message"]["text"] == "no rule defines naer/2 (near?)"
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "dir%20a/b.lp"
    assert place["region"] == {"startLine": 3, "startColumn": 9, "endColumn": 13}
    assert (
        second["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "file:///abs/c.lp"
    )
    assert "region" not in third["locations"][0]["physicalLocation"]


def test_columns_are_characters() -> None:
    assert sarif(())["runs"][0]["columnKind"] == "unicodeCodePoints"
