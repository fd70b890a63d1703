"""Verbs that go through pictures and make a catalogue: their progress, and what came of it."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rune_lp.cli.printing import print_json
from rune_lp.errors import InputError, Place
from rune_lp.vision.settings import Spent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rune_lp.catalog import CatalogWriter
    from rune_lp.vision.tasks import Catalogued

__all__ = ["Tally", "bands_option", "device_options", "fill"]

Command = TypeVar("Command", bound="Callable[..., Any]")


def bands_option(command: Command) -> Command:
    """Add `--bands` to a verb, as 0-based positions."""
    return click.option(
        "--bands",
        metavar="R,G,B",
        callback=_bands,
        help="The bands that are shown in red, green and blue, counted from 1, or one for grey.  "
        "[default: 1,2,3, or 1 where there are fewer]",
    )(command)


def _bands(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[int, ...] | None:
    if value is None:
        return None
    words = value.split(",")
    if len(words) not in (1, 3) or not all(word.strip().isdecimal() for word in words):
        raise click.BadParameter(f"must be like 4,3,2 or 1, but got {value!r}", ctx, param)
    return tuple(int(word) - 1 for word in words)


def device_options(command: Command) -> Command:
    """Add `--device` and `--threads` to a verb."""
    threads = click.option(
        "--threads",
        metavar="N",
        type=click.IntRange(min=0),
        default=0,
        help="Of the processor, for the networks.  [default: as many as they like]",
    )
    device = click.option(
        "--device", default="cpu", show_default=True, metavar="NAME", help="cpu, or cuda for a GPU."
    )
    return device(threads(command))


@dataclass(slots=True)
class Tally:
    """What a run has done so far, as `--format json` prints it.

    Attributes:
        catalog: Where it went.
        images: Pictures that were gone through.
        unchanged: Pictures that an earlier run had gone through.
        unreadable: Pictures that are not in the catalogue, for the faults that were named.
        without_masks: Images that are in it without the masks they were to get, likewise.
        objects: Detections.
        masks: Detections that have a mask.
        megapixels: The pictures' pixels, in millions.
        seconds: How long it took, the loading of the weights not included.
        read: Seconds of that for reading pictures.
        infer: Seconds of that for the detector.
        merge: Seconds of that for suppression.
        mask: Seconds of that for masks.
        write: Seconds of that for the catalogue.
    """

    catalog: str
    images: int = 0
    unchanged: int = 0
    unreadable: int = 0
    without_masks: int = 0
    objects: int = 0
    masks: int = 0
    megapixels: float = 0.0
    seconds: float = 0.0
    read: float = 0.0
    infer: float = 0.0
    merge: float = 0.0
    mask: float = 0.0
    write: float = 0.0

    def add(self, one: Catalogued) -> None:
        """Count a picture, and name on standard error what is wrong with it."""
        from rune_lp.scenes.formats import Notice

        for fault in one.faults:
            click.echo(str(fault), err=True)
        lost = any(not isinstance(fault, Notice) for fault in one.faults)
        self.unreadable += lost and one.scene is None
        self.without_masks += lost and one.scene is not None
        self.unchanged += one.scene is None and not lost
        if one.scene is not None:
            self.images += 1
            self.objects += len(one.scene)
            self.masks += sum(mask is not None for mask in one.scene.masks or ())
            self.megapixels += one.scene.width * one.scene.height / 1e6
        self.spend(one.spent)

    def spend(self, spent: Spent) -> None:
        """Add to where the time went."""
        for name, seconds in spent._asdict().items():
            setattr(self, name, getattr(self, name) + seconds)

    def lines(self) -> Iterator[str]:
        """Yield it as text for people."""
        yield f"{self.catalog}: {self.images:,} images, {self.objects:,} detections"
        if self.mask:
            yield f"with a mask: {self.masks:,}; the boxes stand for the others"
        if self.unchanged:
            yield f"images as an earlier run found them: {self.unchanged:,}"
        if self.unreadable:
            yield f"images left out: {self.unreadable:,}, named above"
        if self.without_masks:
            yield f"images that get no masks: {self.without_masks:,}, named above"
        if self.images:
            rate, pixels = self.images / self.seconds, self.megapixels / self.seconds
            yield f"{rate:,.2f} images/s, {pixels:,.2f} megapixels/s"
            parts = {name: getattr(self, name) for name in Spent._fields}
            shares = (
                f"{name} {100 * part / self.seconds:.0f}%" for name, part in parts.items() if part
            )
            yield f"time: {', '.join(shares)}"

    def end(self, output_format: str) -> int:
        """Print it, and return the exit code."""
        if output_format == "text":
            click.echo("\n".join(self.lines()))
        else:
            print_json(asdict(self), indent=2 if output_format == "json" else None)
        return 3 if self.unreadable or self.without_masks else 0


def fill(
    writer: CatalogWriter,
    images: int,
    tally: Tally,
    work: Callable[[Callable[[int, int], None]], Iterable[Catalogued]],
    parts: str,
) -> None:
    """Fill a catalogue, and count what comes of it; what an interruption leaves is told.

    Args:
        writer: The catalogue.
        images: How many pictures there are.
        tally: Counts them.
        work: Goes through the pictures; it is given what to tell of the parts of the present one
            that are done, and of how many.
        parts: What these parts are called.

    Raises:
        InputError: The catalogue cannot be written, or no picture can be used.
    """
    started = time.perf_counter()
    try:
        with _progress(images, parts) as (told, finished), writer:
            for one in work(told):
                tally.add(one)
                finished()
            if not len(writer):
                place = Place(" ".join(writer.sources))
                raise InputError.of("no image could be read", place, hint="see the faults above")
            left = time.perf_counter()
    except KeyboardInterrupt:
        if writer.finished:
            message = f"{writer.finished:,} images in {tally.catalog}; --append goes on"
            click.echo(f"rune-lp: {message}", err=True)
        raise
    ended = time.perf_counter()
    tally.spend(Spent(write=ended - left))
    tally.seconds = ended - started


@contextmanager
def _progress(
    images: int, parts: str
) -> Iterator[tuple[Callable[[int, int], None], Callable[[], None]]]:
    """Give functions to call for parts and images that are done; a terminal shows time left."""
    if not sys.stderr.isatty():
        yield (lambda done, total: None), (lambda: None)  # noqa: ARG005
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
        part = bars.add_task(f"{parts} of this image", total=None)

        def told(done: int, total: int) -> None:
            bars.update(part, completed=done, total=total)

        def finished() -> None:
            bars.advance(whole)
            bars.reset(part, total=None)

        yield told, finished
