"""Answers as one HTML file that needs nothing besides."""

from __future__ import annotations

from dataclasses import asdict
from typing import IO, TYPE_CHECKING, Any, TypeAlias

from rune_lp import __version__
from rune_lp.asp.question import program_text
from rune_lp.explain.page.view import unsolved_view, view_of
from rune_lp.explain.page.writing import Page, write_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rune_lp.asking.answers import Counts
    from rune_lp.asking.asked import Asked
    from rune_lp.explain.pictures.album import Album
    from rune_lp.scenes import Scene

__all__ = ["Shown", "asked_json", "write_report"]

Shown: TypeAlias = "tuple[Mapping[str, Any], Scene | None]"
"""An image's result as JSON has it, with `why_not` where there is one, and its detections; None for
an image that was not solved."""


def asked_json(asked: Asked) -> dict[str, Any]:
    """Return what a report says of the question, beside its answers."""
    return {
        **asked.header(),
        "witnesses": list(asked.question.plan.witnesses),
        "program": program_text(asked.question),
    }


def write_report(
    stream: IO[str],
    asked: Asked,
    source: str,
    answers: Iterable[Shown],
    counts: Counts,
    album: Album,
) -> None:
    """Write a report, image by image.

    Args:
        stream: What it is written to, as UTF-8.
        asked: The question.
        source: The catalogue.
        answers: What is shown.
        counts: How many images had each outcome.
        album: The pictures.
    """

    def report(_: object) -> Mapping[str, Any]:
        told = f"rune_lp {__version__} asked {source}; objects are the detections with score ≥ "
        return {
            **asked_json(asked),
            "counts": asdict(counts),
            "about": [f"{told}{asked.question.min_score:g}.", *album.remarks()],
        }

    write_page(stream, _pages(asked, answers, album), report)


def _pages(asked: Asked, answers: Iterable[Shown], album: Album) -> Iterator[Page]:
    for result, scene in answers:
        if scene is None:
            yield Page(unsolved_view(result))
            continue
        picture = album.embedded(scene)
        note = album.note(scene, picture)
        size = None if picture is None else picture.original
        view = view_of(result, scene, asked.question.min_score, size=size, note=note)
        yield Page(view) if picture is None else Page(view, picture.uri, picture.thumbnail)
