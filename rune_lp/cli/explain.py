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
from rune_lp.cli.supposing import supposed, supposing_options

if TYPE_CHECKING:
    from rune_lp.asking import Asked
    from rune_lp.asking.explaining import Explanation
    from rune_lp.cli.drawing import Drawing
    from rune_lp.explain.why.telling import Length

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
    without: tuple[str, ...],
    with_score: float | None,
    settings: tuple[str, ...],
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
    from rune_lp.asking.explaining import explanation

    opened = open_catalog(catalog, outlines)
    scene = opened.scene(image)
    if geojson is not None:
        require_places([scene.georeference.crs if scene.georeference else None], image)
    asked = ask(text, options.pop("fol"), opened.labels, **options)
    asked.question.solver.require()
    otherwise = supposed(asked, scene, without, with_score, settings)
    found = explanation(asked, scene, explanations, time_limit=time_limit, supposed=otherwise)
    for remark in found.remarks:
        click.echo(f"rune-lp: {remark}", err=True)
    satisfied = found.one.result.satisfied
    as_json = output_format in ("json", "jsonl")
    result = found.json() if as_json or drawing is not None else {}
    complete = geojson is None or write_geojson(geojson, asked, [found.one])
    if output_format == "text":
        print_lines(asked.header_text())
        click.echo()
        print_result(found.lines(length or "default"))
    elif not as_json:
        _print_drawn(output_format, asked, found, length or "default")
    else:
        document = {**asked.header(), **result}
        print_json(document, indent=2 if output_format == "json" else None)
    if drawing is not None:
        outcomes = (int(satisfied is outcome) for outcome in (True, False, None))
        counts = Counts(1, *outcomes)
        complete &= drawing.draw(asked, str(catalog), [(result, scene)], counts)
    if satisfied is None or not complete:
        return 3
    return 0 if satisfied else 1


def _print_drawn(output_format: str, asked: Asked, found: Explanation, length: Length) -> None:
    from rune_lp.explain.why.telling import as_drawing, as_markdown, heading

    # The contrary has the image's name and outcome for its heading, not its own.
    parts = [(heading(found.one), found.told)]
    if output_format == "markdown":
        lines = list(as_markdown(asked.header_text(), parts, length))
    else:
        lines = as_drawing("dot" if output_format == "dot" else "mermaid", parts)
    click.echo("\n".join(lines))
