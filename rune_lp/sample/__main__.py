"""`python -m rune_lp.sample`: write a sample of rendered images."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from rune_lp.errors import InputError
from rune_lp.sample.dataset import write_sample
from rune_lp.sample.themes import THEMES


@click.command(
    epilog="Example: python -m rune_lp.sample --seed 7 --images 36 -o datasets/sample",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--seed", type=click.IntRange(min=0), default=7, show_default=True)
@click.option("--images", type=click.IntRange(min=0), default=36, show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option(
    "--theme",
    "themes",
    type=click.Choice(list(THEMES)),
    multiple=True,
    help="Only images of this theme; may be given again.  [default: all, in turn]",
)
def main(seed: int, images: int, output: Path, themes: tuple[str, ...]) -> None:
    """Write rendered aerial images, their labels and a simulated detector's results."""
    try:
        write_sample(output, seed, images, themes or tuple(THEMES))
    except InputError as error:
        click.echo(f"rune_lp.sample: {error.fault}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main(prog_name="python -m rune_lp.sample")
