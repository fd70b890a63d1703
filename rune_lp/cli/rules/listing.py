"""`rune-lp rules list`: every predicate in force."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rune_lp.cli.options import allow_scripts_option
from rune_lp.cli.printing import format_option, print_json

if TYPE_CHECKING:
    from rune_lp.authoring.listing import Entry

__all__ = ["command"]

_TITLES = {
    "rule": "by rules",
    "helper": "by rules, for rules only",
    "relation": "relations",
    "attribute": "attributes",
    "class": "classes, where there is no catalogue",
}


@click.command("list", epilog="\b\nExample: rune-lp rules list marina.lp --kind rule")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(list(_TITLES)),
    multiple=True,
    help="Only these; may be given again.",
)
@allow_scripts_option
@format_option("Text for people, a JSON document, or a line for each name.")
def command(
    files: tuple[Path, ...], kinds: tuple[str, ...], allow_scripts: bool, output_format: str
) -> None:
    """List every predicate in force: of the shipped rules, of FILEs, and what is built in.

    Each with where it is defined and what it means.
    """
    from rune_lp.authoring.listing import entries
    from rune_lp.rulefiles.library import load_rule_files

    library = load_rule_files(files, allow_scripts=allow_scripts)
    found = [entry for entry in entries(library) if not kinds or entry.kind in kinds]
    if output_format == "json":
        print_json({"predicates": [_json(entry) for entry in found]}, indent=2)
    elif output_format == "jsonl":
        for entry in found:
            print_json(_json(entry))
    else:
        for kind, title in _TITLES.items():
            _print(title, [entry for entry in found if entry.kind == kind])


def _print(title: str, found: list[Entry]) -> None:
    if not found:
        return
    click.echo(f"{title}:")
    width = max(len(entry.written) for entry in found)
    for entry in found:
        where = f"  [{entry.path}:{entry.line}]" if entry.path else ""
        click.echo(f"  {entry.written:<{width}}  {entry.gloss}{where}")
        if entry.because:
            click.echo(f"  {'':<{width}}  because: {entry.because}")


def _json(entry: Entry) -> dict[str, Any]:
    return asdict(entry)
