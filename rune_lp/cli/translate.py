"""`rune-lp translate`: English, or a formula, → logic."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rune_lp.cli.asking import ask, library_of, text_or_standard_input
from rune_lp.cli.options import asking_options
from rune_lp.cli.printing import format_option, print_json
from rune_lp.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rune_lp.asking import Asked
    from rune_lp.asp.question import Question

__all__ = ["command"]

_SOLVERS = {"asp": "clingo", "prolog": "prolog"}
"""Who is to run what is emitted."""


@click.command(
    "translate",
    epilog='\b\nExample: rune-lp translate "every plane is near another plane" --emit asp',
)
@click.argument("text", metavar="[TEXT]", required=False)
@asking_options
@click.option(
    "--catalog",
    metavar="CATALOG",
    type=click.Path(path_type=Path),
    help="Whose classes to know; else those that the rule files describe.",
)
@click.option(
    "--emit",
    type=click.Choice(["fol", "asp", "prolog"]),
    default="fol",
    show_default=True,
    help="The formula, or the program that clingo or SWI-Prolog solves over an image's facts.",
)
@click.option(
    "--no-decomposition",
    is_flag=True,
    help="With --emit asp or prolog, leave the quantifiers where they are, for comparison.",
)
@click.option(
    "--show-prompt",
    is_flag=True,
    help="Print what the language model of --translator would be told, and ask it nothing.",
)
@click.option(
    "--draw",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Draw what tells other readings from the chosen one, as DIR/reading-2.svg and so on.",
)
@click.option("--unicode", "use_unicode", is_flag=True, help="Print the formula with ∃, ∀ and ∧.")
@format_option("Text for people, a JSON document, or the same on one line.")
def command(
    text: str | None,
    catalog: Path | None,
    emit: str,
    no_decomposition: bool,
    show_prompt: bool,
    draw: Path | None,
    use_unicode: bool,
    output_format: str,
    **options: Any,
) -> None:
    """Turn TEXT, a question in plain English, into first-order logic, ASP rules or Prolog.

    With --fol a formula is checked and printed in its canonical form, or turned into rules.
    """
    from rune_lp.catalog import Catalog
    from rune_lp.logic.printing import to_text

    labels = Catalog.open(catalog).labels if catalog else None
    if show_prompt:
        click.echo(_prompt(text, labels, options))
        return
    if emit != "fol":
        options["solver_name"] = _SOLVERS[emit]
    asked = ask(text, options.pop("fol"), labels, **options)
    if draw is not None and asked.selection is not None:
        from rune_lp.cli.readings import draw_readings

        draw_readings(asked.selection, draw)
    query = asked.question.plan.query
    fol = to_text(query, "unicode" if use_unicode else "ascii")
    program = _program(asked.question, emit, decomposed=not no_decomposition)
    if output_format != "text":
        document = {**asked.header(), "fol": fol}
        if program is not None:
            document[emit] = program
        print_json(document, indent=2 if output_format == "json" else None)
        return
    for line in _comments(asked):
        click.echo(f"% {line}" if program is not None else line, err=program is None)
    click.echo(fol if program is None else program.rstrip())


def _program(question: Question, emit: str, *, decomposed: bool) -> str | None:
    if emit == "asp":
        from rune_lp.asp.question import program_text

        return program_text(question, decomposed=decomposed)
    if emit == "prolog":
        from rune_lp.prolog.printing import printed

        return printed(question, decomposed=decomposed)
    return None


def _prompt(text: str | None, labels: Iterable[str] | None, options: Mapping[str, Any]) -> str:
    from rune_lp.translate.translators import language_model

    if text is None:
        raise InputError.of("--show-prompt needs a sentence")
    scripts = options["allow_scripts"]
    vocabulary = library_of(options["rule_files"], allow_scripts=scripts).vocabulary(labels)
    model = language_model(options["translator"], cached=False)
    return model.prompt(text_or_standard_input(text), vocabulary).text.rstrip()


def _comments(asked: Asked) -> list[str]:
    if asked.text is None:
        return []
    made = f"{asked.text} (translator: {asked.translator}, confidence {asked.confidence:.2f})"
    lines = [made, *(f"note: {note}" for note in asked.notes)]
    if asked.selection is not None:
        from rune_lp.translate.readings import selection_text

        lines += selection_text(asked.selection)
    return lines
