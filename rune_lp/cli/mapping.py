"""`--geojson FILE`: what the answering verbs write for a map."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rune_lp.errors import InputError
from rune_lp.optional import require

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rune_lp.asking import Asked
    from rune_lp.explain.why.report import Explained

__all__ = ["geojson_option", "require_places", "write_geojson"]

geojson_option = click.option(
    "--geojson",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the matching images and their witnesses to a GeoJSON file, in their places.",
)


def require_places(systems: Sequence[str | None], source: str) -> None:
    """Check that there is any place on the ground to be written.

    Args:
        systems: The reference systems that are known.
        source: What has to have one, for the error.

    Raises:
        InputError: There is none, or pyproj is not installed.
    """
    require("pyproj", extra="geo")
    if not any(systems):
        hint = "index with --images DIR, a folder of GeoTIFFs or world files, and --crs if need be"
        raise InputError.of(f"nothing in {source} has a known place for --geojson", hint=hint)


def write_geojson(path: Path, asked: Asked, answers: Iterable[Explained]) -> bool:
    """Write the answers whose images have a place, name the others, and return if all have."""
    from rune_lp.explain.exports.geojson import collection, features

    found, complete = [], True
    for one in answers:
        try:
            found += features(one)
        except InputError as error:
            click.echo(f"rune-lp: not in {path}: {error.fault}", err=True)
            complete = False
    document = collection(found, asked.header())
    path.write_text(json.dumps(document, ensure_ascii=False) + "\n", encoding="utf-8")
    return complete
