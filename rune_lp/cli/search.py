"""`rune-lp search`: a question → ranked images with their satisfying assignments."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rune_lp.cli import INTERRUPTED
from rune_lp.cli.asking import Asked, ask, asking_options
from rune_lp.cli.printing import format_option, print_json, print_lines, print_result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rune_lp.catalog import Catalog
    from rune_lp.search import ImageResult, Verdict

__all__ = ["command"]

TOP = 10
"""Images that text for people shows unless told; the JSON forms show all."""

NAMED = 5
"""Images not solved that are named one by one for each cause."""


@click.command(
    "search",
    epilog='\b\nExample: rune-lp search dota.catalog "a harbor with at least two ships near it"',
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
@click.option(
    "--verify",
    is_flag=True,
    help="Let clingo decide every image that may match, and name those it decides otherwise.",
)
@click.option("--all", "everything", is_flag=True, help="Show images that do not match, too.")
@format_option("Text for people, one JSON document, or JSON lines with a header line.")
def command(
    catalog: Path,
    text: str | None,
    top: int | None,
    explanations: int,
    everything: bool,
    verify: bool,
    output_format: str,
    **options: Any,
) -> int:
    """Rank the images of CATALOG that satisfy a question, with their satisfying assignments.

    TEXT is a question in plain English; - reads it from standard input.

    Exit status: 0 with matches, 1 without, 2 if the question or the catalogue is at fault,
    3 if some images could not be solved; they are named. Interrupted, it ranks the images that
    are done.
    """
    from rune_lp.catalog import Catalog
    from rune_lp.search import ranked, solve_here

    opened = Catalog.open(catalog)
    asked = ask(text, options.pop("fol"), opened.labels, **options)
    done, interrupted = _done(asked, opened, everything=everything, verify=verify)
    found = ranked(done)
    unsolved = [result for result in found if result.satisfied is None]
    matches = [result for result in found if result.satisfied]
    solved = [result for result in found if result.satisfied is False] if everything else []
    solved = [*matches, *solved]
    limit = (TOP if output_format == "text" else 0) if top is None else top
    kept = solved[:limit] if limit else solved
    solve = solve_here(asked.question, opened, explanations=explanations, everything=everything)
    shown = solve([verdict.image for verdict in kept])
    if output_format == "text":
        _print_text(asked, shown, explanations)
        click.echo(_summary(len(matches), len(found), len(unsolved), len(solved) - len(kept)))
    else:
        _print_json(asked, shown, unsolved, explanations, lines=output_format == "jsonl")
    _print_unsolved(unsolved)
    if interrupted:
        left = f"{len(opened) - len(found)} of {len(opened)} images were not searched"
        click.echo(f"rune-lp: interrupted: {left}", err=True)
        return INTERRUPTED
    if unsolved:
        return 3
    return 0 if matches else 1


def _done(
    asked: Asked, catalog: Catalog, *, everything: bool, verify: bool
) -> tuple[list[Verdict], bool]:
    """Return the verdicts on the images, and whether there are fewer for an interrupt."""
    from rune_lp.search import judged, solve_here

    solve = solve_here(asked.question, catalog, everything=everything)
    found = judged(
        asked.question, catalog, asked.library, solve, everything=everything, verify=verify
    )
    done: list[Verdict] = []
    try:
        with _progress(found, len(catalog)) as verdicts:
            done.extend(verdicts)
    except KeyboardInterrupt:
        return done, True
    return done, False


@contextmanager
def _progress(found: Iterable[Verdict], total: int) -> Iterator[Iterable[Verdict]]:
    """Show progress on standard error, if that is a terminal."""
    if not sys.stderr.isatty():
        yield found
        return
    with click.progressbar(found, length=total, label="solving", file=sys.stderr) as bar:
        yield bar


def _print_text(asked: Asked, shown: Iterable[ImageResult], explanations: int) -> None:
    from rune_lp.explain.report import explained, result_text

    print_lines(asked.header_text())
    click.echo()
    place = 0
    for place, result in enumerate(shown, start=1):
        one = explained(asked.question, result, asked.library, explanations)
        print_result(result_text(one, place))
    if place:
        click.echo()


def _summary(matches: int, images: int, unsolved: int, hidden: int) -> str:
    """Return the line that counts the images.

    >>> _summary(1, 1, 0, 0)
    '1 of 1 image matches'
    >>> _summary(3, 20, 2, 1)
    '3 of 20 images match; 2 not solved; 1 more is not shown (--top 0 shows all)'
    """
    parts = [f"{matches:,} of {images:,} image{_s(images)} match{'es' if matches == 1 else ''}"]
    if unsolved:
        parts.append(f"{unsolved:,} not solved")
    if hidden:
        parts.append(
            f"{hidden:,} more {'is' if hidden == 1 else 'are'} not shown (--top 0 shows all)"
        )
    return "; ".join(parts)


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def _print_json(
    asked: Asked,
    shown: Iterable[ImageResult],
    unsolved: list[Verdict],
    explanations: int,
    *,
    lines: bool,
) -> None:
    from rune_lp.explain.report import explained, result_json, unsolved_json

    objects = (
        *(
            result_json(explained(asked.question, result, asked.library, explanations))
            for result in shown
        ),
        *(unsolved_json(verdict.image, verdict.failure) for verdict in unsolved),
    )
    if not lines:
        print_json({**asked.header(), "results": list(objects)}, indent=2)
        return
    for entry in (asked.header(), *objects):
        print_json(entry)


def _print_unsolved(unsolved: list[Verdict]) -> None:
    causes: dict[str, list[str]] = {}
    for result in unsolved:
        causes.setdefault(str(result.failure), []).append(result.image)
    for cause, images in causes.items():
        more = f" and {len(images) - NAMED:,} more" if len(images) > NAMED else ""
        named = ", ".join(images[:NAMED])
        click.echo(f"rune-lp: not solved: {named}{more}: {cause}", err=True)
