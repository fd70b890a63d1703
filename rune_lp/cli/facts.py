"""`rune-lp facts`: an image → ground facts, all or those a question can reach."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rune_lp.cli.asking import ask
from rune_lp.cli.opening import open_catalog, outlines_option
from rune_lp.cli.options import asking_options
from rune_lp.errors import InputError, NotSolvedError

if TYPE_CHECKING:
    from rune_lp.asp.question import Question
    from rune_lp.scenes import Scene

__all__ = ["command"]


@click.command(
    "facts",
    epilog='\b\nExample: rune-lp facts dota.catalog P0706 "a ship near a harbor" > P0706.lp',
)
@click.argument("catalog", metavar="CATALOG", type=click.Path(path_type=Path))
@click.argument("image", metavar="IMAGE")
@click.argument("text", metavar="[TEXT]", required=False)
@asking_options
@outlines_option
@click.option("--query", metavar="Q", help="The same as TEXT.")
@click.option("--prolog", is_flag=True, help="Write them as Prolog, grouped by predicate.")
def command(
    catalog: Path,
    image: str,
    text: str | None,
    query: str | None,
    prolog: bool,
    outlines: str,
    **options: Any,
) -> None:
    """Print the ground facts of IMAGE of CATALOG, for clingo or Prolog.

    With a question, only the facts that it can reach; without, all of them: every relation over
    every pair, which is long for an image with many objects.
    """
    from rune_lp.asp.facts import Subject, everything, facts, prolog_facts
    from rune_lp.geometry.profile import Profile

    if query is not None and text is not None:
        raise InputError.of("the question is given twice", hint="as TEXT or by --query")
    opened = open_catalog(catalog, outlines)
    scene = opened.scene(image, min_score=options["min_score"])
    question, fol = text if query is None else query, options.pop("fol")
    if question is None and fol is None:
        subset = everything(gsd_known=scene.gsd is not None)
        file = options["profile_file"]
        profile = Profile.from_toml(file) if file else Profile()
        lines = facts(Subject(scene), subset, profile)
    else:
        asked = ask(question, fol, opened.labels, **options).question
        lines = iter(_reached(asked, scene))
    objects = f"{len(scene)} object{'' if len(scene) == 1 else 's'}"
    click.echo(f"% image {' '.join(scene.image.split())}, {objects}")
    for line in prolog_facts(lines) if prolog else lines:
        click.echo(line)


def _reached(question: Question, scene: Scene) -> list[str]:
    """Return the facts that a question can reach, all of them before the first is printed."""
    from rune_lp.asp.facts import Subject, facts

    try:
        return list(facts(Subject(scene), question.subset, question.profile))
    except NotSolvedError as error:
        raise NotSolvedError(f"{scene.image}: {error}") from None
