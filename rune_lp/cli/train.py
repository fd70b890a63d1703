"""`rune-lp train`: models of one's own."""

from __future__ import annotations

import click

from rune_lp.cli.train_detector import detector

__all__ = ["command"]


@click.group("train", epilog="\b\nExample: rune-lp train detector -o build/detector")
def command() -> None:
    """Train a model."""


command.add_command(detector)
