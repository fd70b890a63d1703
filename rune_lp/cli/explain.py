"""`rune-lp explain`: one image → why it satisfies a question."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rune_lp.cli.asking import ask, asking_options

if TYPE_CHECKING:
    from rune_lp.asp.question import Question
    from rune_lp.scenes import Scene

__all__ = ["command"]


@click.command(
    "explain", epilog='Example: rune-lp explain dota.catalog P0706 "a ship near a harbor"'
)
@click.argument("catalog", metavar="CATALOG", type=click.Path(path_type=Path))
@click.argument("image", metavar="IMAGE")
@click.argument("text", metavar="[TEXT]", required=False)
@asking_options
@click.option(
    "--explanations",
    metavar="N",
    type=click.IntRange(min=0),
    default=3,
    show_default=True,
    help="Show the N best assignments.",
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Text for people, or a JSON document.",
)
def command(
    catalog: Path,
    image: str,
    text: str | None,
    explanations: int,
    output_format: str,
    **options: Any,
) -> int:
    """Say why IMAGE of CATALOG satisfies a question: the objects, and the numbers behind them.

    TEXT is a question in plain English; - reads it from standard input.
    Exit status: 0 if the image matches, 1 if not, 2 if the input is at fault, 3 if it could not
    be solved.
    """
    from rune_lp.catalog import Catalog
    from rune_lp.explain.report import explained, result_json, result_text
    from rune_lp.search import results

    opened = Catalog.open(catalog)
    scene = opened.scene(image)
    asked = ask(text, options.pop("fol"), opened.labels, **options)
    (result,) = results(asked.question, [scene], explanations=explanations, everything=True)
    one = explained(asked.question, result, asked.library, explanations)
    missing = _missing(asked.question, scene) if result.satisfied is False else []
    if output_format == "json":
        document = {**asked.header(), **result_json(one), "missing": missing}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        for line in [*asked.header_text(), "", *result_text(one), *missing]:
            click.echo(line)
    if result.satisfied is None:
        return 3
    return 0 if result.satisfied else 1


def _missing(question: Question, scene: Scene) -> list[str]:
    """Return what the image has none of, though the question needs it."""
    from rune_lp.asp.facts import Subject

    everything, kept = Subject(scene), Subject(scene.at_least(question.min_score))
    lines = []
    for name in question.plan.witnesses:
        classes = question.plan.guards[name]
        if classes is None or len(kept.rows(classes)):
            continue
        words = " or ".join(sorted(classes)) or "object"
        rows = everything.rows(classes)
        best = f", the best has {scene.scores[rows].max():.2f}" if len(rows) else ""
        lines.append(f"no {words} is detected with score >= {question.min_score:g}{best}")
    return list(dict.fromkeys(lines))
