"""`rune-lp explain`: one image → why it satisfies a question, or why not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rune_lp.cli.asking import ask
from rune_lp.cli.guarding import time_limit_option
from rune_lp.cli.mapping import geojson_option, require_places, write_geojson
from rune_lp.cli.opening import open_catalog, outlines_option
from rune_lp.cli.options import asking_options
from rune_lp.cli.printing import format_option, print_json, print_lines, print_result
from rune_lp.cli.supposing import (
    hanging,
    hanging_text,
    refutation,
    supposed,
    supposing_options,
    what_if,
)
from rune_lp.errors import NotSolvedError

if TYPE_CHECKING:
    from rune_lp.cli.asking import Asked
    from rune_lp.explain.report import Explained
    from rune_lp.scenes import Scene

__all__ = ["command"]


@click.command(
    "explain", epilog='\b\nExample: rune-lp explain dota.catalog P0706 "a ship near a harbor"'
)
@click.argument("catalog", metavar="CATALOG", type=click.Path(path_type=Path))
@click.argument("image", metavar="IMAGE")
@click.argument("text", metavar="[TEXT]", required=False)
@asking_options
@outlines_option
@click.option(
    "--explanations",
    metavar="N",
    type=click.IntRange(min=0),
    default=3,
    show_default=True,
    help="Show the N best assignments.",
)
@supposing_options
@time_limit_option
@geojson_option
@format_option("Text for people, a JSON document, or the same on one line.")
def command(
    catalog: Path,
    image: str,
    text: str | None,
    explanations: int,
    without: tuple[str, ...],
    with_score: float | None,
    settings: tuple[str, ...],
    time_limit: float | None,
    geojson: Path | None,
    output_format: str,
    outlines: str,
    **options: Any,
) -> int:
    """Say why IMAGE of CATALOG satisfies a question, or why it does not, with the numbers.

    TEXT is a question in plain English; - reads it from standard input.

    Exit status: 0 if the image matches, 1 if not, 2 if the input is at fault, 3 if it could not
    be solved.
    """
    from rune_lp.explain.report import assignments_json, because, result_json, result_text
    from rune_lp.logic.printing import to_text

    opened = open_catalog(catalog, outlines)
    scene = opened.scene(image)
    if geojson is not None:
        require_places([scene.georeference.crs if scene.georeference else None], image)
    asked = ask(text, options.pop("fol"), opened.labels, **options)
    asked.question.solver.require()
    otherwise = supposed(asked, scene, without, with_score, settings)
    one = _why(asked, scene, explanations, time_limit)
    satisfied = one.result.satisfied
    placed = geojson is None or write_geojson(geojson, asked, [one])
    refuted = _why_not(asked, scene, explanations, time_limit) if satisfied is False else None
    found, failure = one.result.answer, one.result.failure
    against = refutation(asked, scene, found, failure, time_limit)
    hangs_on = hanging(asked, scene, found, time_limit)
    instead = what_if(asked, scene, otherwise, time_limit) if otherwise and found else None
    if output_format == "text":
        print_lines(asked.header_text())
        click.echo()
        lines = [*result_text(one), *(because(refuted) if refuted else [])]
        lines += against.lines("\n".join(lines)) if against else []
        lines += hanging_text(hangs_on, satisfied=bool(satisfied))
        print_result([*lines, *(instead.lines() if instead else [])])
    else:
        document = {**asked.header(), **result_json(one), "why_not": None}
        if refuted:
            document["why_not"] = {
                "fol": to_text(refuted.query),
                "assignments": assignments_json(refuted),
            }
            document["explanation"] = "; ".join(refuted.sentences)
        if against:
            contrary = document["why_not"] or {"fol": asked.fol, "assignments": []}
            document["why_not"] = {**contrary, **against.json()}
        document["hangs_on"] = hangs_on
        document["what_if"] = instead.json() if instead else None
        print_json(document, indent=2 if output_format == "json" else None)
    if satisfied is None or not placed:
        return 3
    return 0 if satisfied else 1


def _why(asked: Asked, scene: Scene, number: int, time_limit: float | None) -> Explained:
    from rune_lp.explain.report import explained
    from rune_lp.pool.call import call
    from rune_lp.search import ImageResult

    try:
        return call(_explained, asked, scene, number, time_limit=time_limit)
    except NotSolvedError as error:
        unsolved = ImageResult(scene, None, str(error))
        return explained(asked.question, unsolved, asked.library, number)


def _explained(asked: Asked, scene: Scene, number: int) -> Explained:
    from rune_lp.explain.report import explained
    from rune_lp.search import results

    (result,) = results(asked.question, [scene], explanations=number, everything=True)
    return explained(asked.question, result, asked.library, number)


def _why_not(asked: Asked, scene: Scene, number: int, time_limit: float | None) -> Explained | None:
    from rune_lp.explain.why_not import why_not
    from rune_lp.pool.call import call

    question, library = asked.question, asked.library
    try:
        return call(why_not, question, scene, library, number, time_limit=time_limit)
    except NotSolvedError as error:
        click.echo(f"rune-lp: why it does not match could not be found: {error}", err=True)
        return None
