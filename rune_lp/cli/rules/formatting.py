"""`rune-lp rules format`: rule files in the layout of all."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rune_lp.rulefiles.source import Source

__all__ = ["command"]


@click.command("format", epilog="\b\nExample: rune-lp rules format --check rules/*.lp")
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option("--check", is_flag=True, help="Change nothing; name the files that would change.")
@click.option("--diff", is_flag=True, help="Change nothing; show what would change.")
def command(files: tuple[Path, ...], check: bool, diff: bool) -> int:
    """Lay out FILEs, or the rule files in folders, as all are; - is standard input to output.

    The program and its comments stay the same.

    Exit status: 0 if done, or nothing would change; 1 if something would change, with --check or
    --diff; 2 if a file cannot be read.
    """
    from rune_lp.authoring.formatting import formatted

    changed = 0
    for source in _sources(files):
        text = formatted(source)
        standard = source.path == "-"
        if text != source.text:
            changed += 1
            if diff:
                _print_diff(source, text)
            elif check:
                click.echo(f"would change: {source.path}")
            elif not standard:
                Path(source.path).write_text(text, encoding="utf-8")
                click.echo(f"formatted: {source.path}", err=True)
        if standard and not check and not diff:
            click.echo(text, nl=False)
    return 1 if changed and (check or diff) else 0


def _sources(files: tuple[Path, ...]) -> list[Source]:
    """Return the files' texts, all read before the first is written."""
    from rune_lp.cli.asking import text_or_standard_input
    from rune_lp.rulefiles.library import rule_paths
    from rune_lp.rulefiles.source import Source

    sources = []
    for file in files:
        if str(file) == "-":
            sources.append(Source("-", text_or_standard_input("-")))
        else:
            sources += [Source.read(path) for path in rule_paths(file) if _is_laid_out(path)]
    return sources


def _is_laid_out(path: Path) -> bool:
    if path.suffix == ".pl":
        click.echo(f"left as it is: {path} (Prolog; only .lp files are laid out)", err=True)
        return False
    return True


def _print_diff(source: Source, text: str) -> None:
    lines = difflib.unified_diff(
        source.text.splitlines(), text.splitlines(), source.path, source.path, lineterm=""
    )
    for line in lines:
        click.echo(line, file=sys.stdout)
