"""`--outlines`: what of a catalogue the asking verbs look at, boxes or masks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rune_lp.errors import InputError, Place

if TYPE_CHECKING:
    from pathlib import Path

    from rune_lp.catalog import Catalog

__all__ = ["open_catalog", "outlines_option"]

outlines_option = click.option(
    "--outlines",
    type=click.Choice(["box", "mask"]),
    default="box",
    show_default=True,
    help="What areas, gaps and overlaps are measured on: boxes, or the masks of objects that "
    "have one.",
)


def open_catalog(path: Path, outlines: str) -> Catalog:
    """Return the catalogue in a folder, with masks if they are asked for.

    Raises:
        InputError: There is none, it is damaged, or has no masks where they are asked for.
    """
    from rune_lp.catalog import Catalog

    catalog = Catalog.open(path, masks=outlines == "mask")
    if catalog.masks and not catalog.has_masks:
        hint = "index COCO with a segmentation, or JSONL with masks"
        raise InputError.of("has no masks for --outlines mask", Place(str(path)), hint=hint)
    return catalog
