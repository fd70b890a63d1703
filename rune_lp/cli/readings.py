"""The readings of a sentence, for people and programs, and a person's choice among them."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any

import click

from rune_lp.equivalence.picture import svg
from rune_lp.equivalence.verdict import Different
from rune_lp.errors import InputError, Place
from rune_lp.scenes.formats.writing import write_jsonl

if TYPE_CHECKING:
    from pathlib import Path

    from rune_lp.scenes import Scene
    from rune_lp.translate.selection import Selection

__all__ = [
    "chosen_by_person",
    "draw_apart",
    "draw_readings",
    "scene_json",
    "selection_json",
    "selection_text",
]


def selection_text(selection: Selection) -> list[str]:
    """Return the lines that show how sure a translation is, and what else may be meant."""
    agreed, of = len(selection.chosen.candidates), _proposed(selection)
    lines = [f"sure:    {selection.chosen.share:.2f}, {agreed} of {of} formulas agree"]
    for place, each in enumerate(selection.runners_up, start=2):
        lines.append(f"reading {place}: {each.reading.share:.2f}  {each.reading.fol}")
        lines.append(f"     but: {each.sentence}")
    lines += [f"dropped: {each.fault}" for each in selection.dropped]
    return lines


def selection_json(selection: Selection) -> dict[str, Any]:
    """Return the same for programs, each runner-up with the image that tells it apart."""
    readings = []
    for each in selection.runners_up:
        apart = each.verdict if isinstance(each.verdict, Different) else None
        readings.append(
            {
                "fol": each.reading.fol,
                "confidence": each.reading.share,
                "notes": list(each.reading.notes),
                "difference": each.sentence,
                "scene": scene_json(apart.scene) if apart else None,
                "holds": apart.first if apart else None,
            }
        )
    dropped = [{"fol": d.candidate.text, "fault": str(d.fault)} for d in selection.dropped]
    return {"candidates": _proposed(selection), "readings": readings, "dropped": dropped}


def scene_json(scene: Scene) -> dict[str, Any]:
    """Return a scene as the JSONL format has it."""
    stream = io.StringIO()
    write_jsonl([scene], stream)
    document: dict[str, Any] = json.loads(stream.getvalue())
    return document


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


def _proposed(selection: Selection) -> int:
    return sum(len(each.candidates) for each in selection.readings) + len(selection.dropped)
