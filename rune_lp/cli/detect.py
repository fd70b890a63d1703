"""`rune-lp detect`: pictures → a catalogue of what a detector finds in them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from rune_lp.cli.going_through import Tally, bands_option, device_options, fill
from rune_lp.cli.printing import format_option
from rune_lp.vision.settings import Settings

__all__ = ["command"]

DEFAULTS = Settings()


def _gsd(ctx: click.Context, param: click.Parameter, value: str | None) -> float | None:
    from rune_lp.scenes.formats.values import BadValueError, ground_sample_distance

    try:
        return None if value is None else ground_sample_distance(value)
    except BadValueError as bad:
        raise click.BadParameter(bad.message, ctx, param) from None


def _classes(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...]:
    words = [] if value is None else [" ".join(word.split()) for word in value.split(",")]
    if len(set(words)) < len(words) or not all(words):
        raise click.BadParameter(f"must be different words, but got {value!r}", ctx, param)
    return tuple(words)


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
    help="An .onnx or TorchScript file, Ultralytics' .pt, a folder with OWLv2, or demo: "
    "the detector of rendered scenes that ships.",
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
    "--classes",
    metavar="WORDS",
    callback=_classes,
    help="What to look for, with commas between, where the weights take words, as OWLv2 does.",
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
    "--masks",
    metavar="FILE",
    help="Ultralytics' weights of a Segment Anything model, such as sam2.1_t.pt: what is found "
    "gets masks, which questions look at with --outlines mask.",
)
@bands_option
@device_options
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
    classes: tuple[str, ...],
    min_score: float,
    max_iou: float,
    tile: int | None,
    overlap: int | None,
    batch: int,
    masks: str | None,
    bands: tuple[int, ...] | None,
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
    from rune_lp.vision.cataloguing import Work, detect_pictures, find_images
    from rune_lp.vision.loading import find_weights, load_detector, load_masking

    paths = find_images([Path(image) for image in images])
    found = find_weights(weights)
    if found.warning is not None:
        click.echo(f"warning: {found.warning}", err=True)
    if classes and (names or found.kind != "owl"):
        message = "--classes is for weights that take words, and goes without --names."
        raise click.UsageError(message)
    given = classes if names is None else tuple(read_names(names).values())
    detector = load_detector(found, given, device=device, threads=threads)
    settings = Settings(min_score, max_iou, tile, overlap, batch, bands)
    _check(settings, detector.tile, settings.side(detector))
    masking = masks and load_masking(masks, device=device, threads=threads)
    work = Work(found, detector, settings, gsd, masking or None)
    tally = Tally(output)
    writer = CatalogWriter(output, images, append=append)
    fill(writer, len(paths), tally, partial(detect_pictures, writer, paths, work), "parts")
    return tally.end(output_format)


def _check(settings: Settings, own: int | None, side: int) -> None:
    if settings.tile is not None and own is not None and settings.tile > own:
        raise click.UsageError(f"--tile must be at most {own} for this network, but got {side}.")
    if settings.overlap is not None and settings.overlap >= side:
        message = f"--overlap must be less than the tiles' {side}, but got {settings.overlap}."
        raise click.UsageError(message)
