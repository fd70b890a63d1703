"""`rune-lp rules docs`: a page of rule files."""

from __future__ import annotations

from pathlib import Path

import click

from rune_lp.cli.options import allow_scripts_option

__all__ = ["command"]


@click.command("docs", epilog="\b\nExample: rune-lp rules docs --format html -o rules.html")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["markdown", "html"]),
    default="markdown",
    show_default=True,
    help="Markdown, or one HTML page that needs nothing besides.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Where to write it; standard output unless told.",
)
@allow_scripts_option
def command(
    files: tuple[Path, ...], output_format: str, output: Path | None, allow_scripts: bool
) -> None:
    """Make a page of FILEs, or of folders of them; without any, of the shipped rules.

    Each predicate with its meaning, its rules and its tests, and graphs of what rests on what.
    """
    from rune_lp.authoring.html import html_page
    from rune_lp.authoring.manual import manual
    from rune_lp.authoring.markdown import markdown_page
    from rune_lp.rulefiles.library import load_rule_files

    library = load_rule_files(files, allow_scripts=allow_scripts)
    chapters = manual(library.named(files) if files else library.files, library)
    page = html_page(chapters) if output_format == "html" else markdown_page(chapters)
    if output is None or str(output) == "-":
        click.echo(page, nl=False)
    else:
        output.write_text(page, encoding="utf-8")
