"""`rune-lp doctor`: what this machine has and lacks."""

from __future__ import annotations

from importlib import metadata

import pytest

from rune_lp import __version__
from rune_lp.cli import doctor
from tests.cli.program import call, spawn


def test_what_is_needed_is_here():
    ran = spawn("doctor")
    assert (ran.code, ran.err) == (0, "")
    first, *lines = ran.out.splitlines()
    assert first.startswith(f"rune-lp {__version__} on Python 3.")
    assert f"ok      clingo       {metadata.version('clingo')}" in lines


def test_json_says_the_same_of_each_part():
    ran = call("doctor", "--format", "json")
    parts = {part["name"]: part for part in ran.json["parts"]}
    assert ran.json["version"] == __version__
    assert parts["numpy"] == {
        "name": "numpy",
        "found": metadata.version("numpy"),
        "needed": True,
        "purpose": "the core",
        "remedy": "pip install rune-lp",
    }
    assert not parts["swipl"]["needed"]
    assert call("doctor", "--format", "jsonl").lines == [ran.json]


@pytest.mark.parametrize(
    ("missing", "code", "line"),
    [
        pytest.param(
            "shapely", 3, "missing shapely      the core: pip install rune-lp", id="a needed part"
        ),
        pytest.param(
            "Pillow",
            0,
            "missing Pillow       drawing answers on images: pip install 'rune-lp[sample]'",
            id="an optional part",
        ),
        pytest.param(
            "distributed",
            0,
            "missing distributed  searching on a Dask cluster: pip install 'rune-lp[cluster]'",
            id="the cluster",
        ),
        pytest.param(
            "duckdb",
            0,
            "missing duckdb       the benchmark's SQL: pip install 'rune-lp[bench]'",
            id="the benchmark",
        ),
    ],
)
def test_what_is_missing_is_told_with_its_remedy(monkeypatch, missing, code, line):
    def version(name: str) -> str:
        if name == missing:
            raise metadata.PackageNotFoundError(name)
        return "1.0"

    monkeypatch.setattr(doctor.metadata, "version", version)
    ran = call("doctor")
    assert ran.code == code
    assert line in ran.out.splitlines()


def test_a_missing_program_is_told_with_its_remedy(monkeypatch):
    monkeypatch.setattr(doctor.shutil, "which", lambda _name: None)
    ran = call("doctor")
    assert ran.code == 0
    wanted = "missing swipl        --solver prolog, printed Prolog: apt-get install swi-prolog-nox"
    assert wanted in ran.out.splitlines()
