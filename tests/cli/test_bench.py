"""`rune-lp bench`, run on a few images."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest

from rune_lp.bench.data import DataSet
from tests.bench.test_report import SCHEMA
from tests.cli.program import call, refused

if TYPE_CHECKING:
    from pathlib import Path

FEW = ("--quick", "--series", "images", "--images", 12, "--no-neural", "--time-limit", 20)


def test_a_run_reports_writes_and_draws(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    entrants = ("--contestant", "rune-lp", "--contestant", "numpy", "--contestant", "clingo")
    cases = ("--case", "pair", "--case", "count comparison")
    ran = call("bench", *FEW, *entrants, *cases, "-o", tmp_path / "out", "--format", "json")
    assert ran.code == 0, ran
    report = ran.json
    jsonschema.validate(report, SCHEMA)
    assert json.loads((tmp_path / "out/bench.json").read_text(encoding="utf-8")) == report
    assert (tmp_path / "out/bench.svg").exists()
    (point,) = report["points"]
    assert {r["status"] for r in point["results"]} == {"answered"}
    assert len(point["results"]) == 6
    assert report["explanations"] == []


def test_explanations_are_timed_where_objects_grow() -> None:
    arguments = ("--quick", "--series", "objects", "--contestant", "rune-lp", "--no-neural")
    ran = call("bench", *arguments, "--time-limit", 20, "--format", "json")
    assert ran.code == 0, ran
    (point,) = (point for point in ran.json["points"] if point["value"] == 60)
    matched = {result["case"] for result in point["results"] if result["matches"]}
    assert matched
    assert {cost["case"] for cost in ran.json["explanations"]} == matched


def test_data_are_kept_where_told_and_used_again(tmp_path: Path) -> None:
    arguments = ("bench", *FEW, "--contestant", "numpy", "--case", "pair", "--data", tmp_path)
    assert call(*arguments).code == 0
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert DataSet(1, 12).name in kept
    made = (tmp_path / DataSet(1, 12).name).stat().st_mtime_ns
    assert call(*arguments).code == 0
    assert (tmp_path / DataSet(1, 12).name).stat().st_mtime_ns == made


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("--contestant", "prolog"),
            "there is no contestant 'prolog' (one of rune-lp, rune-lp --verify,",
        ),
        (("--case", "everything"), "there is no case 'everything' (one of one class, pair,"),
    ],
)
def test_an_unknown_name_is_refused(arguments: tuple[str, ...], said: str) -> None:
    assert refused(call("bench", *arguments)).startswith(said)
