"""`--report FILE` and `--overlay DIR`: answers as a page, and drawn on their pictures."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import click

from rune_lp.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rune_lp.cli.asking import Asked
    from rune_lp.explain.album import Album
    from rune_lp.explain.page import Page
    from rune_lp.scenes import Scene

    Answers: TypeAlias = Sequence[tuple[Mapping[str, Any], Scene | None]]

__all__ = ["Counts", "Drawing", "drawing_options"]

Command = TypeVar("Command", bound=Callable[..., Any])

NAMED = 5
"""Pictures that cannot be used, and are named one by one."""

_OPTIONS = (
    click.option(
        "--report",
        metavar="FILE",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Write the answers, with their pictures and why, to one HTML file.",
    ),
    click.option(
        "--overlay",
        metavar="DIR",
        type=click.Path(path_type=Path, file_okay=False),
        help="Draw each answer on its picture, into this folder.",
    ),
    click.option(
        "--overlay-format",
        type=click.Choice(["png", "svg", "both"]),
        default="png",
        show_default=True,
        help="What --overlay draws.",
    ),
    click.option(
        "--images",
        metavar="DIR",
        type=click.Path(path_type=Path),
        help="The pictures to show and draw on; else those that `index --images` found.",
    ),
    click.option(
        "--picture-size",
        metavar="PX",
        type=click.IntRange(min=0),
        default=1600,
        show_default=True,
        help="Make the pictures in a report or an SVG no longer than so many pixels; 0 keeps them.",
    ),
    click.option(
        "--picture-quality",
        metavar="Q",
        type=click.IntRange(1, 95),
        default=80,
        show_default=True,
        help="The JPEG quality of the pictures in a report or an SVG.",
    ),
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many images of a search had each outcome.

    Attributes:
        images: Those that were to be searched.
        matched: Those that match.
        unmatched: Those that do not.
        unsolved: Those that were not solved.
        unsearched: Those left out by an interrupt.
        hidden: Those that would be shown with `--top 0`.
    """

    images: int
    matched: int
    unmatched: int
    unsolved: int = 0
    unsearched: int = 0
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn of answers, and with which pictures.

    Attributes:
        report: The page, or None.
        overlay: The folder of answers drawn on their pictures, or None.
        formats: What these are: `png`, `svg`.
        album: The pictures.
    """

    report: Path | None
    overlay: Path | None
    formats: tuple[str, ...]
    album: Album

    def draw(self, asked: Asked, source: str, answers: Answers, counts: Counts) -> bool:
        """Write what is wanted, name the pictures that cannot be used, and return if all can.

        Args:
            asked: What was asked.
            source: The catalogue.
            answers: Each image's result as JSON has it, with `why_not` where there is one, and
                its detections; None for an image that was not solved.
            counts: How many images had each outcome.
        """
        if self.report is not None:
            _write_report(self.report, asked, source, answers, counts, self.album)
        if self.overlay is not None:
            from rune_lp.explain.overlays import write_overlays

            shown = [(result, scene) for result, scene in answers if scene is not None]
            write_overlays(self.overlay, shown, asked.question.min_score, self.formats, self.album)
        faults = self.album.faults
        for path, why in list(faults.items())[:NAMED]:
            click.echo(f"rune-lp: {path}: {why}", err=True)
        if len(faults) > NAMED:
            click.echo(f"rune-lp: and {len(faults) - NAMED:,} more pictures like it", err=True)
        return not faults


def drawing_options(command: Command) -> Command:
    """Add the options of reports and overlays, given as one argument: a `Drawing`, or None."""

    @functools.wraps(command)
    def drawing(
        *args: Any,
        report: Path | None,
        overlay: Path | None,
        overlay_format: str,
        images: Path | None,
        picture_size: int,
        picture_quality: int,
        **kwargs: Any,
    ) -> Any:
        wanted = None
        if report is not None or overlay is not None:
            formats = ("png", "svg") if overlay_format == "both" else (overlay_format,)
            album = _album(images, picture_size, picture_quality)
            wanted = Drawing(report, overlay, formats, album)
            _check(wanted)
        return command(*args, drawing=wanted, **kwargs)

    return functools.reduce(lambda done, option: option(done), reversed(_OPTIONS), drawing)  # type: ignore[return-value]


def _album(images: Path | None, size: int, quality: int) -> Album:
    from rune_lp.explain.album import Album

    album = Album(images, long_side=size, quality=quality)
    for fault in album.doubled:
        click.echo(f"rune-lp: {fault}", err=True)
    return album


def _check(drawing: Drawing) -> None:
    """Check that all can be written, before anything is solved."""
    if drawing.report is not None and not drawing.report.absolute().parent.is_dir():
        raise InputError.of("there is no folder for it", Place(str(drawing.report)))
    if drawing.overlay is not None:
        from rune_lp.optional import require

        if "png" in drawing.formats:
            require("PIL", extra="vision")
        drawing.overlay.mkdir(parents=True, exist_ok=True)


def _write_report(
    path: Path, asked: Asked, source: str, answers: Answers, counts: Counts, album: Album
) -> None:
    from rune_lp import __version__
    from rune_lp.asp.question import program_text
    from rune_lp.explain.page import write_page

    def report(_: object) -> Mapping[str, Any]:
        told = f"rune_lp {__version__} asked {source}; objects are the detections with score ≥ "
        return {
            **asked.header(),
            "witnesses": list(asked.question.plan.witnesses),
            "program": program_text(asked.question),
            "counts": asdict(counts),
            "about": [f"{told}{asked.question.min_score:g}.", *album.remarks()],
        }

    # What was there stays until the new one is whole.
    partial = path.with_name(f"{path.name}.partial")
    try:
        with partial.open("w", encoding="utf-8") as stream:
            write_page(stream, _pages(asked, answers, album), report)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    images = f"{len(answers):,} image{'' if len(answers) == 1 else 's'}"
    size = f"{path.stat().st_size / 1e6:.1f} MB"
    told = "".join(f"; {remark.rstrip('.')}" for remark in album.remarks())
    click.echo(f"rune-lp: {path}: {images}, {size}{told}", err=True)


def _pages(asked: Asked, answers: Answers, album: Album) -> Iterator[Page]:
    from rune_lp.explain.page import Page
    from rune_lp.explain.view import unsolved_view, view_of

    for result, scene in answers:
        if scene is None:
            yield Page(unsolved_view(result))
            continue
        picture = album.embedded(scene)
        note = album.note(scene, picture)
        size = None if picture is None else picture.original
        view = view_of(result, scene, asked.question.min_score, size=size, note=note)
        yield Page(view) if picture is None else Page(view, picture.uri, picture.thumbnail)
