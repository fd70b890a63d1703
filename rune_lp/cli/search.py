"""`rune-lp search`: a question → ranked images with their satisfying assignments."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rune_lp.cli.asking import Asked, ask, asking_options

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rune_lp.scenes import Scene
    from rune_lp.search import ImageResult

__all__ = ["command"]

TOP = 10
"""Images that text for people shows unless told; the JSON forms show all."""

NAMED = 5
"""Images not solved that are named one by one for each cause."""


@click.command(
    "search",
    epilog='Example: rune-lp search dota.catalog "a harbor with at least two ships near it"',
)
@click.argument("catalog", metavar="CATALOG", type=click.Path(path_type=Path))
@click.argument("text", metavar="[TEXT]", required=False)
@asking_options
@click.option(
    "--top",
    metavar="K",
    type=click.IntRange(min=0),
    help=f"Show the K best images; 0 shows all. [default: {TOP} as text, all as JSON]",
)
@click.option(
    "--explanations",
    metavar="N",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="Show the N best assignments of each image.",
)
@click.option("--all", "everything", is_flag=True, help="Show images that do not match, too.")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json", "jsonl"]),
    default="text",
    show_default=True,
    help="Text for people, one JSON document, or JSON lines with a header line.",
)
def command(
    catalog: Path,
    text: str | None,
    top: int | None,
    explanations: int,
    everything: bool,
    output_format: str,
    **options: Any,
) -> int:
    """Rank the images of CATALOG that satisfy a question, with their satisfying assignments.

    TEXT is a question in plain English; - reads it from standard input.
    Exit status: 0 with matches, 1 without, 2 if the question or the catalogue is at fault,
    3 if some images could not be solved; they are named.
    """
    from rune_lp.catalog import Catalog
    from rune_lp.search import ranked, results

    opened = Catalog.open(catalog)
    asked = ask(text, options.pop("fol"), opened.labels, **options)
    with _progress(opened.scenes(), len(opened)) as scenes:
        found = ranked(
            results(asked.question, scenes, explanations=explanations, everything=everything)
        )
    matches = sum(result.satisfied is True for result in found)
    shown = [result for result in found if everything or result.satisfied is not False]
    limit = (TOP if output_format == "text" else 0) if top is None else top
    unsolved = [result for result in shown if result.satisfied is None]
    solved = [result for result in shown if result.satisfied is not None]
    kept = solved[:limit] if limit else solved
    if output_format == "text":
        _print_text(asked, kept, explanations)
        _print_summary(matches, len(found), len(solved) - len(kept))
    else:
        _print_json(asked, [*kept, *unsolved], explanations, lines=output_format == "jsonl")
    _print_unsolved(unsolved)
    if unsolved:
        return 3
    return 0 if matches else 1


@contextmanager
def _progress(scenes: Iterable[Scene], total: int) -> Iterator[Iterable[Scene]]:
    """Show progress on standard error, if that is a terminal."""
    if not sys.stderr.isatty():
        yield scenes
        return
    with click.progressbar(scenes, length=total, label="solving", file=sys.stderr) as bar:
        yield bar


def _print_text(asked: Asked, shown: list[ImageResult], explanations: int) -> None:
    from rune_lp.explain.report import explained, result_text

    for line in asked.header_text():
        click.echo(line)
    click.echo()
    for place, result in enumerate(shown, start=1):
        one = explained(asked.question, result, asked.library, explanations)
        for line in result_text(one, place):
            click.echo(line)


def _print_summary(matches: int, images: int, hidden: int) -> None:
    plural = "" if images == 1 else "s"
    more = f"; {hidden} more are not shown (--top 0 shows all)" if hidden else ""
    click.echo(f"\n{matches} of {images} image{plural} match{more}")


def _print_json(asked: Asked, shown: list[ImageResult], explanations: int, *, lines: bool) -> None:
    from rune_lp.explain.report import explained, result_json

    objects = (
        result_json(explained(asked.question, result, asked.library, explanations))
        for result in shown
    )
    if lines:
        for entry in (asked.header(), *objects):
            click.echo(json.dumps(entry, ensure_ascii=False))
        return
    document = {**asked.header(), "results": list(objects)}
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _print_unsolved(unsolved: list[ImageResult]) -> None:
    causes: dict[str, list[str]] = {}
    for result in unsolved:
        causes.setdefault(str(result.failure), []).append(result.scene.image)
    for cause, images in causes.items():
        more = f" and {len(images) - NAMED} more" if len(images) > NAMED else ""
        named = ", ".join(images[:NAMED])
        click.echo(f"rune-lp: not solved: {named}{more}: {cause}", err=True)
