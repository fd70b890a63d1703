"""`rune-lp rules check`: what is wrong with rule files, and what looks unmeant in them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rune_lp.cli.guarding import time_limit_option
from rune_lp.cli.options import allow_scripts_option
from rune_lp.cli.printing import print_json
from rune_lp.cli.rules.watching import watch_option, watched

if TYPE_CHECKING:
    from rune_lp.errors import Fault

__all__ = ["command"]


@click.command(
    "check", epilog="\b\nExample: rune-lp rules check marina.lp --format sarif > marina.sarif"
)
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@allow_scripts_option
@watch_option
@time_limit_option
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
    help="Text for people, a JSON document, or SARIF 2.1.0 for code hosts and editors.",
)
def command(
    files: tuple[Path, ...],
    allow_scripts: bool,
    watch: bool,
    time_limit: float | None,
    output_format: str,
) -> int:
    """Look for faults in FILEs, or in folders of them; without any, in the shipped rules.

    Each is said with its place, its code, and how to mend it; docs/rule-checks.md explains the
    codes. The scenes of the files' tests are solved, too.

    Exit status: 0 if there is nothing to say, 1 if there are warnings only, 2 if there are errors.
    """
    from rune_lp.authoring.diagnosis import diagnose
    from rune_lp.authoring.suite import Suite
    from rune_lp.pool.trying import solve_limited

    def check() -> int:
        suite = Suite.read(files, allow_scripts=allow_scripts)
        faults = diagnose(suite, solve_limited(time_limit))
        return _reported([file.path for file in suite.files], faults, output_format)

    return watched(watch, files, check)


def _reported(looked_at: list[str], faults: tuple[Fault, ...], output_format: str) -> int:
    """Print faults, and return the exit status."""
    from rune_lp.authoring.sarif import sarif
    from rune_lp.rulefiles.codes import severity

    errors = sum(severity(fault) == "error" for fault in faults)
    if output_format == "sarif":
        print_json(sarif(faults), indent=2)
    elif output_format == "json":
        print_json({"files": looked_at, "faults": [_json(fault) for fault in faults]}, indent=2)
    else:
        for fault in faults:
            code = f"{fault.code} " if fault.code else ""
            click.echo(replace(fault, message=f"{code}{fault.message}").drawn())
        files_said = f"{len(looked_at)} file{'' if len(looked_at) == 1 else 's'}"
        warnings = len(faults) - errors
        click.echo(
            f"{files_said}: {errors} error{'' if errors == 1 else 's'}, "
            f"{warnings} warning{'' if warnings == 1 else 's'}"
        )
    if errors:
        return 2
    return 1 if faults else 0


def _json(fault: Fault) -> dict[str, Any]:
    from rune_lp.rulefiles.codes import CODES, severity

    place = fault.place
    return {
        "code": fault.code,
        "name": CODES[fault.code].name if fault.code else None,
        "severity": severity(fault),
        "message": fault.message,
        "hint": fault.hint,
        "file": place.source if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "length": fault.length,
    }
