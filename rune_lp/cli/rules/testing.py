"""`rune-lp rules test`: the tests that stand in rule files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rune_lp.cli.guarding import time_limit_option
from rune_lp.cli.options import allow_scripts_option
from rune_lp.cli.printing import format_option, print_json
from rune_lp.cli.rules.watching import watch_option, watched

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rune_lp.authoring.suite import Report
    from rune_lp.authoring.trial import Failure

__all__ = ["command"]


@click.command("test", epilog="\b\nExample: rune-lp rules test marina.lp")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--verbose", "-v", is_flag=True, help="Name the tests that pass, too.")
@allow_scripts_option
@watch_option
@time_limit_option
@format_option("Text for people, a JSON document, or one line for each file.")
def command(
    files: tuple[Path, ...],
    verbose: bool,
    allow_scripts: bool,
    watch: bool,
    time_limit: float | None,
    output_format: str,
) -> int:
    """Run the tests in FILEs, or in folders of them; without any, those of the shipped rules.

    A test that fails is shown with its derivation: what held, and what was missing.

    Exit status: 0 if all tests pass, 1 if not, 2 if a file cannot be read.
    """
    from rune_lp.authoring.suite import Suite, run_tests
    from rune_lp.pool.trying import solve_limited

    def test() -> int:
        suite = Suite.read(files, allow_scripts=allow_scripts)
        reports = run_tests(suite, solve_limited(time_limit))
        return _reported(reports, output_format, verbose=verbose)

    return watched(watch, files, test)


def _reported(found: Iterable[Report], output_format: str, *, verbose: bool) -> int:
    """Print what came of tests, and return the exit status."""
    reports = []
    for report in found:
        reports.append(report)
        if output_format == "text":
            _print(report, verbose=verbose)
        elif output_format == "jsonl":
            print_json(_json(report))
    if output_format == "json":
        print_json({"files": [_json(report) for report in reports]}, indent=2)
    if output_format == "text":
        _print_summary(reports)
    if any(report.faults for report in reports):
        return 2
    return 0 if all(report.passed for report in reports) else 1


def _print(report: Report, *, verbose: bool) -> None:
    for outcome in report.outcomes:
        line = outcome.case.line
        title = f" {outcome.case.title}" if outcome.case.title else ""
        if not outcome.passed:
            click.echo(f"FAILED {report.path}:{line}{title}")
        elif verbose:
            click.echo(f"passed {report.path}:{line}{title}")
        _print_failures(outcome.failures)
    _print_failures((*report.faults, *report.unread))
    if report.untested and verbose:
        click.echo(f"no test names {', '.join(report.untested)} ({report.path})")


def _print_failures(failures: Iterable[Failure]) -> None:
    for failure in failures:
        click.echo(failure.fault.drawn())
        for line in failure.why:
            click.echo(f"  {line}")


def _print_summary(reports: list[Report]) -> None:
    number = sum(len(report.outcomes) + len(report.unread) for report in reports)
    failed = sum(len(report.unread) for report in reports)
    failed += sum(not outcome.passed for report in reports for outcome in report.outcomes)
    tests = f"{number} test{'' if number == 1 else 's'}"
    unusable = sum(bool(report.faults) for report in reports)
    files = f"; {unusable} file{'' if unusable == 1 else 's'} at fault" if unusable else ""
    click.echo(f"{tests}: {number - failed} passed, {failed} failed{files}")


def _json(report: Report) -> dict[str, Any]:
    return {
        "file": report.path,
        "passed": report.passed,
        "tests": [
            {
                "line": outcome.case.line,
                "title": outcome.case.title or None,
                "passed": outcome.passed,
                "failures": [_failure_json(failure) for failure in outcome.failures],
            }
            for outcome in report.outcomes
        ],
        "faults": [_failure_json(failure) for failure in report.faults],
        "unread": [_failure_json(failure) for failure in report.unread],
        "untested": list(report.untested),
    }


def _failure_json(failure: Failure) -> dict[str, Any]:
    place = failure.fault.place
    return {
        "message": failure.fault.message,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "hint": failure.fault.hint,
        "derivation": list(failure.why),
    }
