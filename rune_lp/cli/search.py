"""`rune-lp search`: a question → ranked images with their satisfying assignments."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rune_lp.cli import INTERRUPTED
from rune_lp.cli.asking import ask
from rune_lp.cli.drawing import drawing_options
from rune_lp.cli.guarding import (
    jobs_option,
    memory_limit_option,
    progress,
    stoppable,
    time_limit_option,
)
from rune_lp.cli.mapping import geojson_option, require_places, write_geojson
from rune_lp.cli.opening import open_catalog, outlines_option
from rune_lp.cli.options import asking_options
from rune_lp.cli.printing import format_option, print_json, print_lines, print_result
from rune_lp.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from rune_lp.asking import Answers, Asked
    from rune_lp.cli.drawing import Drawing
    from rune_lp.explain.why.report import Explained
    from rune_lp.scenes import Scene
    from rune_lp.search import Engine, Verdict

__all__ = ["command"]

TOP = 10
"""Images that text for people shows unless told; the JSON forms show all."""

REFUTED = 20
"""Images of which a report says why they do not match; `explain` says it of any."""

NAMED = 5
"""Images not solved that are named one by one for each cause."""


@click.command(
    "search",
    epilog='\b\nExample: rune-lp search dota.catalog "a harbor with at least two ships near it"',
)
@click.argument("catalog", metavar="CATALOG", type=click.Path(path_type=Path))
@click.argument("text", metavar="[TEXT]", required=False)
@asking_options
@outlines_option
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
    help="Let the solver decide every image that may match, and name those it decides otherwise.",
)
@click.option(
    "--no-decomposition",
    is_flag=True,
    help="Let the solver decide every image that may match by the flat program, for comparison.",
)
@click.option("--all", "everything", is_flag=True, help="Show images that do not match, too.")
@jobs_option
@time_limit_option
@memory_limit_option()
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Solve on the Dask cluster of this scheduler, such as tcp://10.0.0.1:8786.",
)
@geojson_option
@drawing_options
@format_option("Text for people, one JSON document, or JSON lines with a header line.")
def command(
    catalog: Path,
    text: str | None,
    top: int | None,
    explanations: int,
    everything: bool,
    verify: bool,
    no_decomposition: bool,
    jobs: int | None,
    time_limit: float | None,
    memory_limit: int | None,
    scheduler: str | None,
    geojson: Path | None,
    drawing: Drawing | None,
    output_format: str,
    outlines: str,
    **options: Any,
) -> int:
    """Rank the images of CATALOG that satisfy a question, with their satisfying assignments.

    TEXT is a question in plain English; - reads it from standard input.

    Exit status: 0 with matches, 1 without, 2 if the question or the catalogue is at fault,
    3 if some images could not be solved, drawn or put on the map; they are named. Interrupted, it
    ranks the images that are done.
    """
    from rune_lp.asking.answers import answers, search_for
    from rune_lp.asking.engines import engine_for

    _exclude({"--jobs": jobs, "--scheduler": scheduler})
    _exclude({"--verify": verify or None, "--no-decomposition": no_decomposition or None})
    opened = open_catalog(catalog, outlines)
    if geojson is not None:
        require_places(opened.systems, str(catalog))
    asked = ask(text, options.pop("fol"), opened.labels, **options)
    asked.question.solver.require()
    search = search_for(
        asked, everything=everything, verify=verify, decomposed=not no_decomposition
    )
    with engine_for(
        search,
        opened,
        jobs=jobs or 1,
        time_limit=time_limit,
        memory_limit=memory_limit,
        scheduler=scheduler,
    ) as engine:
        with stoppable() as stopped:
            done, interrupted = _judged(engine, stopped)
        limit = (TOP if output_format == "text" else 0) if top is None else top
        # What was finished is shown after an interrupt too; a second one ends this as well.
        with stoppable() as stopped:
            found = answers(asked, engine, done, top=limit, explanations=explanations, stop=stopped)
            interrupted = interrupted or stopped()
    proved = drawing is not None and drawing.report is not None
    reasoned: Iterable[Explained] = found.reasoned(proved=proved)
    complete = True
    if geojson is not None:
        reasoned = list(reasoned)
        complete = write_geojson(geojson, asked, reasoned)
    if drawing is not None:
        reasoned = list(reasoned)
        shown = [
            *_answers(asked, reasoned, explanations, time_limit),
            *_unanswered(found.unsolved),
        ]
        complete &= drawing.draw(asked, str(catalog), shown, found.counts(len(opened)))
    if output_format == "text":
        _print_text(asked, reasoned)
        click.echo(_summary(found))
    else:
        _print_json(found, reasoned, lines=output_format == "jsonl")
    _print_unsolved(found.unsolved)
    if interrupted:
        left = f"{len(opened) - found.searched} of {len(opened)} images were not searched"
        click.echo(f"rune-lp: interrupted: {left}", err=True)
        return INTERRUPTED
    if found.unsolved or not complete:
        return 3
    return 0 if found.matches else 1


def _answers(
    asked: Asked, reasoned: Iterable[Explained], number: int, time_limit: float | None
) -> Iterator[tuple[dict[str, Any], Scene]]:
    """Yield the results with their images; of the first that do not match also why not."""
    from rune_lp.asking.explaining import contrary_of
    from rune_lp.explain.why.report import result_json

    refuted = 0
    for one in reasoned:
        scene = one.result.scene
        result = result_json(one)
        if one.result.satisfied is False and refuted < REFUTED:
            refuted += 1
            found = contrary_of(asked.question, one, number, time_limit=time_limit)
            result["why_not"] = found and found.json()
            for remark in found.remarks if found else ():
                click.echo(f"rune-lp: {scene.image}: {remark}", err=True)
        yield result, scene


def _unanswered(unsolved: Iterable[Verdict]) -> Iterator[tuple[dict[str, Any], None]]:
    from rune_lp.explain.why.report import unsolved_json

    for verdict in unsolved:
        yield unsolved_json(verdict.image, verdict.failure), None


def _exclude(options: Mapping[str, object]) -> None:
    """Refuse options that were given together; those that were not are None."""
    if all(value is not None for value in options.values()):
        raise InputError.of(f"{' and '.join(options)} exclude each other")


def _judged(engine: Engine, stopped: Callable[[], bool]) -> tuple[list[Verdict], bool]:
    """Return the verdicts on the images, and whether there are fewer for an interrupt."""
    from rune_lp.search import judged

    done: list[Verdict] = []
    with progress(len(engine.catalog)) as finished:
        try:
            for verdict in judged(engine, stop=stopped):
                done.append(verdict)
                finished()
        except KeyboardInterrupt:  # a second one
            return done, True
    return done, stopped()


def _print_text(asked: Asked, reasoned: Iterable[Explained]) -> None:
    from rune_lp.explain.why.report import result_text

    print_lines(asked.header_text())
    click.echo()
    place = 0
    for place, one in enumerate(reasoned, start=1):
        print_result(result_text(one, place))
    if place:
        click.echo()


def _summary(found: Answers) -> str:
    """Return the line that counts the images, and says if there are more to show."""
    if not found.hidden:
        return found.summary()
    more = f"{found.hidden:,} more {'is' if found.hidden == 1 else 'are'} not shown"
    return f"{found.summary()}; {more} (--top 0 shows all)"


def _print_json(found: Answers, reasoned: Iterable[Explained], *, lines: bool) -> None:
    if not lines:
        print_json(found.document(reasoned), indent=2)
        return
    for entry in found.lines(reasoned):
        print_json(entry)


def _print_unsolved(unsolved: Sequence[Verdict]) -> None:
    causes: dict[str, list[str]] = {}
    for result in unsolved:
        causes.setdefault(str(result.failure), []).append(result.image)
    for cause, images in causes.items():
        more = f" and {len(images) - NAMED:,} more" if len(images) > NAMED else ""
        named = ", ".join(images[:NAMED])
        click.echo(f"rune-lp: not solved: {named}{more}: {cause}", err=True)
