"""`--report FILE`, `--overlay DIR` and exports: answers as a page, on their pictures, as data."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rune_lp.cli.exporting import EXPORT_OPTIONS, Exports
from rune_lp.errors import InputError, Place

if TYPE_CHECKING:
    from rune_lp.asking import Asked
    from rune_lp.asking.answers import Counts
    from rune_lp.asking.reporting import Shown
    from rune_lp.explain.pictures.album import Album

__all__ = ["Drawing", "drawing_options"]

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
    *EXPORT_OPTIONS,
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
class Drawing:
    """What is drawn of answers, and with which pictures.

    Attributes:
        report: The page, or None.
        overlay: The folder of answers drawn on their pictures, or None.
        formats: What these are: `png`, `svg`.
        exports: What is written for other programs.
        album: The pictures.
    """

    report: Path | None
    overlay: Path | None
    formats: tuple[str, ...]
    exports: Exports
    album: Album

    def draw(self, asked: Asked, source: str, answers: Sequence[Shown], counts: Counts) -> bool:
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
            from rune_lp.explain.pictures.overlays import write_overlays

            shown = [(result, scene) for result, scene in answers if scene is not None]
            write_overlays(self.overlay, shown, asked.question.min_score, self.formats, self.album)
        complete = self.exports.write(asked, answers, self.album)
        faults = self.album.faults
        for path, why in list(faults.items())[:NAMED]:
            click.echo(f"rune-lp: {path}: {why}", err=True)
        if len(faults) > NAMED:
            click.echo(f"rune-lp: and {len(faults) - NAMED:,} more pictures like it", err=True)
        return complete and not faults


def drawing_options(command: Command) -> Command:
    """Add the options of reports and overlays, given as one argument: a `Drawing`, or None."""

    @functools.wraps(command)
    def drawing(
        *args: Any,
        report: Path | None,
        overlay: Path | None,
        overlay_format: str,
        fiftyone: Path | None,
        label_studio: Path | None,
        images: Path | None,
        picture_size: int,
        picture_quality: int,
        **kwargs: Any,
    ) -> Any:
        wanted = None
        exports = Exports(fiftyone, label_studio, images)
        if report is not None or overlay is not None or exports.wanted:
            formats = ("png", "svg") if overlay_format == "both" else (overlay_format,)
            album = _album(images, picture_size, picture_quality)
            wanted = Drawing(report, overlay, formats, exports, album)
            _check(wanted)
        return command(*args, drawing=wanted, **kwargs)

    return functools.reduce(lambda done, option: option(done), reversed(_OPTIONS), drawing)  # type: ignore[return-value]


def _album(images: Path | None, size: int, quality: int) -> Album:
    from rune_lp.explain.pictures.album import Album

    album = Album(images, long_side=size, quality=quality)
    for fault in album.doubled:
        click.echo(f"rune-lp: {fault}", err=True)
    return album


def _check(drawing: Drawing) -> None:
    """Check that all can be written, before anything is solved."""
    reports = [] if drawing.report is None else [drawing.report]
    for path in (*reports, *drawing.exports.wanted):
        if not path.absolute().parent.is_dir():
            raise InputError.of("there is no folder for it", Place(str(path)))
    if drawing.overlay is not None:
        from rune_lp.optional import require

        if "png" in drawing.formats:
            require("PIL", extra="vision")
        drawing.overlay.mkdir(parents=True, exist_ok=True)


def _write_report(
    path: Path, asked: Asked, source: str, answers: Sequence[Shown], counts: Counts, album: Album
) -> None:
    from rune_lp.asking.reporting import write_report

    # What was there stays until the new one is whole.
    partial = path.with_name(f"{path.name}.partial")
    try:
        with partial.open("w", encoding="utf-8") as stream:
            write_report(stream, asked, source, answers, counts, album)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    images = f"{len(answers):,} image{'' if len(answers) == 1 else 's'}"
    size = f"{path.stat().st_size / 1e6:.1f} MB"
    told = "".join(f"; {remark.rstrip('.')}" for remark in album.remarks())
    click.echo(f"rune-lp: {path}: {images}, {size}{told}", err=True)
