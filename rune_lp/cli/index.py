"""`rune-lp index`: label or result files → a catalogue."""

from __future__ import annotations

import re
import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from rune_lp.catalog import Catalog, CatalogWriter
from rune_lp.catalog.indexing import index_sources
from rune_lp.cli.printing import format_option, print_json
from rune_lp.errors import Fault, InputError, Place
from rune_lp.scenes.formats import FORMATS, Notice, ReadOptions, find_pictures
from rune_lp.scenes.formats.values import BadValueError, ground_sample_distance, size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from rune_lp.scenes.formats import Format

__all__ = ["command"]

SHOWN_FAULTS = 20
"""Faults of one kind in one file that are printed one by one."""


def _image_size(
    ctx: click.Context, param: click.Parameter, value: str | None
) -> tuple[float, float] | None:
    if value is None:
        return None
    words = re.split("[xX×]", value)
    try:
        return size(*words)
    except (TypeError, BadValueError):
        message = f"must be WIDTHxHEIGHT in pixels, but got {value!r}"
        raise click.BadParameter(message, ctx, param) from None


def _gsd(ctx: click.Context, param: click.Parameter, value: str | None) -> float | None:
    try:
        return None if value is None else ground_sample_distance(value)
    except BadValueError as bad:
        raise click.BadParameter(bad.message, ctx, param) from None


def _crs(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    from rune_lp.scenes.ground import check_system

    try:
        if value is not None:
            check_system(value)
    except InputError as error:
        raise click.BadParameter(str(error.fault), ctx, param) from None
    return value


@dataclass(frozen=True, slots=True)
class Summary:
    """What was indexed, as `--format json` prints it.

    `faults` cost something each, a detection or an image; `notices` cost nothing. Images are
    `added`, `replaced` and `removed` by this run; the others are of the whole catalogue.
    """

    catalog: str
    images: int
    objects: int
    classes: dict[str, int]
    floor: float | None
    images_without_objects: int
    size_unknown: int
    gsd_unknown: int
    faults: int
    notices: int
    added: int
    replaced: int
    removed: int
    sources_unchanged: int


class FaultLog:
    """Prints faults on standard error, and of many of one kind in one file only the first."""

    def __init__(self, shown: int | None) -> None:
        self.shown = shown
        self.faults = 0
        self.notices = 0
        self._kinds: Counter[tuple[str, str]] = Counter()

    def extend(self, faults: Iterable[Fault]) -> None:
        """Count faults, and print each unless enough of its kind are printed."""
        for fault in faults:
            if isinstance(fault, Notice):
                self.notices += 1
            else:
                self.faults += 1
            kind = _kind(fault)
            self._kinds[kind] += 1
            if self.shown is None or self._kinds[kind] <= self.shown:
                click.echo(str(fault), err=True)

    def close(self) -> None:
        """Print how many were not printed."""
        if self.shown is None:
            return
        for (source, kind), count in self._kinds.items():
            if count > self.shown:
                more = f"{source}: … and {count - self.shown:,} more like it: {kind}"
                click.echo(f"{more} (--all-faults prints them)", err=True)


@click.command(
    "index", epilog="\b\nExample: rune-lp index labelTxt/ -o val.catalog --images images/"
)
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    metavar="CATALOG",
    help="Where the catalogue is made; one that is there is replaced when the new one is whole.",
)
@click.option(
    "--append",
    is_flag=True,
    help="Add to the catalogue that is there: files that have not changed are not read again.",
)
@click.option(
    "--verify",
    is_flag=True,
    help="Make nothing: read the catalogue SOURCE wholly, and compare it with its checksums.",
)
@click.option(
    "--from",
    "given_format",
    type=click.Choice(FORMATS),
    help="The sources' format; else each file is looked at.",
)
@click.option(
    "--images",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The pictures, for their sizes and places: a picture is an image's if it is called as it.",
)
@click.option(
    "--all-images",
    is_flag=True,
    help="Index every picture of --images, with no objects where the sources have none.",
)
@click.option(
    "--image-size",
    metavar="WxH",
    callback=_image_size,
    help="The size in pixels of images whose size nothing else gives.",
)
@click.option(
    "--names",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The names of class indices: one a line, a YOLO data.yaml or a COCO file.",
)
@click.option(
    "--gsd",
    metavar="M",
    callback=_gsd,
    help="Metres per pixel of images whose source gives none.",
)
@click.option(
    "--crs",
    metavar="CRS",
    callback=_crs,
    help="The reference system of pictures placed by a world file that names none: EPSG:32631.",
)
@click.option("--strict", is_flag=True, help="Stop at the first fault, and make nothing.")
@click.option("--all-faults", is_flag=True, help="Print every fault, however many are alike.")
@format_option("The summary as text, or as one JSON object; jsonl is the same on one line.")
def command(
    sources: tuple[str, ...],
    output: str | None,
    append: bool,
    verify: bool,
    given_format: Format | None,
    images: Path | None,
    all_images: bool,
    image_size: tuple[float, float] | None,
    names: Path | None,
    gsd: float | None,
    crs: str | None,
    strict: bool,
    all_faults: bool,
    output_format: str,
) -> int:
    """Turn label or result files into a catalogue.

    A SOURCE is a file, a folder, or - for JSONL on standard input. Every detection is kept, at
    whatever score. What is faulty is reported with its place and left out; then the exit code is
    3, and it is 2 if nothing is left.

    With --verify, SOURCE is a catalogue that is only read.

    What was indexed before an interruption, or before the program was killed, is in a new
    catalogue; --append goes on from there.
    """
    if verify:
        if output is not None or append or len(sources) != 1:
            raise click.UsageError("--verify is for one catalogue, and makes none.")
        return _verified(sources[0], output_format)
    if output is None:
        raise click.UsageError("Missing option '-o' / '--output'.")
    if all_images and images is None:
        raise click.UsageError("--all-images needs --images DIR, the pictures that are meant.")
    log = FaultLog(None if all_faults else SHOWN_FAULTS)
    pictures: Mapping[str, Path] = {}
    if images is not None:
        pictures, doubled = find_pictures(images)
        log.extend(doubled)
    options = ReadOptions(
        format=given_format,
        names=names,
        pictures=pictures,
        all_pictures=all_images,
        image_size=image_size,
        gsd=gsd,
        crs=crs,
    )
    writer = CatalogWriter(output, sources, append=append, whole=strict)
    try:
        _fill(writer, options, log, strict=strict)
    except KeyboardInterrupt:
        if writer.finished:
            message = f"{_counted(writer.finished, 'image')} in {output}; --append goes on"
            click.echo(f"rune-lp: {message}", err=True)
        raise
    summary = _summary(Catalog.open(output), writer, log)
    if output_format == "text":
        click.echo("\n".join(_lines(summary, appended=append)))
    else:
        print_json(asdict(summary), indent=2 if output_format == "json" else None)
    return 3 if log.faults else 0


def _verified(path: str, output_format: str) -> int:
    """Say that a catalogue is whole; if it is not, the error says what is damaged."""
    catalog = Catalog.open(path)
    catalog.verify()
    images, objects = len(catalog), int(catalog.row_counts.sum())
    if output_format == "text":
        extent = f"{_counted(images, 'image')}, {_counted(objects, 'object')}"
        click.echo(f"{path}: {extent}, as they were written")
    else:
        found = {"catalog": path, "images": images, "objects": objects}
        print_json(found, indent=2 if output_format == "json" else None)
    return 0


def _fill(writer: CatalogWriter, options: ReadOptions, log: FaultLog, *, strict: bool) -> None:
    with writer, _progress() as progress:
        for item in index_sources(writer, options, strict=strict):
            if isinstance(item, Fault):
                log.extend([item])
            else:
                progress(len(writer))
        log.close()
        if not len(writer):
            hint = "see the faults above" if log.faults else None
            raise InputError.of("nothing to index", Place(" ".join(writer.sources)), hint=hint)


@contextmanager
def _progress() -> Iterator[Callable[[int], None]]:
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("reading") as status:
        yield lambda count: status.update(f"reading: {count:,} images")


def _kind(fault: Fault) -> tuple[str, str]:
    # Messages of one kind differ in what was got, in what they quote and in positions. Faults of
    # whole files are counted by folder, so that a thousand files of a kind are told once too.
    message = re.sub(r"'[^']*'|\[\d+\]", "…", fault.message.split(", but ")[0])
    if fault.place is None:
        return "", message
    whole_file = fault.place.line is None
    return str(Path(fault.place.source).parent if whole_file else fault.place.source), message


def _summary(catalog: Catalog, writer: CatalogWriter, log: FaultLog) -> Summary:
    counts = catalog.row_counts
    return Summary(
        catalog=str(catalog.path),
        images=len(catalog),
        objects=int(counts.sum()),
        classes=dict(catalog.class_counts),
        floor=catalog.floor,
        images_without_objects=int((counts == 0).sum()),
        size_unknown=int((catalog.image_column("size_known") == 0).sum()),
        gsd_unknown=int(np.isnan(catalog.image_column("gsds")).sum()),
        faults=log.faults,
        notices=log.notices,
        added=writer.added,
        replaced=writer.replaced,
        removed=writer.removed,
        sources_unchanged=writer.kept,
    )


def _lines(summary: Summary, *, appended: bool) -> Iterator[str]:
    yield (
        f"{summary.catalog}: {_counted(summary.images, 'image')}, "
        f"{_counted(summary.objects, 'object')}, {_counted(len(summary.classes), 'class', 'es')}"
    )
    width = max(map(len, summary.classes), default=0)
    for name, count in sorted(summary.classes.items(), key=lambda item: (-item[1], item[0])):
        yield f"  {name:<{width}}  {count:>9,}"
    if summary.floor is not None:
        yield f"lowest score: {summary.floor:.3f}"
    yield f"images without objects: {summary.images_without_objects:,}"
    taken = "taken from the extent of their detections; see --images, --image-size"
    yield f"images of unknown size: {_remarked(summary.size_unknown, taken)}"
    no_metres = "no question in metres can be asked of them; see --gsd"
    yield f"images of unknown gsd: {_remarked(summary.gsd_unknown, no_metres)}"
    if appended:
        yield (
            f"images added: {summary.added:,}, replaced: {summary.replaced:,}, "
            f"removed: {summary.removed:,}; sources unchanged: {summary.sources_unchanged:,}"
        )
    yield f"faults: {summary.faults:,}, notices: {summary.notices:,}"


def _counted(count: int, noun: str, plural: str = "s") -> str:
    return f"{count:,} {noun}{'' if count == 1 else plural}"


def _remarked(count: int, remark: str) -> str:
    return f"{count:,} ({remark})" if count else "0"
