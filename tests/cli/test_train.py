"""`rune-lp train`: a short run from the command line, and what is refused."""

from __future__ import annotations

import json

import pytest

from tests.cli.program import call

QUICK = ["--examples", "30", "--steps", "2", "--batch", "4", "--width", "16", "--layers", "1"]


def test_model_and_report_are_written_and_the_run_is_not_repeated(tmp_path):
    pytest.importorskip("transformers")
    folder = tmp_path / "toy"
    first = call("train", "translator", "-o", str(folder), *QUICK)
    assert (first.code, first.out.split()) == (
        0,
        [str(folder / "model"), str(folder / "report.json")],
    )
    assert "step 2: loss" in first.err
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert report["settings"]["steps"] == 2
    again = call("train", "translator", "-o", str(folder), *QUICK)
    assert again.code == 0
    assert "loss" not in again.err
    other = call("train", "translator", "-o", str(folder), *QUICK, "--seed", "5")
    assert other.code == 2
    assert "another seed: 0" in other.err


@pytest.mark.parametrize(
    "arguments",
    [["translator"], ["translator", "-o", "x", "--steps", "0"], ["detector"], ["-o", "x"]],
    ids=" ".join,
)
def test_wrong_arguments_are_refused(arguments):
    assert call("train", *arguments).code == 2
