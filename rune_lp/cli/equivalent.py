"""`rune-lp equivalent`: two formulas → whether they ask the same, or an image that tells."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rune_lp.cli.asking import library_of, profile_of, text_or_standard_input
from rune_lp.cli.options import world_options
from rune_lp.cli.printing import format_option, print_json
from rune_lp.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rune_lp.equivalence.verdict import Verdict
    from rune_lp.equivalence.world import World
    from rune_lp.logic.syntax import Query

__all__ = ["command"]

NAMES = ("the first formula", "the second formula")


@click.command(
    "equivalent",
    epilog="\b\nExample: rune-lp equivalent '~exists x. ship(x)' 'forall x. ~ship(x)'",
)
@click.argument("first", metavar="F")
@click.argument("second", metavar="G")
@world_options
@click.option(
    "--catalog",
    metavar="CATALOG",
    type=click.Path(path_type=Path),
    help="Whose classes there are; else those that the rule files describe.",
)
@click.option(
    "--bound",
    metavar="N",
    type=click.IntRange(0, 100),
    help="Compare on images of up to N objects. [default: as many as the formulas speak of, "
    "from 4 to 30]",
)
@click.option(
    "--time-limit",
    metavar="SECONDS",
    type=click.FloatRange(0, min_open=True),
    default=30.0,
    show_default=True,
    help="Leave it undecided after so long, roughly.",
)
@click.option(
    "--draw",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Where they differ, draw the image that tells them apart, as SVG.",
)
@format_option("Text for people, a JSON document, or the same on one line.")
def command(
    first: str,
    second: str,
    catalog: Path | None,
    bound: int | None,
    time_limit: float,
    draw: Path | None,
    output_format: str,
    **options: Any,
) -> int:
    """Say whether formulas F and G ask the same of every image up to a number of objects.

    Where they do not, an image that tells them apart is described. F or G may be - for standard
    input.

    Exit status: 0 if they are equivalent up to the bound that is printed, 1 if they are not, 2 if
    the input is at fault, 3 if it could not be decided.
    """
    from rune_lp.catalog import Catalog
    from rune_lp.cli.readings import draw_apart
    from rune_lp.equivalence.compare import compare
    from rune_lp.equivalence.verdict import Different, Equivalent
    from rune_lp.equivalence.world import World

    if first == second == "-":
        raise InputError.of("only one formula can be read from standard input")
    if not math.isfinite(time_limit):
        raise InputError.of(f"--time-limit must be finite, but got {time_limit}")
    library = library_of(options["rule_files"], allow_scripts=options["allow_scripts"])
    vocabulary = library.vocabulary(Catalog.open(catalog).labels if catalog else None)
    profile = profile_of(options["profile_file"])
    world = World(vocabulary, library, profile, options["min_score"])
    one, other = _query(first, "F", world), _query(second, "G", world)
    distinct = options["distinct_variables"]
    verdict = compare(one, other, world, bound=bound, distinct=distinct, seconds=time_limit)
    sentence = _sentence(verdict, one, other, world)
    if draw is not None and isinstance(verdict, Different):
        draw_apart(verdict, sentence, draw)
    elif draw is not None:
        click.echo(f"rune-lp: nothing tells them apart, so {draw} is not written", err=True)
    if output_format == "text":
        click.echo(sentence)
    else:
        document = _json(verdict, (one, other), sentence)
        print_json(document, indent=2 if output_format == "json" else None)
    match verdict:
        case Equivalent():
            return 0
        case Different():
            return 1
        case _:
            return 3


def _query(text: str, name: str, world: World) -> Query:
    from rune_lp.logic.check import check
    from rune_lp.logic.parse import parse_query

    given = text_or_standard_input(text)
    try:
        return check(parse_query(given), world.vocabulary, given)
    except InputError as error:
        raise error.in_source(name) from None


def _sentence(verdict: Verdict, one: Query, other: Query, world: World) -> str:
    from rune_lp.equivalence.verdict import Different, Equivalent
    from rune_lp.translate.difference import difference

    match verdict:
        case Equivalent():
            return f"equivalent on {verdict.images}"
        case Different():
            return f"different: {difference(verdict, one, other, world, NAMES)}"
        case _:
            return f"not decided: {verdict.reason}"


def _json(verdict: Verdict, queries: Iterable[Query], sentence: str) -> dict[str, Any]:
    from rune_lp.equivalence.verdict import Different, Equivalent, NotDecided
    from rune_lp.logic.printing import to_text
    from rune_lp.scenes.formats.writing import scene_json

    different = verdict if isinstance(verdict, Different) else None
    return {
        "fol": [to_text(query) for query in queries],
        "equivalent": None if isinstance(verdict, NotDecided) else different is None,
        "bound": verdict.bound if isinstance(verdict, Equivalent) else None,
        "holds": [different.first, different.second] if different else None,
        "answer": list(different.answer) if different else None,
        "scene": scene_json(different.scene) if different else None,
        "explanation": sentence,
    }
