"""`rune-lp rules new`: a rule file to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from rune_lp.errors import InputError, Place

__all__ = ["command"]


@click.command("new", epilog="\b\nExample: rune-lp rules new busy_pier")
@click.argument("name", metavar="NAME")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Where to write it, or - for standard output; NAME.lp unless told.",
)
def command(name: str, output: Path | None) -> None:
    """Begin a rule file for the predicate NAME: commented, with tests that pass."""
    from rune_lp.authoring.template import rule_template
    from rune_lp.rulefiles.library import load_rule_files

    text = rule_template(name)
    for file in load_rule_files().files:
        if name in {entry.name for entry in file.exports}:
            message = f"{name} is already defined in {file.path}"
            raise InputError.of(message, hint="choose another name")
    if str(output) == "-":
        click.echo(text, nl=False)
        return
    path = output or Path(f"{name}.lp")
    try:
        with path.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        raise InputError.of(
            "is there already", Place(str(path)), hint="name another by -o"
        ) from None
    click.echo(f"{path}: now write your rule, and run: rune-lp rules test {path}")
