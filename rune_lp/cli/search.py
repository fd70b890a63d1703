"""`rune-lp search`: a question → ranked images with their satisfying assignments."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rune_lp.cli import INTERRUPTED
from rune_lp.cli.asking import Asked, ask, asking_options
from rune_lp.cli.guarding import progress, stoppable, time_limit_option
from rune_lp.cli.printing import format_option, print_json, print_lines, print_result
from rune_lp.errors import InputError

if TYPE_CHECKING:
    from rune_lp.catalog import Catalog
    from rune_lp.search import ImageResult

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
@click.option("--all", "everything", is_flag=True, help="Show images that do not match, too.")
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    help="Solve with N processes. [default: 1]",
)
@time_limit_option
@click.option(
    "--memory-limit",
    metavar="MB",
    type=click.IntRange(1, 1_000_000_000),
    help="Give an image up that needs more memory than so many megabytes.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Solve on the Dask cluster of this scheduler, such as tcp://10.0.0.1:8786.",
)
@format_option("Text for people, one JSON document, or JSON lines with a header line.")
def command(
    catalog: Path,
    text: str | None,
    top: int | None,
    explanations: int,
    everything: bool,
    jobs: int | None,
    time_limit: float | None,
    memory_limit: int | None,
    scheduler: str | None,
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
    from rune_lp.search import ranked

    opened = Catalog.open(catalog)
    asked = ask(text, options.pop("fol"), opened.labels, **options)
    done, interrupted = _done(
        asked,
        opened,
        scheduler,
        jobs,
        explanations=explanations,
        everything=everything,
        time_limit=time_limit,
        memory_limit=memory_limit,
    )
    found = ranked(done)
    unsolved = [result for result in found if result.satisfied is None]
    matches = [result for result in found if result.satisfied]
    solved = [result for result in found if result.satisfied is False] if everything else []
    solved = [*matches, *solved]
    limit = (TOP if output_format == "text" else 0) if top is None else top
    kept = solved[:limit] if limit else solved
    if output_format == "text":
        _print_text(asked, kept, explanations)
        click.echo(_summary(len(matches), len(found), len(unsolved), len(solved) - len(kept)))
    else:
        _print_json(asked, [*kept, *unsolved], explanations, lines=output_format == "jsonl")
    _print_unsolved(unsolved)
    if interrupted:
        left = f"{len(opened) - len(found)} of {len(opened)} images were not searched"
        click.echo(f"rune-lp: interrupted: {left}", err=True)
        return INTERRUPTED
    if unsolved:
        return 3
    return 0 if matches else 1


def _done(
    asked: Asked, catalog: Catalog, scheduler: str | None, jobs: int | None, **options: Any
) -> tuple[list[ImageResult], bool]:
    """Return the results of the images, and whether there were fewer for an interrupt."""
    where = asked.question, catalog.path, catalog.images
    done: list[ImageResult] = []
    with stoppable() as stopped, progress(len(catalog)) as finished:
        try:
            if scheduler is not None:
                if jobs is not None:
                    raise InputError.of("--jobs and --scheduler exclude each other")
                from rune_lp.pool.cluster import solved_by_cluster

                results = solved_by_cluster(*where, scheduler=scheduler, stop=stopped, **options)
            else:
                from rune_lp.pool.searching import solved

                results = solved(*where, jobs=jobs or 1, stop=stopped, **options)
            for result in results:
                done.append(result)
                finished()
        except KeyboardInterrupt:  # a second one
            return done, True
        return done, stopped()


def _print_text(asked: Asked, shown: list[ImageResult], explanations: int) -> None:
    from rune_lp.explain.report import explained, result_text

    print_lines(asked.header_text())
    click.echo()
    for place, result in enumerate(shown, start=1):
        one = explained(asked.question, result, asked.library, explanations)
        print_result(result_text(one, place))
    if shown:
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


def _print_json(asked: Asked, shown: list[ImageResult], explanations: int, *, lines: bool) -> None:
    from rune_lp.explain.report import explained, result_json

    objects = (
        result_json(explained(asked.question, result, asked.library, explanations))
        for result in shown
    )
    if not lines:
        print_json({**asked.header(), "results": list(objects)}, indent=2)
        return
    for entry in (asked.header(), *objects):
        print_json(entry)


def _print_unsolved(unsolved: list[ImageResult]) -> None:
    causes: dict[str, list[str]] = {}
    for result in unsolved:
        causes.setdefault(str(result.failure), []).append(result.scene.image)
    for cause, images in causes.items():
        more = f" and {len(images) - NAMED:,} more" if len(images) > NAMED else ""
        named = ", ".join(images[:NAMED])
        click.echo(f"rune-lp: not solved: {named}{more}: {cause}", err=True)
