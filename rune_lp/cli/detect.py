"""`rune-lp detect`: pictures → a catalogue of what a detector finds in them."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rune_lp.cli.printing import format_option, print_json
from rune_lp.errors import InputError, Place
from rune_lp.vision.settings import Settings, Spent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rune_lp.catalog import CatalogWriter
    from rune_lp.vision.cataloguing import Detected, Work

__all__ = ["command"]

DEFAULTS = Settings()


def _gsd(ctx: click.Context, param: click.Parameter, value: str | None) -> float | None:
    from rune_lp.scenes.formats.values import BadValueError, ground_sample_distance

    try:
        return None if value is None else ground_sample_distance(value)
    except BadValueError as bad:
        raise click.BadParameter(bad.message, ctx, param) from None


@dataclass(slots=True)
class Tally:
    """What a run has done so far, as `--format json` prints it.

    Attributes:
        catalog: Where it went.
        images: Pictures that were gone through.
        unchanged: Pictures that an earlier run had gone through.
        unreadable: Pictures that are not in the catalogue, for the faults that were named.
        objects: Detections.
        megapixels: The pictures' pixels, in millions.
        seconds: How long it took, the loading of the detector not included.
        read: Seconds of that for reading pictures.
        infer: Seconds of that for the detector.
        merge: Seconds of that for suppression.
        write: Seconds of that for the catalogue.
    """

    catalog: str
    images: int = 0
    unchanged: int = 0
    unreadable: int = 0
    objects: int = 0
    megapixels: float = 0.0
    seconds: float = 0.0
    read: float = 0.0
    infer: float = 0.0
    merge: float = 0.0
    write: float = 0.0

    def add(self, one: Detected) -> None:
        """Count a picture, and name on standard error what is wrong with it."""
        from rune_lp.scenes.formats import Notice

        for fault in one.faults:
            click.echo(str(fault), err=True)
        lost = any(not isinstance(fault, Notice) for fault in one.faults)
        self.unreadable += lost
        self.unchanged += one.scene is None and not lost
        if one.scene is not None:
            self.images += 1
            self.objects += len(one.scene)
            self.megapixels += one.scene.width * one.scene.height / 1e6
        self.spend(one.spent)

    def spend(self, spent: Spent) -> None:
        """Add to where the time went."""
        for name, seconds in spent._asdict().items():
            setattr(self, name, getattr(self, name) + seconds)

    def lines(self) -> Iterator[str]:
        """Yield it as text for people."""
        yield f"{self.catalog}: {self.images:,} images, {self.objects:,} detections"
        if self.unchanged:
            yield f"images as an earlier run found them: {self.unchanged:,}"
        if self.unreadable:
            yield f"images left out: {self.unreadable:,}, named above"
        if self.images:
            rate, pixels = self.images / self.seconds, self.megapixels / self.seconds
            yield f"{rate:,.2f} images/s, {pixels:,.2f} megapixels/s"
            parts = {name: getattr(self, name) for name in Spent._fields}
            shares = (f"{name} {100 * part / self.seconds:.0f}%" for name, part in parts.items())
            yield f"time: {', '.join(shares)}"


@click.command("detect", epilog="\b\nExample: rune-lp detect images/ -o my.catalog --weights demo")
@click.argument("images", metavar="IMAGES...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    metavar="CATALOG",
    required=True,
    help="Where the catalogue is made; one that is there is replaced when the new one is whole.",
)
@click.option(
    "--weights",
    metavar="FILE",
    required=True,
    help="An .onnx or TorchScript file, Ultralytics' .pt, or demo: the detector of rendered scenes "
    "that ships.",
)
@click.option(
    "--append",
    is_flag=True,
    help="Add to the catalogue that is there: images that were gone through with the same "
    "weights and settings, and have not changed, are not again.",
)
@click.option(
    "--names",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The classes, where the weights do not name them: one a line, or a YOLO data.yaml.",
)
@click.option(
    "--min-score",
    metavar="S",
    type=click.FloatRange(0.001, 1),
    default=DEFAULTS.min_score,
    show_default=True,
    help="Leave out detections below it. Questions have a threshold of their own.",
)
@click.option(
    "--max-iou",
    metavar="SHARE",
    type=click.FloatRange(0, 1),
    default=DEFAULTS.max_iou,
    show_default=True,
    help="Of two boxes of a class that share more of their union, the lower score goes.",
)
@click.option(
    "--tile",
    metavar="PX",
    type=click.IntRange(min=32),
    help="The side of the tiles a large image is read by.  [default: the network's, or 512]",
)
@click.option(
    "--overlap",
    metavar="PX",
    type=click.IntRange(min=0),
    help="What neighbouring tiles share; no less than the longest object.  [default: a quarter]",
)
@click.option(
    "--batch",
    metavar="N",
    type=click.IntRange(min=1),
    default=DEFAULTS.batch,
    show_default=True,
    help="How many tiles the detector gets at once.",
)
@click.option(
    "--device", default="cpu", show_default=True, metavar="NAME", help="cpu, or cuda for a GPU."
)
@click.option(
    "--threads",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    help="Of the processor, for the detector.  [default: as many as it likes]",
)
@click.option(
    "--gsd", metavar="M", callback=_gsd, help="Metres per pixel of images that give none."
)
@format_option("The summary as text, or as one JSON object; jsonl is the same on one line.")
def command(
    images: tuple[str, ...],
    output: str,
    weights: str,
    append: bool,
    names: Path | None,
    min_score: float,
    max_iou: float,
    tile: int | None,
    overlap: int | None,
    batch: int,
    device: str,
    threads: int,
    gsd: float | None,
    output_format: str,
) -> int:
    """Find the objects in images, and make a catalogue of them.

    IMAGES are pictures, and folders that are searched for pictures. Large ones are read by tiles
    that overlap; TIFF and JPEG 2000 files are never in memory as a whole. An image that cannot be
    read is named and left out; then the exit code is 3, and it is 2 if none is left.

    What was finished before an interruption, or before the program was killed, is in a new
    catalogue; --append goes on from there. Nothing is fetched from a network.
    """
    from rune_lp.catalog import CatalogWriter
    from rune_lp.scenes.formats.names import read_names
    from rune_lp.vision.cataloguing import Work, find_images
    from rune_lp.vision.loading import find_weights, load_detector

    paths = find_images([Path(image) for image in images])
    found = find_weights(weights)
    if found.warning is not None:
        click.echo(f"warning: {found.warning}", err=True)
    given = () if names is None else tuple(read_names(names).values())
    detector = load_detector(found, given, device=device, threads=threads)
    settings = Settings(min_score, max_iou, tile, overlap, batch)
    _check(settings, detector.tile, settings.side(detector))
    work = Work(found, detector, settings, gsd)
    tally = Tally(output)
    writer = CatalogWriter(output, images, append=append)
    try:
        _fill(writer, paths, work, tally)
    except KeyboardInterrupt:
        if writer.finished:
            click.echo(
                f"rune-lp: {writer.finished:,} images in {output}; --append goes on", err=True
            )
        raise
    if output_format == "text":
        click.echo("\n".join(tally.lines()))
    else:
        print_json(asdict(tally), indent=2 if output_format == "json" else None)
    return 3 if tally.unreadable else 0


def _check(settings: Settings, own: int | None, side: int) -> None:
    if settings.tile is not None and own is not None and settings.tile > own:
        raise click.UsageError(f"--tile must be at most {own} for this network, but got {side}.")
    if settings.overlap is not None and settings.overlap >= side:
        message = f"--overlap must be less than the tiles' {side}, but got {settings.overlap}."
        raise click.UsageError(message)


def _fill(writer: CatalogWriter, paths: list[Path], work: Work, tally: Tally) -> None:
    from rune_lp.vision.cataloguing import detect_pictures

    started = time.perf_counter()
    with _progress(len(paths)) as (tiled, finished):
        with writer:
            for one in detect_pictures(writer, paths, work, tiled):
                tally.add(one)
                finished(one.path)
            if not len(writer):
                place = Place(" ".join(writer.sources))
                raise InputError.of("no image could be read", place, hint="see the faults above")
            left = time.perf_counter()
        ended = time.perf_counter()
    tally.spend(Spent(write=ended - left))
    tally.seconds = ended - started


@contextmanager
def _progress(
    images: int,
) -> Iterator[tuple[Callable[[int, int], None], Callable[[Path], None]]]:
    """Give functions to call for tiles and images that are done; a terminal shows time left."""
    if not sys.stderr.isatty():
        yield (lambda done, total: None), (lambda path: None)  # noqa: ARG005
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        whole = bars.add_task("images", total=images)
        part = bars.add_task("tiles of this image", total=None)

        def tiled(done: int, total: int) -> None:
            bars.update(part, completed=done, total=total)

        def finished(path: Path) -> None:  # noqa: ARG001
            bars.advance(whole)
            bars.reset(part, total=None)

        yield tiled, finished
