"""The readings of a sentence, in lines for people and as JSON values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rune_lp.equivalence.verdict import Different
from rune_lp.scenes.formats.writing import scene_json

if TYPE_CHECKING:
    from rune_lp.translate.selection import Selection

__all__ = ["selection_json", "selection_text"]


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


def _proposed(selection: Selection) -> int:
    return sum(len(each.candidates) for each in selection.readings) + len(selection.dropped)
