"""`rune-lp segment`: a catalogue → the same with masks of its objects, from the pictures."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rune_lp.cli.going_through import Tally, bands_option, device_options, fill
from rune_lp.cli.printing import format_option
from rune_lp.errors import InputError, Place

if TYPE_CHECKING:
    from rune_lp.scenes import Scene

__all__ = ["command"]


@click.command(
    "segment", epilog="\b\nExample: rune-lp segment my.catalog -o masked.catalog --weights sam_b.pt"
)
@click.argument("catalog", metavar="CATALOG")
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
    help="Ultralytics' weights of a Segment Anything model, such as sam2.1_t.pt.",
)
@click.option(
    "--images",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The pictures, called as the images.  [default: where they were]",
)
@click.option(
    "--min-score",
    metavar="S",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Objects below it get no mask.",
)
@click.option(
    "--append",
    is_flag=True,
    help="Add to the catalogue that is there: images that were done with the same weights, and "
    "have not changed, are not again.",
)
@bands_option
@device_options
@format_option("The summary as text, or as one JSON object; jsonl is the same on one line.")
def command(
    catalog: str,
    output: str,
    weights: str,
    images: Path | None,
    min_score: float,
    append: bool,
    bands: tuple[int, ...] | None,
    device: str,
    threads: int,
    output_format: str,
) -> int:
    """Give the objects of a catalogue masks, and make a catalogue with these.

    Each object's box, and its middle, are shown to a Segment Anything model, which says what of the
    picture the object covers; questions look at that with --outlines mask. Objects that have
    a mask keep it. Where the model finds next to nothing in a box, the box stands for the object.

    An image whose picture is not there, or cannot be read, is named and kept as it is; then the
    exit code is 3. --append goes on after an interruption. Nothing is fetched from a network.
    """
    from rune_lp.catalog import Catalog, CatalogWriter
    from rune_lp.scenes.formats import find_pictures
    from rune_lp.vision.loading import load_masking
    from rune_lp.vision.segmenting import segment_scenes

    source = Catalog.open(catalog, masks=True)
    if Path(output).resolve() == source.path.resolve():
        raise InputError.of(
            "is the catalogue that is read", Place(output), hint="choose another -o"
        )
    found, faults = ({}, ()) if images is None else find_pictures(images)
    for fault in faults:
        click.echo(str(fault), err=True)
    masking = load_masking(weights, device=device, threads=threads)

    def picture(scene: Scene) -> Path | None:
        if images is None and scene.path is not None:
            return Path(scene.path)
        return found.get(scene.image)

    tally = Tally(output)
    writer = CatalogWriter(output, [catalog], append=append)
    work = partial(segment_scenes, writer, source.scenes(), picture, masking, min_score, bands)
    fill(writer, len(source), tally, work, "objects")
    return tally.end(output_format)
