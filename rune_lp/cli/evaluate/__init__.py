"""`rune-lp evaluate`: how good something is, measured; one module for each kind of thing."""

from __future__ import annotations

import click

from rune_lp.cli.group import LazyGroup

__all__ = ["command"]

THINGS = {
    "detections": "Mean average precision of oriented boxes, and precision and recall.",
}
"""What can be evaluated, with its one-line help; the module of that name holds its `command`."""


@click.group(
    "evaluate",
    cls=LazyGroup,
    package="rune_lp.cli.evaluate",
    commands=THINGS,
    called="Things",
    missing="{!r} cannot be evaluated",
    others="there are",
    subcommand_metavar="THING ...",
    epilog="\b\nExample: rune-lp evaluate detections val.catalog found.catalog",
)
def command() -> None:
    """Measure how good detections are."""
