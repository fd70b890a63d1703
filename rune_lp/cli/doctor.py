"""`rune-lp doctor`: what this machine has, lacks, and how to get it."""

from __future__ import annotations

import platform
import shutil
from importlib import metadata
from importlib.util import find_spec
from typing import Any

import click

from rune_lp import __version__
from rune_lp.cli.printing import format_option, print_json

__all__ = ["command"]

_NEEDED = ("clingo", "click", "numpy", "shapely", "lark", "rich")
_OPTIONAL = {
    "sample": {"PIL": ("Pillow", "drawing answers on images")},
    "vision": {
        "onnxruntime": ("onnxruntime", "detect with ONNX files and the detector that ships"),
        "rasterio": ("rasterio", "detect in TIFF and JPEG 2000 files"),
    },
    "ultralytics": {"ultralytics": ("ultralytics", "detect with .pt files, and masks (AGPL)")},
    "geo": {
        "pyproj": ("pyproj", "metres and north on the ground, answers as GeoJSON"),
        "rasterio": ("rasterio", "JPEG 2000 and reference systems without a code"),
    },
    "llm": {
        "torch": ("torch", "--translator hf:DIR, and auto's model"),
        "transformers": ("transformers", "--translator hf:DIR, and auto's model"),
        "llguidance": ("llguidance", "holding local models to the vocabulary"),
    },
    "prolog": {"pyswip": ("pyswip", "asking with --solver prolog")},
    "cluster": {"distributed": ("distributed", "searching on a Dask cluster")},
    "bench": {
        "duckdb": ("duckdb", "the benchmark's SQL"),
        "problog": ("problog", "the benchmark's ProbLog"),
        "ltn": ("LTNtorch", "the benchmark's fuzzy logic"),
        "matplotlib": ("matplotlib", "the benchmark's plot"),
    },
}
"""By extra: each module, its distribution, and what it is for."""

_PROGRAMS = {
    "clingo": ("solving printed programs by hand", "python -m clingo does the same"),
    "swipl": ("--solver prolog, printed Prolog", "apt-get install swi-prolog-nox"),
}


@click.command("doctor", epilog="\b\nExample: rune-lp doctor --format json")
@format_option("Text for people, a JSON document, or the same on one line.")
def command(output_format: str) -> int:
    """Say what this machine has, what it lacks, and how to get it.

    Exit status: 0 if everything that is needed is there, 3 if not.
    """
    report = _report()
    if output_format != "text":
        print_json(report, indent=2 if output_format == "json" else None)
    else:
        click.echo(f"rune-lp {report['version']} on Python {report['python']}")
        width = max(len(entry["name"]) for entry in report["parts"])
        for entry in report["parts"]:
            mark = "ok     " if entry["found"] else "missing"
            detail = entry["found"] or f"{entry['purpose']}: {entry['remedy']}"
            click.echo(f"{mark} {entry['name']:<{width}} {detail}")
    return 0 if all(entry["found"] for entry in report["parts"] if entry["needed"]) else 3


def _report() -> dict[str, Any]:
    parts = [
        _part(name, _version(name), "the core", "pip install rune-lp", needed=True)
        for name in _NEEDED
    ]
    parts += [
        _part(
            name,
            _version(name) if find_spec(module) else None,
            purpose,
            f"pip install 'rune-lp[{extra}]'",
        )
        for extra, modules in _OPTIONAL.items()
        for module, (name, purpose) in modules.items()
    ]
    parts += [
        _part(name, shutil.which(name), purpose, remedy)
        for name, (purpose, remedy) in _PROGRAMS.items()
    ]
    return {"version": __version__, "python": platform.python_version(), "parts": parts}


def _part(
    name: str, found: str | None, purpose: str, remedy: str, *, needed: bool = False
) -> dict[str, Any]:
    return {
        "name": name,
        "found": found,
        "needed": needed,
        "purpose": purpose,
        "remedy": remedy,
    }


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
