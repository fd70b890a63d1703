"""`rune-lp explain`: one image → why it satisfies a question, or why not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rune_lp.cli.asking import ask
from rune_lp.cli.drawing import drawing_options
from rune_lp.cli.guarding import time_limit_option
from rune_lp.cli.mapping import geojson_option, require_places, write_geojson
from rune_lp.cli.opening import open_catalog, outlines_option
from rune_lp.cli.options import asking_options
from rune_lp.cli.printing import format_option, print_json, print_lines, print_result
from rune_lp.errors import NotSolvedError

if TYPE_CHECKING:
    from rune_lp.asking import Asked
    from rune_lp.cli.drawing import Drawing
    from rune_lp.explain.report import Explained
    from rune_lp.explain.telling import Length
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
@time_limit_option
@geojson_option
@drawing_options
@click.option("--short", "length", flag_value="short", help="One sentence.")
@click.option(
    "--long", "length", flag_value="long", help="The whole proof, with rules and numbers."
)
@format_option(
    "Text for people, a JSON document, the same on one line, or the proof as a drawing.",
    "markdown",
    "mermaid",
    "dot",
)
def command(
    catalog: Path,
    image: str,
    text: str | None,
    explanations: int,
    time_limit: float | None,
    geojson: Path | None,
    drawing: Drawing | None,
    output_format: str,
    outlines: str,
    length: Length | None,
    **options: Any,
) -> int:
    """Say why IMAGE of CATALOG satisfies a question, or why it does not, with the numbers.

    TEXT is a question in plain English; - reads it from standard input.

    Exit status: 0 if the image matches, 1 if not, 2 if the input is at fault, 3 if it could not
    be solved.
    """
    from rune_lp.asking.answers import Counts
    from rune_lp.asking.explaining import refutation_json
    from rune_lp.explain.report import headline, result_json
    from rune_lp.explain.telling import as_text

    opened = open_catalog(catalog, outlines)
    scene = opened.scene(image)
    if geojson is not None:
        require_places([scene.georeference.crs if scene.georeference else None], image)
    asked = ask(text, options.pop("fol"), opened.labels, **options)
    asked.question.solver.require()
    one = _why(asked, scene, explanations, time_limit)
    satisfied = one.result.satisfied
    complete = geojson is None or write_geojson(geojson, asked, [one])
    refuted = why_not_of(asked, scene, explanations, time_limit) if satisfied is False else None
    result = {**result_json(one), "why_not": refuted and refutation_json(refuted)}
    if refuted:
        result["explanation"] = "; ".join(refuted.sentences)
    if output_format == "text":
        print_lines(asked.header_text())
        click.echo()
        told = as_text(refuted or one, length or "default")
        print_result([headline(one), *told])
    elif output_format not in ("json", "jsonl"):
        _print_drawn(output_format, asked, one, refuted, length or "default")
    else:
        document = {**asked.header(), **result}
        print_json(document, indent=2 if output_format == "json" else None)
    if drawing is not None:
        outcomes = (int(satisfied is outcome) for outcome in (True, False, None))
        complete &= drawing.draw(asked, str(catalog), [(result, scene)], Counts(1, *outcomes))
    if satisfied is None or not complete:
        return 3
    return 0 if satisfied else 1


def _print_drawn(
    output_format: str, asked: Asked, one: Explained, refuted: Explained | None, length: Length
) -> None:
    from rune_lp.explain.telling import as_drawing, as_markdown, heading

    # The contrary has the image's name and outcome for its heading, not its own.
    parts = [(heading(one), refuted or one)]
    if output_format == "markdown":
        lines = list(as_markdown(asked.header_text(), parts, length))
    else:
        lines = as_drawing("dot" if output_format == "dot" else "mermaid", parts)
    click.echo("\n".join(lines))


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
    return explained(asked.question, result, asked.library, number, proved=True)


def why_not_of(
    asked: Asked, scene: Scene, number: int, time_limit: float | None
) -> Explained | None:
    """Return why an image does not match; None, and it is said, where that took too long."""
    from rune_lp.explain.why_not import why_not
    from rune_lp.pool.call import call

    question, library = asked.question, asked.library
    try:
        return call(why_not, question, scene, library, number, time_limit=time_limit)
    except NotSolvedError as error:
        click.echo(f"rune-lp: why it does not match could not be found: {error}", err=True)
        return None
