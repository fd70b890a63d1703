"""The readings of a sentence drawn, and a person's choice among them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from rune_lp.equivalence.picture import svg
from rune_lp.equivalence.verdict import Different
from rune_lp.errors import InputError, Place

if TYPE_CHECKING:
    from pathlib import Path

    from rune_lp.translate.selection import Selection

__all__ = ["chosen_by_person", "draw_apart", "draw_readings"]


def draw_apart(verdict: Different, sentence: str, path: Path) -> None:
    """Draw an image that tells two formulas apart, as SVG, under a sentence that says how.

    Raises:
        InputError: The file cannot be written.
    """
    try:
        path.write_text(svg(verdict.scene, verdict.answer, title=sentence), encoding="utf-8")
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}"
        raise InputError.of(message, Place(str(path))) from None


def draw_readings(selection: Selection, folder: Path) -> None:
    """Draw what tells each other reading from the chosen one: `reading-2.svg` and so on.

    Raises:
        InputError: The folder or a file in it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"cannot be made: {error.strerror or error}"
        raise InputError.of(message, Place(str(folder))) from None
    for place, each in enumerate(selection.runners_up, start=2):
        if isinstance(each.verdict, Different):
            draw_apart(each.verdict, each.sentence, folder / f"reading-{place}.svg")


def chosen_by_person(selection: Selection) -> int:
    """Return the place of the reading that a person chooses; no answer chooses the first.

    The readings go to standard error, and the choice is a line of standard input, so that a pipe
    can choose, too.

    Raises:
        InputError: Standard input ends without a choice.
    """
    readings = selection.readings
    for place, reading in enumerate(readings, start=1):
        click.echo(f"{place}. ({reading.share:.2f}) {reading.fol}", err=True)
        if place > 1:
            click.echo(f"   {selection.runners_up[place - 2].sentence}", err=True)
    while True:
        click.echo(f"Which is meant? 1 to {len(readings)} [1]: ", err=True, nl=False)
        line = sys.stdin.readline()
        if not line:
            raise InputError.of("no reading was chosen", hint="answer with its number")
        answer = line.strip() or "1"
        if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(readings):
            return int(answer) - 1
        click.echo(f"{answer!r} is no number from 1 to {len(readings)}", err=True)
