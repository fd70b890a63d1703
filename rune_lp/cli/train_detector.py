"""`rune-lp train detector`: a detector of one's own, from rendered scenes."""

from __future__ import annotations

from pathlib import Path

import click

from rune_lp.optional import require

__all__ = ["detector"]

_LIBRARIES = ("torch", "onnx", "PIL")


@click.command("detector", epilog="\b\nExample: rune-lp train detector -o build/detector")
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Where scenes, state and model are written. An interrupted run goes on from here.",
)
@click.option("--seed", metavar="N", type=click.IntRange(min=0), default=101, show_default=True)
@click.option(
    "--scenes",
    metavar="N",
    type=click.IntRange(min=1),
    default=660,
    show_default=True,
    help="How many scenes are rendered to learn from.",
)
@click.option(
    "--steps",
    metavar="N",
    type=click.IntRange(min=2),
    default=6000,
    show_default=True,
    help="How many batches of cuts are taken of them.",
)
@click.option(
    "--threads",
    metavar="N",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Of the processor. With another number the weights may differ in the last digits.",
)
@click.option(
    "--start",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The state.pt of a finished run, whose network this one begins with.",
)
def detector(
    folder: Path, seed: int, scenes: int, steps: int, threads: int, start: Path | None
) -> None:
    """Train a detector from nothing on scenes that are rendered here, on the processor.

    DIR/detector.onnx is the model, for `rune-lp detect --weights`. Nothing is fetched.
    """
    for library in _LIBRARIES:
        require(library, extra="train")
    from rune_lp.vision.learning.supervised import Settings, train

    settings = Settings(scenes=scenes, steps=steps, seed=seed, threads=threads)
    click.echo(train(folder, settings, lambda line: click.echo(line, err=True), start))
