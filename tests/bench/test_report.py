"""The report: medians, bounds, ratios, and disagreements by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from rune_lp.bench.cases import case_named
from rune_lp.bench.data import DataSet
from rune_lp.bench.explaining import ExplanationCost
from rune_lp.bench.neural import NeuralCost
from rune_lp.bench.report import document, sound, text
from rune_lp.bench.run import PLANS, Point
from rune_lp.bench.worker import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs/schema/bench.schema.json").read_text(encoding="utf-8")
)
CASES = (case_named("pair"), case_named("count"))
COST = NeuralCost(1_000_000, 0.1, 0.05, 0.001, 100, 1 << 30)
EXPLAINED = ExplanationCost("pair", "0000007", 812, 10, 0.0071, 0.0019)


def answered(seconds: float, *matches: str) -> Outcome:
    return Outcome("answered", seconds, matches)


LATE = Outcome("timed out", 60.0, None, 11, "ran out of time, in its image 11")


def reported(**outcomes: Mapping[str, list[Outcome]]) -> dict[str, Any]:
    """The report of one point of 100 images; names have `_` for `-`."""
    point = Point("images", 100, DataSet(1, 100), CASES)
    for name, by_case in outcomes.items():
        for case, found in by_case.items():
            point.outcomes[name.replace("_", "-"), case] = found
        point.peaks[name.replace("_", "-")] = 50 << 20
    report = document(PLANS["full"], [point], {"problog": "not installed"}, COST, [EXPLAINED])
    jsonschema.validate(report, SCHEMA)
    return report


def total(report: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return next(t for t in report["points"][0]["totals"] if t["contestant"] == name)


AGREED = reported(
    rune_lp={
        "pair": [answered(0.1, "a"), answered(0.5, "a"), answered(0.2, "a")],
        "count": [answered(0.3)],
    },
    numpy={"pair": [answered(0.05, "a")], "count": [answered(0.05)]},
    clingo={"pair": [answered(20.0, "a")], "count": [LATE]},
)

DISPUTED = reported(
    rune_lp={"pair": [answered(0.1, "a", "b")], "count": [answered(0.1)]},
    duckdb={
        "pair": [answered(0.1, "a", "b"), answered(0.1, "a", "c")],
        "count": [answered(0.2)],
    },
)


def test_a_time_is_the_median_of_the_repeats() -> None:
    first = AGREED["points"][0]["results"][0]
    assert first["seconds"] == [0.1, 0.5, 0.2]
    assert first["median_s"] == 0.2


def test_a_sum_is_that_of_the_medians_and_its_ratio_that_to_rune_lp() -> None:
    assert total(AGREED, "rune-lp")["seconds"] == pytest.approx(0.5)
    assert total(AGREED, "numpy")["ratio"] == pytest.approx(0.2)
    assert not total(AGREED, "numpy")["lower_bound"]


def test_what_ran_out_of_time_counts_as_the_limit_and_makes_a_lower_bound() -> None:
    found = total(AGREED, "clingo")
    assert found["seconds"] == pytest.approx(80.0)
    assert found["lower_bound"]
    assert found["shared_cases"] == 1
    assert found["shared_ratio"] == pytest.approx(100.0)


def test_the_whole_time_is_extrapolated_from_the_images_that_were_begun() -> None:
    late = [r for r in AGREED["points"][0]["results"] if r["status"] == "timed out"]
    assert [r["extrapolated_s"] for r in late] == [pytest.approx(60 * 100 / 11)]


def test_agreeing_answers_are_sound() -> None:
    assert sound(AGREED)
    assert AGREED["points"][0]["disagreements"] == []


def test_a_disagreement_is_named_and_not_averaged() -> None:
    (found,) = DISPUTED["points"][0]["disagreements"]
    assert found == {
        "case": "pair",
        "contestant": "duckdb",
        "against": "rune-lp",
        "missing": 1,
        "extra": 1,
        "images": ["b", "c"],
    }
    disputed = [r for r in DISPUTED["points"][0]["results"] if r["status"] == "disagrees"]
    assert [(r["contestant"], r["median_s"]) for r in disputed] == [("duckdb", None)]
    assert total(DISPUTED, "duckdb")["lower_bound"]
    assert not sound(DISPUTED)


def test_a_case_that_rune_lp_did_not_answer_is_not_sound() -> None:
    assert not sound(reported(rune_lp={"pair": [LATE], "count": [answered(0.1)]}))


@pytest.mark.parametrize(
    ("outcome", "well"),
    [
        pytest.param(answered(9.0), True, id="answered"),
        pytest.param(LATE, True, id="late"),
        pytest.param(Outcome("failed", 1.0, None, 3, "a bug"), False, id="failed"),
    ],
)
def test_verifying_may_be_late_but_not_fail(outcome: Outcome, well: bool) -> None:
    ours = {"pair": [answered(0.1)], "count": [answered(0.1)]}
    verified = {"pair": [answered(0.2)], "count": [outcome]}
    assert sound(reported(**{"rune-lp": ours, "rune-lp --verify": verified})) is well


def test_the_text_names_what_happened() -> None:
    lines = "\n".join(text(AGREED))
    assert "left out: problog: not installed" in lines
    assert "clingo, count: timed out: ran out of time, in its image 11" in lines
    assert "≥ 80,000" in lines
    assert "each image once" in lines
    assert "pair               10 of image 0000007, 812 detections       7.1       1.9" in lines
    assert "DISAGREEMENT at images 100, pair: duckdb against rune-lp: 1 images missing, 1 more" in (
        "\n".join(text(DISPUTED))
    )


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_the_plot_is_drawn(tmp_path: Path, suffix: str) -> None:
    pytest.importorskip("matplotlib")
    from rune_lp.bench.plot import draw

    draw(AGREED, tmp_path / f"bench{suffix}")
    drawn = (tmp_path / f"bench{suffix}").read_bytes()
    assert drawn.startswith(b"<?xml" if suffix == ".svg" else b"\x89PNG")
